//! EMG-04: an emergency change was reviewed afterwards, in time and by somebody independent.
// long file: check and cases of one control stand together.

use changeproof_domain::account::{Account, AccountKind, System};
use changeproof_domain::coverage::Scope;
use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Fact, Outcome, Overlay};
use changeproof_domain::record::{Holiday, PostChangeReview, RecordKind};
use changeproof_domain::snapshot::{ChangeRecordId, PostChangeReviewId, RecordRef};
use changeproof_domain::time::{Order, Timestamp};

use crate::case::{Case, World};
use crate::context::{Context, Detail, EventSystem, account_text, field_text, span, when};
use crate::control::{Control, Judges, OfRecords, Parameter, Severity, partial};
use crate::emergencies::reviewer::{self, Independence, independence};
use crate::finding::Finding;
use crate::implementation::Implementation;
use crate::reviews::rev_01_independent_review::by_normal_rules;
use crate::shared::category;
use crate::shared::emergency::{self, after, each_emergency};
use crate::shared::linked_records::changes_under;
use crate::shared::text::says_nothing;

/// The control.
pub(crate) static CONTROL: Control = Control {
    id: "EMG-04",
    version: 4,
    name: "Post-change review",
    severity: Severity::High,
    clauses: &["EMG-PIR"],
    since: "0.1.0",
    parameters: |p| {
        vec![Parameter::number(
            "due_business_days",
            p.review_due_business_days,
        )]
    },
    frameworks: &[
        partial(
            "COBIT 2019",
            "BAI06.02",
            "Tests the review after emergency changes alone.",
        ),
        partial(
            "SOC 2",
            "CC8.1",
            "Tests the review after emergency changes alone.",
        ),
    ],
    stricter_than_policy: Some(
        "The policy asks for a review without a deadline; five business days are ours.",
    ),
    checks: "Passes when a post-change review of the emergency was held within five business days of \
        the deployment, has an outcome (a placeholder is none, nor that \
        it was not held), covers the code (unless a qualifying approval stood at \
        deployment), and was held by somebody who is neither a contributor nor the implementer; where the \
        record names no implementer, it is whoever deployed, by any source, or tried to before. Where the review names who read the code, the \
        same is asked of them. Whether the author of a squash commit whom nothing else names wrote a part cannot be \
        told. Fails \
        when it was late (it is then called late, not missing), by one of them, without outcome or \
        code review, or missing although the register covers the time until it was due. Pending before \
        the due date. A ticket's closed status is no review. Does not apply where no change of the \
        deployment is an emergency, or nothing justifies it (EMG-01 fails).",
    why: "An emergency skips the review before. Without the one afterwards nobody ever looks.",
    evidence: "Register of post-change reviews through the due date, change records, pull requests.",
    needs: &[
        RecordKind::PostChangeReview,
        RecordKind::ChangeRecord,
        RecordKind::PullRequest,
    ],
    remedy: "Fail: hold the review now and record why it was late. Insufficient evidence: import the \
        register and declare what it covers.",
    check: Judges::Change {
        deployment: check,
        record: &OF_RECORDS,
    },
    cases: CASES,
};

/// How it judges change records that were carried out without a deployment.
static OF_RECORDS: OfRecords = OfRecords {
    check: of_record_alone,
    cases: RECORD_CASES,
};

fn of_record_alone(cx: &Implementation<'_>, id: ChangeRecordId) -> Finding {
    let check = |id| check_record(cx, id);
    emergency::of_record_alone(cx, id, category::judged_as(cx, id), check)
}

fn check(cx: &Context<'_>) -> Finding {
    each_emergency(
        cx,
        |id| category::judged_as(cx, id),
        |id| check_record(cx, id),
    )
}

/// What a review is worth.
enum Worth {
    Good,
    /// It is, if two accounts of one system are two persons.
    GoodByAccount,
    Bad(String),
    Open(String),
}

