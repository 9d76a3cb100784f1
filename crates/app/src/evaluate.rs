//! Judges a period by every control, and keeps the outcomes: each production deployment, each imported
//! file, the period as a whole.
//!
//! The whole imported history is judged, since a deployment's baseline may lie before the period;
//! only subjects that start within the period are kept.

use std::collections::BTreeSet;
use std::path::Path;

use changeproof_controls::{Verdict, catalogue, registry};
use changeproof_domain::outcome::Outcome;
use changeproof_domain::snapshot::{Snapshot, SubjectId};
use changeproof_domain::time::Timestamp;
use changeproof_store::{
    Digest, Evaluation, EvaluationDraft, EvaluationId, OtherOutcome, StoreError, SubjectRow,
    Verdicts, Workspace, Writer,
};
use rayon::prelude::*;
use serde_json::json;

use crate::canonical::{self, others_digest, rows_digest};
use crate::error::AppError;
use crate::loaded::{Loaded, load_known, subject_ref, subjects_within, workspace_zone};
use crate::log;
use crate::period::Period;
use crate::permission::{self, Act};
use crate::ports::Ports;
use crate::results::Explained;
use crate::triage::shown::{self, Shown, Standing};
use crate::wire::evaluation::{ControlCounts, EvaluationReport};
use crate::{changes, coverage, others, policy, pruning, returned};

/// What to evaluate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EvaluateOptions {
    /// The days, in the workspace's zone.
    pub period: Period,
    /// The instant that decides what is pending; now where it is left out.
    pub as_of: Option<Timestamp>,
}

/// Evaluates a period.
///
/// # Errors
///
/// A workspace that cannot be used, or [`AppError::Cancelled`].
pub fn evaluate(
    workspace: &Path,
    options: &EvaluateOptions,
    ports: &Ports<'_>,
) -> Result<EvaluationReport, AppError> {
    Ok(evaluated(workspace, options, ports)?.0)
}

/// The same for a program that ends right after: the memory that judging took is not given back piece
/// by piece, which would take longer than letting the process end.
///
/// # Errors
///
/// As for [`evaluate`].
pub fn evaluate_and_end(
    workspace: &Path,
    options: &EvaluateOptions,
    ports: &Ports<'_>,
) -> Result<EvaluationReport, AppError> {
    let (report, made_from) = evaluated(workspace, options, ports)?;
    std::mem::forget(made_from);
    Ok(report)
}

/// Evaluates a period and keeps at hand what it was made from, so that its outcomes can be explained
/// at once.
pub(crate) fn evaluated(
    workspace: &Path,
    options: &EvaluateOptions,
    ports: &Ports<'_>,
) -> Result<(EvaluationReport, Explained), AppError> {
    let mut open = Workspace::open(workspace)?;
    let as_of = options.as_of.unwrap_or_else(|| ports.clock.now());
    let (loaded, data_sequence, oldest) = {
        let reader = open.read()?;
        permission::check(&reader, Act::Evaluate, ports)?;
        let sequence = reader.head()?.sequence;
        let zone = workspace_zone(&reader)?;
        let loaded = load_known(&reader, sequence, zone, ports)?;
        let oldest = others::state_of_oldest(&reader, &loaded)?;
        (loaded, sequence, oldest)
    };
    let period = options.period;
    let (subjects, rows) = judged_rows(&loaded, period, as_of, ports)?;
    let others = others::judged(&loaded, period, as_of, oldest);
    let policy = &loaded.snapshot.policy;
    let mut head = EvaluationDraft {
        from: period.from,
        to: period.to,
        zone: loaded.zone.name().to_owned(),
        as_of,
        data_sequence,
        event: 0,
        parameters: policy::to_json(policy)?,
        controls: control_list(),
        app_version: crate::APP_VERSION.to_owned(),
        results_hash: canonical::results_hash(policy, &rows, &others.outcomes)?,
        population_hash: canonical::population_hash(&loaded.snapshot, &subjects)?,
        subjects: rows.len() as u64,
        pending: None,
        coverage: String::new(),
    };
    let evidence = coverage::Evidence {
        period,
        as_of,
        loaded: &loaded,
        rows: &rows,
        subjects: &subjects,
    };
    head.coverage = serde_json::to_string(&coverage::of(evidence)).map_err(StoreError::from)?;
    let report = report(workspace, &head, &loaded, &rows, &others.outcomes);
    head.pending = Some(report.total(Outcome::Pending));
    let outcomes = Outcomes {
        rows: &rows,
        others: &others.outcomes,
    };
    let id = ports.during("Writing", || store(&mut open, &mut head, outcomes, ports))?;
    let evaluation = Evaluation { id, head };
    let explained = Explained::new(evaluation, loaded, rows, subjects, others);
    Ok((report, explained))
}

