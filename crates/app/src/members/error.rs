//! What can go wrong around signing in, and what a person may not do.

use std::io;

use chrono::NaiveDate;
use serde_json::{Value, json};
use thiserror::Error;

use super::PASSPHRASE_LETTERS;
use crate::error::ErrorKind;

/// An error around signing in.
#[derive(Debug, Error)]
pub enum SignInError {
    /// Somebody has to sign in.
    #[error("People sign in to this workspace, and nobody did. Say who you are.")]
    Needed,
    /// A decision in a workspace to which nobody signs in.
    #[error(
        "To {act} needs a person who signs in, and this workspace has none. Add the first person."
    )]
    NeedsPeople {
        /// What was to be done.
        act: &'static str,
    },
    /// Somebody signs in where nobody does.
    #[error("Nobody signs in to this workspace yet. Add the first person, or leave the name out.")]
    Nobody,
    /// No passphrase was given.
    #[error("No passphrase was given. Set {variable}, or write it as a line of standard input.")]
    NoPassphrase {
        /// What may hold it.
        variable: &'static str,
    },
    /// A new passphrase was typed twice, not alike.
    #[error("The two passphrases differ. Nothing was changed.")]
    TypedOtherwise,
    /// Another passphrase, or no such person. Which of the two is not told.
    #[error("There is no such person with that passphrase, or the person signs in no more.")]
    Refused,
    /// Another passphrase than the own.
    #[error("That is not your passphrase. Nothing was changed.")]
    OwnRefused,
    /// The passphrase was changed or reset meanwhile, or the person deactivated.
    #[error("{person} has to sign in again: the key that was signed in with signs no more.")]
    Over {
        /// Who.
        person: String,
    },
    /// Somebody else chose the passphrase.
    #[error(
        "The passphrase was chosen by another person. Change it first; until then nothing else can be done."
    )]
    PassphraseTemporary,
    /// The roles of today do not allow it.
    #[error("{person} may not {act}: that takes the role {allowed}. {person} has {has}.")]
    NotAllowed {
        /// Who.
        person: String,
        /// What.
        act: &'static str,
        /// Which roles may.
        allowed: String,
        /// Which roles the person has.
        has: String,
    },
    /// A passphrase that is guessed too soon.
    #[error(
        "The passphrase is too short. Take at least {PASSPHRASE_LETTERS} letters; several words are best."
    )]
    PassphraseShort,
    /// The old one again.
    #[error("The new passphrase is the old one. Take another.")]
    PassphraseSame,
    /// A name that cannot be typed back.
    #[error(
        "'{0}' cannot be signed in with. Take 1 to 64 letters, digits or . _ - + @, such as ana or ana@example.com."
    )]
    BadId(String),
    /// The name is taken.
    #[error("'{id}' was given to {name} already. Take another; names are never given twice.")]
    Exists {
        /// What was to be signed in with.
        id: String,
        /// Whose it is.
        name: String,
    },
    /// No such person.
    #[error("Nobody signs in as '{id}'. Those who do are: {known}.")]
    Unknown {
        /// What was asked for.
        id: String,
        /// All who sign in.
        known: String,
    },
    /// The person signs in no more.
    #[error("{name} was deactivated and signs in no more.")]
    Inactive {
        /// Who.
        name: String,
    },
    /// One's own passphrase cannot be lost and reset at once.
    #[error("Nobody resets the own passphrase. Change it, or ask another compliance officer.")]
    OwnReset,
    /// Nobody could look after people any more.
    #[error(
        "Then nobody would be compliance officer until further notice, and nobody could look after people. Give the role to another person first."
    )]
    LastOfficer,
    /// A role that would begin in the past.
    #[error(
        "{from} has passed: today is {today}. A role begins or ends today or later, since what was allowed on a day stays as it was."
    )]
    RoleBackdated {
        /// The day that was given.
        from: NaiveDate,
        /// Today, in the workspace's zone.
        today: NaiveDate,
    },
    /// A role that ends before it begins.
    #[error("The role ends on {to}, before it begins on {from}.")]
    RoleReversed {
        /// The first day.
        from: NaiveDate,
        /// The last day.
        to: NaiveDate,
    },
    /// Roles stay as they are.
    #[error("{name} has these roles already. Nothing was recorded.")]
    NothingChanges {
        /// Who.
        name: String,
    },
    /// A person without a role.
    #[error("Give at least one role: {known}.")]
    NoRole {
        /// All roles.
        known: String,
    },
    /// A decision in somebody else's name.
    #[error("{person} signed in, but the name given is '{given}'. Leave the name out.")]
    NamedOtherwise {
        /// What was given.
        given: String,
        /// Who signed in.
        person: String,
    },
    /// The key store of another computer sealed it too, or the one of this computer does not give its secret.
    #[error(
        "The key of {person} is sealed by the key store of a computer as well, and it cannot be had here: {why}. Sign in on that computer with the app, or ask another compliance officer to reset the passphrase."
    )]
    KeyElsewhere {
        /// Whose.
        person: String,
        /// What the key store said.
        why: String,
    },
    /// No key store keeps a secret here.
    #[error(
        "The key store of this computer did not keep the secret: {why}. Change the passphrase without it."
    )]
    NoKeyStore {
        /// What it said.
        why: String,
    },
    /// Nobody could let the person in again.
    #[error(
        "If this computer were lost, nobody could let you in again. Give another person the role of compliance officer first, or change the passphrase without the key store."
    )]
    BoundAlone,
    /// A stored key that cannot be read.
    #[error(
        "The key of {person} cannot be read. The file was changed, or a newer version wrote it."
    )]
    KeyUnreadable {
        /// Whose.
        person: String,
    },
    /// The system gave no random bytes.
    #[error("The system gave no random bytes for a key: {0}")]
    NoRandom(io::Error),
}

