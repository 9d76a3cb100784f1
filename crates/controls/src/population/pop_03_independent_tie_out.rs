//! POP-03: what a second source shows to have been deployed to production is in the deployment log.

use std::collections::{HashMap, HashSet};

use changeproof_domain::coverage::Scope;
use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Fact, Outcome};
use changeproof_domain::record::{CheckConclusion, InventoryEntry, PipelineRun, RecordKind};
use changeproof_domain::snapshot::{DeploymentId, InventoryEntryId, RecordRef, RunId, Subject};
use changeproof_domain::text::folded;
use changeproof_domain::time::{MINUTE, Timestamp};

use crate::case::{Case, World};
use crate::context::{field_text, when};
use crate::control::{Control, Judges, Parameter, Severity, partial};
use crate::finding::Finding;
use crate::others::PeriodContext;
use crate::tie_out::DeployingRuns;

/// How many facts of entries that agree are listed.
const LISTED: usize = 50;

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
        recorded deployment (the deployment names it, or both have the same revision within fifteen \
        minutes), and every revision that an inventory shows in production is the one deployed last. A \
        pipeline deploys where a deployment names a run of it. Fails where a run has no \
        deployment, its pipeline deploys to production alone, and the imported deployments cover its \
        time. Insufficient evidence where they do not cover it, where the pipeline deploys elsewhere too, \
        where revision or ending of the run was not exported, or where there is no second source. \
        Deployments without a run are listed in the pack; they may have been made by hand (DEP-01).",
    why: "A log that leaves deployments out looks complete by itself. Only another source shows it.",
    evidence: "Pipeline runs, or an inventory of what ran in production, beside the deployments.",
    needs: &[RecordKind::Deployment, RecordKind::PipelineRun],
    remedy: "Fail: find out which deployment the run made and why it is not in the log. Insufficient \
        evidence: export the pipeline runs and the deployments of the whole period, to all environments.",
    check: Judges::Period(check),
    cases: CASES,
};

fn check(cx: &PeriodContext<'_>) -> Finding {
    let sources = [with_runs(cx), with_inventory(cx)];
    Finding::worst(sources.into_iter().flatten()).unwrap_or_else(|| {
        cx.insufficient(|| {
            "There is no second source of the period: neither a run of a pipeline that deploys nor an \
             inventory of what ran in production was imported."
                .to_owned()
        })
    })
}

/// The comparison with pipeline runs; none where there are none of the period.
fn with_runs(cx: &PeriodContext<'_>) -> Option<Finding> {
    let runs = DeployingRuns::of(cx.snapshot);
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
    Finding::worst(findings).or_else(|| {
        let passed = cx.pass(|| {
            format!(
                "All {compared} runs of deployment pipelines in the period have their deployment."
            )
        });
        Some(passed.with(facts(cx, first?)))
    })
}

/// The comparison with the inventory; none where nothing of it was seen in the period.
fn with_inventory(cx: &PeriodContext<'_>) -> Option<Finding> {
    let zone = cx.snapshot.calendar.zone;
    let (from, to) = (
        Timestamp::start_of(cx.days.from, zone),
        Timestamp::end_of(cx.days.to, zone),
    );
    let seen = cx.snapshot.registers.inventory.iter().enumerate();
    let findings: Vec<Finding> = seen
        .filter(|(_, entry)| {
            (from..=to).contains(&entry.seen_at.at)
                && cx.parameters().is_production(&entry.environment)
        })
        .map(|(index, entry)| running(cx, index.into(), entry))
        .collect();
    let entries = findings.len();
    let worst = Finding::worst(findings)?;
    if worst.outcome == Outcome::Pass {
        let passed = cx.pass(|| {
            format!("All {entries} entries of the inventory in the period show the revision deployed last.")
        });
        return Some(passed.with(worst.facts.into_iter().take(LISTED)));
    }
    Some(worst)
}

