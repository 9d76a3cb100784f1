//! DEP-01: production is changed through a pipeline.

use changeproof_domain::field::Field;
use changeproof_domain::outcome::Outcome;
use changeproof_domain::record::RecordKind;
use changeproof_domain::snapshot::{DeploymentId, RecordRef, RunAddress};

use crate::case::Case;
use crate::context::{Context, field_text};
use crate::control::{Control, Judges, Parameter, Severity, partial};
use crate::finding::Finding;
use crate::shared::actor::run_of;

/// The control.
pub(crate) static CONTROL: Control = Control {
    id: "DEP-01",
    version: 1,
    name: "Controlled process",
    severity: Severity::Critical,
    clauses: &["4-PIPE", "PRO-3"],
    since: "0.1.0",
    parameters: |p| {
        vec![Parameter::words(
            "approved_pipelines",
            &p.approved_pipelines,
        )]
    },
    frameworks: &[
        partial(
            "SOC 2",
            "CC6.8",
            "Tests the way into production, not the software that is kept out.",
        ),
        partial(
            "ISO 27001:2022",
            "A.8.19",
            "Tests that a pipeline installs, not how it is configured.",
        ),
    ],
    stricter_than_policy: None,
    checks: "Passes when the deployment's own record, or one of its statuses, names the pipeline run \
        that made it, and the pipeline is on the list of approved ones (by default any). Fails when the \
        field is there and empty. A run on the same commit that nothing names is only a suggestion. \
        Earlier attempts at the same revision are judged too.",
    why: "A deployment by hand has no log, no gate and no repeatability.",
    evidence: "Deployments with run address (deployment statuses in GitHub), workflow runs.",
    needs: &[RecordKind::DeploymentStatus, RecordKind::PipelineRun],
    remedy: "Fail: record why the pipeline was bypassed, as an exception. Insufficient evidence: export \
        the field or the deployment statuses.",
    check: Judges::Deployment(check),
    cases: CASES,
};

fn check(cx: &Context<'_>) -> Finding {
    let attempts = cx
        .subject
        .attempts
        .iter()
        .copied()
        .map(|attempt| check_attempt(cx, &[attempt]));
    // The same deployment in a second source may be where the run is named.
    let own: Vec<DeploymentId> = std::iter::once(cx.subject.deployment)
        .chain(cx.subject.also_in.iter().copied())
        .collect();
    Finding::worst(attempts.chain([check_attempt(cx, &own)]))
        .unwrap_or_else(|| cx.insufficient(|| "The deployment has no record.".to_owned()))
}

fn check_attempt(cx: &Context<'_>, records: &[DeploymentId]) -> Finding {
    let addresses: Vec<(DeploymentId, &RunAddress)> = records
        .iter()
        .map(|id| (*id, &cx.snapshot.endings[id.index()].run_address))
        .collect();
    for (id, address) in &addresses {
        if let RunAddress::Found(url, said_by) = address {
            return named_run(cx, *id, url).with(cx.fact(*said_by, "run_url", || url.clone()));
        }
    }
    for (_, address) in &addresses {
        if let RunAddress::Empty(said_by) = address {
            return cx
                .fail(|| {
                    "The deployment's record names no pipeline run: the field is empty.".to_owned()
                })
                .with(cx.fact(*said_by, "run_url", String::new));
        }
    }
    cx.insufficient(|| {
        "Whether a pipeline made this deployment was not exported: neither the deployment nor a status \
         of it has the run's address."
            .to_owned()
    })
    .with(cx.fact(cx.own_record(), "run_url", || {
        field_text(&cx.deployment().run_url)
    }))
}

fn named_run(cx: &Context<'_>, id: DeploymentId, url: &str) -> Finding {
    let approved = &cx.parameters().approved_pipelines;
    if approved.is_empty() {
        return cx.pass(|| format!("The deployment names the pipeline run that made it: {url}."));
    }
    let of_run = run_of(cx, id).map(|(id, run)| (RecordRef::Run(id), "name", &run.name));
    let own = &cx.attempt(id).pipeline;
    let own = own
        .is_value()
        .then_some((RecordRef::Deployment(id), "pipeline", own));
    let named = own.or(of_run);
    let finding = match named.and_then(|(.., name)| name.value()) {
        Some(name) if approved.iter().any(|known| known.eq_ignore_ascii_case(name)) => {
            cx.pass(|| format!("The deployment was made by the approved pipeline {name}: {url}."))
        }
        Some(name) => cx.fail(|| {
            format!("The deployment was made by the pipeline {name}, which is not on the list of approved ones.")
        }),
        None => cx.insufficient(|| {
            format!("The deployment names the run {url}, but which pipeline that belongs to was not exported.")
        }),
    };
    finding.with(named.and_then(|(of, field, name)| cx.fact(of, field, || field_text(name))))
}

static CASES: &[Case] = &[
    Case {
        name: "a status names the run",
        given: |_| {},
        then: Outcome::Pass,
    },
    Case {
        name: "the statuses have the field, and it is empty",
        given: |w| w.set_run_url(Field::Empty),
        then: Outcome::Fail,
    },
    Case {
        name: "a pipeline that is not on the list",
        given: |w| w.parameters.approved_pipelines = vec!["release".to_owned()],
        then: Outcome::Fail,
    },
    Case {
        name: "a pipeline that is on the list",
        given: |w| w.parameters.approved_pipelines = vec!["Deploy".to_owned()],
        then: Outcome::Pass,
    },
    Case {
        name: "pipelines are listed, and the run was not imported",
        given: |w| {
            w.parameters.approved_pipelines = vec!["deploy".to_owned()];
            w.without(RecordKind::PipelineRun);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the address was not exported, though a run on the same commit exists",
        given: |w| w.set_run_url(Field::NotExported),
        then: Outcome::InsufficientEvidence,
    },
];
