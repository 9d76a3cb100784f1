//! The marks beside an outcome: what rests on accounts alone, and which failures an exception covers.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use changeproof_controls::case::{START, World};
use changeproof_controls::{find, judge};
use changeproof_domain::account::{Account, System};
use changeproof_domain::calendar::Calendar;
use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Judgement, Outcome, Overlay};
use changeproof_domain::policy::Policy;
use changeproof_domain::record::{ExceptionEntry, Record, RecordKind, Review, ReviewState};
use changeproof_domain::snapshot::SourceId;
use changeproof_domain::source::Place;
use changeproof_domain::time::{HOUR, Moment};
use changeproof_matching::{Input, Versioned};

/// What a control says of the deployment of the cases, after the records were altered.
fn judged(control: &str, world: &World, alter: impl Fn(&mut Vec<Record>)) -> Judgement {
    let mut records = world.records();
    alter(&mut records);
    let source = |record: &Record| {
        let mut kinds = RecordKind::ALL.iter();
        SourceId::from(kinds.position(|kind| *kind == record.kind()).unwrap())
    };
    let records = records.into_iter().map(|record| Versioned {
        source: source(&record),
        place: Place::default(),
        record,
    });
    let snapshot = changeproof_matching::build(Input {
        sources: world.sources(),
        records: records.collect(),
        calendar: Calendar::new(chrono_tz::Tz::UTC),
        policy: Policy::with(world.parameters.clone()),
        kept_here: Vec::new(),
        findings: world.findings(),
        link_decisions: Vec::new(),
    });
    let mut subjects = snapshot.subjects.iter();
    let subject = subjects.position(|subject| subject.at == START).unwrap();
    let control = find(control).unwrap();
    judge(control, &snapshot, subject.into(), world.judged_as_of())
}

fn hours(hours: i64) -> Field<Moment> {
    Field::Value(Moment::utc(START.plus(hours * HOUR)))
}

fn typed(name: &str) -> Field<Account> {
    World::typed(&format!("{name}@clicki.example"))
}

/// Alters the reviews of the pull request that was deployed.
fn reviews(records: &mut [Record], alter: impl Fn(&mut Vec<Review>)) {
    for record in records {
        if let Record::PullRequest(pull_request) = record
            && pull_request.number == 42
            && let Field::Value(list) = &mut pull_request.reviews
        {
            alter(list);
        }
    }
}

fn without_roster(records: &mut Vec<Record>) {
    records.retain(|record| record.kind() != RecordKind::RosterEntry);
}

#[test]
fn a_review_that_is_independent_by_accounts_alone_is_marked() {
    let marked = |reviewers: u32, roster: &[&str], by: &[&str]| {
        let mut world = World::default();
        world.parameters.reviewers = reviewers.try_into().unwrap();
        let judgement = judged("REV-01", &world, |records| {
            records.retain(|record| match record {
                Record::RosterEntry(entry) => roster.contains(&entry.person.as_str()),
                _ => true,
            });
            reviews(records, |list| {
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
    let judgement = judged("REV-02", &World::default(), without_roster);
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
    let judgement = judged(control, world, |records| {
        // The review came too late.
        reviews(records, |list| list[0].submitted_at = hours(3));
        for record in records {
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
    let judgement = judged("REV-01", &world, |records| {
        reviews(records, |list| list[0].state = ReviewState::Commented);
        for record in records {
            if let Record::PullRequest(pull_request) = record {
                pull_request.author = Field::Empty;
            }
        }
    });
    assert_eq!(judgement.outcome, Outcome::Fail);
    assert!(!judgement.overlays.contains(Overlay::Excepted));
}
