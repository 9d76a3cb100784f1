//! The rules that forbid something.

use std::path::Path;
use std::sync::Arc;

use changeproof_domain::member::MemberRole;
use changeproof_domain::time::{DAY, HOUR};
use changeproof_store::Workspace;

use super::super::event::{Approved, Step, Submitted, Written};
use super::super::*;
use super::{Desk, approval, refused};
use crate::log;
use crate::members::{SealedBy, change_passphrase, reset, sign_in};
use crate::permission::Act;
use crate::ports::Ports;
use crate::testing::people::{another, ports};
use crate::verify::verify;

/// Appends an event that no use case would.
fn forced(path: &Path, step: &Step, by: &Ports<'_>) {
    let mut open = Workspace::open(path).unwrap();
    let writer = open.write().unwrap();
    log::append(&writer, step.act(), step.action(), step, by).unwrap();
    writer.commit().unwrap();
}

#[test]
fn a_draft_may_lack_parts_and_what_is_handed_in_may_not() {
    let desk = Desk::new();
    let bare = ExceptionWords {
        control: Some("REV-01".to_owned()),
        ..ExceptionWords::default()
    };
    let line = desk.drafted(&bare);
    assert!(line.missing.len() > 8, "{:?}", line.missing);
    refused(
        submit(&desk.path, "EX-1", &desk.rita),
        "exception_incomplete",
    );
    let whole = ExceptionWords {
        evidence: Vec::new(),
        ..desk.words()
    };
    let line = edit(&desk.path, "EX-1", &whole, &desk.rita).unwrap();
    assert_eq!((line.version, line.missing.len()), (2, 0));
    refused(
        submit(&desk.path, "EX-1", &desk.rita),
        "exception_without_evidence",
    );
    let file = ExceptionWords {
        evidence: desk.words().evidence,
        ..ExceptionWords::default()
    };
    edit(&desk.path, "EX-1", &file, &desk.rita).unwrap();
    let line = submit(&desk.path, "EX-1", &desk.rita).unwrap();
    assert_eq!(
        line.deviation, "Reviews are held on the next day",
        "it stays"
    );
}

#[test]
fn what_knows_no_exception_or_is_no_control_is_refused() {
    let desk = Desk::new();
    for (control, code) in [
        ("SEC-02", "control_without_exception"),
        ("POP-01", "control_without_exception"),
        ("POP-03", "control_without_exception"),
        ("EXC-01", "control_without_exception"),
        ("ABC-01", "unknown_control"),
    ] {
        let words = ExceptionWords {
            control: Some(control.to_owned()),
            ..desk.words()
        };
        refused(draft(&desk.path, &words, &desk.rita), code);
    }
    let words = ExceptionWords {
        clause: Some("9.9".to_owned()),
        ..desk.words()
    };
    refused(
        draft(&desk.path, &words, &desk.rita),
        "clause_of_another_control",
    );
}

#[test]
fn each_scope_has_its_longest_time() {
    let desk = Desk::new();
    let now = ports().clock.now();
    let deployment = Scope::Deployment("912".to_owned());
    let service = Scope::Service("checkout".to_owned());
    for (scope, longest) in [
        (deployment, 72 * HOUR),
        (service, 90 * DAY),
        (Scope::Control, 90 * DAY),
        (Scope::Window, 30 * DAY),
    ] {
        let lasting = |millis: i64| ExceptionWords {
            scope: Some(scope.clone()),
            from: Some(When::At(now)),
            to: Some(When::At(now.plus(millis))),
            ..desk.words()
        };
        let id = desk.drafted(&lasting(longest + 1)).id;
        refused(submit(&desk.path, &id, &desk.rita), "exception_too_long");
        let id = desk.drafted(&lasting(-HOUR)).id;
        refused(submit(&desk.path, &id, &desk.rita), "exception_too_long");
        desk.submitted(&lasting(longest));
    }
}

