//! Lists the significant changes that are recorded here.

use std::path::Path;

use changeproof_store::{Reader, Workspace};

use super::event;
use crate::error::AppError;
use crate::permission::{self, Act};
use crate::ports::Ports;
use crate::wire::policy_trigger::PolicyTriggerLine;

/// All of them, in the order in which they were recorded.
///
/// # Errors
///
/// What a person may not do, or what the store says.
pub fn list(workspace: &Path, ports: &Ports<'_>) -> Result<Vec<PolicyTriggerLine>, AppError> {
    let open = Workspace::open(workspace)?;
    let reader = open.read()?;
    permission::check(&reader, Act::Look, ports)?;
    of(&reader)
}

/// The same for whoever may look.
pub(crate) fn of(reader: &Reader<'_>) -> Result<Vec<PolicyTriggerLine>, AppError> {
    let all = event::all(reader, i64::MAX)?;
    Ok(all.iter().map(PolicyTriggerLine::of).collect())
}
