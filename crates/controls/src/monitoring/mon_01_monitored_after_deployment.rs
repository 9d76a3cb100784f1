//! MON-01: somebody or something looked at the service after the deployment.

use changeproof_domain::coverage::Scope;
use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Fact, Outcome, Overlay};
use changeproof_domain::record::{Attestation, MonitoringResult, RecordKind};
use changeproof_domain::snapshot::{DeploymentId, MonitoringResultId, RecordRef};
use changeproof_domain::text::folded;
use changeproof_domain::time::{HOUR, Moment, Order};
use chrono::Datelike;

use crate::case::{Case, World};
use crate::context::{Context, EventSystem, field_text, span, text_by, when};
use crate::control::{Control, Judges, Parameter, Severity, partial};
use crate::finding::Finding;
use crate::shared::attested::{self, About, Answer, Question, Subject};
use crate::shared::attested_parties::{about_implementation, in_every_source};
use crate::shared::emergency::after;
use crate::shared::known::Known;
use crate::shared::revision::is_same_revision;
use crate::shared::text::says_nothing;

/// The control.
pub(crate) static CONTROL: Control = Control {
    id: "MON-01",
    version: 2,
    name: "Monitored after deployment",
    severity: Severity::Medium,
    clauses: &["4-MON", "6-WATCH"],
    since: "0.1.0",
    parameters: |p| {
        vec![Parameter::number(
            "monitoring_hours",
            p.monitoring_within / HOUR,
        )]
    },
    frameworks: &[
        partial(
            "SOC 2",
            "CC7.2",
            "Tests that a result was recorded after deployments, not what is watched all the time.",
        ),
        partial(
            "ISO 27001:2022",
            "A.8.16",
            "Tests monitoring after deployments alone.",
        ),
    ],
    stricter_than_policy: Some("The policy gives no time; 24 hours after a deployment are ours."),
    checks: "Passes when a monitoring result with content was recorded for the deployment, its revision or \
        its service within 24 hours after the deployment began. What the result says does not matter here \
        (MON-02 and RBK-02 tell), but a placeholder such as n/a, and words that nobody looked, such as 'not \
        done', are no result. Passes too when a person attested for the service and quarter (subject \
        'SERVICE 2025-Q1', question 'Was the service monitored in this quarter?', answer yes) and the \
        imported incidents cover the 24 hours. Fails when the table of results covers the service and the \
        time and has none. Pending while the 24 hours have not passed.",
    why: "A failure that nobody looks for is found by customers.",
    evidence: "Monitoring results with service, time and result; attestations; incidents.",
    needs: &[RecordKind::MonitoringResult],
    remedy: "Fail: record who looked at which signals after deployments, or let the tool write it. \
        Insufficient evidence: import the results of that time and say which days they cover.",
    check: Judges::Deployment(check),
    cases: CASES,
};

pub(crate) static MONITORED: Question = Question {
    control: "MON-01",
    about: Subject::Quarter,
    text: "Was the service monitored in this quarter?",
    yes: &["monitored"],
    no: &["not monitored"],
    with_reason: false,
    roles: None,
};

