//! Tests: which of them say anything about what was deployed.

use changeproof_acceptance::exports::{Exports, check, push, sha};
use serde_json::{Value, json};

const BEFORE_MERGE: &str = "2025-02-28T11:00:00Z";

/// The company with these checks on its change.
fn checked(checks: &[Value]) -> Exports {
    let mut company = Exports::clean();
    company.pull_request()["statusCheckRollup"] = checks.into();
    company
}

#[test]
fn case_21_no_check_at_all() {
    checked(&[]).judged().says("TST-01", "fail");
}

#[test]
fn case_21_a_check_that_was_skipped() {
    let skipped = check("unit", "SKIPPED", BEFORE_MERGE);
    checked(&[skipped]).judged().says("TST-01", "fail");
}

#[test]
fn case_21_a_check_that_ended_neutral() {
    let neutral = check("unit", "NEUTRAL", BEFORE_MERGE);
    checked(&[neutral]).judged().says("TST-01", "fail");
}

#[test]
fn case_21_a_run_of_tests_on_an_earlier_revision() {
    let mut company = checked(&[]);
    let mut tests = company.run().clone();
    tests["id"] = json!(8001);
    tests["name"] = json!("unit tests");
    tests["event"] = json!("push");
    tests["head_sha"] = json!(sha('a'));
    tests["html_url"] = json!("https://github.com/clicki/referral-api/actions/runs/8001");
    push(&mut company.runs, tests);
    company.judged().says("TST-01", "fail");
}

#[test]
fn case_33_a_check_that_was_run_again_after_the_deployment() {
    let again = check("unit", "SUCCESS", "2025-03-03T11:00:00Z");
    checked(&[again]).judged().says("TST-01", "fail");
}

#[test]
fn case_34_only_checks_that_test_nothing_are_green() {
    let green = ["cla-bot", "codecov/patch"].map(|name| check(name, "SUCCESS", BEFORE_MERGE));
    checked(&green).judged().says("TST-01", "fail");
}

#[test]
fn case_34_an_optional_check_that_failed() {
    let checks = [
        check("unit", "SUCCESS", BEFORE_MERGE),
        check("codecov/patch", "FAILURE", BEFORE_MERGE),
    ];
    checked(&checks).judged().says("TST-01", "pass");
}

#[test]
fn case_34_a_required_check_that_failed() {
    let checks = [
        check("unit", "SUCCESS", BEFORE_MERGE),
        check("integration", "FAILURE", BEFORE_MERGE),
    ];
    checked(&checks).judged().says("TST-01", "fail");
}