/// The last instant at which a review is in time.
pub(crate) fn due(cx: &Implementation<'_>) -> Timestamp {
    let days = cx.parameters().review_due_business_days;
    cx.snapshot.calendar.due(cx.start().at, days)
}

/// The reviews that name a record, by time.
pub(crate) fn reviews_of<'a>(
    cx: &Implementation<'a>,
    id: ChangeRecordId,
) -> &'a [PostChangeReviewId] {
    let key = cx.record(id).key.to_uppercase();
    let of = cx.snapshot.reviews_of.get(&key);
    of.map_or(&[][..], Vec::as_slice)
}

/// The first of them that counts.
pub(crate) fn counting(cx: &Implementation<'_>, id: ChangeRecordId) -> Option<PostChangeReviewId> {
    let due = due(cx);
    let mut reviews = reviews_of(cx, id).iter();
    let counts = |of: &&PostChangeReviewId| {
        let review = &cx.snapshot.post_change_reviews[of.index()].record;
        matches!(
            worth(cx, id, review, due),
            Worth::Good | Worth::GoodByAccount
        )
    };
    reviews.find(counts).copied()
}

/// The verdict on the review of one emergency.
pub(crate) fn check_record(cx: &Implementation<'_>, id: ChangeRecordId) -> Finding {
    let key = &cx.record(id).key;
    let due = due(cx);
    let reviews = reviews_of(cx, id);
    let facts = || -> Vec<Fact> {
        reviews
            .iter()
            .flat_map(|review| facts_of(cx, *review))
            .chain(party_facts(cx, id, reviews))
            .chain(before_facts(cx, id, reviews))
            .chain(holiday_facts(cx, due))
            .chain(category::fact(cx, id))
            .chain(cx.start_fact())
            .collect()
    };
    let held =
        |review: &PostChangeReviewId| &*cx.snapshot.post_change_reviews[review.index()].record;
    let judged: Vec<(&PostChangeReview, Worth)> = reviews
        .iter()
        .map(|review| (held(review), worth(cx, id, held(review), due)))
        .collect();
    let good = judged
        .iter()
        .filter(|(_, worth)| matches!(worth, Worth::Good | Worth::GoodByAccount));
    // One that rests on no account before one that does.
    if let Some((review, worth)) = good.min_by_key(|(_, worth)| !matches!(worth, Worth::Good)) {
        return cx
            .pass(|| {
                format!(
                    "{key} was reviewed by {} at {}, in time: it was due by {}.{}",
                    review.reviewed_by.value().map_or("", |by| cx.shown(by)),
                    review.reviewed_at.value().map(when).unwrap_or_default(),
                    due_words(cx, due),
                    code_words(cx, id, review)
                )
            })
            .marked_if(matches!(worth, Worth::GoodByAccount), Overlay::ByAccount)
            .with(facts())
            .with_each_fact_once();
    }
    if let Some(why) = judged.iter().find_map(|(_, worth)| match worth {
        Worth::Open(why) => Some(why),
        Worth::Good | Worth::GoodByAccount | Worth::Bad(_) => None,
    }) {
        return cx
            .insufficient(|| format!("The review of {key} cannot be judged: {why}."))
            .with(facts())
            .with_each_fact_once();
    }
    if cx.as_of <= due {
        return cx
            .pending(|| {
                format!(
                    "A post-change review of {key} is due by {}.",
                    due_words(cx, due)
                )
            })
            .with(facts());
    }
    let covered = cx.snapshot.coverage.through(
        RecordKind::PostChangeReview,
        &Scope::Company,
        earliest(cx, id),
        due,
    );
    let bad = judged.iter().rev().find_map(|(_, worth)| match worth {
        Worth::Bad(why) => Some(why.as_str()),
        Worth::Good | Worth::GoodByAccount | Worth::Open(_) => None,
    });
    match (bad, covered) {
        (Some(why), true) => cx.fail(|| format!("The review of {key} does not count: {why}.")),
        (Some(why), false) => cx.insufficient(|| {
            format!(
                "The review of {key} does not count: {why}. The register does not cover the time until \
                 {}, so there may be another.",
                due_words(cx, due)
            )
        }),
        (None, true) => cx.fail(|| {
            format!(
                "{key} is an emergency and has no post-change review; it was due by {}.",
                due_words(cx, due)
            )
        }),
        (None, false) => cx.insufficient(|| {
            format!(
                "{key} is an emergency; no review of it was imported, and no register covers the time \
                 until {}.",
                due_words(cx, due)
            )
        }),
    }
    .with(facts())
    .with(cx.covered_by(
        RecordKind::PostChangeReview,
        [&Scope::Company],
        (earliest(cx, id), due),
    ))
    .with_each_fact_once()
}

