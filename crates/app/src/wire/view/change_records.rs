//! Change records: which records have no deployment, which are incomplete?

use changeproof_domain::outcome::Outcome;
use changeproof_domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ChangeRowKind {
    /// A ticket or change request.
    ChangeRecord,
    /// A pull request.
    PullRequest,
}

/// What became of it in production.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ChangeState {
    /// A production deployment rests on it.
    Deployed,
    /// It is closed or merged, and no deployment rests on it.
    Orphan,
    /// It is not closed or merged yet, or nothing was deployed since.
    Open,
    /// It is older than the first imported deployment.
    BeforeFirst,
    /// It was cancelled, or closed without a merge.
    Withdrawn,
    /// It cannot be told.
    Unknown,
}

/// What it may lack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LackPart {
    /// The description.
    Description,
    /// The affected systems.
    Systems,
    /// Risk and impact.
    RiskAndImpact,
    /// The rollback or mitigation plan.
    RollbackPlan,
    /// An approving review of a merged pull request.
    Review,
}

/// How it lacks that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LackState {
    /// The export left it out, so nothing is known of it.
    NotExported,
    /// There is none.
    Empty,
    /// Only a placeholder stands there.
    Placeholder,
    /// It is shorter than the shortest text that counts.
    TooShort,
}

/// Something that is lacking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ChangeLack {
    /// What.
    pub part: LackPart,
    /// How.
    pub state: LackState,
}

/// Which rows to list. Conditions are joined by 'and', the words of one list by 'or'.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize, TS)]
#[serde(default)]
pub struct ChangeQuery {
    /// Words that key, title, project or status must contain.
    pub text: String,
    /// Of these kinds.
    pub kinds: Vec<ChangeRowKind>,
    /// Of these states.
    pub states: Vec<ChangeState>,
    /// With one of these lacking.
    pub lacks: Vec<LackPart>,
}

/// A ticket, a change request or a pull request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ChangeRow {
    /// Opens it.
    pub key: u32,
    /// What it is.
    pub kind: ChangeRowKind,
    /// The short name, such as `CHG-1042` or `#212`.
    pub label: String,
    /// The tool and project, or the repository.
    pub scope: String,
    /// The title.
    pub title: String,
    /// When it was made or merged.
    #[ts(type = "string | null")]
    pub at: Option<Timestamp>,
    /// Where it stands, in the tool's words; empty where that was not exported.
    pub status: String,
    /// What became of it.
    pub state: ChangeState,
    /// What it lacks.
    pub lacks: Vec<ChangeLack>,
    /// How many deployments of the period rest on it.
    pub deployments: u64,
}

/// How many of everything there are in the period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, TS)]
pub struct ChangeCounts {
    /// Tickets and change requests.
    pub records: u64,
    /// Pull requests.
    pub pull_requests: u64,
    /// Those closed or merged that no deployment rests on.
    pub orphans: u64,
    /// Those that lack something, not counting what was not exported.
    pub incomplete: u64,
}

/// A stretch of the list, the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ChangePage {
    /// How many of everything there are, whatever the query.
    pub counts: ChangeCounts,
    /// Those that the query names.
    pub matched: u64,
    /// The rows asked for.
    pub rows: Vec<ChangeRow>,
}

/// A deployment that rests on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ChangeUse {
    /// Opens the deployment.
    pub deployment: String,
    /// When it began.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// The service.
    pub service: String,
    /// The rule that links them, with the key and where it was found.
    pub link: String,
    /// Shows the record in which the link was found.
    pub origin: String,
}

/// An outcome of a control on a change record that was carried out without a deployment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct RecordOutcome {
    /// The control's id.
    pub control: String,
    /// Its name.
    pub name: String,
    /// Its severity.
    pub severity: String,
    /// The outcome.
    #[ts(type = "Outcome")]
    pub outcome: Outcome,
    /// Opens the explanation, with the control.
    pub id: String,
}

/// One of them, with its deployments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ChangeDetails {
    /// What the list shows.
    pub row: ChangeRow,
    /// Why it has that state, in a sentence.
    pub why: String,
    /// The first deployments of the period that rest on it.
    pub uses: Vec<ChangeUse>,
    /// Deployments outside the period that rest on it.
    pub outside: u64,
    /// The outcomes on it, the worst first, where it is judged by itself.
    pub outcomes: Vec<RecordOutcome>,
    /// Shows the original.
    pub origin: String,
    /// Why the person at the screen cannot decide on links; none where that may be.
    pub link_forbidden: Option<String>,
}
