//! The production deployments under audit, and how their number was reached.

use chrono::{DateTime, NaiveDate, Utc};

/// One production deployment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deployment {
    /// Id in its source.
    pub id: String,
    /// The source system, such as `github`.
    pub source: String,
    /// Deployed service.
    pub service: String,
    /// Environment name as exported.
    pub environment: String,
    /// Deployed revision.
    pub revision: String,
    /// Start.
    pub started_at: DateTime<Utc>,
    /// Day of the start in the workspace's zone; decides month and calendar cell.
    pub local_day: NaiveDate,
    /// Category of the change: normal, standard, emergency; `None` where unknown.
    pub category: Option<String>,
    /// Keys of the linked change records.
    pub change_records: Vec<String>,
    /// Linked pull requests.
    pub pull_requests: Vec<String>,
    /// Who deployed, as printed.
    pub deployer: Option<String>,
}

impl Deployment {
    /// Whether one of its change records calls it an emergency.
    #[must_use]
    pub fn is_emergency(&self) -> bool {
        let category = self.category.as_deref().unwrap_or_default();
        category.split(" and ").any(|one| one == "emergency")
    }
}

/// A step from accepted rows to the population.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reduction {
    /// Why these rows are no subjects, such as `attempts (failed or retried)`.
    pub reason: String,
    /// How many.
    pub rows: u64,
}

/// An explanation of days without deployments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GapExplanation {
    /// First day explained.
    pub from: NaiveDate,
    /// Last day explained.
    pub to: NaiveDate,
    /// The explanation, with who gave it.
    pub text: String,
}

/// When a run of days without deployments is shown as a gap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarRule {
    /// The longest run of working days without a deployment that is not marked.
    pub quiet_working_days: u32,
    /// Company holidays: no working days.
    pub holidays: Vec<NaiveDate>,
    /// Recorded explanations.
    pub explanations: Vec<GapExplanation>,
}

impl Default for CalendarRule {
    fn default() -> Self {
        Self {
            quiet_working_days: 5,
            holidays: Vec::new(),
            explanations: Vec::new(),
        }
    }
}

/// The population and its reconciliation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Population {
    /// Deployment rows accepted from all files.
    pub accepted_rows: u64,
    /// Steps that take rows away, in the order in which they apply.
    pub reductions: Vec<Reduction>,
    /// The production deployments, in time order.
    pub deployments: Vec<Deployment>,
    /// SHA-256 over the canonical list of the deployments.
    pub hash: String,
    /// The rule for gaps in the calendar.
    pub calendar: CalendarRule,
}

/// One item of the comparison of two sources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TieOutItem {
    /// Id in its source.
    pub id: String,
    /// Service, where known.
    pub service: String,
    /// Revision, where known.
    pub revision: String,
    /// Time.
    pub at: DateTime<Utc>,
    /// What else is known, such as `manual deployment`; may be empty.
    pub note: String,
}

/// The comparison of the deployments with a second, independent source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TieOut {
    /// Name of the first source, such as `deployment log`.
    pub first: String,
    /// Name of the second source, such as `pipeline runs`.
    pub second: String,
    /// When two items count as the same, in a sentence.
    pub rule: String,
    /// Services of which the second source has nothing at all, so that no deployment of theirs
    /// can be tied out.
    pub without_second: Vec<String>,
    /// Items found in both, named by the first source.
    pub in_both: Vec<TieOutItem>,
    /// Items of the first source alone.
    pub only_first: Vec<TieOutItem>,
    /// Items of the second source alone.
    pub only_second: Vec<TieOutItem>,
}
