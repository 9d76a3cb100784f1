//! What can go wrong while a pack is written or checked.

use thiserror::Error;

/// A reason why no pack could be written.
#[derive(Debug, Error)]
pub enum ReportError {
    /// A result names a subject or control that the input does not hold.
    #[error("result {row} refers to {what} number {index}, but the pack holds only {available}")]
    UnknownReference {
        /// Zero-based position of the result in the input.
        row: usize,
        /// What was referred to: `deployment`, `control` or `source`.
        what: &'static str,
        /// The number that was referred to.
        index: usize,
        /// How many there are.
        available: usize,
    },
    /// The period ends before it begins.
    #[error("the period ends on {to}, before it begins on {from}; give the earlier day first")]
    PeriodReversed {
        /// First day.
        from: chrono::NaiveDate,
        /// Last day.
        to: chrono::NaiveDate,
    },
    /// A coverage row has another number of months than the matrix.
    #[error("coverage of {row} has {found} months, the matrix has {expected}")]
    CoverageShape {
        /// Name of the row.
        row: String,
        /// Cells in the row.
        found: usize,
        /// Months of the matrix.
        expected: usize,
    },
    /// A bundled font cannot be read: the build is broken.
    #[error("the bundled font {0} cannot be read; reinstall the application")]
    Font(&'static str),
    /// A font could not be reduced to the glyphs in use.
    #[error("the font {name} could not be embedded: {reason}")]
    Subset {
        /// Font name.
        name: &'static str,
        /// What the subsetter said.
        reason: String,
    },
    /// The page numbers of the contents did not settle.
    #[error("the page numbers did not settle after {0} rounds of layout")]
    Unsettled(usize),
    /// A chart could not be drawn.
    #[error("a chart could not be drawn: {0}")]
    Chart(String),
    /// The page writer gave a warning that means lost content.
    #[error("the page writer reported: {0}")]
    PageWriter(String),
    /// The PDF structure could not be finished.
    #[error("the PDF could not be finished: {0}")]
    Pdf(#[from] lopdf::Error),
    /// An attachment could not be encoded.
    #[error("attachment {name} could not be encoded: {reason}")]
    Attachment {
        /// File name.
        name: &'static str,
        /// What went wrong.
        reason: String,
    },
}
