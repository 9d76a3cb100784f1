//! SEC-01: a change that touches security was reviewed by somebody in a security role.

use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Fact, Outcome, Overlay};
use changeproof_domain::record::{LISTING_LIMIT, PullRequest, RecordKind, Review, ReviewState};
use changeproof_domain::snapshot::{Change, RecordRef};

use crate::case::{Case, World};
use crate::context::{Context, field_text};
use crate::control::{Control, Judges, Parameter, Severity, partial};
use crate::finding::Finding;
use crate::reviews::unless_emergency;
use crate::shared::attested::{self, Answer, Question, Subject};
use crate::shared::attested_parties::about_change;
use crate::shared::known::Known;
use crate::shared::roles::{self, Role};
use crate::shared::touched::{Touches, lacking_facts, touches};
use crate::shared::votes::{self, Vote, Worth};

/// The control.
pub(crate) static CONTROL: Control = Control {
    id: "SEC-01",
    version: 1,
    name: "Heightened scrutiny",
    severity: Severity::Critical,
    clauses: &["SEC-SCR"],
    since: "0.1.0",
    parameters: |p| {
        vec![
            Parameter::words("security_paths", &p.security_paths),
            Parameter::words("security_labels", &p.security_labels),
            Parameter::words("security_roles", &p.security_roles),
        ]
    },
    frameworks: &[
        partial(
            "SOC 2",
            "CC6.1",
            "Tests who reviewed changes of access controls, not the controls themselves.",
        ),
        partial(
            "NIST SP 800-53",
            "CM-4",
            "Tests that somebody of security looked, not what the analysis found.",
        ),
    ],
    stricter_than_policy: Some(
        "The policy asks for explicit review; that a security role gives it, and the paths and labels, are \
         ours.",
    ),
    checks: "Looks at changes that touch authentication, authorisation, secrets, infrastructure or security \
        controls, by the paths of their files and by labels. Passes when an approval that counts for REV-01 \
        was given by a person who held a security role by the roster on that day, and a person with no \
        part in the change attested for the change or the deployment that the posture is no weaker (question \
        'Is the security posture no weaker, with secure configuration practices followed?', answer yes). \
        Fails when all approvals are known and none came from such a person, and when the answer is no. \
        Does not apply to other changes, to emergencies (EMG-04 asks), to rollbacks and to the same \
        revision again.",
    why: "One weak line here opens everything else.",
    evidence: "Pull requests with files, labels and reviews, roster with dated roles, attestations.",
    needs: &[RecordKind::PullRequest, RecordKind::RosterEntry],
    remedy: "Fail: have somebody in a security role review the change now, and record an exception. \
        Insufficient evidence: export files, labels and reviews, complete the roster, and have the posture \
        attested.",
    check: Judges::Deployment(check),
    cases: CASES,
};

pub(crate) static NO_WEAKER: Question = Question {
    control: "SEC-01",
    about: Subject::Change,
    text: "Is the security posture no weaker, with secure configuration practices followed?",
    yes: &["no weaker", "not weaker"],
    no: &["weaker"],
    with_reason: false,
    roles: None,
};

fn check(cx: &Context<'_>) -> Finding {
    cx.each_change(|change| check_change(cx, change))
}

fn check_change<'a>(cx: &Context<'a>, change: &'a Change) -> Finding {
    let parameters = cx.parameters();
    let own = cx.change_record_ref(change);
    let name = cx.change_name(change);
    match touches(
        cx,
        change,
        &parameters.security_paths,
        &parameters.security_labels,
    ) {
        Touches::No => cx.not_applicable(|| {
            format!("{name} touches no path and has no label of what asks for heightened scrutiny.")
        }),
        Touches::Yes { what, field, value } => {
            let finding = unless_emergency(cx, change, || reviewed(cx, change, &what));
            finding.with(cx.fact(own, field, || value))
        }
        Touches::Unknown(why) => {
            let what = || format!("may touch what asks for heightened scrutiny ({why})");
            let finding = unless_emergency(cx, change, || reviewed(cx, change, &what()));
            let finding = finding.with(lacking_facts(cx, change));
            match finding.outcome {
                Outcome::Pass | Outcome::NotApplicable => finding,
                Outcome::Fail | Outcome::InsufficientEvidence | Outcome::Pending => cx
                    .insufficient(|| {
                        format!("Whether {name:#} touches what asks for heightened scrutiny cannot be told: {why}.")
                    })
                    .with(finding.facts),
            }
        }
    }
}

