//! REV-03: whoever reviewed a change was qualified to do so.

use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Fact, Outcome, Overlay};
use changeproof_domain::person::Identity;
use changeproof_domain::record::{PullRequest, RecordKind, ReviewState};
use changeproof_domain::snapshot::{Change, ChangeKind, RecordRef};

use crate::case::{Case, World};
use crate::context::{Context, field_text};
use crate::control::{Control, Judges, Parameter, Severity, partial};
use crate::finding::Finding;
use crate::reviews::rev_01_independent_review::by_normal_rules;
use crate::reviews::unless_emergency;
use crate::shared::known::Known;
use crate::shared::roles::{self, Role};
use crate::shared::votes::{self, Vote, Worth};

/// The control.
pub(crate) static CONTROL: Control = Control {
    id: "REV-03",
    version: 1,
    name: "Qualified reviewer",
    severity: Severity::Medium,
    clauses: &["2-REV"],
    since: "0.1.0",
    parameters: |p| {
        vec![
            Parameter::words("reviewing_roles", &p.reviewing_roles),
            Parameter::number("reviewers", p.reviewers),
        ]
    },
    frameworks: &[partial(
        "PCI DSS 4.0.1",
        "6.2.3.1",
        "Tests the role of the reviewer, not what they know of secure coding.",
    )],
    stricter_than_policy: Some(
        "The policy asks for a qualified individual; that a role in the roster shows it is ours.",
    ),
    checks: "Passes when a reviewer whose approval counts for REV-01 held a reviewing role by the roster \
        on the day of the review. The roster gives roles for the whole company, so a role counts for \
        every repository. Fails when the roster covers the day and gives no reviewer such a role. \
        Insufficient evidence without a roster, and for accounts that it does not know. Does not apply \
        to emergency changes and where nobody reviewed the change (REV-01 tells).",
    why: "A review finds what the reviewer is able to see.",
    evidence: "Pull requests with reviews and commits, roster with dated roles.",
    needs: &[
        RecordKind::PullRequest,
        RecordKind::Commit,
        RecordKind::ChangeRecord,
        RecordKind::RosterEntry,
    ],
    remedy: "Fail: have a qualified person review the change now, or correct the role in the roster. \
        Insufficient evidence: import the roster, and add the reviewer's account to it.",
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
            format!(
                "{} was not reviewed by anybody whose review counts (see REV-01).",
                cx.change_name(change)
            )
        }),
        (Outcome::Pass, ChangeKind::PullRequest(id), Some(pull_request)) => {
            check_pull_request(cx, change, RecordRef::PullRequest(id), pull_request)
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

/// An approval that counts or may count, with its reviewer's role.
struct Judged<'a> {
    vote: Vote<'a>,
    shown: &'a str,
    by_account: bool,
    role: Role<'a>,
    qualified: Known,
}

fn check_pull_request<'a>(
    cx: &Context<'a>,
    change: &'a Change,
    record: RecordRef,
    pull_request: &'a PullRequest,
) -> Finding {
    let wanted = &cx.parameters().reviewing_roles;
    let needed = cx.parameters().reviewers;
    let judged = judged_votes(cx, change, pull_request);
    let facts = || -> Vec<Fact> {
        let all = judged.iter();
        all.flat_map(|of| facts_of(cx, record, of)).collect()
    };
    let name = format_args!("{}#{}", pull_request.repository, pull_request.number);
    let held: Vec<&Judged<'_>> = one_a_person(cx, &judged, Known::Yes);
    if held.len() >= needed {
        let certain = held.iter().filter(|of| !of.by_account).count();
        let said = |of: &&Judged<'_>| match of.role {
            Role::Held { span, on } => {
                format!(
                    "{} approved {name} and held the role {} on that day, {on}.",
                    of.shown, span.role
                )
            }
            Role::NotHeld { .. } | Role::Machine | Role::Unknown(_) => String::new(),
        };
        return cx
            .pass(|| held.iter().map(said).collect::<Vec<_>>().join(" "))
            .marked_if(certain < needed, Overlay::ByAccount)
            .with(facts());
    }
    let open = one_a_person(cx, &judged, Known::Unknown);
    if held.len() + open.len() >= needed {
        let said = |of: &&Judged<'_>| match of.role {
            Role::Unknown(gap) => format!(
                "{} approved {name}, but whether they held a reviewing role cannot be told: {}.",
                of.shown,
                gap.words()
            ),
            Role::Held { .. } | Role::NotHeld { .. } | Role::Machine => format!(
                "Whether the approval of {name} by {} counts is not known (see REV-01).",
                of.shown
            ),
        };
        return cx
            .insufficient(|| {
                let (known, gone): (Vec<_>, Vec<_>) = open
                    .iter()
                    .partition(|of| of.vote.review.author.is_value());
                let mut sentences: Vec<String> = known.into_iter().map(said).collect();
                match gone.len() {
                    0 => {}
                    1 => sentences.push(format!(
                        "An account that was deleted or not exported approved {name}, so whether its owner \
                         held a reviewing role cannot be told."
                    )),
                    n => sentences.push(format!(
                        "{n} accounts that were deleted or not exported approved {name}, so whether their \
                         owners held a reviewing role cannot be told."
                    )),
                }
                sentences.join(" ")
            })
            .with(facts());
    }
    let said = |of: &Judged<'_>| match of.role {
        Role::NotHeld { person, on } => Some(format!(
            "{} approved {name} on {on} and held no reviewing role then: by the roster the role {}.",
            of.shown,
            roles::story(cx.snapshot.people.person(person), wanted, on)
        )),
        Role::Held { .. } | Role::Machine | Role::Unknown(_) => None,
    };
    cx.fail(|| {
        let mut said: Vec<String> = judged.iter().filter_map(said).collect();
        if !held.is_empty() {
            said.push(format!(
                "Reviews of {needed} qualified persons are asked for, and {} {} there.",
                held.len(),
                if held.len() == 1 { "is" } else { "are" }
            ));
        }
        said.join(" ")
    })
    .with(facts())
}

