//! Who makes a pack, for whom, for which days and by which versions of the policy.

use changeproof_domain::policy::{InForce, Version};
use changeproof_domain::time::Timestamp;
use changeproof_reports::pack::{PackIdentity, Policy, PolicyVersion, Preparer};
use changeproof_store::Digest;

use super::{Material, PackKind};
use crate::members::SignedIn;
use crate::period::Period;
use crate::permission;
use crate::policy;

/// Who prepared it: a name that somebody typed is worth less than a person who signed in.
pub(super) fn preparer(typed: Option<&str>, signed_in: Option<&SignedIn>) -> Preparer {
    match (signed_in, typed) {
        (Some(person), _) => Preparer::SignedIn {
            name: person.name().to_owned(),
            role: Some(permission::words(person.roles())).filter(|words| !words.is_empty()),
        },
        (None, Some(name)) => Preparer::Typed {
            name: name.to_owned(),
        },
        (None, None) => Preparer::WithoutSignIn,
    }
}

/// The days of a version, in words.
pub(super) fn days(one: &InForce<'_>) -> String {
    match (one.version.from, one.until) {
        (Some(from), Some(until)) => format!("from {from} to {until}"),
        (Some(from), None) => format!("from {from} on"),
        (None, Some(until)) => format!("until {until}"),
        (None, None) => "at all times".to_owned(),
    }
}

impl Material<'_> {
    /// Who makes the pack, for whom, for which days and by which policy.
    pub(super) fn identity(
        &self,
        results_hash: &str,
        prepared_at: Timestamp,
        prepared_by: Preparer,
    ) -> PackIdentity {
        let head = &self.explained.evaluation.head;
        PackIdentity {
            pack_id: self.pack_id(PackKind::Audit.prefix(), results_hash, prepared_at),
            entity: self.entity(),
            workspace_zone: head.zone.clone(),
            period: self.report_period(),
            policy: self.printed_policy(),
            prepared_by,
            prepared_at: prepared_at.utc(),
            as_of: head.as_of.utc(),
            app_version: head.app_version.clone(),
        }
    }

    /// The first and the last instant of the period of which something is known.
    pub(super) fn known_time(&self) -> (Timestamp, Timestamp) {
        let zone = self.explained.loaded.zone;
        let to = Timestamp::end_of(self.period.to, zone);
        let from = Timestamp::start_of(self.period.from, zone);
        (from, to.min(self.explained.as_of()).max(from))
    }

    /// The version of the policy in force at the end of the period.
    pub(super) fn policy_at_end(&self) -> &Version {
        let (_, end) = self.known_time();
        self.explained.loaded.snapshot.policy.at(end)
    }

    /// The versions of the policy that were in force within the period, the first first.
    pub(super) fn versions_in_force(&self) -> Vec<InForce<'_>> {
        let (from, to) = self.known_time();
        self.explained.loaded.snapshot.policy.between(from, to)
    }

    fn printed_policy(&self) -> Policy {
        let at_end = self.policy_at_end();
        let all = self.versions_in_force();
        let (version, in_force_since) = match all.as_slice() {
            [] | [_] => (at_end.number.to_string(), at_end.from),
            several => {
                let each = several.iter().map(|one| {
                    let number = one.version.number;
                    match (one.until, one.version.from) {
                        (Some(until), _) => format!("{number} until {until}"),
                        (None, Some(from)) => format!("{number} from {from}"),
                        (None, None) => number.to_string(),
                    }
                });
                (each.collect::<Vec<_>>().join(", "), None)
            }
        };
        Policy {
            name: at_end.name.clone(),
            version,
            in_force_since,
            owner: None,
            versions: all.iter().map(|one| self.printed_version(one)).collect(),
        }
    }

    fn printed_version(&self, one: &InForce<'_>) -> PolicyVersion {
        let loaded = &self.explained.loaded;
        let recorded = policy::recorded(&loaded.profiles, one.version.number);
        let at = recorded.and_then(|recorded| recorded.recorded_at);
        let signed_in = recorded.is_some_and(|recorded| recorded.signed_in);
        PolicyVersion {
            number: one.version.number,
            days: days(one),
            reason: policy::profile_of(&loaded.profiles, one.version.number)
                .reason
                .clone(),
            recorded: match (at, recorded.and_then(|recorded| recorded.by.as_ref())) {
                (Some(at), Some(by)) if signed_in => format!("{at}, by {by}, signed"),
                (Some(at), Some(by)) => format!("{at}, by {by}, without sign-in"),
                (Some(at), None) => format!("{at}, without sign-in"),
                (None, _) => "part of Changeproof".to_owned(),
            },
            sha256: recorded.map_or_else(String::new, |one| one.sha256().to_string()),
            differences: policy::differences_of(&loaded.profiles, one.version.number),
        }
    }

    pub(super) fn entity(&self) -> String {
        if self.company.entity.is_empty() {
            "The company (no name was given)".to_owned()
        } else {
            self.company.entity.clone()
        }
    }

    fn report_period(&self) -> changeproof_reports::pack::Period {
        changeproof_reports::pack::Period {
            from: self.period.from,
            to: self.period.to,
        }
    }

    /// `CP-2025-1a2b3c4d`: the same for the same kind, results, period and time.
    pub(super) fn pack_id(
        &self,
        prefix: &str,
        results_hash: &str,
        prepared_at: Timestamp,
    ) -> String {
        use chrono::Datelike;
        let Period { from, to } = self.period;
        let seed = format!("changeproof-pack-1\n{results_hash}\n{from}\n{to}\n{prepared_at}\n");
        let digest = Digest::of(seed.as_bytes()).to_string();
        format!("{prefix}-{}-{}", to.year(), &digest[..8])
    }
}
