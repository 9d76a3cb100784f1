//! What a deployment brought into production: all commits since the previous successful one, and
//! the pull requests that they belong to.

use changeproof_domain::field::Field;
use changeproof_domain::record::{Deployment, DeploymentState};
use changeproof_domain::snapshot::{
    Change, ChangeKind, ChangeSet, ChangeSetKind, CommitId, DeploymentId, Keys, LinkRule,
    PullRequestId, RangeUnknown, RecordRef, Snapshot,
};
use hashbrown::HashSet;

use crate::history::{History, Walk};
use crate::keys::{KeyBook, without_comments};
use crate::pull_requests::PullRequests;
use crate::service_paths::ServicePaths;

/// How far back along first parents the deployed branch is looked for.
const BRANCH_SEARCH: usize = 1_000;

/// The shortest abbreviation of a commit's name that is trusted, if it is unique.
pub(crate) const SHORTEST_REVISION: usize = 7;

/// Makes change sets from one snapshot.
pub(crate) struct Linker<'a> {
    snapshot: &'a Snapshot,
    history: History,
    pull_requests: PullRequests<'a>,
    pub(crate) keys: KeyBook,
}

/// A deployment with what its revision was resolved to.
struct Deployed<'a> {
    deployment: &'a Deployment,
    sha: Option<&'a str>,
    commit: Option<CommitId>,
}

/// The deployments of one service into one environment that came before the one that is looked at.
#[derive(Default)]
pub(crate) struct Line<'a> {
    /// Those that went through, oldest first.
    succeeded: Vec<DeploymentId>,
    /// Those that may have changed production, oldest first.
    passed: Vec<DeploymentId>,
    /// Whether one after the last success may have gone through too: what was said of it may not
    /// have been exported.
    base_is_uncertain: bool,
    /// Commits that the first `contained_of` of `passed` contain.
    contained: HashSet<CommitId>,
    contained_of: usize,
    /// Revisions among them that were not imported as commits.
    deployed_shas: HashSet<&'a str>,
    /// Whether one of them names no revision.
    has_unnamed: bool,
}

impl Line<'_> {
    /// The last deployment that went through.
    pub(crate) fn previous(&self) -> Option<DeploymentId> {
        self.succeeded.last().copied()
    }

    /// Adds a deployment that may have changed production. `is_uncertain` tells whether it may have
    /// gone through although nothing says so.
    pub(crate) fn add(&mut self, id: DeploymentId, state: DeploymentState, is_uncertain: bool) {
        self.passed.push(id);
        if state == DeploymentState::Success {
            self.succeeded.push(id);
            self.base_is_uncertain = false;
        } else {
            self.base_is_uncertain |= is_uncertain;
        }
    }
}

impl<'a> Linker<'a> {
    pub(crate) fn of(snapshot: &'a Snapshot) -> Linker<'a> {
        let history = History::of(&snapshot.commits, &snapshot.commit_by_sha);
        let pull_requests = PullRequests::of(snapshot, &history);
        let keys = KeyBook::of(snapshot);
        Linker {
            snapshot,
            history,
            pull_requests,
            keys,
        }
    }

    /// The imported commit of a full or unambiguously abbreviated revision.
    pub(crate) fn commit(&self, revision: &str) -> Option<CommitId> {
        if let Some(commit) = self.snapshot.commit_by_sha.get(revision) {
            return Some(*commit);
        }
        if revision.len() < SHORTEST_REVISION {
            return None;
        }
        let commits = &self.snapshot.commits;
        let first = commits.partition_point(|commit| commit.sha.as_str() < revision);
        let fits = |i: usize| commits.get(i).is_some_and(|c| c.sha.starts_with(revision));
        (fits(first) && !fits(first + 1)).then(|| first.into())
    }

    fn deployed(&self, id: DeploymentId) -> Deployed<'a> {
        let deployment = &self.snapshot.deployments[id.index()].record;
        let named = self.snapshot.revision(id);
        let commit = named.and_then(|revision| self.commit(revision));
        let sha = commit.map_or(named, |id| {
            Some(self.snapshot.commits[id.index()].sha.as_str())
        });
        Deployed {
            deployment,
            sha,
            commit,
        }
    }

