//! The open workspace: period, evaluation, what others change.

use changeproof_app::AppError;
use changeproof_app::evaluate::{EvaluateOptions, evaluate};
use changeproof_app::import::{ImportOptions, import};
use changeproof_app::period::Period;
use changeproof_app::views::OpenWorkspace;
use changeproof_app::wire::view::deployments::DeploymentQuery;
use changeproof_app::wire::view::event_log::EventQuery;
use changeproof_app::wire::view::session::PeriodView;
use changeproof_domain::outcome::Outcome;
use chrono::NaiveDate;

use crate::company::{At, demo, empty, fresh_demo, input, like_the_demo, ports};

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
        ("Clicki Referrals", 30)
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
        changeproof_controls::catalogue().len()
    );
    for control in &catalogue.controls {
        let known = |family: &str| catalogue.families.iter().any(|known| known.id == family);
        let has_cell = control.judges == "deployment";
        assert!(!has_cell || known(&control.family), "{}", control.id);
        assert!(!control.checks.is_empty() && !control.remedy.is_empty());
    }
    let review = catalogue
        .controls
        .iter()
        .find(|control| control.id == "REV-01");
    assert_eq!(review.unwrap().parameters, ["reviewers = 1"]);
}

/// The day on which some deadlines of the demo company's year are still ahead.
const EARLY: &str = "2026-01-02T09:00:00Z";

#[test]
fn what_was_pending_on_an_earlier_day_is_judged_again() {
    let early = At::new(EARLY);
    let (_folder, open) = like_the_demo(&early);
    let first = open.view(&early.ports()).unwrap();
    assert_eq!(first.period, days((1, 1), (12, 31)));
    assert!(!first.outdated);
    let pending = |open: &OpenWorkspace| {
        let query = DeploymentQuery {
            outcomes: vec![Outcome::Pending],
            ..DeploymentQuery::default()
        };
        open.deployments(&query, 0, 1).unwrap().matched
    };
    assert!(pending(&open) > 0, "some deadlines are ahead");
    let evening = At::new("2026-01-02T22:30:00Z");
    assert!(
        !open.view(&evening.ports()).unwrap().outdated,
        "the same day"
    );
    let next_day = At::new("2026-01-02T23:30:00Z");
    assert!(open.view(&next_day.ports()).unwrap().outdated, "in Berlin");
    let late = At::new("2026-03-02T09:00:00Z");
    assert!(open.view(&late.ports()).unwrap().outdated);
    let path = open.path().to_owned();
    drop(open);
    let open = OpenWorkspace::open(&path, &late.ports()).unwrap();
    assert!(open.view(&late.ports()).unwrap().outdated, "opened again");
    let before = events(&open);
    let again = open.set_period(first.period, &late.ports()).unwrap();
    assert_eq!(events(&open), before + 1, "evaluated again");
    assert!(!again.outdated);
    assert_eq!(pending(&open), 0, "deadlines have passed");
    let much_later = At::new("2027-03-02T09:00:00Z");
    let view = open.view(&much_later.ports()).unwrap();
    assert!(!view.outdated, "nothing is pending any more");
}

#[test]
fn where_failures_were_shown_first_the_next_day_asks_who_saw_to_them() {
    let at = At::new("2026-06-02T09:00:00Z");
    let (_folder, open) = like_the_demo(&at);
    let view = open.view(&at.ports()).unwrap();
    let pending = DeploymentQuery {
        outcomes: vec![Outcome::Pending],
        ..DeploymentQuery::default()
    };
    let matched = open.deployments(&pending, 0, 1).unwrap().matched;
    assert_eq!(matched, 0, "no deadline of a deployment is ahead");
    assert!(!view.outdated, "the same day");
    let next_day = At::new("2026-06-03T09:00:00Z");
    assert!(open.view(&next_day.ports()).unwrap().outdated);
    let again = open.set_period(view.period, &next_day.ports()).unwrap();
    assert!(!again.outdated);
}

