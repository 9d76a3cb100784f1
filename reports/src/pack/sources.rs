//! The imported files, what they hold, and which months they cover.

use chrono::{DateTime, NaiveDate, Utc};

use super::identity::Period;

/// A row total obtained independently of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeclaredRows {
    /// The number of rows that the source system reported.
    pub rows: u64,
    /// How the number was obtained, such as `typed in at import` or a query.
    pub obtained_by: String,
}

/// A row that could not be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedRow {
    /// Where, such as `row 148` or `$[12]`.
    pub place: String,
    /// The column or field, where one is to blame.
    pub column: Option<String>,
    /// Why, in a sentence.
    pub reason: String,
}

/// Records of one kind in a file, with the time they span.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordSpan {
    /// Kind such as `pull request`.
    pub kind: String,
    /// Number of records.
    pub records: u64,
    /// Time of the first record, where records carry one.
    pub first: Option<DateTime<Utc>>,
    /// Time of the last record.
    pub last: Option<DateTime<Utc>>,
}

/// In which zone the times of a file were read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TimeZones {
    /// Every time names its own.
    Named,
    /// Times without a zone were read in this one.
    Taken(String),
    /// The records of the file carry no time.
    NoTimes,
}

/// One imported file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// File name without folders.
    pub file: String,
    /// SHA-256 of the bytes as imported, lower-case hexadecimal.
    pub sha256: String,
    /// SHA-256 of the copy that is kept, where secrets in it were masked.
    pub kept_sha256: Option<String>,
    /// Size in bytes.
    pub bytes: u64,
    /// Name of the format, such as `GitHub pull requests (gh pr list)`.
    pub format: String,
    /// The reader of that format with its version, such as `github-pull-requests, version 1`.
    pub reader: String,
    /// The sign by which the format was recognised, in a sentence.
    pub detected_by: String,
    /// The query or export recipe, where it was recorded.
    pub query: Option<String>,
    /// When the file was exported, where it was recorded.
    pub exported_at: Option<DateTime<Utc>>,
    /// Who exported it, where it was recorded.
    pub exported_by: Option<String>,
    /// In which zone times were read.
    pub zones: TimeZones,
    /// An independently obtained total.
    pub declared_rows: Option<DeclaredRows>,
    /// The days that the importer declared to be covered.
    pub declared_coverage: Option<Period>,
    /// Rows accepted.
    pub accepted: u64,
    /// Rows that repeat a row already known.
    pub duplicate: u64,
    /// Rows rejected, each with its reason.
    pub rejected: Vec<RejectedRow>,
    /// Kinds of records found.
    pub records: Vec<RecordSpan>,
    /// When the file was imported.
    pub imported_at: DateTime<Utc>,
    /// Who imported it; `None` without sign-in.
    pub imported_by: Option<String>,
    /// What limits the evidence of the file, in sentences, such as that it shows that it was cut.
    pub warnings: Vec<String>,
    /// What else a reader should know, in sentences, such as which columns are not used.
    pub notes: Vec<String>,
}

impl Source {
    /// Rows read from the file: accepted, duplicate and rejected together.
    #[must_use]
    pub fn rows_read(&self) -> u64 {
        self.accepted + self.duplicate + self.rejected.len() as u64
    }
}

/// A calendar month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    /// Year, such as 2025.
    pub year: i32,
    /// 1 to 12.
    pub month: u32,
}

impl Month {
    /// The month that a day lies in.
    #[must_use]
    pub fn of(day: NaiveDate) -> Self {
        use chrono::Datelike;
        Self {
            year: day.year(),
            month: day.month(),
        }
    }

    /// The month after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        if self.month >= 12 {
            Self {
                year: self.year + 1,
                month: 1,
            }
        } else {
            Self {
                year: self.year,
                month: self.month + 1,
            }
        }
    }

    /// All months that a period touches, in order.
    #[must_use]
    pub fn within(period: Period) -> Vec<Self> {
        let last = Self::of(period.to);
        std::iter::successors(Some(Self::of(period.from)), |month| Some(month.next()))
            .take_while(|month| *month <= last)
            .collect()
    }
}

/// What is known of one kind of record in one month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CoverageState {
    /// Proven: a recorded query and a count, or a complete span.
    Covered,
    /// Declared at import, not proven.
    Declared,
    /// Some days of the month only.
    Partial,
    /// Nothing covers the month.
    Uncovered,
}

impl CoverageState {
    /// The words a reader sees.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Covered => "covered",
            Self::Declared => "declared, not proven",
            Self::Partial => "covered in part",
            Self::Uncovered => "not covered",
        }
    }
}

/// Coverage of one kind of record in one scope, month by month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoverageRow {
    /// Kind of record, such as `Tickets`.
    pub kind: String,
    /// Repository, project or service; empty for the whole company.
    pub scope: String,
    /// One state for each month of the matrix.
    pub states: Vec<CoverageState>,
}

impl CoverageRow {
    /// Kind and scope as they are printed.
    #[must_use]
    pub fn name(&self) -> String {
        if self.scope.is_empty() {
            self.kind.clone()
        } else {
            format!("{} · {}", self.kind, self.scope)
        }
    }
}

/// What the evidence covers, and what it does not.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Coverage {
    /// Sentences that a reader must see before any rate.
    pub caveats: Vec<String>,
    /// The months of the matrix.
    pub months: Vec<Month>,
    /// The rows of the matrix.
    pub rows: Vec<CoverageRow>,
}
