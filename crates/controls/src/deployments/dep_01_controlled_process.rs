//! DEP-01: production is changed through a pipeline.

use changeproof_domain::field::Field;
use changeproof_domain::outcome::Outcome;
use changeproof_domain::record::{CheckConclusion, RecordKind};
use changeproof_domain::snapshot::{DeploymentId, RecordRef, RunAddress};

use crate::case::{Case, World};
use crate::context::{Context, field_text};
use crate::control::{Control, Judges, Parameter, Severity, partial};
use crate::deployments::named_run::{doubt, names_nothing};
use crate::finding::Finding;
use crate::shared::actor::run_of;

/// The control.
pub(crate) static CONTROL: Control = Control {
    id: "DEP-01",
    version: 2,
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
        field is there and empty, or holds a placeholder or words that are neither an address nor an id. \
        Cannot tell when what stands there reads like a date or a version, or is the deployed revision, or when \
        the run contradicts the deployment: its address is one of another repository at \
        GitHub, the imported runs of the repository cover that time and have none of its id, deployments of \
        the service with other revisions name it too (rollbacks excepted), it began more than a day after \
        the deployment (31 days where it was on the deployed commit, since GitHub tells the last start of a run \
        that was run again), or a push of another commit set it off that the deployed one does not follow. \
        A run on the same commit that nothing names is only a suggestion. Earlier attempts at the same revision are judged too.",
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
    let parameters = cx.parameters();
    for (id, address) in &addresses {
        if let RunAddress::Found(url, said_by) = address
            && !names_nothing(url, parameters)
        {
            return named_run(cx, *id, url).with(cx.fact(*said_by, "run_url", || url.clone()));
        }
    }
    for (_, address) in &addresses {
        let (text, said_by) = match address {
            RunAddress::Found(text, said_by) => (text.as_str(), said_by),
            RunAddress::Empty(said_by) => ("", said_by),
            RunAddress::NotExported => continue,
        };
        return cx
            .fail(|| match text {
                "" => "The deployment's record names no pipeline run: the field is empty.".to_owned(),
                text => format!(
                    "The deployment's record names no pipeline run: '{text}' is neither an address nor an id."
                ),
            })
            .with(cx.fact(*said_by, "run_url", || text.to_owned()));
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
    let finding = of_pipeline(cx, id, url);
    if finding.outcome == Outcome::Fail {
        return finding;
    }
    match doubt(cx, id, url) {
        Some(doubt) => cx.insufficient(|| doubt.why).with(doubt.facts),
        None => finding,
    }
}

/// Whether the run's pipeline is an approved one.
fn of_pipeline(cx: &Context<'_>, id: DeploymentId, url: &str) -> Finding {
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
        name: "words stand where the run's address should",
        given: |w| w.set_run_url(World::text("manual deploy by ssh")),
        then: Outcome::Fail,
    },
    Case {
        name: "a placeholder stands where the run's address should",
        given: |w| w.set_run_url(World::text("n/a")),
        then: Outcome::Fail,
    },
    Case {
        name: "a version stands where the run's address should",
        given: |w| w.set_run_url(World::text("v2.14")),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the revision stands where the run's address should, shortened",
        given: |w| w.set_run_url(World::text("51515151")),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the address is one of a tool whose addresses are not known",
        given: |w| w.set_run_url(World::text("https://ci.clicki.example/deploy/4711")),
        then: Outcome::Pass,
    },
    Case {
        name: "the run is one of another repository",
        given: |w| {
            let of = "https://github.example/clicki/partner-web/actions/runs/73";
            w.set_run_url(World::text(of));
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the address is one of a page at GitHub that is no run",
        given: |w| {
            let of = "https://github.com/clicki/referral-api/wiki/Deploying";
            w.set_run_url(World::text(of));
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the imported runs cover the time, and have none of that id",
        given: |w| {
            let of = "https://github.example/clicki/referral-api/actions/runs/99";
            w.set_run_url(World::text(of));
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the run was not imported, and the imported ones do not cover the time",
        given: |w| {
            let of = "https://github.example/clicki/referral-api/actions/runs/99";
            w.set_run_url(World::text(of));
            w.not_covered(RecordKind::PipelineRun);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "the deployment before it, of another revision, names the same run",
        given: |w| {
            let of = "https://ci.clicki.example/deploy/4711";
            w.set_each_run_url(World::text(of));
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the same run took the deployment back",
        given: |w| {
            w.revert_later(30);
            let of = "https://ci.clicki.example/deploy/4711";
            w.set_last_run_urls(2, World::text(of));
        },
        then: Outcome::Pass,
    },
    Case {
        name: "the run began two days later, on another commit",
        given: |w| {
            w.run().started_at = World::at(2 * 24 * 60);
            w.run().head = World::previous_revision();
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the run was on the deployed commit, and was run again two days later",
        given: |w| w.run().started_at = World::at(2 * 24 * 60),
        then: Outcome::Pass,
    },
    Case {
        name: "somebody set the run off on another commit, which the deployed one does not follow",
        given: |w| w.run().head = World::text("7777777777777777777777777777777777777777"),
        then: Outcome::Pass,
    },
    Case {
        name: "a push of another commit set the run off, which the deployed one does not follow",
        given: |w| {
            w.run().event = World::text("push");
            w.run().head = World::text("7777777777777777777777777777777777777777");
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "a push set the run off, and the deployed commit follows the pushed one",
        given: |w| {
            w.run().event = World::text("push");
            w.run().head = World::previous_revision();
        },
        then: Outcome::Pass,
    },
    Case {
        name: "the run was cancelled",
        given: |w| w.run().conclusion = Field::Value(CheckConclusion::NoEvidence),
        then: Outcome::Pass,
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
