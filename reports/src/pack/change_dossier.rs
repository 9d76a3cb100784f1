//! The input of a change dossier, and the one call that makes the PDF from it.

use super::{Dossier, LogHead, PackIdentity, PageSize};
use crate::error::ReportError;
use crate::{attachments, layout, pdf, sections};

/// Everything that a change dossier is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeDossier {
    /// Paper.
    pub page_size: PageSize,
    /// Who, for whom, when; the period is that of the evaluation.
    pub identity: PackIdentity,
    /// SHA-256 over the population that the deployment belongs to.
    pub population_hash: String,
    /// How many deployments that has.
    pub population_count: u64,
    /// SHA-256 over the results of the evaluation.
    pub results_hash: String,
    /// The newest event that it rests on.
    pub log_head: LogHead,
    /// The deployment.
    pub dossier: Dossier,
}

/// Writes a change dossier: PDF/A-3a and PDF/UA-1 with its attachments.
///
/// # Errors
///
/// Where the PDF could not be written.
pub fn change_dossier(input: &ChangeDossier) -> Result<Vec<u8>, ReportError> {
    let attachments = attachments::dossier(input)?;
    let document = sections::dossier(input, &attachments)?;
    let scene = layout::compose(&document)?;
    pdf::write(&scene, &attachments)
}
