//! Who signs in: what is told before that, who did, and all who may.

use changeproof_domain::member::MemberRole;
use changeproof_domain::time::Timestamp;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::session::WorkspaceView;

/// A person whom one can sign in as.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct SignInPerson {
    /// What the person signs in with.
    pub person: String,
    /// The name for people.
    pub name: String,
}

/// What has to be done before anything of a workspace is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SignInStep {
    /// Somebody has to sign in.
    SignIn,
    /// Somebody was signed in, and the app was locked.
    Locked,
    /// Whoever signed in has to choose another passphrase.
    ChoosePassphrase,
}

/// A workspace that waits for somebody to sign in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct SignInView {
    /// The company.
    pub entity: String,
    /// The file's name.
    pub file: String,
    /// The folder that it stands in.
    pub folder: String,
    /// What has to be done.
    pub step: SignInStep,
    /// All who sign in.
    pub people: Vec<SignInPerson>,
    /// Who was signed in before it was locked, or who has to choose a passphrase.
    pub person: Option<SignInPerson>,
    /// Whether work goes on that was begun before.
    pub working: bool,
    /// How many letters a passphrase has at least.
    pub shortest_passphrase: u32,
}

/// What opening a workspace or signing in led to.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum OpenedView {
    /// It is open.
    Open {
        /// What it says about itself.
        workspace: Box<WorkspaceView>,
    },
    /// It waits.
    SignIn {
        /// For what.
        sign_in: SignInView,
    },
}

/// What seals a person's key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SealedBy {
    /// The passphrase alone: it opens wherever the file is.
    #[default]
    Passphrase,
    /// A secret in the key store of this computer as well: it opens here alone.
    PassphraseAndKeyStore,
}

/// Whoever is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct SignedInView {
    /// What the person signs in with.
    pub person: String,
    /// The name for people.
    pub name: String,
    /// The roles of today, in words.
    pub roles: Vec<String>,
    /// What the roles allow.
    pub may: MayView,
    /// What seals the person's key.
    pub sealed_by: SealedBy,
}

/// What somebody may do today, beyond looking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
pub struct MayView {
    /// Import files.
    pub import: bool,
    /// Work out results.
    pub evaluate: bool,
    /// Export a pack.
    pub make_pack: bool,
    /// Add people and change their roles.
    pub look_after_people: bool,
}

/// A role of a person for some days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct MemberTerm {
    /// The role.
    #[ts(type = "MemberRole")]
    pub role: MemberRole,
    /// The role in words.
    pub label: String,
    /// The first day.
    #[ts(type = "string")]
    pub from: NaiveDate,
    /// The last day; none until further notice.
    #[ts(type = "string | null")]
    pub to: Option<NaiveDate>,
    /// Whether it is in force today.
    pub in_force: bool,
}

/// A person who signs in, or did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct MemberRow {
    /// What the person signs in with.
    pub person: String,
    /// The name for people.
    pub name: String,
    /// Whether the person still signs in.
    pub active: bool,
    /// Whether another person chose the passphrase.
    pub must_change_passphrase: bool,
    /// When the person was added.
    #[ts(type = "string | null")]
    pub added_at: Option<Timestamp>,
    /// The name of whoever added the person.
    pub added_by: Option<String>,
    /// The roles of all days.
    pub roles: Vec<MemberTerm>,
}

/// A role that can be given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct RoleChoice {
    /// The role.
    #[ts(type = "MemberRole")]
    pub role: MemberRole,
    /// The role in words.
    pub label: String,
    /// What it allows, beyond looking.
    pub may: Vec<String>,
}

/// All who sign in, or did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct MembersView {
    /// Today, in the workspace's zone.
    #[ts(type = "string")]
    pub today: NaiveDate,
    /// In the order in which they were added; nobody where nobody signs in.
    pub people: Vec<MemberRow>,
    /// The roles that can be given.
    pub roles: Vec<RoleChoice>,
    /// How many letters a passphrase has at least.
    pub shortest_passphrase: u32,
}

/// A person to add.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
pub struct NewMember {
    /// What the person will sign in with.
    pub person: String,
    /// The name for people.
    pub name: String,
    /// The roles. The first person is compliance officer whatever stands here.
    #[ts(type = "MemberRole[]")]
    pub roles: Vec<MemberRole>,
    /// Their first day; today where it is left out.
    #[ts(type = "string | null")]
    pub from: Option<NaiveDate>,
}

/// Roles to give and to take.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
pub struct RoleEdit {
    /// Whose.
    pub person: String,
    /// Roles that the person is given.
    #[ts(type = "MemberRole[]")]
    pub give: Vec<MemberRole>,
    /// Roles that are taken.
    #[ts(type = "MemberRole[]")]
    pub take: Vec<MemberRole>,
    /// The first day with what is given and without what is taken; today where it is left out.
    #[ts(type = "string | null")]
    pub from: Option<NaiveDate>,
    /// The last day of what is given; none until further notice.
    #[ts(type = "string | null")]
    pub to: Option<NaiveDate>,
}