#[test]
fn an_evaluation_of_another_day_by_another_program_is_not_taken_for_current() {
    let now = At::new("2026-03-02T09:00:00Z");
    let (_folder, open) = like_the_demo(&now);
    let view = open.view(&now.ports()).unwrap();
    let other_day = |at: &At, as_of: &str| {
        let options = EvaluateOptions {
            period: Period::new(view.period.from, view.period.to).unwrap(),
            as_of: Some(changeproof_app::ports::Clock::now(&At::new(as_of))),
        };
        evaluate(open.path(), &options, &at.ports()).unwrap();
    };
    for as_of in [EARLY, "2030-01-01T00:00:00Z"] {
        other_day(&now, as_of);
        let shown = open.set_period(view.period, &now.ports()).unwrap();
        let evaluation = shown.evaluation.unwrap();
        assert_eq!(evaluation.as_of.to_string(), "2026-03-02T09:00:00Z");
        other_day(&now, as_of);
        let path = open.path();
        let opened = OpenWorkspace::open(path, &now.ports()).unwrap();
        let seen = opened.view(&now.ports()).unwrap();
        let as_of_now = seen.evaluation.unwrap().as_of.to_string() == "2026-03-02T09:00:00Z";
        assert!(
            seen.outdated || as_of_now,
            "{as_of} is not shown as current"
        );
    }
}

#[test]
fn an_evaluation_of_days_without_deployments_is_shown_only_while_its_outcomes_are_there() {
    let now = At::new("2026-03-02T09:00:00Z");
    let (_folder, open) = like_the_demo(&now);
    let first_of = |month| NaiveDate::from_ymd_opt(2023, month, 1).unwrap();
    let quiet = PeriodView {
        from: first_of(1),
        to: first_of(3),
    };
    let others = || open.overview(&now.ports()).unwrap().others;
    let year = open.view(&now.ports()).unwrap().period;
    let shown = open.set_period(quiet, &now.ports()).unwrap();
    assert_eq!(shown.evaluation.unwrap().deployments, 0);
    let first = others();
    assert!(!first.is_empty());
    open.set_period(year, &now.ports()).unwrap();
    // Another program evaluates the same days as of a day to come: the rows of the first go.
    let options = EvaluateOptions {
        period: Period::new(quiet.from, quiet.to).unwrap(),
        as_of: Some(changeproof_app::ports::Clock::now(&At::new(
            "2030-01-01T00:00:00Z",
        ))),
    };
    evaluate(open.path(), &options, &now.ports()).unwrap();
    open.set_period(quiet, &now.ports()).unwrap();
    assert_eq!(others(), first);
}

#[test]
fn a_year_that_nobody_means_is_refused_before_it_is_counted_by_day() {
    let year = |from, to| PeriodView {
        from: NaiveDate::from_ymd_opt(from, 1, 1).unwrap(),
        to: NaiveDate::from_ymd_opt(to, 12, 31).unwrap(),
    };
    let refused = demo().set_period(year(202, 2025), &ports()).unwrap_err();
    assert_eq!(refused.code(), "period_out_of_range");
    let refused = demo().set_period(year(2000, 2025), &ports()).unwrap_err();
    assert_eq!(refused.code(), "period_too_long");
}

#[test]
fn a_view_tells_the_head_of_the_log_and_each_opening_apart() {
    let (_folder, open) = fresh_demo();
    let first = open.view(&ports()).unwrap();
    assert_eq!(first.head, events(&open));
    open.set_period(days((1, 1), (3, 31)), &ports()).unwrap();
    let second = open.view(&ports()).unwrap();
    assert_eq!(
        (second.head, second.opening),
        (first.head + 1, first.opening)
    );
    let again = OpenWorkspace::open(open.path(), &ports()).unwrap();
    assert_ne!(again.view(&ports()).unwrap().opening, first.opening);
}

#[test]
fn only_the_newest_rows_of_a_period_are_kept_and_the_workspace_still_holds() {
    let (_folder, open) = fresh_demo();
    for _ in 0..3 {
        open.refresh(&ports()).unwrap();
    }
    let store = changeproof_store::Workspace::open(open.path()).unwrap();
    let reader = store.read().unwrap();
    let kept: Vec<bool> = reader
        .evaluations()
        .unwrap()
        .iter()
        .map(|stored| reader.has_rows(stored.id).unwrap())
        .collect();
    assert_eq!(kept, [false, false, false, true]);
    let verified = open.verify_workspace(&ports()).unwrap();
    assert!(verified.holds, "{:?}", verified.checks);
    let path = open.path().to_owned();
    let reopened = OpenWorkspace::open(&path, &ports()).unwrap();
    assert_eq!(
        reopened
            .view(&ports())
            .unwrap()
            .evaluation
            .unwrap()
            .deployments,
        400
    );
}

#[test]
fn the_demo_is_evaluated_once() {
    let (_folder, open) = fresh_demo();
    let query = EventQuery {
        actions: vec!["evaluated".to_owned()],
        people: Vec::new(),
        text: String::new(),
    };
    assert_eq!(open.events(&query, 0, 9).unwrap().matched, 1);
}