fn check(cx: &Context<'_>) -> Finding {
    let service = &cx.deployment().service;
    let due = after(cx.start(), cx.parameters().monitoring_within);
    let hours = cx.parameters().monitoring_within / HOUR;
    let tolerance = cx.parameters().clock_tolerance;
    let judged: Vec<(MonitoringResultId, Known)> = cx
        .snapshot
        .registers
        .monitored(service, cx.start().at, due.latest().plus(tolerance))
        .iter()
        .map(|id| (*id, counts(cx, *id, &due)))
        .collect();
    let own = || {
        let service = cx.fact(cx.own_record(), "service", || service.clone());
        [cx.start_fact(), service].into_iter().flatten()
    };
    let first = |wanted: Known| judged.iter().find(|(_, counts)| *counts == wanted);
    if let Some((id, _)) = first(Known::Yes) {
        let of = result(cx, *id);
        return cx
            .pass(|| {
                format!(
                    "A monitoring result of {service} was recorded at {}, {} after the deployment began: {}.",
                    when(&of.checked_at),
                    span(cx.start().at, of.checked_at.at),
                    of.result.text().trim_end_matches('.')
                )
            })
            .with(facts(cx, *id))
            .with(own());
    }
    let answer = attested::answer(cx, &MONITORED, || about_quarter(cx));
    let hours_after = (cx.start().at, due.latest());
    let incidents = cx.snapshot.coverage.through(
        RecordKind::Incident,
        &Scope::Company,
        cx.start().at,
        due.latest(),
    );
    if let (Answer::Yes(of), true) = (&answer, incidents) {
        return cx
            .pass(|| {
                format!(
                    "{} The imported incidents cover the {hours} h after the deployment.",
                    of.sentence()
                )
            })
            .marked_if(of.by_account, Overlay::ByAccount)
            .with(of.facts(cx))
            .with(cx.covered_by(RecordKind::Incident, [&Scope::Company], hours_after))
            .with(own());
    }
    if cx.as_of <= due.latest() {
        return cx
            .pending(|| {
                format!("A monitoring result of {service} is due by {}, {hours} h after the deployment began.", when(&due))
            })
            .with(own());
    }
    let doubt = match (&answer, incidents) {
        (Answer::Yes(of), false) => format!(
            " {} But the imported incidents do not cover the {hours} h after the deployment.",
            of.sentence()
        ),
        (answer, _) => answer.remark(),
    };
    let scope = Scope::service(service, "");
    let coverage = &cx.snapshot.coverage;
    let covered = coverage.through(
        RecordKind::MonitoringResult,
        &scope,
        cx.start().at,
        due.latest(),
    );
    let may_pass = match &answer {
        Answer::Yes(_) | Answer::Unknown { .. } => true,
        Answer::Nothing | Answer::No(_) | Answer::Void(_) => false,
    };
    match (first(Known::Unknown), covered) {
        (Some((id, _)), _) => cx
            .insufficient(|| {
                format!(
                    "Whether the monitoring result of {service} at {} is one of this deployment, within \
                     {hours} h, cannot be told.{doubt}",
                    when(&result(cx, *id).checked_at)
                )
            })
            .with(facts(cx, *id)),
        (None, true) if !may_pass => cx
            .fail(|| {
                let other = first(Known::No).map(|(id, _)| why_not(cx, *id));
                format!(
                    "No monitoring result of {service} that counts was recorded within {hours} h after the \
                     deployment began at {}.{}{doubt}",
                    when(cx.start()),
                    other.unwrap_or_default()
                )
            })
            .with({ first(Known::No).into_iter() }.flat_map(|(id, _)| facts(cx, *id)))
            .with(cx.covered_by(RecordKind::MonitoringResult, [&scope], hours_after)),
        (None, _) => cx.insufficient(|| {
            let why = match (covered, coverage.has(RecordKind::MonitoringResult)) {
                (true, _) => "none was recorded in the imported table",
                (false, true) => "the imported ones do not cover that service and time",
                (false, false) => "none were imported",
            };
            format!(
                "Whether {service} was monitored within {hours} h after the deployment is not known: of \
                 monitoring results {why}.{doubt}"
            )
        }),
    }
    .with(answer.facts(cx))
    .with(own())
}

/// Why a result of the service does not count, as a sentence with a space before it.
fn why_not(cx: &Context<'_>, id: MonitoringResultId) -> String {
    let of = result(cx, id);
    let at = when(&of.checked_at);
    let why = match &of.result {
        Field::Empty => "is empty".to_owned(),
        Field::Value(text) if !is_result(cx, text) => format!("is no result: '{}'", text.trim()),
        Field::Value(_) | Field::NotExported if is_of_this(cx, id) == Known::No => {
            "is of another deployment".to_owned()
        }
        Field::Value(_) | Field::NotExported => "lies outside that time".to_owned(),
    };
    format!(" That of {at} {why}.")
}

fn result<'a>(cx: &Context<'a>, id: MonitoringResultId) -> &'a MonitoringResult {
    &cx.snapshot.registers.monitoring[id.index()].record
}

