//! A company whose tickets stand in two projects, of which one was not exported in full.

use changeproof_controls::case::World;
use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Judgement, Outcome};
use changeproof_domain::record::{Record, RecordKind};

use crate::support::judged;

/// What a control says where the deployed pull request has that title: tickets of CHG are covered, and those
/// of OPS were exported up to the year before the deployment.
fn titled(control: &str, title: &str) -> Judgement {
    judged(control, &World::default(), |files| {
        let older = files.add(RecordKind::ChangeRecord, 2024, 2024);
        let mut ticket = files.ticket().clone();
        ticket.key = "OPS-1".to_owned();
        files.pull_request().title = Field::Value(title.to_owned());
        files.pull_request().head_branch = Field::Value("queue".to_owned());
        for (_, record) in &mut files.records {
            if let Record::Commit(of) = record {
                of.message = "Work".to_owned();
            }
        }
        files
            .records
            .push((older, Record::ChangeRecord(Box::new(ticket))));
    })
}

#[test]
fn a_key_without_a_record_is_a_fault_only_where_its_own_project_is_covered() {
    let of_covered = titled("TRC-01", "CHG-9999: retry the queue");
    assert_eq!(of_covered.outcome, Outcome::Fail, "{}", of_covered.reason);
    assert!(of_covered.reason.contains("CHG-9999"));
    let of_other = titled("TRC-01", "OPS-9999: retry the queue");
    let open = Outcome::InsufficientEvidence;
    assert_eq!(of_other.outcome, open, "{}", of_other.reason);
    let none = titled("TRC-01", "Retry the queue");
    assert_eq!(none.outcome, open, "its ticket may stand in OPS");
}

#[test]
fn what_rests_on_the_record_tells_the_same_of_it() {
    let outcome = |title| titled("CAT-01", title).outcome;
    assert_eq!(outcome("CHG-9999: retry"), Outcome::NotApplicable);
    let open = Outcome::InsufficientEvidence;
    assert_eq!(outcome("OPS-9999: retry"), open);
    assert_eq!(outcome("Retry the queue"), open);
}
