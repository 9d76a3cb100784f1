//! What the verdicts on the period as a whole rest on where nobody declared what the files cover.

use changeproof_controls::case::{START, World};
use changeproof_controls::{OtherSubject, find};
use changeproof_domain::outcome::{Fact, Outcome};
use changeproof_domain::record::RecordKind;
use changeproof_domain::snapshot::{RecordRef, SourceId};
use changeproof_domain::time::{DAY, Moment};

use crate::support::{Files, of_kind, snapshot};

/// A file with a deployment of the year before, declared to cover the two years before.
fn older_file(files: &mut Files) -> SourceId {
    let mut older = files.deployment().clone();
    older.id = "older".to_owned();
    older.started_at = Moment::utc(START.plus(-300 * DAY));
    let source = files.add(RecordKind::Deployment, 2023, 2024);
    files.push(source, older);
    source
}

#[test]
fn retention_says_whether_somebody_declared_what_the_files_cover() {
    let mut world = World::default();
    world.parameters.kept_months = 1;
    let told = |undeclared: bool| {
        let snapshot = snapshot(&world, |files| {
            if undeclared {
                files.file(RecordKind::Deployment).declaration.covers = None;
            } else {
                let older = older_file(files);
                files.sources[older.index()].declaration.covers = None;
            }
        });
        let evidence = world.evidence(&snapshot);
        let log_01 = evidence.judge(find("LOG-01").unwrap(), OtherSubject::Period);
        let judgement = log_01.unwrap();
        assert_eq!(judgement.outcome, Outcome::Pass, "{}", judgement.reason);
        judgement.reason
    };
    assert!(told(false).contains("are declared to cover the month up to"));
    let undeclared = told(true);
    let by_records = "cover, as was declared or from their first to their last record, the month";
    assert!(undeclared.contains(by_records), "{undeclared}");
}

#[test]
fn retention_shows_every_file_that_covers_the_months_once() {
    let mut world = World::default();
    world.parameters.kept_months = 24;
    let mut further = None;
    let snapshot = snapshot(&world, |files| {
        files.covers(RecordKind::Deployment, 2025, 2025);
        further = Some(older_file(files));
    });
    let log_01 = world
        .evidence(&snapshot)
        .judge(find("LOG-01").unwrap(), OtherSubject::Period);
    let facts = log_01.unwrap().facts;
    for file in [of_kind(RecordKind::Deployment), further.unwrap()] {
        let is_of_it =
            |fact: &&Fact| fact.record == RecordRef::Import(file) && fact.field == "covers";
        assert_eq!(facts.iter().filter(is_of_it).count(), 1, "{facts:?}");
    }
}