/// Words with which a result says that nobody looked.
const NOBODY_LOOKED: &[&str] = &[
    "no monitoring",
    "not checked",
    "not done",
    "not looked at",
    "not monitored",
    "not performed",
    "not reviewed",
    "not watched",
    "skipped",
];

/// Whether a text is a result: no placeholder, and not that nobody looked.
fn is_result(cx: &Context<'_>, text: &str) -> bool {
    let lower = folded(text.trim());
    !says_nothing(text, cx.parameters())
        && !NOBODY_LOOKED.iter().any(|words| lower.starts_with(words))
}

/// Whether a result of the service is one of this deployment, in time and with content.
fn counts(cx: &Context<'_>, id: MonitoringResultId, due: &Moment) -> Known {
    let of = result(cx, id);
    let tolerance = cx.parameters().clock_tolerance;
    let in_time = match (
        cx.against_start(&of.checked_at, EventSystem::Other),
        of.checked_at.order(due, tolerance),
    ) {
        (Order::Earlier, _) | (_, Order::Later) => Known::No,
        (Order::Undecided, _) | (_, Order::Undecided) => Known::Unknown,
        (Order::Later | Order::Equal, Order::Earlier | Order::Equal) => Known::Yes,
    };
    let content = match &of.result {
        Field::Value(text) if is_result(cx, text) => Known::Yes,
        Field::Value(_) | Field::Empty => Known::No,
        Field::NotExported => Known::Unknown,
    };
    match in_time.and(content) {
        Known::No => Known::No,
        other => other.and(is_of_this(cx, id)),
    }
}

/// Whether a result of the service is one of this deployment. One that names neither deployment nor
/// commit is of whatever ran.
fn is_of_this(cx: &Context<'_>, id: MonitoringResultId) -> Known {
    let of = result(cx, id);
    let by_revision = match (&of.revision, cx.revision()) {
        (Field::Value(theirs), own) if !own.is_empty() => Some(is_same_revision(own, theirs)),
        _ => None,
    };
    let known = |yes: bool| if yes { Known::Yes } else { Known::No };
    match (&of.deployment, by_revision) {
        (Field::Value(name), by_revision) => {
            let is = |own: DeploymentId| {
                let own = cx.attempt(own);
                own.id.eq_ignore_ascii_case(name) || own.key().eq_ignore_ascii_case(name)
            };
            let is_of_another = &cx.snapshot.registers.monitoring_of_deployments;
            match by_revision {
                _ if in_every_source(cx).any(is) => Known::Yes,
                _ if is_of_another.contains(&id) => Known::No,
                Some(same) => known(same),
                None => Known::Unknown,
            }
        }
        (Field::Empty | Field::NotExported, Some(same)) => known(same),
        (Field::Empty | Field::NotExported, None) if of.revision.is_value() => Known::Unknown,
        (Field::Empty | Field::NotExported, None) => Known::Yes,
    }
}

/// What is attested of the service in the quarter of the deployment, after the hours that count.
pub(crate) fn about_quarter<'a>(cx: &Context<'a>) -> About<'a> {
    let due = after(cx.start(), cx.parameters().monitoring_within);
    let day = cx.start().at.date_in(cx.snapshot.calendar.zone);
    let quarter = day.month0() / 3 + 1;
    let service = cx.deployment().service.trim();
    About {
        subjects: vec![format!("{service} {}-Q{quarter}", day.year())],
        since: Some(due),
        ..about_implementation(cx)
    }
}

