//! The events on people who sign in: their actions, and what they tell.

use changeproof_domain::member::{MemberRole, RoleTerm};
use changeproof_store::Digest;
use serde::{Deserialize, Serialize};

/// A person was added.
pub(crate) const ADDED: &str = "person.added";
/// A person has other roles.
pub(crate) const ROLES: &str = "person.roles";
/// A person changed the own passphrase.
pub(crate) const PASSPHRASE: &str = "person.passphrase";
/// A compliance officer reset a lost passphrase.
pub(crate) const RESET: &str = "person.reset";
/// A person signs in no more.
pub(crate) const DEACTIVATED: &str = "person.deactivated";
/// A person signed in.
pub(crate) const SIGN_IN: &str = "sign_in";

/// What [`ADDED`] tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Added {
    /// What the person signs in with.
    pub(crate) person: String,
    /// The name for people.
    pub(crate) name: String,
    /// The roles.
    pub(crate) roles: Vec<RoleTerm>,
    /// The public half of the key.
    pub(crate) key: Digest,
    /// SHA-256 of the sealed private half, as it is stored.
    pub(crate) sealed_sha256: Digest,
    /// Whether another person chose the passphrase.
    pub(crate) temporary: bool,
}

/// What [`ROLES`] tells: all roles that the person has from now on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Roles {
    /// Who.
    pub(crate) person: String,
    /// The roles.
    pub(crate) roles: Vec<RoleTerm>,
}

/// What [`PASSPHRASE`] and [`RESET`] tell: a new key in the place of the one before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewKey {
    /// Whose.
    pub(crate) person: String,
    /// The public half.
    pub(crate) key: Digest,
    /// SHA-256 of the sealed private half, as it is stored.
    pub(crate) sealed_sha256: Digest,
    /// The key that signs no more.
    pub(crate) replaces: Digest,
}

/// What [`DEACTIVATED`] tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Deactivated {
    /// Who.
    pub(crate) person: String,
}

/// What [`SIGN_IN`] tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignIn {
    /// The roles of that day.
    pub(crate) roles: Vec<MemberRole>,
}
