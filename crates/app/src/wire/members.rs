//! What the commands on people who sign in print as JSON.

use std::path::PathBuf;

use changeproof_domain::member::{MemberRole, RoleTerm};
use changeproof_domain::time::Timestamp;
use chrono::NaiveDate;
use serde::Serialize;

/// A role of a person for some days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RoleLine {
    /// The role.
    pub role: MemberRole,
    /// The first day.
    pub from: NaiveDate,
    /// The last day; none until further notice.
    pub to: Option<NaiveDate>,
    /// Whether it is in force today.
    pub in_force: bool,
}

impl RoleLine {
    /// Roles as of a day.
    pub(crate) fn all(terms: &[RoleTerm], today: NaiveDate) -> Vec<RoleLine> {
        let line = |term: &RoleTerm| RoleLine {
            role: term.role,
            from: term.from,
            to: term.to,
            in_force: term.holds_on(today),
        };
        terms.iter().map(line).collect()
    }
}

/// What adding a person did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MemberAdded {
    /// The workspace.
    pub workspace: PathBuf,
    /// What the person signs in with.
    pub person: String,
    /// The name for people.
    pub name: String,
    /// The roles.
    pub roles: Vec<RoleLine>,
    /// Whether it is the first person, from whom on everybody has to sign in.
    pub first: bool,
}

/// What changing roles did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MemberRoles {
    /// The workspace.
    pub workspace: PathBuf,
    /// Whose roles.
    pub person: String,
    /// The name for people.
    pub name: String,
    /// All roles that the person has now, past ones too.
    pub roles: Vec<RoleLine>,
}

/// The people who sign in or did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MemberList {
    /// The workspace.
    pub workspace: PathBuf,
    /// The day on which roles are looked at.
    pub today: NaiveDate,
    /// In the order in which they were added.
    pub people: Vec<MemberLine>,
}

/// A person who signs in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MemberLine {
    /// What the person signs in with.
    pub person: String,
    /// The name for people.
    pub name: String,
    /// Whether the person still signs in.
    pub active: bool,
    /// Whether another person chose the passphrase.
    pub must_change_passphrase: bool,
    /// When the person was added.
    pub added_at: Option<Timestamp>,
    /// By whom: what that person signs in with.
    pub added_by: Option<String>,
    /// The roles of all days.
    pub roles: Vec<RoleLine>,
}
