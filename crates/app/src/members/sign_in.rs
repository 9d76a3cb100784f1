//! Signing in: the passphrase unseals the person's key.

use std::fmt;
use std::path::Path;

use changeproof_domain::member::MemberRole;
use changeproof_store::{Digest, EventSignature, Workspace};

use super::event::{SIGN_IN, SignIn};
use super::key::{KeyFault, PersonKey, derive_in_vain};
use super::{SignInError, active, current_key};
use crate::error::AppError;
use crate::loaded::workspace_zone;
use crate::log;
use crate::permission::{Act, roles_of};
use crate::ports::Ports;

/// A person who signed in. Only [`sign_in`] makes one; dropped, the key is wiped from memory.
pub struct SignedIn {
    id: String,
    name: String,
    roles: Vec<MemberRole>,
    temporary: bool,
    key: PersonKey,
}

impl fmt::Debug for SignedIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignedIn")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

impl SignedIn {
    /// Whoever made the first key of a workspace: nobody could sign in before.
    pub(super) fn first(id: &str, name: &str, roles: Vec<MemberRole>, key: PersonKey) -> SignedIn {
        SignedIn {
            id: id.to_owned(),
            name: name.to_owned(),
            roles,
            temporary: false,
            key,
        }
    }

    /// What the person signs in with.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The name for people.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The roles of the day of signing in. What the person may do is asked of the workspace, each time.
    pub fn roles(&self) -> &[MemberRole] {
        &self.roles
    }

    /// Whether another person chose the passphrase, so that it has to be changed first.
    pub fn must_change_passphrase(&self) -> bool {
        self.temporary
    }

    pub(crate) fn public_key(&self) -> Digest {
        self.key.public()
    }

    pub(crate) fn sign(&self, hash: &Digest) -> EventSignature {
        self.key.sign(hash)
    }
}

/// Signs in, and records it.
///
/// # Errors
///
/// [`SignInError::Nobody`], [`SignInError::Refused`], or what the store says.
pub fn sign_in(
    workspace: &Path,
    person: &str,
    passphrase: &str,
    ports: &Ports<'_>,
) -> Result<SignedIn, AppError> {
    let mut open = Workspace::open(workspace)?;
    let reader = open.read()?;
    if !reader.has_members()? {
        return Err(SignInError::Nobody.into());
    }
    let refused = || AppError::from(SignInError::Refused);
    let member = match active(&reader, person) {
        Ok(member) => member,
        // Who signs in and who does not is not told to whoever did not sign in, by how long it takes either.
        Err(AppError::SignIn(_)) => {
            derive_in_vain(passphrase, ports.sealing);
            return Err(refused());
        }
        Err(error) => return Err(error),
    };
    let row = current_key(&reader, &member.id)?.ok_or_else(refused)?;
    let zone = workspace_zone(&reader)?;
    let roles = roles_of(&reader, &member.id, ports.clock.now().date_in(zone))?;
    drop(reader);
    let sealed = row.sealed.ok_or_else(refused)?;
    let key = PersonKey::unseal(
        &sealed,
        &member.id,
        &row.public_key,
        passphrase,
        ports.key_store,
    );
    let key = key.map_err(|fault| match fault {
        KeyFault::Refused => refused(),
        KeyFault::Elsewhere(why) => SignInError::KeyElsewhere {
            person: member.name.clone(),
            why,
        }
        .into(),
        KeyFault::Unreadable | KeyFault::NoRandom(_) => SignInError::KeyUnreadable {
            person: member.name.clone(),
        }
        .into(),
    })?;
    let signed_in = std::sync::Arc::new(SignedIn {
        id: member.id,
        name: member.name,
        roles: roles.clone(),
        temporary: row.temporary,
        key,
    });
    let theirs = ports.clone().signed_in(signed_in.clone());
    let writer = open.write()?;
    log::append(&writer, Act::SignIn, SIGN_IN, &SignIn { roles }, &theirs)?;
    writer.commit()?;
    drop(theirs);
    std::sync::Arc::into_inner(signed_in).ok_or_else(refused)
}
