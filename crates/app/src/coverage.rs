//! What the evidence covers, month by month, and what its holes cost.

use std::collections::{BTreeMap, BTreeSet};

use changeproof_controls::{Control, registry};
use changeproof_domain::coverage::{Basis, Scope, Span};
use changeproof_domain::outcome::Outcome;
use changeproof_domain::record::{RecordKind, RecordSource};
use changeproof_domain::snapshot::Snapshot;
use changeproof_reports::pack::{CoverageState, Month};
use changeproof_store::{EvaluationDraft, SubjectRow};

use crate::loaded::Loaded;
use crate::months::{NEEDED, capital, month_bounds, proven, state};
use crate::period::Period;
use crate::wire::view::overview::{Caveat, CoverageCell, CoverageRowView, CoverageView};
use crate::words::{counted, list, month_id, months as month_runs};

/// A kind of record over the months.
struct Row<'s> {
    kind: RecordKind,
    scopes: Vec<(&'s Scope, &'s [Span])>,
    cells: Vec<CoverageCell>,
}

/// An evaluation and the records that it was made from.
#[derive(Clone, Copy)]
pub(crate) struct Evidence<'e> {
    pub(crate) head: &'e EvaluationDraft,
    pub(crate) loaded: &'e Loaded,
    pub(crate) rows: &'e [SubjectRow],
}

