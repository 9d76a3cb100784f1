//! Secrets in changes: scans for them, and what was found. The secret itself is in no record.

use serde::{Deserialize, Serialize};

use crate::field::Field;
use crate::time::Moment;

/// The scanner of findings that this program made itself when it read a file.
pub const OWN_SCAN: &str = "changeproof";

/// Whether a finding stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecretStatus {
    /// Nobody said that it is none, or that it does not matter.
    Open,
    /// The scanner's report marks it as suppressed.
    Suppressed,
}

/// Something that looks like a secret.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SecretFinding {
    /// Who found it, such as `gitleaks`; [`OWN_SCAN`] for the scan at import.
    pub scanner: String,
    /// The rule that found it.
    pub rule: String,
    /// The scanner's own name for this finding.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub fingerprint: Field<String>,
    /// `owner/name`.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub repository: Field<String>,
    /// The commit that holds it: hexadecimal, lower case.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub commit: Field<String>,
    /// The file in the repository.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub path: Field<String>,
    /// The line in that file.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub line: Field<u64>,
    /// Whether it stands.
    pub status: SecretStatus,
    /// When it was reported.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub reported_at: Field<Moment>,
    /// For the scan at import: the record whose text holds it, as kind and key, such as
    /// `pull_request:clicki/referral-api#42`.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub record: Field<String>,
    /// For the scan at import: the member or column of that record, in the source's own terms.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub field: Field<String>,
    /// For the scan at import: how many the same rule found there.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub count: Field<u64>,
}

impl SecretFinding {
    /// What names this finding in all reports of one scanner.
    pub fn identity(&self) -> String {
        let line = self.line.value().map(u64::to_string).unwrap_or_default();
        match &self.fingerprint {
            Field::Value(fingerprint) => format!("{}/{}/{fingerprint}", self.scanner, self.rule),
            Field::Empty | Field::NotExported => [
                self.scanner.as_str(),
                &self.rule,
                self.repository.text(),
                self.commit.text(),
                self.path.text(),
                &line,
                self.record.text(),
                self.field.text(),
            ]
            .join("/"),
        }
    }

    /// The identity, with the status: what one report marks as suppressed may stand in another.
    pub fn key(&self) -> String {
        match self.status {
            SecretStatus::Open => self.identity(),
            SecretStatus::Suppressed => format!("{}/suppressed", self.identity()),
        }
    }
}

/// A scan of a repository by a secret scanner, whether it found anything or not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SecretScan {
    /// Who scanned, such as `gitleaks`.
    pub scanner: String,
    /// `owner/name`.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub repository: Field<String>,
    /// The revision that was scanned, where the report names one: hexadecimal, lower case.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub revision: Field<String>,
    /// When the scan ended.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub ended_at: Field<Moment>,
    /// Whether the scanner says that it ran to its end.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub successful: Field<bool>,
}

impl SecretScan {
    /// Scanner, repository, revision and time.
    pub fn key(&self) -> String {
        format!(
            "{}/{}/{}/{}",
            self.scanner,
            self.repository.text(),
            self.revision.text(),
            super::parts::moment(&self.ended_at)
        )
    }
}
