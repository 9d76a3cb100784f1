//! What APP-01 and APP-03 tell of approvals beside their outcome.

use changeproof_controls::case::{START, World};
use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Judgement, Outcome, Overlay};
use changeproof_domain::time::{HOUR, Moment};

use crate::support::{Files, approval, judged};

fn app_01(alter: impl FnOnce(&mut Files)) -> Judgement {
    judged("APP-01", &World::default(), alter)
}

fn hours(hours: i64) -> Field<Moment> {
    Field::Value(Moment::utc(START.plus(hours * HOUR)))
}

#[test]
fn an_approval_of_a_record_without_its_history_is_one_as_exported() {
    let marked = |control: &str, exported: bool| {
        let judgement = judged(control, &World::default(), |files| {
            if !exported {
                files.ticket().history = Field::NotExported;
            }
        });
        judgement.overlays.contains(Overlay::AsExported)
    };
    for control in ["APP-01", "APP-03"] {
        assert!(!marked(control, true), "{control}");
        assert!(marked(control, false), "{control}");
    }
}

#[test]
fn the_sentence_names_the_approver_and_tells_what_was_wrong_with_the_approval() {
    let passed = app_01(|_| {});
    let said = "CHG-1000 was approved by ivo at 2025-03-01 10:00 UTC, 2 d before";
    assert!(passed.reason.starts_with(said), "{}", passed.reason);
    let late = app_01(|files| approval(files).at = hours(1));
    assert_eq!(late.outcome, Outcome::Fail);
    let said = "was approved by ivo only 1 h after the deployment began";
    assert!(late.reason.contains(said), "{}", late.reason);
}
