//! What an import tells about each file.

use std::path::PathBuf;

pub use changeproof_domain::source::KindSpan;
use changeproof_domain::source::{Cut, Declaration, Reading, RowCounts, RowIssue};
use serde::Serialize;

use super::error::WireError;

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FileStatus {
    /// Read and kept.
    Imported,
    /// Known already, with the same declaration: nothing changed.
    Unchanged,
    /// Known already; now declared otherwise.
    DeclaredAgain,
    /// Nothing of it could be read.
    Refused,
}

/// What an import tells about a file.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FileReport {
    /// The file as it was given.
    pub file: PathBuf,
    /// What became of it.
    pub status: FileStatus,
    /// SHA-256 of its bytes; none where it could not be opened.
    pub sha256: Option<String>,
    /// Its size in bytes.
    pub bytes: u64,
    /// The format's id; none where nothing could be read.
    pub format: Option<String>,
    /// By what the format was recognised.
    pub signature: Option<String>,
    /// How many rows became records.
    pub rows: Option<RowCounts>,
    /// The records, by kind.
    pub span: Vec<KindSpan>,
    /// Whether it shows that it was cut.
    pub cut: Option<Cut>,
    /// What was declared about it.
    pub declaration: Option<Declaration>,
    /// What its reader should know, in sentences: warnings first.
    pub notes: Vec<String>,
    /// Rows that were left out, and values that could not be read.
    pub issues: Vec<RowIssue>,
    /// Why nothing could be read.
    pub error: Option<WireError>,
    /// All that reading found out; not part of what the command prints.
    #[serde(skip)]
    pub(crate) reading: Option<Reading>,
}

impl FileReport {
    pub(crate) fn add_reading(&mut self, reading: Reading) {
        self.format = Some(reading.format.clone());
        self.signature = Some(reading.signature.clone());
        self.rows = Some(reading.rows);
        self.cut.clone_from(&reading.cut);
        self.reading = Some(reading);
    }
}

/// What an import tells.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ImportReport {
    /// The workspace.
    pub workspace: PathBuf,
    /// The files, in the order in which they were given.
    pub files: Vec<FileReport>,
    /// Whether what the report says was done; not part of what the command prints.
    #[serde(skip)]
    pub(crate) kept: bool,
}

impl ImportReport {
    /// How many files have that status.
    pub fn count(&self, status: FileStatus) -> usize {
        self.files
            .iter()
            .filter(|file| file.status == status)
            .count()
    }
}
