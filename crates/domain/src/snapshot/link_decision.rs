//! What people decided about links.

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// What a deployment is linked to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkTargetKind {
    /// A change record.
    ChangeRecord,
    /// A pipeline run.
    PipelineRun,
    /// A pull request.
    PullRequest,
    /// An incident.
    Incident,
}

impl LinkTargetKind {
    /// All kinds.
    pub const ALL: [LinkTargetKind; 4] = [
        LinkTargetKind::ChangeRecord,
        LinkTargetKind::PipelineRun,
        LinkTargetKind::PullRequest,
        LinkTargetKind::Incident,
    ];

    /// The name in results.
    pub fn id(self) -> &'static str {
        match self {
            LinkTargetKind::ChangeRecord => "change_record",
            LinkTargetKind::PipelineRun => "pipeline_run",
            LinkTargetKind::PullRequest => "pull_request",
            LinkTargetKind::Incident => "incident",
        }
    }

    /// Whether controls rest on such a link. On the others decisions are shown, and change no outcome.
    pub fn is_judged(self) -> bool {
        match self {
            LinkTargetKind::ChangeRecord | LinkTargetKind::PipelineRun => true,
            LinkTargetKind::PullRequest | LinkTargetKind::Incident => false,
        }
    }

    /// The kind of that name.
    pub fn from_id(id: &str) -> Option<LinkTargetKind> {
        LinkTargetKind::ALL.into_iter().find(|kind| kind.id() == id)
    }
}

/// What was decided about a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkVerdict {
    /// What was suggested holds.
    Confirmed,
    /// What was suggested does not hold.
    Refused,
    /// There is a link that no record tells of.
    Added,
    /// What records tell does not hold.
    Cut,
}

impl LinkVerdict {
    /// All of them.
    pub const ALL: [LinkVerdict; 4] = [
        LinkVerdict::Confirmed,
        LinkVerdict::Refused,
        LinkVerdict::Added,
        LinkVerdict::Cut,
    ];

    /// The name in results.
    pub fn id(self) -> &'static str {
        match self {
            LinkVerdict::Confirmed => "confirmed",
            LinkVerdict::Refused => "refused",
            LinkVerdict::Added => "added",
            LinkVerdict::Cut => "cut",
        }
    }

    /// Whether there is a link by it.
    pub fn holds(self) -> bool {
        match self {
            LinkVerdict::Confirmed | LinkVerdict::Added => true,
            LinkVerdict::Refused | LinkVerdict::Cut => false,
        }
    }
}

/// The newest decision on the link between a deployment and something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkDecision {
    /// Where the deployment comes from, such as `github`.
    pub source: String,
    /// The deployment's own id.
    pub deployment: String,
    /// What it is linked to.
    pub kind: LinkTargetKind,
    /// The key of that: a change record's key, a run's id, an incident's id.
    pub target: String,
    /// What was decided.
    pub verdict: LinkVerdict,
    /// Why.
    pub reason: String,
    /// Who decided, as that person signs in.
    pub person: String,
    /// When.
    pub at: Timestamp,
    /// The event that tells of it.
    pub event: i64,
}

impl LinkDecision {
    /// Who decided what, when and why: the rule of the link.
    pub fn words(&self) -> String {
        let (person, at, event) = (&self.person, self.at, self.event);
        format!(
            "{} by {person} at {at} (event {event}): {}",
            self.verdict.id(),
            self.reason
        )
    }
}
