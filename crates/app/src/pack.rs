//! Writes an evidence pack: the audit pack of a period, from a stored evaluation.
//!
//! The pack depends on the evaluation, the period, the time and the preparer alone: what happens in
//! the workspace later does not change it. The export is an event of its own.

mod change;
mod clause_parts;
mod controls;
mod coverage;
mod decided;
mod dossier;
mod events;
mod exceptions;
mod population;
mod record_at_start;
mod sampling;
mod sources;
mod tie_out;

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(crate) use change::change_dossier_at;
pub use change::{DossierOptions, change_dossier};
use changeproof_domain::policy::{InForce, Version};
use changeproof_domain::time::Timestamp;
pub use changeproof_reports::pack::PageSize;
use changeproof_reports::pack::{
    AuditPack, EventLog, PackIdentity, Policy, PolicyVersion, Preparer, Scope, Source,
};
use changeproof_store::{Company, Digest, Evaluation, Head, Reader, StoredSource, Workspace};
use serde_json::{Value, json};

use crate::canonical;
use crate::error::AppError;
use crate::log;
use crate::members::SignedIn;
use crate::period::Period;
use crate::permission::{self, Act};
use crate::policy;
use crate::ports::Ports;
use crate::pruning::PACK_EXPORTED;
use crate::results::{Explained, newest_of};
use crate::wire::pack::PackReport;

/// Which pack to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackOptions {
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

/// Writes the audit evidence pack from the newest evaluation that holds the period.
///
/// # Errors
///
/// [`AppError::PeriodNotEvaluated`] where no evaluation holds the period,
/// [`AppError::EvaluatedByOtherVersion`], [`AppError::NotWritten`], or what the store says.
pub fn audit_pack(
    workspace: &Path,
    options: &PackOptions,
    ports: &Ports<'_>,
) -> Result<PackReport, AppError> {
    audit_pack_from(Basis::Newest, workspace, options, ports)
}

/// Writes the audit evidence pack from a certain evaluation.
pub(crate) fn audit_pack_from(
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
        let explained = explained(basis, &reader, workspace, options.period, ports)?;
        let evaluation = explained.evaluation.head.event;
        let input = input(&reader, &explained, options, prepared_at, ports)?;
        (input, evaluation)
    };
    ports.check_cancelled()?;
    let bytes = ports
        .during("Writing the pack", || {
            changeproof_reports::audit_pack(&input)
        })
        .map_err(|error| AppError::Report(error.to_string()))?;
    ports.check_cancelled()?;
    let file = Written {
        out: &options.out,
        bytes: &bytes,
    };
    let told = json!({
        "kind": "audit",
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
        pack_id: input.identity.pack_id,
        sha256: sha256.to_string(),
        bytes: bytes.len() as u64,
        subjects: input.population.deployments.len() as u64,
        results_hash: input.results_hash,
        population_hash: input.population.hash,
    })
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
}

/// The evaluation with its records, of the days of the pack alone.
fn explained(
    basis: Basis,
    reader: &Reader<'_>,
    workspace: &Path,
    period: Period,
    ports: &Ports<'_>,
) -> Result<Arc<Explained>, AppError> {
    let load = |evaluation| Explained::of(reader, workspace, evaluation, ports).map(Arc::new);
    let explained = match basis {
        Basis::Open(explained) | Basis::Made(explained) => explained,
        Basis::Stored(evaluation) => load(*evaluation)?,
        Basis::Newest => load(newest_of(reader, workspace, period)?)?,
    };
    Ok(if Period::of(&explained.evaluation.head) == period {
        explained
    } else {
        Arc::new(explained.narrowed(period))
    })
}

fn input(
    reader: &Reader<'_>,
    explained: &Explained,
    options: &PackOptions,
    prepared_at: Timestamp,
    ports: &Ports<'_>,
) -> Result<AuditPack, AppError> {
    let evaluation = explained.evaluation.head.event;
    let head = events::newest(reader, evaluation, prepared_at)?;
    let company = reader.company()?;
    let stored = reader.sources(explained.evaluation.head.data_sequence)?;
    let numbering = sources::Numbering::of(&explained.loaded.snapshot.sources);
    let material = Material {
        reader,
        explained,
        company: &company,
        stored: &stored,
        period: options.period,
        head,
        numbering,
    };
    ports.during("Gathering evidence", || {
        let preparer = preparer(options.prepared_by.as_deref(), ports.signed_in.as_deref());
        material.audit_pack(options, preparer, prepared_at)
    })
}

/// Who prepared it: a name that somebody typed is worth less than a person who signed in.
fn preparer(typed: Option<&str>, signed_in: Option<&SignedIn>) -> Preparer {
    match (signed_in, typed) {
        (Some(person), _) => Preparer::SignedIn {
            name: person.name().to_owned(),
            role: Some(permission::words(person.roles())).filter(|words| !words.is_empty()),
        },
        (None, Some(name)) => Preparer::Typed {
            name: name.to_owned(),
        },
        (None, None) => Preparer::WithoutSignIn,
    }
}

