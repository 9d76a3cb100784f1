//! How many days without a deployment POP-02 takes for usual, and what it shows for that.

use changeproof_controls::case::{START, World};
use changeproof_controls::{OtherSubject, find};
use changeproof_domain::calendar::Days;
use changeproof_domain::outcome::{Judgement, Outcome};
use changeproof_domain::record::RecordKind;
use changeproof_domain::snapshot::RecordRef;
use changeproof_domain::time::{DAY, Moment};

use crate::support::{of_kind, snapshot};

/// The verdict where deployments began so many days after the start, a Monday, and then none for a month.
fn deployed_on(days: &[i64]) -> Judgement {
    let mut world = World::default();
    world.parameters.quiet_business_days = 1;
    world.parameters.quiet_medians = 3;
    let snapshot = snapshot(&world, |files| {
        let first = files.deployment().clone();
        files.without(RecordKind::Deployment);
        for (at, day) in days.iter().enumerate() {
            let mut of = first.clone();
            of.id = (1000 + at).to_string();
            of.started_at = began(*day);
            files.push(of_kind(RecordKind::Deployment), of);
        }
    });
    let mut evidence = world.evidence(&snapshot);
    let date = |day: i64| began(day).at.date_in(chrono_tz::Tz::UTC);
    evidence.days = Days {
        from: date(0),
        to: date(days[days.len() - 1] + 30),
    };
    let of = evidence.judge(find("POP-02").unwrap(), OtherSubject::Period);
    let of = of.unwrap();
    assert_eq!(of.outcome, Outcome::Fail, "{}", of.reason);
    of
}

fn began(day: i64) -> Moment {
    Moment::utc(START.plus(day * DAY))
}

#[test]
fn what_is_usual_rests_on_the_median_of_the_runs() {
    // Runs of 0, 1, 2, 3 and 8 business days.
    let of = deployed_on(&[0, 1, 3, 8, 14, 25]);
    let said =
        "where up to 6 are usual (3 times the median of the 5 runs between two deployments, 2)";
    assert!(of.reason.contains(said), "{}", of.reason);
}

#[test]
fn of_many_runs_those_in_the_middle_are_shown() {
    let shown = |runs: i64| {
        let days: Vec<i64> = (0..=runs).collect();
        let of = deployed_on(&days);
        let starts = of.facts.iter().filter(|fact| {
            fact.field == "started_at" && matches!(fact.record, RecordRef::Deployment(_))
        });
        let mut starts: Vec<String> = starts.map(|fact| fact.value.clone()).collect();
        starts.sort_unstable();
        starts
    };
    let started = |days: &[i64]| -> Vec<String> {
        let starts = days.iter().map(|day| began(*day).to_string());
        starts.collect()
    };
    assert_eq!(shown(30), started(&(0..=30).collect::<Vec<_>>()));
    assert_eq!(shown(32), started(&[15, 16, 17, 32]));
    assert_eq!(shown(33), started(&[16, 17, 33]));
}