fn facts(cx: &Context<'_>, id: MonitoringResultId) -> Vec<Fact> {
    let of = result(cx, id);
    let own = RecordRef::MonitoringResult(id);
    let by = || text_by(&of.by, |by| by.name.clone());
    let named = |field, value: &Field<String>| {
        let value = value.value()?;
        cx.fact(own, field, || value.clone())
    };
    [
        cx.fact(own, "service", || of.service.clone()),
        named("deployment", &of.deployment),
        named("revision", &of.revision),
        cx.fact(own, "checked_at", || of.checked_at.to_string()),
        cx.fact(own, "by", by),
        cx.fact(own, "result", || field_text(&of.result)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Without the clean change's result: the table has one of a week before.
fn unwatched(world: &mut World) {
    world.monitoring().checked_at = World::moment(-7 * 24 * 60);
}

fn quarterly(world: &mut World, answer: &str) {
    unwatched(world);
    let mut of = World::attestation("MON-01", "referral-api 2025-Q1", MONITORED.text, answer);
    of.at = World::at(30 * 24 * 60);
    world.add(of);
}

static CASES: &[Case] = &[
    Case {
        name: "a result was recorded an hour after",
        given: |_| {},
        then: Outcome::Pass,
    },
    Case {
        name: "the result names the deployed commit, shortened",
        given: |w| {
            w.monitoring().deployment = Field::NotExported;
            w.monitoring().revision = World::text("51515151");
        },
        then: Outcome::Pass,
    },
    Case {
        name: "the result names neither deployment nor commit",
        given: |w| w.monitoring().deployment = Field::Empty,
        then: Outcome::Pass,
    },
    Case {
        name: "no result, and the quarter was attested by somebody with no part in the change",
        given: |w| quarterly(w, "yes"),
        then: Outcome::Pass,
    },
    Case {
        name: "no result within 24 hours",
        given: |w| w.monitoring().checked_at = World::moment(25 * 60),
        then: Outcome::Fail,
    },
    Case {
        name: "the only result is of two hours before",
        given: |w| w.monitoring().checked_at = World::moment(-2 * 60),
        then: Outcome::Fail,
    },
    Case {
        name: "the result is of another deployment",
        given: |w| w.monitoring().deployment = World::text("2"),
        then: Outcome::Fail,
    },
    Case {
        name: "the result is empty",
        given: |w| w.monitoring().result = Field::Empty,
        then: Outcome::Fail,
    },
    Case {
        name: "the result is a placeholder",
        given: |w| w.monitoring().result = World::text("n/a"),
        then: Outcome::Fail,
    },
    Case {
        name: "the result says that nobody looked",
        given: |w| w.monitoring().result = World::text("Not done: everybody was on the move"),
        then: Outcome::Fail,
    },
    Case {
        name: "the quarter was attested before the deployment",
        given: |w| {
            unwatched(w);
            w.add(Attestation {
                at: World::at(-60),
                ..World::attestation("MON-01", "referral-api 2025-Q1", MONITORED.text, "yes")
            });
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the quarter was attested as not monitored",
        given: |w| quarterly(w, "no"),
        then: Outcome::Fail,
    },
    Case {
        name: "the quarter was attested by the author of the change",
        given: |w| {
            unwatched(w);
            let mut of =
                World::attestation("MON-01", "referral-api 2025-Q1", MONITORED.text, "yes");
            of.person = World::typed("ana@clicki.example");
            w.add(of);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the quarter was attested, and incidents do not cover the time",
        given: |w| {
            quarterly(w, "yes");
            w.not_covered(RecordKind::Incident);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the result was recorded 3 min after the start by another clock",
        given: |w| w.monitoring().checked_at = World::moment(3),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the result was recorded 3 min before the start by another clock",
        given: |w| w.monitoring().checked_at = World::moment(-3),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the result names a commit, and that of the deployment was not exported",
        given: |w| {
            w.deployment().revision = Field::NotExported;
            w.monitoring().deployment = Field::NotExported;
            w.monitoring().revision = World::text("51515151");
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the result names a deployment that was not imported",
        given: |w| w.monitoring().deployment = World::text("deploy-77"),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "no results were imported",
        given: |w| w.without(RecordKind::MonitoringResult),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "results do not cover the time",
        given: |w| {
            unwatched(w);
            w.not_covered(RecordKind::MonitoringResult);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the results are of another service",
        given: |w| w.monitoring().service = "partner-web".to_owned(),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the 24 hours have not passed",
        given: |w| {
            unwatched(w);
            w.as_of(60);
        },
        then: Outcome::Pending,
    },
];
