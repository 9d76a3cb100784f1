//! Which imported runs tell that the run which a deployment names does not exist (DEP-01).

use changeproof_controls::case::World;
use changeproof_controls::context::{Context, Detail};
use changeproof_controls::may_be_run;
use changeproof_domain::outcome::Outcome;
use changeproof_domain::record::{Record, RecordKind};
use changeproof_domain::source::DeclaredCoverage;
use chrono::NaiveDate;

use crate::support::{judged, snapshot, subject};

#[test]
fn a_run_is_missed_only_where_the_day_before_the_deployment_is_covered_too() {
    let outcome = |covered_from: NaiveDate| {
        let of = judged("DEP-01", &World::default(), |files| {
            let is_named =
                |record: &Record| matches!(record, Record::PipelineRun(of) if of.id == "73");
            files.records.retain(|(_, record)| !is_named(record));
            files.file(RecordKind::PipelineRun).declaration.covers = Some(DeclaredCoverage {
                from: covered_from,
                to: NaiveDate::from_ymd_opt(2025, 12, 31).unwrap(),
            });
        });
        of.outcome
    };
    let march = |day| NaiveDate::from_ymd_opt(2025, 3, day).unwrap();
    assert_eq!(outcome(march(2)), Outcome::InsufficientEvidence);
    assert_eq!(outcome(march(3)), Outcome::Pass);
}

#[test]
fn a_run_is_lacking_only_where_a_text_may_be_one() {
    let world = World::default();
    let snapshot = snapshot(&world, |_| {});
    let id = subject(&snapshot);
    let context = Context::new(&snapshot, id, world.judged_as_of(), Detail::OutcomeOnly);
    let of = |text: &str| may_be_run(&context, snapshot.subjects[id.index()].deployment, text);
    assert!(of("4711") && of("https://ci.example/runs/7"));
    for other in [
        "n/a",
        "v1.2",
        "https://github.com/clicki/referral-api/wiki/Deploying",
    ] {
        assert!(!of(other), "{other}");
    }
}
