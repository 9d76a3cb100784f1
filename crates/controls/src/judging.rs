//! What every check has at hand, whatever it judges: the snapshot, the time as of which it judges, and
//! the makers of findings and facts.

use std::fmt;

use changeproof_domain::account::Account;
use changeproof_domain::coverage::{Basis, Scope, Span};
use changeproof_domain::outcome::{Fact, Outcome, Overlays};
use changeproof_domain::parameters::Parameters;
use changeproof_domain::policy::Version;
use changeproof_domain::record::RecordKind;
use changeproof_domain::snapshot::{RecordRef, Snapshot};
use changeproof_domain::time::Timestamp;

use crate::control::Control;
use crate::finding::Finding;

/// Whether sentences and facts are wanted, or outcomes alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Outcome and marks only: for judging everything.
    OutcomeOnly,
    /// Sentence and facts too: for looking at one.
    Explained,
}

/// The snapshot, the time as of which it is judged, and how much is to be told.
#[derive(Clone, Copy)]
pub struct Judging<'a> {
    /// Everything imported.
    pub snapshot: &'a Snapshot,
    /// Deadlines after this have not passed.
    pub as_of: Timestamp,
    /// Whether to make sentences and facts.
    pub detail: Detail,
    /// The version of the policy that it is judged by.
    version: &'a Version,
}

impl<'a> Judging<'a> {
    /// By the version of the policy that was in force at an instant.
    pub(crate) fn by_policy_at(
        instant: Timestamp,
        snapshot: &'a Snapshot,
        as_of: Timestamp,
        detail: Detail,
    ) -> Judging<'a> {
        Judging {
            snapshot,
            as_of,
            detail,
            version: snapshot.policy.at(instant),
        }
    }

    /// The same by the policy as it had been recorded at an instant, for the outcome alone; none where that
    /// is no other version.
    pub(crate) fn as_recorded_at(&self, instant: Timestamp) -> Option<Judging<'a>> {
        let version = self.snapshot.policy.as_recorded_at(instant)?;
        Some(Judging {
            version,
            detail: Detail::OutcomeOnly,
            ..*self
        })
    }

    /// The parameters in force.
    pub fn parameters(&self) -> &'a Parameters {
        &self.version.parameters
    }

    /// The version of the policy in force.
    pub fn policy_version(&self) -> &'a Version {
        self.version
    }

    /// Why a control is not tested, where that was decided.
    pub(crate) fn switched_off(&self, control: &Control) -> Option<Finding> {
        let off = self.version.controls_off.get(control.id)?;
        Some(self.not_applicable(|| {
            format!(
                "Not tested by decision of {} of {}: {}",
                off.decided_by, off.decided_on, off.reason
            )
        }))
    }

    fn finding(&self, outcome: Outcome, reason: impl FnOnce() -> String) -> Finding {
        let reason = match self.detail {
            Detail::Explained => reason(),
            Detail::OutcomeOnly => String::new(),
        };
        Finding {
            outcome,
            overlays: Overlays::default(),
            reason,
            facts: Vec::new(),
        }
    }

    /// The condition is proven.
    pub fn pass(&self, reason: impl FnOnce() -> String) -> Finding {
        self.finding(Outcome::Pass, reason)
    }

    /// The condition is not met.
    pub fn fail(&self, reason: impl FnOnce() -> String) -> Finding {
        self.finding(Outcome::Fail, reason)
    }

    /// It cannot be told.
    pub fn insufficient(&self, reason: impl FnOnce() -> String) -> Finding {
        self.finding(Outcome::InsufficientEvidence, reason)
    }

    /// A rule applies by which the control asks nothing.
    pub fn not_applicable(&self, reason: impl FnOnce() -> String) -> Finding {
        self.finding(Outcome::NotApplicable, reason)
    }

    /// A deadline has not passed.
    pub fn pending(&self, reason: impl FnOnce() -> String) -> Finding {
        self.finding(Outcome::Pending, reason)
    }

    /// A fact, where facts are wanted.
    pub fn fact(
        &self,
        record: RecordRef,
        field: impl fmt::Display,
        value: impl FnOnce() -> String,
    ) -> Option<Fact> {
        (self.detail == Detail::Explained).then(|| Fact {
            record,
            field: field.to_string(),
            value: value(),
            own_place: None,
        })
    }

    /// A fact whose place within its record the source itself names.
    pub fn fact_at(
        &self,
        record: RecordRef,
        field: impl fmt::Display,
        own_place: Option<&str>,
        value: impl FnOnce() -> String,
    ) -> Option<Fact> {
        let mut fact = self.fact(record, field, value)?;
        fact.own_place = own_place.map(ToOwned::to_owned);
        Some(fact)
    }

    /// What 'there is none' rests on: the imports that make records of a kind complete for these scopes
    /// from one instant through another, each once, as facts.
    pub(crate) fn covered_by<'s>(
        &self,
        kind: RecordKind,
        scopes: impl IntoIterator<Item = &'s Scope>,
        (from, to): (Timestamp, Timestamp),
    ) -> Vec<Fact> {
        let mut facts: Vec<Fact> = Vec::new();
        if self.detail == Detail::OutcomeOnly {
            return facts;
        }
        for scope in scopes {
            let spans = self.snapshot.coverage.of(kind, scope).iter();
            for span in spans.filter(|span| !span.cut && span.meets(from, to)) {
                let import = RecordRef::Import(span.source);
                if facts.iter().all(|fact| fact.record != import) {
                    facts.extend(self.fact(import, "covers", || self.days_of(span)));
                }
            }
        }
        facts
    }

    /// The days of an interval of coverage, and what they rest on where nobody declared them.
    fn days_of(&self, span: &Span) -> String {
        let zone = self.snapshot.calendar.zone;
        let from = span.from.date_in(zone);
        match (span.to, span.basis) {
            (Timestamp(i64::MAX), _) => format!("from {from} on"),
            (to, Basis::Declared) => format!("{from}..{}", to.date_in(zone)),
            (to, Basis::Records) => {
                format!("{from}..{}, by its first and last record", to.date_in(zone))
            }
        }
    }

    /// What to call an account in a sentence.
    pub fn shown<'s>(&self, account: &'s Account) -> &'s str
    where
        'a: 's,
    {
        self.snapshot.people.shown(account)
    }
}
