//! Which change records are judged by themselves, and which may rest on a deployment.

use changeproof_controls::OtherSubject;
use changeproof_controls::case::{START, World};
use changeproof_controls::emergency_reviews::{carried_out_alone, emergency_alone};
use changeproof_controls::find;
use changeproof_controls::undeployed::{Doubt, Standing, Standings, Told, Undeployed};
use changeproof_domain::calendar::Days;
use changeproof_domain::field::Field;
use changeproof_domain::outcome::Outcome;
use changeproof_domain::record::{ChangeRecord, FieldChange, Record, RecordKind};
use changeproof_domain::snapshot::{ChangeRecordId, Snapshot};
use changeproof_domain::source::Cut;
use changeproof_domain::time::{DAY, HOUR, Moment};

use crate::support::{self, Files, of_kind};

const KEY: &str = "CHG-2000";

/// The company whose record CHG-2000 was altered so.
fn snapshot(alter: impl Fn(&mut ChangeRecord)) -> Snapshot {
    let world = World::without_deployment();
    support::snapshot(&world, |files| alter(files.change_record(KEY)))
}

fn id(snapshot: &Snapshot) -> ChangeRecordId {
    let mut records = snapshot.change_records.iter();
    records.position(|record| record.key == KEY).unwrap().into()
}

fn standing(alter: impl Fn(&mut ChangeRecord)) -> Option<Standing> {
    let snapshot = snapshot(alter);
    Standings::of(&snapshot).standing(id(&snapshot))
}

fn undeployed(alter: impl Fn(&mut ChangeRecord)) -> Undeployed {
    let snapshot = snapshot(alter);
    let all = Standings::of(&snapshot).undeployed();
    assert_eq!(all.len(), 1, "CHG-1000 was deployed");
    all[0]
}

fn text(text: &str) -> Field<String> {
    Field::Value(text.to_owned())
}

fn hours(hours: i64) -> Moment {
    Moment::utc(START.plus(hours * HOUR))
}

fn moved(to: &str, at: i64) -> FieldChange {
    FieldChange {
        field: "status".to_owned(),
        from: None,
        to: Some(to.to_owned()),
        author: Field::NotExported,
        at: hours(at),
        place: None,
    }
}

#[test]
fn only_a_change_record_that_was_closed_as_carried_out_is_judged_by_itself() {
    assert_eq!(standing(|_| {}), Some(Standing::Undeployed));
    assert_eq!(standing(|of| of.record_type = text("Bug")), None);
    let with_status = |status: &str| standing(|of| of.status = text(status));
    for status in ["Cancelled", "Rejected", "Won't Do", "4"] {
        assert_eq!(with_status(status), Some(Standing::Withdrawn), "{status}");
    }
    for status in ["In Progress", "Scheduled", "-1"] {
        assert_eq!(with_status(status), Some(Standing::NotClosed), "{status}");
    }
    for resolution in ["Won't Do", "Duplicate", "Declined"] {
        let standing = standing(|of| of.resolution = text(resolution));
        assert_eq!(
            standing,
            Some(Standing::Withdrawn),
            "Closed as {resolution}"
        );
    }
    let unsuccessful = standing(|of| of.resolution = text("Unsuccessful"));
    assert_eq!(unsuccessful, Some(Standing::Undeployed), "it was tried");
    let unknown = standing(|of| of.status = Field::NotExported);
    assert_eq!(unknown, Some(Standing::NoStatus));
}

#[test]
fn a_deployment_may_be_missing_where_deployments_do_not_cover_the_whole_time() {
    // The deployments are declared to cover 2024 and 2025.
    let early = |of: &mut ChangeRecord| {
        of.created_at = Field::Value(hours(-24 * 500));
        of.actual_start = Field::NotExported;
    };
    let doubt = Some(Standing::Doubtful(Doubt::NotCovered));
    assert_eq!(standing(early), doubt, "it may have been deployed in 2023");
    let started = standing(|of| of.created_at = Field::Value(hours(-24 * 500)));
    assert_eq!(started, Some(Standing::Undeployed), "its start is known");
    let planned = standing(|of| {
        of.planned_start = Field::Value(hours(-24 * 500));
        of.actual_start = Field::NotExported;
    });
    assert_eq!(planned, doubt, "it was planned for 2023");
    let unknown = standing(|of| {
        of.created_at = Field::NotExported;
        of.actual_start = Field::NotExported;
    });
    assert_eq!(unknown, doubt, "from when on is not known");
    let never_deployed = standing(|of| of.systems = Field::Value(vec!["Firewall".to_owned()]));
    assert_eq!(never_deployed, Some(Standing::Undeployed));
}