/// Why a review without a look at the code counts, with a space before it; nothing where it had one.
fn code_words(
    cx: &Implementation<'_>,
    id: ChangeRecordId,
    review: &PostChangeReview,
) -> &'static str {
    match (code_review(cx, id, review), cx.deployed()) {
        (Code::Reviewed { .. }, _) => "",
        (Code::Not(_) | Code::Open(_), Some(_)) => {
            " The code was reviewed before the deployment (see REV-01)."
        }
        (Code::Not(_) | Code::Open(_), None) => {
            " No pull request or commit rests on the record, so no review of code was asked for."
        }
    }
}

/// Who had a part in the change, as facts, where somebody is compared with them.
fn party_facts(
    cx: &Implementation<'_>,
    id: ChangeRecordId,
    reviews: &[PostChangeReviewId],
) -> Vec<Fact> {
    if reviews.is_empty() || cx.detail == Detail::OutcomeOnly {
        return Vec::new();
    }
    reviewer::facts(cx, id)
}

/// What REV-01 found of the code before the deployment, as facts, where a review without a look at it may
/// rest on that.
fn before_facts(
    cx: &Implementation<'_>,
    id: ChangeRecordId,
    reviews: &[PostChangeReviewId],
) -> Vec<Fact> {
    let rests_on_it = reviews.iter().any(|of| {
        let review = &cx.snapshot.post_change_reviews[of.index()].record;
        !matches!(code_review(cx, id, review), Code::Reviewed { .. })
    });
    let Some(deployed) = cx.deployed().filter(|_| rests_on_it) else {
        return Vec::new();
    };
    changes_under(cx, id)
        .flat_map(|change| by_normal_rules(&deployed, change).facts)
        .collect()
}

/// The holidays between the start and the due day, as facts.
fn holiday_facts(cx: &Implementation<'_>, due: Timestamp) -> Vec<Fact> {
    let zone = cx.snapshot.calendar.zone;
    let days = cx.start().at.date_in(zone)..=due.date_in(zone);
    let holidays = cx.snapshot.registers.holidays.iter().enumerate();
    holidays
        .filter(|(_, of)| days.contains(&of.date))
        .filter_map(|(at, of)| {
            cx.fact(RecordRef::Holiday(at.into()), "date", || {
                of.date.to_string()
            })
        })
        .collect()
}

/// The first instant from which a review may have been held.
fn earliest(cx: &Implementation<'_>, id: ChangeRecordId) -> Timestamp {
    let start = cx.start().at;
    match cx.record(id).created_at.value() {
        Some(created) if !cx.start_is_known() => created.at.min(start),
        Some(_) | None => start,
    }
}

/// The day at whose end a review is due, with its zone.
fn due_words(cx: &Implementation<'_>, due: Timestamp) -> String {
    let zone = cx.snapshot.calendar.zone;
    format!("the end of {} ({zone})", due.date_in(zone))
}

/// Words with which an outcome says that no review was held, or not yet.
const NOT_HELD: [&str; 13] = [
    "cancelled",
    "canceled",
    "in progress",
    "not done",
    "not held",
    "not performed",
    "not reviewed",
    "open",
    "outstanding",
    "pending",
    "planned",
    "scheduled",
    "skipped",
];

