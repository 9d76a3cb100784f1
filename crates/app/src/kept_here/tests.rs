//! Where registers are kept, through the use cases.

use changeproof_domain::source::DeclaredCoverage;
use changeproof_domain::time::DAY;
use chrono::NaiveDate;
use chrono_tz::Tz;

use super::*;
use crate::decisions::company::{SmallCompany, ago};
use crate::evaluate::{EvaluateOptions, evaluate};
use crate::period::Period;
use crate::ports::{Clock as _, SystemClock};
use crate::testing::people::another;

fn day(days_ago: i64) -> NaiveDate {
    ago(days_ago).date_in(Tz::UTC)
}

fn here(from: Option<NaiveDate>) -> Move {
    Move {
        register: Register::PostChangeReviews,
        here: true,
        from,
        reason: "We record them here".to_owned(),
    }
}

fn elsewhere(from: Option<NaiveDate>) -> Move {
    Move {
        here: false,
        ..here(from)
    }
}

/// What EMG-04 says of all deployments a month from now: how many fail.
fn failing(company: &SmallCompany) -> u64 {
    let options = EvaluateOptions {
        period: Period::new(day(40), day(0)).unwrap(),
        as_of: Some(SystemClock.now().plus(30 * DAY)),
    };
    let report = evaluate(company.path(), &options, &company.ana).unwrap();
    let mut controls = report.controls.iter();
    let control = controls.find(|of| of.control == "EMG-04").unwrap();
    control.fail
}

/// A register of other reviews that covers the days until yesterday.
fn import_register(company: &SmallCompany) {
    company.import(
        "post-change-reviews.csv",
        "change,reviewed_at,reviewed_by,outcome,code_reviewed,notes\n\
         CHG0030000,2025-01-15T10:00:00Z,bo,Fine,yes,\n",
        Some(DeclaredCoverage {
            from: day(60),
            to: day(1),
        }),
    );
}

#[test]
fn from_that_day_on_a_missing_review_fails_instead_of_being_unknown() {
    let company = SmallCompany::deployed(3);
    import_register(&company);
    assert_eq!(failing(&company), 0, "nothing covers the days to come");
    let listed = record(company.path(), &here(None), &company.ana).unwrap();
    assert_eq!(listed.registers[0].from, day(0), "today");
    assert_eq!(failing(&company), 1);
    company.verify();
}

#[test]
fn without_the_days_before_an_earlier_emergency_stays_unknown() {
    let company = SmallCompany::deployed(3);
    record(company.path(), &here(None), &company.ana).unwrap();
    assert_eq!(failing(&company), 0, "it was deployed before that day");
}

#[test]
fn a_day_that_has_passed_is_believed_only_where_an_imported_register_covers_it() {
    let company = SmallCompany::deployed(3);
    let refused = record(company.path(), &here(Some(day(2))), &company.ana).unwrap_err();
    assert_eq!(refused.code(), "kept_here_too_early");
    import_register(&company);
    let refused = record(company.path(), &here(Some(day(80))), &company.ana).unwrap_err();
    assert_eq!(refused.code(), "kept_here_too_early", "before the register");
    record(company.path(), &here(Some(day(2))), &company.ana).unwrap();
}

#[test]
fn a_register_is_in_one_place_at_a_time() {
    let company = SmallCompany::deployed(3);
    let code = |decided: &Move| {
        let refused = record(company.path(), decided, &company.ana).unwrap_err();
        refused.code()
    };
    assert_eq!(code(&elsewhere(None)), "register_not_kept_here");
    record(company.path(), &here(None), &company.ana).unwrap();
    assert_eq!(code(&here(None)), "register_kept_already");
    assert_eq!(code(&elsewhere(Some(day(1)))), "kept_elsewhere_too_early");
    assert_eq!(
        code(&elsewhere(None)),
        "kept_elsewhere_too_early",
        "it began today"
    );
    record(company.path(), &elsewhere(Some(day(-3))), &company.ana).unwrap();
    assert_eq!(code(&here(Some(day(-2)))), "register_kept_already");
    let listed = record(company.path(), &here(Some(day(-3))), &company.ana).unwrap();
    assert_eq!(listed.registers.len(), 3);
    company.verify();
}

#[test]
fn only_a_compliance_officer_decides_it_and_says_why() {
    let company = SmallCompany::deployed(3);
    let refused = record(company.path(), &here(None), &company.bo).unwrap_err();
    assert_eq!(refused.code(), "not_allowed");
    let silent = Move {
        reason: " ".to_owned(),
        ..here(None)
    };
    let refused = record(company.path(), &silent, &company.ana).unwrap_err();
    assert_eq!(refused.code(), "words_missing");
    let auditor = [changeproof_domain::member::MemberRole::Auditor];
    let eve = another(company.path(), &company.ana, "eve", &auditor);
    assert!(list(company.path(), &eve).unwrap().registers.is_empty());
}