#[test]
fn a_placeholder_is_no_part_of_a_request() {
    let desk = Desk::new();
    let nothing = || Some("TBD".to_owned());
    let with = |alter: fn(&mut ExceptionWords, Option<String>)| {
        let mut words = desk.words();
        alter(&mut words, nothing());
        submit(&desk.path, &desk.drafted(&words).id, &desk.rita)
    };
    for alter in [
        (|of, text| of.deviation = text) as fn(&mut ExceptionWords, Option<String>),
        |of, text| of.justification = text,
        |of, text| of.risk_owner = text,
        |of, text| of.residual_risk = text,
        |of, text| of.compensating_controls = text,
        |of, text| of.return_plan = text,
    ] {
        refused(with(alter), "exception_says_nothing");
    }
    with(|of, _| of.residual_risk = Some("None".to_owned()))
        .expect("that no risk is left is an answer");
}

#[test]
fn the_risk_is_at_least_the_controls_severity_and_a_medium_one_needs_one_approver() {
    let desk = Desk::new();
    for risk in [Risk::Low, Risk::Medium, Risk::High] {
        let words = ExceptionWords {
            risk: Some(risk),
            ..desk.words()
        };
        let id = desk.drafted(&words).id;
        refused(
            submit(&desk.path, &id, &desk.rita),
            "exception_risk_too_low",
        );
    }
    let medium = ExceptionWords {
        control: Some("REC-02".to_owned()),
        clause: None,
        risk: Some(Risk::Medium),
        ..desk.words()
    };
    let line = desk.submitted(&medium);
    assert_eq!(line.waits_for, "an approver");
    let line = desk.approves(&line, &desk.ivo).unwrap();
    assert_eq!(line.state, "approved");
    let high = ExceptionWords {
        risk: Some(Risk::High),
        ..medium
    };
    assert_eq!(
        desk.submitted(&high).waits_for,
        "two approvers",
        "its own risk asks for two"
    );
}

#[test]
fn nobody_decides_on_the_own_request_nor_twice_nor_without_the_role() {
    let desk = Desk::new();
    let line = submit(
        &desk.path,
        &draft(&desk.path, &desk.words(), &desk.ivo).unwrap().id,
        &desk.ivo,
    )
    .unwrap();
    refused(desk.approves(&line, &desk.ivo), "approver_is_requester");
    refused(
        desk.ends(&line.id, Ending::Reject, &desk.ivo),
        "approver_is_requester",
    );
    refused(
        desk.ends(&line.id, Ending::Return, &desk.ivo),
        "approver_is_requester",
    );
    refused(desk.approves(&line, &desk.rita), "not_allowed");
    refused(desk.approves(&line, &desk.ana), "not_allowed");
    desk.approves(&line, &desk.nadia).unwrap();
    refused(desk.approves(&line, &desk.nadia), "approved_twice");
}

#[test]
fn a_sign_in_that_the_requester_added_or_reset_does_not_approve_that_request() {
    let desk = Desk::new();
    // Ana added everybody.
    let line = draft(&desk.path, &desk.words(), &desk.ana).unwrap();
    let line = submit(&desk.path, &line.id, &desk.ana).unwrap();
    refused(
        desk.approves(&line, &desk.ivo),
        "approver_account_of_requester",
    );
    // Ole did not, but resets Nadia's passphrase.
    let ole = another(
        &desk.path,
        &desk.ana,
        "ole",
        &[MemberRole::ComplianceOfficer],
    );
    let line = draft(&desk.path, &desk.words(), &ole).unwrap();
    let line = submit(&desk.path, &line.id, &ole).unwrap();
    let words = "lent for one morning";
    reset(&desk.path, "nadia", words, &ole).unwrap();
    let signed = sign_in(&desk.path, "nadia", words, &ports()).unwrap();
    let lent = ports().signed_in(Arc::new(signed));
    change_passphrase(&desk.path, "and a third one", SealedBy::Passphrase, &lent).unwrap();
    let signed = sign_in(&desk.path, "nadia", "and a third one", &ports()).unwrap();
    let nadia = ports().signed_in(Arc::new(signed));
    refused(
        desk.approves(&line, &nadia),
        "approver_account_of_requester",
    );
    desk.approves(&line, &desk.ivo).unwrap();
}

