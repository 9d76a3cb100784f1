//! Samples, dossiers and decisions of the made-up company.

use changeproof_reports::pack::{
    AbleToDeploy, ChangeDossier, Decided, DecidedGroup, Deployed, Dossier, DossierChange,
    DossierEdit, DossierEvidence, DossierException, DossierField, DossierOutcome, DossierPerson,
    DossierRecord, DossierStep, DrawnItems, Event, LogHead, PackIdentity, PageSize, Population,
    Sample, SampleCell, SampleItem, SamplePart, SampledControl, Sampling, Tick, UntestedPart,
    ValueAtStart,
};
use changeproof_reports::{Outcome, Overlay};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

/// Two samples: one of this population, one of another.
pub fn sampling(population: &Population, controls: usize, at: DateTime<Utc>) -> Sampling {
    let items = population.deployments.len().min(7);
    let sample = |number, drawn| Sample {
        number,
        at,
        by: "Eve Auditor".into(),
        days: (day(1), day(28)),
        population: population.deployments.len() as u64,
        population_hash: population.hash.clone(),
        seed: "CM-FY2025|v1".into(),
        size: 5,
        basis: "5 for populations of up to 52.".into(),
        confidence: 95,
        strata: vec![SamplePart {
            name: "normal, 2025-03".into(),
            population: 40,
            drawn: 5,
        }],
        groups: vec![
            SamplePart {
                name: "emergencies".into(),
                population: 2,
                drawn: 2,
            },
            SamplePart {
                name: "exceptions".into(),
                population: 31,
                drawn: 0,
            },
        ],
        redraw: (number > 1).then(|| (vec![1], "The auditor asked for it.".into())),
        drawn,
    };
    let drawn = DrawnItems {
        reproduced: true,
        items: (0..items).map(|at| item(at, controls)).collect(),
        controls: (0..controls)
            .map(|control| SampledControl {
                control,
                blank: (control % 3) as u64,
                compared: 5,
                deviations: (control % 2) as u64,
                taken_deviations: 0,
                upper_limit: (control % 3 == 0).then(|| "45.1 %".into()),
            })
            .collect(),
    };
    let of_item = |at: usize| (at, dossier(population, at));
    Sampling {
        samples: vec![sample(1, Some(drawn)), sample(2, None)],
        limit_method: "exact binomial (Clopper-Pearson), one-sided".into(),
        dossiers: (0..items.min(5)).map(of_item).collect(),
    }
}

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 3, day).unwrap()
}

fn item(at: usize, controls: usize) -> SampleItem {
    SampleItem {
        deployment: at,
        stratum: Some("normal, 2025-03".into()),
        drawn: at < 5,
        groups: (at >= 5)
            .then(|| "emergencies".to_owned())
            .into_iter()
            .collect(),
        cells: (0..controls)
            .map(|control| {
                let tick = Tick::ALL[(at + control) % Tick::ALL.len()];
                SampleCell {
                    tick,
                    found: (tick != Tick::Blank)
                        .then(|| "Eve Auditor, 6 Jan 2026: seen in the tool".into()),
                }
            })
            .collect(),
    }
}

