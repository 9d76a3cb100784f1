//! POP-03: what a second source shows to have been deployed to production is in the deployment log.

use std::collections::{HashMap, HashSet};

use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Fact, Outcome};
use changeproof_domain::record::{CheckConclusion, PipelineRun, RecordKind};
use changeproof_domain::snapshot::{DeploymentId, RecordRef, RunId};
use changeproof_domain::time::{MINUTE, Timestamp};

use crate::case::Case;
use crate::context::{field_text, when};
use crate::control::{Control, Judges, Parameter, Severity, partial};
use crate::finding::Finding;
use crate::others::PeriodContext;
use crate::tie_out::DeployingRuns;

/// The control.
pub(crate) static CONTROL: Control = Control {
    id: "POP-03",
    version: 1,
    name: "Independent tie-out",
    severity: Severity::Critical,
    clauses: &["LOG-KEEP"],
    since: "0.1.0",
    parameters: |p| {
        vec![Parameter::number(
            "within_minutes",
            p.same_deployment_window / MINUTE,
        )]
    },
    frameworks: &[
        partial(
            "SOC 2",
            "CC7.1",
            "Tests that runs of deployment pipelines have their deployment, not that nothing else changed \
             production.",
        ),
        partial(
            "NIST SP 800-53",
            "CM-3(7)",
            "Compares two records of system changes after the fact.",
        ),
    ],
    stricter_than_policy: Some(
        "The policy asks that logs are kept; that a second source agrees with them is what an audit asks.",
    ),
    checks: "Passes where every successful run of a deployment pipeline in the period is that of a \
        recorded deployment: the deployment names it, or both have the same revision within fifteen \
        minutes. A pipeline deploys where a deployment names a run of it. Fails where a run has no \
        deployment, its pipeline deploys to production alone, and the imported deployments cover its \
        time. Insufficient evidence where they do not cover it, where the pipeline deploys elsewhere too, \
        where revision or ending of the run was not exported, or where there is no second source. \
        Deployments without a run are listed in the pack; they may have been made by hand (DEP-01).",
    why: "A log that leaves deployments out looks complete by itself. Only another source shows it.",
    evidence: "Pipeline runs of the whole period beside the deployments.",
    needs: &[],
    remedy: "Fail: find out which deployment the run made and why it is not in the log. Insufficient \
        evidence: export the pipeline runs and the deployments of the whole period, to all environments.",
    check: Judges::Period(check),
    cases: CASES,
};

fn check(cx: &PeriodContext<'_>) -> Finding {
    let runs = DeployingRuns::of(cx.snapshot);
    if runs.all().is_empty() {
        return cx.insufficient(|| {
            "There is no second source: no run of a pipeline that deploys was imported.".to_owned()
        });
    }
    let tied = Tied::of(cx, &runs);
    let zone = cx.snapshot.calendar.zone;
    let days = cx.days;
    let (from, to) = (
        Timestamp::start_of(days.from, zone),
        Timestamp::end_of(days.to, zone),
    );
    let (mut compared, mut first) = (0_usize, None);
    let mut findings = Vec::new();
    for &id in runs.all() {
        let run = &*cx.snapshot.runs[id.index()].record;
        let Some(at) = run.started_at.value().map(|moment| moment.at) else {
            findings.extend((!tied.runs.contains(&id)).then(|| undated(cx, id, run)));
            continue;
        };
        if !(from..=to).contains(&at) {
            continue;
        }
        if tied.runs.contains(&id) {
            compared += 1;
            first = first.or(Some(id));
        } else if may_have_deployed(run) {
            findings.push(orphan(cx, &tied, id, at));
        }
    }
    Finding::worst(findings).unwrap_or_else(|| match first {
        Some(id) => cx
            .pass(|| {
                format!(
                    "All {compared} runs of deployment pipelines in the period have their deployment."
                )
            })
            .with(facts(cx, id)),
        None => cx.insufficient(|| {
            "There is no second source for the period: no run of a pipeline that deploys started in it."
                .to_owned()
        }),
    })
}

/// What deployments tie runs to.
struct Tied<'a> {
    runs: HashSet<RunId>,
    /// Pipelines of which a run deployed outside production.
    elsewhere: HashSet<&'a str>,
}

