//! RBK-02: a failed or harmful change was reverted or mitigated soon after it was noticed.

use changeproof_domain::coverage::Scope;
use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Fact, Outcome};
use changeproof_domain::record::{DeploymentState, RecordKind};
use changeproof_domain::snapshot::{ChangeSetKind, RecordRef, Subject};
use changeproof_domain::text::folded;
use changeproof_domain::time::{HOUR, Moment, Order};

use crate::case::{Case, World};
use crate::context::{Context, span, when};
use crate::control::{Control, Judges, Parameter, Severity, partial};
use crate::finding::Finding;
use crate::shared::emergency::{
    OnService, Place, after, incident_facts, incident_name, not_proven, opened_between,
    opened_words, place,
};

/// The control.
pub(crate) static CONTROL: Control = Control {
    id: "RBK-02",
    version: 1,
    name: "Prompt reversion",
    severity: Severity::High,
    clauses: &["5-PROMPT", "6-INV"],
    since: "0.1.0",
    parameters: |p| {
        vec![
            Parameter::number("reversion_hours", p.reversion_within / HOUR),
            Parameter::number("incident_window_hours", p.incident_window / HOUR),
        ]
    },
    frameworks: &[
        partial(
            "SOC 2",
            "CC7.5",
            "Tests how soon service was restored, not what was learnt.",
        ),
        partial(
            "NIST SP 800-53",
            "IR-4",
            "Tests how soon harm ended, not how incidents are handled.",
        ),
    ],
    stricter_than_policy: Some("The policy says 'promptly'; four hours are ours."),
    checks: "Looks at deployments that failed after they had changed production, that were rolled back, \
        or after which an incident was opened on the service within 72 hours. The incident's opening \
        counts as detection. Passes when the incident was resolved, or the deployment was rolled back, \
        within four hours of it; for a failed deployment another one that went through counts too. \
        Fails when a deployment that failed, or that was rolled back after an incident, was put right \
        only later or not at all. Cannot tell when nothing says when harm was detected, and when an \
        incident lasted longer and only a person can say whether the deployment caused it. Does not \
        apply where none of this happened, and where nothing new was deployed.",
    why: "Harm grows with each hour that a bad change stays in production.",
    evidence: "Incidents with service, opening and resolution; deployments with their outcomes until \
        three days after the last one.",
    needs: &[RecordKind::Incident, RecordKind::Deployment],
    remedy: "Fail: find out what held the reversion up, and rehearse it. Insufficient evidence: import \
        the incidents of that time, or confirm what caused them.",
    check: Judges::Deployment(check),
    cases: CASES,
};

fn check(cx: &Context<'_>) -> Finding {
    if cx.subject.change_set.is_empty_by_nature() {
        return cx.not_applicable(|| {
            "Nothing new was deployed, so there is nothing to take back.".to_owned()
        });
    }
    let window = after(cx.start(), cx.parameters().incident_window);
    let tolerance = cx.parameters().clock_tolerance;
    let from = cx.start().at.plus(-tolerance);
    let incidents = opened_between(cx, from, window.latest().plus(tolerance));
    let rollback = later(cx, &window).find(|later| {
        later.previous == Some(cx.subject.deployment)
            && matches!(
                later.change_set.kind,
                ChangeSetKind::Rollback { .. } | ChangeSetKind::RollbackBeyondBaseline
            )
    });
    let mut certain: Vec<&OnService<'_>> = Vec::new();
    let mut findings: Vec<Finding> = Vec::new();
    for found in &incidents {
        match place(cx, found, &window) {
            Place::Outside => {}
            Place::Within => certain.push(found),
            Place::Perhaps(why) => findings.push(
                cx.insufficient(|| format!("{} {why}.", incident_name(found.incident)))
                    .with(incident_facts(cx, found.id)),
            ),
        }
    }
    for found in &certain {
        if let Some(opened) = found.incident.opened_at.value() {
            findings.push(check_incident(cx, found, opened, rollback));
        }
    }
    if findings.is_empty()
        && let Some(rollback) = rollback
    {
        findings.push(
            cx.insufficient(|| {
                format!(
                    "The deployment was rolled back at {}, but no incident tells when harm was detected.",
                    when(start_of(cx, rollback))
                )
            })
            .with(rollback_fact(cx, rollback)),
        );
    }
    if let Some(failed) = failed(cx, &certain, &window) {
        findings.push(failed);
    }
    if let Some(rest) = rest(cx, &window, findings.is_empty()) {
        findings.push(rest);
    }
    Finding::worst(findings)
        .unwrap_or_else(|| cx.insufficient(|| "The deployment's effect cannot be told.".to_owned()))
        .with(cx.start_fact())
}

