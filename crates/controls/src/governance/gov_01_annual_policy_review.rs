//! GOV-01: the policy was reviewed, and the review approved, within the last twelve months.

use changeproof_domain::coverage::Scope;
use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Fact, Outcome};
use changeproof_domain::record::{PolicyReview, RecordKind};
use changeproof_domain::snapshot::{PolicyReviewId, RecordRef};
use changeproof_domain::text::folded;
use changeproof_domain::time::Timestamp;
use chrono::{Months, NaiveDate};

use crate::case::{Case, World};
use crate::context::{account_text, field_text};
use crate::control::{Control, Judges, Parameter, Severity, partial};
use crate::finding::Finding;
use crate::governance::decision::{self, Decision};
use crate::others::PeriodContext;

/// The control.
pub(crate) static CONTROL: Control = Control {
    id: "GOV-01",
    version: 2,
    name: "Annual policy review",
    severity: Severity::High,
    clauses: &["OWN"],
    since: "0.1.0",
    parameters: |p| {
        vec![
            Parameter::number("review_months", p.policy_review_months),
            Parameter::words("policy_names", &p.policy_names),
        ]
    },
    frameworks: &[
        partial(
            "NIST SP 800-53",
            "CM-1",
            "Tests that the policy was reviewed in time, not what the review came to.",
        ),
        partial(
            "ISO 27001:2022",
            "A.5.1",
            "Tests the review of the change management policy alone.",
        ),
    ],
    stricter_than_policy: None,
    checks: "Passes where, at the end of the period or at the as-of time where that is earlier, the last \
        approved review of the change management policy is at most twelve calendar months old. A policy \
        is known by its name. A review is approved where the register names who approved it and the words of \
        its decision approve, such as approved, accepted, adopted, kept or no change; one that was rejected, \
        or is still open, does not count. Fails where it is older, or there is none, and the register covers the \
        twelve months. Insufficient evidence where the register does not cover them, where day, \
        approver or decision of a review that decides was not exported or its words say neither, or where no policy of the register has such a \
        name.",
    why: "A policy that nobody looks at drifts away from what is done.",
    evidence: "Register of policy reviews with day, approver and decision, and the days that it covers.",
    needs: &[RecordKind::PolicyReview],
    remedy: "Fail: review the policy and have the outcome approved. Insufficient evidence: import the \
        register of policy reviews and declare the days that it covers.",
    check: Judges::Policy(check),
    cases: CASES,
};

/// A review of the policy as far as it is known.
struct Held<'a> {
    id: PolicyReviewId,
    review: &'a PolicyReview,
    /// The day, where it was exported.
    on: Option<NaiveDate>,
}

