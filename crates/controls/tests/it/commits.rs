//! How many commits and pull requests TRC-02 names, and how it tells of the first deployment.

use changeproof_controls::case::World;
use changeproof_controls::{find, judge};
use changeproof_domain::field::Field;
use changeproof_domain::outcome::Outcome;
use changeproof_domain::record::{PullRequest, Record, RecordKind};

use crate::left_out::put_below;
use crate::support::{Files, judged, of_kind, snapshot};

/// The sentence on the deployment of the cases with that many commits below it.
fn said(below: usize, alter: impl FnOnce(&mut Files)) -> String {
    let judgement = judged("TRC-02", &World::default(), |files| {
        put_below(files, below, &[]);
        alter(files);
    });
    judgement.reason
}

#[test]
fn five_commits_without_a_pull_request_are_named_and_further_ones_are_counted() {
    let five = said(5, |_| {});
    assert!(five.starts_with("5 of 6 commits"), "{five}");
    assert!(!five.contains("more"), "{five}");
    let seven = said(7, |_| {});
    assert!(seven.starts_with("7 of 8 commits"), "{seven}");
    assert!(seven.ends_with(", 2 more."), "{seven}");
    assert_eq!(seven.matches(" by ").count(), 5, "{seven}");
}

#[test]
fn three_pull_requests_are_named_and_further_ones_are_counted() {
    let with = |further: usize| {
        said(further, |files| {
            for number in 0..further {
                let mut more: PullRequest = files.pull_request().clone();
                more.number = 100 + number as u64;
                more.merge_commit = Field::Value(format!("77{number:038}"));
                more.head = Field::NotExported;
                more.commits = Field::Value(Vec::new());
                let more = Record::PullRequest(Box::new(more));
                files.push(of_kind(RecordKind::PullRequest), more);
            }
        })
    };
    let three = with(2);
    assert!(three.starts_with("All 3 commits"), "{three}");
    assert_eq!(three.matches("clicki/referral-api#").count(), 3, "{three}");
    assert!(!three.contains("more"), "{three}");
    let five = with(4);
    assert!(five.starts_with("All 5 commits"), "{five}");
    assert_eq!(five.matches("clicki/referral-api#").count(), 3, "{five}");
    assert!(five.ends_with(" and 2 more."), "{five}");
}

#[test]
fn of_the_first_known_deployment_only_its_own_revision_is_told() {
    let world = World::default();
    let snapshot = snapshot(&world, |_| {});
    let subjects = 0..snapshot.subjects.len();
    let first = subjects.min_by_key(|at| snapshot.subjects[*at].at).unwrap();
    let control = find("TRC-02").unwrap();
    let judgement = judge(control, &snapshot, first.into(), world.judged_as_of());
    assert_eq!(judgement.outcome, Outcome::Pass, "{}", judgement.reason);
    let said = "The deployed revision (first known deployment) belongs to a merged pull request: ";
    assert!(judgement.reason.starts_with(said), "{}", judgement.reason);
}

#[test]
fn checks_that_the_source_no_longer_kept_are_not_missing() {
    let world = World::default();
    let kept = world.parameters.checks_kept;
    let outcome = |after: i64| {
        let judgement = judged("TST-01", &world, |files| {
            files.pull_request().checks = Field::Value(Vec::new());
            let merged = files.pull_request().merged_at.value().unwrap().at;
            let file = files.file(RecordKind::PullRequest);
            file.declaration.exported_at = Some(merged.plus(after));
        });
        judgement.outcome
    };
    assert_eq!(outcome(kept), Outcome::Fail, "on the last instant");
    assert_eq!(outcome(kept + 1), Outcome::InsufficientEvidence);
}
