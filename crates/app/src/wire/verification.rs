//! What `verify` found.

use std::path::PathBuf;

use serde::Serialize;

/// What was checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verified {
    /// An evidence pack.
    Pack,
    /// A workspace.
    Workspace,
}

/// One check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What was checked, such as `event_log`.
    pub check: &'static str,
    /// Whether it holds.
    pub holds: bool,
    /// What was found, in a sentence.
    pub sentence: String,
}

/// What `verify` found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VerificationReport {
    /// The file.
    pub path: PathBuf,
    /// What it was taken for.
    pub kind: Verified,
    /// Whether every check holds.
    pub holds: bool,
    /// The checks.
    pub checks: Vec<Check>,
}

impl VerificationReport {
    /// A report of some checks.
    pub(crate) fn of(path: PathBuf, kind: Verified, checks: Vec<Check>) -> VerificationReport {
        VerificationReport {
            path,
            kind,
            holds: checks.iter().all(|check| check.holds),
            checks,
        }
    }
}

impl Check {
    pub(crate) fn holds(check: &'static str, sentence: impl Into<String>) -> Check {
        Check {
            check,
            holds: true,
            sentence: sentence.into(),
        }
    }

    pub(crate) fn fails(check: &'static str, sentence: impl Into<String>) -> Check {
        Check {
            check,
            holds: false,
            sentence: sentence.into(),
        }
    }
}
