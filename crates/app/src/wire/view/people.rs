//! People: who is who, who may do what, when? The command prints the same rows.

use changeproof_domain::account::System;
use changeproof_domain::time::Timestamp;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Whose an account is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AccountKind {
    /// One person's.
    OfPerson,
    /// Nobody of the roster has it.
    Unresolved,
    /// The roster gives it to several persons.
    SeveralPersons,
    /// An app, a bot or a service identity.
    Service,
    /// A shared or generic login.
    Shared,
}

impl AccountKind {
    /// The words for people.
    pub fn label(self) -> &'static str {
        match self {
            AccountKind::OfPerson => "of a person",
            AccountKind::Unresolved => "nobody's",
            AccountKind::SeveralPersons => "several persons'",
            AccountKind::Service => "service identity",
            AccountKind::Shared => "shared login",
        }
    }
}

/// In what part a record names an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AccountPart {
    /// Carried a deployment out.
    Deployed,
    /// Set a deployment or its run off.
    SetOff,
    /// Wrote a pull request or a commit.
    Wrote,
    /// Merged a pull request.
    Merged,
    /// Reviewed a pull request, or a change after its deployment.
    Reviewed,
    /// Asked for a change.
    Requested,
    /// Was to carry a change out.
    Implemented,
    /// Decided on a change record.
    Approved,
    /// Edited a change record.
    Edited,
    /// Stands in another register of the company.
    Register,
}

impl AccountPart {
    /// All parts.
    pub const ALL: [AccountPart; 10] = [
        AccountPart::Deployed,
        AccountPart::SetOff,
        AccountPart::Wrote,
        AccountPart::Merged,
        AccountPart::Reviewed,
        AccountPart::Requested,
        AccountPart::Implemented,
        AccountPart::Approved,
        AccountPart::Edited,
        AccountPart::Register,
    ];

    /// The words for people.
    pub fn label(self) -> &'static str {
        match self {
            AccountPart::Deployed => "deployed",
            AccountPart::SetOff => "set off",
            AccountPart::Wrote => "wrote",
            AccountPart::Merged => "merged",
            AccountPart::Reviewed => "reviewed",
            AccountPart::Requested => "requested",
            AccountPart::Implemented => "implemented",
            AccountPart::Approved => "approved",
            AccountPart::Edited => "edited",
            AccountPart::Register => "registers",
        }
    }
}

/// Why two accounts may belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SuggestionReason {
    /// Sources give the same address for both.
    SameAddress,
    /// A commit's `Co-authored-by` line calls the address by the other's name.
    Trailer,
    /// Both have the same full name, in two systems.
    SameName,
}

/// Which persons to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize, TS)]
#[serde(default)]
pub struct PersonQuery {
    /// Words that name, accounts or roles must contain.
    pub text: String,
    /// With one of these roles on the day.
    pub roles: Vec<String>,
    /// The day on which roles are looked at; none means the last judged day of the period.
    #[ts(type = "string | null")]
    pub day: Option<NaiveDate>,
}

/// An account of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct PersonAccount {
    /// The system, such as `GitHub`.
    pub system: String,
    /// The login, id, address or name.
    pub account: String,
    /// How many records name it.
    pub records: u64,
    /// Whether the roster itself gives it; otherwise an address leads from it to the person.
    pub in_roster: bool,
}

/// A role of a person between two days, both included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct PersonRole {
    /// The role.
    pub role: String,
    /// The first day; none means always.
    #[ts(type = "string | null")]
    pub from: Option<NaiveDate>,
    /// The last day; none means until further notice.
    #[ts(type = "string | null")]
    pub to: Option<NaiveDate>,
    /// Whether it was in force on the day asked for.
    pub in_force: bool,
    /// The roster's file and the place of the line.
    pub place: String,
    /// Shows the roster's line.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub origin: String,
}

/// A person or service identity of the roster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct PersonLine {
    /// Names the line.
    pub key: u32,
    /// The name.
    pub person: String,
    /// Whether the roster calls it a service identity.
    pub service: bool,
    /// Its accounts.
    pub accounts: Vec<PersonAccount>,
    /// Its roles.
    pub roles: Vec<PersonRole>,
    /// How many records name one of the accounts.
    pub records: u64,
}

