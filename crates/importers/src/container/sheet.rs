//! Workbooks: the sheets of xlsx and ods files, cell by cell.

use std::io::Cursor;

use calamine::{Data, Ods, Range, Reader, Xlsx};
use changeproof_domain::source::Container;
use changeproof_domain::time::Precision;
use chrono::{NaiveDateTime, NaiveTime, TimeDelta, Timelike};

use crate::ReadError;
use crate::table::Cell;
use crate::time_text::{self, TimeText};

/// A sheet with its cells.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// The sheet's name.
    pub name: String,
    /// The row number of the first row of cells, from 1.
    pub first_row: u32,
    /// The column of the first cell, from 0.
    pub first_column: u32,
    /// The rows.
    pub rows: Vec<Vec<Cell<'static>>>,
}

/// A workbook.
#[derive(Clone, Debug)]
pub struct Workbook {
    /// The kind of workbook.
    pub container: Container,
    /// The sheets, in order.
    pub sheets: Vec<Sheet>,
}

impl Workbook {
    /// Reads all sheets.
    ///
    /// # Errors
    /// [`ReadError`] where the file is an archive of another kind, is cut, or needs a password.
    pub fn open(file: &str, bytes: &[u8]) -> Result<Workbook, ReadError> {
        let contains = |name: &str| memchr::memmem::find(bytes, name.as_bytes()).is_some();
        let (container, sheets) = if contains("opendocument.spreadsheet") {
            let opened = Ods::new(Cursor::new(bytes)).map_err(|error| match error {
                calamine::OdsError::Password => ReadError::Encrypted {
                    file: file.to_owned(),
                },
                other => broken(file, bytes, &other.to_string()),
            })?;
            (Container::Ods, sheets(opened, file, bytes)?)
        } else if contains("xl/workbook") || contains("[Content_Types].xml") {
            let opened = Xlsx::new(Cursor::new(bytes)).map_err(|error| match error {
                calamine::XlsxError::Password => ReadError::Encrypted {
                    file: file.to_owned(),
                },
                other => broken(file, bytes, &other.to_string()),
            })?;
            (Container::Xlsx, sheets(opened, file, bytes)?)
        } else {
            return Err(ReadError::Unsupported {
                file: file.to_owned(),
                what: "a ZIP archive".to_owned(),
                remedy: "Unpack it and import the files in it.".to_owned(),
            });
        };
        Ok(Workbook { container, sheets })
    }
}

/// The sheets of an opened workbook.
fn sheets<'b, R>(mut workbook: R, file: &str, bytes: &[u8]) -> Result<Vec<Sheet>, ReadError>
where
    R: Reader<Cursor<&'b [u8]>>,
    R::Error: std::fmt::Display,
{
    let mut sheets = Vec::new();
    for name in workbook.sheet_names() {
        let range = workbook
            .worksheet_range(&name)
            .map_err(|error| broken(file, bytes, &error.to_string()))?;
        sheets.push(sheet(name, &range));
    }
    Ok(sheets)
}

/// The cells of a sheet. What is used may begin below and to the right of the first cell.
fn sheet(name: String, range: &Range<Data>) -> Sheet {
    let (row, column) = range.start().unwrap_or((0, 0));
    Sheet {
        name,
        first_row: row + 1,
        first_column: column,
        rows: range
            .rows()
            .map(|row| row.iter().map(cell).collect())
            .collect(),
    }
}

/// A cell in the words of tables.
fn cell(data: &Data) -> Cell<'static> {
    match data {
        Data::Empty => Cell::text(""),
        Data::String(text) => Cell::text(text.clone()),
        Data::Float(number) => Cell::Number(*number),
        #[expect(
            clippy::cast_precision_loss,
            reason = "spreadsheets hold every number as a double already"
        )]
        Data::Int(number) => Cell::Number(*number as f64),
        Data::Bool(truth) => Cell::text(if *truth { "true" } else { "false" }),
        Data::DateTime(serial) => match serial.as_datetime() {
            Some(local) if serial.is_datetime() => time_cell(whole_second(local)),
            _ => Cell::Number(serial.as_f64()),
        },
        Data::DateTimeIso(text) => match time_text::read(text) {
            TimeText::Local(local, precision) => Cell::Time { local, precision },
            _ => Cell::text(text.clone()),
        },
        Data::DurationIso(text) => Cell::text(text.clone()),
        Data::Error(error) => Cell::Error(error.to_string()),
    }
}

/// A date and time from a serial number. Midnight sharp may be a date alone: it decides nothing on
/// its own day.
fn time_cell(local: NaiveDateTime) -> Cell<'static> {
    let precision = if local.time() == NaiveTime::MIN {
        Precision::Day
    } else {
        Precision::Second
    };
    Cell::Time { local, precision }
}

/// Serial numbers count days in doubles: 03:04:05 comes back some milliseconds off.
fn whole_second(local: NaiveDateTime) -> NaiveDateTime {
    let millis = i64::from(local.nanosecond() / 1_000_000);
    match millis {
        0..=9 => local - TimeDelta::milliseconds(millis),
        991.. => local + TimeDelta::milliseconds(1000 - millis),
        _ => local,
    }
}

fn broken(file: &str, bytes: &[u8], what: &str) -> ReadError {
    // The directory of a ZIP archive stands at its end: without it the end is missing.
    let whole = memchr::memmem::rfind(bytes, b"PK\x05\x06").is_some();
    ReadError::Broken {
        file: file.to_owned(),
        what: if whole {
            format!("the workbook cannot be opened ({what})")
        } else {
            "the workbook ends before its table of contents, so it was cut".to_owned()
        },
        at: bytes.len() as u64,
        kept: "Nothing in it could be read.".to_owned(),
        remedy: "Download or save it again and import the new file.".to_owned(),
    }
}
