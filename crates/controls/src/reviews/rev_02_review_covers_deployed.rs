//! REV-02: what was approved is what was deployed.
// long file: check and cases of one control stand together.

use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Fact, Outcome, Overlay};
use changeproof_domain::record::{LISTING_LIMIT, PullRequest, RecordKind, ReviewState};
use changeproof_domain::snapshot::{Change, ChangeKind, CommitId, RecordRef};

use crate::case::{Case, World};
use crate::context::{Context, Detail, field_text, short};
use crate::control::{Control, Judges, Severity, none, partial};
use crate::finding::Finding;
use crate::reviews::rev_01_independent_review::{by_normal_rules, doubt_sentence};
use crate::reviews::unless_emergency;
use crate::shared::votes::{self, Vote, Votes, Worth};

/// How many of the later commits are shown.
const LATER: usize = 10;

/// The control.
pub(crate) static CONTROL: Control = Control {
    id: "REV-02",
    version: 2,
    name: "Review covers what was deployed",
    severity: Severity::High,
    clauses: &["2-REV"],
    since: "0.1.0",
    parameters: none,
    frameworks: &[
        partial(
            "NIST SP 800-53",
            "SA-10",
            "Tests that the reviewed revision is the deployed one.",
        ),
        partial(
            "PCI DSS 4.0.1",
            "6.2.3",
            "Tests that what was reviewed was not changed before release.",
        ),
    ],
    stricter_than_policy: None,
    checks: "Passes when an approval that counts for REV-01 was given on the last commit of the pull \
        request, or when the commits after it change nothing (the same tree). Of several approvals one \
        on the last commit is enough. Fails when every approval that counts, and every one of which REV-01 \
        cannot tell whether it does, is older than the last content: commits that were pushed afterwards count as content unless their trees prove the \
        opposite. Cannot be told where the later commits are merges of the base branch, where the \
        reviewed commit was not exported, or where it cannot be told whether the approval on the last commit \
        counts. Does not apply to emergencies, \
        unless nothing justifies them (EMG-01 fails), and where REV-01 failed.",
    why: "Commits that are pushed after the approval are deployed without having been seen.",
    evidence: "Pull requests with commits and with the commit of each review; git log with trees.",
    needs: &[RecordKind::PullRequest, RecordKind::Commit],
    remedy: "Fail: review the later commits now; let new commits dismiss approvals. Insufficient \
        evidence: export the commit of each review, or confirm what the merge brought in.",
    check: Judges::Deployment(check),
    cases: CASES,
};

fn check(cx: &Context<'_>) -> Finding {
    cx.each_change(|change| unless_emergency(cx, change, || judged(cx, change)))
}

fn judged<'a>(cx: &Context<'a>, change: &'a Change) -> Finding {
    let review = by_normal_rules(cx, change);
    match (review.outcome, change.kind, cx.pull_request(change)) {
        (Outcome::Fail, _, _) => cx.not_applicable(|| {
            format!("{} was not reviewed (see REV-01).", cx.change_name(change))
        }),
        (Outcome::Pass, ChangeKind::PullRequest(id), Some(pull_request)) => {
            let by_account = review.overlays.contains(Overlay::ByAccount);
            check_pull_request(cx, change, RecordRef::PullRequest(id), pull_request)
                .marked_if(by_account, Overlay::ByAccount)
        }
        _ => cx
            .insufficient(|| {
                format!(
                    "Whether {:#} was reviewed is not known (see REV-01).",
                    cx.change_name(change)
                )
            })
            .with(review.facts),
    }
}

/// How the commits after a reviewed one differ from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Later {
    /// The reviewed commit is the last one.
    Nothing,
    /// The last commit has the very content of the reviewed one.
    SameContent,
    /// They may be merges of the base branch alone.
    PerhapsMerges,
    /// They have content of their own, or are not proven to have none.
    Content,
    /// The reviewed commit is not among the commits any more, and has not the content of the last one, or
    /// is not proven to have it.
    Rewritten,
    /// The list of commits does not tell.
    Unknown,
}

