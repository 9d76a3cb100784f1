//! TRC-03: every production deployment goes back to a person.

use std::fmt;

use changeproof_domain::account::{Account, System};
use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Fact, Outcome};
use changeproof_domain::person::Identity;
use changeproof_domain::record::RecordKind;
use changeproof_domain::snapshot::{DeploymentId, RecordRef};

use crate::case::{Case, World};
use crate::context::{Context, account_text, when};
use crate::control::{Control, Judges, Parameter, Severity, partial};
use crate::finding::Finding;
use crate::shared::actor::{
    Named, Trigger, began_facts, began_too_late, deployer, run_of, trigger,
};

/// The control.
pub(crate) static CONTROL: Control = Control {
    id: "TRC-03",
    version: 2,
    name: "Attributable actor",
    severity: Severity::High,
    clauses: &["LOG-SRC"],
    since: "0.1.0",
    parameters: |p| vec![Parameter::words("generic_logins", &p.generic_logins)],
    frameworks: &[
        partial(
            "SOC 2",
            "CC6.1",
            "Tests that deployments are attributable, not how accounts are secured.",
        ),
        partial(
            "PCI DSS 4.0.1",
            "8.2.2",
            "Tests shared accounts on deployments alone.",
        ),
    ],
    stricter_than_policy: None,
    checks: "Passes when the deployer is a person of the roster, or a service identity whose run \
        names the person that set it off. Fails for a shared or generic login without such a person; \
        the login that set off the run is held to the same rule. Fails too where every exported field that \
        could name somebody is empty. Cannot be told where a field that could name a person was not exported, and \
        where the run began more than a day after the deployment that names it (31 days where it was on the deployed \
        commit, since GitHub tells the last start of a run that was run again): such a run does not tell who set \
        that off. Earlier attempts at the same revision are judged too.",
    why: "A deployment by a shared login cannot be traced to anybody.",
    evidence: "Deployments with their actor, workflow runs, roster of persons and accounts.",
    needs: &[RecordKind::PipelineRun, RecordKind::RosterEntry],
    remedy: "Fail: name the person, and stop the use of the shared login. Insufficient evidence: add \
        the account to the roster, or import the pipeline runs.",
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
    match deployer(cx, attempt) {
        Field::Value(named) => {
            if cx.is_generic(named.account) {
                by_trigger(cx, attempt, Some(&named), "the shared login")
            } else if cx.snapshot.people.is_machine(named.account) {
                by_trigger(cx, attempt, Some(&named), "the service identity")
            } else {
                by_person(cx, &named, "carried the deployment out")
            }
        }
        Field::Empty => by_trigger(cx, attempt, None, "an unnamed account"),
        Field::NotExported => {
            let finding = by_trigger(cx, attempt, None, "an account that was not exported");
            let own = RecordRef::Deployment(attempt);
            let deployed_by = &cx.attempt(attempt).deployed_by;
            match finding.outcome {
                // It may have been a person.
                Outcome::Fail => cx
                    .insufficient(|| finding.reason.clone())
                    .with(finding.facts),
                _ => finding,
            }
            .with(cx.fact(own, "deployed_by", || account_text(deployed_by)))
        }
    }
}

fn by_person(cx: &Context<'_>, named: &Named<'_>, did: impl fmt::Display) -> Finding {
    let account = named.account;
    match cx.snapshot.people.identify(account) {
        Identity::Person(person) => {
            let name = &cx.snapshot.people.person(person).name;
            cx.pass(|| {
                format!(
                    "{name} ({} account {account}) {did}.",
                    account.system.label()
                )
            })
        }
        Identity::Account(..) | Identity::Unknown => cx.insufficient(|| {
            format!(
                "The account {account} {did}, and the roster does not say which one person that is."
            )
        }),
    }
    .with(named.fact(cx))
}

/// A deployer that is no person: somebody must have set it off.
fn by_trigger(
    cx: &Context<'_>,
    attempt: DeploymentId,
    deployer: Option<&Named<'_>>,
    kind: &str,
) -> Finding {
    let who = deployer.map_or_else(
        || kind.to_owned(),
        |named| format!("{kind} {}", named.account),
    );
    let fact = deployer.and_then(|named| named.fact(cx));
    let finding = match trigger(cx, attempt) {
        Trigger::Named(named) if cx.is_generic(named.account) => cx
            .fail(|| {
                format!(
                    "The deployment was carried out by {who} and set off by the shared login {}; no \
                     person is named.",
                    named.account
                )
            })
            .with(named.fact(cx)),
        Trigger::Named(named) if cx.snapshot.people.is_machine(named.account) => cx
            .fail(|| {
                format!(
                    "The deployment was carried out by {who} and set off by {}, which is no person \
                     either.",
                    named.account
                )
            })
            .with(named.fact(cx)),
        Trigger::Named(named) => {
            by_person(cx, &named, format_args!("set off the deployment that {who} carried out"))
        }
        Trigger::Nobody => cx
            .fail(|| {
                format!(
                    "The deployment was carried out by {who}, and no record names the person who set it \
                     off."
                )
            })
            .with(empty_fields(cx, attempt)),
        Trigger::NotExported => not_told(cx, attempt, &who),
    };
    finding.with(fact)
}