/// All outcomes of an evaluation.
#[derive(Clone, Copy)]
struct Outcomes<'o> {
    rows: &'o [SubjectRow],
    others: &'o [OtherOutcome],
}

fn store(
    open: &mut Workspace,
    draft: &mut EvaluationDraft,
    outcomes: Outcomes<'_>,
    ports: &Ports<'_>,
) -> Result<EvaluationId, AppError> {
    let told = (rows_digest(outcomes.rows)?, others_digest(outcomes.others)?);
    let writer = open.write()?;
    let shown = Standing::now(&writer)?.changed(shown::outcomes(outcomes.rows, outcomes.others));
    // GOV-03 follows these up from the next evaluation on: this one is not the last word.
    if shown.asks_for_work() {
        draft.pending = None;
    }
    let payload = without_nulls(evaluation_payload(draft, told, &shown)?);
    let head = log::append(&writer, Act::Evaluate, shown::EVALUATED, &payload, ports)?;
    draft.event = head.sequence;
    let id = writer.add_evaluation(draft)?;
    writer.add_subjects(id, outcomes.rows)?;
    writer.add_other_outcomes(id, outcomes.others)?;
    drop_older(&writer, draft)?;
    ports.check_cancelled()?;
    writer.commit()?;
    Ok(id)
}

/// Drops the rows of earlier evaluations of the same days that nothing rests on.
fn drop_older(writer: &Writer<'_>, draft: &EvaluationDraft) -> Result<(), AppError> {
    let evaluations = writer.evaluations()?;
    let packs = writer.events_of(&[pruning::PACK_EXPORTED])?;
    let droppable = pruning::droppable(&evaluations, &packs);
    let same = evaluations.iter().filter(|older| {
        (older.head.from, older.head.to) == (draft.from, draft.to) && droppable.contains(&older.id)
    });
    for older in same {
        writer.drop_rows(older.id)?;
    }
    Ok(())
}

/// What was expected, without what an older version did not tell.
pub(crate) fn without_nulls(mut expected: serde_json::Value) -> serde_json::Value {
    if let Some(fields) = expected.as_object_mut() {
        fields.retain(|_, value| !value.is_null());
    }
    expected
}

/// What the event of an evaluation tells, with the digests of its stored rows and of its other outcomes, and
/// what it changed about failures.
pub(crate) fn evaluation_payload(
    draft: &EvaluationDraft,
    (rows, others): (Digest, Digest),
    shown: &Shown,
) -> Result<serde_json::Value, StoreError> {
    let mut payload = json!({
        "from": draft.from,
        "to": draft.to,
        "zone": draft.zone,
        "as_of": draft.as_of,
        "data_sequence": draft.data_sequence,
        "app_version": draft.app_version,
        "controls": draft.controls,
        "parameters": draft.parameters,
        "subjects": draft.subjects,
        "pending": draft.pending,
        "results_hash": draft.results_hash,
        "population_hash": draft.population_hash,
        "rows_sha256": rows,
        "other_outcomes_sha256": others,
        "coverage_sha256": Digest::of(draft.coverage.as_bytes()),
    });
    for (key, list) in shown.fields()? {
        payload[key] = list;
    }
    Ok(payload)
}

/// The controls with their versions, in the order of the catalogue: what a stored evaluation must
/// have in common with this version of the app to be explained by it.
pub(crate) fn control_list() -> String {
    let list: Vec<String> = catalogue()
        .iter()
        .map(|control| format!("{} {}", control.id, control.version))
        .collect();
    json!(list).to_string()
}

/// Judges everything that was loaded; answers the subjects of a period, and the same as they are
/// stored.
pub(crate) fn judged_rows(
    loaded: &Loaded,
    period: Period,
    as_of: Timestamp,
    ports: &Ports<'_>,
) -> Result<(Vec<SubjectId>, Vec<SubjectRow>), AppError> {
    let judged = ports.during("Judging", || {
        changeproof_controls::outcomes(&loaded.snapshot, as_of)
    });
    ports.check_cancelled()?;
    let subjects = subjects_within(loaded, period);
    let mut rows = rows(&loaded.snapshot, &subjects, &judged);
    returned::mark(&loaded.snapshot, &subjects, &mut rows);
    Ok((subjects, rows))
}

