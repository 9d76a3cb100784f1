//! How far the work on each finding is, folded from the events.

use std::collections::HashMap;

use changeproof_domain::outcome::Outcome;
use changeproof_domain::snapshot::FindingKey;
use changeproof_store::Reader;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::current::Newest;
use super::event::{Step, Told, steps};
use crate::decisions::attachment::Attachment;
use crate::error::AppError;

/// How far the work on a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FindingState {
    /// Nobody owns it.
    Open,
    /// It has an owner and a due date.
    Acknowledged,
    /// Something was done about it.
    Remediated,
    /// An exception that was approved before the deployment covers it.
    Excepted,
    /// It is none any more after a link was decided.
    FalseLink,
    /// It is none any more: records, decisions or the policy are others now.
    Corrected,
}

impl FindingState {
    /// All states, in the order of the work.
    pub const ALL: [FindingState; 6] = [
        FindingState::Open,
        FindingState::Acknowledged,
        FindingState::Remediated,
        FindingState::Excepted,
        FindingState::FalseLink,
        FindingState::Corrected,
    ];

    /// The name for programs.
    pub fn id(self) -> &'static str {
        match self {
            FindingState::Open => "open",
            FindingState::Acknowledged => "acknowledged",
            FindingState::Remediated => "remediated",
            FindingState::Excepted => "excepted",
            FindingState::FalseLink => "false_link",
            FindingState::Corrected => "corrected",
        }
    }

    /// The state of that name.
    pub fn from_id(id: &str) -> Option<FindingState> {
        FindingState::ALL.into_iter().find(|state| state.id() == id)
    }
}

/// How far people came with a finding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Work {
    /// Nothing stands recorded.
    #[default]
    Open,
    /// It has an owner.
    Acknowledged,
    /// Something was done.
    Remediated,
}

/// What stands recorded of a finding.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Recorded {
    pub(crate) work: Work,
    pub(crate) owner: Option<String>,
    pub(crate) due: Option<NaiveDate>,
    pub(crate) cause: Option<String>,
    pub(crate) action: Option<String>,
    /// The day of what was done.
    pub(crate) on: Option<NaiveDate>,
    /// The files that show it.
    pub(crate) evidence: Vec<Attachment>,
    /// How many steps were recorded, comments too.
    pub(crate) steps: u32,
}

impl Recorded {
    fn take(&mut self, told: &Told) {
        self.steps += 1;
        match told {
            Told::Acknowledged(told) => {
                self.work = Work::Acknowledged;
                self.owner = Some(told.owner.clone());
                self.due = Some(told.due);
                self.cause = told.cause.clone().or_else(|| self.cause.take());
                self.action = told.action.clone().or_else(|| self.action.take());
            }
            Told::Remediated(told) => {
                self.work = Work::Remediated;
                self.cause = Some(told.cause.clone());
                self.action = Some(told.action.clone());
                self.on = Some(told.on);
                self.evidence.clone_from(&told.evidence);
            }
            Told::Reopened(_) => {
                *self = Recorded {
                    steps: self.steps,
                    ..Recorded::default()
                };
            }
            Told::Commented(_) => {}
        }
    }

    /// The state, with what the newest evaluation says. `by_link` tells whether a link was decided before it
    /// was no failure any more.
    pub(crate) fn state(&self, newest: &Newest, by_link: bool) -> FindingState {
        // A deadline that lies ahead again, as on an earlier day, ends no finding.
        if newest.outcome == Outcome::Pending {
            return self.state_of_finding(false);
        }
        match (newest.is_finding(), by_link) {
            (false, true) => return FindingState::FalseLink,
            (false, false) => return FindingState::Corrected,
            (true, _) => {}
        }
        self.state_of_finding(newest.is_excepted())
    }

    /// The same of what is a finding.
    pub(crate) fn state_of_finding(&self, excepted: bool) -> FindingState {
        if excepted {
            return FindingState::Excepted;
        }
        match self.work {
            Work::Open => FindingState::Open,
            Work::Acknowledged => FindingState::Acknowledged,
            Work::Remediated => FindingState::Remediated,
        }
    }
}

impl Recorded {
    /// Whether the due date has passed on a day, and nothing was done.
    pub(crate) fn is_overdue(&self, today: NaiveDate) -> bool {
        self.work == Work::Acknowledged && self.due.is_some_and(|due| due < today)
    }
}

/// What stands recorded of each finding.
pub(crate) fn fold(steps: &[Step]) -> HashMap<FindingKey, Recorded> {
    let mut all: HashMap<FindingKey, Recorded> = HashMap::new();
    for step in steps {
        for key in step.told.findings() {
            all.entry(key.clone()).or_default().take(&step.told);
        }
    }
    all
}

/// What stands recorded of each finding, as the log tells today.
///
/// # Errors
///
/// What the store says.
pub(crate) fn recorded(reader: &Reader<'_>) -> Result<HashMap<FindingKey, Recorded>, AppError> {
    recorded_until(reader, i64::MAX)
}

/// What stood recorded of each finding when the log ended with that event.
///
/// # Errors
///
/// What the store says.
pub(crate) fn recorded_until(
    reader: &Reader<'_>,
    as_of: i64,
) -> Result<HashMap<FindingKey, Recorded>, AppError> {
    Ok(fold(&steps(reader, as_of)?))
}
