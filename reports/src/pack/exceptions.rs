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

/// How an exception stands at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExceptionState {
    /// No approver is recorded, so it allows nothing.
    NoApproval,
    /// It begins later.
    NotBegun,
    /// It holds.
    InForce,
    /// Its end has passed.
    Ended,
    /// It has an approver, and its beginning or end is not known.
    NotKnown,
}

impl ExceptionState {
    /// The name for programs.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            ExceptionState::NoApproval => "no_approval",
            ExceptionState::NotBegun => "not_begun",
            ExceptionState::InForce => "in_force",
            ExceptionState::Ended => "ended",
            ExceptionState::NotKnown => "not_known",
        }
    }
}

/// A line of a register of exceptions, wherever that is kept. One of an imported register may have no approver.
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

    /// How it stands at an instant.
    #[must_use]
    pub fn state(&self, at: DateTime<Utc>) -> ExceptionState {
        if self.approved_by.is_empty() {
            return ExceptionState::NoApproval;
        }
        match (self.from, self.end()) {
            (_, Some(end)) if end < at => ExceptionState::Ended,
            (Some(from), _) if from > at => ExceptionState::NotBegun,
            (Some(_), Some(_)) => ExceptionState::InForce,
            (None, _) | (_, None) => ExceptionState::NotKnown,
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

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: u32) -> DateTime<Utc> {
        DateTime::from_timestamp(i64::from(day) * 86_400, 0).unwrap_or_default()
    }

    fn state(approver: Option<&str>, from: Option<u32>, to: Option<u32>) -> ExceptionState {
        let item = ExceptionItem {
            id: "EX-1".to_owned(),
            controls: Vec::new(),
            deviation: String::new(),
            scope: String::new(),
            service: None,
            requested_by: None,
            approved_by: approver.into_iter().map(str::to_owned).collect(),
            approved_at: None,
            from: from.map(at),
            to: to.map(at),
            ended_at: None,
            risk: String::new(),
            approved: ApprovedWhen::NotKnown,
            judged: None,
            register: String::new(),
        };
        item.state(at(10))
    }

    #[test]
    fn an_exception_is_in_force_with_an_approver_and_between_its_days_alone() {
        use ExceptionState::{Ended, InForce, NoApproval, NotBegun, NotKnown};
        let by = Some("Ana");
        assert_eq!(state(None, Some(5), Some(20)), NoApproval);
        assert_eq!(state(by, Some(11), Some(20)), NotBegun);
        assert_eq!(state(by, Some(5), Some(20)), InForce);
        assert_eq!(state(by, Some(5), Some(9)), Ended);
        assert_eq!(state(by, None, Some(9)), Ended);
        assert_eq!(state(by, None, Some(20)), NotKnown);
        assert_eq!(state(by, Some(5), None), NotKnown);
    }
}
