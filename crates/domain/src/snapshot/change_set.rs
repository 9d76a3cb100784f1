//! What a deployment brought into production.

use super::{CommitId, DeploymentId, Keys, LinkRule, PullRequestId};

/// What a change is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ChangeKind {
    /// A pull request.
    PullRequest(PullRequestId),
    /// A commit that belongs to no pull request.
    Commit(CommitId),
}

/// One change of a change set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What it is.
    pub kind: ChangeKind,
    /// Its commits within the change set, with the rule that tells so.
    pub commits: Vec<(CommitId, LinkRule)>,
    /// Keys found in it.
    pub keys: Keys,
}

/// Why the commits of a deployment cannot be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RangeUnknown {
    /// The deployment names no revision.
    NoRevision,
    /// Its version leads to several commits, or to one that was named so later.
    VersionNotTrusted,
    /// The revision is not among the imported commits.
    RevisionNotImported,
    /// The previous deployment names no revision.
    BaseHasNoRevision,
    /// The previous deployment's revision is not among the imported commits.
    BaseNotImported,
    /// The imported history ends within the range.
    HistoryCut,
    /// The deployment names no repository, or its commits were not imported.
    NoHistory,
    /// Earlier deployments are known, but not whether any of them went through.
    BaseOutcomeUnknown,
}

/// How the change set came about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangeSetKind {
    /// All commits since the previous successful deployment.
    Range,
    /// The first known deployment: its own revision alone.
    Baseline,
    /// Commits came in, and none of them touches the paths of the service.
    OtherPathsOnly,
    /// The same revision again: nothing changed.
    SameRevision,
    /// Back to a revision that was deployed before, or that a deployed one contains.
    Rollback {
        /// The earlier deployment of that revision, where there is one.
        to: Option<DeploymentId>,
    },
    /// Back to a revision older than the first known deployment.
    RollbackBeyondBaseline,
    /// The commits cannot be told; what is known of the revision itself is in the changes.
    Unknown(RangeUnknown),
}

/// What a deployment brought into production.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeSet {
    /// How it came about.
    pub kind: ChangeSetKind,
    /// Its changes, oldest first.
    pub changes: Vec<Change>,
    /// What came in and is known to touch none of the paths of the service.
    pub left_out: Vec<Change>,
}

impl ChangeSet {
    /// The commits that were left out.
    pub fn commits_left_out(&self) -> impl Iterator<Item = CommitId> {
        let commits = self.left_out.iter().flat_map(|change| &change.commits);
        commits.map(|(id, _)| *id)
    }

    /// Whether nothing of the service changed.
    pub fn is_empty_by_nature(&self) -> bool {
        matches!(
            self.kind,
            ChangeSetKind::OtherPathsOnly
                | ChangeSetKind::SameRevision
                | ChangeSetKind::Rollback { .. }
                | ChangeSetKind::RollbackBeyondBaseline
        )
    }
}
