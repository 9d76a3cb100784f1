//! Shows the results of the latest evaluation: every outcome with its sentence and facts.
//!
//! Outcomes are stored; sentences and facts are made anew from the same records, and must come to
//! the same outcome.

use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, OnceLock};

use changeproof_controls::registry;
use changeproof_domain::outcome::{Judgement, Outcome};
use changeproof_domain::snapshot::{RunId, Snapshot, SubjectId};
use changeproof_domain::time::Timestamp;
use changeproof_store::{Evaluation, Reader, SubjectRow, Workspace};
use rayon::prelude::*;

use crate::canonical::controls_by_id;
use crate::error::AppError;
use crate::evaluate::control_list;
use crate::loaded::{Loaded, damaged, load_evaluated, subject_ref, subjects_within};
use crate::period::Period;
use crate::ports::Ports;
use crate::table_text::{csv_row, text_row};
use crate::wire::result::{FactLine, FactSource, ParameterObject, ResultLine};

/// How lists are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ListFormat {
    /// One JSON object a line.
    #[default]
    Jsonl,
    /// Comma-separated, for spreadsheets.
    Csv,
    /// Columns, for people.
    Table,
}

/// Which results to show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResultsOptions {
    /// Of one control.
    pub control: Option<String>,
    /// Of one outcome.
    pub outcome: Option<Outcome>,
    /// How to print them.
    pub format: ListFormat,
}

/// How many subjects are explained before their lines are written.
const AT_ONCE: usize = 512;

/// Writes the results of the latest evaluation, by time, service, id and control.
///
/// # Errors
///
/// [`AppError::NotEvaluated`], [`AppError::UnknownControl`],
/// [`AppError::EvaluatedByOtherVersion`], or what reading and writing say.
pub fn results(
    workspace: &Path,
    options: &ResultsOptions,
    out: &mut dyn Write,
    ports: &Ports<'_>,
) -> Result<(), AppError> {
    let controls = wanted_controls(options.control.as_deref())?;
    let open = Workspace::open(workspace)?;
    let reader = open.read()?;
    let evaluation = reader
        .latest_evaluation()?
        .ok_or_else(|| AppError::NotEvaluated {
            workspace: workspace.to_owned(),
        })?;
    let explained = Explained::of(&reader, workspace, evaluation, ports)?;
    let printer = Printer::new(options.format, out)?;
    let positions: Vec<usize> = (0..explained.rows.len()).collect();
    for positions in positions.chunks(AT_ONCE) {
        ports.check_cancelled()?;
        let written = positions
            .par_iter()
            .map(|&position| {
                let verdicts = &explained.rows[position].verdicts;
                let mut text = Vec::new();
                for &control in &controls {
                    let stored = verdicts.get(control).map(|(outcome, _)| outcome);
                    if options.outcome.is_none() || options.outcome == stored {
                        let line = explained.line(position, control)?;
                        printer.format.write(&line, &mut text)?;
                    }
                }
                Ok(text)
            })
            .collect::<Result<Vec<_>, AppError>>()?;
        for text in written {
            printer.out.write_all(&text)?;
        }
    }
    printer.out.flush()?;
    Ok(())
}

/// The positions of the controls to show, by id.
fn wanted_controls(id: Option<&str>) -> Result<Vec<usize>, AppError> {
    Ok(match id {
        Some(id) => vec![control_position(id)?],
        None => controls_by_id(registry()),
    })
}

/// The position of a control in the registry, by its id in any case.
///
/// # Errors
///
/// [`AppError::UnknownControl`].
pub(crate) fn control_position(id: &str) -> Result<usize, AppError> {
    let mut controls = registry().iter();
    controls
        .position(|control| control.id.eq_ignore_ascii_case(id))
        .ok_or_else(|| {
            let known: Vec<&str> = registry().iter().map(|control| control.id).collect();
            AppError::UnknownControl {
                id: id.to_owned(),
                known: known.join(", "),
            }
        })
}

/// A stored evaluation with the snapshot that it was made from: any of its outcomes can be
/// explained.
pub(crate) struct Explained {
    pub(crate) evaluation: Evaluation,
    pub(crate) loaded: Arc<Loaded>,
    /// The stored subjects, by ordinal.
    pub(crate) rows: Arc<[SubjectRow]>,
    /// The same subjects in the snapshot.
    pub(crate) subjects: Vec<SubjectId>,
    parameters: Vec<ParameterObject>,
    /// Pipeline runs that name their commit, by its name; made when somebody first asks.
    runs_by_head: OnceLock<Vec<RunId>>,
}

