//! GOV-03: whatever was found to break the policy was followed up in time.

use changeproof_domain::outcome::{Fact, Outcome, Overlay};
use changeproof_domain::snapshot::{FindingKey, FollowUp, FollowUpId, FollowUpStep, RecordRef};
use changeproof_domain::time::{ForPeople, Timestamp};

use crate::case::Case;
use crate::context::short;
use crate::control::{Control, Judges, Parameter, Severity, partial};
use crate::finding::Finding;
use crate::others::FindingContext;

/// The control.
pub(crate) static CONTROL: Control = Control {
    id: "GOV-03",
    version: 1,
    name: "Violations followed up",
    severity: Severity::High,
    clauses: &["ENF"],
    since: "0.1.0",
    parameters: |p| {
        vec![Parameter::number(
            "business_days",
            p.follow_up_due_business_days,
        )]
    },
    frameworks: &[partial(
        "SOC 2",
        "CC4.2",
        "Tests that each failure that was shown has a cause, an owner, an action and a date in time, not \
         whether the action was enough.",
    )],
    stricter_than_policy: Some(
        "The policy says that breaking it may have consequences, without a deadline; ten business days and \
         what has to be recorded are ours.",
    ),
    checks: "Judges each failure of a critical or high control that an earlier evaluation showed, on what \
        is judged in the period. Passes where an owner, a cause, an action and its date were recorded within \
        ten business days after the evaluation that first showed it. Fails where one of the four was \
        recorded later, or not at all. Pending while the days run. Where a finding whose four parts were \
        there in time is opened again, the days run anew; otherwise they do not. Insufficient evidence where \
        the parts are missing or late and the control cannot tell any more whether it fails. Does not apply \
        where the control does not fail any more, where an exception that was approved before the deployment \
        covers it, and where the same failure of an earlier deployment of the same changes is followed. A \
        failure that no evaluation showed yet is no finding.",
    why: "A violation that nobody follows up happens again.",
    evidence: "Evaluations of this workspace, and what was recorded about their findings.",
    needs: &[],
    remedy: "Fail: record cause, owner, action and date now, and why it was late. Insufficient evidence: \
        import what the failed control lacks; what was recorded about the finding stays.",
    check: Judges::Finding(check),
    cases: CASES,
};

/// What stands recorded of one finding.
#[derive(Default)]
struct Parts {
    owner: Option<String>,
    cause: bool,
    action: bool,
    date: bool,
    /// When all four were there.
    complete: Option<Timestamp>,
}

impl Parts {
    fn missing(&self) -> String {
        let parts = [
            (self.owner.is_some(), "owner"),
            (self.cause, "cause"),
            (self.action, "action"),
            (self.date, "date"),
        ];
        let missing = parts.into_iter().filter(|(there, _)| !there);
        missing.map(|(_, what)| what).collect::<Vec<_>>().join(", ")
    }

    fn take(&mut self, step: &FollowUp) {
        match &step.step {
            FollowUpStep::Acknowledged {
                owner,
                cause,
                action,
                ..
            } => {
                self.owner = Some(owner.clone());
                self.cause |= cause.is_some();
                self.action |= action.is_some();
                self.date = true;
            }
            FollowUpStep::Remediated { .. } => {
                self.cause = true;
                self.action = true;
                self.date = true;
            }
            FollowUpStep::Reopened { .. } => *self = Parts::default(),
        }
        if self.missing().is_empty() {
            self.complete = self.complete.or(Some(step.at));
        }
    }
}

