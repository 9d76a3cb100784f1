//! What the evidence covers, month by month, and what its holes cost.

mod contested;
mod matrix;
mod report;

use std::collections::{BTreeMap, BTreeSet};

use changeproof_controls::context::{Context, Detail};
use changeproof_controls::registry;
use changeproof_domain::coverage::{Basis, Scope, Span};
use changeproof_domain::outcome::Outcome;
use changeproof_domain::record::{RecordKind, RecordSource};
use changeproof_domain::snapshot::{Snapshot, SubjectId};
use changeproof_domain::time::Timestamp;
use changeproof_reports::pack::{CoverageState, Month};
use changeproof_store::SubjectRow;
use rayon::prelude::*;

use crate::lacking::lack;
use crate::loaded::Loaded;
use crate::months::{NEEDED, capital, known_period, proven};
use crate::period::Period;
use crate::wire::view::overview::{Caveat, CoverageCell, CoverageRowView, CoverageView};
use crate::words::{counted, list, month_id, months as month_runs};

pub(crate) use self::contested::contested_sentences;
pub(crate) use self::matrix::{MonthsOf, ScopeRow, matrix};
pub use self::report::{CoverageOptions, coverage};

/// A kind of record over the months.
struct Row<'s> {
    kind: RecordKind,
    scopes: Vec<ScopeRow<'s>>,
    cells: Vec<CoverageCell>,
}

/// Deployments of a period, judged, and the records that they were judged from.
#[derive(Clone, Copy)]
pub(crate) struct Evidence<'e> {
    pub(crate) period: Period,
    pub(crate) as_of: Timestamp,
    pub(crate) loaded: &'e Loaded,
    pub(crate) rows: &'e [SubjectRow],
    /// The same subjects in the snapshot.
    pub(crate) subjects: &'e [SubjectId],
}

impl Evidence<'_> {
    /// The months of which something can be known.
    fn months(&self) -> MonthsOf {
        let zone = self.loaded.zone;
        let period = known_period(self.period, self.as_of, zone);
        MonthsOf::new(period, Some(self.as_of), zone)
    }
}

/// What the evidence of an evaluation covers.
pub(crate) fn of(evidence: Evidence<'_>) -> CoverageView {
    let snapshot = &evidence.loaded.snapshot;
    let months = evidence.months();
    let rows = rows(snapshot, &months, &NEEDED);
    let cut = snapshot.sources.iter().filter_map(|source| {
        Some(Caveat {
            title: format!("{} is not complete.", source.file),
            sentence: source.reading.cut.as_ref()?.sentence.clone(),
            guide: Some(source.reading.format.clone()),
        })
    });
    let contested = contested::contested(snapshot).map(|(title, sentence)| Caveat {
        title,
        sentence,
        guide: None,
    });
    let holes = holes(evidence, &rows, &months.months).into_iter();
    let holes = holes.map(|hole| Caveat {
        title: hole.title,
        sentence: hole.sentence,
        guide: Some(hole.guide.to_owned()),
    });
    CoverageView {
        months: months.months.iter().map(|month| month_id(*month)).collect(),
        caveats: cut.chain(contested).chain(holes).collect(),
        rows: rows.iter().map(|row| row_view(snapshot, row)).collect(),
    }
}

/// Every kind that was imported or is among the needed ones, in their order.
fn rows<'s>(snapshot: &'s Snapshot, months: &MonthsOf, needed: &[RecordKind]) -> Vec<Row<'s>> {
    let mut kinds: BTreeMap<RecordKind, Vec<ScopeRow<'s>>> =
        needed.iter().map(|kind| (*kind, Vec::new())).collect();
    for row in matrix(snapshot, months) {
        kinds.entry(row.kind).or_default().push(row);
    }
    let kinds = kinds.into_iter();
    kinds
        .map(|(kind, scopes)| Row {
            kind,
            cells: (0..months.months.len())
                .map(|month| cell_of(scopes.iter().map(|row| row.states[month])))
                .collect(),
            scopes,
        })
        .collect()
}

/// All holes, the costliest first; where they cost the same, in the order of the rows.
fn holes(evidence: Evidence<'_>, rows: &[Row<'_>], months: &[Month]) -> Vec<Hole> {
    let holes = rows.iter().filter_map(|row| hole(evidence, row, months));
    let mut holes: Vec<Hole> = holes.collect();
    holes.sort_by_key(|hole| std::cmp::Reverse(hole.cost));
    holes
}

