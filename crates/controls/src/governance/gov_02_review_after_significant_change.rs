//! GOV-02: after each significant change it was decided, in time, what it means for the policy.

use changeproof_domain::coverage::Scope;
use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Fact, Outcome};
use changeproof_domain::record::{PolicyTrigger, RecordKind};
use changeproof_domain::snapshot::{PolicyTriggerId, RecordRef};
use changeproof_domain::time::{DAY, HOUR, Moment, Timestamp};

use crate::case::{Case, START, World};
use crate::context::{field_text, when};
use crate::control::{Control, Judges, Parameter, Severity, partial};
use crate::finding::Finding;
use crate::others::PeriodContext;

/// The control.
pub(crate) static CONTROL: Control = Control {
    id: "GOV-02",
    version: 1,
    name: "Review after significant change",
    severity: Severity::Medium,
    clauses: &["OWN"],
    since: "0.1.0",
    parameters: |p| {
        vec![Parameter::number(
            "decision_days",
            p.trigger_decision_within / DAY,
        )]
    },
    frameworks: &[partial(
        "SOC 2",
        "CC3.4",
        "Tests that a decision on the policy followed each recorded change, not that every significant \
         change was recorded.",
    )],
    stricter_than_policy: Some(
        "The policy asks for a review after significant change without a deadline; thirty days are ours.",
    ),
    checks: "Passes where each significant change of the period that the register names has a decision on \
        the policy within thirty days. Fails where one was decided later, or not at all. Pending while the \
        thirty days run. Insufficient evidence where a day or the decision was not exported, or where no \
        register covers the period. Does not apply where the register covers the period and names no \
        significant change.",
    why: "A new system, team or law can make a policy wrong long before its yearly review.",
    evidence: "Register of significant changes with the decisions on the policy.",
    needs: &[RecordKind::PolicyTrigger],
    remedy: "Fail: decide now what the change means for the policy, and record why it was late. \
        Insufficient evidence: import the register of significant changes and declare the days that it \
        covers.",
    check: Judges::Policy(check),
    cases: CASES,
};

fn check(cx: &PeriodContext<'_>) -> Finding {
    let zone = cx.snapshot.calendar.zone;
    let days = cx.known_days();
    let from = Timestamp::start_of(days.from, zone);
    let to = Timestamp::end_of(days.to, zone);
    let triggers = cx.snapshot.registers.policy_triggers.iter().enumerate();
    let judged: Vec<Finding> = triggers
        .filter_map(|(index, trigger)| {
            let id = PolicyTriggerId::from(index);
            match trigger.at.value() {
                Some(at) if at.latest() < from || at.at > to => None,
                Some(at) => Some(decided(cx, trigger, at)),
                None => Some(cx.insufficient(|| {
                    format!("When '{}' happened was not exported.", trigger.what)
                })),
            }
            .map(|finding| finding.with(facts(cx, id, trigger)))
        })
        .collect();
    let covered =
        cx.snapshot
            .coverage
            .through(RecordKind::PolicyTrigger, &Scope::Company, from, to);
    let unknown = (!covered).then(|| {
        cx.insufficient(|| {
            "No imported register of significant changes covers the period, so there may be more."
                .to_owned()
        })
        .with(cx.declared(RecordKind::PolicyTrigger))
    });
    Finding::worst(judged.into_iter().chain(unknown)).unwrap_or_else(|| {
        cx.not_applicable(|| {
            "The register covers the period and names no significant change in it.".to_owned()
        })
        .with(cx.declared(RecordKind::PolicyTrigger))
    })
}

fn decided(cx: &PeriodContext<'_>, trigger: &PolicyTrigger, at: &Moment) -> Finding {
    let within = cx.parameters().trigger_decision_within;
    // A day alone leaves its last instant open.
    let (due, latest_due) = (at.at.plus(within), at.latest().plus(within));
    let what = &trigger.what;
    let overdue = cx.as_of > latest_due;
    let untimely = match &trigger.decided_at {
        Field::Value(on) if on.latest() < at.at => Some("before it"),
        Field::Value(on) if on.at > cx.as_of => {
            Some("later than the time as of which this is judged")
        }
        Field::Value(_) | Field::Empty | Field::NotExported => None,
    };
    match (&trigger.decision, &trigger.decided_at) {
        (Field::Value(_), Field::Value(on)) if untimely.is_some() => cx.insufficient(|| {
            format!(
                "The decision on the policy after '{what}' at {} is dated {}, {}.",
                when(at),
                when(on),
                untimely.unwrap_or_default()
            )
        }),
        (Field::NotExported, _) => {
            cx.insufficient(|| format!("What was decided after '{what}' was not exported."))
        }
        (Field::Empty, _) if overdue => {
            let coverage = &cx.snapshot.coverage;
            let kind = RecordKind::PolicyTrigger;
            match coverage.through(kind, &Scope::Company, at.at, latest_due) {
                true => cx
                    .fail(|| {
                        format!("After '{what}' at {} nothing was decided on the policy.", when(at))
                    })
                    .with(cx.declared(kind)),
                false => cx.insufficient(|| {
                    format!(
                        "After '{what}' at {} the imported register tells of no decision, and it does not \
                         cover the {} days in which one was due.",
                        when(at),
                        within / DAY
                    )
                })
                .with(cx.declared(kind)),
            }
        }
        (Field::Empty, _) => cx.pending(|| {
            format!(
                "After '{what}' at {} a decision on the policy is due within {} days.",
                when(at),
                within / DAY
            )
        }),
        (Field::Value(_), Field::Value(on)) if on.latest() <= due => cx.pass(|| {
            format!("After '{what}' at {} it was decided at {} on the policy.", when(at), when(on))
        }),
        (Field::Value(_), Field::Value(on)) if on.at > latest_due => cx.fail(|| {
            format!(
                "After '{what}' at {} it was decided only at {} on the policy, more than {} days later.",
                when(at),
                when(on),
                within / DAY
            )
        }),
        (Field::Value(_), Field::Value(on)) => cx.insufficient(|| {
            format!(
                "After '{what}' at {} it was decided at {}; the days alone do not tell whether that was \
                 in time.",
                when(at),
                when(on)
            )
        }),
        (Field::Value(_), Field::Empty | Field::NotExported) => {
            cx.insufficient(|| format!("When it was decided after '{what}' was not exported."))
        }
    }
}