fn check_pull_request<'a>(
    cx: &Context<'a>,
    change: &'a Change,
    record: RecordRef,
    pull_request: &'a PullRequest,
) -> Finding {
    let name = format_args!("{}#{}", pull_request.repository, pull_request.number);
    let votes = votes::of(cx, change, pull_request);
    let facts = || facts(cx, record, pull_request, &votes);
    let Some(head) = pull_request.head.value() else {
        return cx
            .insufficient(|| format!("The last commit of {name} was not exported."))
            .with(facts());
    };
    let mut best: Option<(Later, &Vote<'_>)> = None;
    let mut not_exported = false;
    for (vote, _) in votes.counting() {
        let Some(reviewed) = vote.review.commit.value() else {
            not_exported = true;
            continue;
        };
        let later = later_commits(cx, pull_request, reviewed, head);
        let better = best.is_none_or(|(known, _)| rank(later) < rank(known));
        if better {
            best = Some((later, vote));
        }
    }
    // An approval of which it cannot be told whether it counts may be the one that covers the last commit.
    let perhaps = votes.approvals.iter().find(|vote| {
        let reviewed = vote.review.commit.value();
        let covers = |reviewed: &String| {
            rank(later_commits(cx, pull_request, reviewed, head)) < rank(Later::Content)
        };
        matches!(vote.worth, Worth::Open(_)) && reviewed.is_none_or(covers)
    });
    let reviewer = |vote: &Vote<'_>| {
        vote.review
            .author
            .value()
            .map_or("", |account| cx.snapshot.people.shown(account))
            .to_owned()
    };
    let reviewed = |vote: &Vote<'_>| short(vote.review.commit.text()).to_owned();
    match best {
        Some((Later::Nothing, vote)) => cx.pass(|| {
            format!("{} approved {name} at {}, its last commit.", reviewer(vote), reviewed(vote))
        }),
        Some((Later::SameContent, vote)) => cx.pass(|| {
            format!(
                "{} approved {name} at {}, and its last commit {} has the same content (tree).",
                reviewer(vote),
                reviewed(vote),
                short(head)
            )
        }),
        Some((Later::PerhapsMerges, vote)) => cx.insufficient(|| {
            format!(
                "{} approved {name} at {}; what came after it seems to be merges of the base branch, \
                 but that they bring in nothing else is not proven.",
                reviewer(vote),
                reviewed(vote)
            )
        }),
        Some((Later::Unknown, vote)) => cx.insufficient(|| {
            format!(
                "{} approved {name} at {}; whether its last commit {} differs cannot be told, since its \
                 commits were not exported in full.",
                reviewer(vote),
                reviewed(vote),
                short(head)
            )
        }),
        _ if not_exported => cx
            .insufficient(|| format!("Which commit of {name} was reviewed was not exported.")),
        Some((Later::Content | Later::Rewritten, vote)) if perhaps.is_some() => cx
            .insufficient(|| {
                format!(
                    "{} approved {name} at {}, and its last commit is {}. Another approval may cover that, but {}",
                    reviewer(vote),
                    reviewed(vote),
                    short(head),
                    perhaps.map_or_else(String::new, |open| doubt_sentence(cx, open))
                )
            })
            .with(perhaps.and_then(|open| {
                cx.fact(record, format_args!("reviews[{}].submitted_at", open.index), || {
                    field_text(&open.review.submitted_at)
                })
            }))
            .with(cx.start_fact()),
        Some((Later::Content, vote)) => cx.fail(|| {
            format!(
                "{} approved {name} at {}; commits up to {} were pushed after the approval, and {}.",
                reviewer(vote),
                reviewed(vote),
                short(head),
                unproven(cx, vote, head, "that they change nothing is not proven")
            )
        }),
        Some((Later::Rewritten, vote)) => cx.fail(|| {
            format!(
                "{} approved {name} at {}, which is not among its commits any more: history was rewritten \
                 after the approval, {} is its last commit, and {}.",
                reviewer(vote),
                reviewed(vote),
                short(head),
                unproven(cx, vote, head, "that its content is the same is not proven")
            )
        }),
        None => cx.insufficient(|| format!("{name} has no counting approval to compare.")),
    }
    .with(facts())
}

/// That the last commit has other content than the reviewed one, or what to say where that is not known.
fn unproven<'w>(cx: &Context<'_>, vote: &Vote<'_>, head: &str, otherwise: &'w str) -> &'w str {
    match (tree(cx, vote.review.commit.text()), tree(cx, head)) {
        (Some(_), Some(_)) => "the content (tree) is another",
        _ => otherwise,
    }
}

