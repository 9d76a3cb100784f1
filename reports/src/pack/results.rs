//! Controls, their results with facts, and the event log behind them.

use chrono::{DateTime, Utc};

use super::FollowUp;
use crate::outcome::{Outcome, Overlay};

/// How much a failure weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// A failure questions the control environment.
    Critical,
    /// A failure needs a response.
    High,
    /// A failure needs attention.
    Medium,
}

impl Severity {
    /// The word a reader sees.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::High => "high",
            Self::Medium => "medium",
        }
    }
}

/// A clause of the policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// Id such as `2-REV`.
    pub id: String,
    /// The words of the policy.
    pub words: String,
}

/// How far a test proves a requirement of a framework.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Extent {
    /// The whole requirement.
    Full,
    /// A part of it, with the reason why not all.
    Partial(String),
}

/// A requirement of a framework that a control supports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrameworkTag {
    /// The requirement, such as `SOC 2 CC8.1`.
    pub requirement: String,
    /// How far the test proves it.
    pub extent: Extent,
}

/// A parameter in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Name.
    pub name: String,
    /// Value as text.
    pub value: String,
}

/// A dated decision on how to read the policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interpretation {
    /// The decision in a sentence.
    pub text: String,
    /// Who decided, where it is recorded.
    pub decided_by: Option<String>,
    /// Since when, where it is recorded.
    pub since: Option<chrono::NaiveDate>,
}

/// One control of the policy profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Control {
    /// Id such as `REV-01`.
    pub id: String,
    /// Name.
    pub name: String,
    /// Version of the test.
    pub version: u32,
    /// Weight of a failure.
    pub severity: Severity,
    /// Clauses tested.
    pub clauses: Vec<Clause>,
    /// Requirements of frameworks.
    pub frameworks: Vec<FrameworkTag>,
    /// Parameters in force.
    pub parameters: Vec<Parameter>,
    /// Interpretations in force.
    pub interpretations: Vec<Interpretation>,
    /// Where the test asks more than the policy's words: what, in a sentence.
    pub stricter_than_policy: Option<String>,
    /// When it passes and when it fails.
    pub criterion: String,
    /// Why a failure matters.
    pub effect: String,
    /// What was done about its failures; none where nothing is recorded.
    pub follow_up: Option<FollowUp>,
}

/// What a result is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A deployment: its position in the population.
    Deployment(usize),
    /// Anything else: an imported file, an exception, the period, the policy, a change record that was carried
    /// out without a deployment.
    Other {
        /// Kind such as `import`.
        kind: String,
        /// Where it comes from, such as the format of a file.
        source: String,
        /// Id, such as the SHA-256 of a file.
        id: String,
        /// Name for people, such as that of a file.
        name: String,
        /// Time, where one is known.
        at: Option<DateTime<Utc>>,
    },
}

impl Subject {
    /// Whether it is a change record that was carried out without a deployment.
    #[must_use]
    pub fn is_change_record(&self) -> bool {
        match self {
            Subject::Deployment(_) => false,
            Subject::Other { kind, .. } => kind == "change_record",
        }
    }
}

/// One compared value with its place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// The record's key for programs, such as `pull_request:clicki/referral-api#12`.
    pub record: String,
    /// The record for people, such as `pull request clicki/referral-api#12`.
    pub record_name: String,
    /// The place of the record as a whole in its file, such as `row 12`; empty where there is none.
    pub record_place: String,
    /// The field; empty for the record as a whole.
    pub field: String,
    /// The value; empty where the field is empty or the list has no entry.
    pub value: String,
    /// Position of the file in the source register; `None` for attested or derived facts.
    pub source: Option<usize>,
    /// Row, JSON path or byte range in that file.
    pub place: String,
}

/// The outcome of one control for one subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ControlResult {
    /// Position of the control in the input.
    pub control: usize,
    /// What the result is about.
    pub subject: Subject,
    /// The outcome.
    pub outcome: Outcome,
    /// What stands beside it.
    pub overlays: Vec<Overlay>,
    /// One sentence that an auditor can read alone.
    pub reason: String,
    /// The facts compared.
    pub facts: Vec<Fact>,
}

impl ControlResult {
    /// Whether it is counted at an earlier deployment of the same changes, and not here.
    #[must_use]
    pub fn is_counted_elsewhere(&self) -> bool {
        self.overlays.contains(&Overlay::Returned)
    }

    /// Whether it is a failure that is counted here, and not at an earlier deployment of the same changes.
    #[must_use]
    pub fn is_counted_failure(&self) -> bool {
        self.outcome == Outcome::Fail && !self.is_counted_elsewhere()
    }
}

/// The newest entry of the event log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogHead {
    /// Sequence number.
    pub sequence: u64,
    /// Hash of the entry, lower-case hexadecimal.
    pub hash: String,
}

/// One entry of the event log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Sequence number.
    pub sequence: u64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub person: String,
    /// What, in a sentence.
    pub sentence: String,
    /// Hash of the entry.
    pub hash: String,
}

/// The event log as far as the pack shows it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EventLog {
    /// The newest entry when the pack was made.
    pub head: Option<LogHead>,
    /// Entries that belong to the period and to this pack.
    pub extract: Vec<Event>,
}
