//! Lists what was attested here.

use std::path::Path;

use changeproof_store::Workspace;

use super::event;
use crate::error::AppError;
use crate::permission::{self, Act};
use crate::ports::Ports;
use crate::wire::attestation::AttestationLine;

/// All attestations, in the order in which they were recorded.
///
/// # Errors
///
/// What a person may not do, or what the store says.
pub fn list(workspace: &Path, ports: &Ports<'_>) -> Result<Vec<AttestationLine>, AppError> {
    let open = Workspace::open(workspace)?;
    let reader = open.read()?;
    permission::check(&reader, Act::Look, ports)?;
    let all = event::all(&reader, i64::MAX)?;
    Ok(all.iter().map(AttestationLine::of).collect())
}
