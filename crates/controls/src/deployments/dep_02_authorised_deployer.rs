//! DEP-02: whoever set off a deployment held a deploying role that day.

use changeproof_domain::coverage::Scope;
use changeproof_domain::field::Field;
use changeproof_domain::outcome::Outcome;
use changeproof_domain::person::{Identity, PersonId};
use changeproof_domain::record::{PipelineRun, RecordKind};
use changeproof_domain::snapshot::{DeploymentId, RecordRef};

use crate::case::{Case, World};
use crate::context::{Context, field_text};
use crate::control::{Control, Judges, Parameter, Severity, partial};
use crate::deployments::named_run::contradiction;
use crate::finding::Finding;
use crate::shared::actor::{Named, Trigger, deployer, run_of, trigger};
use crate::shared::known::Known;
use crate::shared::roles;

/// The control.
pub(crate) static CONTROL: Control = Control {
    id: "DEP-02",
    version: 2,
    name: "Authorised deployer",
    severity: Severity::High,
    clauses: &["ACC-AUTH"],
    since: "0.1.0",
    parameters: |p| {
        vec![
            Parameter::words("deploying_roles", &p.deploying_roles),
            Parameter::words("approved_pipelines", &p.approved_pipelines),
        ]
    },
    frameworks: &[partial(
        "NIST SP 800-53",
        "CM-5(5)",
        "Tests who deployed, not who could have.",
    )],
    stricter_than_policy: None,
    checks: "Passes when the person who set off the deployment held a deploying role on that day by the \
        roster, or when a push to the branch set off a run of an approved pipeline. Fails when the \
        roster knows the person and gives no such role for the day: not yet, no longer or never. Cannot tell \
        where that is so and what set the run off, or its pipeline, was not exported: a push may have. A run \
        that contradicts the deployment (see DEP-01) counts as not imported. \
        Earlier attempts at the same revision are judged too.",
    why: "Access that was never given, or was not taken away, is how changes get around everything else.",
    evidence: "Deployments with their actor, workflow runs, roster with dated roles.",
    needs: &[RecordKind::PipelineRun, RecordKind::RosterEntry],
    remedy: "Fail: correct the role or take the access away, and record an exception. Insufficient \
        evidence: add the person to the roster, or import the pipeline runs.",
    check: Judges::Deployment(check),
    cases: CASES,
};

fn check(cx: &Context<'_>) -> Finding {
    let attempts = cx
        .subject
        .attempts
        .iter()
        .copied()
        .chain([cx.subject.deployment]);
    Finding::worst(attempts.map(|attempt| check_attempt(cx, attempt)))
        .unwrap_or_else(|| cx.insufficient(|| "The deployment has no record.".to_owned()))
}

fn check_attempt(cx: &Context<'_>, attempt: DeploymentId) -> Finding {
    let contradiction = contradiction(cx, attempt);
    let run = run_of(cx, attempt).filter(|_| contradiction.is_none());
    if let Some((id, run)) = run
        && by_push(cx, run) == Known::Yes
    {
        return cx
            .pass(|| {
                format!(
                    "A push set off the pipeline {}, which deploys by itself.",
                    run.name.text()
                )
            })
            .with(cx.fact(RecordRef::Run(id), "event", || run.event.text().to_owned()));
    }
    // Whom a run of something else names says nothing.
    if let Some(doubt) = contradiction
        && !cx.attempt(attempt).triggered_by.is_value()
    {
        let named = deployer(cx, attempt);
        let named = named
            .value()
            .filter(|named| !cx.snapshot.people.is_machine(named.account));
        let by_deployer = named.map(|named| by_account(cx, attempt, named));
        return by_deployer
            .filter(|finding| finding.outcome == Outcome::Pass)
            .unwrap_or_else(|| {
                cx.insufficient(|| {
                    format!("Who set off the deployment is not known. {}", doubt.why)
                })
                .with(doubt.facts)
            });
    }
    let finding = match trigger(cx, attempt) {
        Trigger::Named(named) => by_account(cx, attempt, &named),
        Trigger::Nobody => match deployer(cx, attempt) {
            Field::Value(named) => by_account(cx, attempt, &named),
            Field::Empty | Field::NotExported => {
                cx.insufficient(|| "Nobody is named who set off the deployment.".to_owned())
            }
        },
        Trigger::NotExported => match deployer(cx, attempt) {
            Field::Value(named) if !cx.snapshot.people.is_machine(named.account) => {
                by_account(cx, attempt, &named)
            }
            Field::Value(_) | Field::Empty | Field::NotExported => cx.insufficient(|| {
                "Who set off the deployment is not known: the pipeline run that would name the person \
                 was not imported."
                    .to_owned()
            }),
        },
    };
    match run {
        Some((id, run))
            if finding.outcome == Outcome::Fail && by_push(cx, run) == Known::Unknown =>
        {
            let of_run = RecordRef::Run(id);
            cx.insufficient(|| {
                format!(
                    "{} But what set the run off, or which pipeline it belongs to, was not exported: where a push \
                     to the branch did, nobody needs the role.",
                    finding.reason
                )
            })
            .with(finding.facts)
            .with(cx.fact(of_run, "event", || field_text(&run.event)))
            .with(cx.fact(of_run, "name", || field_text(&run.name)))
        }
        Some(_) | None => finding,
    }
}

