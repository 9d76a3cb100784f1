//! Exceptions from the policy, as the pack lists them.

use chrono::{DateTime, Utc};

/// When an exception was approved, as against when it began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApprovedWhen {
    /// Before it began.
    Before,
    /// Only after it began.
    Afterwards,
    /// Its times do not tell, or one is not recorded.
    NotKnown,
}

impl ApprovedWhen {
    /// The name for programs.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Before => "before_it_began",
            Self::Afterwards => "after_it_began",
            Self::NotKnown => "not_known",
        }
    }
}

/// An exception that was approved, wherever its register is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExceptionItem {
    /// Its id, with its version where it has several.
    pub id: String,
    /// The controls.
    pub controls: Vec<String>,
    /// What deviates.
    pub deviation: String,
    /// The scope, as it is written.
    pub scope: String,
    /// The service that it is for, where it is for one.
    pub service: Option<String>,
    /// Who asked for it; none where that is not known.
    pub requested_by: Option<String>,
    /// Who approved it.
    pub approved_by: Vec<String>,
    /// When.
    pub approved_at: Option<DateTime<Utc>>,
    /// The beginning.
    pub from: Option<DateTime<Utc>>,
    /// The end.
    pub to: Option<DateTime<Utc>>,
    /// When it ended before that.
    pub ended_at: Option<DateTime<Utc>>,
    /// The risk, as it is written.
    pub risk: String,
    /// When it was approved, as against when it began.
    pub approved: ApprovedWhen,
    /// What EXC-01 says of it; none where that was not judged.
    pub judged: Option<crate::outcome::Outcome>,
    /// The register.
    pub register: String,
}

impl ExceptionItem {
    /// When it ends or ended.
    pub fn end(&self) -> Option<DateTime<Utc>> {
        match (self.to, self.ended_at) {
            (Some(to), Some(ended)) => Some(to.min(ended)),
            (to, ended) => to.or(ended),
        }
    }
}

/// A request that allows nothing: not approved, or not yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExceptionRequest {
    /// Its id with its version.
    pub id: String,
    /// The state.
    pub state: String,
    /// The control.
    pub control: String,
    /// What it is asked for.
    pub deviation: String,
    /// Who asks.
    pub requested_by: String,
    /// Since when.
    pub since: DateTime<Utc>,
    /// Why it was returned or refused.
    pub reason: Option<String>,
}

/// The register of exceptions in the period.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ExceptionRegister {
    /// Whether any register was imported or is kept in Changeproof.
    pub is_kept: bool,
    /// Those that held or may have held on a day of the period.
    pub items: Vec<ExceptionItem>,
    /// Requests that were open or refused.
    pub requests: Vec<ExceptionRequest>,
}
