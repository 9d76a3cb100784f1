//! A person changes the own passphrase. The key is made anew, so that an older copy of the file and the
//! older passphrase sign nothing that counts.

use std::path::Path;

use changeproof_store::{Digest, Workspace};

use super::event::{NewKey, PASSPHRASE};
use super::key::PersonKey;
use super::{SignInError, check_passphrase, current_key, key_row, new_key};
use crate::error::AppError;
use crate::log;
use crate::permission::{self, Act};
use crate::ports::Ports;

/// Whether a passphrase is that of whoever signed in: asked before it is changed, since somebody else may
/// sit there by now.
///
/// # Errors
///
/// [`SignInError::OwnRefused`], [`SignInError::Needed`], or what the store says.
pub fn check_own(workspace: &Path, passphrase: &str, ports: &Ports<'_>) -> Result<(), AppError> {
    let open = Workspace::open(workspace)?;
    let reader = open.read()?;
    permission::check(&reader, Act::ChangePassphrase, ports)?;
    let person = ports.signed_in.as_ref().ok_or(SignInError::Needed)?;
    let row = current_key(&reader, person.id())?;
    let sealed = row.and_then(|row| row.sealed.map(|sealed| (sealed, row.public_key)));
    let is_it = sealed.is_some_and(|(sealed, public)| {
        PersonKey::unseal(&sealed, person.id(), &public, passphrase).is_ok()
    });
    if is_it {
        Ok(())
    } else {
        Err(SignInError::OwnRefused.into())
    }
}

/// Changes the passphrase of whoever signed in, who has to sign in again.
///
/// # Errors
///
/// [`SignInError::PassphraseShort`], [`SignInError::PassphraseSame`], [`SignInError::Needed`], or what the
/// store says.
pub fn change_passphrase(workspace: &Path, new: &str, ports: &Ports<'_>) -> Result<(), AppError> {
    let mut open = Workspace::open(workspace)?;
    let before = {
        let reader = open.read()?;
        permission::check(&reader, Act::ChangePassphrase, ports)?;
        let person = ports.signed_in.as_ref().ok_or(SignInError::Needed)?;
        current_key(&reader, person.id())?.ok_or_else(|| SignInError::Over {
            person: person.name().to_owned(),
        })?
    };
    check_passphrase(new)?;
    let same = before.sealed.as_deref().is_some_and(|sealed| {
        PersonKey::unseal(sealed, &before.member, &before.public_key, new).is_ok()
    });
    if same {
        return Err(SignInError::PassphraseSame.into());
    }
    let (key, sealed) = new_key(&before.member, new, ports)?;
    let writer = open.write()?;
    let told = NewKey {
        person: before.member,
        key: key.public(),
        sealed_sha256: Digest::of(sealed.as_bytes()),
        replaces: before.public_key,
    };
    let head = log::append(&writer, Act::ChangePassphrase, PASSPHRASE, &told, ports)?;
    writer.end_member_keys(&told.person, head.sequence)?;
    let row = key_row(&told.person, told.key, sealed, false, head.sequence);
    writer.add_member_key(&row)?;
    Ok(writer.commit()?)
}
