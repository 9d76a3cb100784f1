//! Coverage by kind of record, scope and month, and in sentences what no month of it tells.

use changeproof_reports::pack::{Coverage, CoverageRow};

use super::Material;
use crate::coverage::{self, MonthsOf};
use crate::months::{NEEDED, capital};

/// The coverage matrix of the period. Months without coverage are told by its rows alone, so that each is counted
/// once.
pub(super) fn matrix(material: &Material<'_>) -> Coverage {
    let snapshot = &material.explained.loaded.snapshot;
    let months = MonthsOf::new(material.period, None, material.explained.loaded.zone);
    let mut rows = Vec::new();
    for row in coverage::matrix(snapshot, &months) {
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
    caveats.extend(material.numbering.order().filter_map(|id| {
        let source = &snapshot.sources[id.index()];
        let cut = source.reading.cut.as_ref()?;
        Some(format!("{}: {}", source.file, cut.sentence))
    }));
    caveats.extend(coverage::contested_sentences(snapshot));
    Coverage {
        caveats,
        months: months.months,
        rows,
    }
}