/// Later production deployments until the end of the window.
fn later<'a>(cx: &Context<'a>, window: &Moment) -> impl Iterator<Item = &'a Subject> {
    let end = window.latest();
    let subjects = &cx.snapshot.subjects[cx.id.index() + 1..];
    subjects.iter().take_while(move |later| later.at <= end)
}

fn start_of<'a>(cx: &Context<'a>, subject: &Subject) -> &'a Moment {
    &cx.attempt(subject.deployment).started_at
}

fn rollback_fact(cx: &Context<'_>, rollback: &Subject) -> Option<Fact> {
    let own = RecordRef::Deployment(rollback.deployment);
    cx.fact(own, "started_at", || start_of(cx, rollback).to_string())
}

/// The verdict on what followed one incident.
fn check_incident(
    cx: &Context<'_>,
    found: &OnService<'_>,
    opened: &Moment,
    rollback: Option<&Subject>,
) -> Finding {
    let incident = found.incident;
    let name = incident_name(incident);
    let limit = after(opened, cx.parameters().reversion_within);
    let hours = cx.parameters().reversion_within / HOUR;
    let tolerance = cx.parameters().clock_tolerance;
    let facts = || {
        incident_facts(cx, found.id)
            .into_iter()
            .chain(rollback.and_then(|rollback| rollback_fact(cx, rollback)))
    };
    let opened_at = opened_words(cx, incident);
    let rolled_back = rollback.map(|rollback| start_of(cx, rollback));
    // A rollback before the incident says nothing of it.
    let after_it = rolled_back.filter(|at| at.order(opened, tolerance) != Order::Earlier);
    let resolved = incident.resolved_at.value();
    if let Some(at) = resolved
        && matches!(at.order(&limit, 0), Order::Earlier | Order::Equal)
    {
        return cx
            .pass(|| {
                format!(
                    "{name} was opened {opened_at}, and resolved {} later, within {hours} h, whether or \
                     not the deployment caused it.",
                    span(opened.at, at.at)
                )
            })
            .with(facts());
    }
    if let Some(at) = after_it
        && at.order(&limit, tolerance) == Order::Earlier
    {
        return cx
            .pass(|| {
                format!(
                    "{name} was opened {opened_at}, and the deployment was rolled back {} later, within \
                     {hours} h.",
                    span(opened.at, at.at)
                )
            })
            .with(facts());
    }
    if cx.as_of <= limit.latest() {
        return cx
            .pending(|| {
                format!(
                    "{name} was opened {opened_at}; what caused it is to be reverted or mitigated by {}.",
                    when(&limit)
                )
            })
            .with(facts());
    }
    let lasted = match &incident.resolved_at {
        Field::Value(at) if at.order(&limit, 0) == Order::Later => {
            format!("was resolved only {} later", span(opened.at, at.at))
        }
        Field::Empty if not_proven(cx, opened.at, limit.latest()).is_none() => {
            "is not resolved".to_owned()
        }
        Field::Empty | Field::NotExported | Field::Value(_) => {
            return cx
                .insufficient(|| {
                    format!(
                        "{name} was opened {opened_at}; whether it was resolved within {hours} h cannot \
                         be told from what was exported."
                    )
                })
                .with(facts());
        }
    };
    match after_it {
        Some(at) if at.order(&limit, tolerance) == Order::Later => cx.fail(|| {
            format!(
                "{name} was opened {opened_at}, and {lasted}, and the deployment was rolled back only {} \
                 after it was opened. {hours} h are allowed.",
                span(opened.at, at.at)
            )
        }),
        Some(_) => cx.insufficient(|| {
            format!(
                "{name} was opened {opened_at}, and {lasted}; the deployment was rolled back too close to \
                 the end of the {hours} h to tell whether that was in time."
            )
        }),
        None => cx.insufficient(|| {
            format!(
                "{name} was opened {opened_at}, and {lasted}; {hours} h are allowed. Whether the \
                 deployment caused it has to be said by a person, and that is not recorded."
            )
        }),
    }
    .with(facts())
}