/// The fields of the deployment's own record that could name a person and are empty, as facts.
fn empty_fields(cx: &Context<'_>, attempt: DeploymentId) -> impl Iterator<Item = Fact> {
    let deployment = cx.attempt(attempt);
    let fields = [
        ("deployed_by", &deployment.deployed_by),
        ("triggered_by", &deployment.triggered_by),
    ];
    fields.into_iter().filter_map(move |(name, field)| {
        let own = RecordRef::Deployment(attempt);
        match field {
            Field::Empty => cx.fact(own, name, String::new),
            Field::Value(_) | Field::NotExported => None,
        }
    })
}

/// The records that would name the person do not tell.
fn not_told(cx: &Context<'_>, attempt: DeploymentId, who: &str) -> Finding {
    let Some((id, run)) = run_of(cx, attempt) else {
        return cx.insufficient(|| {
            format!(
                "The deployment was carried out by {who}, and the pipeline run that would name the \
                 person was not imported."
            )
        });
    };
    if began_too_late(cx, attempt, run) {
        return cx
            .insufficient(|| {
                let began = run.started_at.value().map(when).unwrap_or_default();
                format!(
                    "The deployment was carried out by {who}, and the pipeline run that it names began at \
                     {began}, long after it: that run does not tell who set it off."
                )
            })
            .with(began_facts(cx, attempt, id));
    }
    let account = |field, account| cx.fact(RecordRef::Run(id), field, || account_text(account));
    cx.insufficient(|| {
        format!(
            "The deployment was carried out by {who}, and who set off its pipeline run was not exported."
        )
    })
    .with(account("triggering_actor", &run.triggering_actor))
    .with(account("actor", &run.actor))
}

static CASES: &[Case] = &[
    Case {
        name: "a service identity whose run names the person",
        given: |_| {},
        then: Outcome::Pass,
    },
    Case {
        name: "a person deployed by hand",
        given: |w| w.deployment().deployed_by = World::login("lena"),
        then: Outcome::Pass,
    },
    Case {
        name: "a shared login set off the run",
        given: |w| w.run().triggering_actor = World::login("deploy"),
        then: Outcome::Fail,
    },
    Case {
        name: "an app set off the run",
        given: |w| w.run().triggering_actor = World::login("renovate[bot]"),
        then: Outcome::Fail,
    },
    Case {
        name: "a shared login in a table, and nobody else named",
        given: |w| {
            w.as_deploy_log();
            w.deployment().deployed_by = Field::Value(Account::new(System::Plain, "jenkins"));
            w.deployment().triggered_by = Field::Empty;
        },
        then: Outcome::Fail,
    },
    Case {
        name: "an account that the roster does not know",
        given: |w| w.deployment().deployed_by = World::login("newcomer"),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "a service identity, and the runs were not imported",
        given: |w| w.without(RecordKind::PipelineRun),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "a service identity, and who set off its run was not exported",
        given: |w| {
            w.run().triggering_actor = Field::NotExported;
            w.run().actor = Field::NotExported;
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "a service identity, and the export has null for who set off its run",
        given: |w| {
            w.run().triggering_actor = Field::Empty;
            w.run().actor = Field::Empty;
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "a service identity whose own record names no run and nobody who set it off",
        given: |w| w.set_run_url(Field::Empty),
        then: Outcome::Fail,
    },
    Case {
        name: "a table without a column for who deployed, in which nobody set it off",
        given: |w| {
            w.as_deploy_log();
            w.deployment().deployed_by = Field::NotExported;
            w.deployment().triggered_by = Field::Empty;
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "a table without a column for who deployed that names the person who set it off",
        given: |w| {
            w.as_deploy_log();
            w.deployment().deployed_by = Field::NotExported;
            w.deployment().triggered_by = World::login("lena");
        },
        then: Outcome::Pass,
    },
    Case {
        name: "a table that names nobody in either column",
        given: |w| {
            w.as_deploy_log();
            w.deployment().deployed_by = Field::Empty;
            w.deployment().triggered_by = Field::Empty;
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the run began months after the deployment that names it",
        given: |w| w.run().started_at = World::at(90 * 24 * 60),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the run of another commit began two days after the deployment that names it",
        given: |w| {
            w.run().head = World::previous_revision();
            w.run().started_at = World::at(2 * 24 * 60);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the run was run again two days after the deployment that names it",
        given: |w| w.run().started_at = World::at(2 * 24 * 60),
        then: Outcome::Pass,
    },
    Case {
        name: "the run of another commit began hours after the deployment that names it",
        given: |w| {
            w.run().head = World::previous_revision();
            w.run().started_at = World::at(20 * 60);
        },
        then: Outcome::Pass,
    },
];
