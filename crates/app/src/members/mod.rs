//! People who sign in to a workspace: one file for each thing that happens to them.
//!
//! Everything about them is told by events, which the person who did it signs. The rows of `member`,
//! `member_role` and `member_key` follow from these; `verify` holds the two together.

mod add;
mod deactivate;
mod error;
pub(crate) mod event;
mod key;
mod list;
mod passphrase;
mod reset;
mod roles;
mod sign_in;
#[cfg(test)]
mod tests;

use changeproof_domain::member::{MemberRole, RoleTerm};
use changeproof_store::{Digest, MemberKeyRow, MemberRow, Reader};
use chrono::NaiveDate;

use crate::error::AppError;
use crate::ports::Ports;

pub use add::{NewPerson, add};
pub use deactivate::deactivate;
pub use error::SignInError;
pub use key::SealingCost;
pub(crate) use key::is_signed_by;
use key::{KeyFault, PersonKey, StoreSecret};
pub use list::{anybody, list};
pub(crate) use passphrase::sealed_by;
pub use passphrase::{change_passphrase, check_own};
pub use reset::reset;
pub use roles::{RoleChange, change_roles};
pub use sign_in::{SignedIn, sign_in};

pub use crate::wire::view::members::SealedBy;

/// The shortest passphrase.
pub const PASSPHRASE_LETTERS: usize = 12;

fn check_passphrase(passphrase: &str) -> Result<(), SignInError> {
    if passphrase.chars().count() < PASSPHRASE_LETTERS {
        return Err(SignInError::PassphraseShort);
    }
    Ok(())
}

/// The person who signs in with that name and still does.
fn active(reader: &Reader<'_>, id: &str) -> Result<MemberRow, AppError> {
    let members = reader.members()?;
    let Some(found) = members.iter().find(|member| member.id == id) else {
        let active = members.iter().filter(|one| one.deactivated_by.is_none());
        let known: Vec<&str> = active.map(|one| one.id.as_str()).collect();
        return Err(SignInError::Unknown {
            id: id.to_owned(),
            known: known.join(", "),
        }
        .into());
    };
    if found.deactivated_by.is_some() {
        let name = found.name.clone();
        return Err(SignInError::Inactive { name }.into());
    }
    Ok(found.clone())
}

/// The key with which a person signs now.
pub(crate) fn current_key(
    reader: &Reader<'_>,
    person: &str,
) -> Result<Option<MemberKeyRow>, AppError> {
    let keys = reader.member_keys()?;
    Ok(keys
        .into_iter()
        .find(|key| key.member == person && key.ended_by.is_none()))
}

/// The roles of a person, of all days.
pub(crate) fn terms_of(reader: &Reader<'_>, person: &str) -> Result<Vec<RoleTerm>, AppError> {
    let rows = reader.member_roles()?.into_iter();
    Ok(rows
        .filter(|row| row.member == person)
        .map(|row| row.term)
        .collect())
}

/// Whether somebody who still signs in is compliance officer from today until further notice, once a person
/// has other roles, or none.
fn check_officer_stays(
    reader: &Reader<'_>,
    person: &str,
    roles: &[RoleTerm],
    today: NaiveDate,
) -> Result<(), AppError> {
    let stays = |term: &RoleTerm| {
        term.role == MemberRole::ComplianceOfficer && term.from <= today && term.to.is_none()
    };
    if roles.iter().any(stays) {
        return Ok(());
    }
    for other in reader.members()? {
        if other.id != person
            && other.deactivated_by.is_none()
            && terms_of(reader, &other.id)?.iter().any(stays)
        {
            return Ok(());
        }
    }
    Err(SignInError::LastOfficer.into())
}

/// A new key for a person, and how it is stored.
fn new_key(
    person: &str,
    passphrase: &str,
    stored: Option<&StoreSecret>,
    ports: &Ports<'_>,
) -> Result<(PersonKey, String), AppError> {
    let key = PersonKey::new(ports.random).map_err(SignInError::NoRandom)?;
    let sealed = key.seal(person, passphrase, ports.sealing, ports.random, stored);
    let sealed = sealed.map_err(|fault| match fault {
        KeyFault::NoRandom(error) => SignInError::NoRandom(error),
        KeyFault::Refused | KeyFault::Elsewhere(_) | KeyFault::Unreadable => {
            SignInError::KeyUnreadable {
                person: person.to_owned(),
            }
        }
    })?;
    Ok((key, sealed))
}

/// A key's row, as of the event that tells of it.
fn key_row(
    person: &str,
    public: Digest,
    sealed: String,
    temporary: bool,
    event: i64,
) -> MemberKeyRow {
    MemberKeyRow {
        public_key: public,
        member: person.to_owned(),
        sealed: Some(sealed),
        temporary,
        made_by: event,
        ended_by: None,
    }
}
