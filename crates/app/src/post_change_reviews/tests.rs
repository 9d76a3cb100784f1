//! Post-change reviews through the use cases.

use changeproof_domain::source::DeclaredCoverage;
use changeproof_domain::time::DAY;
use changeproof_reports::pack::PageSize;

use super::*;
use crate::decisions::company::{EMERGENCY, NORMAL, SmallCompany, ago};
use crate::ports::Ports;
use crate::wire::post_change_review::{ReviewState, YourPart};

pub(crate) fn review() -> NewReview {
    NewReview {
        change: EMERGENCY.to_lowercase(),
        outcome: "Fix confirmed".to_owned(),
        cause: "A published vulnerability".to_owned(),
        code_read: Some("Pull request 42".to_owned()),
        follow_up: vec!["Scan weekly, Bo".to_owned(), " ".to_owned()],
        attendees: vec!["Bo Lind".to_owned()],
        ..NewReview::default()
    }
}

fn code(company: &SmallCompany, new: &NewReview, ports: &Ports<'_>) -> &'static str {
    record(company.path(), new, ports).unwrap_err().code()
}

#[test]
fn whoever_carried_the_change_out_cannot_review_it_and_somebody_else_can() {
    let company = SmallCompany::deployed(1);
    assert_eq!(code(&company, &review(), &company.tom), "reviewer_had_part");
    let read_by_tom = NewReview {
        code_read_by: Some("tom@example.com".to_owned()),
        ..review()
    };
    assert_eq!(
        code(&company, &read_by_tom, &company.bo),
        "reviewer_had_part"
    );
    assert!(list(company.path(), &company.bo).unwrap().is_empty());
    let recorded = record(company.path(), &review(), &company.bo).unwrap();
    assert_eq!(recorded.review.change, EMERGENCY, "as its record has it");
    assert_eq!(recorded.review.code_read_by.as_deref(), Some("bo"));
    assert_eq!(recorded.review.follow_up, ["Scan weekly, Bo"]);
    assert!(
        recorded.remarks.iter().any(|why| why.contains("TRC-02")),
        "no history was imported: {:?}",
        recorded.remarks
    );
    assert_eq!(
        list(company.path(), &company.bo).unwrap(),
        [recorded.review]
    );
    company.verify();
}

#[test]
fn the_queue_tells_what_is_due_and_who_may_not_review_it() {
    let company = SmallCompany::deployed(1);
    let options = QueueOptions::default();
    let of = |ports: &Ports<'_>| {
        let queue = queue(company.path(), &options, ports).unwrap();
        let [line] = queue.lines.as_slice() else {
            panic!("one emergency, and no normal change: {queue:?}");
        };
        line.clone()
    };
    let line = of(&company.tom);
    assert_eq!(line.change, EMERGENCY);
    assert_eq!(line.state, ReviewState::Pending);
    assert_eq!(line.deployments[0].id, "d-2");
    let YourPart::Had { words } = line.your_part.unwrap() else {
        panic!("Tom carried it out");
    };
    assert_eq!(words, "its implementer");
    assert!(matches!(
        of(&company.bo).your_part,
        Some(YourPart::Unknown { .. })
    ));
    record(company.path(), &review(), &company.bo).unwrap();
    let line = of(&company.bo);
    assert_eq!(line.reviews.len(), 1);
    assert_eq!(line.reviews[0].by.as_deref(), Some("Bo Lind"));
    assert!(line.reviews[0].event.is_some());
    assert_eq!(
        line.state,
        ReviewState::Unclear,
        "who wrote it is not known"
    );
}

#[test]
fn an_emergency_without_review_is_overdue_after_its_day_where_a_register_tells_that_there_is_none()
{
    let company = SmallCompany::deployed(20);
    let queue = || queue(company.path(), &QueueOptions::default(), &company.ana).unwrap();
    let told = queue();
    assert_eq!(told.lines[0].state, ReviewState::NotTold);
    assert!(told.lines[0].due < told.as_of);
    company.import(
        "reviews.csv",
        "change,reviewed_at,reviewed_by,outcome,code_reviewed,notes\n\
         CHG0049999,2025-03-05T09:00:00Z,bo@example.com,Fix confirmed,yes,\n",
        Some(DeclaredCoverage {
            from: told.as_of.plus(-60 * DAY).utc().date_naive(),
            to: told.as_of.utc().date_naive(),
        }),
    );
    assert_eq!(queue().lines[0].state, ReviewState::Overdue);
    let recorded = record(company.path(), &review(), &company.bo).unwrap();
    let late = recorded.remarks.iter().any(|why| why.contains("late"));
    assert!(late, "{:?}", recorded.remarks);
}

