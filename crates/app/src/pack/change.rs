//! Writes a change dossier: everything about one deployment, from the newest evaluation.

use std::path::{Path, PathBuf};

use changeproof_domain::time::Timestamp;
use changeproof_reports::pack::ChangeDossier;
use changeproof_store::{Digest, Workspace};
use serde_json::json;

use super::follow_up::Followed;
use super::{Material, PageSize, Written, dossier, events, sources};
use crate::error::AppError;
use crate::explain::position_of;
use crate::period::Period;
use crate::permission::{self, Act};
use crate::ports::Ports;
use crate::results::Explained;
use crate::wire::pack::PackReport;

/// Which dossier to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DossierOptions {
    /// The deployment's id, `source:id` where several sources use the same, or the key of a change that one
    /// deployment alone brought.
    pub subject: String,
    /// Where to write it; a file of that name is replaced.
    pub out: PathBuf,
    /// The time printed in it; now where it is left out.
    pub at: Option<Timestamp>,
    /// Who prepared it.
    pub prepared_by: Option<String>,
    /// Paper.
    pub page_size: PageSize,
}

/// Writes the dossier of a deployment, by the latest evaluation.
///
/// # Errors
///
/// [`AppError::NotEvaluated`], [`AppError::UnknownDeployment`], [`AppError::AmbiguousDeployment`],
/// [`AppError::EvaluatedByOtherVersion`], [`AppError::NotWritten`], or what the store says.
pub fn change_dossier(
    workspace: &Path,
    options: &DossierOptions,
    ports: &Ports<'_>,
) -> Result<PackReport, AppError> {
    let explained = {
        let open = Workspace::open(workspace)?;
        let reader = open.read()?;
        permission::check(&reader, Act::MakePack, ports)?;
        Explained::latest(&reader, workspace, ports)?
    };
    let position = position_of(&explained, &options.subject)?;
    change_dossier_at(&explained, position, workspace, options, ports)
}

/// Writes it of the deployment at a position of a certain evaluation.
pub(crate) fn change_dossier_at(
    explained: &Explained,
    position: usize,
    workspace: &Path,
    options: &DossierOptions,
    ports: &Ports<'_>,
) -> Result<PackReport, AppError> {
    let mut open = Workspace::open(workspace)?;
    permission::check(&open.read()?, Act::MakePack, ports)?;
    let prepared_by = ports.decided_by(options.prepared_by.as_deref())?;
    let prepared_at = options.at.unwrap_or_else(|| ports.clock.now());
    let head = &explained.evaluation.head;
    let input = {
        let reader = open.read()?;
        let company = reader.company()?;
        let stored = reader.sources(head.data_sequence)?;
        let log_head = events::newest(&reader, head.event, prepared_at, &[])?;
        let today = prepared_at.date_in(explained.loaded.zone);
        let material = Material {
            reader: &reader,
            explained,
            company: &company,
            stored: &stored,
            period: Period::of(head),
            head: log_head,
            numbering: sources::Numbering::of(&explained.loaded.snapshot.sources),
            followed: Followed::until(&reader, log_head, today)?,
        };
        let results_hash = head.results_hash.to_string();
        let preparer =
            super::identity::preparer(prepared_by.as_deref(), ports.signed_in.as_deref());
        let mut identity = material.identity(&results_hash, prepared_at, preparer);
        let row = &explained.rows[position];
        identity.pack_id = pack_id(&identity.pack_id, &[&row.source, &row.id, &row.environment]);
        ChangeDossier {
            page_size: options.page_size,
            identity,
            population_hash: head.population_hash.to_string(),
            population_count: explained.rows.len() as u64,
            results_hash,
            log_head: events::printed(material.head),
            dossier: dossier::dossier(&material, position)?,
        }
    };
    ports.check_cancelled()?;
    let bytes = ports
        .during("Writing the dossier", || {
            changeproof_reports::change_dossier(&input)
        })
        .map_err(|error| AppError::Report(error.to_string()))?;
    let row = &explained.rows[position];
    let file = Written {
        out: &options.out,
        bytes: &bytes,
    };
    let told = json!({
        "kind": "change",
        "subject": format!("{}:{}", row.source, row.id),
        "pack_id": input.identity.pack_id,
        "from": head.from,
        "to": head.to,
        "evaluation": head.event,
        "made_for_it": false,
        "prepared_at": prepared_at,
        "prepared_by": prepared_by,
        "results_hash": input.results_hash,
        "population_hash": input.population_hash,
    });
    let sha256 = file.place(&mut open, told, ports)?;
    Ok(PackReport {
        file: options.out.clone(),
        pack_id: input.identity.pack_id,
        sha256: sha256.to_string(),
        bytes: bytes.len() as u64,
        subjects: 1,
        results_hash: input.results_hash,
        population_hash: input.population_hash,
    })
}

/// `CD-2025-1a2b3c4d`: another for each deployment of an evaluation.
fn pack_id(of_audit: &str, names: &[&str]) -> String {
    let seed = format!("changeproof-dossier-1\n{of_audit}\n{}\n", names.join("\n"));
    let digest = Digest::of(seed.as_bytes()).to_string();
    let year = of_audit.split('-').nth(1).unwrap_or_default();
    format!("CD-{year}-{}", &digest[..8])
}