/// Whether the deployments of the service's environment are complete from this one until then.
fn deployments_cover(cx: &Context<'_>, to: &Moment) -> bool {
    let own = cx.deployment();
    let (service, environment) = (folded(&own.service), folded(&own.environment));
    let scope = Scope::Service(service.into_owned(), environment.into_owned());
    let coverage = &cx.snapshot.coverage;
    coverage
        .through(RecordKind::Deployment, &scope, cx.start().at, to.latest())
        .is_some()
}

const WHAT: &str = "The deployment failed after it had changed production";

/// The verdict on a deployment that failed after it had changed production, or may have; none where
/// it went through.
fn failed(cx: &Context<'_>, incidents: &[&OnService<'_>], window: &Moment) -> Option<Finding> {
    let ending = &cx.snapshot.endings[cx.subject.deployment.index()];
    match ending.state {
        DeploymentState::Success => return None,
        DeploymentState::Failure | DeploymentState::Partial => {}
        DeploymentState::InProgress | DeploymentState::Unknown => {
            return Some(cx.insufficient(|| {
                "How the deployment ended was not exported, so whether it failed cannot be told."
                    .to_owned()
            }));
        }
    }
    let said: Option<&Moment> = match ending.said_by {
        Some(RecordRef::Status(id)) => Some(&cx.snapshot.statuses[id.index()].record.created_at),
        _ => cx.deployment().finished_at.value(),
    };
    let opened = incidents
        .iter()
        .filter_map(|of| of.incident.opened_at.value());
    let Some(detected) = opened.chain(said).min_by_key(|at| at.at) else {
        return Some(
            cx.insufficient(|| format!("{WHAT}; when that was detected was not exported.")),
        );
    };
    let limit = after(detected, cx.parameters().reversion_within);
    let hours = cx.parameters().reversion_within / HOUR;
    let own = cx.deployment();
    let same = |other: &Subject| {
        let other = cx.attempt(other.deployment);
        folded(&other.service) == folded(&own.service)
            && folded(&other.environment) == folded(&own.environment)
    };
    let went_through = |other: &Subject| {
        cx.snapshot.endings[other.deployment.index()].state == DeploymentState::Success
    };
    let next = later(cx, window).find(|other| same(other) && went_through(other));
    let tolerance = cx.parameters().clock_tolerance;
    let order = next.map(|next| start_of(cx, next).order(&limit, tolerance));
    let (at, known) = (when(detected), deployments_cover(cx, &limit));
    let ended = incidents.iter().find(|of| {
        let resolved = of.incident.resolved_at.value();
        resolved.is_some_and(|at| at.order(&limit, 0) == Order::Earlier)
    });
    let finding = match order {
        Some(Order::Earlier | Order::Equal) => {
            cx.pass(|| format!("{WHAT}, detected at {at}; one that went through followed within {hours} h."))
        }
        Some(_) | None if let Some(ended) = ended => cx.pass(|| {
            let name = incident_name(ended.incident);
            format!("{WHAT}, detected at {at}; {name} was resolved within {hours} h of it.")
        }),
        Some(Order::Undecided) => cx.insufficient(|| {
            format!("{WHAT}, detected at {at}; the next one came too close to the end of the {hours} h.")
        }),
        Some(Order::Later) | None if cx.as_of <= limit.latest() => {
            cx.pending(|| format!("{WHAT}; it is to be put right by {}.", when(&limit)))
        }
        Some(Order::Later) | None if known => cx.fail(|| {
            format!("{WHAT}, detected at {at}, and none that went through followed within {hours} h.")
        }),
        Some(Order::Later) | None => cx.insufficient(|| {
            format!("{WHAT}, detected at {at}; the imported deployments do not cover the {hours} h after.")
        }),
    };
    let state = ending
        .said_by
        .and_then(|record| cx.fact(record, "state", || ending.state.label().to_owned()));
    let next = next.and_then(|next| rollback_fact(cx, next));
    Some(finding.with(state.into_iter().chain(next)))
}

