//! The rules by which records are linked.

/// How a link came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LinkRule {
    /// A key in the record's text names a change record that exists.
    ExplicitKey,
    /// The commit is the merge or squash commit of the pull request.
    MergeCommit,
    /// The commit is one of the pull request's own commits.
    BranchCommit,
    /// The commit is one of those that a rebase merge made anew.
    RebasedCommit,
    /// The commit came in through the second parent of the pull request's merge commit.
    MergedBranch,
    /// The commit lies between the previous deployment and this one.
    CommitRange,
    /// The commit is the deployed revision.
    DeployedRevision,
    /// The deployment's own record names the run.
    RunAddress,
    /// The run worked on the deployed revision.
    SameRevision,
    /// The version of the deployment is a tag of the commit.
    Tag,
    /// The version of the deployment is that of something built from the commit.
    Artifact,
    /// The commit of the environments that was carried out names the commit.
    EnvironmentsCommit,
    /// The commit is a merge whose second parent is the head of the pull request.
    PullRequestHead,
    /// The same, and other pull requests have that head too.
    SharedHead,
    /// The commit has the same patch as one of the pull request, and another name.
    PatchIdentity,
    /// The release of that version names the commit as the target of its tag.
    ReleaseTarget,
    /// The pull request was merged between the previous deployment and this one.
    MergedBetween,
    /// The deployment began in the window that was planned for the change.
    ChangeWindow,
    /// The incident on the service was opened soon after the deployment.
    OpenedAfter,
    /// A person decided so.
    Decided,
}

impl LinkRule {
    /// The name in results.
    pub fn id(self) -> &'static str {
        match self {
            LinkRule::ExplicitKey => "explicit_key",
            LinkRule::MergeCommit => "merge_commit",
            LinkRule::BranchCommit => "branch_commit",
            LinkRule::RebasedCommit => "rebased_commit",
            LinkRule::MergedBranch => "merged_branch",
            LinkRule::CommitRange => "commit_range",
            LinkRule::DeployedRevision => "deployed_revision",
            LinkRule::RunAddress => "run_address",
            LinkRule::SameRevision => "same_revision",
            LinkRule::Tag => "tag",
            LinkRule::Artifact => "artifact",
            LinkRule::EnvironmentsCommit => "environments_commit",
            LinkRule::PullRequestHead => "pull_request_head",
            LinkRule::SharedHead => "shared_head",
            LinkRule::PatchIdentity => "patch_identity",
            LinkRule::ReleaseTarget => "release_target",
            LinkRule::MergedBetween => "merged_between",
            LinkRule::ChangeWindow => "change_window",
            LinkRule::OpenedAfter => "opened_after",
            LinkRule::Decided => "decided",
        }
    }
}