/// Words with which an outcome begins where the review is still to come.
const PUT_OFF: [&str; 8] = [
    "deferred",
    "not yet",
    "postponed",
    "rescheduled",
    "to be done",
    "to be held",
    "will be done",
    "will be held",
];

/// Whether a text is an outcome: no placeholder, and not that nothing was held.
fn is_outcome(cx: &Implementation<'_>, text: &str) -> bool {
    let bare = text.trim().trim_end_matches(['.', '!']).to_lowercase();
    let bare = bare.strip_prefix("review ").unwrap_or(&bare);
    let is_put_off = PUT_OFF.iter().any(|words| bare.starts_with(words));
    !says_nothing(text, cx.parameters()) && !NOT_HELD.contains(&bare) && !is_put_off
}

fn worth(
    cx: &Implementation<'_>,
    id: ChangeRecordId,
    review: &PostChangeReview,
    due: Timestamp,
) -> Worth {
    let Some(at) = review.reviewed_at.value() else {
        return Worth::Open("when it was held was not exported".to_owned());
    };
    if at.at > cx.as_of {
        return Worth::Bad(format!(
            "it is dated {}, later than the time as of which this is judged",
            when(at)
        ));
    }
    match cx.against_start(at, EventSystem::Other) {
        Order::Earlier => {
            return Worth::Bad(format!("it is dated {}, before {}", when(at), cx.noun()));
        }
        Order::Undecided => {
            return Worth::Open(format!(
                "that it was held at {} does not tell whether it came after {}",
                when(at),
                cx.noun()
            ));
        }
        Order::Later | Order::Equal => {}
    }
    let mut bad: Vec<String> = Vec::new();
    if at.at > due {
        bad.push(format!(
            "it was held at {}, {} late",
            when(at),
            span(due, at.at)
        ));
    } else if at.latest() > due {
        return Worth::Open("its date alone does not tell whether it was in time".to_owned());
    }
    if review.outcome.text().trim().is_empty() {
        match review.outcome {
            Field::NotExported => return Worth::Open("its outcome was not exported".to_owned()),
            Field::Empty | Field::Value(_) => bad.push("it has no outcome".to_owned()),
        }
    } else if !is_outcome(cx, review.outcome.text()) {
        let said = review.outcome.text().trim();
        bad.push(format!("'{said}' is no outcome"));
    }
    let before = reviewed_before(cx, id);
    let code = match (code_review(cx, id, review), before) {
        (Code::Reviewed { .. }, _) | (_, Outcome::Pass) => None,
        (Code::Not(why), Outcome::Fail) => {
            bad.push(why);
            None
        }
        (Code::Open(why), Outcome::Fail) => Some(why),
        (_, Outcome::InsufficientEvidence | Outcome::NotApplicable | Outcome::Pending) => Some(
            "the code was not reviewed in it, and whether it was before the deployment is not known"
                .to_owned(),
        ),
    };
    let independence = match &review.reviewed_by {
        Field::Value(reviewer) => independence(cx, id, reviewer),
        Field::NotExported => Independence::Unknown("who held it was not exported".to_owned()),
        Field::Empty => Independence::Unknown("it names no reviewer".to_owned()),
    };
    if let Independence::None(role) = &independence {
        bad.push(format!(
            "it was held by {}, {role}",
            review.reviewed_by.value().map_or("", |by| cx.shown(by))
        ));
    }
    if !bad.is_empty() {
        return Worth::Bad(bad.join(", and "));
    }
    if !cx.start_is_known() {
        return Worth::Open(
            "when the change was carried out, and so when its review was due, is not known"
                .to_owned(),
        );
    }
    if let Some(why) = code {
        return Worth::Open(why);
    }
    let by_account = matches!(
        code_review(cx, id, review),
        Code::Reviewed { by_account: true }
    ) && before != Outcome::Pass;
    match independence {
        Independence::Unknown(why) => Worth::Open(why),
        Independence::Full if by_account => Worth::GoodByAccount,
        Independence::ByAccount => Worth::GoodByAccount,
        Independence::Full | Independence::None(_) => Worth::Good,
    }
}

