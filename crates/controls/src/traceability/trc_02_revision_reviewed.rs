//! TRC-02: every commit that reached production came in through a merged pull request.
// long file: check and cases of one control stand together.

use changeproof_domain::coverage::Scope;
use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Fact, Outcome};
use changeproof_domain::record::{PullRequest, PullRequestState, RecordKind};
use changeproof_domain::snapshot::{
    ChangeKind, ChangeSetKind, CommitId, LinkRule, PullRequestId, RecordRef,
};
use changeproof_domain::time::Order;

use crate::case::{Case, World};
use crate::context::{Context, EventSystem, field_text, short, text_by};
use crate::control::{Control, Judges, Severity, none, partial};
use crate::finding::Finding;
use crate::traceability::deployed_branch::{Elsewhere, elsewhere};

/// How many commits a sentence names.
const NAMED: usize = 5;

/// The control.
pub(crate) static CONTROL: Control = Control {
    id: "TRC-02",
    version: 2,
    name: "Revision reviewed as a pull request",
    severity: Severity::Critical,
    clauses: &["4-TRACE", "PRO-1"],
    since: "0.1.0",
    parameters: none,
    frameworks: &[
        partial(
            "SOC 2",
            "CC8.1",
            "Tests that changes go through pull requests, not how they are designed or tested.",
        ),
        partial(
            "NIST SP 800-53",
            "SA-10",
            "Tests that deployed revisions are tracked to reviewed changes.",
        ),
    ],
    stricter_than_policy: None,
    checks: "Takes all commits between the previous successful deployment and this one. Passes when \
        each belongs to a merged pull request into the deployed branch: as its merge or squash commit, \
        as one of its own commits, as one of those that a rebase made anew, or through the second \
        parent of its merge commit. A commit's message proves nothing. A return to a revision that was \
        deployed before passes, since its review holds. Where the policy names the paths of a \
        service, commits that are known to touch none of them are left out, and facts name them. The first known deployment is judged on its \
        own revision. Fails when a commit belongs to none and the imported pull requests cover the \
        time. Cannot be told where a pull request that was merged between that commit and the deployment was exported \
        without its merge commit, its commits or the time of its merge: the commit may belong to it. Cannot be told \
        either where a commit's pull request was merged into another branch than the deployed one (as the \
        deployment or its run names it, else the one that most pull requests of the repository are merged into), \
        and no pull request into that contains the commit.",
    why: "A commit outside every pull request reached production without anybody else having to see it.",
    evidence: "Git log of the repository (all branches), pull requests with their commits; where deployments \
        name a version or an image instead of a commit, the tags of the repository or a table of artifacts.",
    needs: &[RecordKind::Commit, RecordKind::PullRequest],
    remedy: "Fail: find out how the commit got in, review it now, protect the branch. Insufficient \
        evidence: import the full git log and all pull requests of the repository.",
    check: Judges::Deployment(check),
    cases: CASES,
};

fn check(cx: &Context<'_>) -> Finding {
    let revision = || cx.revision_fact(cx.subject.deployment);
    match &cx.subject.change_set.kind {
        ChangeSetKind::OtherPathsOnly => cx
            .pass(|| {
                "No commit since the previous deployment touches the paths of this service."
                    .to_owned()
            })
            .with(revision())
            .with(previous_revision(cx)),
        ChangeSetKind::SameRevision => cx
            .pass(|| {
                "The same revision was deployed again; the review of its first deployment holds."
                    .to_owned()
            })
            .with(revision())
            .with(previous_revision(cx)),
        ChangeSetKind::Rollback { to } => cx
            .pass(|| {
                "The deployment goes back to a revision that was in production before; its original \
                 review holds."
                    .to_owned()
            })
            .with(revision())
            .with(to.and_then(|id| cx.revision_fact(id)))
            .with(previous_revision(cx)),
        ChangeSetKind::RollbackBeyondBaseline => cx
            .insufficient(|| {
                "The deployment goes back to a revision that is older than the first known \
                 deployment, so its review cannot be told."
                    .to_owned()
            })
            .with(revision()),
        ChangeSetKind::Range | ChangeSetKind::Baseline | ChangeSetKind::Unknown(_) => {
            check_commits(cx)
        }
    }
}

