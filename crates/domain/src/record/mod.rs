//! Records: one type a kind of thing that exports describe, in the words of this project.
//!
//! A record holds what its source says and nothing that was concluded from it.

mod attestation;
mod change_record;
mod commit;
mod deployment;
mod incident;
mod observed;
mod parts;
mod pipeline_run;
mod pull_request;
mod register;
mod rules;
mod secret;
mod version;

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

pub use attestation::Attestation;
pub use change_record::{
    Approval, ApprovalDecision, ChangeApproval, ChangeRecord, FieldChange, RecordSource,
    number_of_key,
};
pub use commit::{Commit, GitPerson, co_author};
pub use deployment::{Deployment, DeploymentSource, DeploymentState, DeploymentStatus};
pub use incident::{Incident, IncidentAction, IncidentActionKind};
pub use observed::{InventoryEntry, MonitoringResult, ProtectionSnapshot};
pub use pipeline_run::PipelineRun;
pub use pull_request::{
    Check, CheckConclusion, LISTING_LIMIT, PullRequest, PullRequestCommit, PullRequestState,
    Review, ReviewState,
};
pub use register::{PostChangeReview, RosterEntry};
pub use rules::{ExceptionEntry, Holiday, PolicyReview, PolicyTrigger, StandardChange};
pub use secret::{OWN_SCAN, SecretFinding, SecretScan, SecretStatus};
pub use version::{Artifact, GitRef};

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
    /// A person's judgement that is part of the evidence.
    Attestation,
    /// A result of watching a service after a deployment.
    MonitoringResult,
    /// What really ran at a moment.
    InventoryEntry,
    /// How a branch was protected at a moment.
    ProtectionSnapshot,
    /// A day on which the company does not work.
    Holiday,
    /// A template for changes that are approved in advance.
    StandardChange,
    /// A review of the policy.
    PolicyReview,
    /// A significant change after which the policy has to be looked at.
    PolicyTrigger,
    /// A line of the register of exceptions.
    ExceptionEntry,
    /// A tag or another reference of a repository.
    GitRef,
    /// Something that was built from a revision.
    Artifact,
    /// A scan of a repository for secrets.
    SecretScan,
    /// Something that looks like a secret.
    SecretFinding,
}

