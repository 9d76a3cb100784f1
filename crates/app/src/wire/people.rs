//! Who is who, as `people --json` prints it.

use changeproof_domain::account::System;
use changeproof_domain::time::Timestamp;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::attachment::AttachmentLine;
use super::view::people::{AccountRow, PersonLine, SuggestionRow};
use crate::account_decisions::AccountVerdict;

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

/// The decisions on accounts and roles, for the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct AccountDecisions {
    /// The decisions, in the order in which they were recorded.
    pub lines: Vec<AccountDecisionLine>,
    /// The last day that was evaluated; none where nothing was.
    #[ts(type = "string | null")]
    pub evaluated_to: Option<NaiveDate>,
    /// Why the person at the screen cannot decide; none where that may be.
    pub decide_forbidden: Option<String>,
}

/// A step with accounts and roles, as a page's form gives it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "step", rename_all = "snake_case")]
#[ts(tag = "step", rename_all = "snake_case")]
pub enum AccountStep {
    /// Decides whose an account is.
    Decide {
        /// The system of the account.
        #[ts(type = "AccountSystem")]
        system: System,
        /// The account.
        account: String,
        /// The person, by name or by an account of the roster.
        person: String,
        /// What is decided.
        #[ts(type = "'confirmed' | 'refused' | 'added'")]
        verdict: AccountVerdict,
        /// Why.
        reason: String,
        /// Whether files show it.
        with_files: bool,
    },
    /// Records a role.
    Role {
        /// The person, by name or by an account of the roster.
        person: String,
        /// The role.
        role: String,
        /// The first day.
        #[ts(type = "string")]
        from: NaiveDate,
        /// The last day; none means until further notice.
        #[ts(type = "string | null")]
        to: Option<NaiveDate>,
        /// Why.
        reason: String,
        /// Whether files show it.
        with_files: bool,
    },
    /// Agrees as a second person.
    Second {
        /// The event of the decision.
        #[ts(type = "number")]
        event: i64,
        /// Whether files were looked at.
        with_files: bool,
    },
    /// Takes a decision back.
    Withdraw {
        /// The event of the decision.
        #[ts(type = "number")]
        event: i64,
        /// Why.
        reason: String,
        /// Whether files show it.
        with_files: bool,
    },
}

impl AccountStep {
    /// Whether the person is asked for files.
    pub fn with_files(&self) -> bool {
        match self {
            AccountStep::Decide { with_files, .. }
            | AccountStep::Role { with_files, .. }
            | AccountStep::Second { with_files, .. }
            | AccountStep::Withdraw { with_files, .. } => *with_files,
        }
    }
}
