//! Coverage by kind of record, scope and month, and what it leaves open in sentences.

use std::collections::BTreeMap;

use changeproof_domain::record::RecordKind;
use changeproof_reports::pack::{Coverage, CoverageRow, CoverageState};

use super::Material;
use crate::coverage::{self, MonthsOf};
use crate::months::{NEEDED, capital};
use crate::words::month_id;

/// The coverage matrix of the period.
pub(super) fn matrix(material: &Material<'_>) -> Coverage {
    let snapshot = &material.explained.loaded.snapshot;
    let months = MonthsOf::new(material.period, None, material.explained.loaded.zone);
    let mut rows = Vec::new();
    let mut open: BTreeMap<(RecordKind, String), Vec<String>> = BTreeMap::new();
    for row in coverage::matrix(snapshot, &months) {
        let uncovered: Vec<String> = months
            .months
            .iter()
            .zip(&row.states)
            .filter_map(|(month, state)| match state {
                CoverageState::Partial => Some(format!("{} (in part)", month_id(*month))),
                CoverageState::Uncovered => Some(month_id(*month)),
                CoverageState::Covered | CoverageState::Declared => None,
            })
            .collect();
        if !uncovered.is_empty() {
            open.insert((row.kind, row.scope.label()), uncovered);
        }
        rows.push(CoverageRow {
            kind: capital(row.kind.plural()),
            scope: row.scope.label(),
            states: row.states,
        });
    }
    let mut caveats: Vec<String> = NEEDED
        .into_iter()
        .filter(|kind| !snapshot.coverage.has(*kind))
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
        let source = &snapshot.sources[id.index()];
        let cut = source.reading.cut.as_ref()?;
        Some(format!("{}: {}", source.file, cut.sentence))
    }));
    Coverage {
        caveats,
        months: months.months,
        rows,
    }
}
