//! What the imported files cover, as `coverage --json` prints it.

use std::path::PathBuf;

use changeproof_domain::time::Timestamp;
use chrono::NaiveDate;
use serde::Serialize;

/// How well records of a kind and scope are known in a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CellState {
    /// Covered, by the records or by a declaration with a query and a count that fits.
    Covered,
    /// Covered by declaration alone: not proven.
    Declared,
    /// Files reach into it, but show that they were cut.
    Cut,
    /// Covered only in part, or not at all between times that are covered.
    Hole,
    /// No file reaches it.
    Nothing,
}

impl CellState {
    /// All states, the best first.
    pub const ALL: [CellState; 5] = [
        CellState::Covered,
        CellState::Declared,
        CellState::Cut,
        CellState::Hole,
        CellState::Nothing,
    ];
}

/// A file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct CoverageFile {
    /// Its name.
    pub file: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
}

/// One month of a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CoverageMonth {
    /// The month, as `2025-03`.
    pub month: String,
    /// How well it is known.
    pub state: CellState,
    /// The files that reach into it, by name.
    pub files: Vec<CoverageFile>,
}

/// Records of a kind and scope over the months.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CoverageLine {
    /// The kind, such as `pull_request`.
    pub kind: &'static str,
    /// Whose, such as `clicki/referral-api`; none where none of the kind were imported.
    pub scope: Option<String>,
    /// One for each month.
    pub months: Vec<CoverageMonth>,
    /// The controls that need records of this kind.
    pub needed_by: Vec<&'static str>,
}

/// Months in which records of a kind are not covered everywhere, and what that costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CoverageHole {
    /// The kind.
    pub kind: &'static str,
    /// The months, as `2025-03`.
    pub months: Vec<String>,
    /// The hole in a sentence.
    pub title: String,
    /// The controls that need records of this kind.
    pub needed_by: Vec<&'static str>,
    /// Those of them that cannot be decided for deployments of that time because of it.
    pub undecided: Vec<&'static str>,
    /// How many deployments of that time cannot be judged on some control because of it; none where it
    /// is deployments that may be missing.
    pub deployments: Option<u64>,
    /// The cost in a sentence.
    pub sentence: String,
    /// The format in which such records are usually exported.
    pub format: &'static str,
}

/// A file that shows that it was cut.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CutFile {
    /// The file.
    #[serde(flatten)]
    pub file: CoverageFile,
    /// What it shows, and what to do.
    pub sentence: String,
}

/// What the imported files cover.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CoverageReport {
    /// The workspace.
    pub workspace: PathBuf,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// The zone of the days.
    pub zone: String,
    /// What lies ahead of this instant cannot be covered yet.
    pub as_of: Timestamp,
    /// The months, as `2025-03`.
    pub months: Vec<String>,
    /// Kinds of records and scopes.
    pub rows: Vec<CoverageLine>,
    /// What is not covered, the costliest first.
    pub holes: Vec<CoverageHole>,
    /// Files that were cut.
    pub cut: Vec<CutFile>,
    /// What files tell differently where nothing tells which is the newer, in sentences.
    pub contested: Vec<String>,
}
