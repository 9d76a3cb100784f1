//! Writes the packs of a period from a stored evaluation: the audit evidence pack, the annual review pack and the
//! management summary.
//!
//! The pack depends on the evaluation, the period, the time and the preparer alone: what happens in
//! the workspace later does not change it. The export is an event of its own.

mod annual;
mod change;
mod clause_parts;
mod controls;
mod coverage;
mod decided;
mod dossier;
mod events;
mod exceptions;
mod follow_up;
mod identity;
mod management;
mod population;
mod record_at_start;
mod sampling;
mod sources;
#[cfg(test)]
mod tests;
mod tie_out;

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(crate) use change::change_dossier_at;
pub use change::{DossierOptions, change_dossier};
use changeproof_domain::time::Timestamp;
pub use changeproof_reports::pack::PageSize;
use changeproof_reports::pack::{
    AnnualPack, AuditPack, EventLog, ManagementSummary, PackIdentity, Preparer, Scope,
};
use changeproof_store::{Company, Digest, Evaluation, Head, Reader, StoredSource, Workspace};
use serde_json::{Value, json};

use crate::annual_review;
use crate::canonical;
use crate::decisions::DecisionKind;
use crate::error::AppError;
use crate::log;
use crate::period::Period;
use crate::permission::{self, Act};
use crate::policy;
use crate::ports::Ports;
use crate::pruning::PACK_EXPORTED;
use crate::results::{Explained, newest_of};
use crate::wire::pack::PackReport;

/// The kinds of packs of a period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PackKind {
    /// For auditors: all results and their facts.
    #[default]
    Audit,
    /// For management, once a year: the review of the policy and what it rests on.
    Annual {
        /// The event that opened the review; none for the one that looks at most of the days.
        review: Option<i64>,
    },
    /// For management, at any time: two pages.
    Summary,
}

impl PackKind {
    /// The name for programs.
    pub fn id(self) -> &'static str {
        match self {
            PackKind::Audit => "audit",
            PackKind::Annual { .. } => "annual",
            PackKind::Summary => "summary",
        }
    }

    /// What its id begins with.
    fn prefix(self) -> &'static str {
        match self {
            PackKind::Audit => "CP",
            PackKind::Annual { .. } => "AR",
            PackKind::Summary => "MS",
        }
    }

    /// Kinds of events after the evaluation that it tells of, beside those that every pack does.
    fn events(self) -> &'static [DecisionKind] {
        match self {
            PackKind::Audit => &[],
            PackKind::Annual { .. } | PackKind::Summary => annual_review::KINDS,
        }
    }
}

/// Which pack to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackOptions {
    /// The kind.
    pub kind: PackKind,
    /// The days, in the workspace's zone.
    pub period: Period,
    /// Where to write it; a file of that name is replaced.
    pub out: PathBuf,
    /// The time printed in it; now where it is left out.
    pub at: Option<Timestamp>,
    /// Who prepared it.
    pub prepared_by: Option<String>,
    /// Paper.
    pub page_size: PageSize,
}

/// What a pack is made from.
pub(crate) enum Basis {
    /// The newest evaluation that holds the period.
    Newest,
    /// A stored evaluation.
    Stored(Box<Evaluation>),
    /// An evaluation whose records are in memory.
    Open(Arc<Explained>),
    /// The same, made for this pack alone: no screen showed it.
    Made(Arc<Explained>),
}

/// Writes the pack of a period from the newest evaluation that holds it.
///
/// # Errors
///
/// [`AppError::PeriodNotEvaluated`] where no evaluation holds the period,
/// [`AppError::EvaluatedByOtherVersion`], [`AppError::NotWritten`], a refusal of a review that is not known, or
/// what the store says.
pub fn pack(
    workspace: &Path,
    options: &PackOptions,
    ports: &Ports<'_>,
) -> Result<PackReport, AppError> {
    pack_from(Basis::Newest, workspace, options, ports)
}

