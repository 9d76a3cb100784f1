//! Which failures of subjects that are no deployments are followed, by what names them, and by which day's policy
//! subjects are judged.

use changeproof_controls::case::{START, World};
use changeproof_controls::{Evidence, OtherSubject, find};
use changeproof_domain::snapshot::{
    ExceptionEntryId, FindingId, FindingKey, Findings, Held, ShownFinding, Snapshot, SourceId,
};
use changeproof_domain::source::Place;
use changeproof_domain::time::{DAY, HOUR, MINUTE};

use crate::support::snapshot;

/// The company with a change by hand, of which an evaluation showed that failure.
fn shown(key: &str) -> (World, Snapshot) {
    let world = World::without_deployment();
    let mut snapshot = snapshot(&world, |_| {});
    let key: FindingKey = key.parse().unwrap();
    let at = START.plus(DAY);
    let record = Box::new(ShownFinding { key, at, event: 7 });
    let held = Held {
        record,
        source: SourceId(0),
        place: Place::default(),
    };
    snapshot.findings = Findings::of(vec![held], Vec::new());
    (world, snapshot)
}

#[test]
fn failures_of_other_subjects_are_followed_by_what_names_them() {
    let zeros = "0".repeat(64);
    let file = format!("POP-01/import/deployment/{zeros}");
    let period = "POP-02/period/workspace/2025-02-10..2025-03-07";
    for (key, on) in [
        (file.as_str(), "POP-01 on the file 0000000000 failed"),
        (period, "POP-02 on the period 2025-02-10..2025-03-07 failed"),
        (
            "GOV-01/policy/workspace/policy",
            "GOV-01 on the policy failed",
        ),
        (
            "EXC-01/exception/exception_entry/EX-1",
            "EXC-01 on exception EX-1 failed",
        ),
        (
            "APP-01/change_record/jira/CHG-2000",
            "APP-01 on CHG-2000 failed",
        ),
    ] {
        let (world, snapshot) = shown(key);
        let evidence = world.evidence(&snapshot);
        let gov_03 = find("GOV-03").unwrap();
        let subjects = evidence.subjects(gov_03);
        assert_eq!(subjects, [OtherSubject::Finding(FindingId(0))], "{key}");
        let judgement = evidence.judge(gov_03, subjects[0]).unwrap();
        assert!(judgement.reason.starts_with(on), "{}", judgement.reason);
        assert_eq!(
            evidence.identity(subjects[0]),
            ("workspace".to_owned(), key.to_owned())
        );
        assert_eq!(evidence.rules_of(subjects[0]), START.plus(DAY));
    }
}

#[test]
fn failures_of_medium_controls_and_of_what_is_not_judged_are_not_followed() {
    for key in [
        "GOV-02/policy/workspace/policy",
        "POP-01/period/workspace/2025-02-10..2025-03-07",
        "POP-02/period/workspace/2024-02-10..2024-03-07",
        "EXC-01/exception/exception_entry/EX-9",
        "APP-01/change_record/service_now/CHG-2000",
        "XYZ-01/policy/workspace/policy",
    ] {
        let (world, snapshot) = shown(key);
        let evidence = world.evidence(&snapshot);
        let subjects = evidence.subjects(find("GOV-03").unwrap());
        assert!(subjects.is_empty(), "{key}");
    }
}

#[test]
fn each_subject_has_its_kind_and_the_day_whose_policy_it_is_judged_by() {
    let world = World::without_deployment();
    let snapshot = snapshot(&world, |_| {});
    let evidence = world.evidence(&snapshot);
    let end = START.plus(4 * DAY + 14 * HOUR - 1);
    let exception = OtherSubject::Exception(ExceptionEntryId(0));
    let by_hand = World::record_alone(&snapshot).unwrap();
    for (subject, kind, at) in [
        (
            OtherSubject::Import(SourceId(0)),
            "import",
            world.judged_as_of(),
        ),
        (OtherSubject::Period, "period", end),
        (OtherSubject::Policy, "policy", end),
        (exception, "exception", START.plus(-60 * MINUTE)),
        (by_hand, "change_record", START),
        (OtherSubject::Finding(FindingId(7)), "finding", end),
    ] {
        assert_eq!((subject.kind(), evidence.rules_of(subject)), (kind, at));
    }
}

#[test]
fn what_was_carried_out_by_hand_is_worked_out_only_where_it_is_not_known() {
    let world = World::without_deployment();
    let snapshot = snapshot(&world, |_| {});
    let app_01 = find("APP-01").unwrap();
    let count = |evidence: &Evidence<'_>| evidence.subjects(app_01).len();
    assert_eq!(count(&world.evidence(&snapshot)), 1);
    assert_eq!(count(&world.evidence(&snapshot).knowing(&[])), 0);
}
