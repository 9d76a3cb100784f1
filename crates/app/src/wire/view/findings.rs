//! Findings: what is wrong?

use changeproof_domain::outcome::Outcome;
use changeproof_domain::time::Timestamp;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::triage::FindingState;

/// How findings are grouped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FindingGrouping {
    /// By control.
    #[default]
    Control,
    /// By service.
    Service,
    /// By who deployed.
    Person,
}

/// How old a finding is: whole days from the start of its deployment to the as-of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
pub enum AgeBand {
    /// Younger than 7 days.
    #[serde(rename = "under_7_days")]
    Under7Days,
    /// From 7 to 30 days.
    #[serde(rename = "to_30_days")]
    To30Days,
    /// Older.
    #[serde(rename = "over_30_days")]
    Over30Days,
}

impl AgeBand {
    /// The band of an age in days.
    pub(crate) fn of(days: u32) -> AgeBand {
        match days {
            0..7 => AgeBand::Under7Days,
            7..=30 => AgeBand::To30Days,
            31.. => AgeBand::Over30Days,
        }
    }
}

/// Which findings to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize, TS)]
#[serde(default)]
pub struct FindingQuery {
    /// How they are grouped.
    pub grouping: FindingGrouping,
    /// Outcomes that count as findings: fails, insufficient evidence, or both.
    #[ts(type = "Array<Outcome>")]
    pub outcomes: Vec<Outcome>,
    /// Of these severities; empty means all.
    pub severities: Vec<String>,
    /// Words that service, version, revision, change, person, id or control must contain.
    pub text: String,
    /// Of these services; empty means all.
    pub services: Vec<String>,
    /// Of this age; none means any.
    pub age: Option<AgeBand>,
    /// In these states of the work; empty means all.
    pub states: Vec<FindingState>,
}

/// A group of findings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct FindingGroup {
    /// Lists its findings.
    pub key: String,
    /// The control's id, the service, or the person.
    pub label: String,
    /// The control's name; empty for other groupings.
    pub name: String,
    /// The worst severity in it.
    pub severity: String,
    /// Failed outcomes.
    pub fail: u64,
    /// Outcomes with insufficient evidence.
    pub insufficient_evidence: u64,
    /// When the oldest deployment in it began.
    #[ts(type = "string")]
    pub oldest: Timestamp,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct FindingRow {
    /// Names it, whatever evaluation shows it.
    pub finding: String,
    /// How far the work on it is.
    pub state: FindingState,
    /// Who owns it.
    pub owner: Option<String>,
    /// Until when something is to be done.
    #[ts(type = "string | null")]
    pub due: Option<NaiveDate>,
    /// Whether that day has passed and nothing was done.
    pub overdue: bool,
    /// Opens the deployment.
    pub deployment: String,
    /// The control.
    pub control: String,
    /// Its name.
    pub name: String,
    /// `Critical`, `High` or `Medium`.
    pub severity: String,
    /// The outcome.
    #[ts(type = "Outcome")]
    pub outcome: Outcome,
    /// When the deployment began.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// Its age in days at the as-of time.
    pub age_days: u32,
    /// The service.
    pub service: String,
    /// The version or the short revision.
    pub version: Option<String>,
    /// The first change record or pull request.
    pub change: Option<String>,
    /// Who deployed.
    pub deployer: Option<String>,
}

/// All groups, with totals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct FindingsView {
    /// Failed outcomes in the period, whatever the query.
    pub fail: u64,
    /// Outcomes with insufficient evidence in the period, whatever the query.
    pub insufficient_evidence: u64,
    /// Groups, worst first.
    pub groups: Vec<FindingGroup>,
}

/// A stretch of one group's findings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct FindingPage {
    /// How many there are.
    pub matched: u64,
    /// The rows asked for.
    pub rows: Vec<FindingRow>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_and_thirty_days_bound_the_ages() {
        assert_eq!(
            [0, 6, 7, 30, 31].map(AgeBand::of),
            [
                AgeBand::Under7Days,
                AgeBand::Under7Days,
                AgeBand::To30Days,
                AgeBand::To30Days,
                AgeBand::Over30Days
            ]
        );
    }
}
