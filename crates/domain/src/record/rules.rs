//! What the company itself rules: holidays, standard changes, reviews of the policy, exceptions.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::account::Account;
use crate::field::Field;
use crate::time::Moment;

use super::parts::{moment, name};

/// A day on which the company does not work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Holiday {
    /// The day.
    pub date: NaiveDate,
    /// The holiday's name.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub name: Field<String>,
}

/// A template for changes that are approved in advance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StandardChange {
    /// The template's name or key.
    pub template: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub description: Field<String>,
    /// The systems that it may be used for.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub scope: Field<Vec<String>>,
    /// Who approved it.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub approved_by: Field<Account>,
    /// When it was approved.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub approved_at: Field<Moment>,
    /// The last day on which it may be used.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub valid_to: Field<NaiveDate>,
}

impl StandardChange {
    /// The template with its scope and its approval: one that is approved again is a further line, and the
    /// earlier approval still holds for its own time; so is one with a row for each system.
    pub fn key(&self) -> String {
        format!(
            "{}/{}/{}/{:?}",
            self.template,
            moment(&self.approved_at),
            self.scope.items().join(";"),
            self.valid_to.value()
        )
    }
}

/// A review of the policy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PolicyReview {
    /// The policy's name.
    pub policy: String,
    /// The version that came out of it.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub version: Field<String>,
    /// When it was held.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub reviewed_at: Field<Moment>,
    /// Who approved its outcome.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub approved_by: Field<Account>,
    /// What was decided, in words.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub decision: Field<String>,
    /// The first day of the version.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub effective_from: Field<NaiveDate>,
    /// Notes.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub notes: Field<String>,
}

impl PolicyReview {
    /// Policy, version, time, decision and whose it was: a draft may be rejected and approved on one day.
    pub fn key(&self) -> String {
        format!(
            "{}/{}/{}/{}/{}",
            self.policy,
            self.version.text(),
            moment(&self.reviewed_at),
            self.decision.text(),
            name(&self.approved_by)
        )
    }
}

/// A significant change after which the policy has to be looked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PolicyTrigger {
    /// What changed.
    pub what: String,
    /// When.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub at: Field<Moment>,
    /// What was decided about the policy.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub decision: Field<String>,
    /// Who decided.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub decided_by: Field<Account>,
    /// When it was decided.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub decided_at: Field<Moment>,
    /// Why.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub reason: Field<String>,
}

impl PolicyTrigger {
    /// What changed, and when.
    pub fn key(&self) -> String {
        format!("{}/{}", self.what, moment(&self.at))
    }
}

/// A line of the register of exceptions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExceptionEntry {
    /// The register's own id.
    pub id: String,
    /// The controls that it is about.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub controls: Field<Vec<String>>,
    /// What deviates.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub deviation: Field<String>,
    /// What it holds for: a deployment, a service, a span of time.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub scope: Field<String>,
    /// Why it is needed.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub justification: Field<String>,
    /// The risk level.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub risk: Field<String>,
    /// The risk that remains.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub residual_risk: Field<String>,
    /// Who bears the risk.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub risk_owner: Field<Account>,
    /// Who asked for it.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub requested_by: Field<Account>,
    /// Who approved it.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub approved_by: Field<Account>,
    /// Who approved it as well.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub second_approver: Field<Account>,
    /// When it was approved.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub approved_at: Field<Moment>,
    /// The beginning of its validity.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub from: Field<Moment>,
    /// The end of its validity.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub to: Field<Moment>,
    /// What stands in for the control.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub compensating_controls: Field<String>,
    /// How the company returns to the policy.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub return_plan: Field<String>,
    /// When it was revoked, closed or replaced before its end. A register without such a column ends an
    /// exception by its last day alone.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub ended_at: Field<Moment>,
    /// The role in which its approvers signed, where the register itself proves that they had it. Registers of
    /// companies prove nothing of the kind: there the roster tells.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub approved_as: Field<String>,
    /// Who approved it a level higher, as an extension of an extension needs it.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub higher_approver: Field<Account>,
}
