//! The branch that was deployed, and whether what was deployed came into it by pull requests.

use std::collections::BTreeSet;

use changeproof_domain::outcome::Fact;
use changeproof_domain::record::{PullRequest, PullRequestState};
use changeproof_domain::snapshot::{
    Change, ChangeSetKind, CommitId, Held, PullRequestId, RecordRef,
};
use changeproof_domain::time::Order;

use crate::context::{Context, EventSystem, field_text};
use crate::shared::actor::{began_too_late, run_of};
use crate::shared::revision::is_same_revision;

/// The branch that was deployed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deployed<'a> {
    pub branch: &'a str,
    /// The record and the field that tell it. None where no record does: then it is the main branch of the
    /// repository.
    told_by: Option<(RecordRef, &'static str)>,
}

/// A pull request that was merged into another branch than the deployed one.
pub(super) struct Elsewhere<'a> {
    pub id: PullRequestId,
    pub base: &'a str,
    pub deployed: Deployed<'a>,
}

impl Elsewhere<'_> {
    /// What tells so, as facts.
    pub(super) fn facts(&self, cx: &Context<'_>) -> Vec<Fact> {
        let base = &cx.snapshot.pull_requests[self.id.index()].base_branch;
        let told = self.deployed.told_by.map(|(record, field)| {
            cx.fact(record, field, || match record {
                RecordRef::Run(id) => field_text(&cx.snapshot.runs[id.index()].branch),
                _ => field_text(&cx.deployment().git_ref),
            })
        });
        [
            cx.fact(RecordRef::PullRequest(self.id), "base_branch", || {
                field_text(base)
            }),
            told.flatten(),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// Whether a record tells the deployed branch.
    pub(super) fn is_told(&self) -> bool {
        self.deployed.told_by.is_some()
    }
}

/// The pull request of a change, where it was merged into another branch than the deployed one and no pull request
/// into that contains all its commits.
pub(super) fn elsewhere<'a>(cx: &Context<'a>, change: &'a Change) -> Option<Elsewhere<'a>> {
    let RecordRef::PullRequest(id) = cx.change_record_ref(change) else {
        return None;
    };
    let pull_request = cx.pull_request(change)?;
    let base = pull_request.base_branch.value()?;
    if branch_of_ref(cx).is_some_and(|branch| branch == base) {
        return None;
    }
    let all = of_repository(cx, &pull_request.repository);
    let deployed = deployed(cx, all)?;
    if deployed.branch == base || came_in(cx, change, all, deployed.branch) {
        return None;
    }
    Some(Elsewhere { id, base, deployed })
}

/// The pull requests of a repository.
fn of_repository<'a>(cx: &Context<'a>, repository: &str) -> &'a [Held<PullRequest>] {
    let all = cx.snapshot.pull_requests.as_slice();
    let from = all.partition_point(|of| of.repository.as_str() < repository);
    let rest = &all[from..];
    &rest[..rest.partition_point(|of| of.repository == repository)]
}

/// The name that the deployment's record gives, without what says that it is a branch.
fn branch_of_ref<'a>(cx: &Context<'a>) -> Option<&'a str> {
    let name = cx.deployment().git_ref.value()?;
    Some(name.strip_prefix("refs/heads/").unwrap_or(name))
}