/// An approval that counts or may, with the role of whoever gave it.
struct Judged<'a> {
    vote: Vote<'a>,
    shown: &'a str,
    by_account: bool,
    role: Role<'a>,
    qualified: Known,
}

fn reviewed<'a>(cx: &Context<'a>, change: &'a Change, what: &str) -> Finding {
    let name = cx.change_name(change);
    let Some(pull_request) = cx.pull_request(change) else {
        return cx.insufficient(|| format!("{name} belongs to no pull request (see REV-01)."));
    };
    let votes = votes::of(cx, change, pull_request);
    if !votes.exported {
        return cx.insufficient(|| format!("{name} {what}; its reviews were not exported."));
    }
    let wanted = &cx.parameters().security_roles;
    let (cut, approvals) = (votes.cut, votes.approvals.iter().copied());
    let judged: Vec<Judged<'a>> = approvals
        .filter_map(|vote| judge(cx, vote, wanted))
        .collect();
    let record = cx.change_record_ref(change);
    let facts = || -> Vec<Fact> {
        judged
            .iter()
            .flat_map(|of| facts_of(cx, record, of, wanted))
            .collect()
    };
    let certain = judged
        .iter()
        .filter(|of| of.qualified == Known::Yes)
        .min_by_key(|of| of.by_account);
    let finding = if let Some(of) = certain {
        attested_too(cx, change, pull_request, what, of)
    } else if let Some(of) = judged.iter().find(|of| of.qualified == Known::Unknown) {
        let why = match of.role {
            Role::Unknown(gap) => gap.words(),
            Role::Held { .. } | Role::NotHeld { .. } | Role::Machine => {
                "whether that approval counts is not known (see REV-01)"
            }
        };
        cx.insufficient(|| {
            format!(
                "{name} {what}. Whether {}, who approved it, did so in a security role cannot be \
                 told: {why}.",
                of.shown
            )
        })
    } else if cut {
        cx.insufficient(|| {
            format!("{name} {what}; the list of its reviews was cut at the limit of the export.")
        })
    } else {
        cx.fail(|| {
            format!(
                "{name} {what}, and nobody in a security role approved it before the deployment."
            )
        })
        .with(not_counted(cx, record, &votes.approvals))
    };
    finding.with(facts())
}

fn judge<'a>(cx: &Context<'a>, vote: Vote<'a>, wanted: &[String]) -> Option<Judged<'a>> {
    let (counts, by_account) = match vote.worth {
        Worth::Counts { by_account } => (Known::Yes, by_account),
        Worth::Open(_) => (Known::Unknown, false),
        Worth::No(_) => return None,
    };
    let author = vote.review.author.value();
    let role = roles::on_day_of(cx, author, vote.review.submitted_at.value(), wanted);
    Some(Judged {
        shown: author.map_or("a deleted account", |account| cx.shown(account)),
        by_account,
        qualified: counts.and(role.held()),
        role,
        vote,
    })
}

/// Reviewed in a security role: whether the posture was attested too.
fn attested_too<'a>(
    cx: &Context<'a>,
    change: &'a Change,
    pull_request: &PullRequest,
    what: &str,
    of: &Judged<'_>,
) -> Finding {
    let answer = attested::answer(cx, &NO_WEAKER, || about_change(cx, change));
    let said = || {
        format!(
            "{} {what}, and {} approved it in a security role before the deployment.",
            pull_request.key(),
            of.shown
        )
    };
    match &answer {
        Answer::Yes(posture) => cx
            .pass(|| format!("{} {}", said(), posture.sentence()))
            .marked_if(of.by_account || posture.by_account, Overlay::ByAccount),
        Answer::No(posture) => cx.fail(|| format!("{} {}", said(), posture.sentence())),
        Answer::Nothing | Answer::Void(_) | Answer::Unknown { .. } => cx.insufficient(|| {
            format!(
                "{} That the posture is no weaker has to be attested by a person.{}",
                said(),
                answer.doubt()
            )
        }),
    }
    .with(answer.facts(cx))
}

fn facts_of(cx: &Context<'_>, record: RecordRef, of: &Judged<'_>, wanted: &[String]) -> Vec<Fact> {
    let Vote { index, review, .. } = of.vote;
    review_facts(cx, record, index, review)
        .chain(of.role.facts(cx, wanted))
        .collect()
}