#[test]
fn what_is_no_emergency_or_unknown_or_lacks_words_is_refused() {
    let company = SmallCompany::deployed(1);
    let with = |change: &dyn Fn(&mut NewReview)| {
        let mut new = review();
        change(&mut new);
        code(&company, &new, &company.bo)
    };
    assert_eq!(with(&|new| new.change = NORMAL.to_owned()), "no_emergency");
    assert_eq!(
        with(&|new| new.change = "CHG1".to_owned()),
        "unknown_change"
    );
    assert_eq!(with(&|new| new.outcome.clear()), "words_missing");
    assert_eq!(with(&|new| new.cause.clear()), "words_missing");
    let read_what = with(&|new| {
        new.code_read = None;
        new.code_read_by = Some("bo".to_owned());
    });
    assert_eq!(read_what, "words_missing");
    assert_eq!(code(&company, &review(), &company.ana), "not_allowed");
    let unknown = one(company.path(), 1, &company.bo).unwrap_err();
    assert_eq!(unknown.code(), "unknown_review");
}

#[test]
fn an_earlier_day_needs_the_minutes_and_lies_behind_the_deployment() {
    let company = SmallCompany::deployed(4);
    let day = |days: i64| Some(ago(days).date_in(chrono_tz::Tz::UTC));
    let held = |days: i64, minutes: bool| NewReview {
        held_on: day(days),
        evidence: match minutes {
            true => vec![company.file("minutes.txt", "Held with Bo")],
            false => Vec::new(),
        },
        ..review()
    };
    assert_eq!(
        code(&company, &held(2, false), &company.bo),
        "minutes_missing"
    );
    assert_eq!(
        code(&company, &held(-2, true), &company.bo),
        "review_not_held_yet"
    );
    assert_eq!(
        code(&company, &held(6, true), &company.bo),
        "review_before_deployment"
    );
    let recorded = record(company.path(), &held(2, true), &company.bo).unwrap();
    assert_eq!(recorded.review.held_on, day(2));
    let today = record(company.path(), &held(0, false), &company.bo).unwrap();
    assert_eq!(today.review.held_on, None, "today is when it is recorded");
    company.verify();
}

#[test]
fn a_review_is_written_as_one_paper_that_names_its_event() {
    let company = SmallCompany::deployed(1);
    let recorded = record(company.path(), &review(), &company.bo).unwrap();
    let out = company.folder.path().join("review.pdf");
    let event = recorded.review.event;
    let written = |ports: &Ports<'_>| paper(company.path(), event, PageSize::A4, &out, ports);
    written(&company.bo).unwrap();
    let bytes = std::fs::read(&out).unwrap();
    assert!(bytes.starts_with(b"%PDF"));
    assert_eq!(
        written(&crate::testing::people::ports())
            .unwrap_err()
            .code(),
        "sign_in_needed"
    );
}

#[test]
fn an_emergency_that_no_deployment_carried_out_waits_for_its_review_too() {
    let company = SmallCompany::deployed(1);
    let change = company.by_hand(Some(2), 1);
    let line = |ports: &Ports<'_>| {
        let queue = queue(company.path(), &QueueOptions::default(), ports).unwrap();
        let found = queue.lines.iter().find(|line| line.change == change);
        found.cloned().unwrap_or_else(|| panic!("{queue:?}"))
    };
    let waiting = line(&company.tom);
    assert!(waiting.deployments.is_empty());
    assert_eq!(
        waiting.carried_out_by.map(|at| at.utc().date_naive()),
        Some(ago(2).utc().date_naive())
    );
    assert!(waiting.state.is_open(), "{waiting:?}");
    assert_eq!(
        waiting.your_part,
        Some(YourPart::Had {
            words: "its implementer".to_owned()
        })
    );
    let of_it = NewReview {
        change: change.to_owned(),
        ..review()
    };
    assert_eq!(code(&company, &of_it, &company.tom), "reviewer_had_part");
    let before = NewReview {
        held_on: Some(ago(20).utc().date_naive()),
        evidence: vec![company.file("minutes.txt", "Bo read the change.")],
        ..of_it.clone()
    };
    assert_eq!(
        code(&company, &before, &company.bo),
        "review_before_deployment"
    );
    record(company.path(), &of_it, &company.bo).unwrap();
    assert_eq!(line(&company.bo).reviews.len(), 1);
    company.verify();
}

#[test]
fn a_review_is_not_called_late_where_only_the_closing_of_the_change_is_known() {
    let is_late = |began: Option<i64>| {
        let company = SmallCompany::deployed(1);
        let of_it = NewReview {
            change: company.by_hand(began, 20).to_owned(),
            ..review()
        };
        let recorded = record(company.path(), &of_it, &company.bo).unwrap();
        recorded.remarks.iter().any(|why| why.contains("late"))
    };
    assert!(is_late(Some(21)));
    assert!(!is_late(None));
}