/// The branch that was deployed: as the deployment's record or that of its run names it, else the main one. None
/// where they name something else than a branch into which pull requests are merged.
fn deployed<'a>(cx: &Context<'a>, all: &'a [Held<PullRequest>]) -> Option<Deployed<'a>> {
    let by_ref = branch_of_ref(cx);
    if let Some(branch) = by_ref.filter(|name| is_branch(cx, all, name)) {
        let told_by = Some((RecordRef::Deployment(cx.subject.deployment), "git_ref"));
        return Some(Deployed { branch, told_by });
    }
    let attempt = cx.subject.deployment;
    let run = run_of(cx, attempt).filter(|(_, run)| !began_too_late(cx, attempt, run));
    let by_run = run.and_then(|(id, run)| Some((id, run, run.branch.value()?)));
    if let Some((id, run, branch)) = by_run {
        // A run may deploy another revision than the one that it is defined in.
        let is_deployed = is_same_revision(run.head.text(), cx.revision());
        return (is_deployed && is_branch(cx, all, branch)).then_some(Deployed {
            branch,
            told_by: Some((RecordRef::Run(id), "branch")),
        });
    }
    match by_ref {
        Some(_) => None,
        None => {
            let repository = &all.first()?.repository;
            let branch = cx.snapshot.main_branches.get(repository)?;
            Some(Deployed {
                branch,
                told_by: None,
            })
        }
    }
}

/// Whether a name is that of a branch into which pull requests are merged: those of the repository by then, or
/// those of another one where it is no version.
fn is_branch(cx: &Context<'_>, all: &[Held<PullRequest>], name: &str) -> bool {
    let into = |of: &Held<PullRequest>| {
        of.state == PullRequestState::Merged
            && of.base_branch.value().is_some_and(|base| base == name)
    };
    all.iter().any(|of| into(of) && merged_by_then(cx, of))
        || !name.bytes().any(|byte| byte.is_ascii_digit())
            && cx.snapshot.pull_requests.iter().any(into)
}

fn merged_by_then(cx: &Context<'_>, of: &PullRequest) -> bool {
    let merged = of.merged_at.value();
    merged.is_none_or(|at| cx.against_start(at, EventSystem::GitHub) != Order::Later)
}

/// Whether pull requests into a branch contain all commits of a change: they list them, or the branch that they
/// merged has them among its ancestors.
fn came_in<'a>(
    cx: &Context<'a>,
    change: &Change,
    all: &'a [Held<PullRequest>],
    branch: &str,
) -> bool {
    let into: Vec<&PullRequest> = all
        .iter()
        .map(|held| &*held.record)
        .filter(|of| of.state == PullRequestState::Merged && merged_by_then(cx, of))
        .filter(|of| of.base_branch.value().is_some_and(|base| base == branch))
        .collect();
    if into.is_empty() {
        return false;
    }
    let commits: Vec<&str> = match change.commits.as_slice() {
        [] => vec![cx.revision()],
        commits => { commits.iter() }
            .map(|(id, _)| cx.snapshot.commits[id.index()].sha.as_str())
            .collect(),
    };
    let listed = |sha: &str| {
        into.iter().any(|of| {
            of.merge_commit.text() == sha || of.commits.items().iter().any(|own| own.sha == sha)
        })
    };
    let mut open: Vec<&str> = commits.into_iter().filter(|sha| !listed(sha)).collect();
    if !open.is_empty() {
        let merged = ancestors(cx, into.iter().map(|of| of.head.text()));
        let is_merged = |sha: &str| {
            let id = cx.snapshot.commit_by_sha.get(sha);
            id.is_some_and(|id| merged.contains(id))
        };
        open.retain(|sha| !is_merged(sha));
    }
    open.is_empty()
}

/// The ancestors of commits, and these themselves: of what the deployment brought, where that is known.
fn ancestors<'a>(cx: &Context<'a>, heads: impl Iterator<Item = &'a str>) -> BTreeSet<CommitId> {
    let set = &cx.subject.change_set;
    let brought: BTreeSet<CommitId> = { set.changes.iter() }
        .chain(&set.left_out)
        .flat_map(|change| change.commits.iter().map(|(id, _)| *id))
        .collect();
    let is_range = set.kind == ChangeSetKind::Range;
    let is_looked_at = |id: CommitId| !is_range || brought.contains(&id);
    let all = cx.snapshot.ancestry(heads, is_looked_at);
    all.filter_map(|sha| cx.snapshot.commit_by_sha.get(sha).copied())
        .filter(|id| is_looked_at(*id))
        .collect()
}
