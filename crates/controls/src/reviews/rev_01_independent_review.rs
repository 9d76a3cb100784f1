//! REV-01: somebody who contributed nothing to a change approved it before it was deployed.
// long file: check and cases of one control stand together.

use changeproof_domain::account::{Account, System};
use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Fact, Outcome, Overlay};
use changeproof_domain::record::{PullRequest, RecordKind, ReviewState};
use changeproof_domain::snapshot::{Change, ChangeKind, RecordRef};

use crate::case::{Case, World};
use crate::context::{Context, Detail, account_text, field_text, short, span, when};
use crate::control::{Control, Judges, Parameter, Severity, partial};
use crate::finding::Finding;
use crate::reviews::unless_emergency;
use crate::shared::contributors::{self, UNNAMED};
use crate::shared::votes::{self, Doubt, NotCounted, Vote, Votes, Worth};
use crate::shared::words::listed;
use crate::traceability::trc_02_revision_reviewed::{
    pull_requests_are_complete, pull_requests_facts, unknown_merge,
};

/// The control.
pub(crate) static CONTROL: Control = Control {
    id: "REV-01",
    version: 2,
    name: "Independent review",
    severity: Severity::Critical,
    clauses: &["2-REV", "PRO-1"],
    since: "0.1.0",
    parameters: |p| vec![Parameter::number("reviewers", p.reviewers)],
    frameworks: &[
        partial(
            "NIST SP 800-53",
            "SA-11(4)",
            "Tests that a review took place, not how thorough it was.",
        ),
        partial(
            "ISO 27001:2022",
            "A.8.28",
            "Tests review, one of the secure coding practices.",
        ),
        partial(
            "PCI DSS 4.0.1",
            "6.2.3.1",
            "Tests independence from the author; knowledge is REV-03's.",
        ),
    ],
    stricter_than_policy: None,
    checks: "Passes when, for each change, at least one approval stood when the deployment began, given \
        by a person who contributed nothing to the change. Contributors are the author of the pull \
        request and every author and co-author of its commits, as persons and not as logins. Whether \
        the author of a squash commit whom nothing else names wrote a part cannot be told. An approval does not stand when it was dismissed or when the same person asked for changes \
        afterwards; a later comment does not undo it. One that came before the merge came before the \
        deployment that contains that merge, unless the merge is said to have come after that deployment \
        began: then the times alone decide. Bots and comments do not count. Configuration and \
        infrastructure are code. A commit without a pull request fails, unless it may belong to one that was exported \
        without its merge commit or commits. Does not apply to emergency \
        changes, whose review is held afterwards (EMG-04), unless nothing justifies them (EMG-01 fails).",
    why: "A change that nobody else has looked at carries one person's mistakes, or intent, into \
        production.",
    evidence: "Pull requests with reviews and commits, git log, roster of persons and accounts.",
    needs: &[
        RecordKind::PullRequest,
        RecordKind::Commit,
        RecordKind::ChangeRecord,
        RecordKind::RosterEntry,
    ],
    remedy: "Fail: review the change now and record an exception; protect the branch. Insufficient \
        evidence: export reviews and commits with the pull requests, complete the roster.",
    check: Judges::Deployment(check),
    cases: CASES,
};

fn check(cx: &Context<'_>) -> Finding {
    cx.each_change(|change| unless_emergency(cx, change, || by_normal_rules(cx, change)))
}

/// The verdict on one change by the rules of normal changes.
pub(crate) fn by_normal_rules<'a>(cx: &Context<'a>, change: &'a Change) -> Finding {
    match (change.kind, cx.pull_request(change)) {
        (ChangeKind::PullRequest(id), Some(pull_request)) => {
            check_pull_request(cx, change, RecordRef::PullRequest(id), pull_request)
        }
        (ChangeKind::Commit(id), _) => {
            let commit = &cx.snapshot.commits[id.index()];
            let name = || format!("Commit {} by {}", short(&commit.sha), commit.author.name);
            let unknown = unknown_merge(cx).filter(|_| cx.pull_requests_covered());
            if pull_requests_are_complete(cx) {
                cx.fail(|| {
                    format!("{} belongs to no pull request, so no review of it is recorded.", name())
                })
                .with(pull_requests_facts(cx))
            } else if let Some(unknown) = unknown {
                cx.insufficient(|| {
                    format!("{} matches no imported pull request, and {}.", name(), unknown.may_hold(cx, 1))
                })
                .with(unknown.facts(cx))
            } else {
                cx.insufficient(|| {
                    format!(
                        "{} matches no imported pull request, and those do not cover that repository \
                         and time with their commits.",
                        name()
                    )
                })
            }
            .with(cx.fact(RecordRef::Commit(id), "sha", || commit.sha.clone()))
            .with(cx.fact(RecordRef::Commit(id), "author", || {
                format!("{} <{}>", commit.author.name, commit.author.email)
            }))
        }
        (ChangeKind::PullRequest(_), None) => {
            cx.insufficient(|| "The pull request is gone.".to_owned())
        }
    }
}