impl<'a> Tied<'a> {
    fn of(cx: &PeriodContext<'a>, runs: &DeployingRuns<'a>) -> Tied<'a> {
        let snapshot = cx.snapshot;
        let mut tied = Tied {
            runs: HashSet::new(),
            elsewhere: HashSet::new(),
        };
        let mut production: HashMap<RunId, bool> = HashMap::new();
        for deployment in (0..snapshot.deployments.len()).map(DeploymentId::from) {
            for (run, _) in runs.of_deployment(deployment) {
                tied.runs.insert(run);
                *production.entry(run).or_default() |= is_production(cx, deployment);
            }
        }
        let outside = production.into_iter().filter(|(_, production)| !production);
        let names = outside.filter_map(|(run, _)| snapshot.runs[run.index()].record.name.value());
        tied.elsewhere = names.map(String::as_str).collect();
        tied
    }
}

/// Whether a run may have changed anything: one that failed, was cancelled or skipped says of itself that
/// it did not go through.
fn may_have_deployed(run: &PipelineRun) -> bool {
    match run.conclusion.value() {
        Some(conclusion) => *conclusion == CheckConclusion::Success,
        None => true,
    }
}

/// A run without a time.
fn undated(cx: &PeriodContext<'_>, id: RunId, run: &PipelineRun) -> Finding {
    cx.insufficient(|| {
        format!(
            "Pipeline run {} has no deployment, and when it started was not exported.",
            run.id
        )
    })
    .with(facts(cx, id))
}

/// A run that no deployment is known for.
fn orphan(cx: &PeriodContext<'_>, tied: &Tied<'_>, id: RunId, at: Timestamp) -> Finding {
    let run = &*cx.snapshot.runs[id.index()].record;
    let pipeline = run.name.text();
    let what = || {
        let start = run.started_at.value().map(when).unwrap_or_default();
        format!(
            "Run {} of the pipeline {pipeline} at {start} has no deployment",
            run.id
        )
    };
    let why = if tied.elsewhere.contains(pipeline) {
        Some("the pipeline deploys outside production too")
    } else if run.head.value().is_none() {
        Some("its revision was not exported")
    } else if !run.conclusion.is_value() {
        Some("how it ended was not exported")
    } else if !cx.deployments_covered(at, at) {
        Some("the imported deployments do not cover that time")
    } else {
        None
    };
    let finding = match why {
        Some(why) => cx.insufficient(|| format!("{}; {why}.", what())),
        None => cx.fail(|| format!("{}.", what())),
    };
    finding.with(facts(cx, id))
}

/// Whether a deployment went to production: as its source says, else by the name of the environment.
fn is_production(cx: &PeriodContext<'_>, id: DeploymentId) -> bool {
    let deployment = &*cx.snapshot.deployments[id.index()].record;
    let by_name = || cx.parameters().is_production(&deployment.environment);
    deployment.production.unwrap_or_else(by_name)
}

fn facts(cx: &PeriodContext<'_>, id: RunId) -> Vec<Fact> {
    let run = &*cx.snapshot.runs[id.index()].record;
    let record = RecordRef::Run(id);
    let text = |field: &Field<String>| field_text(field);
    [
        cx.fact(record, "name", || text(&run.name)),
        cx.fact(record, "head", || text(&run.head)),
        cx.fact(record, "started_at", || {
            run.started_at
                .value()
                .map(ToString::to_string)
                .unwrap_or_default()
        }),
    ]
    .into_iter()
    .flatten()
    .collect()
}

static CASES: &[Case] = &[
    Case {
        name: "each run of the deployment pipeline has its deployment",
        given: |_| {},
        then: Outcome::Pass,
    },
    Case {
        name: "a run of the deployment pipeline has no deployment",
        given: |w| w.add_run("79", 60),
        then: Outcome::Fail,
    },
    Case {
        name: "a run without deployment failed",
        given: |w| {
            w.add_run("79", 60);
            w.run().conclusion = Field::Value(CheckConclusion::Failure);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "a run without deployment, before the period",
        given: |w| w.add_run("79", -60 * 24 * 60),
        then: Outcome::Pass,
    },
    Case {
        name: "a run without deployment, of a pipeline that runs tests",
        given: |w| {
            w.add_run("79", 60);
            w.run().name = crate::case::World::text("unit tests");
        },
        then: Outcome::Pass,
    },
    Case {
        name: "a run without deployment at a time that the deployment log does not cover",
        given: |w| {
            w.add_run("79", 60);
            w.not_covered(RecordKind::Deployment);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "a run without deployment whose revision was not exported",
        given: |w| {
            w.add_run("79", 60);
            w.run().head = Field::NotExported;
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "a run without deployment and without a time",
        given: |w| {
            w.add_run("79", 60);
            w.run().started_at = Field::NotExported;
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "no pipeline runs were imported",
        given: |w| w.without(RecordKind::PipelineRun),
        then: Outcome::InsufficientEvidence,
    },
];