fn check(cx: &FindingContext<'_>) -> Finding {
    let shown = cx.shown;
    let what = || format!("{} on {}", cx.control.id, subject(&shown.key));
    if cx.is_over() {
        return cx
            .not_applicable(|| {
                let outcome = cx.now.outcome.label().to_lowercase();
                format!(
                    "{} failed in an earlier evaluation and does not any more: the outcome is now {outcome}.{}",
                    what(),
                    cx.now_told.as_ref().map(|now| format!(" {}", now.reason)).unwrap_or_default()
                )
            })
            .with(facts(cx))
            .with(cx.now_told.iter().flat_map(|now| now.facts.iter().cloned()));
    }
    if cx.now.overlays.contains(Overlay::Excepted) {
        return cx
            .not_applicable(|| {
                format!(
                    "{} fails, and an exception that was approved before the deployment covers it.",
                    what()
                )
            })
            .with(facts(cx))
            .with(cx.now_told.iter().flat_map(|now| {
                let facts = now.facts.iter();
                let of_exception =
                    facts.filter(|fact| matches!(fact.record, RecordRef::ExceptionEntry(_)));
                of_exception.cloned()
            }));
    }
    if let Some(first) = cx.first {
        let first = &cx.snapshot.findings.shown[first.index()];
        return cx
            .not_applicable(|| {
                format!(
                    "{} is the same failure as that of deployment {}, which brought the same changes \
                     first, and is followed there.",
                    what(),
                    first.key.id
                )
            })
            .with(facts(cx));
    }
    let calendar = &cx.snapshot.calendar;
    let days = cx.parameters().follow_up_due_business_days;
    let mut due = calendar.due(shown.at, days);
    let mut reopened = None;
    let mut parts = Parts::default();
    let steps = cx.snapshot.findings.steps(&shown.key);
    for (_, step) in steps.filter(|(_, step)| step.at <= cx.as_of) {
        let in_time = parts.complete.is_some_and(|at| at <= due);
        if in_time && matches!(step.step, FollowUpStep::Reopened { .. }) {
            due = calendar.due(step.at, days);
            reopened = Some(step.at);
        }
        parts.take(step);
    }
    let missing = parts.missing();
    let zone = calendar.zone;
    let shown_words = || {
        let first = format!("first shown at {}", ForPeople(shown.at));
        match reopened {
            Some(at) => format!("{first} and opened again at {}", ForPeople(at)),
            None => first,
        }
    };
    let due_words = || format!("due by the end of {} ({zone})", due.date_in(zone));
    let owner = parts.owner.as_deref().unwrap_or_default();
    let is_open = cx.now.outcome == Outcome::InsufficientEvidence;
    let finding = match parts.complete {
        Some(at) if at <= due => cx.pass(|| {
            format!(
                "{}, {}, has an owner ({owner}), a cause, an action and a date since {}, in time: they were \
                 {}.",
                what(),
                shown_words(),
                ForPeople(at),
                due_words()
            )
        }),
        Some(at) if is_open => cx.insufficient(|| {
            format!(
                "{}, {}, was followed up at {}, too late: that was {}. Whether it fails at all cannot be told \
                 any more.",
                what(),
                shown_words(),
                ForPeople(at),
                due_words()
            )
        }),
        Some(at) => cx.fail(|| {
            format!(
                "{}, {}, has an owner ({owner}), a cause, an action and a date only since {}: they were {}.",
                what(),
                shown_words(),
                ForPeople(at),
                due_words()
            )
        }),
        None if cx.as_of <= due => cx.pending(|| {
            format!(
                "{}, {}, lacks: {missing}. That is {}.",
                what(),
                shown_words(),
                due_words()
            )
        }),
        None if is_open => cx.insufficient(|| {
            format!(
                "{}, {}, lacks: {missing}. That was {}. Whether it fails at all cannot be told any more.",
                what(),
                shown_words(),
                due_words()
            )
        }),
        None => cx.fail(|| {
            format!(
                "{}, {}, lacks: {missing}. That was {}.",
                what(),
                shown_words(),
                due_words()
            )
        }),
    };
    finding.with(facts(cx))
}

/// What a failure is about, for a sentence.
fn subject(key: &FindingKey) -> String {
    let id = &key.id;
    match key.kind.as_str() {
        "deployment" => format!("deployment {id}"),
        "import" => format!("the file {}", short(id)),
        "period" => format!("the period {id}"),
        "policy" => "the policy".to_owned(),
        "exception" => format!("exception {id}"),
        _ => id.clone(),
    }
}

fn facts(cx: &FindingContext<'_>) -> Vec<Fact> {
    let findings = &cx.snapshot.findings;
    let first = cx.fact(RecordRef::Finding(cx.id), "at", || cx.shown.at.to_string());
    let steps = findings.steps(&cx.shown.key);
    let steps = steps.filter(|(_, step)| step.at <= cx.as_of);
    let of_steps = steps.flat_map(|(id, step)| facts_of(cx, id, step));
    first.into_iter().chain(of_steps).collect()
}

