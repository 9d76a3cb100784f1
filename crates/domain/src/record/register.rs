//! Lines of the company's own registers: the roster of persons and the post-change reviews.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::account::Account;
use crate::field::Field;
use crate::time::Moment;

use super::parts::{moment, name};

/// A line of the roster: a person with accounts and roles between two dates.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RosterEntry {
    /// The person's name, or a service identity's.
    pub person: String,
    /// Accounts and addresses of this person.
    pub accounts: Vec<Account>,
    /// Roles held between the two dates, such as `deployer`.
    pub roles: Vec<String>,
    /// The first day; without one, always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<NaiveDate>,
    /// The last day; without one, until further notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<NaiveDate>,
    /// The event in which somebody decided so in the workspace; none of an imported line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_in: Option<i64>,
}

impl RosterEntry {
    /// The person with the first day: a later line for the same day replaces this one.
    pub fn key(&self) -> String {
        let mut accounts: Vec<&str> = self.accounts.iter().map(|a| a.name.as_str()).collect();
        accounts.sort_unstable();
        let mut key = format!("{}/{}", self.person, accounts.join(";"));
        if let Some(from) = self.valid_from {
            key.push_str(&format!("/{from}"));
        }
        if let Some(event) = self.decided_in {
            key.push_str(&format!("/event {event}"));
        }
        key
    }
}

/// A line of the register of post-change reviews.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PostChangeReview {
    /// The key of the change record that was reviewed.
    pub change: String,
    /// When the review was held.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub reviewed_at: Field<Moment>,
    /// Who held it.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub reviewed_by: Field<Account>,
    /// The outcome, in words.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub outcome: Field<String>,
    /// Whether the code was reviewed afterwards.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub code_reviewed: Field<bool>,
    /// Notes.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub notes: Field<String>,
    /// Who reviewed the code, where that is told apart from who held the review.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub code_reviewed_by: Field<Account>,
}

impl PostChangeReview {
    /// The change with time and reviewer: one change may be reviewed more than once.
    pub fn key(&self) -> String {
        let (at, by) = (moment(&self.reviewed_at), name(&self.reviewed_by));
        format!("{}/{at}/{by}", self.change)
    }
}
