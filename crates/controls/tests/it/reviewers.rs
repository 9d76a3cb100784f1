//! What the roster says of reviewers and their roles (REV-03).

use changeproof_controls::case::World;
use changeproof_domain::account::{Account, System};
use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Outcome, Overlay};
use changeproof_domain::record::{Record, Review};

use crate::support::judged;

/// Whether a pass of REV-03 rests on accounts alone, where the roster has nobody but these, so many reviewers
/// are asked for, and these approved.
fn by_account(roster: &[&str], needed: u32, by: &[&str]) -> bool {
    let mut world = World::default();
    world.parameters.reviewers = needed.try_into().unwrap();
    let judgement = judged("REV-03", &world, |files| {
        files.records.retain(|(_, record)| match record {
            Record::RosterEntry(entry) => roster.contains(&entry.person.as_str()),
            _ => true,
        });
        if let Field::Value(list) = &mut files.pull_request().reviews {
            let first = list[0].clone();
            let reviews = by.iter().map(|login| Review {
                author: Field::Value(Account::new(System::GitHub, *login)),
                ..first.clone()
            });
            *list = reviews.collect();
        }
    });
    assert_eq!(judgement.outcome, Outcome::Pass, "{}", judgement.reason);
    judgement.overlays.contains(Overlay::ByAccount)
}

#[test]
fn a_qualified_review_is_marked_where_accounts_alone_make_it_independent() {
    assert!(!by_account(&["ana", "bao"], 1, &["bao"]));
    assert!(
        by_account(&["bao"], 1, &["bao"]),
        "who wrote it is in no roster"
    );
    assert!(!by_account(&["ana", "bao", "chidi"], 2, &["bao", "chidi"]));
    assert!(by_account(&["bao", "chidi"], 2, &["bao", "chidi"]));
    assert!(!by_account(&["ana", "bao", "chidi"], 1, &["bao", "chidi"]));
}

#[test]
fn the_sentence_counts_the_qualified_reviewers_that_there_are() {
    let mut world = World::default();
    world.parameters.reviewers = 2.try_into().unwrap();
    let judgement = judged("REV-03", &world, |files| {
        if let Field::Value(list) = &mut files.pull_request().reviews {
            let mut second = list[0].clone();
            second.author = Field::Value(Account::new(System::GitHub, "ivo"));
            list.push(second);
        }
    });
    assert_eq!(judgement.outcome, Outcome::Fail, "{}", judgement.reason);
    let said = "Reviews of 2 qualified persons are asked for, and 1 is there.";
    assert!(judgement.reason.contains(said), "{}", judgement.reason);
}