fn facts_of(cx: &FindingContext<'_>, id: FollowUpId, of: &FollowUp) -> Vec<Fact> {
    let record = RecordRef::FollowUp(id);
    let text = |field: &'static str, text: &str| cx.fact(record, field, || text.to_owned());
    let maybe = |field, value: &Option<String>| {
        let value = value.as_deref()?;
        text(field, value)
    };
    let own = match &of.step {
        FollowUpStep::Acknowledged {
            owner,
            due,
            cause,
            action,
        } => [
            text("owner", owner),
            cx.fact(record, "due", || due.to_string()),
            maybe("cause", cause),
            maybe("action", action),
        ],
        FollowUpStep::Remediated { cause, action, on } => [
            text("cause", cause),
            text("action", action),
            cx.fact(record, "on", || on.to_string()),
            None,
        ],
        FollowUpStep::Reopened { reason } => [text("reason", reason), None, None, None],
    };
    let at = cx.fact(record, "at", || of.at.to_string());
    at.into_iter().chain(own.into_iter().flatten()).collect()
}

const DAY: i64 = 24 * 60;

static CASES: &[Case] = &[
    Case {
        name: "no review, followed up with all four parts a week after it was shown",
        given: |w| {
            w.unreviewed_and_shown(DAY);
            w.acknowledge(2 * DAY);
            w.remediate(8 * DAY);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "owner, cause, action and date recorded at once",
        given: |w| {
            w.unreviewed_and_shown(DAY);
            w.acknowledge_with_plan(2 * DAY);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "nobody did anything about it",
        given: |w| w.unreviewed_and_shown(DAY),
        then: Outcome::Fail,
    },
    Case {
        name: "an owner and a date, and neither cause nor action",
        given: |w| {
            w.unreviewed_and_shown(DAY);
            w.acknowledge(2 * DAY);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "recorded on the tenth business day",
        given: |w| {
            w.unreviewed_and_shown(DAY);
            w.acknowledge_with_plan(15 * DAY);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "recorded on the eleventh business day",
        given: |w| {
            w.unreviewed_and_shown(DAY);
            w.acknowledge_with_plan(16 * DAY);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "recorded in time, and opened again only after the day of the judgement",
        given: |w| {
            w.unreviewed_and_shown(DAY);
            w.acknowledge_with_plan(2 * DAY);
            w.reopen(100 * DAY);
            w.as_of(50 * DAY);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "nothing recorded, and the ten days still run",
        given: |w| {
            w.unreviewed_and_shown(DAY);
            w.as_of(14 * DAY);
        },
        then: Outcome::Pending,
    },
    Case {
        name: "followed up in time, opened again much later, and followed up in time again",
        given: |w| {
            w.unreviewed_and_shown(DAY);
            w.acknowledge_with_plan(2 * DAY);
            w.reopen(100 * DAY);
            w.acknowledge_with_plan(103 * DAY);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "opened again and nothing recorded since",
        given: |w| {
            w.unreviewed_and_shown(DAY);
            w.acknowledge_with_plan(2 * DAY);
            w.reopen(100 * DAY);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "opened again before the four parts were there: that gives no more time",
        given: |w| {
            w.unreviewed_and_shown(DAY);
            w.acknowledge(2 * DAY);
            w.reopen(100 * DAY);
            w.acknowledge_with_plan(101 * DAY);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "a review was imported since: the control does not fail any more",
        given: |w| w.shown(DAY),
        then: Outcome::NotApplicable,
    },
    Case {
        name: "an exception that was approved before the deployment covers it",
        given: |w| w.unreviewed_and_shown_excepted(DAY),
        then: Outcome::NotApplicable,
    },
    Case {
        name: "the same changes failed before they were rolled back and deployed again",
        given: |w| w.deployed_again_and_shown(DAY),
        then: Outcome::NotApplicable,
    },
    Case {
        name: "nothing recorded, and the reviews are not exported any more",
        given: |w| {
            w.shown(DAY);
            w.reviews_not_exported();
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "recorded late, and the reviews are not exported any more",
        given: |w| {
            w.shown(DAY);
            w.acknowledge_with_plan(40 * DAY);
            w.reviews_not_exported();
        },
        then: Outcome::InsufficientEvidence,
    },
];