/// Nothing was imported: nothing is covered.
pub(crate) fn of_nothing(period: Period) -> CoverageView {
    let months = Month::within(changeproof_reports::pack::Period {
        from: period.from,
        to: period.to,
    });
    let row = |kind: RecordKind| CoverageRowView {
        kind: capital(kind.plural()),
        scope: String::new(),
        cells: vec![CoverageCell::Uncovered; months.len()],
        basis: "not imported".to_owned(),
    };
    CoverageView {
        months: months.iter().map(|month| month_id(*month)).collect(),
        rows: NEEDED.into_iter().map(row).collect(),
        caveats: Vec::new(),
    }
}

fn cell_of(states: impl Iterator<Item = CoverageState>) -> CoverageCell {
    let (mut covered, mut declared, mut open) = (0_u32, 0_u32, 0_u32);
    for state in states {
        match state {
            CoverageState::Covered => covered += 1,
            CoverageState::Declared => declared += 1,
            CoverageState::Partial => return CoverageCell::Partial,
            CoverageState::Uncovered => open += 1,
        }
    }
    match (covered, declared, open) {
        (0, 0, _) => CoverageCell::Uncovered,
        (_, 0, 0) => CoverageCell::Covered,
        (_, 1.., 0) => CoverageCell::Declared,
        (_, _, 1..) => CoverageCell::Partial,
    }
}

fn row_view(snapshot: &Snapshot, row: &Row<'_>) -> CoverageRowView {
    CoverageRowView {
        kind: capital(row.kind.plural()),
        scope: scope_words(snapshot, &row.scopes),
        cells: row.cells.clone(),
        basis: basis_words(snapshot, &row.scopes).to_owned(),
    }
}

/// Whose records: named where there are few, else counted.
fn scope_words(snapshot: &Snapshot, scopes: &[ScopeRow<'_>]) -> String {
    let (mut repositories, mut services, mut others) = (0, BTreeSet::new(), Vec::new());
    let mut tools = BTreeSet::new();
    for ScopeRow { scope, spans, .. } in scopes {
        match scope {
            Scope::Repository(_) => repositories += 1,
            Scope::Service(service, _) => {
                services.insert(service.as_str());
            }
            Scope::Project(..) => others.push(scope.label()),
            Scope::Company => {
                let sources = spans
                    .iter()
                    .map(|span| &snapshot.sources[span.source.index()]);
                tools.extend(sources.map(|source| format_words(&source.reading.format)));
            }
        }
    }
    let mut words = Vec::new();
    if repositories > 0 {
        words.push(counted(repositories, "repository", "repositories"));
    }
    if !services.is_empty() {
        words.push(counted(services.len() as u64, "service", "services"));
    }
    if others.len() > 3 {
        words.push(counted(others.len() as u64, "project", "projects"));
    } else {
        words.extend(others);
    }
    words.extend(tools.into_iter().map(str::to_owned));
    words.join(", ")
}

/// A format's name without what stands in brackets.
fn format_words(id: &str) -> &'static str {
    let formats = changeproof_importers::formats();
    let found = formats.iter().find(|format| format.id() == id);
    let label = found.map_or("another format", |format| format.label());
    label.split(" (").next().unwrap_or(label)
}