/// Writes the pack of a period from a certain evaluation.
pub(crate) fn pack_from(
    basis: Basis,
    workspace: &Path,
    options: &PackOptions,
    ports: &Ports<'_>,
) -> Result<PackReport, AppError> {
    let mut open = Workspace::open(workspace)?;
    permission::check(&open.read()?, Act::MakePack, ports)?;
    let options = &PackOptions {
        prepared_by: ports.decided_by(options.prepared_by.as_deref())?,
        ..options.clone()
    };
    let prepared_at = options.at.unwrap_or_else(|| ports.clock.now());
    let made_for_it = matches!(basis, Basis::Made(_));
    let (input, evaluation) = {
        let reader = open.read()?;
        let whole = whole(basis, &reader, workspace, options.period, ports)?;
        let evaluation = whole.evaluation.head.event;
        let input = input(&reader, &whole, options, prepared_at, ports)?;
        (input, evaluation)
    };
    ports.check_cancelled()?;
    let bytes = ports
        .during("Writing the pack", || input.written())
        .map_err(|error| AppError::Report(error.to_string()))?;
    let input = input.evidence();
    ports.check_cancelled()?;
    let file = Written {
        out: &options.out,
        bytes: &bytes,
    };
    let told = json!({
        "kind": options.kind.id(),
        "pack_id": input.identity.pack_id,
        "from": options.period.from,
        "to": options.period.to,
        "evaluation": evaluation,
        "made_for_it": made_for_it,
        "prepared_at": prepared_at,
        "prepared_by": options.prepared_by,
        "results_hash": input.results_hash,
        "population_hash": input.population.hash,
    });
    let sha256 = file.place(&mut open, told, ports)?;
    Ok(PackReport {
        file: options.out.clone(),
        pack_id: input.identity.pack_id.clone(),
        sha256: sha256.to_string(),
        bytes: bytes.len() as u64,
        subjects: input.population.deployments.len() as u64,
        results_hash: input.results_hash.clone(),
        population_hash: input.population.hash.clone(),
    })
}

/// The input of a pack of a period.
enum Input {
    Audit(Box<AuditPack>),
    Annual(Box<AnnualPack>),
    Summary(Box<ManagementSummary>),
}

impl Input {
    fn written(&self) -> Result<Vec<u8>, changeproof_reports::ReportError> {
        match self {
            Input::Audit(input) => changeproof_reports::audit_pack(input),
            Input::Annual(input) => changeproof_reports::annual_pack(input),
            Input::Summary(input) => changeproof_reports::management_summary(input),
        }
    }

    fn evidence(&self) -> &AuditPack {
        match self {
            Input::Audit(input) => input,
            Input::Annual(input) => &input.evidence,
            Input::Summary(input) => &input.evidence,
        }
    }
}

/// A pack that was made and has still to be handed out.
struct Written<'w> {
    out: &'w Path,
    bytes: &'w [u8],
}

impl Written<'_> {
    /// Puts it in its place, and records that. What the event tells is completed by the file's name and hash.
    fn place(
        &self,
        open: &mut Workspace,
        mut told: Value,
        ports: &Ports<'_>,
    ) -> Result<Digest, AppError> {
        let sha256 = Digest::of(self.bytes);
        let not_written = |source| AppError::NotWritten {
            path: self.out.to_owned(),
            source,
        };
        let name = self.out.file_name().unwrap_or_default();
        told["file"] = json!(name.to_string_lossy());
        told["sha256"] = json!(sha256);
        let draft = ports
            .files
            .write_draft(self.out, self.bytes)
            .map_err(not_written)?;
        let writer = open.write()?;
        log::append(&writer, Act::MakePack, PACK_EXPORTED, &told, ports)?;
        // The event first: a pack never leaves without one. Where the file then cannot be put in its
        // place, nothing is committed.
        draft.place().map_err(not_written)?;
        writer.commit()?;
        Ok(sha256)
    }
}

/// What the parts of the input are made from.
struct Material<'m> {
    reader: &'m Reader<'m>,
    explained: &'m Explained,
    company: &'m Company,
    stored: &'m [StoredSource],
    period: Period,
    /// The newest event that the pack rests on: the head that it prints.
    head: Head,
    /// Which number a file has.
    numbering: sources::Numbering,
    /// What is recorded about findings.
    followed: follow_up::Followed,
}

/// The evaluation with its records, of all its days.
fn whole(
    basis: Basis,
    reader: &Reader<'_>,
    workspace: &Path,
    period: Period,
    ports: &Ports<'_>,
) -> Result<Arc<Explained>, AppError> {
    let load = |evaluation| Explained::of(reader, workspace, evaluation, ports).map(Arc::new);
    match basis {
        Basis::Open(explained) | Basis::Made(explained) => Ok(explained),
        Basis::Stored(evaluation) => load(*evaluation),
        Basis::Newest => load(newest_of(reader, workspace, period)?),
    }
}

