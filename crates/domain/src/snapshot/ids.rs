//! Names of records within a snapshot: positions in its lists.

#[cfg(doc)]
use super::{Findings, Registers, Snapshot};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub struct $name(pub u32);

            impl $name {
                /// The position in the snapshot's list.
                pub fn index(self) -> usize {
                    self.0 as usize
                }
            }

            impl From<usize> for $name {
                fn from(index: usize) -> Self {
                    $name(u32::try_from(index).unwrap_or(u32::MAX))
                }
            }
        )*
    };
}

ids! {
    /// A source's position in [`Snapshot::sources`].
    SourceId;
    /// A deployment's position in [`Snapshot::deployments`].
    DeploymentId;
    /// A deployment status's position in [`Snapshot::statuses`].
    StatusId;
    /// A pull request's position in [`Snapshot::pull_requests`].
    PullRequestId;
    /// A commit's position in [`Snapshot::commits`].
    CommitId;
    /// A pipeline run's position in [`Snapshot::runs`].
    RunId;
    /// A change record's position in [`Snapshot::change_records`].
    ChangeRecordId;
    /// A change approval's position in [`Snapshot::change_approvals`].
    ChangeApprovalId;
    /// An incident's position in [`Snapshot::incidents`].
    IncidentId;
    /// A roster line's position in [`Snapshot::roster`].
    RosterEntryId;
    /// A post-change review's position in [`Snapshot::post_change_reviews`].
    PostChangeReviewId;
    /// An attestation's position in [`Registers::attestations`].
    AttestationId;
    /// A monitoring result's position in [`Registers::monitoring`].
    MonitoringResultId;
    /// An inventory entry's position in [`Registers::inventory`].
    InventoryEntryId;
    /// A protection snapshot's position in [`Registers::protection`].
    ProtectionSnapshotId;
    /// A holiday's position in [`Registers::holidays`].
    HolidayId;
    /// A standard change's position in [`Registers::standard_changes`].
    StandardChangeId;
    /// A policy review's position in [`Registers::policy_reviews`].
    PolicyReviewId;
    /// A policy trigger's position in [`Registers::policy_triggers`].
    PolicyTriggerId;
    /// An exception's position in [`Registers::exceptions`].
    ExceptionEntryId;
    /// A reference's position in [`Snapshot::git_refs`].
    GitRefId;
    /// An artifact's position in [`Snapshot::artifacts`].
    ArtifactId;
    /// A secret scan's position in [`Registers::secret_scans`].
    SecretScanId;
    /// A secret finding's position in [`Registers::secret_findings`].
    SecretFindingId;
    /// A decision's position in [`Snapshot::link_decisions`].
    LinkDecisionId;
    /// A failure's position in [`Findings::shown`].
    FindingId;
    /// A step's position in [`Findings::follow_ups`].
    FollowUpId;
    /// A subject's position in [`Snapshot::subjects`].
    SubjectId;
}

/// A record of any kind in a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RecordRef {
    /// See [`Snapshot::deployments`].
    Deployment(DeploymentId),
    /// See [`Snapshot::statuses`].
    Status(StatusId),
    /// See [`Snapshot::pull_requests`].
    PullRequest(PullRequestId),
    /// See [`Snapshot::commits`].
    Commit(CommitId),
    /// See [`Snapshot::runs`].
    Run(RunId),
    /// See [`Snapshot::change_records`].
    ChangeRecord(ChangeRecordId),
    /// See [`Snapshot::change_approvals`].
    ChangeApproval(ChangeApprovalId),
    /// See [`Snapshot::incidents`].
    Incident(IncidentId),
    /// See [`Snapshot::roster`].
    RosterEntry(RosterEntryId),
    /// See [`Snapshot::post_change_reviews`].
    PostChangeReview(PostChangeReviewId),
    /// See [`Registers::attestations`].
    Attestation(AttestationId),
    /// See [`Registers::monitoring`].
    MonitoringResult(MonitoringResultId),
    /// See [`Registers::inventory`].
    InventoryEntry(InventoryEntryId),
    /// See [`Registers::protection`].
    ProtectionSnapshot(ProtectionSnapshotId),
    /// See [`Registers::holidays`].
    Holiday(HolidayId),
    /// See [`Registers::standard_changes`].
    StandardChange(StandardChangeId),
    /// See [`Registers::policy_reviews`].
    PolicyReview(PolicyReviewId),
    /// See [`Registers::policy_triggers`].
    PolicyTrigger(PolicyTriggerId),
    /// See [`Registers::exceptions`].
    ExceptionEntry(ExceptionEntryId),
    /// See [`Snapshot::git_refs`].
    GitRef(GitRefId),
    /// See [`Snapshot::artifacts`].
    Artifact(ArtifactId),
    /// See [`Registers::secret_scans`].
    SecretScan(SecretScanId),
    /// See [`Registers::secret_findings`].
    SecretFinding(SecretFindingId),
    /// See [`Snapshot::link_decisions`].
    LinkDecision(LinkDecisionId),
    /// See [`Findings::shown`].
    Finding(FindingId),
    /// See [`Findings::follow_ups`].
    FollowUp(FollowUpId),
    /// What was recorded about an imported file as a whole. See [`Snapshot::sources`].
    Import(SourceId),
}