#[test]
fn when_it_was_carried_out_is_taken_from_the_best_that_the_record_tells() {
    let told = |alter: &dyn Fn(&mut ChangeRecord)| {
        let of = undeployed(alter);
        (of.told, of.at.map(|at| (at.at.0 - START.0) / HOUR))
    };
    assert_eq!(told(&|_| {}), (Told::Start, Some(0)));
    let slip = |of: &mut ChangeRecord| of.actual_start = Field::Value(hours(30));
    assert_eq!(told(&slip).0, Told::End, "a start after the end");
    let closed = |of: &mut ChangeRecord| {
        of.actual_start = Field::NotExported;
        of.actual_end = Field::NotExported;
        of.closed_at = Field::Value(hours(5));
    };
    assert_eq!(told(&closed), (Told::Closing, Some(5)));
    let moves = |of: &mut ChangeRecord| {
        closed(of);
        of.closed_at = Field::NotExported;
        of.history = Field::Value(vec![
            moved("Closed", 1),
            moved("Reopened", 2),
            moved("Resolved", 3),
            moved("Closed", 4),
        ]);
    };
    assert_eq!(
        told(&moves),
        (Told::Closing, Some(3)),
        "closed again from then on"
    );
    let implementing = |of: &mut ChangeRecord| {
        moves(of);
        of.history = Field::Value(vec![moved("Implementing", 2), moved("Closed", 4)]);
    };
    assert_eq!(
        told(&implementing),
        (Told::Start, Some(2)),
        "by the tool's clock"
    );
    let in_part = |of: &mut ChangeRecord| {
        implementing(of);
        of.history_is_cut = true;
        of.updated_at = Field::Value(hours(6));
    };
    assert_eq!(
        told(&in_part),
        (Told::Update, Some(6)),
        "an earlier move may be missing"
    );
    let updated = |of: &mut ChangeRecord| {
        closed(of);
        of.closed_at = Field::NotExported;
        of.updated_at = Field::Value(hours(7));
    };
    assert_eq!(told(&updated), (Told::Update, Some(7)));
    let nothing = |of: &mut ChangeRecord| {
        updated(of);
        of.updated_at = Field::NotExported;
    };
    assert_eq!(told(&nothing), (Told::Nothing, None));
}

#[test]
fn a_record_belongs_to_the_days_in_which_it_was_carried_out() {
    let world = World::without_deployment();
    let control = find("APP-01").unwrap();
    let is_subject = |alter: &dyn Fn(&mut ChangeRecord), days: Days| {
        let snapshot = snapshot(alter);
        let mut evidence = world.evidence(&snapshot);
        evidence.days = days;
        let of = OtherSubject::ChangeRecord(id(&snapshot));
        evidence.subjects(control).contains(&of)
    };
    let day = |days: i64| START.plus(days * DAY).date_in(chrono_tz::Tz::UTC);
    let of = |from, to| Days {
        from: day(from),
        to: day(to),
    };
    assert!(is_subject(&|_| {}, of(0, 0)), "the day itself");
    assert!(!is_subject(&|_| {}, of(-5, -1)), "the days before");
    assert!(!is_subject(&|_| {}, of(1, 5)), "the days after");
    let nothing = |of: &mut ChangeRecord| {
        of.actual_start = Field::NotExported;
        of.actual_end = Field::NotExported;
        of.closed_at = Field::NotExported;
        of.updated_at = Field::NotExported;
    };
    assert!(is_subject(&nothing, of(1, 5)), "it may have been");
    assert!(
        !is_subject(&nothing, of(-9, -5)),
        "it was created on day -3"
    );
}

/// What becomes of CHG-2000 after the files were altered.
fn standing_with(alter: impl FnOnce(&mut Files)) -> Standing {
    let snapshot = support::snapshot(&World::without_deployment(), alter);
    Standings::of(&snapshot).standing(id(&snapshot)).unwrap()
}

