//! A record as it stood in its file.

use serde::Serialize;
use ts_rs::TS;

/// A cell of a workbook's or table's row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct OriginalCell {
    /// The column's name.
    pub column: String,
    /// The cell's text.
    pub value: String,
    /// Whether the fact rests on this cell.
    pub marked: bool,
}

/// A record as it stood in its file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct OriginalView {
    /// The file's name.
    pub file: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// The place, such as `$[12].reviews[0]`.
    pub place: String,
    /// Bytes of the record in the decoded text, such as `bytes 120-480`.
    pub bytes: String,
    /// Some text before the record.
    pub before: String,
    /// The record's own text.
    pub record: String,
    /// Where the value itself begins in `record`, counted in UTF-16 units as JavaScript counts; none
    /// where it cannot be found there.
    pub value_start: Option<u32>,
    /// Where it ends.
    pub value_end: Option<u32>,
    /// Some text behind it.
    pub after: String,
    /// Whether the record was too long to be shown whole.
    pub shortened: bool,
    /// For tables: the row, cell by cell.
    pub cells: Vec<OriginalCell>,
    /// Whether the stored bytes still have the hash that they had at import.
    pub intact: bool,
}