fn judged_votes<'a>(
    cx: &Context<'a>,
    change: &'a Change,
    pull_request: &'a PullRequest,
) -> Vec<Judged<'a>> {
    let wanted = &cx.parameters().reviewing_roles;
    let votes = votes::of(cx, change, pull_request);
    let approvals = votes.approvals.iter();
    approvals
        .filter_map(|vote| {
            let (counts, by_account) = match vote.worth {
                Worth::Counts { by_account } => (Known::Yes, by_account),
                Worth::Open(_) => (Known::Unknown, false),
                Worth::No(_) => return None,
            };
            let author = vote.review.author.value();
            let role = roles::on_day_of(cx, author, vote.review.submitted_at.value(), wanted);
            Some(Judged {
                shown: author.map_or("A deleted account", |account| cx.shown(account)),
                by_account,
                qualified: counts.and(role.held()),
                role,
                vote: *vote,
            })
        })
        .collect()
}

/// Those with that answer, each person once. Accounts that belong to nobody known each stand alone.
fn one_a_person<'a, 'b>(
    cx: &Context<'a>,
    judged: &'b [Judged<'a>],
    qualified: Known,
) -> Vec<&'b Judged<'a>> {
    let mut found: Vec<(Identity<'_>, &Judged<'_>)> = Vec::new();
    for of in judged.iter().filter(|of| of.qualified == qualified) {
        let author = of.vote.review.author.value();
        let identity = author.map_or(Identity::Unknown, |a| cx.snapshot.people.identify(a));
        let is_new = found.iter().all(|(other, _)| *other != identity);
        if is_new || identity == Identity::Unknown {
            found.push((identity, of));
        }
    }
    found.into_iter().map(|(_, of)| of).collect()
}

fn facts_of(cx: &Context<'_>, record: RecordRef, of: &Judged<'_>) -> Vec<Fact> {
    let Vote { index, review, .. } = of.vote;
    [
        cx.fact(record, format_args!("reviews[{index}].author"), || {
            field_text(&review.author)
        }),
        cx.fact(
            record,
            format_args!("reviews[{index}].submitted_at"),
            || field_text(&review.submitted_at),
        ),
    ]
    .into_iter()
    .flatten()
    .chain(of.role.facts(cx, &cx.parameters().reviewing_roles))
    .collect()
}

static CASES: &[Case] = &[
    Case {
        name: "the reviewer was an engineer that day",
        given: |_| {},
        then: Outcome::Pass,
    },
    Case {
        name: "one reviewer without the role, another with it",
        given: |w| {
            w.review().author = World::login("ivo");
            w.add_review("bao", ReviewState::Approved, -190);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "the roster does not know the author, from whom only accounts tell the reviewer",
        given: |w| w.pull_request().author = World::login("newcomer"),
        then: Outcome::Pass,
    },
    Case {
        name: "the reviewer left later",
        given: |w| w.roster_line("bao").valid_to = World::day(2025, 6, 30),
        then: Outcome::Pass,
    },
    Case {
        name: "the reviewer only approves changes and never held a reviewing role",
        given: |w| w.review().author = World::login("ivo"),
        then: Outcome::Fail,
    },
    Case {
        name: "the reviewer got the role only later",
        given: |w| w.roster_line("bao").valid_from = World::day(2025, 6, 1),
        then: Outcome::Fail,
    },
    Case {
        name: "one qualified reviewer where two are asked for",
        given: |w| {
            w.parameters.reviewers = 2;
            w.add_review("ivo", ReviewState::Approved, -190);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "one qualified reviewer approved twice where two are asked for, and another has no role",
        given: |w| {
            w.parameters.reviewers = 2;
            w.add_review("bao", ReviewState::Approved, -195);
            w.add_review("ivo", ReviewState::Approved, -190);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "one qualified reviewer where three are asked for, and two deleted accounts approved as well",
        given: |w| {
            w.parameters.reviewers = 3;
            w.add_review("ivo", ReviewState::Approved, -195);
            w.add_review("nadia", ReviewState::Approved, -194);
            for minutes in [-193, -192] {
                w.add_review("nobody", ReviewState::Approved, minutes);
                w.last_review().author = Field::Empty;
            }
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "no roster",
        given: |w| w.without(RecordKind::RosterEntry),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "a reviewer whom the roster does not know",
        given: |w| w.review().author = World::login("newcomer"),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the reviewer has no role and the roster does not cover the day",
        given: |w| {
            w.review().author = World::login("ivo");
            w.not_covered(RecordKind::RosterEntry);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the reviews were not exported",
        given: |w| w.pull_request().reviews = Field::NotExported,
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "nobody reviewed the change",
        given: |w| {
            w.pull_request().reviews = Field::Value(Vec::new());
        },
        then: Outcome::NotApplicable,
    },
    Case {
        name: "an emergency change",
        given: World::emergency,
        then: Outcome::NotApplicable,
    },
];