fn rank(later: Later) -> u8 {
    match later {
        Later::Nothing | Later::SameContent => 0,
        Later::PerhapsMerges => 1,
        Later::Unknown => 2,
        Later::Content | Later::Rewritten => 3,
    }
}

/// Compares content and parents, never dates and never messages alone.
fn later_commits(
    cx: &Context<'_>,
    pull_request: &PullRequest,
    reviewed: &str,
    head: &str,
) -> Later {
    if head == reviewed {
        return Later::Nothing;
    }
    if same_tree(cx, reviewed, head) {
        return Later::SameContent;
    }
    let commits = pull_request.commits.items();
    if !pull_request.commits.is_exported() || commits.len() >= LISTING_LIMIT {
        return Later::Unknown;
    }
    let Some(position) = commits.iter().position(|commit| commit.sha == reviewed) else {
        return Later::Rewritten;
    };
    let merges = commits[position + 1..].iter().all(|commit| {
        match cx.snapshot.commit_by_sha.get(&commit.sha) {
            Some(id) => parents(cx, *id) > 1,
            // Without its parents a commit that calls itself a merge may be one.
            None => commit.headline.text().starts_with("Merge "),
        }
    });
    if merges {
        Later::PerhapsMerges
    } else {
        Later::Content
    }
}

fn parents(cx: &Context<'_>, id: CommitId) -> usize {
    cx.snapshot.commits[id.index()].parents.len()
}

/// The content of a commit.
fn tree<'a>(cx: &Context<'a>, sha: &str) -> Option<&'a str> {
    let id = cx.snapshot.commit_by_sha.get(sha)?;
    let tree = cx.snapshot.commits[id.index()].tree.value();
    tree.map(String::as_str)
}

fn same_tree(cx: &Context<'_>, a: &str, b: &str) -> bool {
    matches!((tree(cx, a), tree(cx, b)), (Some(a), Some(b)) if a == b)
}

/// The last commit, who approved which one, and what tells of the content of those and of the commits
/// between them.
fn facts(
    cx: &Context<'_>,
    record: RecordRef,
    pull_request: &PullRequest,
    votes: &Votes<'_>,
) -> Vec<Fact> {
    let mut facts: Vec<Fact> = Vec::new();
    if cx.detail == Detail::OutcomeOnly {
        return facts;
    }
    facts.extend(cx.fact(record, "head", || field_text(&pull_request.head)));
    let (head, commits) = (pull_request.head.text(), pull_request.commits.items());
    let mut first_reviewed = commits.len();
    let mut reviewed = Vec::new();
    for Vote { index, review, .. } in &votes.approvals {
        facts.extend(
            cx.fact(record, format_args!("reviews[{index}].author"), || {
                field_text(&review.author)
            }),
        );
        facts.extend(
            cx.fact(record, format_args!("reviews[{index}].commit"), || {
                field_text(&review.commit)
            }),
        );
        let Some(sha) = review.commit.value().filter(|sha| *sha != head) else {
            continue;
        };
        let mut shas = commits.iter().map(|commit| &commit.sha);
        first_reviewed = first_reviewed.min(shas.position(|of| of == sha).unwrap_or(0));
        reviewed.push(sha.as_str());
    }
    if reviewed.is_empty() {
        return facts;
    }
    for (i, commit) in { commits.iter() }
        .enumerate()
        .skip(first_reviewed)
        .take(LATER)
    {
        facts.extend(cx.fact(record, format_args!("commits[{i}].sha"), || {
            commit.sha.clone()
        }));
        facts.extend(match cx.snapshot.commit_by_sha.get(&commit.sha) {
            Some(id) => cx.fact(RecordRef::Commit(*id), "parents", || {
                cx.snapshot.commits[id.index()].parents.join(", ")
            }),
            None => cx.fact(record, format_args!("commits[{i}].headline"), || {
                field_text(&commit.headline)
            }),
        });
    }
    reviewed.push(head);
    for id in reviewed
        .iter()
        .filter_map(|sha| cx.snapshot.commit_by_sha.get(*sha))
    {
        let tree = || field_text(&cx.snapshot.commits[id.index()].tree);
        facts.extend(cx.fact(RecordRef::Commit(*id), "tree", tree));
    }
    facts
}