fn previous_revision(cx: &Context<'_>) -> Option<Fact> {
    cx.subject.previous.and_then(|id| cx.revision_fact(id))
}

fn check_commits(cx: &Context<'_>) -> Finding {
    let changes = &cx.subject.change_set.changes;
    let outside: Vec<CommitId> = changes
        .iter()
        .filter_map(|change| match change.kind {
            ChangeKind::Commit(commit) => Some(commit),
            ChangeKind::PullRequest(_) => None,
        })
        .collect();
    let commits: usize = changes.iter().map(|change| change.commits.len()).sum();
    let since = match cx.subject.change_set.left_out.is_empty() {
        true => "since the previous deployment",
        false => "of this service since the previous deployment",
    };
    if !outside.is_empty() {
        let names = || {
            let mut names: Vec<String> =
                outside.iter().take(NAMED).map(|id| name(cx, *id)).collect();
            if outside.len() > NAMED {
                names.push(format!("{} more", outside.len() - NAMED));
            }
            names.join(", ")
        };
        let commit = |id: &CommitId| &cx.snapshot.commits[id.index()];
        let facts = outside.iter().flat_map(|id| {
            let own = RecordRef::Commit(*id);
            [
                cx.fact(own, "sha", || commit(id).sha.clone()),
                cx.fact(own, "author", || {
                    let author = &commit(id).author;
                    format!("{} <{}>", author.name, author.email)
                }),
            ]
        });
        let facts: Vec<Fact> = facts.flatten().collect();
        return if pull_requests_are_complete(cx) {
            cx.fail(|| {
                let which = match (outside.len(), commits) {
                    (1, 1) => format!("The only commit {since} belongs"),
                    (1, _) => {
                        format!("1 of {commits} commits {since} belongs")
                    }
                    (n, _) => {
                        format!("{n} of {commits} commits {since} belong")
                    }
                };
                format!("{which} to no merged pull request: {}.", names())
            })
            .with(facts)
            .with(pull_requests_facts(cx))
        } else {
            let unknown = unknown_merge(cx);
            cx.insufficient(|| {
                let which = match (outside.len(), commits) {
                    (1, 1) => format!("The only commit {since} matches"),
                    (1, _) => format!("1 of {commits} commits {since} matches"),
                    (n, _) => format!("{n} of {commits} commits {since} match"),
                };
                let why = match &unknown {
                    Some(unknown) if cx.pull_requests_covered() => unknown.may_hold(cx, outside.len()),
                    _ => "the imported pull requests do not cover that repository and time with their commits"
                        .to_owned(),
                };
                format!("{which} no imported pull request ({}), and {why}.", names())
            })
            .with(facts)
            .with(unknown.map(|unknown| unknown.facts(cx)).unwrap_or_default())
        };
    }
    if let Some(unknown) = cx.unknown_changes() {
        return unknown;
    }
    if changes.is_empty() {
        return cx
            .insufficient(|| {
                "The deployed revision is neither among the imported commits nor that of an imported \
                 pull request."
                    .to_owned()
            })
            .with(cx.revision_fact(cx.subject.deployment));
    }
    let elsewhere: Vec<Elsewhere<'_>> = { changes.iter() }
        .filter_map(|change| elsewhere(cx, change))
        .collect();
    if let Some(first) = elsewhere.first() {
        return cx
            .insufficient(|| came_in_elsewhere(cx, first, elsewhere.len() - 1))
            .with(facts(cx))
            .with(elsewhere.iter().take(NAMED).flat_map(|of| of.facts(cx)))
            .with_each_fact_once();
    }
    cx.pass(|| {
        let what = match (&cx.subject.change_set.kind, commits, changes.len()) {
            (ChangeSetKind::Baseline, _, _) => {
                "The deployed revision (first known deployment) belongs to a merged pull request"
                    .to_owned()
            }
            (_, ..=1, _) => {
                format!("The only commit {since} belongs to a merged pull request")
            }
            (_, _, 1) => format!("All {commits} commits {since} belong to a merged pull request"),
            _ => format!("All {commits} commits {since} belong to merged pull requests"),
        };
        format!("{what}: {}.", pull_requests(cx))
    })
    .with(facts(cx))
}