#[test]
fn the_same_again_is_extended_once_by_approvers_and_then_by_a_policy_owner_as_well() {
    let desk = Desk::new();
    let now = ports().clock.now();
    let days = |from: i64, to: i64| ExceptionWords {
        from: Some(When::At(now.plus(from * DAY))),
        to: Some(When::At(now.plus(to * DAY))),
        ..desk.words()
    };
    let first = desk.granted(&days(-100, -60));
    assert_eq!((first.extends.as_deref(), first.retroactive), (None, true));
    let second = desk.granted(&days(-40, -10));
    assert_eq!(second.extends.as_deref(), Some("EX-1 v1"));
    let owner = approval(&desk.submitted(&days(-41, -11)), Level::PolicyOwner);
    refused(
        approve(&desk.path, &owner, &desk.pia),
        "exception_no_extension",
    );
    let third = desk.submitted(&days(1, 20));
    desk.approves(&third, &desk.ivo).unwrap();
    let line = desk.approves(&third, &desk.nadia).unwrap();
    assert_eq!(
        (line.state.as_str(), line.waits_for.as_str()),
        ("submitted", "a policy owner")
    );
    let owner = approval(&third, Level::PolicyOwner);
    refused(approve(&desk.path, &owner, &desk.ivo), "not_allowed");
    let line = approve(&desk.path, &owner, &desk.pia).unwrap();
    assert_eq!((line.state.as_str(), line.level_up), ("approved", true));
    let entry = desk.records().pop().unwrap();
    assert_eq!(entry.higher_approver.value().unwrap().name, "pia");
    // Long after the last one it is a new matter.
    let later = desk.granted(&days(60, 80));
    assert_eq!(later.extends, None);
}

#[test]
fn a_signed_event_that_the_rules_forbid_is_found() {
    let desk = Desk::new();
    let line = draft(&desk.path, &desk.words(), &desk.ivo).unwrap();
    submit(&desk.path, &line.id, &desk.ivo).unwrap();
    assert!(desk.holds());
    let open = Workspace::open(&desk.path).unwrap();
    let register = Register::until(&open.read().unwrap(), i64::MAX).unwrap();
    let newest = register.exceptions[0].newest().unwrap().clone();
    drop(open);
    let own = Step::Approved(Approved {
        exception: line.id.clone(),
        version: 1,
        request: newest.request,
        requested_by: "rita".to_owned(),
        extends: None,
        level_up: false,
        untold: Vec::new(),
        note: None,
    });
    assert_eq!(own.act(), Act::DecideException);
    forced(&desk.path, &own, &desk.ivo);
    let report = verify(&desk.path, None, &ports()).unwrap();
    let check = report
        .checks
        .iter()
        .find(|check| check.check == "decisions");
    assert!(!check.unwrap().holds, "{report:?}");
    refused(list(&desk.path, None, &desk.ana), "workspace_damaged");
}

#[test]
fn an_event_on_an_exception_that_was_never_drafted_is_found() {
    let desk = Desk::new();
    let step = Step::Submitted(Submitted {
        exception: "EX-1".to_owned(),
        version: 1,
    });
    forced(&desk.path, &step, &desk.rita);
    assert!(!desk.holds());
}

#[test]
fn an_exception_whose_number_is_not_the_next_is_found() {
    let desk = Desk::new();
    draft(&desk.path, &desk.words(), &desk.rita).unwrap();
    let open = Workspace::open(&desk.path).unwrap();
    let register = Register::until(&open.read().unwrap(), i64::MAX).unwrap();
    let request = register.exceptions[0].newest().unwrap().request.clone();
    drop(open);
    let ninth = Step::Drafted(Written {
        exception: "EX-9".to_owned(),
        version: 1,
        request,
        evidence: Vec::new(),
    });
    forced(&desk.path, &ninth, &desk.rita);
    let report = verify(&desk.path, None, &ports()).unwrap();
    let mut checks = report.checks.iter().filter(|check| !check.holds);
    let sentence = &checks.next().unwrap().sentence;
    assert!(
        sentence.contains("EX-9 is not the number of the next exception"),
        "{sentence}"
    );
}
