//! What is told of a deployment before which one may be missing.

use changeproof_controls::case::{START, World};
use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Judgement, Outcome};
use changeproof_domain::record::{Record, RecordKind};
use changeproof_domain::source::DeclaredCoverage;
use changeproof_domain::time::{DAY, Moment};

use crate::support::{Files, judged, of_kind};

/// The file with the deployments is split in two, of which the first covers up to so many days before the start
/// and the second from so many days before it on. The deployment before began seven days before.
fn split(files: &mut Files, ends: i64, begins: i64) {
    let day = |days: i64| START.plus(-days * DAY).date_in(chrono_tz::Tz::UTC);
    let file = files.file(RecordKind::Deployment);
    let whole = file.declaration.covers.unwrap();
    file.declaration.covers = Some(DeclaredCoverage {
        to: day(ends),
        ..whole
    });
    let second = files.add(RecordKind::Deployment, 2025, 2025);
    files.sources[second.index()].declaration.covers = Some(DeclaredCoverage {
        from: day(begins),
        ..whole
    });
    let own = files.deployment().clone();
    files.records.retain(|(source, record)| {
        *source != of_kind(RecordKind::Deployment)
            || !matches!(record, Record::Deployment(of) if of.id == own.id)
    });
    files.push(second, own);
}

fn of(control: &str, alter: impl FnOnce(&mut Files)) -> Judgement {
    judged(control, &World::default(), alter)
}

#[test]
fn what_was_in_time_for_this_deployment_may_have_been_late_for_one_that_is_missing() {
    for control in ["REV-01", "APP-01", "TST-01", "REC-01", "RBK-01", "DEP-03"] {
        let pass = of(control, |files| split(files, 4, 3));
        assert_eq!(pass.outcome, Outcome::Pass, "{control}: {}", pass.reason);
        let open = of(control, |files| split(files, 5, 3));
        assert_eq!(
            open.outcome,
            Outcome::InsufficientEvidence,
            "{control}: {}",
            open.reason
        );
        let said = "one that is missing may have brought this earlier";
        assert!(open.reason.contains(said), "{control}: {}", open.reason);
    }
    let hole_before = of("REV-01", |files| split(files, 9, 8));
    assert_eq!(
        hole_before.outcome,
        Outcome::Pass,
        "it lies before the last known one"
    );
}

#[test]
fn what_was_too_early_or_too_late_for_this_deployment_may_have_been_in_time_for_one_that_is_missing()
 {
    let world = World::default();
    let reviewed_before = |ends: i64| {
        judged("EMG-04", &world, |files| {
            split(files, ends, 3);
            files.ticket().category = Field::Value("Emergency".to_owned());
            files.ticket().description = Field::Value("Close CVE-2025-41284.".to_owned());
            for (_, record) in &mut files.records {
                if let Record::PostChangeReview(review) = record {
                    review.reviewed_at = Field::Value(Moment::utc(START.plus(-DAY)));
                }
            }
        })
    };
    let early = reviewed_before(4);
    assert_eq!(early.outcome, Outcome::Fail, "{}", early.reason);
    let open = reviewed_before(5);
    assert_eq!(
        open.outcome,
        Outcome::InsufficientEvidence,
        "{}",
        open.reason
    );
    assert!(open.reason.starts_with(&early.reason), "{}", open.reason);
}

#[test]
fn what_does_not_rest_on_the_time_stays_as_it_is() {
    for control in ["TRC-02", "DEP-01", "SEC-02"] {
        let pass = of(control, |files| split(files, 5, 3));
        assert_eq!(pass.outcome, Outcome::Pass, "{control}: {}", pass.reason);
    }
    let unreviewed = of("REV-01", |files| {
        split(files, 5, 3);
        files.pull_request().reviews = Field::Value(Vec::new());
    });
    assert_eq!(unreviewed.outcome, Outcome::Fail, "{}", unreviewed.reason);
}

#[test]
fn a_deployment_before_the_declared_days_leaves_no_hole() {
    let of = of("REV-01", |files| {
        let file = files.file(RecordKind::Deployment);
        let whole = file.declaration.covers.unwrap();
        file.declaration.covers = Some(DeclaredCoverage {
            from: START.plus(-2 * DAY).date_in(chrono_tz::Tz::UTC),
            ..whole
        });
    });
    assert_eq!(of.outcome, Outcome::Pass, "{}", of.reason);
}

#[test]
fn a_month_without_deployments_is_no_hole_where_nobody_declared_one() {
    let undeclared = of("REV-01", |files| {
        split(files, 5, 3);
        for source in &mut files.sources {
            source.declaration.covers = None;
        }
    });
    assert_eq!(undeclared.outcome, Outcome::Pass, "{}", undeclared.reason);
}
