//! POP-03: what a second source shows to have been deployed to production is in the deployment log.
// long file: check and cases of one control stand together.

use std::collections::{BTreeSet, HashMap, HashSet};

use changeproof_domain::coverage::Scope;
use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Fact, Outcome};
use changeproof_domain::record::{CheckConclusion, PipelineRun, RecordKind};
use changeproof_domain::snapshot::{DeploymentId, RecordRef, RunId};
use changeproof_domain::time::{MINUTE, Timestamp};

use crate::case::{Case, World};
use crate::context::{field_text, text_by, when};
use crate::control::{Control, Judges, Parameter, Severity, partial};
use crate::finding::Finding;
use crate::others::PeriodContext;
use crate::population::inventory::{LISTED, with_inventory};
use crate::shared::words::listed;
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
        recorded deployment (the deployment names it, or both have the same revision within fifteen \
        minutes), and every revision that an inventory shows in production is the one deployed last, and \
        one of the two covers all of production over the whole period: runs do where every service in \
        production has some. A pipeline deploys where a deployment names a run of it. Fails where a run has no \
        deployment, its pipeline deploys to production alone, and the imported deployments cover its \
        time. Insufficient evidence where they do not cover it, where a run without a deployment is of a \
        pipeline that deploys elsewhere too, \
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
    let sources: Vec<Second> = [with_runs(cx), with_inventory(cx)]
        .into_iter()
        .flatten()
        .collect();
    // One that agrees as far as it goes adds nothing to one that goes all the way, and proves nothing alone.
    let whole = sources.iter().any(|of| of.reaches);
    let judged =
        sources
            .into_iter()
            .filter_map(|of| match (of.finding.outcome, of.reaches, whole) {
                (Outcome::Pass, false, true) => None,
                (Outcome::Pass, false, false) => Some(
                    cx.insufficient(|| format!("{} {}", of.finding.reason, of.lacks))
                        .with(of.finding.facts),
                ),
                _ => Some(of.finding),
            });
    Finding::worst(judged).unwrap_or_else(|| {
        cx.insufficient(|| {
            "There is no second source of the period: neither a run of a pipeline that deploys nor an \
             inventory of what ran in production was imported."
                .to_owned()
        })
    })
}

/// What a second source says, and how far it goes.
pub(super) struct Second {
    pub finding: Finding,
    /// Whether it shows all of production over the whole period.
    pub reaches: bool,
    /// What it lacks where it does not, as a sentence.
    pub lacks: &'static str,
}

/// The comparison with pipeline runs; none where there are none of the period.
fn with_runs(cx: &PeriodContext<'_>) -> Option<Second> {
    let runs = DeployingRuns::of(cx.snapshot);
    let tied = Tied::of(cx, &runs);
    let (from, to) = cx.known_time();
    let mut agreed = Agreed::default();
    let mut findings = Vec::new();
    for &id in runs.all() {
        let run = &*cx.snapshot.runs[id.index()].record;
        let Some(at) = run.started_at.value().map(|moment| moment.at) else {
            findings.extend((!tied.runs.contains_key(&id)).then(|| undated(cx, id, run)));
            continue;
        };
        if !(from..=to).contains(&at) {
            continue;
        }
        match tied.runs.get(&id) {
            Some(true) => agreed.deployed.push(id),
            // It may have gone on to production, where its pipeline does. The log that holds its other
            // deployment would hold that one too, as far as it goes.
            Some(false)
                if may_have_deployed(run)
                    && tied.to_production.contains(run.name.text())
                    && !tied.is_covered(cx, at) =>
            {
                findings.push(elsewhere(cx, id, run));
            }
            Some(false) => agreed.elsewhere.push(id),
            None if may_have_deployed(run) => findings.push(orphan(cx, &tied, id, at)),
            None => agreed.unsuccessful.push(id),
        }
    }
    let kind = RecordKind::PipelineRun;
    let finding = Finding::worst(findings).or_else(|| {
        if agreed.deployed.is_empty() {
            return None;
        }
        let passed = cx.pass(|| agreed.sentence());
        let all = [&agreed.deployed, &agreed.elsewhere, &agreed.unsuccessful];
        let all = all.into_iter().flatten();
        let of_runs = all.flat_map(|id| facts(cx, *id)).take(LISTED);
        Some(passed.with(of_runs).with(cx.declared(kind)))
    })?;
    Some(Second {
        finding,
        reaches: tied.shows_all_production()
            && cx.covered(kind, cx.snapshot.coverage.scopes(kind), (from, to)),
        lacks: "But the imported runs do not show every service in production over the whole period.",
    })
}

