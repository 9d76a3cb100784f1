//! Sources: imported files, what was recorded about them, and how a record points back into one.

use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::record::RecordKind;
use crate::time::Timestamp;

/// Where a record stands in its file. Two numbers and a byte range cost little enough to be kept
/// for every record; [`Source::place`] turns them into words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The glued page, or the sheet, counted from 0.
    pub page: u32,
    /// The element of the list (from 0), or the row (from 1; the header is row 1).
    pub index: u32,
    /// The first byte of the record in the decoded text.
    pub start: u64,
    /// The byte behind the record in the decoded text.
    pub end: u64,
}

/// How places in a file are written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "form", rename_all = "snake_case")]
pub enum Form {
    /// JSON: `$[5].reviews[0]`, `$.issues[3]`, `page 2 $[5]` where pages are glued.
    Json {
        /// The path of the list that holds the records, such as `$` or `$.issues`.
        root: String,
        /// Whether the root is a list; otherwise each page is one record.
        list: bool,
        /// Whether the file holds more than one JSON value.
        glued: bool,
    },
    /// A table: `row 7 commit_sha`.
    Table,
    /// Sheets of a workbook: `Sheet1!D7`.
    Sheets {
        /// The sheets' names, in order.
        names: Vec<String>,
    },
    /// Text: `bytes 120-480`.
    Text,
    /// Events of this workspace's own log: `event 17 payload.answer`.
    Events,
}

/// This project's names of fields, and the source's own.
///
/// List positions are written `[]` on both sides: `reviews[].submitted_at` is
/// `reviews[].submittedAt`. For tables the source's name is the header, for sheets the column's
/// letter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldMap(pub Vec<(String, String)>);

impl FieldMap {
    /// The source's own path of one of this project's fields: positions are filled in, order kept.
    pub fn original(&self, field: &str) -> Option<String> {
        let (pattern, positions) = without_positions(field);
        let (_, original) = self.0.iter().find(|(ours, _)| *ours == pattern)?;
        let mut filled = String::with_capacity(original.len() + 4);
        let mut positions = positions.into_iter();
        let mut rest = original.as_str();
        while let Some(cut) = rest.find("[]") {
            filled.push_str(&rest[..cut]);
            filled.push_str(positions.next().unwrap_or("[]"));
            rest = &rest[cut + 2..];
        }
        filled.push_str(rest);
        Some(filled)
    }
}

/// `reviews[2].state` as `reviews[].state` with `[2]`.
fn without_positions(field: &str) -> (String, Vec<&str>) {
    let mut pattern = String::with_capacity(field.len());
    let mut positions = Vec::new();
    let mut rest = field;
    while let Some(open) = rest.find('[') {
        let Some(close) = rest[open..].find(']') else {
            break;
        };
        pattern.push_str(&rest[..open]);
        pattern.push_str("[]");
        positions.push(&rest[open..=open + close]);
        rest = &rest[open + close + 1..];
    }
    pattern.push_str(rest);
    (pattern, positions)
}

/// The container of a file, told by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Container {
    /// One JSON value or several.
    Json,
    /// Delimited text.
    Csv,
    /// An Excel workbook (xlsx).
    Xlsx,
    /// An OpenDocument spreadsheet.
    Ods,
    /// Other text, such as a git log.
    Text,
}

impl Container {
    /// The name for people.
    pub fn label(self) -> &'static str {
        match self {
            Container::Json => "JSON",
            Container::Csv => "CSV",
            Container::Xlsx => "Excel workbook",
            Container::Ods => "OpenDocument spreadsheet",
            Container::Text => "text",
        }
    }
}

/// The character encoding of a text file. Byte ranges count in the decoded UTF-8 text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Encoding {
    /// UTF-8 without a byte order mark: byte ranges are those of the file.
    Utf8,
    /// UTF-8 with a byte order mark, which the decoded text leaves out.
    Utf8Bom,
    /// UTF-16, little endian.
    Utf16Le,
    /// UTF-16, big endian.
    Utf16Be,
    /// Windows-1252: what is no valid UTF-8 is taken for it.
    Windows1252,
    /// No text: a workbook.
    Binary,
}

/// A sign that the file does not hold all that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cut {
    /// One sentence: what the file shows, and what to do.
    pub sentence: String,
    /// How many rows there should be, where the file says so.
    pub total: Option<u64>,
}

/// A row or element that could not be taken, or one value of it that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowIssue {
    /// Where: `row 7`, `Sheet1!D7`, `$[5]`, `bytes 120-480`.
    pub place: String,
    /// The column or key, where one value is to blame.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// What was found and what to do, in one or two sentences.
    pub message: String,
    /// Whether the whole row was left out.
    pub rejected: bool,
}

/// How many rows of a file became records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowCounts {
    /// Became records.
    pub accepted: u64,
    /// Say the same as another row of this file.
    pub duplicate: u64,
    /// Could not be read; each has its [`RowIssue`].
    pub rejected: u64,
}

/// Records of one kind in a file, and the time that they span.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindSpan {
    /// The kind.
    pub kind: RecordKind,
    /// How many.
    pub records: u64,
    /// The first time, where the records carry one.
    pub first: Option<Timestamp>,
    /// The last time.
    pub last: Option<Timestamp>,
}

/// The days that a person declared a file to cover, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeclaredCoverage {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
}

impl fmt::Display for DeclaredCoverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.from, self.to)
    }
}

