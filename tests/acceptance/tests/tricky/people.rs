//! Who deployed, and whether that was theirs to do on that day.

use changeproof_acceptance::exports::{DEPLOYMENT, Exports, Judged, person};
use serde_json::json;

/// The change deployed by somebody with that row in the roster.
fn deployed_by(name: &str, from: &str, to: &str) -> Exports {
    let mut company = Exports::clean();
    company.roster.push(person(name, "deployer", from, to));
    let run = company.run();
    run["actor"]["login"] = json!(name);
    run["triggering_actor"]["login"] = json!(name);
    company
}

#[test]
fn case_26_a_deployer_who_had_left() {
    let judged = deployed_by("oskar", "2024-01-01", "2024-12-31").judged();
    judged.says("DEP-02", "fail");
    judged.says("TRC-03", "pass");
}

#[test]
fn case_26_a_deployer_who_got_the_role_later() {
    let judged = deployed_by("priya", "2025-06-01", "").judged();
    judged.says("DEP-02", "fail");
    judged.says("TRC-03", "pass");
}

#[test]
fn case_26_a_deployer_who_held_the_role_on_that_very_day() {
    let judged = deployed_by("oskar", "2025-03-03", "2025-03-03").judged();
    judged.says("DEP-02", "pass");
}

/// The change without any review, and an exception for it with these people and days.
fn excepted(requested_by: &str, approved_at: &str, until: &str) -> Judged {
    excepted_until_it_ended(requested_by, approved_at, until, "")
}

/// The same where it ended before its last day.
fn excepted_until_it_ended(
    requested_by: &str,
    approved_at: &str,
    until: &str,
    ended_at: &str,
) -> Judged {
    let mut company = Exports::clean();
    company.reviewed(&[]);
    let second = person("nadia", "designated_approver", "2024-01-01", "");
    company.roster.push(second);
    let header = "id,control,deviation,scope,justification,risk,residual_risk,risk_owner,requested_by,\
                  approved_by,second_approver,approved_at,from,to,compensating_controls,return_plan,ended_at";
    let row = format!(
        "EXC-1,REV-01,Deployed without a review,deployment 103,Only one engineer was on duty,critical,medium,\
         Bao,{requested_by}@clicki.example,ivo@clicki.example,nadia@clicki.example,{approved_at},\
         2025-03-02T12:00:00Z,{until},Review on the next day,Second engineer on duty from April,{ended_at}"
    );
    company.extra = vec![("exceptions.csv", format!("{header}\n{row}\n"))];
    company.judged()
}

#[test]
fn an_exception_that_was_approved_before_marks_the_failure() {
    let judged = excepted("lena", "2025-03-02T09:00:00Z", "2025-03-05T12:00:00Z");
    judged.says_of("EXC-1", "EXC-01", "pass");
    let reason = judged.says("REV-01", "fail");
    assert!(reason.contains("Exception EXC-1"), "{reason}");
    assert_eq!(
        judged.result(DEPLOYMENT, "REV-01")["overlays"],
        json!(["excepted"])
    );
    assert_eq!(judged.result(DEPLOYMENT, "TRC-01")["overlays"], json!([]));
}

#[test]
fn case_27_an_exception_that_was_approved_later_cures_nothing() {
    let judged = excepted("lena", "2025-03-04T09:00:00Z", "2025-03-05T12:00:00Z");
    judged.says("REV-01", "fail");
    let marks = &judged.result(DEPLOYMENT, "REV-01")["overlays"];
    assert_eq!(*marks, json!(["excepted_retroactive"]));
    judged.says_of("EXC-1", "EXC-01", "fail");
}

#[test]
fn case_27_an_exception_that_its_requester_approved_cures_nothing() {
    let judged = excepted("ivo", "2025-03-02T09:00:00Z", "2025-03-05T12:00:00Z");
    judged.says("REV-01", "fail");
    assert_eq!(judged.result(DEPLOYMENT, "REV-01")["overlays"], json!([]));
    let reason = judged.says_of("EXC-1", "EXC-01", "fail");
    assert!(reason.contains("approved what they asked for"), "{reason}");
}

#[test]
fn case_27_an_exception_that_had_expired_cures_nothing() {
    // It ended before the deployment of 3 March.
    let judged = excepted("lena", "2025-03-02T09:00:00Z", "2025-03-02T18:00:00Z");
    judged.says("REV-01", "fail");
    assert_eq!(judged.result(DEPLOYMENT, "REV-01")["overlays"], json!([]));
}

#[test]
fn an_exception_that_was_revoked_covers_what_was_deployed_before_and_nothing_after() {
    let until = |ended: &str| {
        let (approved, last) = ("2025-03-02T09:00:00Z", "2025-03-05T12:00:00Z");
        let judged = excepted_until_it_ended("lena", approved, last, ended);
        judged.says("REV-01", "fail");
        judged.result(DEPLOYMENT, "REV-01")["overlays"].clone()
    };
    assert_eq!(until("2025-03-04T12:00:00Z"), json!(["excepted"]));
    assert_eq!(until("2025-03-02T18:00:00Z"), json!([]));
    // A day alone does not tell on which side of the deployment it was revoked.
    assert_eq!(until("2025-03-03"), json!([]));
}