fn facts(cx: &PeriodContext<'_>, id: PolicyTriggerId, trigger: &PolicyTrigger) -> Vec<Fact> {
    let own = RecordRef::PolicyTrigger(id);
    [
        cx.fact(own, "what", || trigger.what.clone()),
        cx.fact(own, "at", || field_text(&trigger.at)),
        cx.fact(own, "decision", || field_text(&trigger.decision)),
        cx.fact(own, "decided_at", || field_text(&trigger.decided_at)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Nothing was decided, and so there is no time of it.
fn undecided(trigger: &mut PolicyTrigger) {
    trigger.decision = Field::Empty;
    trigger.decided_at = Field::Empty;
}

static CASES: &[Case] = &[
    Case {
        name: "a significant change was followed by a decision a week later",
        given: |_| {},
        then: Outcome::Pass,
    },
    Case {
        name: "it happened at the first instant of the period",
        given: |w| w.policy_trigger().at = World::at(-21 * 24 * 60 - 10 * 60),
        then: Outcome::Pass,
    },
    Case {
        name: "it happened at the last instant of the period",
        given: |w| {
            let midnight = START.plus(4 * DAY + 14 * HOUR);
            w.policy_trigger().at = Field::Value(Moment::utc(midnight.plus(-1)));
            w.policy_trigger().decided_at = World::at(10 * 24 * 60);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "it was decided at the time at which it happened",
        given: |w| w.policy_trigger().decided_at = World::at(-15 * 24 * 60),
        then: Outcome::Pass,
    },
    Case {
        name: "it was decided at the very time of the judgement",
        given: |w| w.as_of(-8 * 24 * 60),
        then: Outcome::Pass,
    },
    Case {
        name: "of both the day alone is known, and thirty days lie between them",
        given: |w| {
            w.policy_trigger().at = World::day_of(-15 * 24 * 60);
            w.policy_trigger().decided_at = World::day_of(15 * 24 * 60);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "it was decided at the last instant that may be in time, since of the change the day alone is known",
        given: |w| {
            let midnight = START.plus(15 * DAY + 14 * HOUR);
            w.policy_trigger().at = World::day_of(-15 * 24 * 60);
            w.policy_trigger().decided_at = Field::Value(Moment::utc(midnight.plus(-1)));
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "it was decided forty days later",
        given: |w| w.policy_trigger().decided_at = World::at((40 - 15) * 24 * 60),
        then: Outcome::Fail,
    },
    Case {
        name: "nothing was decided",
        given: |w| undecided(w.policy_trigger()),
        then: Outcome::Fail,
    },
    Case {
        name: "nothing was decided, and the thirty days still run",
        given: |w| {
            undecided(w.policy_trigger());
            w.as_of(24 * 60);
        },
        then: Outcome::Pending,
    },
    Case {
        name: "nothing was decided by the last instant of the thirty days",
        given: |w| {
            undecided(w.policy_trigger());
            w.as_of(15 * 24 * 60);
        },
        then: Outcome::Pending,
    },
    Case {
        name: "a second change was not followed by a decision",
        given: |w| {
            let mut second = w.policy_trigger().clone();
            second.what = "A second region".to_owned();
            undecided(&mut second);
            w.add(second);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the decision is dated a year before the change",
        given: |w| w.policy_trigger().decided_at = World::at(-380 * 24 * 60),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the decision is dated after the day of the judgement",
        given: |w| w.as_of(-10 * 24 * 60),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "nothing was decided, and the register ends before the thirty days do",
        given: |w| {
            w.policy_trigger().at = World::at(290 * 24 * 60);
            undecided(w.policy_trigger());
            w.as_of(330 * 24 * 60);
            w.period_until(2025, 12, 31);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the decision was not exported",
        given: |w| w.policy_trigger().decision = Field::NotExported,
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "when it was decided was not exported",
        given: |w| w.policy_trigger().decided_at = Field::NotExported,
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "when it happened was not exported",
        given: |w| w.policy_trigger().at = Field::NotExported,
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the register does not cover the period",
        given: |w| w.not_covered(RecordKind::PolicyTrigger),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "no register was imported",
        given: |w| w.without(RecordKind::PolicyTrigger),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the register covers the period, and the only change was after it",
        given: |w| w.policy_trigger().at = World::at(5 * 24 * 60),
        then: Outcome::NotApplicable,
    },
    Case {
        name: "the register covers the period, and the only change was before it",
        given: |w| w.policy_trigger().at = World::at(-60 * 24 * 60),
        then: Outcome::NotApplicable,
    },
];