fn pull_requests(cx: &Context<'_>) -> String {
    let keys: Vec<String> = cx
        .subject
        .change_set
        .changes
        .iter()
        .filter_map(|change| cx.pull_request(change))
        .map(changeproof_domain::record::PullRequest::key)
        .collect();
    match keys.as_slice() {
        [first, second, third, rest @ ..] if !rest.is_empty() => {
            format!("{first}, {second}, {third} and {} more", rest.len())
        }
        _ => keys.join(", "),
    }
}

fn facts(cx: &Context<'_>) -> Vec<Fact> {
    let mut facts: Vec<Fact> = Vec::new();
    facts.extend(cx.revision_fact(cx.subject.deployment));
    facts.extend(previous_revision(cx));
    for change in &cx.subject.change_set.changes {
        let ChangeKind::PullRequest(id) = change.kind else {
            continue;
        };
        let record = RecordRef::PullRequest(id);
        let by_merge = change
            .commits
            .iter()
            .any(|(_, rule)| *rule == LinkRule::MergeCommit);
        let Some(pull_request) = cx.pull_request(change) else {
            continue;
        };
        if by_merge && pull_request.merge_commit.is_value() {
            facts.extend(cx.fact(record, "merge_commit", || {
                field_text(&pull_request.merge_commit)
            }));
            continue;
        }
        let is_deployed = |sha: &str| {
            let mut deployed = change.commits.iter();
            deployed.any(|(id, _)| cx.snapshot.commits[id.index()].sha == sha)
        };
        let of_branch = pull_request.commits.items().iter().enumerate();
        let mut of_branch = of_branch
            .filter(|(_, commit)| is_deployed(&commit.sha))
            .peekable();
        if of_branch.peek().is_none() {
            facts.extend(cx.fact(record, "head", || field_text(&pull_request.head)));
        }
        facts.extend(of_branch.take(NAMED).filter_map(|(i, commit)| {
            cx.fact(record, format_args!("commits[{i}].sha"), || {
                commit.sha.clone()
            })
        }));
    }
    facts
}

fn name(cx: &Context<'_>, id: CommitId) -> String {
    let commit = &cx.snapshot.commits[id.index()];
    format!("{} by {}", short(&commit.sha), commit.author.name)
}

/// That a pull request was merged into another branch than the deployed one, as a sentence, and that so many more
/// were.
fn came_in_elsewhere(cx: &Context<'_>, of: &Elsewhere<'_>, more: usize) -> String {
    let pull_request = &cx.snapshot.pull_requests[of.id.index()];
    let (key, base, branch) = (pull_request.key(), of.base, of.deployed.branch);
    let more = match more {
        0 => String::new(),
        1 => " The same holds for one other pull request.".to_owned(),
        n => format!(" The same holds for {n} other pull requests."),
    };
    if of.is_told() {
        format!(
            "{key} was merged into {base}, and {branch} was deployed: how it came into {branch} is not known.{more}"
        )
    } else {
        format!(
            "{key} was merged into {base}. Which branch was deployed was not exported; the main branch of {} is \
             {branch}, and how it came into {branch} is not known.{more}",
            pull_request.repository
        )
    }
}

/// Whether 'belongs to no pull request' is proven: they cover repository and time, and those that were merged
/// then were exported with their commits.
pub(crate) fn pull_requests_are_complete(cx: &Context<'_>) -> bool {
    cx.pull_requests_covered() && unknown_merge(cx).is_none()
}

/// A merged pull request of which it is not known which commits it brought.
pub(crate) struct UnknownMerge {
    id: PullRequestId,
    lacks: &'static str,
}

impl UnknownMerge {
    /// That so many commits may belong to it, as a part of a sentence.
    pub(crate) fn may_hold(&self, cx: &Context<'_>, commits: usize) -> String {
        let key = cx.snapshot.pull_requests[self.id.index()].key();
        let what = match self.lacks {
            "merge_commit" => "merge commit was",
            "merged_at" => "time of the merge was",
            _ => "commits were",
        };
        let they = if commits == 1 { "it" } else { "they" };
        format!("{they} may belong to {key}, whose {what} not exported")
    }

