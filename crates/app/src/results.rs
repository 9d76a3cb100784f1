//! Shows the results of the latest evaluation: every outcome with its sentence and facts.
//!
//! Outcomes are stored; sentences and facts are made anew from the same records, and must come to
//! the same outcome.

mod print;

use std::collections::HashMap;
use std::io::Write;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use changeproof_controls::{Control, Evidence, catalogue, find, registry};
use changeproof_domain::outcome::{Judgement, Outcome, Overlay};
use changeproof_domain::policy::Version;
use changeproof_domain::snapshot::{RunId, Snapshot, SubjectId};
use changeproof_domain::time::Timestamp;
use changeproof_store::{Evaluation, Reader, SubjectRow, Workspace};
use rayon::prelude::*;

use print::Printer;

use crate::canonical::controls_by_id;
use crate::error::AppError;
use crate::evaluate::control_list;
use crate::loaded::{Loaded, damaged, load_evaluated, subject_ref, subjects_within};
use crate::others::{self, Other, Others};
use crate::period::Period;
use crate::permission::{self, Act};
use crate::ports::Ports;
use crate::returned;
use crate::wire::result::{FactLine, FactSource, ParameterObject, ResultLine, ResultSubject};

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

/// Writes the results of the latest evaluation: of deployments by time, service, id and control, then of
/// what else was judged.
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
    let wanted = wanted_control(options.control.as_deref())?;
    let is_wanted = |control: &Control| wanted.is_none_or(|wanted| wanted.id == control.id);
    let mut controls = controls_by_id(registry());
    controls.retain(|&position| is_wanted(registry()[position]));
    let open = Workspace::open(workspace)?;
    let reader = open.read()?;
    permission::check(&reader, Act::Look, ports)?;
    let explained = Explained::latest(&reader, workspace, ports)?;
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
    let mut text = Vec::new();
    for (position, stored) in explained.others.outcomes.iter().enumerate() {
        let of_outcome = options
            .outcome
            .is_none_or(|wanted| wanted == stored.outcome);
        if of_outcome && is_wanted(explained.others.judged[position].control) {
            printer
                .format
                .write(&explained.other_line(position)?, &mut text)?;
        }
    }
    printer.out.write_all(&text)?;
    printer.out.flush()?;
    Ok(())
}

/// The one control to show; none where all are.
fn wanted_control(id: Option<&str>) -> Result<Option<&'static Control>, AppError> {
    id.map(known_control).transpose()
}

/// The control with that id, in any case.
///
/// # Errors
///
/// [`AppError::UnknownControl`].
pub(crate) fn known_control(id: &str) -> Result<&'static Control, AppError> {
    find(id).ok_or_else(|| {
        let known: Vec<&str> = catalogue().iter().map(|control| control.id).collect();
        AppError::UnknownControl {
            id: id.to_owned(),
            known: known.join(", "),
        }
    })
}

