//! Input that does not fit together is refused with its place.

use crate::sample;
use changeproof_reports::pack::Subject;
use changeproof_reports::{ReportError, audit_pack};

#[test]
fn a_result_about_an_unknown_deployment_is_refused() {
    let mut pack = sample::pack(3);
    pack.results[5].subject = Subject::Deployment(3);
    let error = audit_pack(&pack).unwrap_err();
    assert!(matches!(
        error,
        ReportError::UnknownReference {
            row: 5,
            what: "deployment",
            index: 3,
            available: 3
        }
    ));
}

#[test]
fn a_period_that_ends_before_it_begins_is_refused() {
    let mut pack = sample::pack(1);
    std::mem::swap(&mut pack.identity.period.from, &mut pack.identity.period.to);
    assert!(matches!(
        audit_pack(&pack),
        Err(ReportError::PeriodReversed { .. })
    ));
}

#[test]
fn a_coverage_row_with_too_few_months_is_refused() {
    let mut pack = sample::pack(1);
    pack.coverage.rows[0].states.pop();
    assert!(matches!(
        audit_pack(&pack),
        Err(ReportError::CoverageShape {
            found: 11,
            expected: 12,
            ..
        })
    ));
}
