//! A person signs in no more. What the person signed stays signed.

use std::path::Path;

use changeproof_store::Workspace;

use super::event::{DEACTIVATED, Deactivated};
use super::{active, check_officer_stays};
use crate::error::AppError;
use crate::loaded::workspace_zone;
use crate::log;
use crate::permission::{self, Act};
use crate::ports::Ports;

/// Deactivates a person.
///
/// # Errors
///
/// [`super::SignInError::Unknown`], [`super::SignInError::Inactive`],
/// [`super::SignInError::LastOfficer`], [`super::SignInError::NotAllowed`], or what the store says.
pub fn deactivate(workspace: &Path, person: &str, ports: &Ports<'_>) -> Result<(), AppError> {
    let mut open = Workspace::open(workspace)?;
    let writer = open.write()?;
    permission::check(&writer, Act::LookAfterPeople, ports)?;
    let member = active(&writer, person)?;
    let today = ports.clock.now().date_in(workspace_zone(&writer)?);
    check_officer_stays(&writer, &member.id, &[], today)?;
    let told = Deactivated { person: member.id };
    let head = log::append(&writer, Act::LookAfterPeople, DEACTIVATED, &told, ports)?;
    writer.deactivate_member(&told.person, head.sequence)?;
    writer.end_member_keys(&told.person, head.sequence)?;
    Ok(writer.commit()?)
}