/// The position of a control of deployments in the registry, by its id in any case.
///
/// # Errors
///
/// [`AppError::UnknownControl`], [`AppError::NotOfDeployments`].
pub(crate) fn control_position(id: &str) -> Result<usize, AppError> {
    let control = known_control(id)?;
    let mut controls = registry().iter();
    controls
        .position(|of_deployments| of_deployments.id == control.id)
        .ok_or_else(|| AppError::NotOfDeployments {
            id: control.id,
            judges: control.check.words(),
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
    /// What else was judged.
    pub(crate) others: Others,
    /// The parameters of each control, by the version of the policy and its id.
    parameters: HashMap<(u32, &'static str), ParameterObject>,
    /// Pipeline runs that name their commit, by its name; made when somebody first asks.
    runs_by_head: OnceLock<Vec<RunId>>,
}

impl Explained {
    /// The latest evaluation.
    pub(crate) fn latest(
        reader: &Reader<'_>,
        workspace: &Path,
        ports: &Ports<'_>,
    ) -> Result<Explained, AppError> {
        let latest = reader.latest_evaluation()?;
        let evaluation = latest.ok_or_else(|| AppError::NotEvaluated {
            workspace: workspace.to_owned(),
        })?;
        Explained::of(reader, workspace, evaluation, ports)
    }

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
        let stored = reader.other_outcomes(evaluation.id)?;
        let others = others::judged_again(&loaded, Period::of(head), head.as_of, &stored);
        let mut pairs = stored.iter().zip(&others.outcomes);
        match pairs.find(|(stored, found)| stored != found) {
            Some((stored, _)) => Err(others::contradicted(stored)),
            None if stored.len() != others.outcomes.len() => Err(damaged("lacks outcomes")),
            None => Ok(Explained::new(evaluation, loaded, rows, subjects, others)),
        }
    }

    /// From rows and subjects that are known to be the same.
    pub(crate) fn new(
        evaluation: Evaluation,
        loaded: impl Into<Arc<Loaded>>,
        rows: impl Into<Arc<[SubjectRow]>>,
        subjects: Vec<SubjectId>,
        others: Others,
    ) -> Explained {
        let loaded = loaded.into();
        let of_version = |version: &Version| {
            let (number, in_force) = (version.number, version.parameters.clone());
            catalogue().iter().map(move |control| {
                let parameters = ParameterObject((control.parameters)(&in_force));
                ((number, control.id), parameters)
            })
        };
        let parameters = loaded.snapshot.policy.versions().flat_map(of_version);
        let parameters = parameters.collect();
        Explained {
            evaluation,
            loaded,
            rows: rows.into(),
            subjects,
            others,
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

    /// The same for a shorter period: without the deployments outside it, and with what is judged as a
    /// whole judged for its days. The records are shared.
    pub(crate) fn narrowed(&self, period: Period) -> Explained {
        let zone = self.loaded.zone;
        let snapshot = &self.loaded.snapshot;
        let rows = self.rows.iter().filter(|row| period.holds(row.at, zone));
        let mut rows: Vec<SubjectRow> = rows.cloned().collect();
        let mut subjects = self.subjects.clone();
        subjects.retain(|id| period.holds(snapshot.subjects[id.index()].at, zone));
        returned::mark(snapshot, &subjects, &mut rows);
        let oldest = self.others.oldest;
        let others = others::judged(&self.loaded, period, self.as_of(), oldest);
        let evaluation = self.evaluation.clone();
        Explained::new(evaluation, self.loaded.clone(), rows, subjects, others)
    }

    /// The verdict of the control at a position of the registry on the subject at a position of
    /// the evaluation, with its sentence and facts.
    pub(crate) fn judgement(&self, subject: usize, control: usize) -> Result<Judgement, AppError> {
        let row = &self.rows[subject];
        let snapshot = &self.loaded.snapshot;
        let tested = registry()[control];
        let mut judgement = changeproof_controls::judge(
            tested,
            &self.loaded.snapshot,
            self.subjects[subject],
            self.as_of(),
        );
        let stored = row
            .verdicts
            .get(control)
            .ok_or_else(|| damaged("lacks an outcome"))?;
        let returned = stored.1.contains(Overlay::Returned);
        judgement.overlays.set(Overlay::Returned, returned);
        if stored != (judgement.outcome, judgement.overlays) {
            return Err(damaged(&format!(
                "says {} for {} on {}, but its records say {}",
                stored.0, tested.id, row.id, judgement.outcome
            )));
        }
        if returned {
            let first = snapshot.subjects[self.subjects[subject].index()].first_with;
            let first = first.map_or("", |id| snapshot.deployments[id.index()].id.as_str());
            let counted = format!(" It is counted at deployment {first}, once.");
            judgement.reason.push_str(&counted);
        }
        Ok(judgement)
    }

    /// The verdict on what is no deployment, at a position of [`Explained::others`], with its sentence
    /// and facts.
    pub(crate) fn other_judgement(&self, position: usize) -> Result<Judgement, AppError> {
        let Other { control, subject } = self.others.judged[position];
        let outcome = &self.others.outcomes[position];
        self.evidence()
            .judge(control, subject)
            .filter(|found| (found.outcome, found.overlays) == (outcome.outcome, outcome.overlays))
            .ok_or_else(|| others::contradicted(outcome))
    }

    fn other_line(&self, position: usize) -> Result<ResultLine<'_>, AppError> {
        let judgement = self.other_judgement(position)?;
        Ok(self.other_line_of(position, judgement))
    }

    /// A judgement on what is no deployment as results print it.
    pub(crate) fn other_line_of(&self, position: usize, judgement: Judgement) -> ResultLine<'_> {
        let other = self.others.judged[position];
        let subject = others::subject_of(other, &self.others.outcomes[position]);
        let version = self.other_version(position);
        let subject = ResultSubject::Other(subject);
        self.result_line(other.control, version, subject, judgement)
    }

    fn line(&self, subject: usize, control: usize) -> Result<ResultLine<'_>, AppError> {
        let judgement = self.judgement(subject, control)?;
        Ok(self.line_of(subject, control, judgement))
    }

    /// A judgement on a deployment as results print it.
    pub(crate) fn line_of(
        &self,
        subject: usize,
        control: usize,
        judgement: Judgement,
    ) -> ResultLine<'_> {
        let version = self.version(subject);
        let subject = subject_ref(&self.loaded.snapshot, self.subjects[subject]);
        let subject = ResultSubject::Deployment(subject);
        self.result_line(registry()[control], version, subject, judgement)
    }

    /// The version of the policy that a deployment is judged by.
    pub(crate) fn version(&self, subject: usize) -> &Version {
        let snapshot = &self.loaded.snapshot;
        let at = snapshot.subjects[self.subjects[subject].index()].at;
        snapshot.policy.at(at)
    }

    /// The version of the policy that something else is judged by.
    pub(crate) fn other_version(&self, position: usize) -> &Version {
        let subject = self.others.judged[position].subject;
        let rules_of = self.evidence().rules_of(subject);
        self.loaded.snapshot.policy.at(rules_of)
    }

    /// What was judged as a whole.
    pub(crate) fn evidence(&self) -> Evidence<'_> {
        let Others { period, oldest, .. } = self.others;
        others::evidence(&self.loaded, period, self.as_of(), oldest)
    }

    fn result_line<'s>(
        &'s self,
        control: &'static Control,
        policy: &Version,
        subject: ResultSubject<'s>,
        judgement: Judgement,
    ) -> ResultLine<'s> {
        ResultLine {
            control: control.id,
            version: control.version,
            policy_version: (!self.loaded.snapshot.policy.is_single()).then_some(policy.number),
            parameters: &self.parameters[&(policy.number, control.id)],
            subject,
            outcome: judgement.outcome,
            overlays: judgement.overlays.iter().collect(),
            facts: fact_lines(&self.loaded.snapshot, &judgement),
            reason: judgement.reason.into(),
        }
    }
}

/// The newest evaluation that holds a period.
///
/// # Errors
///
/// [`AppError::PeriodNotEvaluated`], or what the store says.
pub(crate) fn newest_of(
    reader: &Reader<'_>,
    workspace: &Path,
    period: Period,
) -> Result<Evaluation, AppError> {
    let Period { from, to } = period;
    let newest = reader.evaluation_of(from, to)?;
    newest.ok_or_else(|| AppError::PeriodNotEvaluated {
        workspace: workspace.to_owned(),
        from,
        to,
    })
}

/// That an evaluation cannot be gone on with, since another version made it.
pub(crate) fn other_version(workspace: &Path, evaluation: &Evaluation) -> AppError {
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
            let (source, _) = snapshot.origin_of(fact.record, &fact.field);
            let source = &snapshot.sources[source.index()];
            FactLine {
                record: snapshot.name(fact.record),
                field: fact.field.clone(),
                value: fact.value.clone(),
                source: FactSource {
                    file: &source.file,
                    sha256: &source.sha256,
                    at: snapshot.place(fact.record, &fact.field, fact.own_place.as_deref()),
                },
            }
        })
        .collect()
}