/// What is still open of the hours after the deployment; that nothing happened where it is known.
fn rest(cx: &Context<'_>, window: &Moment, nothing: bool) -> Option<Finding> {
    let hours = cx.parameters().incident_window / HOUR;
    let own = cx.deployment();
    if cx.as_of <= window.latest() {
        return Some(cx.pending(|| {
            format!(
                "Incidents on {} are looked for until {}, {hours} h after the deployment began.",
                own.service,
                when(window)
            )
        }));
    }
    if let Some(why) = not_proven(cx, cx.start().at, window.latest()) {
        return Some(cx.insufficient(|| {
            format!("Whether the deployment did harm within {hours} h cannot be told: {why}.")
        }));
    }
    if !nothing {
        return None;
    }
    let next_unknown = later(cx, window).any(|later| {
        later.previous == Some(cx.subject.deployment)
            && matches!(later.change_set.kind, ChangeSetKind::Unknown(_))
    });
    if next_unknown {
        return Some(cx.insufficient(|| {
            format!(
                "No incident on {} was opened within {hours} h, but what the next deployment brought is \
                 not known, so whether this one was rolled back cannot be told.",
                own.service
            )
        }));
    }
    Some(match deployments_cover(cx, window) {
        true => cx.not_applicable(|| {
            format!(
                "The deployment went through, was not rolled back, and no incident on {} was opened \
                 within {hours} h.",
                own.service
            )
        }),
        false => cx.insufficient(|| {
            format!(
                "No incident on {} was opened within {hours} h, but the imported deployments do not \
                 cover that time, so whether it was rolled back cannot be told.",
                own.service
            )
        }),
    })
}

static CASES: &[Case] = &[
    Case {
        name: "an incident after the deployment was resolved within an hour",
        given: |w| w.add_incident(120, 60),
        then: Outcome::Pass,
    },
    Case {
        name: "rolled back an hour after the incident, which was resolved the next day",
        given: |w| {
            w.add_incident(120, 24 * 60);
            w.revert_later(180);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "the deployment failed halfway, and another went through an hour later",
        given: |w| {
            w.end_badly();
            w.deploy_anew(60);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "the deployment failed halfway, and its incident was resolved within two hours",
        given: |w| {
            w.end_badly();
            w.add_incident(60, 60);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "rolled back only six hours after the incident",
        given: |w| {
            w.add_incident(120, 24 * 60);
            w.revert_later(120 + 6 * 60);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the deployment failed halfway, and nothing followed",
        given: World::end_badly,
        then: Outcome::Fail,
    },
    Case {
        name: "the incident lasted a day, and nobody has said what caused it",
        given: |w| w.add_incident(120, 24 * 60),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "rolled back, and no incident tells when harm was detected",
        given: |w| w.revert_later(180),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "rolled back too close to the end of the four hours",
        given: |w| {
            w.add_incident(120, 24 * 60);
            w.revert_later(120 + 4 * 60 + 2);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "when the incident was resolved was not exported",
        given: |w| {
            w.add_incident(120, 60);
            w.incident().resolved_at = Field::NotExported;
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "when the incident was opened was not exported",
        given: |w| {
            w.add_incident(120, 60);
            w.incident().opened_at = Field::NotExported;
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "incidents do not cover the time",
        given: |w| w.not_covered(RecordKind::Incident),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "no imported incident names the service",
        given: |w| w.incident().service = World::text("partner-web"),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "what the next deployment brought is not known",
        given: |w| w.deploy_unknown(180),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "how the deployment ended is not known",
        given: |w| w.without(RecordKind::DeploymentStatus),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "an incident an hour ago is still open",
        given: |w| {
            w.add_incident(120, 60);
            w.unresolved();
            w.as_of(180);
        },
        then: Outcome::Pending,
    },
    Case {
        name: "no incident and no rollback",
        given: |_| {},
        then: Outcome::NotApplicable,
    },
    Case {
        name: "the incident was opened before the deployment",
        given: |w| w.add_incident(-60, 24 * 60),
        then: Outcome::NotApplicable,
    },
    Case {
        name: "a rollback itself",
        given: World::roll_back,
        then: Outcome::NotApplicable,
    },
];