fn check_pull_request<'a>(
    cx: &Context<'a>,
    change: &'a Change,
    record: RecordRef,
    pull_request: &'a PullRequest,
) -> Finding {
    let votes = votes::of(cx, change, pull_request);
    let name = format_args!("{}#{}", pull_request.repository, pull_request.number);
    if !votes.exported {
        return cx
            .insufficient(|| format!("The reviews of {name} were not exported."))
            .with(cx.fact(record, "reviews", || {
                field_text(&Field::<String>::NotExported)
            }));
    }
    let facts = || facts(cx, change, record, pull_request, &votes);
    let needed = cx.parameters().reviewers;
    let mut counted = 0;
    let mut by_account = 0;
    let mut persons: Vec<&str> = Vec::new();
    for (vote, assumed) in votes.counting() {
        let shown = vote
            .review
            .author
            .value()
            .map_or("", |account| cx.shown(account));
        if !persons.contains(&shown) {
            persons.push(shown);
            counted += 1;
            by_account += usize::from(assumed);
        }
    }
    if counted >= needed {
        let certain = counted - by_account;
        return cx
            .pass(|| {
                format!(
                    "{name} was approved by {} before the deployment.",
                    listed(&persons)
                )
            })
            .marked_if(certain < needed, Overlay::ByAccount)
            .with(facts());
    }
    let open: Vec<&Vote<'_>> = votes
        .approvals
        .iter()
        .filter(|vote| matches!(vote.worth, Worth::Open(_)))
        .collect();
    if votes.cut || counted + open.len() >= needed {
        return cx
            .insufficient(|| match open.first() {
                Some(vote) => format!("{name}: {}", doubt_sentence(cx, vote)),
                None => format!(
                    "{name} has no approval that counts among its exported reviews, but their list was \
                     cut at the limit of the export."
                ),
            })
            .with(facts());
    }
    cx.fail(|| match counted {
        0 => fail_sentence(cx, pull_request, &votes),
        _ => format!(
            "{name}{} with {counted} of the {needed} independent approvals that are asked for.",
            merged(cx, pull_request)
        ),
    })
    .with(facts())
    .with(cx.fact(record, "merged_by", || {
        account_text(&pull_request.merged_by)
    }))
}

fn reviewer<'a: 'v, 'v>(cx: &Context<'a>, vote: &Vote<'v>) -> &'v str {
    vote.review
        .author
        .value()
        .map_or("a deleted account", |account| cx.shown(account))
}

/// Why it cannot be told whether an approval counts.
pub(crate) fn doubt_sentence(cx: &Context<'_>, vote: &Vote<'_>) -> String {
    let who = reviewer(cx, vote);
    let Worth::Open(doubt) = &vote.worth else {
        return String::new();
    };
    match doubt {
        Doubt::ReviewerUnknown => {
            "who approved it cannot be told: the account was deleted or belongs to several persons of \
             the roster."
                .to_owned()
        }
        Doubt::TimeUnknown => format!("when {who} approved it was not exported."),
        Doubt::TooCloseToStart => format!(
            "the vote of {who} and the start of the deployment at {} are too close to tell which came \
             first.",
            when(cx.start())
        ),
        Doubt::MayBeContributor(UNNAMED) => format!(
            "{who} approved it, but who contributed to it is not known in full: an account was deleted or \
             not exported, and it may be that of {who}."
        ),
        Doubt::MayBeContributor(name) => format!(
            "{who} approved it, but whether {who} and the contributor {name} are one person cannot be \
             told. Add the account to the roster."
        ),
        Doubt::AuthorOfSquash => format!(
            "{who} approved it, but whether {who} wrote a part of it is not known: the squash commit names \
             {who} as its author."
        ),
        Doubt::ContributorsIncomplete(why) => {
            format!("{who} approved it, but whether {who} contributed cannot be told: {why}.")
        }
        Doubt::ListCut => format!(
            "{who} approved it, but the list of reviews was cut at the limit of the export, so a later \
             request for changes may be missing."
        ),
    }
}

