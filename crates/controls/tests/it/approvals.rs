//! What APP-01 and APP-03 tell of approvals beside their outcome.

use changeproof_controls::case::{START, World};
use changeproof_domain::account::{Account, System};
use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Judgement, Outcome, Overlay};
use changeproof_domain::record::{
    Approval, ApprovalDecision, FieldChange, Record, RecordKind, RecordSource,
};
use changeproof_domain::time::{HOUR, MINUTE, Moment};

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
fn a_pass_with_a_part_of_the_history_alone_is_one_as_exported() {
    for control in ["APP-01", "CAT-01", "REC-01", "RBK-01"] {
        let of = |is_cut: bool| {
            let of = judged(control, &World::default(), |files| {
                files.ticket().history_is_cut = is_cut;
                files.ticket().updated_at = hours(-1);
            });
            assert_eq!(of.outcome, Outcome::Pass, "{control}: {}", of.reason);
            of.overlays.contains(Overlay::AsExported)
        };
        assert!(of(true) && !of(false), "{control}");
    }
}

fn moved(files: &mut Files, to: &str, at: i64) {
    let history = &mut files.ticket().history;
    let mut edits = history.items().to_vec();
    edits.push(FieldChange {
        field: "status".to_owned(),
        from: Some("Approved".to_owned()),
        to: Some(to.to_owned()),
        author: Field::Value(Account::new(System::Jira, "jira-bao")),
        at: Moment::utc(START.plus(at * HOUR)),
        place: None,
    });
    *history = Field::Value(edits);
}

#[test]
fn the_sentence_tells_how_an_approval_was_taken_back() {
    let of = app_01(|files| moved(files, "Draft", -1));
    let said = "ivo approved it at 2025-03-01 10:00 UTC, and it was moved to the status 'Draft' at \
                2025-03-03 09:00 UTC.";
    assert!(of.reason.ends_with(said), "{}", of.reason);
    let is_shown = |field: &str| of.facts.iter().any(|fact| fact.field == field);
    assert!(is_shown("history[0].to") && is_shown("history[0].author"));
    let of = app_01(|files| {
        files.ticket().approval_state = Field::Value("declined".to_owned());
        files.ticket().updated_at = hours(1);
    });
    let said = "its state of approval is 'declined'; whether that took the approval back before";
    assert!(of.reason.contains(said), "{}", of.reason);
    assert!(of.facts.iter().any(|fact| fact.field == "approval_state"));
}