/// What ran in production at a moment, against the deployment before it.
fn running(cx: &PeriodContext<'_>, id: InventoryEntryId, entry: &InventoryEntry) -> Finding {
    let window = cx.parameters().same_deployment_window;
    let what = || {
        format!(
            "{} ran {} at {}",
            entry.service,
            entry.revision.text(),
            when(&entry.seen_at)
        )
    };
    let Some(revision) = entry.revision.value() else {
        return cx
            .insufficient(|| format!("Which revision of {} ran was not exported.", entry.service))
            .with(seen(cx, id, entry));
    };
    let until = entry.seen_at.latest().plus(window);
    let of_service = cx.snapshot.subjects.iter().filter(|subject| {
        let record = &cx.snapshot.deployments[subject.deployment.index()];
        folded(&record.service) == folded(&entry.service)
            && folded(&record.environment) == folded(&entry.environment)
            && subject.at <= until
    });
    // Subjects come by time.
    let before: Vec<_> = of_service.collect();
    let record = |subject: &Subject| &cx.snapshot.deployments[subject.deployment.index()].record;
    let same = |subject: &&&Subject| {
        let deployed = record(subject).revision.value();
        deployed.is_some_and(|deployed| {
            deployed.starts_with(revision.as_str()) || revision.starts_with(deployed.as_str())
        })
    };
    // Around a deployment the one or the other may run.
    let current = before
        .iter()
        .rev()
        .take_while(|subject| subject.at.0 >= entry.seen_at.at.0 - window);
    let last = before
        .iter()
        .rev()
        .find(|subject| subject.at.0 < entry.seen_at.at.0 - window);
    if let Some(subject) = current.chain(last).find(same) {
        return cx
            .pass(|| format!("{}, the revision of a deployment before.", what()))
            .with(seen(cx, id, entry))
            .with(deployed(cx, subject));
    }
    let Some(last) = before.last() else {
        return cx
            .insufficient(|| format!("{}, and no deployment before is known.", what()))
            .with(seen(cx, id, entry));
    };
    let scope = Scope::Service(
        folded(&entry.service).into_owned(),
        folded(&entry.environment).into_owned(),
    );
    let coverage = &cx.snapshot.coverage;
    let covered = coverage.through(
        RecordKind::Deployment,
        &scope,
        last.at,
        entry.seen_at.latest(),
    );
    let finding = if record(last).revision.value().is_none() {
        cx.insufficient(|| format!("{}, and the deployment before names no revision.", what()))
    } else if covered {
        cx.fail(|| {
            format!("{}, which is not the revision that was deployed last and has no deployment of its own.", what())
        })
    } else {
        cx.insufficient(|| {
            format!(
                "{}, and the imported deployments do not cover the time before.",
                what()
            )
        })
    };
    finding.with(seen(cx, id, entry)).with(deployed(cx, last))
}

fn seen(cx: &PeriodContext<'_>, id: InventoryEntryId, entry: &InventoryEntry) -> Vec<Fact> {
    let own = RecordRef::InventoryEntry(id);
    let facts = [
        cx.fact(own, "revision", || field_text(&entry.revision)),
        cx.fact(own, "seen_at", || entry.seen_at.to_string()),
    ];
    facts.into_iter().flatten().collect()
}

fn deployed(cx: &PeriodContext<'_>, subject: &Subject) -> Option<Fact> {
    let revision = &cx.snapshot.deployments[subject.deployment.index()]
        .record
        .revision;
    cx.fact(
        RecordRef::Deployment(subject.deployment),
        "revision",
        || field_text(revision),
    )
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
            w.run().name = World::text("unit tests");
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
    Case {
        name: "the inventory shows the deployed revision an hour later",
        given: |w| w.add_inventory(World::deployed_revision(), 60),
        then: Outcome::Pass,
    },
    Case {
        name: "the inventory alone, and it shows the deployed revision",
        given: |w| {
            w.without(RecordKind::PipelineRun);
            w.add_inventory(World::deployed_revision(), 60);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "the inventory shows a revision that was never deployed",
        given: |w| w.add_inventory(World::text("9999999999"), 60),
        then: Outcome::Fail,
    },
    Case {
        name: "the inventory shows a revision that was never deployed, at a time that nothing covers",
        given: |w| {
            w.add_inventory(World::text("9999999999"), 60);
            w.not_covered(RecordKind::Deployment);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the inventory does not show the revision",
        given: |w| w.add_inventory(Field::NotExported, 60),
        then: Outcome::InsufficientEvidence,
    },
];