/// Whether a push set off a run of an approved pipeline.
fn by_push(cx: &Context<'_>, run: &PipelineRun) -> Known {
    let is_push = match &run.event {
        Field::Value(event) if event == "push" => Known::Yes,
        Field::Value(_) => Known::No,
        Field::Empty | Field::NotExported => Known::Unknown,
    };
    let approved = &cx.parameters().approved_pipelines;
    let is_approved = match &run.name {
        _ if approved.is_empty() => Known::Yes,
        Field::Value(name) => {
            match approved
                .iter()
                .any(|known| known.eq_ignore_ascii_case(name))
            {
                true => Known::Yes,
                false => Known::No,
            }
        }
        Field::Empty | Field::NotExported => Known::Unknown,
    };
    is_push.and(is_approved)
}

fn by_account(cx: &Context<'_>, attempt: DeploymentId, named: &Named<'_>) -> Finding {
    let account = named.account;
    let people = &cx.snapshot.people;
    let finding = if cx.is_generic(account) {
        cx.insufficient(|| {
            format!("The shared login {account} set off the deployment, so the person is not known (see TRC-03).")
        })
    } else {
        match people.identify(account) {
            Identity::Person(person) if people.person(person).service => cx.insufficient(|| {
                format!(
                    "The service identity {} deployed, and no record names the person who set it off \
                     (see TRC-03).",
                    people.person(person).name
                )
            }),
            Identity::Person(person) => by_person(cx, attempt, person),
            Identity::Account(..) | Identity::Unknown if !people.has_roster() => {
                cx.insufficient(|| format!("{account} deployed, and no roster was imported."))
            }
            Identity::Account(..) | Identity::Unknown => cx.insufficient(|| {
                format!("{account} deployed, and the roster does not say which one person that is.")
            }),
        }
    };
    finding
        .with(named.fact(cx))
        .with(cx.fact(RecordRef::Deployment(attempt), "started_at", || {
            cx.attempt(attempt).started_at.to_string()
        }))
}

fn by_person(cx: &Context<'_>, attempt: DeploymentId, id: PersonId) -> Finding {
    let person = cx.snapshot.people.person(id);
    let start = cx.attempt(attempt).started_at.at;
    let day = start.date_in(cx.snapshot.calendar.zone);
    let wanted = &cx.parameters().deploying_roles;
    if let Some(span) = person.held(wanted, day) {
        return cx
            .pass(|| format!("{} held the role {} on {day}.", person.name, span.role))
            .with(cx.fact(RecordRef::RosterEntry(span.entry), "roles", || {
                span.role.clone()
            }));
    }
    let covered = cx
        .snapshot
        .coverage
        .at(RecordKind::RosterEntry, &Scope::Company, start);
    let reason = || {
        format!(
            "{} set off the deployment on {day} and held no deploying role then: by the roster the \
             role {}.",
            person.name,
            roles::story(person, wanted, day)
        )
    };
    if covered {
        cx.fail(reason)
    } else {
        cx.insufficient(reason)
    }
    .with(roles::facts_of(cx, person, wanted))
}

static CASES: &[Case] = &[
    Case {
        name: "the person who set off the run held the role",
        given: |_| {},
        then: Outcome::Pass,
    },
    Case {
        name: "a push set off the run",
        given: |w| {
            w.run().event = World::text("push");
            w.run().triggering_actor = World::login("ana");
        },
        then: Outcome::Pass,
    },
    Case {
        name: "a push set off a run of a pipeline that is not on the list, and who pushed holds no role",
        given: |w| {
            w.parameters.approved_pipelines = vec!["release".to_owned()];
            w.run().event = World::text("push");
            w.run().triggering_actor = World::login("ana");
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the runs were not imported, and the deployment itself names a person with the role",
        given: |w| {
            w.without(RecordKind::PipelineRun);
            w.deployment().deployed_by = World::login("lena");
        },
        then: Outcome::Pass,
    },
    Case {
        name: "the run names nobody who set it off",
        given: |w| {
            w.run().triggering_actor = Field::Empty;
            w.run().actor = Field::Empty;
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the run names a service identity alone",
        given: |w| {
            w.run().triggering_actor = World::login("github-actions[bot]");
            w.run().actor = World::login("github-actions[bot]");
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the person had left",
        given: |w| w.run().triggering_actor = World::login("oskar"),
        then: Outcome::Fail,
    },
    Case {
        name: "the person got the role only later",
        given: |w| w.run().triggering_actor = World::login("priya"),
        then: Outcome::Fail,
    },
    Case {
        name: "an engineer without the role",
        given: |w| w.run().triggering_actor = World::login("ana"),
        then: Outcome::Fail,
    },
    Case {
        name: "an engineer without the role, and what set the run off was not exported",
        given: |w| {
            w.run().triggering_actor = World::login("ana");
            w.run().event = Field::NotExported;
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "a push set the run off, its pipeline was not exported, and who pushed holds no role",
        given: |w| {
            w.parameters.approved_pipelines = vec!["deploy".to_owned()];
            w.run().event = World::text("push");
            w.run().name = Field::NotExported;
            w.run().triggering_actor = World::login("ana");
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "what set the run off was not exported, and who did held the role",
        given: |w| w.run().event = Field::NotExported,
        then: Outcome::Pass,
    },
    Case {
        name: "the run began months after the deployment",
        given: |w| w.run().started_at = World::at(90 * 24 * 60),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the run began months after the deployment, whose own record names a person with the role",
        given: |w| {
            w.run().started_at = World::at(90 * 24 * 60);
            w.deployment().deployed_by = World::login("lena");
        },
        then: Outcome::Pass,
    },
    Case {
        name: "an account that the roster does not know",
        given: |w| w.run().triggering_actor = World::login("newcomer"),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "no roster",
        given: |w| w.without(RecordKind::RosterEntry),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "a service identity, and the runs were not imported",
        given: |w| w.without(RecordKind::PipelineRun),
        then: Outcome::InsufficientEvidence,
    },
];
