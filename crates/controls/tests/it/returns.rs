//! What returns after a rollback, and what goes back further than what is known.

use changeproof_controls::case::{START, World};
use changeproof_controls::{find, judge};
use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Judgement, Outcome};
use changeproof_domain::record::{DeploymentState, Record, RecordKind};
use changeproof_domain::time::{MINUTE, Moment};

use crate::support::{Files, of_kind, snapshot};

const PREVIOUS: &str = "1010101010101010101010101010101010101010";

/// A further deployment of that revision, that many minutes after the one of the cases.
fn deploy(files: &mut Files, id: &str, revision: Field<String>, minutes: i64) {
    let mut further = files.deployment().clone();
    further.id = id.to_owned();
    further.revision = revision;
    further.started_at = Moment::utc(START.plus(minutes * MINUTE));
    further.state = Field::Value(DeploymentState::Success);
    files.push(of_kind(RecordKind::Deployment), further);
}

/// What a control says of the deployment that many minutes after the one of the cases.
fn judged(control: &str, minutes: i64, alter: impl FnOnce(&mut Files)) -> Judgement {
    let world = World::default();
    let snapshot = snapshot(&world, alter);
    let at = START.plus(minutes * MINUTE);
    let mut subjects = snapshot.subjects.iter();
    let subject = subjects.position(|subject| subject.at == at).unwrap();
    let control = find(control).unwrap();
    judge(control, &snapshot, subject.into(), world.judged_as_of())
}

#[test]
fn a_failure_of_changes_that_return_names_their_first_deployment() {
    let forward = |control: &str| {
        judged(control, 120, |files| {
            files.pull_request().reviews = Field::Value(Vec::new());
            let revision = files.deployment().revision.clone();
            deploy(files, "4", Field::Value(PREVIOUS.to_owned()), 60);
            deploy(files, "5", revision, 120);
        })
    };
    let said = "The same changes were in production before the rollback: see deployment 3 of \
                2025-03-03 10:00 UTC.";
    let failed = forward("REV-01");
    assert_eq!(failed.outcome, Outcome::Fail, "{}", failed.reason);
    assert!(failed.reason.ends_with(said), "{}", failed.reason);
    let passed = forward("TRC-02");
    assert_eq!(passed.outcome, Outcome::Pass, "{}", passed.reason);
    assert!(!passed.reason.contains(said), "{}", passed.reason);
}

#[test]
fn nothing_is_said_to_hold_of_what_is_older_than_the_first_known_deployment() {
    let oldest = "8".repeat(40);
    let back = judged("REV-01", 60, |files| {
        let mut older = None;
        for (_, record) in &mut files.records {
            if let Record::Commit(of) = record
                && of.parents.is_empty()
            {
                older = Some(of.clone());
                of.parents = vec![oldest.clone()];
            }
        }
        let mut older = older.unwrap();
        older.sha.clone_from(&oldest);
        files.push(of_kind(RecordKind::Commit), Record::Commit(older));
        deploy(files, "4", Field::Value(oldest), 60);
    });
    assert_eq!(back.outcome, Outcome::NotApplicable, "{}", back.reason);
    let said = "Nothing new was deployed: the revision is older than the first known deployment";
    assert!(back.reason.starts_with(said), "{}", back.reason);
    assert_eq!(back.facts.len(), 1, "its own revision: {:?}", back.facts);
}