/// What the coverage rests on, in words.
fn basis_words(snapshot: &Snapshot, scopes: &[ScopeRow<'_>]) -> &'static str {
    let spans = || scopes.iter().flat_map(|row| row.spans.iter());
    if spans().next().is_none() {
        return "not imported";
    }
    let declared = |span: &Span| span.basis == Basis::Declared;
    let is_proven = |span: &Span| proven(span, &snapshot.sources[span.source.index()]);
    match (spans().any(declared), spans().all(declared)) {
        (false, _) => "from the first to the last record",
        (true, true) if spans().all(is_proven) => "declared, with a query and a count that fits",
        (true, true) => "declared, not proven",
        (true, false) => "partly declared, partly from the records",
    }
}

/// The months of a row with a cell.
fn months_with(row: &Row<'_>, months: &[Month], cell: CoverageCell) -> Vec<Month> {
    let of = months.iter().zip(&row.cells);
    of.filter(|(_, of)| **of == cell)
        .map(|(month, _)| *month)
        .collect()
}

/// A hole in a kind of record, and what it costs.
struct Hole {
    kind: RecordKind,
    /// Months that are not covered as a whole.
    months: Vec<Month>,
    title: String,
    /// What it costs in words.
    sentence: String,
    /// For the order: deployments that cannot be judged because of it.
    cost: u64,
    /// How many deployments of that time lack the kind; none where deployments themselves may be missing.
    deployments: Option<u64>,
    /// The controls that cannot be decided because of it.
    undecided: Vec<&'static str>,
    /// The guide that tells how to export what is missing.
    guide: &'static str,
}

/// The hole in a kind of record, where there is one.
fn hole(evidence: Evidence<'_>, row: &Row<'_>, months: &[Month]) -> Option<Hole> {
    let uncovered = months_with(row, months, CoverageCell::Uncovered);
    let partial = months_with(row, months, CoverageCell::Partial);
    if uncovered.is_empty() && partial.is_empty() {
        return None;
    }
    let title = hole_title(row.kind, row.scopes.is_empty(), &uncovered, &partial);
    let mut months = [uncovered, partial].concat();
    months.sort_unstable();
    let (deployments, undecided, sentence) = if row.kind == RecordKind::Deployment {
        let sentence = "Deployments that are not in the imported files are not judged: the figures \
                        say nothing about them.";
        (None, Vec::new(), sentence.to_owned())
    } else {
        let (affected, undecided) = affected(evidence, row.kind, &months);
        let sentence = cost_words(row.kind, affected, &undecided);
        (Some(affected), undecided, sentence)
    };
    Some(Hole {
        kind: row.kind,
        months,
        title,
        sentence,
        cost: deployments.unwrap_or(u64::MAX),
        deployments,
        undecided,
        guide: guide(row),
    })
}

/// The hole itself: months without any coverage are not called covered in part.
fn hole_title(kind: RecordKind, nothing: bool, uncovered: &[Month], partial: &[Month]) -> String {
    let kinds = kind.plural();
    match (uncovered, partial) {
        _ if nothing => format!("No {kinds} were imported."),
        (_, []) => format!("No {kinds} for {}.", month_runs(uncovered)),
        ([], _) => format!(
            "{} are covered only in part in {}.",
            capital(kinds),
            month_runs(partial)
        ),
        (_, _) => format!(
            "No {kinds} for {}, and only in part for {}.",
            month_runs(uncovered),
            month_runs(partial)
        ),
    }
}

/// How many deployments of the months have insufficient evidence for controls that lacked that kind of
/// record for them, and which controls.
fn affected(evidence: Evidence<'_>, kind: RecordKind, open: &[Month]) -> (u64, Vec<&'static str>) {
    let Evidence { as_of, loaded, .. } = evidence;
    let controls: Vec<usize> = (0..registry().len())
        .filter(|at| registry()[*at].needs.contains(&kind))
        .collect();
    let of_row = |(row, id): (&SubjectRow, &SubjectId)| {
        if !open.contains(&Month::of(row.at.date_in(loaded.zone))) {
            return 0;
        }
        let context = Context::new(&loaded.snapshot, *id, as_of, Detail::OutcomeOnly);
        let lacking = controls.iter().filter(|at| {
            let verdict = row.verdicts.get(**at);
            verdict.is_some_and(|(outcome, _)| outcome == Outcome::InsufficientEvidence)
                && lack(&context, registry()[**at], kind).is_some()
        });
        lacking.fold(0_u64, |bits, at| bits | 1 << at)
    };
    let rows = evidence.rows.par_iter().zip(evidence.subjects);
    let (affected, lacking) = rows
        .map(of_row)
        .map(|bits| (u64::from(bits != 0), bits))
        .reduce(|| (0, 0), |a, b| (a.0 + b.0, a.1 | b.1));
    let undecided = controls.iter().filter(|at| lacking & 1 << **at != 0);
    (affected, undecided.map(|at| registry()[*at].id).collect())
}

/// What a hole costs in words.
fn cost_words(kind: RecordKind, affected: u64, undecided: &[&str]) -> String {
    let kinds = kind.plural();
    match affected {
        0 => format!("No deployment of that time lacks evidence for want of {kinds}."),
        1 => format!(
            "1 deployment of that time cannot be judged on {}, for which {kinds} are needed.",
            list(undecided)
        ),
        n => format!(
            "{} of that time cannot be judged on {}, for which {kinds} are needed.",
            counted(n, "deployment", "deployments"),
            list(undecided)
        ),
    }
}

/// The guide that tells how to export what is missing.
fn guide(row: &Row<'_>) -> &'static str {
    let service_now = row
        .scopes
        .iter()
        .any(|row| matches!(row.scope, Scope::Project(RecordSource::ServiceNow, _)));
    let jira = row
        .scopes
        .iter()
        .any(|row| matches!(row.scope, Scope::Project(RecordSource::Jira, _)));
    guide_of(row.kind, service_now && !jira)
}

/// The format in which records of a kind are usually exported.
pub(crate) fn guide_of(kind: RecordKind, service_now: bool) -> &'static str {
    match kind {
        RecordKind::Deployment => "github-deployments",
        RecordKind::DeploymentStatus => "github-deployment-statuses",
        RecordKind::PullRequest => "github-pull-requests",
        RecordKind::Commit => "git-log",
        RecordKind::PipelineRun => "github-workflow-runs",
        RecordKind::ChangeRecord if service_now => "servicenow-change-requests",
        RecordKind::ChangeRecord => "jira-search",
        RecordKind::ChangeApproval => "servicenow-approvals",
        RecordKind::Incident => "pagerduty-incidents",
        RecordKind::RosterEntry => "roster",
        RecordKind::PostChangeReview => "post-change-reviews",
        RecordKind::Attestation => "attestations",
        RecordKind::MonitoringResult => "monitoring",
        RecordKind::InventoryEntry => "inventory",
        RecordKind::ProtectionSnapshot => "protection-snapshots",
        RecordKind::Holiday => "holidays",
        RecordKind::StandardChange => "standard-changes",
        RecordKind::PolicyReview => "policy-reviews",
        RecordKind::PolicyTrigger => "policy-triggers",
        RecordKind::ExceptionEntry => "exception-register",
        RecordKind::GitRef => "git-refs",
        RecordKind::Artifact => "artifacts",
        RecordKind::SecretScan | RecordKind::SecretFinding => "gitleaks",
    }
}

#[cfg(test)]
mod tests {
    use changeproof_controls::{Judges, catalogue};

    use super::*;

    #[test]
    fn a_month_is_covered_only_where_every_scope_is() {
        use CoverageState::{Covered, Declared, Partial, Uncovered};
        let of = |states: &[CoverageState]| cell_of(states.iter().copied());
        assert_eq!(of(&[]), CoverageCell::Uncovered, "nothing was imported");
        assert_eq!(of(&[Covered, Covered]), CoverageCell::Covered);
        assert_eq!(of(&[Covered, Declared]), CoverageCell::Declared);
        assert_eq!(of(&[Declared, Uncovered]), CoverageCell::Partial);
        assert_eq!(of(&[Covered, Uncovered]), CoverageCell::Partial);
        assert_eq!(of(&[Uncovered, Uncovered]), CoverageCell::Uncovered);
        assert_eq!(of(&[Covered, Partial]), CoverageCell::Partial);
    }

    #[test]
    fn a_month_without_coverage_is_not_called_covered_in_part() {
        let month = |month| Month { year: 2025, month };
        let title = |uncovered: &[Month], partial: &[Month]| {
            hole_title(RecordKind::PullRequest, false, uncovered, partial)
        };
        assert_eq!(
            title(&[month(3)], &[month(4)]),
            "No pull requests for March 2025, and only in part for April 2025."
        );
        assert_eq!(title(&[month(3)], &[]), "No pull requests for March 2025.");
        assert_eq!(
            title(&[], &[month(4)]),
            "Pull requests are covered only in part in April 2025."
        );
    }

    #[test]
    fn every_control_but_those_of_single_files_and_of_findings_can_lack_some_kind_of_record() {
        for control in catalogue() {
            let of_none = matches!(control.check, Judges::Import(_) | Judges::Finding(_));
            assert_eq!(control.needs.is_empty(), of_none, "{}", control.id);
        }
    }

    #[test]
    fn every_guide_is_one_of_a_format() {
        for kind in RecordKind::ALL {
            for service_now in [false, true] {
                let id = guide_of(kind, service_now);
                let known = changeproof_importers::formats();
                assert!(known.iter().any(|format| format.id() == id), "{id}");
            }
        }
    }
}