/// Several words, one a line; none where there are none.
fn lines(words: &[&str]) -> Option<String> {
    // A line break within a name would make two of it.
    let one_line = |word: &&str| word.split_whitespace().collect::<Vec<_>>().join(" ");
    (!words.is_empty()).then(|| words.iter().map(one_line).collect::<Vec<_>>().join("\n"))
}

fn rows(snapshot: &Snapshot, subjects: &[SubjectId], judged: &[Vec<Verdict>]) -> Vec<SubjectRow> {
    let row = |(ordinal, &id): (usize, &SubjectId)| {
        let subject = subject_ref(snapshot, id);
        let about = &snapshot.subjects[id.index()];
        let deployment = &snapshot.deployments[about.deployment.index()];
        let mut verdicts = Verdicts::default();
        for verdict in &judged[id.index()] {
            verdicts.push(verdict.outcome, verdict.overlays);
        }
        SubjectRow {
            ordinal: ordinal as u64,
            kind: subject.kind.to_owned(),
            source: subject.source.to_owned(),
            id: subject.id.to_owned(),
            service: subject.service.to_owned(),
            environment: subject.environment.to_owned(),
            at: subject.at,
            revision: snapshot
                .revision(snapshot.subjects[id.index()].deployment)
                .map(str::to_owned),
            version: deployment.version.value().cloned(),
            deployer: changes::deployer(snapshot, about).map(str::to_owned),
            author: lines(&changes::authors(snapshot, about)),
            changes: changes::keys(snapshot, about).join("\n"),
            pull_requests: changes::pull_requests(snapshot, about).join("\n"),
            categories: changes::categories(snapshot, id).join("\n"),
            verdicts,
        }
    };
    subjects.par_iter().enumerate().map(row).collect()
}

fn report(
    workspace: &Path,
    draft: &EvaluationDraft,
    loaded: &Loaded,
    rows: &[SubjectRow],
    others: &[OtherOutcome],
) -> EvaluationReport {
    let mut controls: Vec<ControlCounts> = catalogue()
        .iter()
        .map(|control| ControlCounts {
            control: control.id,
            version: control.version,
            name: control.name,
            severity: control.severity.label(),
            pass: 0,
            fail: 0,
            insufficient_evidence: 0,
            not_applicable: 0,
            pending: 0,
        })
        .collect();
    let mut count = |id: &str, outcome: Outcome, n: u64| {
        if let Some(counts) = controls.iter_mut().find(|counts| counts.control == id) {
            counts.add(outcome, n);
        }
    };
    for (position, control) in registry().iter().enumerate() {
        let outcomes = rows.iter().filter_map(|row| row.verdicts.counted(position));
        let mut by_rank = [0; Outcome::ALL.len()];
        for outcome in outcomes {
            by_rank[usize::from(outcome.rank())] += 1;
        }
        for outcome in Outcome::ALL {
            count(control.id, outcome, by_rank[usize::from(outcome.rank())]);
        }
    }
    for one in others {
        count(&one.control, one.outcome, 1);
    }
    EvaluationReport {
        workspace: workspace.to_owned(),
        from: draft.from,
        to: draft.to,
        zone: draft.zone.clone(),
        as_of: draft.as_of,
        subjects: draft.subjects,
        controls,
        results_hash: draft.results_hash.to_string(),
        population_hash: draft.population_hash.to_string(),
        notes: notes(draft, &loaded.snapshot, others),
    }
}

/// What the reader should know before the figures.
fn notes(draft: &EvaluationDraft, snapshot: &Snapshot, others: &[OtherOutcome]) -> Vec<String> {
    let mut notes = Vec::new();
    if snapshot.sources.is_empty() {
        notes.push("Nothing was imported yet. Run 'changeproof import' first.".to_owned());
    } else if snapshot.deployments.is_empty() {
        notes.push(
            "No deployments were imported: there is nothing to judge. Import a deployment log."
                .to_owned(),
        );
    } else if draft.subjects == 0 {
        notes.push(format!(
            "No production deployment starts between {} and {}. Check the period and the names of \
             the environments.",
            draft.from, draft.to
        ));
    }
    let records: BTreeSet<(&str, &str)> = others
        .iter()
        .filter(|one| one.kind == "change_record")
        .map(|one| (one.source.as_str(), one.id.as_str()))
        .collect();
    if !records.is_empty() {
        notes.push(format!(
            "Change records that were closed without a deployment and are judged by themselves: {}.",
            records.len()
        ));
    }
    notes
}
