//! RBK-02: a failed or harmful change was reverted or mitigated soon after it was noticed.
// long file: check and cases of one control stand together.

use changeproof_domain::coverage::Scope;
use changeproof_domain::field::Field;
use changeproof_domain::outcome::Outcome;
use changeproof_domain::record::{DeploymentState, RecordKind};
use changeproof_domain::time::{HOUR, Moment, Order};

use crate::case::{Case, World};
use crate::context::{Context, when};
use crate::control::{Control, Judges, Parameter, Severity, partial};
use crate::finding::Finding;
use crate::rollbacks::later_deployments::{Later, are_complete, completed_by, reversions};
use crate::rollbacks::{after_incident, failed_deployment};
use crate::shared::emergency::{
    OnService, Place, after, incident_facts, incident_name, not_proven, opened_between, place,
};
use crate::shared::ended::resolved;
use crate::shared::known::Known;

/// The control.
pub(crate) static CONTROL: Control = Control {
    id: "RBK-02",
    version: 2,
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
        within four hours of it; for a failed deployment another one that went through counts too, and an \
        incident that was over before the failure does not count. A \
        rollback counts where it went through, began after the incident was opened, and ended in time; \
        one that took back a later deployment and this one with it counts too. \
        Fails when a deployment that failed, or that was rolled back after an incident, was put right \
        only later or not at all. Cannot tell when nothing says when harm was detected, as where no \
        incident was open at a rollback, when a record says that something ended before it began, and when an \
        incident lasted longer and only a person can say whether the deployment caused it. Does not \
        apply where none of this happened, and where nothing new was deployed.",
    why: "Harm grows with each hour that a bad change stays in production.",
    evidence: "Incidents with service, opening and resolution; deployments with their outcomes and \
        times of ending until three days after the last one.",
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
    let incidents = opened_between(cx, cx.start().at, window.latest().plus(tolerance));
    let last_limit = after(&window, cx.parameters().reversion_within);
    let reversions = reversions(cx, last_limit.latest().plus(tolerance));
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
            findings.push(after_incident::check(cx, found, opened, &reversions));
        }
    }
    match failed_deployment::check(cx, &certain) {
        Some(failed) => findings.push(failed),
        None => findings.extend(
            { reversions.iter() }
                .filter(|later| later.went_through != Known::No)
                .filter(|later| later.started.at <= window.latest())
                .filter_map(|later| undetected(cx, later, &certain)),
        ),
    }
    if let Some(rest) = rest(cx, &window, findings.is_empty()) {
        findings.push(rest);
    }
    Finding::worst(findings)
        .unwrap_or_else(|| cx.insufficient(|| "The deployment's effect cannot be told.".to_owned()))
        .with(cx.start_fact())
}

/// Whether an incident was open at an instant.
fn was_open(cx: &Context<'_>, found: &OnService<'_>, at: &Moment) -> Known {
    let tolerance = cx.parameters().clock_tolerance;
    let opened = match found.incident.opened_at.value() {
        Some(opened) => order_known(opened.order(at, tolerance), Order::Earlier),
        None => Known::Unknown,
    };
    let resolved_later = match &resolved(found.incident) {
        Field::Empty => Known::Yes,
        Field::Value(resolved) => order_known(resolved.order(at, tolerance), Order::Later),
        Field::NotExported => Known::Unknown,
    };
    opened.and(resolved_later)
}

/// Whether two times lie as is wanted; at about the same time it cannot be told.
fn order_known(order: Order, wanted: Order) -> Known {
    match order {
        _ if order == wanted => Known::Yes,
        Order::Earlier | Order::Later => Known::No,
        Order::Equal | Order::Undecided => Known::Unknown,
    }
}

