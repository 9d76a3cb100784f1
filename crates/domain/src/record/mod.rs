//! Records: one type a kind of thing that exports describe, in the words of this project.
//!
//! A record holds what its source says and nothing that was concluded from it.

mod change_record;
mod commit;
mod deployment;
mod incident;
mod pipeline_run;
mod pull_request;
mod register;

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

pub use change_record::{
    Approval, ApprovalDecision, ChangeApproval, ChangeRecord, FieldChange, RecordSource,
};
pub use commit::{Commit, GitPerson};
pub use deployment::{Deployment, DeploymentSource, DeploymentState, DeploymentStatus};
pub use incident::{Incident, IncidentAction, IncidentActionKind};
pub use pipeline_run::PipelineRun;
pub use pull_request::{
    Check, CheckConclusion, PullRequest, PullRequestCommit, PullRequestState, Review, ReviewState,
};
pub use register::{PostChangeReview, RosterEntry};

/// The kinds of records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordKind {
    /// One attempt to bring a revision into an environment.
    Deployment,
    /// A later word about a deployment's outcome.
    DeploymentStatus,
    /// A pull or merge request.
    PullRequest,
    /// A commit.
    Commit,
    /// A run of a build or deployment pipeline.
    PipelineRun,
    /// A ticket or change request.
    ChangeRecord,
    /// An approval of a change record that is exported as a row of its own.
    ChangeApproval,
    /// An incident.
    Incident,
    /// A line of the roster of persons.
    RosterEntry,
    /// A line of the register of post-change reviews.
    PostChangeReview,
}

impl RecordKind {
    /// All kinds, in the order in which they are shown.
    pub const ALL: [RecordKind; 10] = [
        RecordKind::Deployment,
        RecordKind::DeploymentStatus,
        RecordKind::PullRequest,
        RecordKind::Commit,
        RecordKind::PipelineRun,
        RecordKind::ChangeRecord,
        RecordKind::ChangeApproval,
        RecordKind::Incident,
        RecordKind::RosterEntry,
        RecordKind::PostChangeReview,
    ];

    /// The name in files and commands, such as `pull_request`.
    pub fn id(self) -> &'static str {
        match self {
            RecordKind::Deployment => "deployment",
            RecordKind::DeploymentStatus => "deployment_status",
            RecordKind::PullRequest => "pull_request",
            RecordKind::Commit => "commit",
            RecordKind::PipelineRun => "pipeline_run",
            RecordKind::ChangeRecord => "change_record",
            RecordKind::ChangeApproval => "change_approval",
            RecordKind::Incident => "incident",
            RecordKind::RosterEntry => "roster_entry",
            RecordKind::PostChangeReview => "post_change_review",
        }
    }

    /// The words for several of them, such as `pull requests`.
    pub fn plural(self) -> &'static str {
        match self {
            RecordKind::Deployment => "deployments",
            RecordKind::DeploymentStatus => "deployment statuses",
            RecordKind::PullRequest => "pull requests",
            RecordKind::Commit => "commits",
            RecordKind::PipelineRun => "pipeline runs",
            RecordKind::ChangeRecord => "change records",
            RecordKind::ChangeApproval => "change approvals",
            RecordKind::Incident => "incidents",
            RecordKind::RosterEntry => "roster entries",
            RecordKind::PostChangeReview => "post-change reviews",
        }
    }

    /// The kind of that name.
    pub fn from_id(id: &str) -> Option<RecordKind> {
        RecordKind::ALL.into_iter().find(|kind| kind.id() == id)
    }
}

impl fmt::Display for RecordKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// A record of any kind. Boxed: the kinds differ much in size, and most records are of small ones.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Record {
    /// See [`Deployment`].
    Deployment(Box<Deployment>),
    /// See [`DeploymentStatus`].
    DeploymentStatus(Box<DeploymentStatus>),
    /// See [`PullRequest`].
    PullRequest(Box<PullRequest>),
    /// See [`Commit`].
    Commit(Box<Commit>),
    /// See [`PipelineRun`].
    PipelineRun(Box<PipelineRun>),
    /// See [`ChangeRecord`].
    ChangeRecord(Box<ChangeRecord>),
    /// See [`ChangeApproval`].
    ChangeApproval(Box<ChangeApproval>),
    /// See [`Incident`].
    Incident(Box<Incident>),
    /// See [`RosterEntry`].
    RosterEntry(Box<RosterEntry>),
    /// See [`PostChangeReview`].
    PostChangeReview(Box<PostChangeReview>),
}

