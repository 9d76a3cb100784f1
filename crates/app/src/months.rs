//! Which months the imported files cover: for the packs and for the screens.

use changeproof_domain::coverage::{Basis, Span, reaches};
use changeproof_domain::record::RecordKind;
use changeproof_domain::source::Source;
use changeproof_domain::time::Timestamp;
use changeproof_reports::pack::{CoverageState, Month};
use chrono::NaiveDate;
use chrono_tz::Tz;

use crate::period::Period;

/// Kinds of records without which controls cannot be judged.
pub(crate) const NEEDED: [RecordKind; 7] = [
    RecordKind::Deployment,
    RecordKind::PullRequest,
    RecordKind::Commit,
    RecordKind::PipelineRun,
    RecordKind::ChangeRecord,
    RecordKind::RosterEntry,
    RecordKind::PostChangeReview,
];

/// The words with a capital first letter.
pub(crate) fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

/// The days of a period of which something can be known: up to the as-of day. What lies ahead cannot
/// be covered yet.
pub(crate) fn known_period(period: Period, as_of: Timestamp, zone: Tz) -> Period {
    Period {
        from: period.from,
        to: period.to.min(as_of.date_in(zone)).max(period.from),
    }
}

/// The first and the last instant of a month, as far as it lies in the period.
pub(crate) fn month_bounds(month: Month, period: Period, zone: Tz) -> (Timestamp, Timestamp) {
    let day = |month: Month| NaiveDate::from_ymd_opt(month.year, month.month, 1);
    let first = day(month).unwrap_or(period.from);
    let last = day(month.next())
        .and_then(|next| next.pred_opt())
        .unwrap_or(period.to);
    (
        Timestamp::start_of(first.max(period.from), zone),
        Timestamp::end_of(last.min(period.to), zone),
    )
}

/// How well some intervals cover the time between two instants.
pub(crate) fn state(
    spans: &[Span],
    from: Timestamp,
    to: Timestamp,
    is_proven: &dyn Fn(&Span) -> bool,
) -> CoverageState {
    if reaches(spans.iter().filter(|span| is_proven(span)), from, to) {
        CoverageState::Covered
    } else if reaches(spans.iter(), from, to) {
        CoverageState::Declared
    } else if spans.iter().any(|span| !span.cut && span.meets(from, to)) {
        CoverageState::Partial
    } else {
        CoverageState::Uncovered
    }
}

/// An interval from first to last record stands by itself; a declared one is proven only by a
/// recorded query together with a count that fits.
pub(crate) fn proven(span: &Span, source: &Source) -> bool {
    match span.basis {
        Basis::Records => true,
        Basis::Declared => {
            let rows = source.reading.rows;
            let read = rows.accepted + rows.duplicate + rows.rejected;
            source.declaration.query.is_some() && source.declaration.expected_rows == Some(read)
        }
    }
}

#[cfg(test)]
mod tests {
    use changeproof_domain::snapshot::SourceId;

    use super::*;

    fn span(from: i64, to: i64, basis: Basis, cut: bool) -> Span {
        Span {
            from: Timestamp(from),
            to: Timestamp(to),
            basis,
            cut,
            source: SourceId(0),
        }
    }

    fn of(spans: &[Span]) -> CoverageState {
        state(spans, Timestamp(10), Timestamp(20), &|_| false)
    }

    #[test]
    fn a_declared_month_is_not_called_proven() {
        let declared = span(0, 30, Basis::Declared, false);
        assert_eq!(of(&[declared]), CoverageState::Declared);
    }

    #[test]
    fn a_month_with_some_days_is_covered_in_part() {
        let part = span(0, 15, Basis::Records, false);
        assert_eq!(of(&[part]), CoverageState::Partial);
    }

    #[test]
    fn files_that_follow_each_other_cover_a_month_together() {
        let first = span(0, 14, Basis::Records, false);
        let second = span(15, 30, Basis::Declared, false);
        assert_eq!(
            state(
                &[first.clone(), second.clone()],
                Timestamp(10),
                Timestamp(20),
                &|span| { span.basis == Basis::Records }
            ),
            CoverageState::Declared,
            "a part of it is not proven"
        );
        assert_eq!(
            state(&[first, second], Timestamp(10), Timestamp(20), &|_| true),
            CoverageState::Covered
        );
    }

    #[test]
    fn a_cut_file_covers_no_month() {
        let cut = span(0, 30, Basis::Declared, true);
        assert_eq!(of(&[cut]), CoverageState::Uncovered);
    }
}
