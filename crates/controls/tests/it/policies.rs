//! Versions of the policy: what was switched off, and what was recorded only later.

use changeproof_controls::case::{START, World};
use changeproof_controls::{OtherSubject, find, outcomes, registry};
use changeproof_domain::outcome::{Outcome, Overlay};
use changeproof_domain::parameters::Parameters;
use changeproof_domain::policy::{ControlOff, Policy};
use changeproof_domain::record::RecordKind;
use changeproof_domain::time::HOUR;
use chrono::NaiveDate;

use crate::support::{Files, is_backdated, judged, snapshot, subject};

/// In force since January is a second version, recorded so many hours after the start; before it, these
/// parameters hold.
pub fn recorded(files: &mut Files, hours: i64, first: impl FnOnce(&mut Parameters)) {
    let second = files.policy.newest().clone();
    let mut version = second.clone();
    first(&mut version.parameters);
    files.policy = Policy::starting_with(version);
    let mut second = second;
    second.number = 2;
    second.from = NaiveDate::from_ymd_opt(2025, 1, 1);
    second.recorded_late = Some(START.plus(hours * HOUR));
    files.policy.add(second, chrono_tz::Tz::UTC);
}

#[test]
fn a_control_that_was_switched_off_is_not_tested() {
    let rev_01 = |off: bool| {
        judged("REV-01", &World::default(), |files| {
            let mut version = files.policy.newest().clone();
            if off {
                let decision = ControlOff {
                    reason: "Reviews are checked by hand.".to_owned(),
                    decided_by: "Ivo".to_owned(),
                    decided_on: NaiveDate::from_ymd_opt(2025, 1, 2).unwrap(),
                };
                version.controls_off.insert("REV-01".to_owned(), decision);
            }
            files.policy = Policy::starting_with(version);
        })
    };
    assert_eq!(rev_01(false).outcome, Outcome::Pass);
    let off = rev_01(true);
    assert_eq!(off.outcome, Outcome::NotApplicable);
    let said = "Not tested by decision of Ivo of 2025-01-02: Reviews are checked by hand.";
    assert!(off.reason.contains(said), "{}", off.reason);
}

#[test]
fn what_passes_only_by_a_policy_that_was_recorded_later_is_backdated() {
    let backdated = |hours: i64, reviewers: u32| {
        let judgement = judged("REV-01", &World::default(), |files| {
            recorded(files, hours, |first| {
                first.reviewers = reviewers.try_into().unwrap();
            });
        });
        is_backdated(&judgement, "the policy as it had been recorded by then")
    };
    assert!(backdated(24, 2), "it asked for two reviewers");
    assert!(!backdated(-24, 2), "recorded before the start");
    assert!(!backdated(24, 1), "it asked for no more");
}

#[test]
fn what_was_worked_out_by_one_version_is_not_taken_for_another() {
    let world = World::default();
    let snapshot = snapshot(&world, |files| {
        files.covers(RecordKind::ChangeRecord, 2024, 2024);
        recorded(files, 24, |first| {
            // By that, the ticket is no change record, and whether there is one is not known.
            first.change_record_types = vec!["release".to_owned()];
        });
    });
    let all = outcomes(&snapshot, world.judged_as_of());
    let verdicts = registry().iter().zip(&all[subject(&snapshot).index()]);
    let mut of = verdicts.filter(|(control, _)| control.id == "CAT-01");
    let (_, verdict) = of.next().unwrap();
    assert_eq!(verdict.outcome, Outcome::Pass);
    assert!(verdict.overlays.contains(Overlay::Backdated));
}

#[test]
fn a_snapshot_of_a_protection_is_held_to_the_policy_of_its_day() {
    // The snapshots ask for one review.
    let outcome = |first: u32, second: u32| {
        let world = World::default();
        let snapshot = snapshot(&world, |files| {
            let mut version = files.policy.newest().clone();
            version.parameters.reviewers = first.try_into().unwrap();
            let mut later = version.clone();
            files.policy = Policy::starting_with(version);
            later.number = 2;
            later.from = NaiveDate::from_ymd_opt(2025, 3, 6);
            later.parameters.reviewers = second.try_into().unwrap();
            files.policy.add(later, chrono_tz::Tz::UTC);
        });
        let evidence = world.evidence(&snapshot);
        let of = evidence.judge(find("DEP-04").unwrap(), OtherSubject::Period);
        of.unwrap().outcome
    };
    assert_eq!(outcome(1, 1), Outcome::Pass);
    assert_eq!(
        outcome(2, 1),
        Outcome::Fail,
        "two were asked for until the 6th"
    );
}
