//! Packs: what did we hand out?

use changeproof_domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::session::PeriodView;

/// The paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Paper {
    /// A4.
    #[default]
    A4,
    /// US Letter.
    Letter,
}

/// The kind of a pack of a period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum NewPackKind {
    /// For auditors: all results and their facts.
    #[default]
    Audit,
    /// For management, once a year: the review of the policy and what it rests on.
    Annual,
    /// For management, at any time: two pages.
    Summary,
}

/// A pack to make.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
pub struct NewPack {
    /// The kind.
    pub kind: NewPackKind,
    /// The days.
    pub period: PeriodView,
    /// Who prepares it, as printed on the cover.
    pub prepared_by: String,
    /// The paper.
    pub paper: Paper,
}

/// A pack that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct PackRow {
    /// Opens or verifies it.
    pub key: String,
    /// `audit`, `annual`, `summary` or `change`.
    pub kind: String,
    /// The id on every page.
    pub pack_id: String,
    /// The days.
    pub period: PeriodView,
    /// When it was prepared.
    #[ts(type = "string")]
    pub prepared_at: Timestamp,
    /// By whom.
    pub prepared_by: Option<String>,
    /// The file's name.
    pub file: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// SHA-256 over the results.
    pub results_hash: String,
    /// The event that tells of it.
    pub event: u64,
    /// Whether the file is where this computer wrote it; only then it can be opened from here.
    pub at_hand: bool,
}

/// One check of a verification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct CheckView {
    /// What was checked.
    pub check: String,
    /// Whether it holds.
    pub holds: bool,
    /// What was found.
    pub sentence: String,
}

/// What verifying found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct VerificationView {
    /// Whether every check holds.
    pub holds: bool,
    /// The checks.
    pub checks: Vec<CheckView>,
}