/// The approvals that count for nothing, such as late ones, and when the deployment began, as facts.
fn not_counted(cx: &Context<'_>, record: RecordRef, approvals: &[Vote<'_>]) -> Vec<Fact> {
    let not_counted = approvals
        .iter()
        .filter(|vote| matches!(vote.worth, Worth::No(_)));
    let facts = not_counted.flat_map(|vote| review_facts(cx, record, vote.index, vote.review));
    facts.chain(cx.start_fact()).collect()
}

fn review_facts(
    cx: &Context<'_>,
    record: RecordRef,
    index: usize,
    review: &Review,
) -> impl Iterator<Item = Fact> {
    let author = || field_text(&review.author);
    let at = || field_text(&review.submitted_at);
    [
        cx.fact(record, format_args!("reviews[{index}].author"), author),
        cx.fact(record, format_args!("reviews[{index}].submitted_at"), at),
    ]
    .into_iter()
    .flatten()
}

/// The change touches authentication, and its reviewer holds a security role.
fn secured(world: &mut World) {
    world.pull_request().files = Field::Value(vec!["src/auth/session.rs".to_owned()]);
    world
        .roster_line("bao")
        .roles
        .push("security_reviewer".to_owned());
}

fn attest(world: &mut World, answer: &str, person: &str) {
    let mut of = World::attestation("SEC-01", "clicki/referral-api#42", NO_WEAKER.text, answer);
    of.person = World::typed(person);
    world.add(of);
}

static CASES: &[Case] = &[
    Case {
        name: "reviewed in a security role, and the posture attested",
        given: |w| {
            secured(w);
            attest(w, "yes", "chidi@clicki.example");
        },
        then: Outcome::Pass,
    },
    Case {
        name: "reviewed in a security role, and the posture attested as weaker",
        given: |w| {
            secured(w);
            attest(w, "no", "chidi@clicki.example");
        },
        then: Outcome::Fail,
    },
    Case {
        name: "a label marks it, and only an engineer reviewed it",
        given: |w| w.pull_request().labels = Field::Value(vec!["Security".to_owned()]),
        then: Outcome::Fail,
    },
    Case {
        name: "it changes infrastructure, and the security role had ended",
        given: |w| {
            secured(w);
            w.pull_request().files = Field::Value(vec!["infra/main.tf".to_owned()]);
            w.roster_line("bao").valid_to = World::day(2025, 2, 28);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "somebody in a security role approved only after the deployment",
        given: |w| {
            secured(w);
            w.review().submitted_at = World::at(60);
            w.pull_request().merged_at = World::at(-150);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "approved by somebody whom the roster does not know as well, from whom only accounts tell the attester",
        given: |w| {
            secured(w);
            w.add_review("newcomer", ReviewState::Approved, -190);
            attest(w, "yes", "chidi@clicki.example");
        },
        then: Outcome::Pass,
    },
    Case {
        name: "reviewed in a security role, and nothing attested",
        given: secured,
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "reviewed in a security role, and its reviewer attested the posture",
        given: |w| {
            secured(w);
            attest(w, "yes", "bao@clicki.example");
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "no roster",
        given: |w| {
            secured(w);
            w.without(RecordKind::RosterEntry);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "its files were not exported",
        given: |w| w.pull_request().files = Field::NotExported,
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "its files were not exported, and somebody in a security role reviewed it and the posture was attested",
        given: |w| {
            secured(w);
            w.pull_request().files = Field::NotExported;
            attest(w, "yes", "chidi@clicki.example");
        },
        then: Outcome::Pass,
    },
    Case {
        name: "its reviews were not exported",
        given: |w| {
            secured(w);
            w.pull_request().reviews = Field::NotExported;
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "a commit was pushed directly on top of a change that touches authentication",
        given: |w| {
            w.push_directly();
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "an emergency",
        given: |w| {
            secured(w);
            w.emergency();
        },
        then: Outcome::NotApplicable,
    },
    Case {
        name: "its list of files was cut at the limit of the export",
        given: |w| {
            let files = (0..LISTING_LIMIT).map(|number| format!("src/queue/{number}.rs"));
            w.pull_request().files = Field::Value(files.collect());
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "its labels were not exported",
        given: |w| w.pull_request().labels = Field::NotExported,
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "it has a label of something else",
        given: |w| w.pull_request().labels = Field::Value(vec!["docs".to_owned()]),
        then: Outcome::NotApplicable,
    },
    Case {
        name: "it touches nothing of security",
        given: |_| {},
        then: Outcome::NotApplicable,
    },
    Case {
        name: "the same revision again",
        given: World::redeploy_same_revision,
        then: Outcome::NotApplicable,
    },
];
