//! What was seen in production: results of monitoring, what runs where, settings of protection.

use serde::{Deserialize, Serialize};

use crate::account::Account;
use crate::field::Field;
use crate::time::Moment;

use super::parts::name;

/// A result of watching a service after a deployment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MonitoringResult {
    /// The service.
    pub service: String,
    /// The deployment that was watched, by its id.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub deployment: Field<String>,
    /// The deployed commit: hexadecimal, lower case, possibly abbreviated.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub revision: Field<String>,
    /// When it was looked at.
    pub checked_at: Moment,
    /// Who looked.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub by: Field<Account>,
    /// What came out, in words.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub result: Field<String>,
    /// What was looked at, such as errors and latency.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub signals: Field<String>,
}

impl MonitoringResult {
    /// What was watched, when, by whom, by which signals, and what came out: two results of one moment are
    /// two records.
    pub fn key(&self) -> String {
        format!(
            "{}/{}/{}/{}/{}/{}/{}",
            self.service,
            self.deployment.text(),
            self.revision.text(),
            self.checked_at,
            name(&self.by),
            self.signals.text(),
            self.result.text()
        )
    }
}

/// What really ran at a moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InventoryEntry {
    /// The service.
    pub service: String,
    /// The environment's name, as exported.
    pub environment: String,
    /// The running commit: hexadecimal, lower case, possibly abbreviated.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub revision: Field<String>,
    /// When it was seen.
    pub seen_at: Moment,
}

impl InventoryEntry {
    /// Service, environment, time and revision: two revisions may run at one moment.
    pub fn key(&self) -> String {
        format!(
            "{}/{}/{}/{}",
            self.service,
            self.environment,
            self.seen_at,
            self.revision.text()
        )
    }
}

/// How a branch was protected at a moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProtectionSnapshot {
    /// `owner/name`.
    pub repository: String,
    /// The branch.
    pub branch: String,
    /// When the settings were taken.
    pub taken_at: Moment,
    /// How many approving reviews a merge needs.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub required_reviews: Field<u64>,
    /// Whether new commits take approvals back.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub dismiss_stale: Field<bool>,
    /// Checks that a merge needs.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub required_checks: Field<Vec<String>>,
    /// Whether administrators are held to it too.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub enforce_admins: Field<bool>,
    /// Who may pass it by.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub bypass_actors: Field<Vec<Account>>,
}

impl ProtectionSnapshot {
    /// Repository, branch, time and settings: several sets of rules may hold for a branch at one time.
    pub fn key(&self) -> String {
        format!(
            "{}/{}/{}/{:?}/{:?}/{}/{:?}/{}",
            self.repository,
            self.branch,
            self.taken_at,
            self.required_reviews.value(),
            self.dismiss_stale.value(),
            self.required_checks.items().join(";"),
            self.enforce_admins.value(),
            self.bypass_actors
                .items()
                .iter()
                .map(|actor| actor.name.as_str())
                .collect::<Vec<_>>()
                .join(";")
        )
    }
}