fn fail_sentence(cx: &Context<'_>, pull_request: &PullRequest, votes: &Votes<'_>) -> String {
    let because = match votes.approvals.last() {
        Some(vote) => {
            let who = reviewer(cx, vote);
            match &vote.worth {
                Worth::No(NotCounted::ByMachine) => {
                    format!("the only approval came from {who}, which is no person")
                }
                Worth::No(NotCounted::ByContributor(_)) => {
                    format!("it was approved only by {who}, who contributed to it")
                }
                Worth::No(NotCounted::AfterDeployment) => {
                    let late = vote
                        .review
                        .submitted_at
                        .value()
                        .map(|at| span(cx.start().at, at.at));
                    format!(
                        "the first approval that would count came {} after the deployment began",
                        late.unwrap_or_default()
                    )
                }
                Worth::No(NotCounted::FollowedByChangeRequest) => {
                    format!("{who} asked for changes after approving")
                }
                Worth::Counts { .. } | Worth::Open(_) => String::new(),
            }
        }
        None if any(pull_request, ReviewState::Dismissed) => {
            "its approval was dismissed".to_owned()
        }
        None if any(pull_request, ReviewState::Commented) => {
            "it has comments but no approval".to_owned()
        }
        None if any(pull_request, ReviewState::ChangesRequested) => {
            "changes were asked for and it was never approved".to_owned()
        }
        None => "it has no review".to_owned(),
    };
    let (name, merged) = (pull_request.key(), merged(cx, pull_request));
    format!("{name}{merged} without independent review: {because}.")
}

/// How a pull request came in, to follow its name.
fn merged(cx: &Context<'_>, pull_request: &PullRequest) -> String {
    match (
        pull_request.merged_by.value(),
        pull_request.merged_at.value(),
    ) {
        (Some(by), Some(at)) => format!(" was merged by {} at {}", cx.shown(by), when(at)),
        (None, Some(at)) => format!(" was merged at {}", when(at)),
        _ => " was deployed".to_owned(),
    }
}

fn any(pull_request: &PullRequest, state: ReviewState) -> bool {
    pull_request
        .reviews
        .items()
        .iter()
        .any(|review| review.state == state)
}

fn facts<'a>(
    cx: &Context<'a>,
    change: &'a Change,
    record: RecordRef,
    pull_request: &'a PullRequest,
    votes: &Votes<'_>,
) -> Vec<Fact> {
    let mut facts: Vec<Fact> = Vec::new();
    if cx.detail == Detail::OutcomeOnly {
        return facts;
    }
    let mut add = |fact: Option<Fact>| facts.extend(fact);
    let contributors = contributors::of(cx, change);
    for contributor in &contributors.known {
        add(contributor.fact(cx));
    }
    let mut approvals = votes.approvals.iter();
    if approvals.any(|vote| vote.worth == Worth::Open(Doubt::AuthorOfSquash))
        && let Some(author) = &contributors.perhaps
    {
        add(author.fact(cx));
    }
    for (i, review) in pull_request.reviews.items().iter().enumerate() {
        if review.state != ReviewState::Commented || pull_request.reviews.items().len() < 10 {
            add(cx.fact(record, format_args!("reviews[{i}].author"), || {
                field_text(&review.author)
            }));
            add(cx.fact(record, format_args!("reviews[{i}].state"), || {
                state_word(review.state).to_owned()
            }));
            add(
                cx.fact(record, format_args!("reviews[{i}].submitted_at"), || {
                    field_text(&review.submitted_at)
                }),
            );
        }
    }
    if pull_request.reviews.items().is_empty() {
        add(cx.fact(record, "reviews", String::new));
    }
    add(cx.fact(record, "merged_at", || field_text(&pull_request.merged_at)));
    add(cx.start_fact());
    facts
}

