//! Deployment: what happened here, and why this verdict?

use changeproof_domain::outcome::{Outcome, Overlay};
use changeproof_domain::time::Timestamp;
use serde::Serialize;
use ts_rs::TS;

use super::deployments::FamilyVerdict;
use super::overview::OutcomeCounts;
use crate::wire::attestation::AskedView;

/// A value that was compared, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct FactView {
    /// The record, such as `pull_request:clicki/referral-api#12`.
    pub record: String,
    /// The record in words, such as `Pull request #12`.
    pub record_label: String,
    /// The field, such as `reviews[0].submitted_at`.
    pub field: String,
    /// The field in words, such as `Review 1, submitted at`.
    pub field_label: String,
    /// The value; empty where the point is that there is none.
    pub value: String,
    /// The file's name.
    pub file: String,
    /// The place in it, such as `$[12].reviews[0]` or `row 7 commit_sha`.
    pub place: String,
    /// Shows the original.
    pub origin: String,
}

/// One outcome, explained.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct OutcomeView {
    /// The control.
    pub control: String,
    /// Its name.
    pub name: String,
    /// `Critical`, `High` or `Medium`.
    pub severity: String,
    /// Its family.
    pub family: String,
    /// The outcome.
    #[ts(type = "Outcome")]
    pub outcome: Outcome,
    /// Marks beside it, such as `as_exported`.
    #[ts(type = "Array<Overlay>")]
    pub overlays: Vec<Overlay>,
    /// One sentence.
    pub reason: String,
    /// The rule, in words.
    pub rule: String,
    /// The version of the check.
    pub version: u32,
    /// Parameters in force, as `reviewers = 1`.
    pub parameters: Vec<String>,
    /// The policy's clauses.
    pub clauses: Vec<String>,
    /// The values compared.
    pub facts: Vec<FactView>,
    /// What would change the outcome; none for passes and what does not apply.
    pub what_would_change: Option<String>,
    /// What the control asks of a person's judgement; none where it asks nothing of this.
    pub asked: Option<AskedView>,
}

/// Something that happened on the way into production.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct TimelineEvent {
    /// When.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// Whether only the day is known.
    pub date_only: bool,
    /// `requested`, `opened`, `approved`, `reviewed`, `changes_requested`, `checked`, `merged`,
    /// `attempted`, `deployed`, `incident` or `post_change_review`.
    pub kind: String,
    /// What, such as `PR #212 opened`.
    pub title: String,
    /// Who, or how many, such as `Ana Lindqvist` or `2 of 2`.
    pub detail: String,
    /// `neutral`, `good`, `bad`, or `deployment` for the deployment itself.
    pub tone: String,
    /// Whether it came after the deployment although a control asks for it before.
    pub late: bool,
}

/// One thing of the change set or a record linked to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ChangeItem {
    /// `pull_request`, `commit`, `change_record` or `pipeline_run`.
    pub kind: String,
    /// The short name, such as `#212`, `CHG-1042` or `9f3c1ab`.
    pub label: String,
    /// The title.
    pub title: String,
    /// More in a line, such as `squash merge · 3 commits · Ana Lindqvist`.
    pub detail: String,
    /// The rule that links it, in words, such as `linked by the key CHG-1042 in the pull request's
    /// title`.
    pub link: String,
    /// Shows the original.
    pub origin: String,
}

/// A person and what they did here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct PersonRow {
    /// The name, or the account where no person is known.
    pub name: String,
    /// Whether the roster knows the person.
    pub resolved: bool,
    /// Asked for the change.
    pub asked: bool,
    /// Wrote some of it.
    pub wrote: bool,
    /// Approved its pull requests: `no`, `yes`, `late` or `unclear`. Only a vote that stood when the
    /// deployment began is a `yes`; `unclear` is one of which that cannot be told.
    pub reviewed: String,
    /// Approved its change records, in the same words.
    pub approved: String,
    /// Deployed it.
    pub deployed: bool,
}

/// Another attempt or source of the same deployment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct RelatedDeployment {
    /// The source and its id, such as `GitHub 912513`.
    pub label: String,
    /// When it began.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// How it ended.
    pub state: String,
    /// Shows the original.
    pub origin: String,
}

/// One deployment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct DeploymentView {
    /// The key.
    pub key: String,
    /// The deployment before it in time; none for the first.
    pub previous_key: Option<String>,
    /// The deployment after it.
    pub next_key: Option<String>,
    /// The service.
    pub service: String,
    /// The environment.
    pub environment: String,
    /// The version.
    pub version: Option<String>,
    /// The whole revision.
    pub revision: Option<String>,
    /// When it began.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// The source and its id, such as `GitHub 912513`.
    pub label: String,
    /// How it ended, such as `success`.
    pub state: String,
    /// Who deployed.
    pub deployed_by: Option<String>,
    /// Who triggered it, where that is somebody else.
    pub triggered_by: Option<String>,
    /// The pipeline run, such as `deploy #1187`.
    pub pipeline: Option<String>,
    /// Categories of its changes when it began.
    pub categories: Vec<String>,
    /// Keys of its change records.
    pub change_records: Vec<String>,
    /// Shows the original.
    pub origin: String,
    /// The verdict strip.
    pub strip: Vec<FamilyVerdict>,
    /// How many of each outcome.
    pub counts: OutcomeCounts,
    /// What happened, by time.
    pub timeline: Vec<TimelineEvent>,
    /// How many events the timeline leaves out for length.
    pub not_shown: u32,
    /// How the change set came about, in a sentence.
    pub change_set: String,
    /// Its pull requests and commits, then linked records and runs.
    pub changes: Vec<ChangeItem>,
    /// Outcomes, worst first.
    pub outcomes: Vec<OutcomeView>,
    /// People × roles.
    pub people: Vec<PersonRow>,
    /// Earlier attempts at the same revision.
    pub attempts: Vec<RelatedDeployment>,
    /// The same deployment in other sources.
    pub also_in: Vec<RelatedDeployment>,
}