/// The verdict on a rollback while no incident was certainly open; none where one was.
fn undetected(
    cx: &Context<'_>,
    later: &Later<'_>,
    incidents: &[&OnService<'_>],
) -> Option<Finding> {
    let first = |wanted: Known| {
        let mut all = incidents.iter();
        all.find(|of| was_open(cx, of, later.started) == wanted)
    };
    if first(Known::Yes).is_some() {
        return None;
    }
    let perhaps = first(Known::Unknown);
    let began = when(later.started);
    let detection = || match perhaps {
        None => "no incident that was open then tells when harm was detected".to_owned(),
        Some(of) => format!(
            "whether {:#} was open then, and so tells when harm was detected, cannot be told from its times",
            incident_name(of.incident)
        ),
    };
    let reason = || match (later.goes_back, later.went_through) {
        (Known::Yes, Known::Yes) => format!(
            "The deployment was rolled back at {began}, but {}.",
            detection()
        ),
        (Known::Yes, _) => format!(
            "A rollback began at {began}, how it ended was not exported, and {}.",
            detection()
        ),
        (Known::Unknown | Known::No, _) => format!(
            "What the deployment at {began} brought is not known, so whether this one was rolled back \
             cannot be told."
        ),
    };
    Some(cx.insufficient(reason).with(later.facts(cx)))
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
    Some(match are_complete(cx, window) {
        true => cx.not_applicable(|| {
            format!(
                "The deployment went through, and within {hours} h it was not rolled back and no \
                 incident on {} was opened.",
                own.service
            )
        })
        .with(completed_by(cx, window))
        .with(cx.covered_by(
            RecordKind::Incident,
            [&Scope::Company],
            (cx.start().at, window.latest()),
        )),
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
        name: "rolled back in time by a table that tells when deployments ended",
        given: |w| {
            w.add_incident(120, 24 * 60);
            w.revert_later(180);
            w.as_deploy_log();
            w.deployment().finished_at = World::at(200);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "rolled back in time together with a later deployment",
        given: |w| {
            w.ship_more(60);
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
        name: "rolled back only six hours after the incident, and another service within one",
        given: |w| {
            w.add_incident(120, 24 * 60);
            w.revert_another_service(180);
            w.revert_later(120 + 6 * 60);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the rollback began within four hours and ended after them",
        given: |w| {
            w.add_incident(120, 24 * 60);
            w.revert_later(120 + 4 * 60 - 20);
            w.last_status().created_at = World::moment(120 + 4 * 60 + 20);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the deployment failed halfway, and the next one went through only after four hours",
        given: |w| {
            w.end_badly();
            w.deploy_anew(4 * 60);
            w.last_status().created_at = World::moment(5 * 60);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the deployment failed halfway, and its incident was over before that",
        given: |w| {
            w.end_badly();
            w.add_incident(7, 6);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the deployment failed halfway, and the next one went through within four hours of that, not of an incident that was over before",
        given: |w| {
            w.end_badly();
            w.add_incident(7, 6);
            w.deploy_anew(4 * 60);
            w.last_status().created_at = World::moment(4 * 60 + 14);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "the deployment failed halfway, and its incident was over at about that time",
        given: |w| {
            w.end_badly();
            w.add_incident(7, 11);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the deployment failed halfway, and when its incident was over was not exported",
        given: |w| {
            w.end_badly();
            w.add_incident(60, 60);
            w.incident().resolved_at = Field::NotExported;
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the deployment failed halfway, and so did the next one",
        given: |w| {
            w.end_badly();
            w.deploy_anew(60);
            w.last_status().state = DeploymentState::Partial;
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
            w.revert_later(120 + 4 * 60 - 8);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the rollback began within four hours, and when it ended was not exported",
        given: |w| {
            w.add_incident(120, 24 * 60);
            w.revert_later(180);
            w.as_deploy_log();
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "how the rollback ended is not known",
        given: |w| {
            w.add_incident(120, 24 * 60);
            w.revert_later(180);
            w.last_status().state = DeploymentState::InProgress;
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the rollback failed halfway",
        given: |w| {
            w.add_incident(120, 24 * 60);
            w.revert_later(180);
            w.last_status().state = DeploymentState::Partial;
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "a rollback before the incident failed halfway",
        given: |w| {
            w.revert_later(60);
            w.last_status().state = DeploymentState::Partial;
            w.add_incident(120, 24 * 60);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "a rollback that began only after the four hours failed halfway",
        given: |w| {
            w.add_incident(120, 24 * 60);
            w.revert_later(120 + 5 * 60);
            w.last_status().state = DeploymentState::Partial;
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the incident was resolved before it was opened",
        given: |w| w.add_incident(120, -24 * 60),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "by its record the rollback ended before it began",
        given: |w| {
            w.add_incident(120, 24 * 60);
            w.revert_later(180);
            w.as_deploy_log();
            w.deployment().finished_at = World::at(170);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "of the end of the incident the day alone is known",
        given: |w| {
            w.add_incident(120, 60);
            w.incident().resolved_at = World::day_of(0);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the incident was never resolved, and nobody has said what caused it",
        given: |w| {
            w.add_incident(120, 60);
            w.unresolved();
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the incident was not resolved when it was exported, and incidents do not cover the four hours",
        given: |w| {
            w.add_incident(120, 60);
            w.unresolved();
            w.not_covered(RecordKind::Incident);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "rolled back to a revision that never was in production by itself",
        given: |w| {
            w.add_incident(120, 24 * 60);
            w.revert_between(180);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "the rollback began 2 min after the incident by another clock",
        given: |w| {
            w.add_incident(120, 24 * 60);
            w.revert_later(122);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "rolled back late, and deployments do not cover the hours before that",
        given: |w| {
            w.add_incident(120, 24 * 60);
            w.revert_later(120 + 6 * 60);
            w.not_covered(RecordKind::Deployment);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "rolled back before the only incident was opened",
        given: |w| {
            w.revert_later(60);
            w.add_incident(120, 60);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "rolled back a day after the only incident was resolved",
        given: |w| {
            w.add_incident(120, 60);
            w.revert_later(27 * 60);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "rolled back together with a later deployment, and no incident was opened",
        given: |w| {
            w.ship_more(60);
            w.revert_later(180);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "rolled back with a later deployment, to a revision older than the first deployment that is known",
        given: |w| {
            w.ship_more(60);
            w.revert_beyond_baseline(180);
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
        name: "what the deployment after the next one brought is not known",
        given: |w| {
            w.ship_more(60);
            w.deploy_unknown(180);
        },
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
        name: "what the next deployment of another service brought is not known",
        given: |w| {
            w.deploy_unknown(180);
            w.deployment().service = "partner-web".to_owned();
        },
        then: Outcome::NotApplicable,
    },
    Case {
        name: "a later deployment was taken back to this one",
        given: |w| {
            w.ship_more(60);
            w.deploy_anew(180);
        },
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
