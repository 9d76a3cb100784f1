//! The review of the policy, as commands and pages tell it.

use changeproof_domain::time::Timestamp;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::policy_trigger::PolicyTriggerLine;
use crate::annual_review::ClauseDecision;

/// What a review rests on, as it was when it was opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReviewInputs {
    /// The time as of which it was judged.
    #[ts(type = "string")]
    pub as_of: Timestamp,
    /// The zone of the days.
    pub zone: String,
    /// The first day of the year.
    #[ts(type = "string")]
    pub from: NaiveDate,
    /// Its last day.
    #[ts(type = "string")]
    pub to: NaiveDate,
    /// The first day of the period before, which is as long.
    #[ts(type = "string")]
    pub before_from: NaiveDate,
    /// Its last day.
    #[ts(type = "string")]
    pub before_to: NaiveDate,
    /// The results of every control in both years.
    pub controls: Vec<ControlOfYears>,
    /// The exceptions that held in the year.
    pub exceptions: Vec<ExceptionOfYear>,
    /// Incidents that were opened in the year.
    pub incidents: u64,
    /// The same of the period before.
    pub incidents_before: u64,
    /// Emergencies that were deployed in the year.
    pub emergencies: EmergencyCounts,
    /// The same of the period before.
    pub emergencies_before: EmergencyCounts,
    /// Versions of the policy that began or were recorded in the year.
    pub versions: Vec<VersionOfYear>,
    /// Lines of the roster that began or ended in the year.
    pub roster: Vec<RosterChange>,
    /// Significant changes of the year.
    pub triggers: Vec<TriggerOfYear>,
}

/// A control in two years.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ControlOfYears {
    /// Its id.
    pub control: String,
    /// Its name.
    pub name: String,
    /// How much a failure matters.
    pub severity: String,
    /// The clauses that it tests.
    pub clauses: Vec<String>,
    /// The year.
    pub year: Counts,
    /// The period before.
    pub before: Counts,
}

/// How often there was each outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Counts {
    /// Pass.
    pub pass: u64,
    /// Fail.
    pub fail: u64,
    /// Insufficient evidence.
    pub insufficient_evidence: u64,
    /// Not applicable.
    pub not_applicable: u64,
    /// Pending.
    pub pending: u64,
}

/// Emergencies of a year, by their post-change review.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EmergencyCounts {
    /// All of them.
    pub all: u64,
    /// With a review that counts.
    pub reviewed: u64,
    /// With one that does not count: late, or not independent.
    pub not_counted: u64,
    /// Proven to be without one, after its day.
    pub overdue: u64,
    /// With one to come, or unclear, or of which no register tells.
    pub open: u64,
}

/// An exception that held in the year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ExceptionOfYear {
    /// Its id.
    pub id: String,
    /// The controls that it is about.
    pub controls: Vec<String>,
    /// What it holds for.
    pub scope: Option<String>,
    /// The risk level.
    pub risk: Option<String>,
    /// Who asked for it.
    pub requested_by: Option<String>,
    /// Who approved it.
    pub approved_by: Option<String>,
    /// Its beginning, as it is written.
    pub from: Option<String>,
    /// Its end, as it is written.
    pub to: Option<String>,
}

/// A version of the policy that began or was recorded in the year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct VersionOfYear {
    /// Its number.
    pub version: u32,
    /// The first day in force.
    #[ts(type = "string | null")]
    pub from: Option<NaiveDate>,
    /// Who made it.
    pub by: Option<String>,
    /// Why.
    pub reason: String,
    /// What differs from the version before, a sentence each.
    pub differences: Vec<String>,
}

/// A line of the roster that began or ended in the year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RosterChange {
    /// The person.
    pub person: String,
    /// The roles.
    pub roles: Vec<String>,
    /// The first day.
    #[ts(type = "string | null")]
    pub from: Option<NaiveDate>,
    /// The last day.
    #[ts(type = "string | null")]
    pub to: Option<NaiveDate>,
}

/// A significant change of the year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TriggerOfYear {
    /// What changed.
    pub what: String,
    /// When, as it is written.
    pub at: Option<String>,
    /// What was decided on the policy.
    pub decision: Option<String>,
    /// When, as it is written.
    pub decided_at: Option<String>,
}

/// Where a review stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename_all = "snake_case")]
pub enum ReviewStep {
    /// Clauses are decided.
    Clauses,
    /// Every clause is decided, and the outcome is to be drafted.
    Draft,
    /// The draft waits for its approval.
    Approval,
    /// The approved version waits for its first day.
    Publication,
    /// The outcome is out, and is acknowledged.
    Acknowledgement,
    /// It is closed.
    Closed,
}

