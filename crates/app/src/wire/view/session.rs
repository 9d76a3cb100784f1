//! The app itself: what is open, what was open before, and how it looks.

use changeproof_domain::time::Timestamp;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::members::{SignInView, SignedInView};

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// How high rows of tables are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Density {
    /// 36 px.
    #[default]
    Comfortable,
    /// 28 px.
    Compact,
}

/// After how many minutes without input the app locks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub enum LockAfter {
    /// Five.
    #[serde(rename = "5")]
    Five,
    /// Fifteen.
    #[default]
    #[serde(rename = "15")]
    Fifteen,
    /// Thirty.
    #[serde(rename = "30")]
    Thirty,
    /// Sixty.
    #[serde(rename = "60")]
    Sixty,
}

impl LockAfter {
    /// The minutes.
    pub fn minutes(self) -> u64 {
        match self {
            LockAfter::Five => 5,
            LockAfter::Fifteen => 15,
            LockAfter::Thirty => 30,
            LockAfter::Sixty => 60,
        }
    }
}

/// Whether what waits is told outside the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum NoticesWanted {
    /// Not at all.
    #[default]
    Off,
    /// How much waits, each thing once a day.
    On,
}

/// What a person chose for the whole app.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Settings {
    /// Light or dark.
    #[serde(default)]
    pub theme: Theme,
    /// How high rows of tables are.
    #[serde(default)]
    pub density: Density,
    /// After how many minutes without input the app locks.
    #[serde(default)]
    pub lock_after: LockAfter,
    /// Whether what waits is told outside the window.
    #[serde(default)]
    pub notices: NoticesWanted,
}

/// A workspace that was open before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct RecentWorkspace {
    /// Hands it back to open it.
    pub key: String,
    /// The company.
    pub entity: String,
    /// The file's name.
    pub file: String,
    /// The folder that it stands in.
    pub folder: String,
    /// When it was last open.
    #[ts(type = "string")]
    pub opened_at: Timestamp,
    /// Whether the file is not there any more.
    pub missing: bool,
}

/// What the app shows at its start.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct AppView {
    /// The app's version.
    pub version: String,
    /// What a person chose.
    pub settings: Settings,
    /// Workspaces that were open before, the latest first.
    pub recent: Vec<RecentWorkspace>,
    /// The open workspace.
    pub workspace: Option<WorkspaceView>,
    /// A workspace that waits for somebody to sign in.
    pub sign_in: Option<SignInView>,
    /// Names of time zones, for the form of a new workspace and for imports.
    pub zones: Vec<String>,
    /// The computer's own zone, where it can be told.
    pub system_zone: Option<String>,
}

/// Days, both included, in the workspace's zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
pub struct PeriodView {
    /// The first day.
    #[ts(type = "string")]
    pub from: NaiveDate,
    /// The last day.
    #[ts(type = "string")]
    pub to: NaiveDate,
}

/// What the evaluation of the open period says about itself.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct EvaluationView {
    /// The instant that decided what is pending.
    #[ts(type = "string")]
    pub as_of: Timestamp,
    /// Production deployments in the period.
    pub deployments: u64,
    /// Deployments with at least one failed outcome.
    pub failing: u64,
    /// SHA-256 over the results.
    pub results_hash: String,
}

/// An open workspace.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct WorkspaceView {
    /// The company.
    pub entity: String,
    /// The file's name.
    pub file: String,
    /// The folder that it stands in.
    pub folder: String,
    /// The company's zone, an IANA name.
    pub zone: String,
    /// When it was made.
    #[ts(type = "string")]
    pub created_at: Timestamp,
    /// How many files were imported.
    pub sources: u64,
    /// How many imported files need a look: cut, with rejected rows, or with other row counts than
    /// declared.
    pub source_problems: u64,
    /// Whether it is the made-up demo company.
    pub is_demo: bool,
    /// The first and the last day with imported deployments.
    pub deployments_span: Option<PeriodView>,
    /// The period that every screen shows.
    pub period: PeriodView,
    /// Its evaluation; none where nothing was imported.
    pub evaluation: Option<EvaluationView>,
    /// Whether to evaluate again: another program imported something since, or the evaluation holds
    /// pending outcomes and is of an earlier day.
    pub outdated: bool,
    /// The number of the last event of the log.
    pub head: u64,
    /// A number that each opening of a workspace has for itself.
    pub opening: u64,
    /// Whoever is signed in; none where nobody signs in to it.
    pub signed_in: Option<SignedInView>,
}

/// A new workspace.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
pub struct NewWorkspace {
    /// The company.
    pub entity: String,
    /// The company's zone, an IANA name.
    pub zone: String,
}
