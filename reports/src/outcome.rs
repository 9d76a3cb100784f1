//! The five outcomes, their order, words and marks; the same in tables, charts and files.

use serde::Serialize;

/// What a control says about one subject, in the order in which stacks are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The condition is not met, and the source that would show it covers time and scope.
    Fail,
    /// The needed evidence is missing, cut, or too coarse to decide.
    InsufficientEvidence,
    /// A deadline has not passed yet.
    Pending,
    /// The condition is proven by imported or attested facts.
    Pass,
    /// A stated rule says that the control does not apply.
    NotApplicable,
}

impl Outcome {
    /// All outcomes in drawing order, worst first.
    pub const ALL: [Self; 5] = [
        Self::Fail,
        Self::InsufficientEvidence,
        Self::Pending,
        Self::Pass,
        Self::NotApplicable,
    ];

    /// The words a reader sees.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::InsufficientEvidence => "insufficient evidence",
            Self::Pending => "pending",
            Self::Pass => "pass",
            Self::NotApplicable => "not applicable",
        }
    }

    /// The identifier used in files.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::InsufficientEvidence => "insufficient_evidence",
            Self::Pending => "pending",
            Self::Pass => "pass",
            Self::NotApplicable => "not_applicable",
        }
    }

    /// The mark that stands before the word, so that colour is never alone.
    #[must_use]
    pub const fn mark(self) -> &'static str {
        match self {
            Self::Fail => "✗",
            Self::InsufficientEvidence => "?",
            Self::Pending => "…",
            Self::Pass => "✓",
            Self::NotApplicable => "–",
        }
    }
}

/// What stands beside an outcome without replacing it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Overlay {
    /// Covered by an exception approved beforehand.
    Excepted,
    /// Covered by an exception approved only afterwards.
    ExceptedRetroactive,
    /// Rests on an entry that takes effect before it was recorded.
    Backdated,
    /// Judged on the value as exported; no edit history was exported.
    AsExported,
    /// Rests on accounts taken as distinct persons.
    ByAccount,
    /// Returns with the same changes after a rollback; counted at their first deployment.
    Returned,
}

impl Overlay {
    /// All overlays in the order in which they are listed.
    pub const ALL: [Self; 6] = [
        Self::Excepted,
        Self::ExceptedRetroactive,
        Self::Backdated,
        Self::AsExported,
        Self::ByAccount,
        Self::Returned,
    ];

    /// The words a reader sees.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Excepted => "excepted",
            Self::ExceptedRetroactive => "excepted afterwards",
            Self::Backdated => "backdated",
            Self::AsExported => "as exported",
            Self::ByAccount => "by account",
            Self::Returned => "returned",
        }
    }

    /// The identifier used in files.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Excepted => "excepted",
            Self::ExceptedRetroactive => "excepted_retroactive",
            Self::Backdated => "backdated",
            Self::AsExported => "as_exported",
            Self::ByAccount => "by_account",
            Self::Returned => "returned",
        }
    }

    /// What the overlay means, as the legend of the results prints it.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Excepted => "an exception approved beforehand covers it; the outcome stands",
            Self::ExceptedRetroactive => {
                "an exception approved only afterwards names it; it counts as unexcepted"
            }
            Self::Backdated => "rests on an entry that takes effect before the day it was recorded",
            Self::AsExported => {
                "judged on the value as exported, since no edit history was exported"
            }
            Self::ByAccount => {
                "accounts of one system were taken as distinct persons; no roster confirms it"
            }
            Self::Returned => {
                "the same changes were in production before a rollback, with the same finding; it is counted there"
            }
        }
    }
}
