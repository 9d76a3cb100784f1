//! Coverage by kind of record, scope and month, and what it leaves open in sentences.

use std::collections::BTreeMap;

use changeproof_domain::record::RecordKind;
use changeproof_reports::pack::{Coverage, CoverageRow, CoverageState, Month};

use super::Material;
use crate::months::{NEEDED, capital, month_bounds, proven, state};

/// The coverage matrix of the period.
pub(super) fn matrix(material: &Material<'_>) -> Coverage {
    let months = Month::within(material.report_period());
    let zone = material.explained.loaded.zone;
    let coverage = &material.explained.loaded.snapshot.coverage;
    let read = &material.explained.loaded.snapshot.sources;
    let mut rows = Vec::new();
    let mut open: BTreeMap<(RecordKind, String), Vec<String>> = BTreeMap::new();
    for (kind, scope, spans) in coverage.iter() {
        let states: Vec<CoverageState> = months
            .iter()
            .map(|month| {
                let (from, to) = month_bounds(*month, material.period, zone);
                state(spans, from, to, &|span| {
                    proven(span, &read[span.source.index()])
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
            open.insert((kind, scope.label()), uncovered);
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
