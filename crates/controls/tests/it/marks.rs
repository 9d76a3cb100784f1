//! The marks beside an outcome: what rests on accounts alone, and which failures an exception covers.

use changeproof_controls::case::{START, World};
use changeproof_domain::account::{Account, System};
use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Outcome, Overlay};
use changeproof_domain::record::{ExceptionEntry, Record, RecordKind, Review, ReviewState};
use changeproof_domain::time::{HOUR, Moment};

use crate::support::{Files, judged};

fn hours(hours: i64) -> Field<Moment> {
    Field::Value(Moment::utc(START.plus(hours * HOUR)))
}

fn typed(name: &str) -> Field<Account> {
    World::typed(&format!("{name}@clicki.example"))
}

/// Alters the reviews of the pull request that was deployed.
fn reviews(files: &mut Files, alter: impl Fn(&mut Vec<Review>)) {
    match &mut files.pull_request().reviews {
        Field::Value(list) => alter(list),
        Field::Empty | Field::NotExported => panic!("the case has reviews"),
    }
}

#[test]
fn a_review_that_is_independent_by_accounts_alone_is_marked() {
    let marked = |reviewers: u32, roster: &[&str], by: &[&str]| {
        let mut world = World::default();
        world.parameters.reviewers = reviewers.try_into().unwrap();
        let judgement = judged("REV-01", &world, |files| {
            files.records.retain(|(_, record)| match record {
                Record::RosterEntry(entry) => roster.contains(&entry.person.as_str()),
                _ => true,
            });
            reviews(files, |list| {
                let first = list[0].clone();
                *list = by
                    .iter()
                    .map(|login| Review {
                        author: Field::Value(Account::new(System::GitHub, *login)),
                        ..first.clone()
                    })
                    .collect();
            });
        });
        assert_eq!(judgement.outcome, Outcome::Pass, "{}", judgement.reason);
        judgement.overlays.contains(Overlay::ByAccount)
    };
    assert!(!marked(1, &["ana", "bao"], &["bao"]));
    assert!(marked(1, &[], &["bao"]), "nobody is in the roster");
    // One of the roster is enough where one is asked for.
    assert!(!marked(1, &["ana", "bao"], &["bao", "somebody"]));
    assert!(!marked(1, &["ana", "bao"], &["somebody", "bao"]));
    assert!(marked(2, &["ana", "bao"], &["bao", "somebody"]));
    assert!(!marked(2, &["ana", "bao", "chidi"], &["bao", "chidi"]));
}

#[test]
fn the_mark_of_a_review_stands_on_what_rests_on_it() {
    let judgement = judged("REV-02", &World::default(), |files| {
        files.without(RecordKind::RosterEntry);
    });
    assert_eq!(judgement.outcome, Outcome::Pass);
    assert!(judgement.overlays.contains(Overlay::ByAccount));
    let judgement = judged("REV-02", &World::default(), |_| {});
    assert!(!judgement.overlays.contains(Overlay::ByAccount));
}

/// The mark on a failure of REV-01, by the exception of the cases after it was altered.
fn mark(alter: impl Fn(&mut ExceptionEntry)) -> Option<Overlay> {
    mark_of("REV-01", &World::default(), alter)
}

fn mark_of(control: &str, world: &World, alter: impl Fn(&mut ExceptionEntry)) -> Option<Overlay> {
    let judgement = judged(control, world, |files| {
        // The review came too late.
        reviews(files, |list| list[0].submitted_at = hours(3));
        for (_, record) in &mut files.records {
            match record {
                Record::ExceptionEntry(entry) => alter(entry),
                // Nobody is kept from approving by lacking the role.
                Record::RosterEntry(entry) if entry.roles[0] != "service_account" => {
                    entry.roles.push("designated_approver".to_owned());
                }
                // Nothing is tested either.
                Record::PullRequest(pull_request) => pull_request.checks = Field::Value(Vec::new()),
                _ => {}
            }
        }
    });
    assert_eq!(
        judgement.outcome,
        Outcome::Fail,
        "an exception changes none"
    );
    let marks: Vec<Overlay> = judgement.overlays.iter().collect();
    assert!(marks.len() <= 1, "{marks:?}");
    let named = judgement.reason.contains("Exception EX-1");
    assert_eq!(named, !marks.is_empty(), "{}", judgement.reason);
    marks.first().copied()
}

#[test]
fn a_failure_is_excepted_by_an_exception_for_that_control_and_deployment() {
    let excepted = Some(Overlay::Excepted);
    let control = |of: &str| Field::Value(vec![of.to_owned()]);
    let scope = |of: &str| Field::Value(of.to_owned());
    assert_eq!(mark(|_| {}), excepted);
    assert_eq!(mark(|of| of.controls = control("rev-01")), excepted);
    assert_eq!(mark(|of| of.controls = control("TST-01")), None);
    let world = World::default();
    assert_eq!(mark_of("TST-01", &world, |_| {}), None);
    assert_eq!(
        mark_of("TST-01", &world, |of| of.controls = control("TST-01")),
        excepted
    );
    for own in [
        "deployment github:3",
        "service Referral-API",
        "control REV-01",
    ] {
        assert_eq!(mark(|of| of.scope = scope(own)), excepted, "{own}");
    }
    for other in [
        "deployment 2",
        "deployment github:2",
        "service search",
        "referral-api",
    ] {
        assert_eq!(mark(|of| of.scope = scope(other)), None, "{other}");
    }
}

#[test]
fn an_exception_covers_what_began_while_it_held() {
    let excepted = Some(Overlay::Excepted);
    assert_eq!(mark(|of| of.from = hours(1)), None, "it begins later");
    assert_eq!(mark(|of| of.to = hours(-1)), None, "it had ended");
    assert_eq!(mark(|of| of.from = Field::NotExported), None);
    assert_eq!(mark(|of| of.to = Field::NotExported), None);
    assert_eq!(mark(|of| of.ended_at = hours(-1)), None, "it was revoked");
    assert_eq!(
        mark(|of| of.ended_at = hours(1)),
        excepted,
        "revoked afterwards"
    );
}

#[test]
fn an_exception_that_was_approved_later_cures_nothing() {
    let late = |of: &mut ExceptionEntry| {
        of.approved_at = hours(1);
        of.from = hours(-1);
    };
    assert_ne!(mark(late), Some(Overlay::Excepted));
    let after_today = |of: &mut ExceptionEntry| of.approved_at = hours(24 * 1_000);
    assert_eq!(mark(after_today), None, "nobody has approved it yet");
}

#[test]
fn nobody_excepts_a_change_that_they_wrote_reviewed_or_carried_out() {
    let by = |name: &'static str| move |of: &mut ExceptionEntry| of.second_approver = typed(name);
    assert_eq!(mark(by("nadia")), Some(Overlay::Excepted));
    assert_eq!(mark(by("ana")), None, "she wrote it");
    assert_eq!(mark(by("bao")), None, "he reviewed it");
    assert_eq!(mark(by("lena")), None, "she deployed it");
    // Where it is not known who wrote it, nobody is known to be another.
    let world = World::default();
    let judgement = judged("REV-01", &world, |files| {
        reviews(files, |list| list[0].state = ReviewState::Commented);
        for (_, record) in &mut files.records {
            if let Record::PullRequest(pull_request) = record {
                pull_request.author = Field::Empty;
            }
        }
    });
    assert_eq!(judgement.outcome, Outcome::Fail);
    assert!(!judgement.overlays.contains(Overlay::Excepted));
}