/// What the evidence of an evaluation covers.
pub(crate) fn of(evidence: Evidence<'_>) -> CoverageView {
    let Evidence { head, loaded, .. } = evidence;
    let zone = loaded.zone;
    let snapshot = &loaded.snapshot;
    // What lies ahead cannot be covered yet.
    let period = Period {
        from: head.from,
        to: head.to.min(head.as_of.date_in(zone)).max(head.from),
    };
    let months = Month::within(changeproof_reports::pack::Period {
        from: period.from,
        to: period.to,
    });
    let mut scopes: BTreeMap<RecordKind, Vec<(&Scope, &[Span])>> = BTreeMap::new();
    for kind in NEEDED {
        scopes.insert(kind, Vec::new());
    }
    for ((kind, scope), spans) in snapshot.coverage.iter() {
        scopes.entry(*kind).or_default().push((scope, spans));
    }
    let cell = |scopes: &[(&Scope, &[Span])], month: &Month| {
        let (from, to) = month_bounds(*month, period, zone);
        let to = to.min(head.as_of);
        let states = scopes
            .iter()
            .map(|(_, spans)| state(spans, from, to, &|_| true));
        cell_of(states)
    };
    let rows: Vec<Row<'_>> = scopes
        .into_iter()
        .map(|(kind, scopes)| Row {
            kind,
            cells: months.iter().map(|month| cell(&scopes, month)).collect(),
            scopes,
        })
        .collect();
    let mut holes: Vec<(u64, Caveat)> = rows
        .iter()
        .filter_map(|row| hole(evidence, row, &months))
        .collect();
    // The costliest first; where they cost the same, in the order of the rows.
    holes.sort_by_key(|(cost, _)| std::cmp::Reverse(*cost));
    let cut = snapshot.sources.iter().filter_map(|source| {
        Some(Caveat {
            title: format!("{} is not complete.", source.file),
            sentence: source.reading.cut.as_ref()?.sentence.clone(),
            guide: Some(source.reading.format.clone()),
        })
    });
    CoverageView {
        months: months.iter().map(|month| month_id(*month)).collect(),
        caveats: cut
            .chain(holes.into_iter().map(|(_, caveat)| caveat))
            .collect(),
        rows: rows.iter().map(|row| row_view(snapshot, row)).collect(),
    }
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
    let (mut covered, mut open) = (0, 0);
    for state in states {
        match state {
            CoverageState::Covered | CoverageState::Declared => covered += 1,
            CoverageState::Partial => return CoverageCell::Partial,
            CoverageState::Uncovered => open += 1,
        }
    }
    match (covered, open) {
        (0, _) => CoverageCell::Uncovered,
        (_, 0) => CoverageCell::Covered,
        _ => CoverageCell::Partial,
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
fn scope_words(snapshot: &Snapshot, scopes: &[(&Scope, &[Span])]) -> String {
    let (mut repositories, mut services, mut others) = (0, BTreeSet::new(), Vec::new());
    let mut tools = BTreeSet::new();
    for (scope, spans) in scopes {
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
fn basis_words(snapshot: &Snapshot, scopes: &[(&Scope, &[Span])]) -> &'static str {
    let spans = || scopes.iter().flat_map(|(_, spans)| spans.iter());
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

/// What a hole in a kind of record costs: how many deployments, and the words.
fn hole(evidence: Evidence<'_>, row: &Row<'_>, months: &[Month]) -> Option<(u64, Caveat)> {
    let open: Vec<Month> = months
        .iter()
        .zip(&row.cells)
        .filter(|(_, cell)| **cell != CoverageCell::Covered)
        .map(|(month, _)| *month)
        .collect();
    if open.is_empty() {
        return None;
    }
    let uncovered = row
        .cells
        .iter()
        .all(|cell| matches!(cell, CoverageCell::Covered | CoverageCell::Uncovered));
    let kind = row.kind.plural();
    let title = if row.scopes.is_empty() {
        format!("No {kind} were imported.")
    } else if uncovered {
        format!("No {kind} for {}.", month_runs(&open))
    } else {
        format!(
            "{} are covered only in part in {}.",
            capital(kind),
            month_runs(&open)
        )
    };
    let (cost, sentence) = if row.kind == RecordKind::Deployment {
        let sentence = "Deployments that are not in the imported files are not judged: the figures \
                        say nothing about them.";
        (u64::MAX, sentence.to_owned())
    } else {
        cost(evidence, row, &open)
    };
    let guide = Some(guide(row).to_owned());
    let caveat = Caveat {
        title,
        sentence,
        guide,
    };
    Some((cost, caveat))
}

/// How many deployments of the months have insufficient evidence for controls that rest on that kind
/// of record.
fn cost(evidence: Evidence<'_>, row: &Row<'_>, open: &[Month]) -> (u64, String) {
    let zone = evidence.loaded.zone;
    let controls: Vec<usize> = (0..registry().len())
        .filter(|at| rests_on(registry()[*at], row.kind))
        .collect();
    let mut affected = 0_u64;
    let mut lacking = vec![false; registry().len()];
    let within = evidence
        .rows
        .iter()
        .filter(|subject| open.contains(&Month::of(subject.at.date_in(zone))));
    for subject in within {
        let mut any = false;
        for control in &controls {
            let outcome = subject.verdicts.get(*control).map(|(outcome, _)| outcome);
            if outcome == Some(Outcome::InsufficientEvidence) {
                lacking[*control] = true;
                any = true;
            }
        }
        affected += u64::from(any);
    }
    let ids: Vec<&str> = controls
        .iter()
        .filter(|control| lacking[**control])
        .map(|control| registry()[*control].id)
        .collect();
    let kind = row.kind.plural();
    let sentence = match affected {
        0 => format!("No deployment of that time lacks evidence for want of {kind}."),
        1 => format!(
            "1 deployment of that time cannot be judged on {}, for which {kind} are needed.",
            list(&ids)
        ),
        n => format!(
            "{} of that time cannot be judged on {}, for which {kind} are needed.",
            counted(n, "deployment", "deployments"),
            list(&ids)
        ),
    };
    (affected, sentence)
}

/// Whether a control names records of that kind among the evidence that it needs.
pub(crate) fn rests_on(control: &Control, kind: RecordKind) -> bool {
    let words: &[&str] = match kind {
        RecordKind::Deployment => &["deployments"],
        RecordKind::DeploymentStatus => &["deployment statuses"],
        RecordKind::PullRequest => &["pull requests"],
        RecordKind::Commit => &["git log", "commits"],
        RecordKind::PipelineRun => &["workflow runs", "pipeline runs"],
        RecordKind::ChangeRecord => &["change records", "change tickets"],
        RecordKind::ChangeApproval => &["approval rows"],
        RecordKind::Incident => &["incidents"],
        RecordKind::RosterEntry => &["roster"],
        RecordKind::PostChangeReview => &["post-change reviews"],
    };
    let evidence = control.evidence.to_lowercase();
    words.iter().any(|word| evidence.contains(word))
}

/// The guide that tells how to export what is missing.
fn guide(row: &Row<'_>) -> &'static str {
    let service_now = row
        .scopes
        .iter()
        .any(|(scope, _)| matches!(scope, Scope::Project(RecordSource::ServiceNow, _)));
    let jira = row
        .scopes
        .iter()
        .any(|(scope, _)| matches!(scope, Scope::Project(RecordSource::Jira, _)));
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
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_covered_only_where_every_scope_is() {
        use CoverageState::{Covered, Declared, Partial, Uncovered};
        let of = |states: &[CoverageState]| cell_of(states.iter().copied());
        assert_eq!(of(&[]), CoverageCell::Uncovered, "nothing was imported");
        assert_eq!(of(&[Covered, Declared]), CoverageCell::Covered);
        assert_eq!(of(&[Covered, Uncovered]), CoverageCell::Partial);
        assert_eq!(of(&[Uncovered, Uncovered]), CoverageCell::Uncovered);
        assert_eq!(of(&[Covered, Partial]), CoverageCell::Partial);
    }

    #[test]
    fn every_control_rests_on_some_kind_of_record() {
        let kinds = NEEDED.into_iter().chain([RecordKind::ChangeApproval]);
        for control in registry() {
            assert!(
                kinds.clone().any(|kind| rests_on(control, kind)),
                "{}: {}",
                control.id,
                control.evidence
            );
        }
    }

    #[test]
    fn every_guide_is_one_of_a_format() {
        let kinds = NEEDED.into_iter().chain([
            RecordKind::DeploymentStatus,
            RecordKind::ChangeApproval,
            RecordKind::Incident,
        ]);
        for kind in kinds {
            for service_now in [false, true] {
                let id = guide_of(kind, service_now);
                let known = changeproof_importers::formats();
                assert!(known.iter().any(|format| format.id() == id), "{id}");
            }
        }
    }
}