fn state_word(state: ReviewState) -> &'static str {
    match state {
        ReviewState::Approved => "approved",
        ReviewState::ChangesRequested => "changes requested",
        ReviewState::Commented => "commented",
        ReviewState::Dismissed => "dismissed",
        ReviewState::Pending => "pending",
    }
}

static CASES: &[Case] = &[
    Case {
        name: "approved by somebody else before the deployment",
        given: |_| {},
        then: Outcome::Pass,
    },
    Case {
        name: "approved after the merge but before the deployment",
        given: |w| {
            w.pull_request().merged_at = World::at(-300);
            w.review().submitted_at = World::at(-120);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "approved, then commented on by the same person",
        given: |w| w.add_review("bao", ReviewState::Commented, -170),
        then: Outcome::Pass,
    },
    Case {
        name: "nine comments beside the approval, which are not all shown",
        given: |w| {
            for minutes in -199..-190 {
                w.add_review("bao", ReviewState::Commented, minutes);
            }
        },
        then: Outcome::Pass,
    },
    Case {
        name: "approved before, and the category is not known: the review of an emergency may be held afterwards",
        given: |w| w.record().category = Field::NotExported,
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "no review, and who merged it was not exported",
        given: |w| {
            w.pull_request().merged_by = Field::NotExported;
            w.pull_request().reviews = Field::Value(Vec::new());
        },
        then: Outcome::Fail,
    },
    Case {
        name: "changes were asked for, and nobody ever approved",
        given: |w| w.review().state = ReviewState::ChangesRequested,
        then: Outcome::Fail,
    },
    Case {
        name: "no review",
        given: |w| w.pull_request().reviews = Field::Value(Vec::new()),
        then: Outcome::Fail,
    },
    Case {
        name: "only a comment that says 'lgtm'",
        given: |w| w.review().state = ReviewState::Commented,
        then: Outcome::Fail,
    },
    Case {
        name: "the approval was dismissed",
        given: |w| w.review().state = ReviewState::Dismissed,
        then: Outcome::Fail,
    },
    Case {
        name: "the same reviewer approved, then asked for changes",
        given: |w| w.add_review("bao", ReviewState::ChangesRequested, -170),
        then: Outcome::Fail,
    },
    Case {
        name: "approved only after the deployment",
        given: |w| w.review().submitted_at = World::at(190),
        then: Outcome::Fail,
    },
    Case {
        name: "approved after the deployment, and the deployed merge is said to have come even later",
        given: |w| {
            w.pull_request().merged_at = World::at(500);
            w.review().submitted_at = World::at(190);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "approved before the deployment, and the deployed merge is said to have come after it",
        given: |w| w.pull_request().merged_at = World::at(500),
        then: Outcome::Pass,
    },
    Case {
        name: "the approval came before the merge that was deployed, both minutes after the start by another system's clock",
        given: |w| {
            w.as_deploy_log();
            w.pull_request().merged_at = World::at(3);
            w.review().submitted_at = World::at(2);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "the merge commit of its pull request was not exported",
        given: |w| w.pull_request().merge_commit = Field::NotExported,
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "approved only by an app",
        given: |w| w.review().author = World::login("auto-approve[bot]"),
        then: Outcome::Fail,
    },
    Case {
        name: "a person whose display name contains '[bot]' approved",
        given: |w| {
            let mut account = Account::new(System::GitHub, "bao");
            account.display = Some("Bao [bot] Nguyen".to_owned());
            w.review().author = Field::Value(account);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "the sole approver co-authored a commit",
        given: |w| w.add_commit_author("bao"),
        then: Outcome::Fail,
    },
    Case {
        name: "the author approved with a second account of theirs",
        given: |w| w.review().author = World::login("ana-work"),
        then: Outcome::Fail,
    },
    Case {
        name: "a commit without a pull request",
        given: World::push_directly,
        then: Outcome::Fail,
    },
    Case {
        name: "a commit's author is unknown",
        given: |w| w.add_commit_email("somebody@home.example"),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "a commit's author is unknown, and there is no change record",
        given: |w| {
            w.no_ticket();
            w.add_commit_email("somebody@home.example");
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the author's account was deleted",
        given: |w| w.pull_request().author = Field::Empty,
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the reviews were not exported",
        given: |w| w.pull_request().reviews = Field::NotExported,
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "another system's clock says that the approval came 3 minutes before",
        given: |w| {
            w.as_deploy_log();
            w.pull_request().merged_at = World::at(-30);
            w.review().submitted_at = World::at(-3);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the pull requests do not cover the time of a commit without one",
        given: |w| {
            w.push_directly();
            w.not_covered(RecordKind::PullRequest);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "an emergency that nothing justifies, without review",
        given: |w| {
            w.unfounded_emergency();
            w.pull_request().reviews = Field::Value(Vec::new());
        },
        then: Outcome::Fail,
    },
    Case {
        name: "an emergency whose justification is not known, without review",
        given: |w| {
            w.unfounded_emergency();
            w.without(RecordKind::Incident);
            w.pull_request().reviews = Field::Value(Vec::new());
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "an emergency change without review",
        given: |w| {
            w.emergency();
            w.pull_request().reviews = Field::Value(Vec::new());
        },
        then: Outcome::NotApplicable,
    },
    Case {
        name: "merged with its branch, whose commits the log alone tells",
        given: World::merge_with_branch,
        then: Outcome::Pass,
    },
    Case {
        name: "the log alone tells that the sole approver wrote a commit of the branch",
        given: |w| {
            w.merge_with_branch();
            w.of_branch('a').author.email = "bao@clicki.example".to_owned();
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the log alone tells that the sole approver is a co-author",
        given: |w| {
            w.merge_with_branch();
            let message = &mut w.of_branch('a').message;
            message.push_str("\n\nCo-authored-by: Bao <bao@clicki.example>");
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the sole approver pressed the button of the merge, and wrote nothing",
        given: |w| {
            w.merge_with_branch();
            w.merge().author.email = "bao@clicki.example".to_owned();
        },
        then: Outcome::Pass,
    },
    Case {
        name: "the sole approver stands as the author of a squash commit whose branch is known",
        given: |w| w.merge().author.email = "bao@clicki.example".to_owned(),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the author of the squash commit is known for nothing else, and somebody else approved",
        given: |w| w.merge().author.email = "chidi@clicki.example".to_owned(),
        then: Outcome::Pass,
    },
    Case {
        name: "the log alone tells of the commits, and only their first lines, which name no co-authors",
        given: |w| {
            w.merge_with_branch();
            w.of_branch('a').subject_only = true;
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the pull request tells of its commits, and the log only the first line of the squash commit",
        given: |w| w.merge().subject_only = true,
        then: Outcome::Pass,
    },
    Case {
        name: "a squash commit whose branch was not exported may hide authors",
        given: |w| w.pull_request().commits = Field::NotExported,
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the approval came before the merge that was deployed, whatever another system's clock says",
        given: |w| {
            w.as_deploy_log();
            w.pull_request().merged_at = World::at(-3);
            w.review().submitted_at = World::at(-4);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "the branch itself was deployed, minutes after the approval by another system's clock",
        given: |w| {
            w.as_deploy_log();
            w.log_branch();
            w.deployment().revision = w.pull_request().head.clone();
            w.pull_request().merged_at = World::at(-3);
            w.review().submitted_at = World::at(-4);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the reviewer asked for changes with a second account of theirs",
        given: |w| {
            w.roster_line("bao")
                .accounts
                .push(World::account("bao-work"));
            w.add_review("bao-work", ReviewState::ChangesRequested, -170);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "somebody else asked for changes after the approval",
        given: |w| w.add_review("chidi", ReviewState::ChangesRequested, -170),
        then: Outcome::Pass,
    },
    Case {
        name: "the reviewer asked for changes only after the deployment",
        given: |w| w.add_review("bao", ReviewState::ChangesRequested, 60),
        then: Outcome::Pass,
    },
    Case {
        name: "two approvals of one person, where two persons are asked for",
        given: |w| {
            w.parameters.reviewers = 2;
            w.add_review("bao", ReviewState::Approved, -170);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "approvals of two persons, where two are asked for",
        given: |w| {
            w.parameters.reviewers = 2;
            w.add_review("chidi", ReviewState::Approved, -170);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "a squash commit by the sole approver, whose branch was not exported",
        given: |w| {
            w.pull_request().commits = Field::NotExported;
            w.merge().author.email = "bao@clicki.example".to_owned();
        },
        then: Outcome::Fail,
    },
];
