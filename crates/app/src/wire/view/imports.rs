//! Imports: what do we know, from where, how complete?

use changeproof_domain::source::RowIssue;
use changeproof_domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::overview::CoverageView;
use super::session::PeriodView;
use crate::wire::error::WireError;

/// A row that was left out, or a value that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct IssueView {
    /// Where, such as `row 7`.
    pub place: String,
    /// The column, where one value is to blame.
    pub column: Option<String>,
    /// What was found and what to do.
    pub message: String,
    /// Whether the whole row was left out.
    pub rejected: bool,
}

impl From<RowIssue> for IssueView {
    fn from(issue: RowIssue) -> Self {
        IssueView {
            place: issue.place,
            column: issue.column,
            message: issue.message,
            rejected: issue.rejected,
        }
    }
}

/// Records of one kind in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct SpanView {
    /// The kind, such as `pull requests`.
    pub kind: String,
    /// How many.
    pub records: u64,
    /// The first time.
    #[ts(type = "string | null")]
    pub first: Option<Timestamp>,
    /// The last time.
    #[ts(type = "string | null")]
    pub last: Option<Timestamp>,
}

/// What a person says about a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct FileOptions {
    /// The format's id, where the content alone does not tell it.
    pub format: Option<String>,
    /// The zone for times without one.
    pub zone: Option<String>,
    /// The days that the file covers.
    pub covers: Option<PeriodView>,
    /// How many rows the source says there are.
    pub expected_rows: Option<u64>,
    /// When it was exported, RFC 3339.
    #[ts(type = "string | null")]
    pub exported_at: Option<Timestamp>,
    /// The query or recipe that made it.
    pub query: Option<String>,
    /// The service that its deployments belong to.
    pub service: Option<String>,
    /// `owner/name` of the repository that its commits belong to.
    pub repository: Option<String>,
}

/// What a file is, or would be once imported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct FileCard {
    /// Names the file in a batch, or the source once imported.
    pub key: String,
    /// The file's name.
    pub file: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// SHA-256; none where it could not be opened.
    pub sha256: Option<String>,
    /// `new`, `unchanged`, `declared_again`, `refused`, or `imported` for sources.
    pub status: String,
    /// The format's id.
    pub format: Option<String>,
    /// The format's name, such as `GitHub pull requests`.
    pub format_name: Option<String>,
    /// By what it was recognised.
    pub signature: Option<String>,
    /// The container, such as `JSON`.
    pub container: Option<String>,
    /// Rows that became records.
    pub accepted: u64,
    /// Rows that say the same as others.
    pub duplicate: u64,
    /// Rows that could not be read.
    pub rejected: u64,
    /// Records by kind.
    pub spans: Vec<SpanView>,
    /// The zone for times without one.
    pub zone: String,
    /// Whether such times were there.
    pub zone_assumed: bool,
    /// What was declared.
    pub options: FileOptions,
    /// Why it is incomplete.
    pub cut: Option<String>,
    /// What its reader should know, warnings first.
    pub notes: Vec<String>,
    /// Rows left out and values not read, at most 100.
    pub issues: Vec<IssueView>,
    /// How many there are in all.
    pub issue_count: u64,
    /// Why nothing could be read.
    pub error: Option<String>,
    /// Whether somebody should look at it.
    pub problem: bool,
    /// When it was imported.
    #[ts(type = "string | null")]
    pub imported_at: Option<Timestamp>,
}

/// The imports screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ImportsView {
    /// Imported files, problems first, then by name.
    pub sources: Vec<FileCard>,
    /// What they cover in the period.
    pub coverage: CoverageView,
}

/// What an import came to.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct ImportAnswer {
    /// What became of each file.
    pub files: Vec<FileCard>,
    /// Whether what the cards tell of is in the workspace: where a file is not what it was when somebody
    /// looked, nothing of the call is.
    pub kept: bool,
    /// Why the period could not be evaluated anew; the files are imported all the same, and the
    /// workspace says that it is outdated.
    pub evaluation_error: Option<WireError>,
}

/// Files that were chosen or dropped, before they are imported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ImportBatch {
    /// Names the batch.
    pub batch: u32,
    /// The files, in the order in which they were given.
    pub files: Vec<BatchFile>,
    /// How many files are not in it, because a batch takes no more. Counting ends somewhere, too: of
    /// a very large folder there may be more.
    pub left_out: u32,
    /// Names of folders that could not be listed, and of links and pipes in folders, which are not
    /// read.
    pub unreadable: Vec<String>,
}

/// A file of a batch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct BatchFile {
    /// Names the file in the batch.
    pub key: String,
    /// The file's name.
    pub file: String,
    /// Its size in bytes.
    pub bytes: u64,
}

/// What is said about one file of a batch.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
pub struct FileChoice {
    /// The file.
    pub key: String,
    /// Whether it is to be left out.
    #[serde(default)]
    pub leave_out: bool,
    /// What is said about it. Of a known file it stands for all that was declared before; where it says
    /// nothing at all, that stays.
    pub options: FileOptions,
    /// SHA-256 on the card that the page shows: another file under that name is not imported.
    #[serde(default)]
    pub sha256: Option<String>,
}

/// A format that can be imported, and how to get such an export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ExportGuide {
    /// The format's id.
    pub format: String,
    /// The tool, such as `GitHub`.
    pub tool: String,
    /// What it holds, such as `Pull requests with reviews and checks`.
    pub title: String,
    /// What to do, step by step.
    pub steps: Vec<String>,
    /// A command to copy.
    pub command: Option<String>,
    /// What to mind, such as limits of the tool.
    pub notes: Vec<String>,
}
