//! What the verdicts on the period as a whole rest on where nobody declared what the files cover.

use changeproof_controls::case::World;
use changeproof_controls::{OtherSubject, find};
use changeproof_domain::outcome::Outcome;
use changeproof_domain::record::RecordKind;

use crate::support::snapshot;

#[test]
fn retention_says_whether_somebody_declared_what_the_files_cover() {
    let mut world = World::default();
    world.parameters.kept_months = 1;
    let told = |undeclared: bool| {
        let snapshot = snapshot(&world, |files| {
            if undeclared {
                files.file(RecordKind::Deployment).declaration.covers = None;
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
