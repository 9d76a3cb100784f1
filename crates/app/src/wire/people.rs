//! Who is who, as `people --json` prints it.

use changeproof_domain::time::Timestamp;
use chrono::NaiveDate;
use serde::Serialize;
use ts_rs::TS;

use super::attachment::AttachmentLine;
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

/// What was recorded about an account or a role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct AccountDone {
    /// The event.
    #[ts(type = "number")]
    pub event: i64,
    /// The person of the roster.
    pub person: Option<String>,
    /// Whether it counts only once a second person agrees.
    pub waits_for_second: bool,
}

/// A decision on an account or a role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct AccountDecisionLine {
    /// The event.
    #[ts(type = "number")]
    pub event: i64,
    /// When.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// Who decided, as that person signs in.
    pub by: String,
    /// What, in a sentence.
    pub sentence: String,
    /// Whether it may make outcomes better that were evaluated before.
    pub reaches_back: bool,
    /// Who agreed as a second person.
    pub second: Option<String>,
    /// Whether it counts.
    pub holds: bool,
    /// Whether it waits for a second person.
    pub waits: bool,
    /// The event that took it back.
    #[ts(type = "number | null")]
    pub withdrawn_by: Option<i64>,
    /// Whether it can be taken back: it was not, and nobody asked for that.
    pub can_withdraw: bool,
    /// The files behind it.
    pub evidence: Vec<AttachmentLine>,
}