#[test]
fn what_was_over_before_the_first_deployment_may_have_been_deployed_before() {
    // The first deployment began on day -20.
    let over = |last: Moment| {
        standing_with(|files| {
            files.covers(RecordKind::Deployment, 2026, 2026);
            let of = files.change_record(KEY);
            of.created_at = Field::Value(hours(-24 * 40));
            of.actual_start = Field::Value(hours(-24 * 30));
            of.actual_end = Field::Value(last);
            of.closed_at = Field::Value(last);
        })
    };
    let before = Standing::Doubtful(Doubt::BeforeFirst);
    let later = Standing::Doubtful(Doubt::NotCovered);
    assert_eq!(over(hours(-24 * 25)), before);
    assert_eq!(over(hours(-24 * 20)), later, "at the same instant");
    assert_eq!(over(hours(-24 * 10)), later);
}

#[test]
fn a_deployment_of_that_time_whose_changes_are_not_known_may_have_brought_it() {
    // The deployment at the start names no revision.
    let around = |from: i64, to: i64, systems: &[&str]| {
        standing_with(|files| {
            files.deployment().revision = Field::NotExported;
            let of = files.change_record(KEY);
            of.created_at = Field::Value(hours(-100));
            of.actual_start = Field::Value(hours(from));
            of.actual_end = Field::Value(hours(to));
            of.closed_at = Field::Value(hours(to));
            let systems = systems.iter().map(|of| (*of).to_owned());
            of.systems = Field::Value(systems.collect());
        })
    };
    let may_be = |of: Standing| matches!(of, Standing::Doubtful(Doubt::ChangesUnknown(_)));
    let own = &["Referral-API"][..];
    assert!(may_be(around(-2, 2, own)));
    assert!(!may_be(around(-4, -2, own)), "it was over before");
    assert!(!may_be(around(2, 4, own)), "it began later");
    assert!(
        !may_be(around(-2, 2, &["search"])),
        "it names another service"
    );
    assert!(may_be(around(-2, 2, &[])), "it names none");
}

#[test]
fn a_system_is_a_service_by_the_names_that_the_policy_gives_it() {
    // Where deployments of the service that is meant are not covered, one may be missing.
    let meant = |system: &str| {
        let mut world = World::without_deployment();
        world.parameters.system_aliases = [("Partner portal", "referral-api"), ("Mail", "mailer")]
            .map(|(alias, service)| (alias.to_owned(), service.to_owned()))
            .to_vec();
        let snapshot = support::snapshot(&world, |files| {
            files.deployment().revision = Field::NotExported;
            let of = files.change_record(KEY);
            of.systems = Field::Value(vec![" ".to_owned(), format!(" {system} ")]);
        });
        Standings::of(&snapshot).standing(id(&snapshot)).unwrap()
    };
    let may_be = |of: Standing| matches!(of, Standing::Doubtful(Doubt::ChangesUnknown(_)));
    assert!(may_be(meant("partner Portal")));
    assert!(may_be(meant("referral-api")));
    assert!(!may_be(meant("mail")));
}

#[test]
fn what_is_only_known_to_be_closed_was_over_by_the_end_of_its_export() {
    let times_unknown = |files: &mut Files| {
        let of = files.change_record(KEY);
        of.actual_start = Field::NotExported;
        of.actual_end = Field::NotExported;
        of.closed_at = Field::NotExported;
        of.updated_at = Field::NotExported;
    };
    assert_eq!(standing_with(times_unknown), Standing::Undeployed);
    let doubt = Standing::Doubtful(Doubt::NotCovered);
    let not_of_then = standing_with(|files| {
        times_unknown(files);
        files.covers(RecordKind::ChangeRecord, 2026, 2026);
    });
    assert_eq!(not_of_then, doubt, "another year was exported");
    let earlier = standing_with(|files| {
        times_unknown(files);
        files.covers(RecordKind::ChangeRecord, 2024, 2024);
    });
    assert_eq!(earlier, doubt, "an earlier year was exported");
    let cut = standing_with(|files| {
        times_unknown(files);
        files.file(RecordKind::ChangeRecord).reading.cut = Some(Cut {
            sentence: "It ends within a page.".to_owned(),
            total: None,
        });
    });
    assert_eq!(cut, doubt, "the export was cut");
}