/// The code review of a post-change review.
enum Code {
    Reviewed {
        by_account: bool,
    },
    /// There was none that counts: why.
    Not(String),
    /// Why it cannot be told.
    Open(String),
}

fn code_review(cx: &Implementation<'_>, id: ChangeRecordId, review: &PostChangeReview) -> Code {
    match review.code_reviewed {
        Field::Value(true) => {}
        Field::Value(false) | Field::Empty => {
            return Code::Not(
                "the code was not reviewed in it, nor before the deployment".to_owned(),
            );
        }
        Field::NotExported => {
            return Code::Open("whether the code was reviewed in it was not exported".to_owned());
        }
    }
    let Some(by) = review.code_reviewed_by.value() else {
        return Code::Reviewed { by_account: false };
    };
    match independence(cx, id, by) {
        Independence::Full => Code::Reviewed { by_account: false },
        Independence::ByAccount => Code::Reviewed { by_account: true },
        Independence::None(role) => Code::Not(format!(
            "the code was reviewed in it by {}, {role}, and not before the deployment",
            cx.shown(by)
        )),
        Independence::Unknown(why) => Code::Open(why),
    }
}

/// Whether every change of the emergency had a qualifying approval when it was deployed.
fn reviewed_before(cx: &Implementation<'_>, id: ChangeRecordId) -> Outcome {
    let Some(deployed) = cx.deployed() else {
        // There is no code to review.
        return Outcome::Pass;
    };
    changes_under(cx, id)
        .map(|change| by_normal_rules(&deployed, change).outcome)
        .reduce(Outcome::worse)
        .unwrap_or(Outcome::InsufficientEvidence)
}

