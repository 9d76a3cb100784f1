//! Shows what the imported files cover: kinds of records by scope and month, and what is undecided
//! because of the holes.
//!
//! Nothing has to be evaluated before: what was imported so far is judged for it, and not kept.

use std::path::Path;

use changeproof_controls::catalogue;
use changeproof_domain::coverage::Span;
use changeproof_domain::record::RecordKind;
use changeproof_domain::snapshot::Snapshot;
use changeproof_domain::source::Source;
use changeproof_domain::time::Timestamp;
use changeproof_reports::pack::CoverageState;
use changeproof_store::Workspace;

use super::{Evidence, Hole, MonthsOf, Row, ScopeRow, contested_sentences, holes, rows};
use crate::error::AppError;
use crate::evaluate::judged_rows;
use crate::loaded::{load_known, workspace_zone};
use crate::period::Period;
use crate::permission::{self, Act};
use crate::ports::Ports;
use crate::shown_period::first_period;
use crate::wire::coverage::{
    CellState, CoverageFile, CoverageHole, CoverageLine, CoverageMonth, CoverageReport, CutFile,
};
use crate::words::month_id;

/// Of which days the coverage is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CoverageOptions {
    /// The days, in the workspace's zone; those of the newest evaluation where they are left out, and
    /// the year of the newest deployment where there is none.
    pub period: Option<Period>,
}

/// Tells what the imported files cover, and what they leave open.
///
/// # Errors
///
/// A workspace that cannot be used, or [`AppError::Cancelled`].
pub fn coverage(
    workspace: &Path,
    options: &CoverageOptions,
    ports: &Ports<'_>,
) -> Result<CoverageReport, AppError> {
    let open = Workspace::open(workspace)?;
    let reader = open.read()?;
    permission::check(&reader, Act::Look, ports)?;
    let as_of = ports.clock.now();
    let period = match options.period {
        Some(period) => period,
        None => first_period(&reader, ports)?,
    };
    let zone = workspace_zone(&reader)?;
    let sequence = reader.head()?.sequence;
    let loaded = load_known(&reader, sequence, zone, ports)?;
    let (subjects, judged) = judged_rows(&loaded, period, as_of, ports)?;
    let evidence = Evidence {
        period,
        as_of,
        loaded: &loaded,
        rows: &judged,
        subjects: &subjects,
    };
    let months = evidence.months();
    let snapshot = &loaded.snapshot;
    let rows = rows(snapshot, &months, &needed());
    let holes = holes(evidence, &rows, &months.months);
    Ok(CoverageReport {
        workspace: workspace.to_owned(),
        from: period.from,
        to: period.to,
        zone: zone.name().to_owned(),
        as_of,
        months: months.months.iter().map(|month| month_id(*month)).collect(),
        rows: rows
            .iter()
            .flat_map(|row| lines(snapshot, row, &months))
            .collect(),
        holes: holes.into_iter().map(hole_line).collect(),
        cut: cut_files(snapshot),
        contested: contested_sentences(snapshot).collect(),
    })
}

/// The kinds of records that some control needs, and deployments.
fn needed() -> Vec<RecordKind> {
    let mut kinds = RecordKind::ALL.to_vec();
    kinds.retain(|kind| *kind == RecordKind::Deployment || !needed_by(*kind).is_empty());
    kinds
}

/// The controls that need records of a kind.
fn needed_by(kind: RecordKind) -> Vec<&'static str> {
    let controls = catalogue().iter();
    let needing = controls.filter(|control| control.needs.contains(&kind));
    needing.map(|control| control.id).collect()
}

/// A kind of record, one line for each scope; one line where none were imported.
fn lines(snapshot: &Snapshot, row: &Row<'_>, months: &MonthsOf) -> Vec<CoverageLine> {
    let line = |scope: Option<&ScopeRow<'_>>| CoverageLine {
        kind: row.kind.id(),
        scope: scope.map(|row| row.scope.label()),
        months: (0..months.months.len())
            .map(|at| month(snapshot, scope, months, at))
            .collect(),
        needed_by: needed_by(row.kind),
    };
    if row.scopes.is_empty() {
        return vec![line(None)];
    }
    row.scopes.iter().map(|scope| line(Some(scope))).collect()
}

