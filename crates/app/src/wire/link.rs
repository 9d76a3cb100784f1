//! One link as `links --format jsonl` prints it.

use changeproof_domain::time::Timestamp;
use serde::Serialize;
use ts_rs::TS;

use super::attachment::AttachmentLine;
use super::result::SubjectRef;

/// What a deployment is linked to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LinkTarget<'l> {
    /// `commit`, `pull_request`, `change_record`, `incident` or `pipeline_run`.
    pub kind: &'l str,
    /// Its id.
    pub id: &'l str,
}

/// One link.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LinkLine<'l> {
    /// The deployment.
    pub deployment: SubjectRef<'l>,
    /// What it is linked to.
    pub target: LinkTarget<'l>,
    /// The rule that links them.
    pub rule: &'l str,
    /// The key that was found.
    pub key: &'l str,
    /// Where it was found.
    pub found_in: &'l str,
    /// How sure it is: `proven` or `suggested`.
    pub state: &'l str,
}

/// A decision about a link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct LinkDecided {
    /// The event that tells of it.
    #[ts(type = "number")]
    pub event: i64,
    /// Where the deployment comes from.
    pub source: String,
    /// The deployment's own id.
    pub deployment: String,
    /// What it is linked to, such as `change_record`.
    pub kind: &'static str,
    /// The key of that.
    pub target: String,
    /// `confirmed`, `refused`, `added` or `cut`.
    pub verdict: &'static str,
    /// The rule and the state of the link before.
    pub before: String,
    /// Whether it counts only once a second person agrees.
    pub waits_for_second: bool,
}

/// A decision about a link, as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct LinkDecisionLine {
    /// The event.
    #[ts(type = "number")]
    pub event: i64,
    /// When.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// Who decided, as that person signs in.
    pub by: String,
    /// Where the deployment comes from.
    pub source: String,
    /// The deployment's own id.
    pub deployment: String,
    /// What it is linked to, such as `change_record`.
    pub kind: &'static str,
    /// The key of that.
    pub target: String,
    /// `confirmed`, `refused`, `added` or `cut`.
    pub verdict: &'static str,
    /// Why.
    pub reason: String,
    /// Whether it may make outcomes better that were evaluated before.
    pub reaches_back: bool,
    /// Who agreed as a second person.
    pub second: Option<String>,
    /// Whether it counts; a later one on the same link takes its place.
    pub holds: bool,
    /// Whether it waits for a second person.
    pub waits: bool,
    /// The files behind it.
    pub evidence: Vec<AttachmentLine>,
}
