//! Lists the people who sign in.

use std::path::Path;

use changeproof_store::Workspace;

use super::{current_key, terms_of};
use crate::error::AppError;
use crate::loaded::workspace_zone;
use crate::permission::{self, Act};
use crate::ports::Ports;
use crate::wire::members::{MemberLine, MemberList, RoleLine};

/// Whether people sign in to a workspace.
///
/// # Errors
///
/// What the store says.
pub fn anybody(workspace: &Path) -> Result<bool, AppError> {
    Ok(Workspace::open(workspace)?.read()?.has_members()?)
}

/// All people who sign in or did, in the order in which they were added.
///
/// # Errors
///
/// [`super::SignInError::Needed`], [`super::SignInError::NotAllowed`], or what the store says.
pub fn list(workspace: &Path, ports: &Ports<'_>) -> Result<MemberList, AppError> {
    let open = Workspace::open(workspace)?;
    let reader = open.read()?;
    permission::check(&reader, Act::Look, ports)?;
    let zone = workspace_zone(&reader)?;
    let today = ports.clock.now().date_in(zone);
    let mut people = Vec::new();
    for member in reader.members()? {
        let key = current_key(&reader, &member.id)?;
        let terms = terms_of(&reader, &member.id)?;
        let added = reader.events(member.added_by, member.added_by)?.pop();
        people.push(MemberLine {
            active: member.deactivated_by.is_none(),
            must_change_passphrase: key.is_some_and(|key| key.temporary),
            added_at: added.as_ref().map(|event| event.at),
            added_by: added.and_then(|event| event.person),
            roles: RoleLine::all(&terms, today),
            person: member.id,
            name: member.name,
        });
    }
    Ok(MemberList {
        workspace: workspace.to_owned(),
        today,
        people,
    })
}
