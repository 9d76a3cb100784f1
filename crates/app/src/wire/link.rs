//! One link as `links --format jsonl` prints it.

use changeproof_domain::snapshot::{LinkTargetKind, LinkVerdict};
use changeproof_domain::time::Timestamp;
use serde::{Deserialize, Serialize};
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
    #[ts(type = "LinkKind")]
    pub kind: &'static str,
    /// The key of that.
    pub target: String,
    /// `confirmed`, `refused`, `added` or `cut`.
    #[ts(type = "LinkVerdict")]
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
    #[ts(type = "LinkKind")]
    pub kind: &'static str,
    /// The key of that.
    pub target: String,
    /// `confirmed`, `refused`, `added` or `cut`.
    #[ts(type = "LinkVerdict")]
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

/// A link of one deployment, as the evaluation knew it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct LinkRow {
    /// What it leads to.
    #[ts(type = "LinkKind")]
    pub kind: &'static str,
    /// The key of that.
    pub target: String,
    /// The rule, in words.
    pub rule: String,
    /// What was found, and where.
    pub found: String,
    /// How sure it is: `proven`, `suggested` or what was decided.
    #[ts(type = "LinkVerdict | 'proven' | 'suggested'")]
    pub state: &'static str,
    /// Whether controls rest on such a link; on the others there is nothing to decide.
    pub judged: bool,
    /// What can be decided.
    #[ts(type = "Array<LinkVerdict>")]
    pub verdicts: Vec<&'static str>,
}

/// The links of one deployment, and what was decided about them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct DeploymentLinks {
    /// The links.
    pub links: Vec<LinkRow>,
    /// The decisions, in the order in which they were recorded.
    pub decisions: Vec<LinkDecisionLine>,
    /// Why the person at the screen cannot decide; none where that may be.
    pub decide_forbidden: Option<String>,
}

/// A step with links, as a page's form gives it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "step", rename_all = "snake_case")]
#[ts(tag = "step", rename_all = "snake_case")]
pub enum LinkStep {
    /// Decides about a link.
    Decide {
        /// The deployment: its source and id, or its id alone.
        deployment: String,
        /// What it leads to.
        #[ts(type = "LinkKind")]
        kind: LinkTargetKind,
        /// The key of that.
        target: String,
        /// What is decided.
        #[ts(type = "LinkVerdict")]
        verdict: LinkVerdict,
        /// Why.
        reason: String,
        /// Whether files show it.
        with_files: bool,
    },
    /// Agrees as a second person.
    Second {
        /// The event of the decision.
        #[ts(type = "number")]
        event: i64,
        /// Whether files were looked at.
        with_files: bool,
    },
}

impl LinkStep {
    /// Whether the person is asked for files.
    pub fn with_files(&self) -> bool {
        match self {
            LinkStep::Decide { with_files, .. } | LinkStep::Second { with_files, .. } => {
                *with_files
            }
        }
    }
}