    /// The change set of a deployment, after the earlier ones of the same service and environment.
    pub(crate) fn change_set(&self, id: DeploymentId, line: &mut Line<'a>) -> ChangeSet {
        let this = self.deployed(id);
        if line.base_is_uncertain || (line.succeeded.is_empty() && !line.passed.is_empty()) {
            let (changes, left_out) = self.certainly_new(&this, line);
            return ChangeSet {
                kind: ChangeSetKind::Unknown(RangeUnknown::BaseOutcomeUnknown),
                changes,
                left_out,
            };
        }
        let earlier = line.succeeded.as_slice();
        let Some(previous) = earlier.last() else {
            return without_filter(ChangeSetKind::Baseline, self.own_change(&this));
        };
        let base = self.deployed(*previous);
        let unknown = |why| without_filter(ChangeSetKind::Unknown(why), self.own_change(&this));
        let Some(sha) = this.sha else {
            return unknown(match self.snapshot.traced.contains_key(&id) {
                true => RangeUnknown::VersionNotTrusted,
                false => RangeUnknown::NoRevision,
            });
        };
        let Some(base_sha) = base.sha else {
            return unknown(RangeUnknown::BaseHasNoRevision);
        };
        if sha == base_sha {
            return without_filter(ChangeSetKind::SameRevision, Vec::new());
        }
        let (head, base) = match (this.commit, base.commit) {
            (Some(head), Some(base)) => (head, base),
            (head, _) => {
                if let Some(to) = self.back_by_deployments(sha, base_sha, earlier) {
                    let kind = ChangeSetKind::Rollback { to: Some(to) };
                    return without_filter(kind, Vec::new());
                }
                return unknown(match head {
                    Some(_) => RangeUnknown::BaseNotImported,
                    None if self.snapshot.commits.is_empty() => RangeUnknown::NoHistory,
                    None => RangeUnknown::RevisionNotImported,
                });
            }
        };
        match self.history.walk(head, base) {
            Walk::Adds(commits) => {
                let (changes, left_out) = self.changes(&this, &commits, self.paths(&this));
                ChangeSet {
                    kind: match changes.is_empty() && !left_out.is_empty() {
                        true => ChangeSetKind::OtherPathsOnly,
                        false => ChangeSetKind::Range,
                    },
                    changes,
                    left_out,
                }
            }
            Walk::Contained => without_filter(self.rollback(head, earlier), Vec::new()),
            Walk::Cut => unknown(RangeUnknown::HistoryCut),
        }
    }

    /// Where it is not known which of the earlier deployments went through: the changes that none
    /// of them contains. Whatever the base was, this deployment brought them. Those that touch no path
    /// of the service come behind them.
    fn certainly_new(
        &self,
        this: &Deployed<'a>,
        line: &mut Line<'a>,
    ) -> (Vec<Change>, Vec<Change>) {
        for id in &line.passed[line.contained_of..] {
            let earlier = self.deployed(*id);
            match (earlier.commit, earlier.sha) {
                (Some(commit), _) => self.history.add_ancestors(commit, &mut line.contained),
                (None, Some(sha)) => {
                    line.deployed_shas.insert(sha);
                }
                (None, None) => line.has_unnamed = true,
            }
        }
        line.contained_of = line.passed.len();
        match (this.commit, this.sha) {
            // A deployment that names no revision may have brought anything, and so may one whose
            // commits were not imported.
            _ if line.has_unnamed => Default::default(),
            (Some(_), _) if !line.deployed_shas.is_empty() => Default::default(),
            (Some(head), _) => self
                .history
                .beyond(head, &line.contained)
                .map_or_else(Default::default, |commits| {
                    self.changes(this, &commits, self.paths(this))
                }),
            (None, Some(sha)) if !line.deployed_shas.contains(sha) => {
                (self.own_change(this), Vec::new())
            }
            (None, _) => Default::default(),
        }
    }

    /// Without commits: a revision whose first deployment lies before that of the base is a way
    /// back.
    fn back_by_deployments(
        &self,
        sha: &str,
        base_sha: &str,
        earlier: &[DeploymentId],
    ) -> Option<DeploymentId> {
        let first = |sha: &str| {
            earlier
                .iter()
                .position(|id| self.deployed(*id).sha == Some(sha))
        };
        let (this, base) = (first(sha)?, first(base_sha)?);
        (this < base).then(|| earlier[this])
    }

    fn rollback(&self, head: CommitId, earlier: &[DeploymentId]) -> ChangeSetKind {
        let same = earlier
            .iter()
            .rev()
            .find(|id| self.deployed(**id).commit == Some(head));
        if let Some(to) = same {
            return ChangeSetKind::Rollback { to: Some(*to) };
        }
        // Never deployed itself: it was judged as a part of a later one, unless it is older than
        // the first that is known.
        let baseline = earlier.first().and_then(|id| self.deployed(*id).commit);
        match baseline.map(|baseline| self.history.walk(head, baseline)) {
            Some(Walk::Adds(_)) => ChangeSetKind::Rollback { to: None },
            Some(Walk::Contained | Walk::Cut) | None => ChangeSetKind::RollbackBeyondBaseline,
        }
    }