impl RecordKind {
    /// All kinds, in the order in which they are shown.
    pub const ALL: [RecordKind; 23] = [
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
        RecordKind::Attestation,
        RecordKind::MonitoringResult,
        RecordKind::InventoryEntry,
        RecordKind::ProtectionSnapshot,
        RecordKind::Holiday,
        RecordKind::StandardChange,
        RecordKind::PolicyReview,
        RecordKind::PolicyTrigger,
        RecordKind::ExceptionEntry,
        RecordKind::GitRef,
        RecordKind::Artifact,
        RecordKind::SecretScan,
        RecordKind::SecretFinding,
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
            RecordKind::Attestation => "attestation",
            RecordKind::MonitoringResult => "monitoring_result",
            RecordKind::InventoryEntry => "inventory_entry",
            RecordKind::ProtectionSnapshot => "protection_snapshot",
            RecordKind::Holiday => "holiday",
            RecordKind::StandardChange => "standard_change",
            RecordKind::PolicyReview => "policy_review",
            RecordKind::PolicyTrigger => "policy_trigger",
            RecordKind::ExceptionEntry => "exception_entry",
            RecordKind::GitRef => "git_ref",
            RecordKind::Artifact => "artifact",
            RecordKind::SecretScan => "secret_scan",
            RecordKind::SecretFinding => "secret_finding",
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
            RecordKind::Attestation => "attestations",
            RecordKind::MonitoringResult => "monitoring results",
            RecordKind::InventoryEntry => "inventory entries",
            RecordKind::ProtectionSnapshot => "protection snapshots",
            RecordKind::Holiday => "holidays",
            RecordKind::StandardChange => "standard changes",
            RecordKind::PolicyReview => "policy reviews",
            RecordKind::PolicyTrigger => "policy triggers",
            RecordKind::ExceptionEntry => "exceptions",
            RecordKind::GitRef => "tags and references",
            RecordKind::Artifact => "artifacts",
            RecordKind::SecretScan => "secret scans",
            RecordKind::SecretFinding => "secret findings",
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
    /// See [`Attestation`].
    Attestation(Box<Attestation>),
    /// See [`MonitoringResult`].
    MonitoringResult(Box<MonitoringResult>),
    /// See [`InventoryEntry`].
    InventoryEntry(Box<InventoryEntry>),
    /// See [`ProtectionSnapshot`].
    ProtectionSnapshot(Box<ProtectionSnapshot>),
    /// See [`Holiday`].
    Holiday(Box<Holiday>),
    /// See [`StandardChange`].
    StandardChange(Box<StandardChange>),
    /// See [`PolicyReview`].
    PolicyReview(Box<PolicyReview>),
    /// See [`PolicyTrigger`].
    PolicyTrigger(Box<PolicyTrigger>),
    /// See [`ExceptionEntry`].
    ExceptionEntry(Box<ExceptionEntry>),
    /// See [`GitRef`].
    GitRef(Box<GitRef>),
    /// See [`Artifact`].
    Artifact(Box<Artifact>),
    /// See [`SecretScan`].
    SecretScan(Box<SecretScan>),
    /// See [`SecretFinding`].
    SecretFinding(Box<SecretFinding>),
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
    PostChangeReview,
    Attestation,
    MonitoringResult,
    InventoryEntry,
    ProtectionSnapshot,
    Holiday,
    StandardChange,
    PolicyReview,
    PolicyTrigger,
    ExceptionEntry,
    GitRef,
    Artifact,
    SecretScan,
    SecretFinding
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
            Record::Attestation(_) => RecordKind::Attestation,
            Record::MonitoringResult(_) => RecordKind::MonitoringResult,
            Record::InventoryEntry(_) => RecordKind::InventoryEntry,
            Record::ProtectionSnapshot(_) => RecordKind::ProtectionSnapshot,
            Record::Holiday(_) => RecordKind::Holiday,
            Record::StandardChange(_) => RecordKind::StandardChange,
            Record::PolicyReview(_) => RecordKind::PolicyReview,
            Record::PolicyTrigger(_) => RecordKind::PolicyTrigger,
            Record::ExceptionEntry(_) => RecordKind::ExceptionEntry,
            Record::GitRef(_) => RecordKind::GitRef,
            Record::Artifact(_) => RecordKind::Artifact,
            Record::SecretScan(_) => RecordKind::SecretScan,
            Record::SecretFinding(_) => RecordKind::SecretFinding,
        }
    }

    /// What names this record among those of its kind: two imports with the same kind and key are
    /// versions of one record.
    pub fn key(&self) -> Cow<'_, str> {
        let made = match self {
            Record::Commit(record) => return Cow::Borrowed(&record.sha),
            Record::ChangeRecord(record) => return Cow::Borrowed(&record.key),
            Record::Incident(record) => return Cow::Borrowed(&record.id),
            Record::ExceptionEntry(record) => return Cow::Borrowed(&record.id),
            Record::Deployment(record) => record.key(),
            Record::DeploymentStatus(record) => format!("{}/{}", record.deployment, record.id),
            Record::PullRequest(record) => record.key(),
            Record::PipelineRun(record) => record.key(),
            Record::ChangeApproval(record) => record.key(),
            Record::RosterEntry(record) => record.key(),
            Record::PostChangeReview(record) => record.key(),
            Record::Attestation(record) => record.key(),
            Record::MonitoringResult(record) => record.key(),
            Record::InventoryEntry(record) => record.key(),
            Record::ProtectionSnapshot(record) => record.key(),
            Record::StandardChange(record) => record.key(),
            Record::PolicyReview(record) => record.key(),
            Record::PolicyTrigger(record) => record.key(),
            Record::GitRef(record) => record.key(),
            Record::Artifact(record) => record.key(),
            Record::SecretScan(record) => record.key(),
            Record::SecretFinding(record) => record.key(),
            Record::Holiday(record) => record.date.to_string(),
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
            Record::Commit(_)
            | Record::RosterEntry(_)
            | Record::PostChangeReview(_)
            | Record::Attestation(_)
            | Record::MonitoringResult(_)
            | Record::InventoryEntry(_)
            | Record::ProtectionSnapshot(_)
            | Record::Holiday(_)
            | Record::StandardChange(_)
            | Record::PolicyReview(_)
            | Record::PolicyTrigger(_)
            | Record::ExceptionEntry(_)
            | Record::GitRef(_)
            | Record::Artifact(_)
            | Record::SecretScan(_)
            | Record::SecretFinding(_) => None,
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
            Record::PostChangeReview(record) => record.reviewed_at.value(),
            Record::Attestation(record) => record.at.value(),
            Record::MonitoringResult(record) => Some(&record.checked_at),
            Record::InventoryEntry(record) => Some(&record.seen_at),
            Record::ProtectionSnapshot(record) => Some(&record.taken_at),
            Record::StandardChange(record) => record.approved_at.value(),
            Record::PolicyReview(record) => record.reviewed_at.value(),
            Record::PolicyTrigger(record) => record.at.value(),
            Record::ExceptionEntry(record) => record.approved_at.value(),
            Record::GitRef(record) => record.tagged_at.value(),
            Record::Artifact(record) => record.built_at.value(),
            Record::SecretScan(record) => record.ended_at.value(),
            Record::SecretFinding(record) => record.reported_at.value(),
            Record::RosterEntry(_) | Record::Holiday(_) => None,
        };
        moment.map(|moment| moment.at)
    }
}