impl Held<'_> {
    fn facts(&self, cx: &PeriodContext<'_>) -> Vec<Fact> {
        let own = RecordRef::PolicyReview(self.id);
        [
            cx.fact(own, "policy", || self.review.policy.clone()),
            cx.fact(own, "reviewed_at", || field_text(&self.review.reviewed_at)),
            cx.fact(own, "approved_by", || {
                account_text(&self.review.approved_by)
            }),
            cx.fact(own, "decision", || field_text(&self.review.decision)),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// What of it was not exported, as a sentence.
    fn open(&self) -> String {
        let policy = &self.review.policy;
        match (self.on, self.is_approved()) {
            (None, None) => format!(
                "When the policy '{policy}' was reviewed, and whether that was approved, was not exported."
            ),
            (None, Some(_)) => {
                format!("When the policy '{policy}' was reviewed was not exported.")
            }
            (Some(on), _) => match (&self.review.approved_by, &self.review.decision) {
                (Field::Value(_), Field::Value(words)) => format!(
                    "Whether the review of the policy '{policy}' on {on} was approved cannot be told from \
                     its decision: '{words}'."
                ),
                (Field::Value(_), Field::Empty) => format!(
                    "Whether the review of the policy '{policy}' on {on} was approved cannot be told: it \
                     holds no decision."
                ),
                _ => format!(
                    "Whether the review of the policy '{policy}' on {on} was approved was not exported."
                ),
            },
        }
    }

    /// Whether it may be a review of the last months: one without a day may.
    fn is_recent(&self, from: NaiveDate) -> bool {
        self.on.is_none_or(|on| on >= from)
    }

    /// Whether it was approved: by somebody, and by the words of its decision; none where that cannot be told.
    fn is_approved(&self) -> Option<bool> {
        let decided = match &self.review.decision {
            Field::Value(words) => decision::of(words),
            Field::Empty | Field::NotExported => Decision::Unknown,
        };
        match (&self.review.approved_by, decided) {
            (Field::Empty, _) | (_, Decision::NotApproved) => Some(false),
            (Field::Value(_), Decision::Approved) => Some(true),
            (Field::Value(_) | Field::NotExported, Decision::Approved | Decision::Unknown) => None,
        }
    }
}

fn check(cx: &PeriodContext<'_>) -> Finding {
    let parameters = cx.parameters();
    let zone = cx.snapshot.calendar.zone;
    let end = cx.known_days().to;
    let months = parameters.policy_review_months;
    let from = end.checked_sub_months(Months::new(months)).unwrap_or(end);
    let all = &cx.snapshot.registers.policy_reviews;
    let is_ours = |review: &PolicyReview| {
        let name = folded(&review.policy);
        parameters
            .policy_names
            .iter()
            .any(|word| name.contains(word.as_str()))
    };
    let held: Vec<Held<'_>> = all
        .iter()
        .enumerate()
        .filter(|(_, review)| is_ours(review))
        .map(|(index, review)| Held {
            id: index.into(),
            review: &review.record,
            on: review.reviewed_at.value().map(|at| at.at.date_in(zone)),
        })
        // What is reviewed later says nothing of these months.
        .filter(|review| review.on.is_none_or(|on| on <= end))
        .collect();
    if held.is_empty() && !all.is_empty() && !all.iter().any(|review| is_ours(review)) {
        return cx
            .insufficient(|| {
            format!(
                "None of the policies in the register is known as the change management policy by its \
                 name; the names have one of: {}.",
                parameters.policy_names.join(", ")
            )
        })
        .with(all.iter().enumerate().take(LISTED).filter_map(|(at, of)| {
            let own = RecordRef::PolicyReview(at.into());
            cx.fact(own, "policy", || of.policy.clone())
        }));
    }
    let approved = held
        .iter()
        .filter(|review| review.is_approved() == Some(true));
    let last = approved
        .filter_map(|review| Some((review.on?, review)))
        .max_by_key(|of| of.0);
    if let Some((on, review)) = last
        && on >= from
    {
        return cx
            .pass(|| {
                format!(
                    "The policy '{}' was reviewed on {on} and the review approved, at most {months} months \
                     before {end}.",
                    review.review.policy
                )
            })
            .with(review.facts(cx));
    }
    let mut open = held.iter().filter(|review| {
        review.is_recent(from) && (review.on.is_none() || review.is_approved().is_none())
    });
    if let Some(review) = open.find(|review| review.is_approved() != Some(false)) {
        return cx.insufficient(|| review.open()).with(review.facts(cx));
    }
    // Those that nobody approved are shown too: they are there, and do not count.
    let unapproved = held.iter().filter(|review| review.is_recent(from));
    let shown = last.map(|(_, review)| review).into_iter().chain(unapproved);
    let facts: Vec<Fact> = shown
        .take(LISTED)
        .flat_map(|review| review.facts(cx))
        .collect();
    let what = || match last {
        Some((on, _)) => format!("The last approved review of the policy is of {on}"),
        None => "No approved review of the policy is known".to_owned(),
    };
    let covered = cx.snapshot.coverage.through(
        RecordKind::PolicyReview,
        &Scope::Company,
        Timestamp::start_of(from, zone),
        Timestamp::end_of(end, zone),
    );
    if covered {
        cx.fail(|| format!("{}; one is due in the {months} months up to {end}.", what()))
            .with(facts)
            .with(cx.declared(RecordKind::PolicyReview))
    } else {
        cx.insufficient(|| {
            format!(
                "{}, and no imported register covers the {months} months up to {end}.",
                what()
            )
        })
        .with(facts)
        .with(cx.declared(RecordKind::PolicyReview))
    }
    .with_each_fact_once()
}

/// How many reviews are listed at most.
const LISTED: usize = 10;

static CASES: &[Case] = &[
    Case {
        name: "the policy was reviewed four months ago",
        given: |_| {},
        then: Outcome::Pass,
    },
    Case {
        name: "the last review is of thirteen months ago",
        given: |w| w.policy_review().reviewed_at = World::day_of(-13 * 31 * 24 * 60),
        then: Outcome::Fail,
    },
    Case {
        name: "nobody approved the only review of the year",
        given: |w| w.policy_review().approved_by = Field::Empty,
        then: Outcome::Fail,
    },
    Case {
        name: "the only review of the year was rejected",
        given: |w| w.policy_review().decision = World::text("Not approved: the scope is missing"),
        then: Outcome::Fail,
    },
    Case {
        name: "the only review of the year is still open",
        given: |w| w.policy_review().decision = World::text("pending"),
        then: Outcome::Fail,
    },
    Case {
        name: "the words of the decision neither approve nor reject",
        given: |w| w.policy_review().decision = World::text("Version 4"),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the decision of the review was not exported",
        given: |w| w.policy_review().decision = Field::NotExported,
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the review holds no decision",
        given: |w| w.policy_review().decision = Field::Empty,
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the last review is old, and the register does not cover the year",
        given: |w| {
            w.policy_review().reviewed_at = World::day_of(-13 * 31 * 24 * 60);
            w.not_covered(RecordKind::PolicyReview);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "who approved the only review was not exported, and it is of thirteen months ago",
        given: |w| {
            w.policy_review().reviewed_at = World::day_of(-13 * 31 * 24 * 60);
            w.policy_review().approved_by = Field::NotExported;
        },
        then: Outcome::Fail,
    },
    Case {
        name: "who approved the review was not exported",
        given: |w| w.policy_review().approved_by = Field::NotExported,
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "neither the day nor the approval of the review was exported",
        given: |w| {
            w.policy_review().reviewed_at = Field::NotExported;
            w.policy_review().approved_by = Field::NotExported;
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the day of the review was not exported",
        given: |w| w.policy_review().reviewed_at = Field::NotExported,
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the register names other policies alone",
        given: |w| w.policy_review().policy = "Access control policy".to_owned(),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "no register was imported",
        given: |w| w.without(RecordKind::PolicyReview),
        then: Outcome::InsufficientEvidence,
    },
];