    /// The change of the deployed revision alone.
    fn own_change(&self, this: &Deployed<'a>) -> Vec<Change> {
        match (this.commit, this.sha) {
            (Some(commit), _) => self.changes(this, &[commit], None).0,
            (None, Some(sha)) => {
                let accepted = self.accepted_bases(this);
                let found = self
                    .pull_requests
                    .of_commit(sha, None)
                    .find(|(id, rule)| self.counts(this, *id, *rule, &accepted, &HashSet::new()));
                found
                    .map(|(id, _)| self.pull_request_change(id, Vec::new()))
                    .into_iter()
                    .collect()
            }
            (None, None) => Vec::new(),
        }
    }

    /// The paths of the deployed service, by the policy of that day; none where it owns all of its
    /// repository.
    fn paths(&self, this: &Deployed<'a>) -> Option<ServicePaths<'_>> {
        let parameters = self.snapshot.parameters_of(this.deployment);
        let patterns = parameters.paths_of(&this.deployment.service);
        ServicePaths::of(&patterns, self.snapshot, &self.pull_requests)
    }

    /// Groups commits by the pull request that they belong to. Behind the changes comes what touches none of
    /// the paths.
    fn changes(
        &self,
        this: &Deployed<'a>,
        commits: &[CommitId],
        paths: Option<ServicePaths<'_>>,
    ) -> (Vec<Change>, Vec<Change>) {
        let within: HashSet<&str> = commits
            .iter()
            .map(|id| self.snapshot.commits[id.index()].sha.as_str())
            .collect();
        let accepted = self.accepted_bases(this);
        let mut of: Vec<(PullRequestId, Vec<(CommitId, LinkRule)>)> = Vec::new();
        let mut alone: Vec<CommitId> = Vec::new();
        let link = |of: &mut Vec<(PullRequestId, Vec<_>)>, id, commit, rule| match of
            .iter_mut()
            .find(|(known, _)| *known == id)
        {
            Some((_, commits)) => commits.push((commit, rule)),
            None => of.push((id, vec![(commit, rule)])),
        };
        for commit in commits {
            let sha = self.snapshot.commits[commit.index()].sha.as_str();
            let found = self
                .pull_requests
                .of_commit(sha, Some(*commit))
                .find(|(id, rule)| self.counts(this, *id, *rule, &accepted, &within));
            match found {
                Some((id, rule)) => link(&mut of, id, *commit, rule),
                None => alone.push(*commit),
            }
        }
        // What is left may have come in through the second parent of a pull request's merge.
        if !alone.is_empty() {
            let merges: Vec<(PullRequestId, CommitId)> = of
                .iter()
                .flat_map(|(id, commits)| {
                    commits
                        .iter()
                        .map(move |(commit, rule)| (*id, *commit, *rule))
                })
                .filter(|(_, _, rule)| *rule == LinkRule::MergeCommit)
                .map(|(id, commit, _)| (id, commit))
                .collect();
            for (id, merge) in merges {
                let branch = self.history.merged_branch(merge);
                alone.retain(|commit| {
                    let came_in = branch.contains(commit);
                    if came_in {
                        link(&mut of, id, *commit, LinkRule::MergedBranch);
                    }
                    !came_in
                });
            }
        }
        let is_out = |id: CommitId| paths.as_ref().is_some_and(|paths| paths.leave_out(id));
        let mut changes = Vec::new();
        let mut left_out = Vec::new();
        for (id, commits) in of {
            let (out, stay): (Vec<_>, Vec<_>) =
                commits.into_iter().partition(|(commit, _)| is_out(*commit));
            for (commits, list) in [(stay, &mut changes), (out, &mut left_out)] {
                if !commits.is_empty() {
                    list.push(self.pull_request_change(id, commits));
                }
            }
        }
        for commit in alone {
            let list = if is_out(commit) {
                &mut left_out
            } else {
                &mut changes
            };
            list.push(self.commit_change(commit));
        }
        changes.sort_by_key(|change| self.order(change));
        left_out.sort_by_key(|change| self.order(change));
        (changes, left_out)
    }

    fn order(&self, change: &Change) -> (i64, u8, u32) {
        match change.kind {
            ChangeKind::PullRequest(id) => {
                let merged = self.snapshot.pull_requests[id.index()].merged_at.value();
                (merged.map_or(0, |moment| moment.at.0), 0, id.0)
            }
            ChangeKind::Commit(id) => {
                (self.snapshot.commits[id.index()].committer.at.at.0, 1, id.0)
            }
        }
    }

    /// The branches that a pull request must have been merged into to count: the one that was
    /// deployed, as far as it is known, and the repository's main line.
    fn accepted_bases(&self, this: &Deployed<'a>) -> HashSet<&'a str> {
        let mut accepted = HashSet::new();
        if let Field::Value(branch) = &this.deployment.git_ref {
            accepted.insert(branch.strip_prefix("refs/heads/").unwrap_or(branch));
        }
        if let Some(base) = this
            .deployment
            .repository
            .value()
            .and_then(|name| self.pull_requests.main_base(name))
        {
            accepted.insert(base);
        }
        let mut at = this.commit;
        for _ in 0..BRANCH_SEARCH {
            let Some(commit) = at else { break };
            let merged = self
                .pull_requests
                .merged_as(&self.snapshot.commits[commit.index()].sha);
            let base = merged
                .iter()
                .find_map(|id| self.snapshot.pull_requests[id.index()].base_branch.value());
            if let Some(base) = base {
                accepted.insert(base.as_str());
                break;
            }
            at = self.history.parents(commit).first().copied();
        }
        accepted
    }

    /// Whether a pull request counts for a commit of this deployment: merged into an accepted
    /// branch of the same repository, and merged when the deployment began.
    fn counts(
        &self,
        this: &Deployed<'_>,
        id: PullRequestId,
        rule: LinkRule,
        accepted: &HashSet<&str>,
        within: &HashSet<&str>,
    ) -> bool {
        let pull_request = &self.snapshot.pull_requests[id.index()];
        let repository = this.deployment.repository.value();
        if repository.is_some_and(|name| !name.eq_ignore_ascii_case(&pull_request.repository)) {
            return false;
        }
        if pull_request
            .base_branch
            .value()
            .is_some_and(|base| !accepted.contains(base.as_str()))
        {
            return false;
        }
        match rule {
            // The deployed revision contains the merge: it came first whatever clocks say.
            LinkRule::MergeCommit | LinkRule::RebasedCommit | LinkRule::MergedBranch => true,
            _ => {
                let contained = pull_request
                    .merge_commit
                    .value()
                    .is_some_and(|sha| within.contains(sha.as_str()));
                let merged_at = pull_request.merged_at.value();
                contained
                    || merged_at.is_some_and(|merged| merged.at <= this.deployment.started_at.at)
            }
        }
    }

    fn pull_request_change(&self, id: PullRequestId, commits: Vec<(CommitId, LinkRule)>) -> Change {
        let pull_request = &self.snapshot.pull_requests[id.index()];
        let record = RecordRef::PullRequest(id);
        let mut keys = Keys::default();
        let mut find = |text: &str, field| self.keys.find(text, record, field, &mut keys);
        find(pull_request.title.text(), "title");
        // What stands in comments is shown to nobody, such as a template's example.
        for shown in without_comments(pull_request.body.text()) {
            find(shown, "body");
        }
        find(pull_request.head_branch.text(), "head_branch");
        for commit in pull_request.commits.items() {
            find(commit.headline.text(), "commits[]");
            find(commit.body.text(), "commits[]");
        }
        for (commit, _) in &commits {
            self.find_in_commit(*commit, &mut keys);
        }
        Change {
            kind: ChangeKind::PullRequest(id),
            commits,
            keys,
        }
    }

    fn commit_change(&self, commit: CommitId) -> Change {
        let mut keys = Keys::default();
        self.find_in_commit(commit, &mut keys);
        Change {
            kind: ChangeKind::Commit(commit),
            commits: vec![(commit, LinkRule::CommitRange)],
            keys,
        }
    }

    fn find_in_commit(&self, commit: CommitId, keys: &mut Keys) {
        let message = &self.snapshot.commits[commit.index()].message;
        self.keys
            .find(message, RecordRef::Commit(commit), "message", keys);
    }
}

/// A change set of which nothing was left out.
fn without_filter(kind: ChangeSetKind, changes: Vec<Change>) -> ChangeSet {
    ChangeSet {
        kind,
        changes,
        left_out: Vec::new(),
    }
}

/// Whether an attempt that ended so may have changed production.
pub(crate) fn may_have_changed(state: DeploymentState) -> bool {
    match state {
        DeploymentState::Success
        | DeploymentState::Partial
        | DeploymentState::InProgress
        | DeploymentState::Unknown => true,
        DeploymentState::Failure => false,
    }
}