fn input(
    reader: &Reader<'_>,
    whole: &Arc<Explained>,
    options: &PackOptions,
    prepared_at: Timestamp,
    ports: &Ports<'_>,
) -> Result<Input, AppError> {
    let explained = if Period::of(&whole.evaluation.head) == options.period {
        Arc::clone(whole)
    } else {
        Arc::new(whole.narrowed(options.period))
    };
    let explained = explained.as_ref();
    let evaluation = explained.evaluation.head.event;
    let head = events::newest(reader, evaluation, prepared_at, options.kind.events())?;
    let company = reader.company()?;
    let stored = reader.sources(explained.evaluation.head.data_sequence)?;
    let numbering = sources::Numbering::of(&explained.loaded.snapshot.sources);
    let today = prepared_at.date_in(explained.loaded.zone);
    let material = Material {
        reader,
        explained,
        company: &company,
        stored: &stored,
        period: options.period,
        head,
        numbering,
        followed: follow_up::Followed::until(reader, head, today)?,
    };
    ports.during("Gathering evidence", || {
        let preparer =
            identity::preparer(options.prepared_by.as_deref(), ports.signed_in.as_deref());
        material.input(whole, options, preparer, prepared_at)
    })
}

impl Material<'_> {
    fn input(
        &self,
        whole: &Explained,
        options: &PackOptions,
        preparer: Preparer,
        prepared_at: Timestamp,
    ) -> Result<Input, AppError> {
        let evidence = self.evidence(options, preparer, prepared_at)?;
        let review = |wanted| {
            let as_of = self.head.sequence;
            annual_review::of_period(self.reader, as_of, self.period, wanted)
        };
        Ok(match options.kind {
            PackKind::Audit => Input::Audit(Box::new(evidence)),
            PackKind::Annual { review: wanted } => {
                let view = review(wanted)?;
                let view = view.as_ref();
                let emergencies = management::emergencies(self);
                let management = management::management(self, whole, &evidence, &emergencies, view);
                let input = annual::annual(self, evidence, management, &emergencies, view);
                Input::Annual(Box::new(input))
            }
            PackKind::Summary => {
                let view = review(None)?;
                let emergencies = management::emergencies(self);
                let management =
                    management::management(self, whole, &evidence, &emergencies, view.as_ref());
                Input::Summary(Box::new(ManagementSummary {
                    evidence,
                    management,
                }))
            }
        })
    }

    fn evidence(
        &self,
        options: &PackOptions,
        prepared_by: Preparer,
        prepared_at: Timestamp,
    ) -> Result<AuditPack, AppError> {
        let explained = self.explained;
        let snapshot = &explained.loaded.snapshot;
        let results_hash = canonical::results_hash(
            &snapshot.policy,
            &explained.rows,
            &explained.others.outcomes,
        )?
        .to_string();
        let sources = sources::register(self)?;
        let coverage = coverage::matrix(self);
        let (controls, results) = (controls::controls(self)?, controls::results(self)?);
        let profile = policy::profile_of(&explained.loaded.profiles, self.policy_at_end().number);
        Ok(AuditPack {
            page_size: options.page_size,
            identity: PackIdentity {
                pack_id: self.pack_id(options.kind.prefix(), &results_hash, prepared_at),
                ..self.identity(&results_hash, prepared_at, prepared_by)
            },
            scope: Scope {
                in_scope: Vec::new(),
                out_of_scope: Vec::new(),
                switched_off: controls::switched_off(&self.versions_in_force()),
                limitations: sources::limitations(&sources),
            },
            tie_out: tie_out::with_runs(self),
            population: population::population(self)?,
            untested: clause_parts::untested(profile, &controls, &results),
            controls,
            results,
            results_hash,
            sampling: sampling::sampling(self)?,
            exceptions: exceptions::register(self)?,
            decided: decided::decided(self)?,
            event_log: EventLog {
                head: Some(events::printed(self.head)),
                extract: events::extract(self)?,
            },
            sources,
            coverage,
        })
    }
}