/// What reading a file found out about it, apart from its records.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// The container.
    pub container: Container,
    /// The encoding.
    pub encoding: Encoding,
    /// The format's id, such as `github-pull-requests`.
    pub format: String,
    /// The version of the reader for that format.
    pub format_version: u32,
    /// Why the file was taken for that format: the keys or columns that say so.
    pub signature: String,
    /// How places in it are written.
    pub form: Form,
    /// The source's own names of the fields that were read.
    pub fields: FieldMap,
    /// How many rows became records.
    pub rows: RowCounts,
    /// Whether it shows that it was cut.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cut: Option<Cut>,
    /// Whether times without a zone were read in the declared one.
    pub zone_assumed: bool,
    /// Sentences about the file as a whole that its reader should know.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// What the scan for secrets found and masked before anything of the file was read. None of a file
    /// that was read by a version without that scan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secrets: Option<SecretsMasked>,
}

/// A secret that was masked in the kept copy of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaskedSecret {
    /// The rule that found it.
    pub rule: String,
    /// The first masked byte of the decoded text.
    pub start: u64,
    /// The byte behind the last one.
    pub end: u64,
}

/// What the scan for secrets found in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecretsMasked {
    /// The version of the rules.
    pub rules: u32,
    /// How many secrets each rule found.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub counts: BTreeMap<String, u64>,
    /// Where the first of them stood.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<MaskedSecret>,
    /// SHA-256 of the kept copy, where it is not the file as it came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept_sha256: Option<String>,
}

impl SecretsMasked {
    /// How many secrets were masked.
    pub fn total(&self) -> u64 {
        self.counts.values().sum()
    }
}

/// What whoever imports a file says about it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Declaration {
    /// The zone for times without one, as an IANA name.
    pub zone: String,
    /// The days that the file covers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub covers: Option<DeclaredCoverage>,
    /// How many rows the source says there are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_rows: Option<u64>,
    /// When the file was exported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exported_at: Option<Timestamp>,
    /// The query or recipe that made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// The service that its deployments belong to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// `owner/name` of the repository that its commits belong to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repository: Option<String>,
}

/// An imported file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// The file's name, without its folder.
    pub file: String,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
    /// The file's size in bytes.
    pub bytes: u64,
    /// What reading it found out.
    pub reading: Reading,
    /// What was declared about it.
    pub declaration: Declaration,
    /// When it was imported.
    pub imported_at: Timestamp,
    /// Who imported it; none without sign-in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imported_by: Option<String>,
}

impl Source {
    /// Whether this is no file but what people decided in this workspace.
    pub fn is_own_log(&self) -> bool {
        self.reading.form == Form::Events
    }

    /// Where a record, or one field of it, stands in this file. `field` is this project's name,
    /// empty for the record as a whole; `own` is a path in the source's own terms and wins.
    pub fn place(&self, place: &Place, field: &str, own: Option<&str>) -> String {
        let original = match own {
            Some(own) => Some(own.to_owned()),
            None if field.is_empty() => None,
            None => self.reading.fields.original(field),
        };
        match &self.reading.form {
            Form::Json { root, list, glued } => {
                let mut at = String::new();
                if *glued {
                    at.push_str(&format!("page {} ", place.page + 1));
                }
                at.push_str(root);
                if *list {
                    at.push_str(&format!("[{}]", place.index));
                }
                if let Some(original) = original {
                    at.push('.');
                    at.push_str(&original);
                }
                at
            }
            Form::Table => match original {
                Some(column) => format!("row {} {column}", place.index),
                None => format!("row {}", place.index),
            },
            Form::Sheets { names } => {
                let name = names
                    .get(place.page as usize)
                    .map_or("Sheet", String::as_str);
                match original {
                    Some(column) => format!("{name}!{column}{}", place.index),
                    None => format!("{name} row {}", place.index),
                }
            }
            Form::Text => format!("bytes {}-{}", place.start, place.end),
            Form::Events => match original {
                Some(field) => format!("event {} {field}", place.index),
                None => format!("event {}", place.index),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(form: Form, fields: &[(&str, &str)]) -> Source {
        Source {
            file: "prs.json".to_owned(),
            sha256: String::new(),
            bytes: 0,
            reading: Reading {
                container: Container::Json,
                encoding: Encoding::Utf8,
                format: String::new(),
                format_version: 1,
                signature: String::new(),
                form,
                fields: FieldMap(
                    fields
                        .iter()
                        .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
                        .collect(),
                ),
                rows: RowCounts::default(),
                cut: None,
                zone_assumed: false,
                notes: Vec::new(),
                secrets: None,
            },
            declaration: Declaration::default(),
            imported_at: Timestamp(0),
            imported_by: None,
        }
    }

    #[test]
    fn a_place_in_json_names_page_list_and_the_sources_own_field() {
        let form = Form::Json {
            root: "$".to_owned(),
            list: true,
            glued: true,
        };
        let source = source(form, &[("reviews[].submitted_at", "reviews[].submittedAt")]);
        let place = Place {
            page: 1,
            index: 5,
            start: 0,
            end: 0,
        };
        assert_eq!(
            source.place(&place, "reviews[2].submitted_at", None),
            "page 2 $[5].reviews[2].submittedAt",
            "positions are carried over"
        );
        assert_eq!(
            source.place(&place, "", None),
            "page 2 $[5]",
            "the record as a whole"
        );
    }

    #[test]
    fn a_place_in_a_table_names_row_and_header() {
        let source = source(Form::Table, &[("revision", "commit_sha")]);
        let place = Place {
            index: 7,
            ..Place::default()
        };
        assert_eq!(
            source.place(&place, "revision", None),
            "row 7 commit_sha",
            "the own header"
        );
    }

    #[test]
    fn a_place_in_a_sheet_is_its_cell() {
        let form = Form::Sheets {
            names: vec!["Sheet1".to_owned()],
        };
        let source = source(form, &[("revision", "D")]);
        let place = Place {
            index: 7,
            ..Place::default()
        };
        assert_eq!(
            source.place(&place, "revision", None),
            "Sheet1!D7",
            "column letter and row"
        );
    }
}