/// A review of the policy; of several the one that is open, else the latest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct AnnualReview {
    /// The zone of the days.
    pub zone: String,
    /// The last day on which a review is in time; none where no approved one is known.
    #[ts(type = "string | null")]
    pub next_due: Option<NaiveDate>,
    /// The review; none where none was opened here.
    pub review: Option<ReviewView>,
    /// Why whoever looks may not open, draft or close; none where that is allowed.
    pub prepare_forbidden: Option<String>,
    /// Why whoever looks may not approve or publish; none where that is allowed.
    pub decide_forbidden: Option<String>,
    /// Why whoever looks may not acknowledge; none where that is allowed.
    pub acknowledge_forbidden: Option<String>,
    /// The significant changes that are recorded here.
    pub triggers: Vec<PolicyTriggerLine>,
}

/// A review of the policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ReviewView {
    /// The event that opened it.
    pub event: i64,
    /// The policy's name.
    pub policy: String,
    /// The version that is reviewed.
    pub version: u32,
    /// Where it stands.
    pub step: ReviewStep,
    /// Who opened it, and when.
    pub opened: By,
    /// What it rests on.
    pub inputs: ReviewInputs,
    /// SHA-256 of the inputs.
    pub inputs_sha256: String,
    /// The clauses, in the order of the policy.
    pub clauses: Vec<ClauseOfReview>,
    /// Clauses that are new in the draft.
    pub new_clauses: Vec<NewClause>,
    /// The draft that counts.
    pub draft: Option<DraftView>,
    /// Who approved it.
    pub approved: Option<ApprovalView>,
    /// The new version.
    pub published: Option<PublicationView>,
    /// Who acknowledged the outcome.
    pub acknowledged: Vec<By>,
    /// How it ended.
    pub closed: Option<ClosingView>,
}

/// Who did something, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct By {
    /// The event that tells of it.
    pub event: i64,
    /// Who, as that person signs in.
    pub person: String,
    /// When.
    #[ts(type = "string")]
    pub at: Timestamp,
}

/// A clause, and what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ClauseOfReview {
    /// Its id.
    pub id: String,
    /// Its words.
    pub words: String,
    /// The controls that test it.
    pub controls: Vec<String>,
    /// What becomes of it; none where that is not decided.
    pub decision: Option<ClauseDecision>,
    /// Why.
    pub reason: Option<String>,
    /// Who decided.
    pub by: Option<By>,
    /// Its words in the draft; none without a draft, or where it is gone.
    pub new_words: Option<String>,
}

/// A clause that the version before did not have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct NewClause {
    /// Its id.
    pub id: String,
    /// Its words.
    pub words: String,
}

/// A draft of the outcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct DraftView {
    /// Who drafted it.
    pub by: By,
    /// Whether the policy is to stay as it is.
    pub no_change: bool,
    /// Why.
    pub reason: String,
    /// The file's name.
    pub file: Option<String>,
    /// SHA-256 of the text.
    pub sha256: Option<String>,
    /// What differs from the version before, a sentence each.
    pub differences: Vec<String>,
}

/// An approval.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ApprovalView {
    /// Who approved.
    pub by: By,
    /// What was decided, in a few words.
    pub decision: String,
    /// Why.
    pub reason: String,
}

/// A new version that came out of a review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct PublicationView {
    /// Who published it.
    pub by: By,
    /// Its number.
    pub version: u32,
    /// The first day in force.
    #[ts(type = "string")]
    pub from: NaiveDate,
}

/// How a review ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ClosingView {
    /// Who closed it.
    pub by: By,
    /// What is to be done.
    pub actions: Vec<String>,
    /// Why it ended without an outcome, where it did.
    pub abandoned: Option<String>,
    /// The last day on which the next one is in time.
    #[ts(type = "string | null")]
    pub next_due: Option<NaiveDate>,
}

/// A step of a review, as the page's forms give it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "step", rename_all = "snake_case")]
#[ts(tag = "step", rename_all = "snake_case")]
pub enum StepForm {
    /// Open a review of the last twelve months.
    Open,
    /// Decide what becomes of a clause.
    Decide {
        /// The clause.
        clause: String,
        /// What becomes of it.
        decision: ClauseDecision,
        /// Why.
        reason: String,
    },
    /// Draft the outcome; the file of a new version is asked for.
    Draft {
        /// Whether the policy stays as it is.
        no_change: bool,
        /// Why.
        reason: String,
    },
    /// Approve the outcome.
    Approve {
        /// Why.
        reason: String,
    },
    /// Publish the new version.
    Publish {
        /// The first day in force.
        #[ts(type = "string")]
        from: NaiveDate,
    },
    /// Acknowledge the outcome.
    Acknowledge,
    /// Close the review.
    Close {
        /// What is to be done.
        actions: Vec<String>,
    },
    /// End it without an outcome.
    Abandon {
        /// Why.
        reason: String,
    },
    /// Record a significant change.
    Trigger {
        /// What changed.
        what: String,
        /// The day.
        #[ts(type = "string")]
        on: NaiveDate,
    },
    /// Decide what a significant change means for the policy.
    DecideTrigger {
        /// The event that recorded it.
        trigger: i64,
        /// What it means.
        decision: String,
        /// Why.
        reason: String,
    },
}