fn facts_of(cx: &Implementation<'_>, id: PostChangeReviewId) -> Vec<Fact> {
    let review = &cx.snapshot.post_change_reviews[id.index()].record;
    let own = RecordRef::PostChangeReview(id);
    [
        cx.fact(own, "reviewed_at", || field_text(&review.reviewed_at)),
        cx.fact(own, "reviewed_by", || account_text(&review.reviewed_by)),
        review
            .code_reviewed_by
            .value()
            .and_then(|by| cx.fact(own, "code_reviewed_by", || by.name.clone())),
        cx.fact(own, "outcome", || field_text(&review.outcome)),
        cx.fact(own, "code_reviewed", || field_text(&review.code_reviewed)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

static CASES: &[Case] = &[
    Case {
        name: "the outcome says that no review was held",
        given: |w| {
            w.emergency();
            w.post_change_review().outcome = World::text("Not held");
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the outcome is a placeholder",
        given: |w| {
            w.emergency();
            w.post_change_review().outcome = World::text("TBD");
        },
        then: Outcome::Fail,
    },
    Case {
        name: "an emergency, reviewed two days later",
        given: World::emergency,
        then: Outcome::Pass,
    },
    Case {
        name: "reviewed eight days later",
        given: |w| {
            w.emergency();
            w.post_change_review().reviewed_at = World::at(8 * 24 * 60);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "reviewed eight days later, with a holiday among the business days",
        given: |w| {
            w.emergency();
            w.post_change_review().reviewed_at = World::at(8 * 24 * 60);
            w.add(Holiday {
                date: World::day(2025, 3, 5).unwrap_or_default(),
                name: World::text("Founders' day"),
            });
        },
        then: Outcome::Pass,
    },
    Case {
        name: "the day of the review alone is known, and it is the last one",
        given: |w| {
            w.emergency();
            w.post_change_review().reviewed_at = World::day_of(7 * 24 * 60);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "reviewed in the last second",
        given: |w| {
            w.emergency();
            let midnight = 7 * 24 * 60 + 14 * 60;
            let last = after(&World::moment(midnight), -1);
            w.post_change_review().reviewed_at = Field::Value(last);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "reviewed at the very time as of which this is judged",
        given: |w| {
            w.emergency();
            w.as_of(48 * 60);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "reviewed by somebody whom the roster does not know",
        given: |w| {
            w.emergency();
            w.post_change_review().reviewed_by = World::login("zoe");
        },
        then: Outcome::Pass,
    },
    Case {
        name: "reviewed by somebody whom the roster does not know, and later by somebody of the roster",
        given: |w| {
            w.emergency();
            w.post_change_review().reviewed_by = World::login("zoe");
            let mut later = w.post_change_review().clone();
            later.reviewed_by = World::typed("chidi@clicki.example");
            later.reviewed_at = World::at(3 * 24 * 60);
            w.add(later);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "somebody whom the roster does not know read the code, which nobody had approved before",
        given: |w| {
            w.emergency();
            w.pull_request().reviews = Field::Value(Vec::new());
            w.post_change_review().code_reviewed_by = World::login("zoe");
        },
        then: Outcome::Pass,
    },
    Case {
        name: "somebody whom the roster does not know read the code, which somebody had approved before",
        given: |w| {
            w.emergency();
            w.post_change_review().code_reviewed_by = World::login("zoe");
        },
        then: Outcome::Pass,
    },
    Case {
        name: "neither the record nor the deployment names who deployed",
        given: |w| {
            w.emergency();
            w.record().implementer = Field::Empty;
            w.deployment().triggered_by = Field::Empty;
            w.deployment().deployed_by = Field::Empty;
            w.without(RecordKind::PipelineRun);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "its reviewer stands as the author of a squash commit whose branch is known",
        given: |w| {
            w.emergency();
            w.merge().author.email = "chidi@clicki.example".to_owned();
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "reviewed by its author",
        given: |w| {
            w.emergency();
            w.post_change_review().reviewed_by =
                Field::Value(Account::new(System::Plain, "ana@clicki.example"));
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the record names no implementer, and whoever deployed it reviewed it",
        given: |w| {
            w.emergency();
            w.record().implementer = Field::Empty;
            w.post_change_review().reviewed_by = World::typed("lena@clicki.example");
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the record names no implementer, and its reviewer had tried to deploy it before",
        given: |w| {
            w.emergency();
            w.record().implementer = Field::Empty;
            w.fail_before(-30, "chidi");
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the record names no implementer, and somebody without a part in the review had tried before",
        given: |w| {
            w.emergency();
            w.record().implementer = Field::Empty;
            w.fail_before(-30, "lena");
        },
        then: Outcome::Pass,
    },
    Case {
        name: "who set off the run is not known, and a machine in the log of another tool does not tell",
        given: |w| {
            w.emergency();
            w.record().implementer = Field::Empty;
            w.without(RecordKind::PipelineRun);
            let mut machine = Account::new(System::Plain, "release-machine");
            machine.kind = AccountKind::App;
            w.log_too(machine);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "who set off the run is not known, and the log of another tool names who deployed",
        given: |w| {
            w.emergency();
            w.record().implementer = Field::Empty;
            w.without(RecordKind::PipelineRun);
            w.log_too(Account::new(System::Plain, "lena@clicki.example"));
        },
        then: Outcome::Pass,
    },
    Case {
        name: "its author alone read the code, in a review that somebody else held",
        given: |w| {
            w.emergency();
            w.pull_request().reviews = Field::Value(Vec::new());
            w.post_change_review().code_reviewed_by = World::typed("ana@clicki.example");
        },
        then: Outcome::Fail,
    },
    Case {
        name: "reviewed by a shared login",
        given: |w| {
            w.emergency();
            w.post_change_review().reviewed_by = World::typed("admin");
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the day of the review alone does not tell whether it came after the deployment",
        given: |w| {
            w.emergency();
            w.post_change_review().reviewed_at = World::day_of(0);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "reviewed without a look at the code, and nobody had approved it before",
        given: |w| {
            w.emergency();
            w.pull_request().reviews = Field::Value(Vec::new());
            w.post_change_review().code_reviewed = Field::Value(false);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "reviewed without a look at the code, which somebody had approved before",
        given: |w| {
            w.emergency();
            w.post_change_review().code_reviewed = Field::Value(false);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "no review, and the register covers the time",
        given: |w| {
            w.emergency();
            w.post_change_review().change = "CHG-4711".to_owned();
        },
        then: Outcome::Fail,
    },
    Case {
        name: "no review, and the register does not cover the due date",
        given: |w| {
            w.emergency();
            w.post_change_review().change = "CHG-4711".to_owned();
            w.not_covered(RecordKind::PostChangeReview);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "no review yet, and it is not due",
        given: |w| {
            w.emergency();
            w.post_change_review().change = "CHG-4711".to_owned();
            w.as_of(24 * 60);
        },
        then: Outcome::Pending,
    },
    Case {
        name: "the record names a shared login as its implementer",
        given: |w| {
            w.emergency();
            w.record().implementer = Field::Value(Account::new(System::Jira, "admin"));
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the outcome says that the review was put off",
        given: |w| {
            w.emergency();
            w.post_change_review().outcome = World::text("Review postponed to next sprint");
        },
        then: Outcome::Fail,
    },
    Case {
        name: "one review of two changes",
        given: |w| {
            w.emergency();
            w.post_change_review().change = "CHG-1000, CHG-1084".to_owned();
        },
        then: Outcome::Pass,
    },
    Case {
        name: "a review that is planned and not held yet",
        given: |w| {
            w.emergency();
            w.as_of(60);
        },
        then: Outcome::Pending,
    },
    Case {
        name: "an emergency that nothing justifies",
        given: World::unfounded_emergency,
        then: Outcome::NotApplicable,
    },
    Case {
        name: "a normal change",
        given: |_| {},
        then: Outcome::NotApplicable,
    },
];

/// Each starts from a clean change of CHG-2000, carried out by hand from the start on.
static RECORD_CASES: &[Case] = &[
    Case {
        name: "an emergency, reviewed two days later",
        given: World::emergency,
        then: Outcome::Pass,
    },
    Case {
        name: "reviewed without a look at code, of which there is none",
        given: |w| {
            w.emergency();
            w.post_change_review().code_reviewed = Field::Value(false);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "reviewed eight days later",
        given: |w| {
            w.emergency();
            w.post_change_review().reviewed_at = World::at(8 * 24 * 60);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "reviewed by whoever carried it out",
        given: |w| {
            w.emergency();
            w.post_change_review().reviewed_by =
                Field::Value(Account::new(System::Plain, "ana@clicki.example"));
        },
        then: Outcome::Fail,
    },
    Case {
        name: "no review, and the register covers the time",
        given: |w| {
            w.emergency();
            w.post_change_review().change = "CHG-4711".to_owned();
        },
        then: Outcome::Fail,
    },
    Case {
        name: "no review yet, and it is not due",
        given: |w| {
            w.emergency();
            w.post_change_review().change = "CHG-4711".to_owned();
            w.as_of(24 * 60);
        },
        then: Outcome::Pending,
    },
    Case {
        name: "the record names nobody who carried it out",
        given: |w| {
            w.emergency();
            w.record().implementer = Field::Empty;
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "no review, and the register does not cover the due date",
        given: |w| {
            w.emergency();
            w.post_change_review().change = "CHG-4711".to_owned();
            w.not_covered(RecordKind::PostChangeReview);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "an emergency that nothing justifies",
        given: World::unfounded_emergency,
        then: Outcome::NotApplicable,
    },
    Case {
        name: "a normal change",
        given: |_| {},
        then: Outcome::NotApplicable,
    },
];
