//! A person changes the own passphrase. The key is made anew, so that an older copy of the file and the
//! older passphrase sign nothing that counts.

use std::path::Path;

use changeproof_store::{Digest, MemberKeyRow, Reader, Workspace};

use super::event::{NewKey, PASSPHRASE};
use super::key::{PersonKey, StoreSecret};
use super::{SignInError, check_officer_stays, check_passphrase, current_key, key_row, new_key};
use crate::error::AppError;
use crate::loaded::workspace_zone;
use crate::log;
use crate::permission::{self, Act};
use crate::ports::Ports;
use crate::wire::view::members::SealedBy;

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
        let store = ports.key_store;
        PersonKey::unseal(&sealed, person.id(), &public, passphrase, store).is_ok()
    });
    if is_it {
        Ok(())
    } else {
        Err(SignInError::OwnRefused.into())
    }
}

/// What seals the key with which a person signs now.
pub(crate) fn sealed_by(reader: &Reader<'_>, person: &str) -> Result<SealedBy, AppError> {
    let sealed = current_key(reader, person)?.and_then(|row| row.sealed);
    Ok(match sealed.as_deref().and_then(StoreSecret::named_in) {
        Some(_) => SealedBy::PassphraseAndKeyStore,
        None => SealedBy::Passphrase,
    })
}

/// Changes the passphrase of whoever signed in, who has to sign in again.
///
/// # Errors
///
/// [`SignInError::PassphraseShort`], [`SignInError::PassphraseSame`], [`SignInError::Needed`],
/// [`SignInError::BoundAlone`], [`SignInError::NoKeyStore`], or what the store says.
pub fn change_passphrase(
    workspace: &Path,
    new: &str,
    by: SealedBy,
    ports: &Ports<'_>,
) -> Result<(), AppError> {
    let mut open = Workspace::open(workspace)?;
    let before = {
        let reader = open.read()?;
        permission::check(&reader, Act::ChangePassphrase, ports)?;
        let person = ports.signed_in.as_ref().ok_or(SignInError::Needed)?;
        if by == SealedBy::PassphraseAndKeyStore {
            check_somebody_resets(&reader, person.id(), ports)?;
        }
        current_key(&reader, person.id())?.ok_or_else(|| SignInError::Over {
            person: person.name().to_owned(),
        })?
    };
    check_passphrase(new)?;
    let same = before.sealed.as_deref().is_some_and(|sealed| {
        PersonKey::unseal(
            sealed,
            &before.member,
            &before.public_key,
            new,
            ports.key_store,
        )
        .is_ok()
    });
    if same {
        return Err(SignInError::PassphraseSame.into());
    }
    let stored = match by {
        SealedBy::Passphrase => None,
        SealedBy::PassphraseAndKeyStore => Some(kept_secret(ports)?),
    };
    let before = renew(&mut open, before, new, stored.as_ref(), ports)?;
    if let Some(name) = before.as_deref().and_then(StoreSecret::named_in) {
        // It opens nothing any more; that it stays there is no reason to fail.
        drop(ports.key_store.forget(&name));
    }
    Ok(())
}

/// A new secret, kept by the key store.
fn kept_secret(ports: &Ports<'_>) -> Result<StoreSecret, SignInError> {
    let stored = StoreSecret::new(ports.random).map_err(SignInError::NoRandom)?;
    let kept = ports.key_store.keep(&stored.name, &stored.secret[..]);
    kept.map_err(|why| SignInError::NoKeyStore { why })?;
    Ok(stored)
}

/// Whether somebody else could let a person in again whose computer is lost.
fn check_somebody_resets(
    reader: &Reader<'_>,
    person: &str,
    ports: &Ports<'_>,
) -> Result<(), AppError> {
    let today = ports.clock.now().date_in(workspace_zone(reader)?);
    match check_officer_stays(reader, person, &[], today) {
        Err(AppError::SignIn(SignInError::LastOfficer)) => Err(SignInError::BoundAlone.into()),
        checked => checked,
    }
}

/// Makes the new key, and answers how the one before was sealed.
fn renew(
    open: &mut Workspace,
    before: MemberKeyRow,
    new: &str,
    stored: Option<&StoreSecret>,
    ports: &Ports<'_>,
) -> Result<Option<String>, AppError> {
    let (key, sealed) = new_key(&before.member, new, stored, ports)?;
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
    writer.commit()?;
    Ok(before.sealed)
}