/// The dossier of a deployment.
pub fn dossier(population: &Population, at: usize) -> Dossier {
    let deployment = &population.deployments[at];
    let start = deployment.started_at;
    let outcome = |control: &str, outcome, overlays| DossierOutcome {
        control: control.into(),
        name: "Independent review".into(),
        outcome,
        overlays,
        reason: "No approval stood when the deployment began.".into(),
    };
    let step = |minutes, title: &str, late| DossierStep {
        at: start + TimeDelta::minutes(minutes),
        date_only: minutes == -900,
        title: title.into(),
        detail: "Ana Lindqvist".into(),
        is_deployment: minutes == 0,
        late,
    };
    Dossier {
        id: deployment.id.clone(),
        label: format!("GitHub {}", deployment.id),
        service: deployment.service.clone(),
        environment: deployment.environment.clone(),
        version: "v1.2".into(),
        revision: deployment.revision.clone(),
        at: start,
        state: "success".into(),
        deployed_by: deployment.deployer.clone().unwrap_or_default(),
        pipeline: String::new(),
        categories: deployment.category.clone().into_iter().collect(),
        outcomes: vec![
            outcome("REV-01", Outcome::Fail, vec![Overlay::Excepted]),
            outcome("APP-01", Outcome::InsufficientEvidence, Vec::new()),
            outcome("TRC-01", Outcome::Pass, vec![Overlay::ByAccount]),
        ],
        timeline: vec![
            step(-900, "CHG-7 requested", false),
            step(0, "Deployed", false),
            step(190, "PR #12 approved", true),
        ],
        not_shown: 3,
        change_set: "2 commits since the previous production deployment.".into(),
        changes: vec![DossierChange {
            kind: "pull request".into(),
            label: "#12".into(),
            title: "Round payouts".into(),
            detail: "squash merge".into(),
            link: "its merge commit 9f3c1ab is in this deployment".into(),
        }],
        records: vec![DossierRecord {
            key: "CHG-7".into(),
            source: "Jira".into(),
            has_history: true,
            fields: vec![
                field("title", ValueAtStart::Known("Round payouts".into())),
                field("rollback plan", ValueAtStart::Empty),
                field("risk level", ValueAtStart::AsExported("low".into())),
                field("test plan", ValueAtStart::NotExported),
            ],
            edits: vec![DossierEdit {
                at: start + TimeDelta::hours(5),
                field: "rollback plan".into(),
                from: String::new(),
                to: "Revert".into(),
                by: "Ana Lindqvist".into(),
                after_start: true,
            }],
        }],
        people: vec![DossierPerson {
            name: "Ana Lindqvist".into(),
            resolved: true,
            parts: vec!["wrote".into(), "deployed".into()],
            roles: vec!["deployer".into()],
        }],
        evidence: vec![DossierEvidence {
            record: "=pull request #12".into(),
            file: "prs-partner-web.json".into(),
            sha256: "ab".repeat(32),
            place: "$[3]".into(),
            controls: vec!["REV-01".into(), "TRC-01".into()],
        }],
        exceptions: vec![DossierException {
            id: "EX-4".into(),
            sentence: "REV-01: approved beforehand.".into(),
        }],
        remediation: Vec::new(),
    }
}

fn field(name: &str, at_start: ValueAtStart) -> DossierField {
    DossierField {
        name: name.into(),
        at_start,
    }
}

/// Who could deploy, and what was decided.
pub fn decided(at: DateTime<Utc>) -> Decided {
    Decided {
        has_roster: true,
        deploying_roles: vec!["deployer".into()],
        able: vec![AbleToDeploy {
            name: "Ana Lindqvist".into(),
            role: "deployer".into(),
            from: Some(day(1)),
            to: None,
            source: 1,
            place: "row 4".into(),
            deployments: 12,
            possibly: 2,
        }],
        others: vec![Deployed {
            name: "jenkins".into(),
            deployments: 2,
            why: "The account is nobody's in the roster.".into(),
        }],
        groups: vec![
            DecidedGroup {
                title: "Attestations".into(),
                events: vec![Event {
                    sequence: 18_170,
                    at,
                    person: "Ana Lindqvist".into(),
                    sentence: "Attested for MON-01 on partner-web.".into(),
                    hash: "cd".repeat(32),
                }],
                none: "None.".into(),
            },
            DecidedGroup {
                title: "Decisions on links".into(),
                events: Vec::new(),
                none: "None was recorded.".into(),
            },
        ],
    }
}

/// Parts of clauses without a test.
pub fn untested() -> Vec<UntestedPart> {
    vec![UntestedPart {
        clause: "ENF".into(),
        part: "Whether a violation had consequences for a person.".into(),
        instead: "Nothing in this pack.".into(),
    }]
}

/// A change dossier of its own.
pub fn change_dossier(identity: PackIdentity, population: &Population) -> ChangeDossier {
    ChangeDossier {
        page_size: PageSize::A4,
        identity,
        population_hash: population.hash.clone(),
        population_count: population.deployments.len() as u64,
        results_hash: "ef".repeat(32),
        log_head: LogHead {
            sequence: 18_204,
            hash: "01".repeat(32),
        },
        dossier: dossier(population, 0),
    }
}
