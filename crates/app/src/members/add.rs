//! Adds a person: the first one, who becomes compliance officer, or another one.

use std::path::Path;

use changeproof_domain::member::{MemberRole, RoleTerm, roles_on};
use changeproof_store::{Digest, Workspace, Writer};
use chrono::NaiveDate;

use super::event::{ADDED, Added};
use super::{SignInError, SignedIn, check_passphrase, key_row, new_key};
use crate::error::AppError;
use crate::loaded::workspace_zone;
use crate::log;
use crate::permission::{self, Act};
use crate::ports::Ports;
use crate::wire::members::{MemberAdded, RoleLine};

/// A person to add.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPerson {
    /// What the person will sign in with.
    pub id: String,
    /// The name for people.
    pub name: String,
    /// The roles. The first person is compliance officer whatever stands here.
    pub roles: Vec<MemberRole>,
    /// Their first day; today where it is left out.
    pub from: Option<NaiveDate>,
}

/// Adds a person with a passphrase. The first person of a workspace adds oneself; every other one is
/// added by a compliance officer, and has to choose another passphrase first.
///
/// # Errors
///
/// What is wrong with the name, the roles or the passphrase; [`SignInError::NotAllowed`]; or what the store
/// says.
pub fn add(
    workspace: &Path,
    new: &NewPerson,
    passphrase: &str,
    ports: &Ports<'_>,
) -> Result<MemberAdded, AppError> {
    let id = new.id.trim();
    let name = new.name.trim();
    check_id(id)?;
    if name.is_empty() {
        return Err(AppError::NoName);
    }
    check_passphrase(passphrase)?;
    let mut open = Workspace::open(workspace)?;
    let (first, today) = {
        let reader = open.read()?;
        let first = !reader.has_members()?;
        if !first {
            permission::check(&reader, Act::LookAfterPeople, ports)?;
        }
        (first, ports.clock.now().date_in(workspace_zone(&reader)?))
    };
    let roles = terms(new, first, today)?;
    // Takes a moment: before anybody has to wait for the file.
    let (key, sealed) = new_key(id, passphrase, None, ports)?;
    let writer = open.write()?;
    if first == writer.has_members()? {
        return Err(SignInError::Needed.into());
    }
    check_free(&writer, id)?;
    let told = Added {
        person: id.to_owned(),
        name: name.to_owned(),
        roles,
        key: key.public(),
        sealed_sha256: Digest::of(sealed.as_bytes()),
        temporary: !first,
    };
    let head = if first {
        let own = SignedIn::first(id, name, roles_on(&told.roles, today), key);
        log::append_first(&writer, &own, ADDED, &told, ports)?
    } else {
        log::append(&writer, Act::LookAfterPeople, ADDED, &told, ports)?
    };
    writer.add_member(id, name, head.sequence)?;
    writer.set_member_roles(id, &told.roles, head.sequence)?;
    writer.add_member_key(&key_row(
        id,
        told.key,
        sealed,
        told.temporary,
        head.sequence,
    ))?;
    writer.commit()?;
    Ok(MemberAdded {
        workspace: workspace.to_owned(),
        person: told.person,
        name: told.name,
        roles: RoleLine::all(&told.roles, today),
        first,
    })
}

fn check_id(id: &str) -> Result<(), SignInError> {
    let known = |letter: char| letter.is_alphanumeric() || "._-+@".contains(letter);
    if (1..=64).contains(&id.chars().count()) && id.chars().all(known) {
        return Ok(());
    }
    Err(SignInError::BadId(id.to_owned()))
}

fn check_free(writer: &Writer<'_>, id: &str) -> Result<(), AppError> {
    let same = |other: &str| other.to_lowercase() == id.to_lowercase();
    match writer.members()?.into_iter().find(|one| same(&one.id)) {
        None => Ok(()),
        Some(other) => Err(SignInError::Exists {
            id: id.to_owned(),
            name: other.name,
        }
        .into()),
    }
}

fn terms(new: &NewPerson, first: bool, today: NaiveDate) -> Result<Vec<RoleTerm>, SignInError> {
    let from = new.from.unwrap_or(today);
    if from < today {
        return Err(SignInError::RoleBackdated { from, today });
    }
    let mut roles = new.roles.clone();
    roles.sort_unstable();
    roles.dedup();
    let officer = MemberRole::ComplianceOfficer;
    if first && !roles.contains(&officer) {
        roles.insert(0, officer);
    }
    if roles.is_empty() {
        return Err(SignInError::NoRole {
            known: permission::words(&MemberRole::ALL),
        });
    }
    let term = |role| RoleTerm {
        role,
        from: if first && role == officer {
            today
        } else {
            from
        },
        to: None,
    };
    Ok(roles.into_iter().map(term).collect())
}