static CASES: &[Case] = &[
    Case {
        name: "approved on the last commit",
        given: |_| {},
        then: Outcome::Pass,
    },
    Case {
        name: "approved, then new commits pushed",
        given: |w| w.push_after_review("queue part 3"),
        then: Outcome::Fail,
    },
    Case {
        name: "one approval on an older commit and one on the last",
        given: |w| {
            w.push_after_review("queue part 3");
            w.add_review("chidi", ReviewState::Approved, -180);
            w.review_last_commit();
        },
        then: Outcome::Pass,
    },
    Case {
        name: "one approval on an older commit, and of the one on the last only the day of the deployment is known",
        given: |w| {
            w.push_after_review("queue part 3");
            w.add_review("chidi", ReviewState::Approved, -180);
            w.review_last_commit();
            w.last_review().submitted_at = World::day_of(0);
            w.pull_request().merged_at = World::day_of(0);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "one approval on an older commit, and one on the last minutes before the start by another clock",
        given: |w| {
            w.as_deploy_log();
            w.push_after_review("queue part 3");
            w.add_review("chidi", ReviewState::Approved, -3);
            w.review_last_commit();
            w.pull_request().merged_at = World::at(-30);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "one approval on an older commit, and one on the last only after the deployment",
        given: |w| {
            w.push_after_review("queue part 3");
            w.add_review("chidi", ReviewState::Approved, 60);
            w.review_last_commit();
        },
        then: Outcome::Fail,
    },
    Case {
        name: "one approval on an older commit, and one of unknown time on an older commit too",
        given: |w| {
            w.add_review("chidi", ReviewState::Approved, -195);
            w.last_review().submitted_at = Field::NotExported;
            w.push_after_review("queue part 3");
        },
        then: Outcome::Fail,
    },
    Case {
        name: "two approvals, both before new commits were pushed",
        given: |w| {
            w.add_review("chidi", ReviewState::Approved, -195);
            w.push_after_review("queue part 3");
        },
        then: Outcome::Fail,
    },
    Case {
        name: "history was rewritten after the approval",
        given: |w| w.review().commit = World::text("00000000000000000000000000000000deadbeef"),
        then: Outcome::Fail,
    },
    Case {
        name: "the base branch was merged in after the approval, and its content is not proven",
        given: |w| w.push_after_review("Merge branch 'main' into chg-1000-queue"),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the reviewed commit was not exported",
        given: |w| w.review().commit = Field::NotExported,
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "nobody reviewed it",
        given: |w| w.pull_request().reviews = Field::Value(Vec::new()),
        then: Outcome::NotApplicable,
    },
    Case {
        name: "an emergency that nothing justifies, with new commits pushed after the approval",
        given: |w| {
            w.unfounded_emergency();
            w.push_after_review("queue part 3");
        },
        then: Outcome::Fail,
    },
    Case {
        name: "an emergency change",
        given: World::emergency,
        then: Outcome::NotApplicable,
    },
    Case {
        name: "the log shows that what came after the approval is a merge, whose content is not proven",
        given: |w| {
            w.push_after_review("Merge branch 'main' into chg-1000-queue");
            w.log_branch();
            w.of_branch('e').parents.push("10".repeat(20));
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the log shows that what calls itself a merge is none",
        given: |w| {
            w.push_after_review("Merge branch 'main' into chg-1000-queue");
            w.log_branch();
        },
        then: Outcome::Fail,
    },
    Case {
        name: "what was pushed after the approval has the very content that was approved",
        given: |w| {
            w.push_after_review("queue part 2, message corrected");
            w.log_branch();
            w.of_branch('e').tree = w.of_branch('b').tree.clone();
        },
        then: Outcome::Pass,
    },
    Case {
        name: "the content of neither commit was exported",
        given: |w| {
            w.push_after_review("queue part 3");
            w.log_branch();
            w.of_branch('e').tree = Field::NotExported;
            w.of_branch('b').tree = Field::NotExported;
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the commits of the pull request were not exported, and another than the last was approved",
        given: |w| {
            w.merge_with_branch();
            w.review().commit = w.previous().revision.clone();
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "one approval on an older commit, and of another the commit was not exported",
        given: |w| {
            w.push_after_review("queue part 3");
            w.add_review("chidi", ReviewState::Approved, -180);
            w.last_review().commit = Field::NotExported;
        },
        then: Outcome::InsufficientEvidence,
    },
];
