//! Which pull request a commit came in through.
//!
//! A merge or squash commit is known by the pull request's own merge SHA, branch commits by its
//! list of commits, the commits of a rebase by author time and headline in unbroken sequence. A
//! commit's message alone proves nothing: anybody can write 'Merge pull request #42'.

use changeproof_domain::record::{PullRequest, PullRequestState};
use changeproof_domain::snapshot::{CommitId, LinkRule, PullRequestId, Snapshot};
use hashbrown::HashMap;

use crate::history::History;

/// Merged pull requests by the commits that they brought in.
pub(crate) struct PullRequests<'a> {
    by_merge: HashMap<&'a str, Vec<PullRequestId>>,
    by_branch_commit: HashMap<&'a str, Vec<PullRequestId>>,
    by_rebased: HashMap<CommitId, Vec<PullRequestId>>,
    main_base: HashMap<&'a str, &'a str>,
}

impl<'a> PullRequests<'a> {
    pub(crate) fn of(snapshot: &'a Snapshot, history: &History) -> PullRequests<'a> {
        let mut index = PullRequests {
            by_merge: HashMap::new(),
            by_branch_commit: HashMap::new(),
            by_rebased: HashMap::new(),
            main_base: HashMap::new(),
        };
        let mut bases: HashMap<&str, HashMap<&str, usize>> = HashMap::new();
        for (i, pull_request) in snapshot.pull_requests.iter().enumerate() {
            if pull_request.state != PullRequestState::Merged {
                continue; // an open one has a test merge SHA that never lands
            }
            let id = PullRequestId::from(i);
            if let Some(base) = pull_request.base_branch.value() {
                *bases
                    .entry(&pull_request.repository)
                    .or_default()
                    .entry(base)
                    .or_default() += 1;
            }
            if let Some(sha) = pull_request.merge_commit.value() {
                index.by_merge.entry(sha).or_default().push(id);
            }
            for commit in pull_request.commits.items() {
                index
                    .by_branch_commit
                    .entry(&commit.sha)
                    .or_default()
                    .push(id);
            }
            for commit in rebased(snapshot, history, pull_request) {
                index.by_rebased.entry(commit).or_default().push(id);
            }
        }
        for (repository, counts) in bases {
            let most = counts
                .into_iter()
                .max_by(|a, b| (a.1, b.0).cmp(&(b.1, a.0)));
            if let Some((base, _)) = most {
                index.main_base.insert(repository, base);
            }
        }
        index
    }

    /// The branch that most pull requests of a repository were merged into.
    pub(crate) fn main_base(&self, repository: &str) -> Option<&'a str> {
        self.main_base.get(repository).copied()
    }

    /// The pull requests whose merge made that commit.
    pub(crate) fn merged_as(&self, sha: &str) -> &[PullRequestId] {
        self.by_merge.get(sha).map_or(&[], Vec::as_slice)
    }

    /// Whether a rebase of several commits made that one.
    pub(crate) fn is_rebased(&self, commit: CommitId) -> bool {
        self.by_rebased.contains_key(&commit)
    }

    /// The pull requests that a commit came in through, with the rule that tells so: the strongest
    /// rule first.
    pub(crate) fn of_commit<'b>(
        &'b self,
        sha: &str,
        commit: Option<CommitId>,
    ) -> impl Iterator<Item = (PullRequestId, LinkRule)> + 'b {
        let merged = self
            .merged_as(sha)
            .iter()
            .map(|id| (*id, LinkRule::MergeCommit));
        let branch = self
            .by_branch_commit
            .get(sha)
            .map_or(&[][..], Vec::as_slice);
        let branch = branch.iter().map(|id| (*id, LinkRule::BranchCommit));
        let rebased = commit.and_then(|commit| self.by_rebased.get(&commit));
        let rebased = rebased.map_or(&[][..], Vec::as_slice);
        merged
            .chain(branch)
            .chain(rebased.iter().map(|id| (*id, LinkRule::RebasedCommit)))
    }
}

/// The new commits of a rebase merge, where this was one: going back from the merge SHA, each
/// commit has the author time and headline of the branch commit in its place.
fn rebased(snapshot: &Snapshot, history: &History, pull_request: &PullRequest) -> Vec<CommitId> {
    let branch = pull_request.commits.items();
    let last = pull_request
        .merge_commit
        .value()
        .and_then(|sha| snapshot.commit_by_sha.get(sha));
    let Some(mut at) = last.copied().filter(|_| branch.len() > 1) else {
        return Vec::new();
    };
    let mut found = Vec::with_capacity(branch.len());
    for (i, original) in branch.iter().enumerate().rev() {
        let commit = &snapshot.commits[at.index()];
        let same_time = original
            .authored_at
            .value()
            .is_some_and(|m| m.at == commit.author.at.at);
        if commit.parents.len() != 1 || !same_time || original.headline.text() != commit.headline()
        {
            return Vec::new();
        }
        found.push(at);
        match history.parents(at) {
            [parent] => at = *parent,
            _ if i == 0 => {}
            _ => return Vec::new(),
        }
    }
    found
}
