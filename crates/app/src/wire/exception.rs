//! The register of exceptions that are kept here, as the command and the pages show it.

use changeproof_domain::time::Timestamp;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::attachment::AttachmentLine;

/// The register at a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ExceptionList {
    /// The day, in the workspace's zone.
    #[ts(type = "string")]
    pub today: NaiveDate,
    /// The exceptions by number, of each the newest version and every other one that was approved.
    pub exceptions: Vec<ExceptionLine>,
}

/// What an exception holds for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ExceptionScope {
    /// `deployment`, `service`, `control` or `window`.
    pub kind: String,
    /// The deployment or the service.
    pub of: Option<String>,
    /// In words.
    pub text: String,
}

/// An approval.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ApprovalLine {
    /// Who, as that person signs in.
    pub person: String,
    /// When.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// `approver` or `policy owner`.
    pub level: String,
    /// What the rules ask about the approver that could not be told.
    pub untold: Vec<String>,
    /// Why, or on which conditions.
    pub note: Option<String>,
}

/// Something that happened to an exception.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ExceptionEvent {
    /// The event.
    #[ts(type = "number")]
    pub event: i64,
    /// When.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// Who.
    pub person: String,
    /// What, in a few words.
    pub what: String,
    /// The version.
    pub version: u32,
    /// Why, where a reason was given.
    pub reason: Option<String>,
}

/// What whoever looks could do with an exception.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ExceptionChoice {
    /// `edit`, `submit`, `approve`, `approve_as_policy_owner`, `return`, `reject`, `revoke` or `close`.
    pub action: String,
    /// Why not, where a rule forbids it.
    pub why_not: Option<String>,
}

/// A version of an exception.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ExceptionLine {
    /// The exception.
    pub id: String,
    /// The version.
    pub version: u32,
    /// The state: `draft`, `submitted`, `returned`, `rejected`, `approved`, `active`, `expired`, `revoked`,
    /// `closed` or `superseded`.
    pub state: String,
    /// The control.
    pub control: String,
    /// The control's name.
    pub control_name: String,
    /// The policy's clause.
    pub clause: String,
    /// The exact deviation.
    pub deviation: String,
    /// Why it is needed.
    pub justification: String,
    /// What it holds for.
    pub scope: Option<ExceptionScope>,
    /// From when on.
    #[ts(type = "string | null")]
    pub from: Option<Timestamp>,
    /// Until when.
    #[ts(type = "string | null")]
    pub to: Option<Timestamp>,
    /// Who bears the risk.
    pub risk_owner: String,
    /// How much is at risk.
    pub risk: Option<String>,
    /// The risk that remains.
    pub residual_risk: String,
    /// What stands in for the control.
    pub compensating_controls: String,
    /// How the company returns to the policy.
    pub return_plan: String,
    /// The parts that are still missing, in words.
    pub missing: Vec<String>,
    /// Files behind it.
    pub evidence: Vec<AttachmentLine>,
    /// Who asks for it.
    pub requested_by: String,
    /// When this version was handed in.
    #[ts(type = "string | null")]
    pub submitted_at: Option<Timestamp>,
    /// Who approved it.
    pub approvals: Vec<ApprovalLine>,
    /// How many approvers it needs.
    pub approvals_needed: u32,
    /// The exception that it extends, as far as an approver looked.
    pub extends: Option<String>,
    /// Whether a policy owner has to approve it as well.
    pub level_up: bool,
    /// What is still missing until it is approved, in words; empty where nothing is.
    pub waits_for: String,
    /// When it was approved as a whole.
    #[ts(type = "string | null")]
    pub approved_at: Option<Timestamp>,
    /// Whether it was approved only after it began.
    pub retroactive: bool,
    /// When it was revoked, closed, sent back, refused or replaced.
    #[ts(type = "string | null")]
    pub ended_at: Option<Timestamp>,
    /// Why.
    pub reason: Option<String>,
    /// Days since it waits, or since it began to hold.
    #[ts(type = "number | null")]
    pub age_days: Option<i64>,
    /// Days until it expires.
    #[ts(type = "number | null")]
    pub days_left: Option<i64>,
    /// The warning that is due: 30 or 7 days before it expires.
    #[ts(type = "number | null")]
    pub warning: Option<i64>,
    /// What happened, the oldest first.
    pub history: Vec<ExceptionEvent>,
    /// What whoever looks could do with it.
    pub choices: Vec<ExceptionChoice>,
}

/// The screen: the register, and the rules from which an exception can be asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ExceptionsView {
    /// The zone of the days.
    pub zone: String,
    /// The register.
    pub register: ExceptionList,
    /// The controls that know exceptions, in the order of the catalogue.
    pub controls: Vec<ExceptedControl>,
    /// Why whoever looks may not ask for one; none where that is allowed.
    pub draft_forbidden: Option<String>,
}

/// A control that an exception can be asked from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ExceptedControl {
    /// The control.
    pub control: String,
    /// Its name.
    pub name: String,
    /// The least risk that an exception from it has.
    pub risk: String,
    /// What it checks.
    pub checks: String,
    /// The clauses that it tests.
    pub clauses: Vec<ExceptedClause>,
}

/// A clause of the policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ExceptedClause {
    /// The clause.
    pub clause: String,
    /// Its words, by the policy in force today.
    pub words: String,
}

/// What is written into an exception on the screen; empty texts are parts that are still missing.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
pub struct ExceptionForm {
    /// The exception that is edited; none for a new one.
    pub exception: Option<String>,
    /// The control.
    pub control: String,
    /// The clause.
    pub clause: String,
    /// The exact deviation.
    pub deviation: String,
    /// Why it is needed.
    pub justification: String,
    /// `deployment`, `service`, `control` or `window`.
    pub scope: String,
    /// The deployment or the service.
    pub scope_of: String,
    /// The first day, or a time with its zone.
    pub from: String,
    /// The last day, or a time with its zone.
    pub to: String,
    /// Who bears the risk.
    pub risk_owner: String,
    /// `low`, `medium`, `high` or `critical`.
    pub risk: String,
    /// The risk that remains.
    pub residual_risk: String,
    /// What stands in for the control.
    pub compensating_controls: String,
    /// How the company returns to the policy.
    pub return_plan: String,
    /// Whether files are chosen.
    pub with_files: bool,
}

/// What is done with an exception on the screen.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "step", rename_all = "snake_case")]
#[ts(tag = "step", rename_all = "snake_case")]
pub enum ExceptionStep {
    /// Hands it in.
    Submit,
    /// Approves the version that was read.
    Approve {
        /// The version.
        version: u32,
        /// As policy owner.
        as_policy_owner: bool,
        /// Why, or on which conditions.
        note: String,
    },
    /// Sends it back.
    Return {
        /// Why.
        reason: String,
    },
    /// Refuses it.
    Reject {
        /// Why.
        reason: String,
    },
    /// Ends an approved one.
    Revoke {
        /// Why.
        reason: String,
    },
    /// Ends one that is needed no more.
    Close {
        /// Why.
        reason: String,
    },
}
