//! Change records: tickets and change requests, with their approvals and history.

use serde::{Deserialize, Serialize};

use crate::account::Account;
use crate::field::Field;
use crate::time::Moment;

/// The kind of tool that keeps a change record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordSource {
    /// Jira.
    Jira,
    /// ServiceNow.
    #[serde(rename = "servicenow")]
    ServiceNow,
}

impl RecordSource {
    /// The name for people.
    pub fn label(self) -> &'static str {
        match self {
            RecordSource::Jira => "Jira",
            RecordSource::ServiceNow => "ServiceNow",
        }
    }
}

/// A ticket or change request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChangeRecord {
    /// The tool.
    pub source: RecordSource,
    /// The key, such as `CHG-1000` or `CHG0030001`.
    pub key: String,
    /// The tool's word for the type of record, such as `Change`.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub record_type: Field<String>,
    /// The title.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub title: Field<String>,
    /// The description.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub description: Field<String>,
    /// Standard, normal or emergency, in the tool's words.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub category: Field<String>,
    /// Why the change is made, where the tool keeps a field of its own for it.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub justification: Field<String>,
    /// Affected systems.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub systems: Field<Vec<String>>,
    /// Risk and impact in words.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub risk_and_impact: Field<String>,
    /// The chosen risk level.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub risk_level: Field<String>,
    /// The chosen level of the impact on production.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub impact_level: Field<String>,
    /// The rollback or mitigation plan.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub rollback_plan: Field<String>,
    /// The test plan.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub test_plan: Field<String>,
    /// Who asked for the change.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub requester: Field<Account>,
    /// Who carries it out.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub implementer: Field<Account>,
    /// When the record was made.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub created_at: Field<Moment>,
    /// When the tool last changed the record.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub updated_at: Field<Moment>,
    /// Where it stands, in the tool's words.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub status: Field<String>,
    /// The approval state without an event, in the tool's words (ServiceNow `approval`).
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub approval_state: Field<String>,
    /// The window in which the change was planned: start.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub planned_start: Field<Moment>,
    /// The window in which the change was planned: end.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub planned_end: Field<Moment>,
    /// Approvals that the record itself carries.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub approvals: Field<Vec<Approval>>,
    /// The history of edits, oldest first.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub history: Field<Vec<FieldChange>>,
    /// The template of a standard change, where the tool keeps a field of its own for it.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub template: Field<String>,
    /// When its implementation began, as somebody recorded it.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub actual_start: Field<Moment>,
    /// When its implementation was over, likewise.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub actual_end: Field<Moment>,
    /// When the record was closed.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub closed_at: Field<Moment>,
    /// How it was closed, in the tool's words (Jira's resolution, ServiceNow's close code).
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub resolution: Field<String>,
    /// Whether edits are missing from the history: the export says that it was cut, or it is that of an older
    /// version of the record.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub history_is_cut: bool,
}

impl ChangeRecord {
    /// The project or table that the key belongs to: `CHG` of `CHG-1000` and of `CHG0030001`.
    pub fn project(&self) -> &str {
        let letters = self.key.find(|c: char| c == '-' || c.is_ascii_digit());
        &self.key[..letters.unwrap_or(self.key.len())]
    }

    /// The number that the key ends in; none where it ends in no digits.
    pub fn number(&self) -> Option<u64> {
        number_of_key(&self.key)
    }

    /// Whether every edit is known: only then does the history prove that something did not happen. What
    /// it holds did happen, whatever else is missing.
    pub fn has_whole_history(&self) -> bool {
        self.history.is_exported() && !self.history_is_cut
    }
}

/// The number that a key ends in, such as 1000 of `CHG-1000`; none where it ends in no digits.
pub fn number_of_key(key: &str) -> Option<u64> {
    let head = key.trim_end_matches(|c: char| c.is_ascii_digit());
    key[head.len()..].parse().ok()
}

/// What an approver decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApprovalDecision {
    /// Approved.
    Approved,
    /// Rejected.
    Rejected,
    /// Taken back, or no longer asked for.
    Withdrawn,
    /// Not decided.
    Pending,
}

/// One person's approval of a change record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Approval {
    /// Who decided.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub approver: Field<Account>,
    /// What was decided.
    pub decision: ApprovalDecision,
    /// When.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub at: Field<Moment>,
    /// Where it stands within the record, in the source's own terms, such as
    /// `fields.customfield_10060[0].approvers[0]`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

impl Approval {
    /// Whether it was read from a move into an approved status: whoever made that move approved. That
    /// way a record shows one approver at a time.
    pub fn is_by_status(&self) -> bool {
        self.place.as_deref().is_some_and(Self::is_place_of_status)
    }

    /// Whether a place within a record is that of such a move.
    pub fn is_place_of_status(place: &str) -> bool {
        place.starts_with("changelog.")
    }
}

/// One edit of a change record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldChange {
    /// The edited field: this project's name for it where it has one (`category`, `status`,
    /// `rollback_plan` ...), otherwise the tool's.
    pub field: String,
    /// The value before, as shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The value after, as shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Who edited.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub author: Field<Account>,
    /// When.
    pub at: Moment,
    /// Where it stands within the record, in the source's own terms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

/// An approval that is exported as a row of its own (ServiceNow `sysapproval_approver`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChangeApproval {
    /// The key of the change record.
    pub change: String,
    /// Who decided.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub approver: Field<Account>,
    /// What was decided.
    pub decision: ApprovalDecision,
    /// When the approval was asked for.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub created_at: Field<Moment>,
    /// When it was decided.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub decided_at: Field<Moment>,
}

impl ChangeApproval {
    /// The change with the approver and the time at which the approval was asked for.
    pub fn key(&self) -> String {
        let approver = self
            .approver
            .value()
            .map_or("", |account| account.name.as_str());
        match self.created_at.value() {
            Some(at) => format!("{}/{approver}/{at}", self.change),
            None => format!("{}/{approver}", self.change),
        }
    }
}
