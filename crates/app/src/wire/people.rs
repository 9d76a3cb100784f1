//! Who is who, as `people --json` prints it.

use chrono::NaiveDate;
use serde::Serialize;

use super::view::people::{AccountRow, PersonLine, SuggestionRow};

/// The persons of the roster and the accounts of the records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PeopleReport {
    /// The first day of the evaluation that tells what accounts block.
    pub from: NaiveDate,
    /// Its last day.
    pub to: NaiveDate,
    /// The day on which roles were looked at.
    pub day: NaiveDate,
    /// Persons and service identities of the roster.
    pub persons: Vec<PersonLine>,
    /// Accounts that are no person's, those that leave most without evidence first.
    pub unresolved: Vec<AccountRow>,
    /// Service identities and shared logins that records name.
    pub machines: Vec<AccountRow>,
    /// Accounts that may belong together. They count for nothing.
    pub suggestions: Vec<SuggestionRow>,
}