/// The runs of the period that agree with the deployments.
#[derive(Default)]
struct Agreed {
    /// Those that a deployment to production is known for.
    deployed: Vec<RunId>,
    /// Those that a deployment outside production alone is known for.
    elsewhere: Vec<RunId>,
    /// Those without a deployment that say of themselves that they did not go through.
    unsuccessful: Vec<RunId>,
}

impl Agreed {
    fn sentence(&self) -> String {
        let deployed = self.deployed.len();
        let has = |count: usize| if count == 1 { "has its" } else { "have their" };
        let (elsewhere, unsuccessful) = (self.elsewhere.len(), self.unsuccessful.len());
        let mut others = Vec::new();
        if elsewhere > 0 {
            others.push(format!("{elsewhere} deployed outside production alone"));
        }
        if unsuccessful > 0 {
            let has = if unsuccessful == 1 { "has" } else { "have" };
            others.push(format!(
                "{unsuccessful} did not succeed and {has} no deployment"
            ));
        }
        match (others.as_slice(), deployed) {
            ([], 1) => {
                "The only run of a deployment pipeline in the period has its deployment.".to_owned()
            }
            ([], _) => format!(
                "All {deployed} runs of deployment pipelines in the period have their deployment."
            ),
            (others, _) => format!(
                "Of the {} runs of deployment pipelines in the period {deployed} {} deployment to \
                 production; {}.",
                deployed + elsewhere + unsuccessful,
                has(deployed),
                listed(others)
            ),
        }
    }
}

/// A run that is known by a deployment outside production alone.
fn elsewhere(cx: &PeriodContext<'_>, id: RunId, run: &PipelineRun) -> Finding {
    cx.insufficient(|| {
        format!(
            "Run {} of the pipeline {}, which deploys to production too, has a deployment outside \
             production alone. The imported deployments do not cover its time, so whether it went on to \
             production cannot be told.",
            run.id,
            run.name.text()
        )
    })
    .with(facts(cx, id))
}

/// What deployments tie runs to.
struct Tied<'a> {
    /// The runs, with whether a deployment to production is theirs.
    runs: HashMap<RunId, bool>,
    /// Pipelines of which a run deployed to production.
    to_production: HashSet<&'a str>,
    /// Pipelines of which a run deployed outside production.
    elsewhere: HashSet<&'a str>,
    /// All of production.
    production: BTreeSet<Scope>,
    /// What of it has a deployment with a run.
    with_run: BTreeSet<Scope>,
    /// Whether the deployments of all of it are complete over the known time.
    is_whole: bool,
}

impl<'a> Tied<'a> {
    fn of(cx: &PeriodContext<'a>, runs: &DeployingRuns<'a>) -> Tied<'a> {
        let snapshot = cx.snapshot;
        let production = cx.in_production();
        let mut tied = Tied {
            runs: HashMap::new(),
            to_production: HashSet::new(),
            elsewhere: HashSet::new(),
            with_run: BTreeSet::new(),
            is_whole: cx.covered(RecordKind::Deployment, &production, cx.known_time()),
            production,
        };
        for (index, deployment) in snapshot.deployments.iter().enumerate() {
            let is_production = snapshot.is_production(deployment);
            for (run, _) in runs.of_deployment(DeploymentId::from(index)) {
                *tied.runs.entry(run).or_default() |= is_production;
                if is_production {
                    let scope = Scope::service(&deployment.service, &deployment.environment);
                    tied.with_run.insert(scope);
                }
            }
        }
        for (run, production) in &tied.runs {
            if let Some(name) = snapshot.runs[run.index()].record.name.value() {
                let pipelines = match production {
                    true => &mut tied.to_production,
                    false => &mut tied.elsewhere,
                };
                pipelines.insert(name.as_str());
            }
        }
        tied
    }

    /// Whether the deployments of every service in production are complete at that time.
    fn is_covered(&self, cx: &PeriodContext<'_>, at: Timestamp) -> bool {
        self.is_whole || cx.covered(RecordKind::Deployment, &self.production, (at, at))
    }

    /// Whether every service in production has runs, so that runs would show what the log leaves out.
    fn shows_all_production(&self) -> bool {
        self.production.is_subset(&self.with_run)
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
    } else if !tied.is_covered(cx, at) {
        Some("the imported deployments do not cover that time")
    } else {
        None
    };
    let finding = match why {
        Some(why) => cx.insufficient(|| format!("{}; {why}.", what())),
        None => cx
            .fail(|| format!("{}.", what()))
            .with(cx.declared(RecordKind::Deployment)),
    };
    finding.with(facts(cx, id))
}