impl Explained {
    pub(crate) fn of(
        reader: &Reader<'_>,
        workspace: &Path,
        evaluation: Evaluation,
        ports: &Ports<'_>,
    ) -> Result<Explained, AppError> {
        let rows = all_rows(reader, &evaluation)?.into();
        Explained::of_rows(reader, workspace, evaluation, rows, ports)
    }

    /// The same where the stored subjects were read already.
    pub(crate) fn of_rows(
        reader: &Reader<'_>,
        workspace: &Path,
        evaluation: Evaluation,
        rows: Arc<[SubjectRow]>,
        ports: &Ports<'_>,
    ) -> Result<Explained, AppError> {
        let head = &evaluation.head;
        if head.controls != control_list() {
            return Err(other_version(workspace, &evaluation));
        }
        let loaded = load_evaluated(reader, &evaluation, ports)?;
        let subjects = subjects_within(&loaded, Period::of(head));
        let same = rows.len() == subjects.len()
            && rows.iter().zip(&subjects).all(|(row, &id)| {
                let subject = subject_ref(&loaded.snapshot, id);
                row.id == subject.id && row.service == subject.service && row.at == subject.at
            });
        if !same {
            return Err(other_version(workspace, &evaluation));
        }
        Ok(Explained::new(evaluation, loaded, rows, subjects))
    }

    /// From rows and subjects that are known to be the same.
    pub(crate) fn new(
        evaluation: Evaluation,
        loaded: impl Into<Arc<Loaded>>,
        rows: impl Into<Arc<[SubjectRow]>>,
        subjects: Vec<SubjectId>,
    ) -> Explained {
        let loaded = loaded.into();
        let parameters = registry()
            .iter()
            .map(|control| ParameterObject((control.parameters)(&loaded.snapshot.parameters)))
            .collect();
        Explained {
            evaluation,
            loaded,
            rows: rows.into(),
            subjects,
            parameters,
            runs_by_head: OnceLock::new(),
        }
    }

    /// The pipeline runs that worked on a revision, in the order of the snapshot.
    pub(crate) fn runs_on(&self, revision: &str) -> &[RunId] {
        let runs = &self.loaded.snapshot.runs;
        let head = |id: &RunId| runs[id.index()].head.text();
        let by_head = self.runs_by_head.get_or_init(|| {
            let mut ids: Vec<RunId> = (0..runs.len()).map(RunId::from).collect();
            ids.retain(|id| runs[id.index()].head.is_value());
            ids.sort_by(|a, b| head(a).cmp(head(b)).then(a.cmp(b)));
            ids
        });
        let start = by_head.partition_point(|id| head(id) < revision);
        let end = start + by_head[start..].partition_point(|id| head(id) == revision);
        &by_head[start..end]
    }

    pub(crate) fn as_of(&self) -> Timestamp {
        self.evaluation.head.as_of
    }

    /// The same without the subjects outside a shorter period. The records are shared.
    pub(crate) fn narrowed(&self, period: Period) -> Explained {
        let zone = self.loaded.zone;
        let snapshot = &self.loaded.snapshot;
        let rows = self.rows.iter().filter(|row| period.holds(row.at, zone));
        let rows: Arc<[SubjectRow]> = rows.cloned().collect();
        let mut subjects = self.subjects.clone();
        subjects.retain(|id| period.holds(snapshot.subjects[id.index()].at, zone));
        Explained::new(self.evaluation.clone(), self.loaded.clone(), rows, subjects)
    }

    /// The verdict of the control at a position of the registry on the subject at a position of
    /// the evaluation, with its sentence and facts.
    pub(crate) fn judgement(&self, subject: usize, control: usize) -> Result<Judgement, AppError> {
        let row = &self.rows[subject];
        let tested = registry()[control];
        let judgement = changeproof_controls::judge(
            tested,
            &self.loaded.snapshot,
            self.subjects[subject],
            self.as_of(),
        );
        let stored = row
            .verdicts
            .get(control)
            .ok_or_else(|| damaged("lacks an outcome"))?;
        if stored != (judgement.outcome, judgement.overlays) {
            return Err(damaged(&format!(
                "says {} for {} on {}, but its records say {}",
                stored.0, tested.id, row.id, judgement.outcome
            )));
        }
        Ok(judgement)
    }