/// The days of a version, in words.
fn days(one: &InForce<'_>) -> String {
    match (one.version.from, one.until) {
        (Some(from), Some(until)) => format!("from {from} to {until}"),
        (Some(from), None) => format!("from {from} on"),
        (None, Some(until)) => format!("until {until}"),
        (None, None) => "at all times".to_owned(),
    }
}

impl Material<'_> {
    fn audit_pack(
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
            identity: self.identity(&results_hash, prepared_at, prepared_by),
            scope: Scope {
                in_scope: Vec::new(),
                out_of_scope: Vec::new(),
                limitations: self.limitations(&sources),
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

    /// Who makes the pack, for whom, for which days and by which policy.
    fn identity(
        &self,
        results_hash: &str,
        prepared_at: Timestamp,
        prepared_by: Preparer,
    ) -> PackIdentity {
        let head = &self.explained.evaluation.head;
        PackIdentity {
            pack_id: self.pack_id(results_hash, prepared_at),
            entity: self.entity(),
            workspace_zone: head.zone.clone(),
            period: self.report_period(),
            policy: self.printed_policy(),
            prepared_by,
            prepared_at: prepared_at.utc(),
            as_of: head.as_of.utc(),
            app_version: head.app_version.clone(),
        }
    }

    /// The first and the last instant of the period of which something is known.
    fn known_time(&self) -> (Timestamp, Timestamp) {
        let zone = self.explained.loaded.zone;
        let to = Timestamp::end_of(self.period.to, zone);
        let from = Timestamp::start_of(self.period.from, zone);
        (from, to.min(self.explained.as_of()).max(from))
    }

    /// The version of the policy in force at the end of the period.
    fn policy_at_end(&self) -> &Version {
        let (_, end) = self.known_time();
        self.explained.loaded.snapshot.policy.at(end)
    }

    /// The versions of the policy that were in force within the period, the first first.
    fn versions_in_force(&self) -> Vec<InForce<'_>> {
        let (from, to) = self.known_time();
        self.explained.loaded.snapshot.policy.between(from, to)
    }

    fn printed_policy(&self) -> Policy {
        let at_end = self.policy_at_end();
        let all = self.versions_in_force();
        let (version, in_force_since) = match all.as_slice() {
            [] | [_] => (at_end.number.to_string(), at_end.from),
            several => {
                let each = several.iter().map(|one| {
                    let number = one.version.number;
                    match (one.until, one.version.from) {
                        (Some(until), _) => format!("{number} until {until}"),
                        (None, Some(from)) => format!("{number} from {from}"),
                        (None, None) => number.to_string(),
                    }
                });
                (each.collect::<Vec<_>>().join(", "), None)
            }
        };
        Policy {
            name: at_end.name.clone(),
            version,
            in_force_since,
            owner: None,
            versions: all.iter().map(|one| self.printed_version(one)).collect(),
        }
    }

    fn printed_version(&self, one: &InForce<'_>) -> PolicyVersion {
        let loaded = &self.explained.loaded;
        let recorded = policy::recorded(&loaded.profiles, one.version.number);
        let at = recorded.and_then(|recorded| recorded.recorded_at);
        let signed_in = recorded.is_some_and(|recorded| recorded.signed_in);
        PolicyVersion {
            number: one.version.number,
            days: days(one),
            reason: policy::profile_of(&loaded.profiles, one.version.number)
                .reason
                .clone(),
            recorded: match (at, recorded.and_then(|recorded| recorded.by.as_ref())) {
                (Some(at), Some(by)) if signed_in => format!("{at}, by {by}, signed"),
                (Some(at), Some(by)) => format!("{at}, by {by}, without sign-in"),
                (Some(at), None) => format!("{at}, without sign-in"),
                (None, _) => "part of Changeproof".to_owned(),
            },
            sha256: recorded.map_or_else(String::new, |one| one.sha256().to_string()),
            differences: policy::differences_of(&loaded.profiles, one.version.number),
        }
    }

    /// What limits the evidence: what was left out by decision, then the rest.
    fn limitations(&self, sources: &[Source]) -> Vec<String> {
        let mut limitations = controls::switched_off(&self.versions_in_force());
        limitations.extend(sources::limitations(sources));
        limitations
    }

    fn entity(&self) -> String {
        if self.company.entity.is_empty() {
            "The company (no name was given)".to_owned()
        } else {
            self.company.entity.clone()
        }
    }

    fn report_period(&self) -> changeproof_reports::pack::Period {
        changeproof_reports::pack::Period {
            from: self.period.from,
            to: self.period.to,
        }
    }

    /// `CP-2025-1a2b3c4d`: the same for the same results, period and time.
    fn pack_id(&self, results_hash: &str, prepared_at: Timestamp) -> String {
        use chrono::Datelike;
        let Period { from, to } = self.period;
        let seed = format!("changeproof-pack-1\n{results_hash}\n{from}\n{to}\n{prepared_at}\n");
        let digest = Digest::of(seed.as_bytes()).to_string();
        format!("CP-{}-{}", to.year(), &digest[..8])
    }
}
