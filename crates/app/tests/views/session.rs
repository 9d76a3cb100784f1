//! The open workspace: period, evaluation, what others change.

use changeproof_app::AppError;
use changeproof_app::import::{ImportOptions, import};
use changeproof_app::views::OpenWorkspace;
use changeproof_app::wire::view::event_log::EventQuery;
use changeproof_app::wire::view::session::PeriodView;
use chrono::NaiveDate;

use crate::company::{demo, empty, fresh_demo, input, ports};

fn days(from: (u32, u32), to: (u32, u32)) -> PeriodView {
    let day = |(month, day)| NaiveDate::from_ymd_opt(2025, month, day).unwrap();
    PeriodView {
        from: day(from),
        to: day(to),
    }
}

fn events(open: &OpenWorkspace) -> u64 {
    open.events(&EventQuery::default(), 0, 1).unwrap().total
}

#[test]
fn a_workspace_can_be_used_from_any_thread() {
    fn is_shared<T: Send + Sync>() {}
    is_shared::<OpenWorkspace>();
}

#[test]
fn the_demo_company_is_judged_as_of_its_own_day() {
    let view = demo().view(&ports()).unwrap();
    assert!(view.is_demo);
    assert_eq!(
        (view.entity.as_str(), view.sources),
        ("Clicki Referrals", 20)
    );
    assert_eq!(view.period, days((1, 1), (12, 31)));
    assert_eq!(view.source_problems, 0);
    let evaluation = view.evaluation.unwrap();
    assert_eq!(evaluation.deployments, 400);
    assert_eq!(evaluation.as_of.to_string(), "2026-01-02T09:00:00Z");
    assert!(!view.outdated);
}

#[test]
fn another_period_is_evaluated_once_and_found_again() {
    let (_folder, open) = fresh_demo();
    let before = events(&open);
    let quarter = open.set_period(days((1, 1), (3, 31)), &ports()).unwrap();
    assert!(quarter.evaluation.unwrap().deployments < 400);
    assert_eq!(events(&open), before + 1, "one evaluation");
    open.set_period(days((1, 1), (12, 31)), &ports()).unwrap();
    let again = open.set_period(days((1, 1), (3, 31)), &ports()).unwrap();
    assert_eq!(again.period, days((1, 1), (3, 31)));
    assert_eq!(events(&open), before + 1, "both were stored");
    let path = open.path().to_owned();
    drop(open);
    let reopened = OpenWorkspace::open(&path, &ports()).unwrap();
    let view = reopened.view(&ports()).unwrap();
    assert!(view.is_demo, "the file itself says so");
    assert_eq!(events(&reopened), before + 1, "opening evaluates nothing");
}

#[test]
fn a_period_that_ends_before_it_begins_is_refused() {
    let refused = demo().set_period(days((3, 1), (2, 1)), &ports());
    assert!(matches!(refused, Err(AppError::PeriodReversed { .. })));
}

#[test]
fn what_another_program_imports_makes_the_view_outdated_until_it_is_refreshed() {
    let (_folder, open) = empty();
    assert!(!open.view(&ports()).unwrap().outdated, "there is nothing");
    let files = [input("deploy-log.csv")];
    import(open.path(), &files, &ImportOptions::default(), &ports()).unwrap();
    let view = open.view(&ports()).unwrap();
    assert!(view.outdated && view.evaluation.is_none());
    let shown = open
        .set_period(view.deployments_span.unwrap(), &ports())
        .unwrap();
    assert!(!shown.outdated);
    assert!(shown.evaluation.unwrap().deployments > 0);
    let more = [input("roster.csv")];
    import(open.path(), &more, &ImportOptions::default(), &ports()).unwrap();
    assert!(open.view(&ports()).unwrap().outdated);
    assert!(!open.refresh(&ports()).unwrap().outdated);
}

#[test]
fn a_cancelled_evaluation_leaves_everything_as_it_was() {
    let (_folder, open) = fresh_demo();
    let before = open.view(&ports()).unwrap();
    let cancelled = ports();
    cancelled.cancellation.cancel();
    let result = open.set_period(days((2, 1), (2, 28)), &cancelled);
    assert!(matches!(result, Err(AppError::Cancelled)));
    assert_eq!(open.view(&ports()).unwrap(), before);
}

#[test]
fn a_cancelled_demo_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("demo.changeproof");
    let cancelled = ports();
    cancelled.cancellation.cancel();
    let made = changeproof_app::views::demo::make(&path, &cancelled);
    assert!(matches!(made, Err(AppError::Cancelled)));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn the_catalogue_explains_every_control() {
    let catalogue = demo().catalogue().unwrap();
    assert_eq!(
        catalogue.controls.len(),
        changeproof_controls::registry().len()
    );
    for control in &catalogue.controls {
        let known = |family: &str| catalogue.families.iter().any(|known| known.id == family);
        assert!(known(&control.family), "{}", control.id);
        assert!(!control.checks.is_empty() && !control.remedy.is_empty());
    }
    let review = catalogue
        .controls
        .iter()
        .find(|control| control.id == "REV-01");
    assert_eq!(review.unwrap().parameters, ["reviewers = 1"]);
}
