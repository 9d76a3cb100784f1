//! Outcomes of controls, and the facts that they rest on.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::snapshot::RecordRef;

/// What a control says of a subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The condition is proven by imported or attested facts.
    Pass,
    /// The condition is not met, and the source that would show it covers time and scope.
    Fail,
    /// A needed source, field, identity or time is missing or cannot decide.
    InsufficientEvidence,
    /// A stated rule applies; the reason names it.
    NotApplicable,
    /// A deadline has not passed yet.
    Pending,
}

impl Outcome {
    /// All outcomes, worst first: the order in which they are shown.
    pub const ALL: [Outcome; 5] = [
        Outcome::Fail,
        Outcome::InsufficientEvidence,
        Outcome::Pending,
        Outcome::Pass,
        Outcome::NotApplicable,
    ];

    /// The name in results, such as `insufficient_evidence`.
    pub fn id(self) -> &'static str {
        match self {
            Outcome::Pass => "pass",
            Outcome::Fail => "fail",
            Outcome::InsufficientEvidence => "insufficient_evidence",
            Outcome::NotApplicable => "not_applicable",
            Outcome::Pending => "pending",
        }
    }

    /// The words for people.
    pub fn label(self) -> &'static str {
        match self {
            Outcome::Pass => "Pass",
            Outcome::Fail => "Fail",
            Outcome::InsufficientEvidence => "Insufficient evidence",
            Outcome::NotApplicable => "Not applicable",
            Outcome::Pending => "Pending",
        }
    }

    /// The outcome of that name.
    pub fn from_id(id: &str) -> Option<Outcome> {
        Outcome::ALL.into_iter().find(|outcome| outcome.id() == id)
    }

    /// The place in [`Outcome::ALL`]: 0 is the worst.
    pub fn rank(self) -> u8 {
        match self {
            Outcome::Fail => 0,
            Outcome::InsufficientEvidence => 1,
            Outcome::Pending => 2,
            Outcome::Pass => 3,
            Outcome::NotApplicable => 4,
        }
    }

    /// The outcome with that rank.
    pub fn from_rank(rank: u8) -> Option<Outcome> {
        Outcome::ALL.get(usize::from(rank)).copied()
    }

    /// The worse of two: a deployment's outcome is the worst over its change set.
    #[must_use]
    pub fn worse(self, other: Outcome) -> Outcome {
        if other.rank() < self.rank() {
            other
        } else {
            self
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// A mark beside an outcome. It never replaces the outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Overlay {
    /// The source gives no edit history: the value was judged as exported.
    AsExported,
    /// Accounts that no roster entry covers were taken for distinct persons.
    ByAccount,
    /// An exception that was approved before the deployment covers a failure.
    Excepted,
    /// An exception that was approved only after the deployment covers a failure; it cures nothing.
    ExceptedRetroactive,
    /// A version of the policy, an account, a role or a decision on a link that was recorded only later makes it
    /// better than it was.
    Backdated,
    /// The same changes were in production before a rollback, with the same finding: it is counted there.
    Returned,
}

impl Overlay {
    /// All marks, in the order in which they are shown.
    pub const ALL: [Overlay; 6] = [
        Overlay::AsExported,
        Overlay::ByAccount,
        Overlay::Excepted,
        Overlay::ExceptedRetroactive,
        Overlay::Backdated,
        Overlay::Returned,
    ];

    /// The name in results, such as `as_exported`.
    pub fn id(self) -> &'static str {
        match self {
            Overlay::AsExported => "as_exported",
            Overlay::ByAccount => "by_account",
            Overlay::Excepted => "excepted",
            Overlay::ExceptedRetroactive => "excepted_retroactive",
            Overlay::Backdated => "backdated",
            Overlay::Returned => "returned",
        }
    }

    /// What it says of the outcome, in a sentence.
    pub fn meaning(self) -> &'static str {
        match self {
            Overlay::AsExported => {
                "The source gives no edit history, so the value was judged as exported."
            }
            Overlay::ByAccount => {
                "Not all of these accounts are in the roster, so each was taken for a person of its own."
            }
            Overlay::Excepted => {
                "An exception that was approved before the deployment covers it. The outcome stands."
            }
            Overlay::ExceptedRetroactive => {
                "An exception covers it that was approved only after the deployment, so it cures nothing."
            }
            Overlay::Backdated => {
                "The version of the policy, an account or a role of a person, or a decision on a link, was recorded \
                 later, and makes the outcome better than by what was recorded then."
            }
            Overlay::Returned => {
                "The same changes were in production before a rollback, with the same finding: it is counted \
                 there, once."
            }
        }
    }
}

/// A set of overlays, a bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Overlays(pub u8);

impl Overlays {
    /// Adds a mark.
    pub fn add(&mut self, overlay: Overlay) {
        self.0 |= 1 << overlay as u8;
    }

    /// Adds a mark, or takes it away.
    pub fn set(&mut self, overlay: Overlay, is_set: bool) {
        self.0 = self.0 & !(1 << overlay as u8) | (u8::from(is_set) << overlay as u8);
    }

    /// Adds all marks of another set.
    pub fn extend(&mut self, other: Overlays) {
        self.0 |= other.0;
    }

    /// Whether the mark is set.
    pub fn contains(self, overlay: Overlay) -> bool {
        self.0 & (1 << overlay as u8) != 0
    }

    /// The marks, in a fixed order.
    pub fn iter(self) -> impl Iterator<Item = Overlay> {
        Overlay::ALL
            .into_iter()
            .filter(move |overlay| self.contains(*overlay))
    }
}

/// One value that a verdict compared, and the record that holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The record.
    pub record: RecordRef,
    /// This project's path of the field, such as `reviews[0].submitted_at`; empty for the record
    /// as a whole.
    pub field: String,
    /// The value, as text; empty where the point is that there is none.
    pub value: String,
    /// The place within the record in the source's own terms, where the field's name alone does
    /// not tell it.
    pub own_place: Option<String>,
}

/// A control's verdict on one subject.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// The outcome.
    pub outcome: Outcome,
    /// Marks beside it.
    pub overlays: Overlays,
    /// One sentence in plain English that an auditor can read alone.
    pub reason: String,
    /// The facts compared.
    pub facts: Vec<Fact>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_outcome_wins_in_the_order_of_the_design() {
        use Outcome::{Fail, InsufficientEvidence, NotApplicable, Pass, Pending};
        assert_eq!(
            InsufficientEvidence.worse(Fail),
            Fail,
            "a failure is the worst"
        );
        assert_eq!(
            Pass.worse(Pending),
            Pending,
            "what is not decided is worse than a pass"
        );
        assert_eq!(
            Pending.worse(InsufficientEvidence),
            InsufficientEvidence,
            "missing evidence"
        );
        assert_eq!(
            NotApplicable.worse(Pass),
            Pass,
            "a pass says more than not applicable"
        );
    }

    #[test]
    fn overlays_are_a_set() {
        let mut set = Overlays::default();
        set.add(Overlay::ByAccount);
        set.add(Overlay::ByAccount);
        assert_eq!(
            set.iter().collect::<Vec<_>>(),
            [Overlay::ByAccount],
            "one mark, once"
        );
        set.add(Overlay::Returned);
        set.set(Overlay::ByAccount, false);
        assert_eq!(
            set.iter().collect::<Vec<_>>(),
            [Overlay::Returned],
            "one mark is taken away, the other stays"
        );
    }
}