/// How many of everything there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, TS)]
pub struct PeopleCounts {
    /// Persons and service identities of the roster.
    pub persons: u64,
    /// Accounts that are no person's.
    pub unresolved: u64,
    /// Outcomes of the period that these leave without evidence.
    pub blocked: u64,
    /// Suggestions.
    pub suggestions: u64,
    /// Service identities and shared logins that records name.
    pub machines: u64,
}

/// A stretch of the persons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct PersonPage {
    /// How many of everything there are, whatever the query.
    pub counts: PeopleCounts,
    /// Roles of the roster, for the filter.
    pub roles: Vec<String>,
    /// The day on which roles were looked at.
    #[ts(type = "string")]
    pub day: NaiveDate,
    /// Those that the query names.
    pub matched: u64,
    /// The rows asked for.
    pub rows: Vec<PersonLine>,
}

/// Which accounts to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize, TS)]
#[serde(default)]
pub struct AccountQuery {
    /// Words that system, account, name or address must contain.
    pub text: String,
    /// Whether service identities and shared logins are listed, instead of accounts that are nobody's.
    pub machines: bool,
}

/// How many records name an account in one part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct PartCount {
    /// The part.
    pub part: AccountPart,
    /// How many records.
    pub records: u64,
}

/// A control that an account leaves without evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct BlockedControl {
    /// The control.
    pub control: String,
    /// Its name.
    pub name: String,
    /// For how many deployments.
    pub deployments: u64,
}

/// A deployment with outcomes that an account leaves without evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct BlockedDeployment {
    /// Opens it.
    pub deployment: String,
    /// When it began.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// The service.
    pub service: String,
    /// The controls.
    pub controls: Vec<String>,
}

/// An account that is not known to be one person's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct AccountRow {
    /// Names the row.
    pub key: u32,
    /// The system, such as `GitHub`.
    pub system: String,
    /// The same for programs.
    #[ts(type = "AccountSystem")]
    pub system_id: System,
    /// The login, id, address or name.
    pub account: String,
    /// The name that a source shows for it.
    pub display: Option<String>,
    /// An address that a source gives for it, where that is not the account itself.
    pub email: Option<String>,
    /// Whose it is.
    pub kind: AccountKind,
    /// The person of the roster, for service identities.
    pub person: Option<String>,
    /// How many records name it.
    pub records: u64,
    /// In what part.
    pub parts: Vec<PartCount>,
    /// Outcomes of the period that it leaves without evidence: deployments × controls.
    pub blocked_outcomes: u64,
    /// Deployments of the period with such an outcome.
    pub blocked_deployments: u64,
    /// The controls.
    pub blocked: Vec<BlockedControl>,
    /// The first of these deployments.
    pub examples: Vec<BlockedDeployment>,
    /// A record that names it, in words.
    pub record: String,
    /// Shows that record.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub origin: String,
}

/// A stretch of the accounts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct AccountPage {
    /// Those that the query names.
    pub matched: u64,
    /// The rows asked for.
    pub rows: Vec<AccountRow>,
}

/// An account that may belong to a person, or to whoever has another account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct SuggestionRow {
    /// Names the row.
    pub key: u32,
    /// The system of the account.
    pub system: String,
    /// The same for programs.
    #[ts(type = "AccountSystem")]
    pub system_id: System,
    /// The account.
    pub account: String,
    /// The name that a source shows for it.
    pub display: Option<String>,
    /// How many records name it.
    pub records: u64,
    /// Outcomes of the period that it leaves without evidence.
    pub blocked_outcomes: u64,
    /// The person of the roster, or the other account with its system.
    pub other: String,
    /// Whether that is a person of the roster.
    pub other_is_person: bool,
    /// An account of the roster that leads to that person alone: several may have one name.
    pub other_known_by: Option<String>,
    /// Why.
    pub reason: SuggestionReason,
    /// The same in a sentence.
    pub sentence: String,
    /// A record that shows it, in words.
    pub record: String,
    /// Shows that record.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub origin: String,
}

/// A stretch of the suggestions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct SuggestionPage {
    /// How many there are.
    pub matched: u64,
    /// The rows asked for.
    pub rows: Vec<SuggestionRow>,
}