#[test]
fn what_a_source_calls_approved_stays_so_whatever_its_number_means_elsewhere() {
    let of = app_01(|files| files.ticket().status = Field::Value("4".to_owned()));
    assert_eq!(
        of.outcome,
        Outcome::Pass,
        "a number of ServiceNow's in Jira"
    );
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

/// A change of high risk that these approved two days before, after the records were altered.
fn of_high_risk(by: &[&str], alter: impl FnOnce(&mut Files)) -> Judgement {
    judged("APP-03", &World::default(), |files| {
        files.ticket().risk_level = Field::Value("High".to_owned());
        let first = approval(files).clone();
        let approvals = by.iter().map(|name| Approval {
            approver: Field::Value(Account::new(System::Jira, format!("jira-{name}"))),
            ..first.clone()
        });
        files.ticket().approvals = Field::Value(approvals.collect());
        alter(files);
    })
}

fn without_roster_line(files: &mut Files, person: &str) {
    files.records.retain(|(_, record)| match record {
        Record::RosterEntry(entry) => entry.person != person,
        _ => true,
    });
}

#[test]
fn an_additional_approval_is_marked_where_two_accounts_alone_make_two_persons() {
    let marked = |by: &[&str], unknown: &str| {
        let judgement = of_high_risk(by, |files| without_roster_line(files, unknown));
        assert_eq!(judgement.outcome, Outcome::Pass, "{}", judgement.reason);
        judgement.overlays.contains(Overlay::ByAccount)
    };
    assert!(!marked(&["ivo", "nadia"], "nobody"));
    assert!(marked(&["ivo", "nadia"], "nadia"));
    assert!(marked(&["nadia", "ivo"], "nadia"), "in either order");
    assert!(
        !marked(&["chidi", "ivo", "nadia"], "chidi"),
        "the two are enough"
    );
}

#[test]
fn an_additional_approval_without_history_is_one_as_exported() {
    let marked = |history: bool| {
        let judgement = of_high_risk(&["ivo", "nadia"], |files| {
            if !history {
                files.ticket().history = Field::NotExported;
            }
        });
        assert_eq!(judgement.outcome, Outcome::Pass, "{}", judgement.reason);
        judgement.overlays.contains(Overlay::AsExported)
    };
    assert!(marked(false));
    assert!(!marked(true));
}

#[test]
fn the_sentence_tells_what_is_lacking_of_the_additional_approval() {
    let fails = |by: &[&str], said: &str| {
        let judgement = of_high_risk(by, |_| {});
        assert_eq!(judgement.outcome, Outcome::Fail, "{}", judgement.reason);
        assert!(judgement.reason.contains(said), "{}", judgement.reason);
    };
    fails(&[], "it has no approval at all");
    fails(&["ivo"], "only ivo approved it.");
    fails(&["ivo", "ivo"], "only ivo approved it.");
    fails(
        &["ivo", "ana"],
        "only the approval by ivo counts: ana had another part in the change (requester).",
    );
    fails(
        &["ana"],
        "no approval of it counts: ana had another part in the change (requester).",
    );
    let unnamed = of_high_risk(&["ivo"], |files| approval(files).approver = Field::Empty);
    let reason = &unnamed.reason;
    assert_eq!(
        unnamed.outcome,
        Outcome::Fail,
        "nobody approves twice: {reason}"
    );
    fails(
        &["bao", "chidi"],
        "and neither of them held an approving role that day",
    );
}

#[test]
fn the_sentence_tells_why_two_approvals_may_not_be_enough() {
    let open = |by: &[&str], alter: &dyn Fn(&mut Files), said: &str| {
        let judgement = of_high_risk(by, alter);
        let reason = &judgement.reason;
        assert_eq!(judgement.outcome, Outcome::InsufficientEvidence, "{reason}");
        assert!(reason.contains(said), "{reason}");
    };
    let timeless = |files: &mut Files| approval(files).at = Field::NotExported;
    open(
        &["ivo", "nadia"],
        &timeless,
        "whether that of ivo stood when the deployment began",
    );
    let no_requester = |files: &mut Files| files.ticket().requester = Field::NotExported;
    open(
        &["ivo", "nadia"],
        &no_requester,
        "whether ivo had another part in the change",
    );
    let unknown = |files: &mut Files| without_roster_line(files, "nadia");
    open(
        &["bao", "nadia"],
        &unknown,
        "held an approving role cannot be told",
    );
    let not_covered = |files: &mut Files| files.covers(RecordKind::ChangeRecord, 2024, 2024);
    open(
        &["ivo"],
        &not_covered,
        "whether all approvals of CHG-1000 were exported",
    );
    open(
        &[],
        &not_covered,
        "whether all approvals of CHG-1000 were exported",
    );
}

#[test]
fn the_facts_are_the_levels_and_the_approvals_with_their_roles() {
    let judgement = of_high_risk(&["ivo", "nadia"], |_| {});
    let fields: Vec<&str> = judgement
        .facts
        .iter()
        .map(|fact| fact.field.as_str())
        .collect();
    for field in [
        "risk_level",
        "impact_level",
        "approvals[0].approver",
        "approvals[1].at",
    ] {
        assert!(fields.contains(&field), "{field}: {fields:?}");
    }
}

/// APP-01 where the approver made these decisions too, so many minutes after the approval.
fn decided(decisions: &[(ApprovalDecision, i64)]) -> Judgement {
    app_01(|files| {
        let first = approval(files).clone();
        let later = decisions.iter().map(|(decision, minutes)| Approval {
            decision: *decision,
            at: Field::Value(Moment::utc(START.plus(-48 * HOUR + minutes * MINUTE))),
            ..first.clone()
        });
        let all = [first.clone()].into_iter().chain(later).collect();
        files.ticket().approvals = Field::Value(all);
    })
}

#[test]
fn a_step_that_is_no_longer_asked_for_as_another_is_approved_takes_nothing_back() {
    let outcome = |decision, minutes| decided(&[(decision, minutes)]).outcome;
    use ApprovalDecision::{Rejected, Withdrawn};
    assert_eq!(outcome(Withdrawn, 0), Outcome::Pass);
    assert_eq!(outcome(Withdrawn, 1), Outcome::Fail);
    assert_eq!(outcome(Rejected, 0), Outcome::InsufficientEvidence);
}

#[test]
fn a_move_takes_back_an_approval_that_was_itself_a_move() {
    let by_status = |then: &[(&str, i64)]| {
        app_01(|files| {
            approval(files).place = Some("changelog.histories[7]".to_owned());
            moved(files, "Approved", -48);
            for (to, at) in then {
                moved(files, to, *at);
            }
        })
    };
    assert_eq!(by_status(&[]).outcome, Outcome::Pass);
    assert_eq!(by_status(&[("Draft", -1)]).outcome, Outcome::Fail);
    assert_eq!(by_status(&[("Rejected", -1)]).outcome, Outcome::Fail);
}

#[test]
fn an_edit_of_another_field_is_no_move() {
    let of = app_01(|files| {
        moved(files, "Rejected", -1);
        if let Field::Value(edits) = &mut files.ticket().history {
            edits[0].field = "template".to_owned();
        }
    });
    assert_eq!(of.outcome, Outcome::Pass, "{}", of.reason);
}

#[test]
fn service_now_exports_its_states_as_words_or_as_numbers() {
    let with_state = |state: &str| {
        let of = app_01(|files| {
            files.ticket().source = RecordSource::ServiceNow;
            files.ticket().updated_at = hours(-1);
            files.ticket().approval_state = Field::Value(state.to_owned());
        });
        of.outcome
    };
    assert_eq!(with_state("approved"), Outcome::Pass);
    assert_eq!(with_state("4"), Outcome::Fail);
}

#[test]
fn where_nothing_was_approved_what_was_decided_is_shown() {
    let of = app_01(|files| {
        approval(files).decision = ApprovalDecision::Pending;
        moved(files, "Rejected", -1);
    });
    assert_eq!(of.outcome, Outcome::Fail, "{}", of.reason);
    let mut facts = of.facts.iter();
    let decided = facts.find(|fact| fact.field == "approvals");
    assert_eq!(decided.map(|fact| fact.value.as_str()), Some("pending"));
}
