//! The policy profile in a workspace: its versions, which of them was in force when, and what the owner
//! accepted.
//!
//! The built-in profile is version 1 and was always in force. Later versions are rows of the workspace,
//! each told by an event; that an interpretation was accepted is told by an event alone.

mod accept;
mod acceptances;
mod add;
mod differences;
mod export;
mod list;
mod stored;

use changeproof_domain::policy::{self as profile, Policy, Profile, Version, built_in};
use changeproof_domain::time::Timestamp;
use changeproof_store::{Digest, Event, Reader, StoreError};
use chrono::NaiveDate;
use chrono_tz::Tz;

use crate::error::AppError;

pub use accept::{AcceptOptions, accept};
pub(crate) use acceptances::{Acceptances, INTERPRETATION_ACCEPTED, values};
pub use add::{AddOptions, add};
pub(crate) use add::{
    NewVersion, POLICY_VERSION_ADDED, add_within, checked_text, newest, version_payload,
};
pub(crate) use differences::between;
pub use export::{ExportOptions, export};
pub use list::{interpretations, list};
pub(crate) use list::{lines as interpretation_lines, version_lines};
pub(crate) use stored::{from_json, to_json};

/// A version of the profile, with what was recorded of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PolicyVersion {
    /// 1 for the built-in profile.
    pub(crate) number: u32,
    /// Who made it, as it was given.
    pub(crate) by: Option<String>,
    /// When it was recorded; none for the built-in profile.
    pub(crate) recorded_at: Option<Timestamp>,
    /// Whether whoever recorded it had signed in.
    pub(crate) signed_in: bool,
    /// Whether something had been evaluated by then.
    after_an_evaluation: bool,
    /// Its text.
    pub(crate) text: String,
    /// What it says.
    pub(crate) profile: Profile,
}

impl PolicyVersion {
    /// A version that is not one yet, to be held against another.
    pub(crate) fn draft(text: String, profile: Profile) -> PolicyVersion {
        PolicyVersion {
            text,
            profile,
            ..PolicyVersion::built_in()
        }
    }

    fn built_in() -> PolicyVersion {
        PolicyVersion {
            number: 1,
            by: None,
            recorded_at: None,
            signed_in: false,
            after_an_evaluation: false,
            text: profile::BUILT_IN.to_owned(),
            profile: built_in().clone(),
        }
    }

    /// The first day in force; none where it always was.
    pub(crate) fn from(&self) -> Option<NaiveDate> {
        self.profile.effective_from
    }

    /// SHA-256 of the text.
    pub(crate) fn sha256(&self) -> Digest {
        Digest::of(self.text.as_bytes())
    }
}

/// All versions that were there when the log ended with an event, the first first.
pub(crate) fn versions(reader: &Reader<'_>, as_of: i64) -> Result<Vec<PolicyVersion>, AppError> {
    let mut all = vec![PolicyVersion::built_in()];
    let rows = reader.policy_versions(as_of)?;
    if rows.is_empty() {
        return Ok(all);
    }
    let evaluated = reader.events_of(&["evaluated"])?;
    let first_evaluation = evaluated.iter().map(|event| event.sequence).min();
    for row in rows {
        let damaged = |what: String| {
            StoreError::Damaged(format!("version {} of the policy {what}", row.number))
        };
        let profile = profile::read(&row.text)
            .map_err(|faults| damaged(format!("cannot be read: {}", told(&faults))))?;
        if profile.effective_from != Some(row.from) {
            return Err(damaged("has another date than its text".to_owned()).into());
        }
        let event = reader.events(row.added_by, row.added_by)?.pop();
        all.push(PolicyVersion {
            number: row.number,
            by: row.person,
            recorded_at: event.as_ref().map(|event| event.at),
            signed_in: event.is_some_and(|event| event.person.is_some()),
            after_an_evaluation: first_evaluation.is_some_and(|first| first < row.added_by),
            text: row.text,
            profile,
        });
    }
    Ok(all)
}

/// Faults of a profile in one sentence.
fn told(faults: &[profile::Fault]) -> String {
    let all: Vec<String> = faults.iter().map(ToString::to_string).collect();
    all.join("; ")
}

/// The policy of these versions.
pub(crate) fn of_versions(versions: &[PolicyVersion], zone: Tz) -> Policy {
    let mut policy = Policy::built_in();
    for one in versions.iter().skip(1) {
        let mut version = Version::of(one.number, &one.profile);
        version.recorded_late = one.recorded_at.filter(|_| one.after_an_evaluation);
        policy.add(version, zone);
    }
    policy
}

/// The policy as it was known when the log ended with an event.
pub(crate) fn known(reader: &Reader<'_>, zone: Tz, as_of: i64) -> Result<Policy, AppError> {
    Ok(of_versions(&versions(reader, as_of)?, zone))
}

/// What a clause says in short; where a profile leaves it out, what the built-in one says.
pub(crate) fn clause_words<'p>(profile: &'p Profile, id: &str) -> &'p str {
    profile
        .clause(id)
        .or_else(|| built_in().clause(id))
        .unwrap_or_default()
}

/// The version of the policy that an evaluation's records name.
pub(crate) fn profile_of(versions: &[PolicyVersion], number: u32) -> &Profile {
    match recorded(versions, number) {
        Some(one) => &one.profile,
        None => built_in(),
    }
}

/// The version of that number with what was recorded of it.
pub(crate) fn recorded(versions: &[PolicyVersion], number: u32) -> Option<&PolicyVersion> {
    versions.iter().find(|one| one.number == number)
}

/// What differs between a version and the one before it, a sentence each.
pub(crate) fn differences_of(versions: &[PolicyVersion], number: u32) -> Vec<String> {
    let mut pairs = versions.windows(2);
    match pairs.find(|pair| pair[1].number == number) {
        Some(pair) => differences::between(&pair[0], &pair[1]),
        None => Vec::new(),
    }
}

/// The payload of an event.
fn payload(event: &Event) -> serde_json::Value {
    serde_json::from_str(&event.payload).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_clause_that_a_control_tests_has_its_words() {
        for control in changeproof_controls::catalogue() {
            for clause in control.clauses {
                let words = clause_words(built_in(), clause);
                assert!(!words.is_empty(), "{clause} of {}", control.id);
            }
        }
    }

    #[test]
    fn every_control_that_an_interpretation_names_exists() {
        let ids: Vec<&str> = changeproof_controls::catalogue()
            .iter()
            .map(|control| control.id)
            .collect();
        assert!(profile::read_knowing(profile::BUILT_IN, &ids).is_ok());
    }
}