macro_rules! from_kinds {
    ($($kind:ident),*) => {
        $(
            impl From<$kind> for Record {
                fn from(record: $kind) -> Record {
                    Record::$kind(Box::new(record))
                }
            }
        )*
    };
}

from_kinds!(
    Deployment,
    DeploymentStatus,
    PullRequest,
    Commit,
    PipelineRun,
    ChangeRecord,
    ChangeApproval,
    Incident,
    RosterEntry,
    PostChangeReview
);

impl Record {
    /// The kind of this record.
    pub fn kind(&self) -> RecordKind {
        match self {
            Record::Deployment(_) => RecordKind::Deployment,
            Record::DeploymentStatus(_) => RecordKind::DeploymentStatus,
            Record::PullRequest(_) => RecordKind::PullRequest,
            Record::Commit(_) => RecordKind::Commit,
            Record::PipelineRun(_) => RecordKind::PipelineRun,
            Record::ChangeRecord(_) => RecordKind::ChangeRecord,
            Record::ChangeApproval(_) => RecordKind::ChangeApproval,
            Record::Incident(_) => RecordKind::Incident,
            Record::RosterEntry(_) => RecordKind::RosterEntry,
            Record::PostChangeReview(_) => RecordKind::PostChangeReview,
        }
    }

    /// What names this record among those of its kind: two imports with the same kind and key are
    /// versions of one record.
    pub fn key(&self) -> Cow<'_, str> {
        let made = match self {
            Record::Commit(record) => return Cow::Borrowed(&record.sha),
            Record::ChangeRecord(record) => return Cow::Borrowed(&record.key),
            Record::Incident(record) => return Cow::Borrowed(&record.id),
            Record::Deployment(record) => record.key(),
            Record::DeploymentStatus(record) => format!("{}/{}", record.deployment, record.id),
            Record::PullRequest(record) => record.key(),
            Record::PipelineRun(record) => record.key(),
            Record::ChangeApproval(record) => record.key(),
            Record::RosterEntry(record) => record.key(),
            Record::PostChangeReview(record) => record.key(),
        };
        Cow::Owned(made)
    }

    /// When the source last changed this record, where it says so: the newest version counts.
    pub fn updated_at(&self) -> Option<crate::time::Timestamp> {
        let moment = match self {
            Record::Deployment(record) => record.updated_at.value(),
            Record::DeploymentStatus(record) => Some(&record.created_at),
            Record::PullRequest(record) => record.updated_at.value(),
            Record::PipelineRun(record) => record.updated_at.value(),
            Record::ChangeRecord(record) => record.updated_at.value(),
            Record::ChangeApproval(record) => record.decided_at.value(),
            Record::Incident(record) => record.updated_at.value(),
            Record::Commit(_) | Record::RosterEntry(_) | Record::PostChangeReview(_) => None,
        };
        moment.map(|moment| moment.at)
    }

    /// When what this record tells of took place: what coverage by first and last record rests on.
    pub fn happened_at(&self) -> Option<crate::time::Timestamp> {
        let moment = match self {
            Record::Deployment(record) => Some(&record.started_at),
            Record::DeploymentStatus(record) => Some(&record.created_at),
            Record::PullRequest(record) => record
                .merged_at
                .value()
                .or_else(|| record.created_at.value()),
            Record::Commit(record) => Some(&record.committer.at),
            Record::PipelineRun(record) => record.started_at.value(),
            Record::ChangeRecord(record) => record.created_at.value(),
            Record::ChangeApproval(record) => record.decided_at.value(),
            Record::Incident(record) => record.opened_at.value(),
            Record::RosterEntry(_) => None,
            Record::PostChangeReview(record) => record.reviewed_at.value(),
        };
        moment.map(|moment| moment.at)
    }
}