fn facts(cx: &PeriodContext<'_>, id: RunId) -> Vec<Fact> {
    let run = &*cx.snapshot.runs[id.index()].record;
    let record = RecordRef::Run(id);
    let conclusion = |of: &CheckConclusion| match of {
        CheckConclusion::Success => "success".to_owned(),
        CheckConclusion::Failure => "failure".to_owned(),
        CheckConclusion::NoEvidence => "skipped or neutral".to_owned(),
        CheckConclusion::Unfinished => "not finished".to_owned(),
    };
    [
        cx.fact(record, "name", || field_text(&run.name)),
        cx.fact(record, "head", || field_text(&run.head)),
        cx.fact(record, "started_at", || field_text(&run.started_at)),
        cx.fact(record, "conclusion", || {
            text_by(&run.conclusion, conclusion)
        }),
    ]
    .into_iter()
    .flatten()
    .collect()
}

static CASES: &[Case] = &[
    Case {
        name: "the runs do not cover the whole period",
        given: |w| w.not_covered(RecordKind::PipelineRun),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "a second region of production has no runs",
        given: World::deploy_elsewhere_before,
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "a second region of production has no runs, and the inventory shows the first alone",
        given: |w| {
            w.deploy_elsewhere_before();
            w.add_inventory(World::deployed_revision(), 60);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the runs do not cover the whole period, and the inventory does",
        given: |w| {
            w.not_covered(RecordKind::PipelineRun);
            w.add_inventory(World::deployed_revision(), 60);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "the inventory alone, and it does not cover the whole period",
        given: |w| {
            w.without(RecordKind::PipelineRun);
            w.add_inventory(World::deployed_revision(), 60);
            w.not_covered(RecordKind::InventoryEntry);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "a run deployed to staging, of a pipeline that deploys to production too",
        given: |w| {
            w.add_run("79", -60);
            w.run().head = World::deployed_revision();
            w.rehearse(-60);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "a run deployed to staging, and deployments do not cover its time",
        given: |w| {
            w.add_run("79", -60);
            w.run().head = World::deployed_revision();
            w.rehearse(-60);
            w.not_covered(RecordKind::Deployment);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "a run that failed after it had deployed to staging, and deployments do not cover its time",
        given: |w| {
            w.add_run("79", -60);
            w.run().head = World::deployed_revision();
            w.run().conclusion = Field::Value(CheckConclusion::Failure);
            w.rehearse(-60);
            w.not_covered(RecordKind::Deployment);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "a run without deployment in the part of the period that the deployment log covers",
        given: |w| {
            w.period_from(2024, 12, 1);
            w.add_run("79", -78 * 24 * 60);
            w.not_covered(RecordKind::Deployment);
        },
        then: Outcome::Fail,
    },
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
        name: "a run of the deployed revision a day later, where the deployment names no run",
        given: |w| {
            w.set_run_url(Field::NotExported);
            w.add_run("79", 24 * 60);
            w.run().head = World::deployed_revision();
        },
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
        name: "the inventory shows the deployed revision ten minutes after the deployment began",
        given: |w| {
            w.without(RecordKind::PipelineRun);
            w.add_inventory(World::deployed_revision(), 10);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "the inventory shows the revision before, fifteen minutes after the deployment began",
        given: |w| {
            w.without(RecordKind::PipelineRun);
            w.add_inventory(World::previous_revision(), 15);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "the inventory shows the revision before, two hours after the deployment",
        given: |w| w.add_inventory(World::previous_revision(), 120),
        then: Outcome::Fail,
    },
    Case {
        name: "the inventory shows a revision in staging that was never deployed",
        given: |w| w.add_inventory_of("staging", World::text("9999999999"), 60),
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