impl SignInError {
    /// Who has to act on it.
    pub fn kind(&self) -> ErrorKind {
        match self {
            SignInError::Needed
            | SignInError::NeedsPeople { .. }
            | SignInError::Nobody
            | SignInError::NoPassphrase { .. }
            | SignInError::TypedOtherwise
            | SignInError::BadId(_)
            | SignInError::Exists { .. }
            | SignInError::Unknown { .. }
            | SignInError::Inactive { .. }
            | SignInError::OwnReset
            | SignInError::LastOfficer
            | SignInError::BoundAlone
            | SignInError::RoleBackdated { .. }
            | SignInError::RoleReversed { .. }
            | SignInError::NothingChanges { .. }
            | SignInError::NoRole { .. }
            | SignInError::NamedOtherwise { .. } => ErrorKind::Usage,
            SignInError::Refused
            | SignInError::OwnRefused
            | SignInError::PassphraseShort
            | SignInError::PassphraseSame => ErrorKind::Input,
            SignInError::Over { .. }
            | SignInError::PassphraseTemporary
            | SignInError::NotAllowed { .. }
            | SignInError::KeyElsewhere { .. }
            | SignInError::NoKeyStore { .. }
            | SignInError::KeyUnreadable { .. }
            | SignInError::NoRandom(_) => ErrorKind::Workspace,
        }
    }

    /// The code for programs.
    pub fn code(&self) -> &'static str {
        match self {
            SignInError::Needed => "sign_in_needed",
            SignInError::NeedsPeople { .. } => "people_needed",
            SignInError::Nobody => "nobody_signs_in",
            SignInError::NoPassphrase { .. } => "passphrase_missing",
            SignInError::TypedOtherwise => "passphrases_differ",
            SignInError::Refused => "sign_in_refused",
            SignInError::OwnRefused => "own_passphrase_refused",
            SignInError::Over { .. } => "sign_in_over",
            SignInError::PassphraseTemporary => "passphrase_temporary",
            SignInError::NotAllowed { .. } => "not_allowed",
            SignInError::PassphraseShort => "passphrase_too_short",
            SignInError::PassphraseSame => "passphrase_unchanged",
            SignInError::BadId(_) => "bad_person_id",
            SignInError::Exists { .. } => "person_exists",
            SignInError::Unknown { .. } => "unknown_person",
            SignInError::Inactive { .. } => "person_inactive",
            SignInError::OwnReset => "own_reset",
            SignInError::LastOfficer => "last_officer",
            SignInError::RoleBackdated { .. } => "role_backdated",
            SignInError::RoleReversed { .. } => "role_reversed",
            SignInError::NothingChanges { .. } => "roles_unchanged",
            SignInError::NoRole { .. } => "role_missing",
            SignInError::NamedOtherwise { .. } => "named_otherwise",
            SignInError::KeyElsewhere { .. } => "key_elsewhere",
            SignInError::NoKeyStore { .. } => "no_key_store",
            SignInError::BoundAlone => "key_store_alone",
            SignInError::KeyUnreadable { .. } => "key_unreadable",
            SignInError::NoRandom(_) => "no_random_bytes",
        }
    }

    /// What a program may want to know beside the message.
    pub(crate) fn details(&self) -> Value {
        match self {
            SignInError::NotAllowed {
                person,
                act,
                allowed,
                has,
            } => json!({ "person": person, "act": act, "allowed": allowed, "has": has }),
            SignInError::Exists { id, .. }
            | SignInError::Unknown { id, .. }
            | SignInError::BadId(id) => json!({ "person": id }),
            SignInError::Over { person }
            | SignInError::KeyElsewhere { person, .. }
            | SignInError::KeyUnreadable { person } => {
                json!({ "person": person })
            }
            SignInError::Inactive { name } | SignInError::NothingChanges { name } => {
                json!({ "person": name })
            }
            SignInError::RoleBackdated { from, today } => json!({ "from": from, "today": today }),
            SignInError::RoleReversed { from, to } => json!({ "from": from, "to": to }),
            SignInError::Needed
            | SignInError::NeedsPeople { .. }
            | SignInError::Nobody
            | SignInError::NoPassphrase { .. }
            | SignInError::TypedOtherwise
            | SignInError::Refused
            | SignInError::OwnRefused
            | SignInError::PassphraseTemporary
            | SignInError::PassphraseShort
            | SignInError::PassphraseSame
            | SignInError::OwnReset
            | SignInError::LastOfficer
            | SignInError::BoundAlone
            | SignInError::NoKeyStore { .. }
            | SignInError::NoRole { .. }
            | SignInError::NamedOtherwise { .. }
            | SignInError::NoRandom(_) => json!({}),
        }
    }
}