#[test]
fn a_deployment_of_another_time_or_service_raises_no_doubt() {
    let world = World::without_deployment();
    let standing_with = |alter: &dyn Fn(&mut ChangeRecord)| {
        let snapshot = support::snapshot(&world, |files| {
            files.deployment().revision = Field::NotExported;
            alter(files.change_record(KEY));
        });
        Standings::of(&snapshot).standing(id(&snapshot))
    };
    let at_once = standing_with(&|_| {});
    assert!(
        matches!(at_once, Some(Standing::Doubtful(Doubt::ChangesUnknown(_)))),
        "{at_once:?}"
    );
    let later = standing_with(&|of| {
        of.actual_start = Field::Value(hours(48));
        of.actual_end = Field::Value(hours(49));
        of.closed_at = Field::Value(hours(50));
    });
    assert_eq!(later, Some(Standing::Undeployed), "it was over by then");
    let of_another = standing_with(&|of| of.systems = Field::Value(vec!["Firewall".to_owned()]));
    assert_eq!(of_another, Some(Standing::Undeployed), "not on that system");
}

#[test]
fn what_is_older_than_the_first_deployment_may_have_been_deployed_before() {
    let first = snapshot(|_| {}).subjects.iter().map(|of| of.at).min();
    let first = Moment::utc(first.unwrap());
    let over_by = |end: Moment| {
        standing(|of| {
            of.created_at = Field::Value(hours(-24 * 500));
            of.actual_start = Field::NotExported;
            of.actual_end = Field::Value(end);
        })
    };
    let doubt = |doubt| Some(Standing::Doubtful(doubt));
    assert_eq!(over_by(hours(-24 * 499)), doubt(Doubt::BeforeFirst));
    assert_eq!(over_by(first), doubt(Doubt::NotCovered), "in its instant");
}

#[test]
fn a_review_may_have_been_held_since_the_record_was_made_where_the_start_is_not_known() {
    let world = World::without_deployment();
    let outcome = |start: Field<Moment>| {
        let snapshot = support::snapshot(&world, |files| {
            files.covers(RecordKind::Deployment, 2023, 2025);
            for (_, record) in &mut files.records {
                if let Record::PostChangeReview(review) = record {
                    review.change = "CHG-1".to_owned();
                }
            }
            let record = files.change_record(KEY);
            record.category = text("Emergency");
            record.description = text("Close CVE-2025-41284 in the queue.");
            record.created_at = Field::Value(hours(-24 * 500));
            record.actual_start = start.clone();
            record.actual_end = Field::NotExported;
        });
        let subject = OtherSubject::ChangeRecord(id(&snapshot));
        let evidence = world.evidence(&snapshot);
        let judgement = evidence.judge(find("EMG-04").unwrap(), subject).unwrap();
        judgement.outcome
    };
    // The register covers 2024 and 2025.
    assert_eq!(outcome(Field::Value(hours(0))), Outcome::Fail);
    let unknown = outcome(Field::NotExported);
    assert_eq!(unknown, Outcome::InsufficientEvidence, "perhaps in 2023");
}

#[test]
fn the_review_of_an_emergency_that_may_have_been_deployed_cannot_be_told() {
    let told = |is_named_elsewhere: bool| {
        let world = World::without_deployment();
        let snapshot = support::snapshot(&world, |files| {
            let mut incident = files.incident().clone();
            incident.id = "PNOW1".to_owned();
            incident.opened_at = Field::Value(hours(-1));
            incident.resolved_at = Field::Value(hours(2));
            files.push(
                of_kind(RecordKind::Incident),
                Record::Incident(Box::new(incident)),
            );
            files.change_record(KEY).category = text("Emergency");
            if is_named_elsewhere {
                let mut merged = files.pull_request().clone();
                merged.repository = "clicki/limits".to_owned();
                merged.title = text("CHG-2000: limits");
                merged.merge_commit = text(&"6".repeat(40));
                merged.commits = Field::Value(Vec::new());
                files.push(
                    of_kind(RecordKind::PullRequest),
                    Record::PullRequest(Box::new(merged)),
                );
            }
        });
        let all = Standings::of(&snapshot).undeployed();
        let of = *all.iter().find(|of| of.record == id(&snapshot)).unwrap();
        let cx = carried_out_alone(&snapshot, of, world.judged_as_of());
        let emergency = emergency_alone(&cx, of).unwrap();
        (
            emergency.outcome,
            emergency.counts.is_some(),
            emergency.reason,
        )
    };
    let (outcome, counts, reason) = told(false);
    assert_eq!((outcome, counts), (Outcome::Pass, true), "{reason}");
    assert!(reason.contains("was reviewed by chidi"), "{reason}");
    let (outcome, counts, reason) = told(true);
    assert_eq!(
        (outcome, counts),
        (Outcome::InsufficientEvidence, false),
        "{reason}"
    );
    assert!(reason.contains("clicki/limits#42"), "{reason}");
}
