//! Who made the pack, for whom, for which period and under which policy.

use chrono::{DateTime, NaiveDate, Utc};

/// Paper of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PageSize {
    /// 210 × 297 mm.
    #[default]
    A4,
    /// 8.5 × 11 in.
    Letter,
}

/// A span of days, both inclusive, in the workspace's zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
}

/// Who prepared the pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Preparer {
    /// A person who had signed in, with the roles if they are known.
    SignedIn {
        /// Name as it is to be printed.
        name: String,
        /// Roles of that day.
        role: Option<String>,
    },
    /// A name as somebody typed it: nobody had signed in.
    Typed {
        /// Name as it is to be printed.
        name: String,
    },
    /// Nobody had signed in; the pack says so.
    WithoutSignIn,
}

/// The policy whose controls were tested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Name of the policy.
    pub name: String,
    /// Version in force in the period.
    pub version: String,
    /// First day in force, where it is recorded.
    pub in_force_since: Option<NaiveDate>,
    /// Policy owner, who approves the pack; printed under the sign-off line.
    pub owner: Option<String>,
    /// The versions in force in the period, the first first.
    pub versions: Vec<PolicyVersion>,
}

/// A version of the policy profile while it was in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyVersion {
    /// Its number.
    pub number: u32,
    /// The days, such as `from 2025-07-01`.
    pub days: String,
    /// Why it was made.
    pub reason: String,
    /// When it was recorded and by whom, in words.
    pub recorded: String,
    /// SHA-256 of its text.
    pub sha256: String,
    /// What differs from the version before, a sentence each.
    pub differences: Vec<String>,
}

/// Everything that identifies a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackIdentity {
    /// Short id such as `CP-2025-004`; printed on every page.
    pub pack_id: String,
    /// The company.
    pub entity: String,
    /// IANA name of the workspace's zone; days and months follow it.
    pub workspace_zone: String,
    /// The period under audit.
    pub period: Period,
    /// The policy tested.
    pub policy: Policy,
    /// Who prepared the pack.
    pub prepared_by: Preparer,
    /// When; also the date inside the PDF.
    pub prepared_at: DateTime<Utc>,
    /// The instant that decided what was still pending.
    pub as_of: DateTime<Utc>,
    /// Version of the application, such as `1.0.0`.
    pub app_version: String,
}