    fn line(&self, subject: usize, control: usize) -> Result<ResultLine<'_>, AppError> {
        let judgement = self.judgement(subject, control)?;
        Ok(self.line_of(subject, control, judgement))
    }

    /// A judgement as results print it.
    pub(crate) fn line_of(
        &self,
        subject: usize,
        control: usize,
        judgement: Judgement,
    ) -> ResultLine<'_> {
        let snapshot = &self.loaded.snapshot;
        let tested = registry()[control];
        ResultLine {
            control: tested.id,
            version: tested.version,
            parameters: &self.parameters[control],
            subject: subject_ref(snapshot, self.subjects[subject]),
            outcome: judgement.outcome,
            overlays: judgement.overlays.iter().collect(),
            facts: fact_lines(snapshot, &judgement),
            reason: judgement.reason.into(),
        }
    }
}

fn other_version(workspace: &Path, evaluation: &Evaluation) -> AppError {
    AppError::EvaluatedByOtherVersion {
        workspace: workspace.to_owned(),
        made_by: evaluation.head.app_version.clone(),
        this: crate::APP_VERSION.to_owned(),
        from: evaluation.head.from,
        to: evaluation.head.to,
    }
}

/// The stored subjects of an evaluation, by ordinal.
pub(crate) fn all_rows(
    reader: &Reader<'_>,
    evaluation: &Evaluation,
) -> Result<Vec<SubjectRow>, AppError> {
    Ok(reader.subjects(evaluation.id)?)
}

/// The facts of a judgement with their files and places.
pub(crate) fn fact_lines<'s>(snapshot: &'s Snapshot, judgement: &Judgement) -> Vec<FactLine<'s>> {
    judgement
        .facts
        .iter()
        .map(|fact| {
            let (source, place) = snapshot.origin(fact.record);
            let source = &snapshot.sources[source.index()];
            FactLine {
                record: snapshot.name(fact.record),
                field: fact.field.clone(),
                value: fact.value.clone(),
                source: FactSource {
                    file: &source.file,
                    sha256: &source.sha256,
                    at: source.place(&place, &fact.field, fact.own_place.as_deref()),
                },
            }
        })
        .collect()
}

struct Printer<'o> {
    format: ListFormat,
    out: &'o mut dyn Write,
}

const CSV_COLUMNS: [&str; 12] = [
    "control",
    "version",
    "parameters",
    "subject_kind",
    "source",
    "id",
    "service",
    "environment",
    "at",
    "outcome",
    "overlays",
    "reason",
];

/// Widths for times, services, ids, controls and outcomes.
const WIDTHS: [usize; 5] = [20, 18, 10, 7, 21];

impl<'o> Printer<'o> {
    /// Starts a list with its heading.
    fn new(format: ListFormat, out: &'o mut dyn Write) -> io::Result<Self> {
        match format {
            ListFormat::Jsonl => {}
            ListFormat::Csv => {
                let mut csv = csv::Writer::from_writer(&mut *out);
                csv_row(&mut csv, &CSV_COLUMNS)?;
                csv.flush()?;
            }
            ListFormat::Table => {
                let names = ["at", "service", "id", "control", "outcome", "reason"];
                text_row(out, &WIDTHS, &names)?;
            }
        }
        Ok(Printer { format, out })
    }
}

impl ListFormat {
    fn write(self, line: &ResultLine<'_>, out: &mut Vec<u8>) -> io::Result<()> {
        let at = line.subject.at.to_string();
        match self {
            ListFormat::Jsonl => {
                serde_json::to_writer(&mut *out, line)?;
                out.push(b'\n');
                Ok(())
            }
            ListFormat::Csv => {
                let overlays: Vec<&str> = line.overlays.iter().map(|mark| mark.id()).collect();
                let mut csv = csv::Writer::from_writer(out);
                csv_row(
                    &mut csv,
                    &[
                        line.control,
                        &line.version.to_string(),
                        &serde_json::to_string(line.parameters)?,
                        line.subject.kind,
                        line.subject.source,
                        line.subject.id,
                        line.subject.service,
                        line.subject.environment,
                        &at,
                        line.outcome.id(),
                        &overlays.join(" "),
                        &line.reason,
                    ],
                )?;
                csv.flush()
            }
            ListFormat::Table => text_row(
                out,
                &WIDTHS,
                &[
                    &at,
                    line.subject.service,
                    line.subject.id,
                    line.control,
                    line.outcome.id(),
                    &line.reason,
                ],
            ),
        }
    }
}
