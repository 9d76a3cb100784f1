//! What is judged as a whole: exceptions by the days on which they hold, registers that are kept in the workspace, and
//! what was recorded only after the days had been evaluated.

use changeproof_controls::case::{START, World};
use changeproof_controls::{Evidence, OtherSubject, find};
use changeproof_domain::calendar::Days;
use changeproof_domain::coverage::KeptHere;
use changeproof_domain::field::Field;
use changeproof_domain::record::{ExceptionEntry, Record, RecordKind};
use changeproof_domain::snapshot::{ExceptionEntryId, Snapshot};
use changeproof_domain::source::Form;
use changeproof_domain::time::{DAY, Moment};
use chrono::NaiveDate;

use crate::support::{Files, is_backdated, snapshot};

fn on(days: i64) -> NaiveDate {
    START.plus(days * DAY).date_in(chrono_tz::Tz::UTC)
}

fn moment(days: i64) -> Field<Moment> {
    Field::Value(Moment::utc(START.plus(days * DAY)))
}

fn evidence<'a>(world: &World, snapshot: &'a Snapshot, from: i64, to: i64) -> Evidence<'a> {
    let days = Days {
        from: on(from),
        to: on(to),
    };
    Evidence::new(snapshot, days, world.judged_as_of(), None)
}

#[test]
fn an_exception_is_judged_in_a_period_in_which_it_may_hold() {
    let world = World::default();
    let is_judged = |alter: &dyn Fn(&mut ExceptionEntry), from: i64, to: i64| {
        let snapshot = snapshot(&world, |files| {
            for (_, record) in &mut files.records {
                if let Record::ExceptionEntry(entry) = record {
                    entry.from = moment(0);
                    entry.to = moment(10);
                    alter(entry);
                }
            }
        });
        let subjects = evidence(&world, &snapshot, from, to).subjects(find("EXC-01").unwrap());
        subjects.contains(&OtherSubject::Exception(ExceptionEntryId(0)))
    };
    for (from, to, want) in [
        (-9, -1, false),
        (-9, 0, true),
        (10, 20, true),
        (11, 20, false),
    ] {
        assert_eq!(is_judged(&|_| {}, from, to), want, "{from} to {to}");
    }
    let revoked = |entry: &mut ExceptionEntry| entry.ended_at = moment(5);
    assert!(is_judged(&revoked, 5, 20));
    assert!(!is_judged(&revoked, 6, 20), "it had ended");
    let ended_later = |entry: &mut ExceptionEntry| entry.ended_at = moment(15);
    assert!(!is_judged(&ended_later, 11, 20), "it ran out before");
    let open = |entry: &mut ExceptionEntry| entry.to = Field::NotExported;
    assert!(is_judged(&open, 11, 20), "it may still hold");
    let since = |entry: &mut ExceptionEntry| entry.from = Field::NotExported;
    assert!(is_judged(&since, -9, -1), "it may hold already");
}

#[test]
fn the_log_of_the_workspace_is_no_import_and_tells_since_when_a_register_is_kept() {
    let world = World::default();
    let reviews = RecordKind::PolicyReview;
    let told = |to: Option<NaiveDate>| {
        let snapshot = snapshot(&world, |files: &mut Files| {
            files.without(reviews);
            files.file(reviews).reading.form = Form::Events;
            let from = NaiveDate::from_ymd_opt(2024, 2, 1).unwrap();
            files.kept_here = [reviews, RecordKind::Attestation]
                .map(|kind| KeptHere { kind, from, to })
                .to_vec();
        });
        let evidence = world.evidence(&snapshot);
        let imports = evidence.subjects(find("POP-01").unwrap());
        assert_eq!(imports.len(), snapshot.sources.len() - 1);
        let gov_01 = evidence
            .judge(find("GOV-01").unwrap(), OtherSubject::Policy)
            .unwrap();
        let facts = gov_01.facts.into_iter();
        let facts = facts.filter(|fact| fact.field == "kept_here");
        facts.map(|fact| fact.value).collect::<Vec<_>>()
    };
    assert_eq!(told(None), ["from 2024-02-01 on"]);
    assert_eq!(told(Some(on(28))), ["2024-02-01 to 2025-03-31"]);
}

#[test]
fn a_change_by_hand_that_passes_by_what_was_decided_only_later_is_backdated() {
    let world = World::without_deployment();
    let app_01 = find("APP-01").unwrap();
    let backdated = |alter: &dyn Fn(&mut Files)| {
        let mut now = snapshot(&world, |_| {});
        now.as_recorded = Some(Box::new(snapshot(&world, alter)));
        let evidence = world.evidence(&now);
        let subject = World::record_alone(&now).unwrap();
        let judgement = evidence.judge(app_01, subject).unwrap();
        let recorded = "the links, accounts and roles as they had been recorded by then";
        let marked = is_backdated(&judgement, recorded);
        let verdict = evidence.verdict(app_01, subject).unwrap();
        assert_eq!(verdict.overlays, judgement.overlays);
        marked
    };
    let not_approved = |files: &mut Files| {
        files.change_record("CHG-2000").approvals = Field::Value(Vec::new());
    };
    assert!(!backdated(&|_| {}), "nothing was otherwise");
    assert!(backdated(&not_approved));
    // What was carried out by hand is told by what is known today.
    assert!(backdated(&|files| {
        not_approved(files);
        files.change_record("CHG-2000").status = Field::Value("In Progress".to_owned());
    }));
}