    /// What was not exported of it, and when it was merged, as facts.
    pub(crate) fn facts(&self, cx: &Context<'_>) -> Vec<Fact> {
        let own = RecordRef::PullRequest(self.id);
        let pull_request = &cx.snapshot.pull_requests[self.id.index()];
        let lacks = || match self.lacks {
            "merge_commit" => field_text(&pull_request.merge_commit),
            "merged_at" => field_text(&pull_request.merged_at),
            _ => text_by(&pull_request.commits, |_| String::new()),
        };
        let merged_at = || field_text(&pull_request.merged_at);
        [
            cx.fact(own, self.lacks, lacks),
            cx.fact(own, "merged_at", merged_at),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// A pull request to which a deployed commit outside all others may belong: it was merged after the oldest
/// of those was made and before the deployment, or at an unknown time, and which commits it brought was not
/// exported in full.
pub(crate) fn unknown_merge(cx: &Context<'_>) -> Option<UnknownMerge> {
    let outside = cx.subject.change_set.changes.iter();
    let made = outside.filter_map(|change| match change.kind {
        ChangeKind::Commit(id) => Some(&cx.snapshot.commits[id.index()].record.committer.at),
        ChangeKind::PullRequest(_) => None,
    });
    let oldest = made.min_by_key(|made| made.at);
    let repository = cx.deployment().repository.value();
    let is_here =
        |of: &PullRequest| repository.is_none_or(|name| name.eq_ignore_ascii_case(&of.repository));
    let tolerance = cx.parameters().clock_tolerance;
    let in_time = |of: &PullRequest| {
        let Some(merged) = of.merged_at.value() else {
            return true;
        };
        oldest.is_none_or(|oldest| merged.order(oldest, tolerance) != Order::Earlier)
            && cx.against_start(merged, EventSystem::GitHub) != Order::Later
    };
    let mut merged = cx.snapshot.pull_requests.iter().enumerate();
    merged.find_map(|(at, of)| {
        let lacks = (of.state == PullRequestState::Merged)
            .then(|| lacks(of))
            .flatten()?;
        (is_here(of) && in_time(of)).then(|| UnknownMerge {
            id: at.into(),
            lacks,
        })
    })
}

/// What is not known of which commits a merged pull request brought. Each has a merge commit, a time of the merge and
/// at least one commit, so a record without them was exported without them.
fn lacks(merged: &PullRequest) -> Option<&'static str> {
    if !merged.merge_commit.is_value() {
        Some("merge_commit")
    } else if merged.commits.items().is_empty() {
        Some("commits")
    } else if !merged.merged_at.is_value() {
        Some("merged_at")
    } else {
        None
    }
}

/// What shows that, as facts.
pub(crate) fn pull_requests_facts(cx: &Context<'_>) -> Vec<Fact> {
    let kind = RecordKind::PullRequest;
    let at = (cx.start().at, cx.start().at);
    match cx.deployment().repository.value() {
        Some(name) => cx.covered_by(kind, [&Scope::repository(name)], at),
        None => cx.covered_by(kind, cx.snapshot.coverage.scopes(kind), at),
    }
}

static CASES: &[Case] = &[
    Case {
        name: "the deployed commit is the squash commit of a merged pull request",
        given: |_| {},
        then: Outcome::Pass,
    },
    Case {
        name: "merged with its branch, whose commits the log alone tells",
        given: World::merge_with_branch,
        then: Outcome::Pass,
    },
    Case {
        name: "a rollback to the previous revision",
        given: World::roll_back,
        then: Outcome::Pass,
    },
    Case {
        name: "a commit pushed directly between two deployments",
        given: World::push_directly,
        then: Outcome::Fail,
    },
    Case {
        name: "a one-parent commit that calls itself a merge of a pull request",
        given: |w| {
            w.push_directly();
            w.last_commit().message = "Merge pull request #42 from clicki/chg-1000".to_owned();
        },
        then: Outcome::Fail,
    },
    Case {
        name: "a commit outside every pull request, but the pull requests do not cover the time",
        given: |w| {
            w.push_directly();
            w.not_covered(RecordKind::PullRequest);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "a commit pushed directly that no earlier deployment contains; how these ended was not exported",
        given: |w| {
            w.push_directly();
            w.without(RecordKind::DeploymentStatus);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "a commit pushed directly; how earlier deployments ended was not exported, nor one's revision: it may have brought the commit",
        given: |w| {
            w.push_directly();
            w.without(RecordKind::DeploymentStatus);
            w.previous().revision = World::text("4242424242424242424242424242424242424242");
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the previous deployment names no revision",
        given: |w| w.previous().revision = Field::Empty,
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the merge commit of its pull request was not exported",
        given: |w| w.pull_request().merge_commit = Field::NotExported,
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "a commit pushed directly, and a pull request that was merged later was exported without its commits",
        given: |w| {
            w.push_directly();
            w.merge_too("Raise the limit");
            w.last_pull_request().merged_at = World::at(-50);
            w.last_pull_request().commits = Field::NotExported;
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "a commit pushed directly, and of a pull request of another repository the commits were not exported",
        given: |w| {
            w.push_directly();
            w.merge_undeployed("Raise the limit");
            w.last_pull_request().merged_at = World::at(-50);
            w.last_pull_request().commits = Field::NotExported;
        },
        then: Outcome::Fail,
    },
    Case {
        name: "a commit pushed directly, and of a pull request that was merged before it the merge commit was not exported",
        given: |w| {
            w.push_directly();
            w.merge_too("Raise the limit");
            w.last_pull_request().merged_at = World::at(-10 * 24 * 60);
            w.last_pull_request().merge_commit = Field::NotExported;
        },
        then: Outcome::Fail,
    },
    Case {
        name: "a commit pushed directly, and of a pull request that was merged after the deployment the merge commit was not exported",
        given: |w| {
            w.push_directly();
            w.merge_too("Raise the limit");
            w.last_pull_request().merged_at = World::at(60);
            w.last_pull_request().merge_commit = Field::NotExported;
        },
        then: Outcome::Fail,
    },
    Case {
        name: "its pull request was merged into another branch than the deployed one",
        given: |w| w.pull_request().base_branch = World::text("feature/queue"),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "all pull requests of the repository were merged into another branch than the deployed one, which other repositories have",
        given: |w| {
            w.merge_undeployed("Raise the limit");
            for of in w.pull_requests_of_service() {
                of.base_branch = World::text("feature/queue");
            }
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the branch that its pull request was merged into was not exported",
        given: |w| w.pull_request().base_branch = Field::NotExported,
        then: Outcome::Pass,
    },
    Case {
        name: "a tag was deployed, by a run on the branch of that name, and all pull requests were merged into develop",
        given: |w| {
            w.pull_requests_into("develop");
            w.deployment().git_ref = World::text("v1.4");
            w.run().branch = World::text("v1.4");
        },
        then: Outcome::Pass,
    },
    Case {
        name: "the deployment names a commit, and its run the branch, into which its pull request was not merged",
        given: |w| {
            w.pull_request().base_branch = World::text("feature/queue");
            w.deployment().git_ref = World::deployed_revision();
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the deployment names a commit, its run ran on another one, and its pull request was merged into another branch",
        given: |w| {
            w.pull_request().base_branch = World::text("feature/queue");
            w.deployment().git_ref = World::deployed_revision();
            w.run().head = World::previous_revision();
        },
        then: Outcome::Pass,
    },
    Case {
        name: "the deployed branch was not exported, and its pull request was not merged into the main one",
        given: |w| {
            w.as_deploy_log();
            w.pull_request().base_branch = World::text("feature/queue");
            w.deployment().git_ref = Field::NotExported;
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "its pull request was merged into develop, and another one that lists its commit into the deployed branch",
        given: |w| {
            w.merge_too("Release");
            w.pull_request().base_branch = World::text("develop");
            w.last_pull_request().commits =
                Field::Value(vec![World::listed(World::deployed_revision().text())]);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "its pull request was merged into develop, and develop by another one into the deployed branch",
        given: |w| {
            w.merge_too("Release");
            w.pull_request().base_branch = World::text("develop");
            w.last_pull_request().head = World::deployed_revision();
        },
        then: Outcome::Pass,
    },
    Case {
        name: "its pull request was merged into develop, and that into the deployed branch only after the deployment",
        given: |w| {
            w.merge_too("Release");
            w.pull_request().base_branch = World::text("develop");
            w.last_pull_request().head = World::deployed_revision();
            w.last_pull_request().merged_at = World::at(60);
        },
        then: Outcome::InsufficientEvidence,
    },
];
