//! A compliance officer gives a person who lost the passphrase another one. The person has to change it
//! before anything else; the old key stays, to verify what it signed.

use std::path::Path;

use changeproof_store::{Digest, Workspace};

use super::event::{NewKey, RESET};
use super::{SignInError, active, check_passphrase, current_key, key_row, new_key};
use crate::error::AppError;
use crate::log;
use crate::permission::{self, Act};
use crate::ports::Ports;

/// Resets the passphrase of another person.
///
/// # Errors
///
/// [`SignInError::OwnReset`], [`SignInError::Unknown`], [`SignInError::Inactive`],
/// [`SignInError::PassphraseShort`], [`SignInError::NotAllowed`], or what the store says.
pub fn reset(
    workspace: &Path,
    person: &str,
    passphrase: &str,
    ports: &Ports<'_>,
) -> Result<(), AppError> {
    let mut open = Workspace::open(workspace)?;
    let member = {
        let reader = open.read()?;
        permission::check(&reader, Act::LookAfterPeople, ports)?;
        active(&reader, person)?
    };
    let own = |officer: &super::SignedIn| officer.id() == member.id;
    if ports.signed_in.as_deref().is_some_and(own) {
        return Err(SignInError::OwnReset.into());
    }
    check_passphrase(passphrase)?;
    let (key, sealed) = new_key(&member.id, passphrase, None, ports)?;
    let writer = open.write()?;
    active(&writer, &member.id)?;
    let before = current_key(&writer, &member.id)?;
    let before = before.ok_or_else(|| SignInError::KeyUnreadable {
        person: member.name.clone(),
    })?;
    let told = NewKey {
        person: member.id,
        key: key.public(),
        sealed_sha256: Digest::of(sealed.as_bytes()),
        replaces: before.public_key,
    };
    let head = log::append(&writer, Act::LookAfterPeople, RESET, &told, ports)?;
    writer.end_member_keys(&told.person, head.sequence)?;
    let row = key_row(&told.person, told.key, sealed, true, head.sequence);
    writer.add_member_key(&row)?;
    Ok(writer.commit()?)
}
