//! Coverage by kind of record, scope and month, and what it leaves open in sentences.

use std::collections::BTreeMap;

use changeproof_domain::coverage::{Basis, Span};
use changeproof_domain::record::RecordKind;
use changeproof_domain::time::Timestamp;
use changeproof_reports::pack::{Coverage, CoverageRow, CoverageState, Month, Source};
use chrono::NaiveDate;
use chrono_tz::Tz;

use super::Material;

/// Kinds of records without which controls cannot be judged.
const NEEDED: [RecordKind; 7] = [
    RecordKind::Deployment,
    RecordKind::PullRequest,
    RecordKind::Commit,
    RecordKind::PipelineRun,
    RecordKind::ChangeRecord,
    RecordKind::RosterEntry,
    RecordKind::PostChangeReview,
];

/// The coverage matrix of the period.
pub(super) fn matrix(material: &Material<'_>, sources: &[Source]) -> Coverage {
    let months = Month::within(material.report_period());
    let zone = material.explained.loaded.zone;
    let coverage = &material.explained.loaded.snapshot.coverage;
    let mut rows = Vec::new();
    let mut open: BTreeMap<(RecordKind, String), Vec<String>> = BTreeMap::new();
    for ((kind, scope), spans) in coverage.iter() {
        let states: Vec<CoverageState> = months
            .iter()
            .map(|month| {
                let (from, to) = bounds(*month, material, zone);
                state(spans, from, to, &|span| {
                    let position = material.numbering.position(span.source);
                    sources
                        .get(position)
                        .is_some_and(|source| proven(span, source))
                })
            })
            .collect();
        let uncovered: Vec<String> = months
            .iter()
            .zip(&states)
            .filter(|(_, state)| matches!(state, CoverageState::Uncovered | CoverageState::Partial))
            .map(|(month, state)| match state {
                CoverageState::Partial => {
                    format!("{:04}-{:02} (in part)", month.year, month.month)
                }
                _ => format!("{:04}-{:02}", month.year, month.month),
            })
            .collect();
        if !uncovered.is_empty() {
            open.insert((*kind, scope.label()), uncovered);
        }
        rows.push(CoverageRow {
            kind: capital(kind.plural()),
            scope: scope.label(),
            states,
        });
    }
    let mut caveats: Vec<String> = NEEDED
        .into_iter()
        .filter(|kind| !coverage.has(*kind))
        .map(|kind| format!("No {} were imported.", kind.plural()))
        .collect();
    caveats.extend(open.iter().map(|((kind, scope), months)| {
        format!(
            "{} ({scope}) are not fully covered in {}.",
            capital(kind.plural()),
            months.join(", ")
        )
    }));
    let read = &material.explained.loaded.snapshot.sources;
    caveats.extend(material.numbering.order().filter_map(|id| {
        let source = &read[id.index()];
        let cut = source.reading.cut.as_ref()?;
        Some(format!("{}: {}", source.file, cut.sentence))
    }));
    Coverage {
        caveats,
        months,
        rows,
    }
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

/// The first and the last instant of a month, as far as it lies in the period.
fn bounds(month: Month, material: &Material<'_>, zone: Tz) -> (Timestamp, Timestamp) {
    let day = |month: Month| NaiveDate::from_ymd_opt(month.year, month.month, 1);
    let first = day(month).unwrap_or(material.period.from);
    let last = day(month.next())
        .and_then(|next| next.pred_opt())
        .unwrap_or(material.period.to);
    (
        Timestamp::start_of(first.max(material.period.from), zone),
        Timestamp::end_of(last.min(material.period.to), zone),
    )
}

fn state(
    spans: &[Span],
    from: Timestamp,
    to: Timestamp,
    is_proven: &dyn Fn(&Span) -> bool,
) -> CoverageState {
    let whole = |span: &&Span| !span.cut && span.from <= from && to <= span.to;
    let covering: Vec<&Span> = spans.iter().filter(whole).collect();
    if covering.iter().any(|span| is_proven(span)) {
        CoverageState::Covered
    } else if !covering.is_empty() {
        CoverageState::Declared
    } else if spans
        .iter()
        .any(|span| !span.cut && span.from <= to && from <= span.to)
    {
        CoverageState::Partial
    } else {
        CoverageState::Uncovered
    }
}

/// An interval from first to last record stands by itself; a declared one is proven only by a
/// recorded query together with a count that fits.
fn proven(span: &Span, source: &Source) -> bool {
    match span.basis {
        Basis::Records => true,
        Basis::Declared => {
            source.query.is_some()
                && source
                    .declared_rows
                    .as_ref()
                    .is_some_and(|declared| declared.rows == source.rows_read())
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
    fn a_cut_file_covers_no_month() {
        let cut = span(0, 30, Basis::Declared, true);
        assert_eq!(of(&[cut]), CoverageState::Uncovered);
    }
}