fn month(
    snapshot: &Snapshot,
    row: Option<&ScopeRow<'_>>,
    months: &MonthsOf,
    at: usize,
) -> CoverageMonth {
    let month = months.months[at];
    let (from, to) = months.bounds(month);
    let spans = row.map(|row| row.spans).unwrap_or_default();
    let mut files: Vec<CoverageFile> = spans
        .iter()
        .filter(|span| span.meets(from, to))
        .map(|span| file(&snapshot.sources[span.source.index()]))
        .collect();
    files.sort_unstable();
    files.dedup();
    CoverageMonth {
        month: month_id(month),
        state: match row {
            Some(row) => cell(row.states[at], spans, from, to),
            None => CellState::Nothing,
        },
        files,
    }
}

fn file(source: &Source) -> CoverageFile {
    CoverageFile {
        file: source.file.clone(),
        sha256: source.sha256.clone(),
    }
}

fn cell(state: CoverageState, spans: &[Span], from: Timestamp, to: Timestamp) -> CellState {
    let cut = spans.iter().any(|span| span.cut && span.meets(from, to));
    let whole = || spans.iter().filter(|span| !span.cut);
    let between = whole().any(|span| span.to < from) && whole().any(|span| to < span.from);
    match state {
        CoverageState::Covered => CellState::Covered,
        CoverageState::Declared => CellState::Declared,
        CoverageState::Partial | CoverageState::Uncovered if cut => CellState::Cut,
        CoverageState::Partial => CellState::Hole,
        CoverageState::Uncovered if between => CellState::Hole,
        CoverageState::Uncovered => CellState::Nothing,
    }
}

fn hole_line(hole: Hole) -> CoverageHole {
    CoverageHole {
        kind: hole.kind.id(),
        months: hole.months.iter().map(|month| month_id(*month)).collect(),
        title: hole.title,
        needed_by: needed_by(hole.kind),
        undecided: hole.undecided,
        deployments: hole.deployments,
        sentence: hole.sentence,
        format: hole.guide,
    }
}

/// The files that were cut, by name.
fn cut_files(snapshot: &Snapshot) -> Vec<CutFile> {
    let sources = snapshot.sources.iter();
    let cut = sources.filter_map(|source| {
        Some(CutFile {
            file: file(source),
            sentence: source.reading.cut.as_ref()?.sentence.clone(),
        })
    });
    let mut cut: Vec<CutFile> = cut.collect();
    cut.sort_by(|a, b| a.file.cmp(&b.file));
    cut
}

#[cfg(test)]
mod tests {
    use changeproof_domain::coverage::Basis;
    use changeproof_domain::snapshot::SourceId;

    use super::*;

    fn span(from: i64, to: i64, cut: bool) -> Span {
        Span {
            from: Timestamp(from),
            to: Timestamp(to),
            basis: Basis::Declared,
            cut,
            source: SourceId(0),
        }
    }

    fn of(state: CoverageState, spans: &[Span]) -> CellState {
        cell(state, spans, Timestamp(10), Timestamp(20))
    }

    #[test]
    fn a_month_between_covered_ones_is_a_hole_and_one_beyond_them_is_nothing() {
        let (before, after) = (span(0, 9, false), span(21, 30, false));
        let open = CoverageState::Uncovered;
        assert_eq!(of(open, &[before.clone(), after.clone()]), CellState::Hole);
        assert_eq!(of(open, &[before]), CellState::Nothing);
        assert_eq!(of(open, &[after]), CellState::Nothing);
    }

    #[test]
    fn a_cut_file_is_told_only_where_no_whole_one_covers_the_month() {
        let cut = span(0, 30, true);
        let spans = [cut, span(0, 15, false)];
        assert_eq!(of(CoverageState::Partial, &spans), CellState::Cut);
        assert_eq!(of(CoverageState::Declared, &spans), CellState::Declared);
        let elsewhere = [span(0, 9, true), span(5, 15, false)];
        assert_eq!(of(CoverageState::Partial, &elsewhere), CellState::Hole);
    }
}
