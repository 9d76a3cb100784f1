//! One row of a table or workbook, cell by cell: for showing a record as it stood in its file.

use changeproof_domain::source::Place;

use crate::container::csv::CsvText;
use crate::container::sheet::Sheet;
use crate::container::{Body, Document, Probe, TextOf};
use crate::formats::{self, Format, column_letters};
use crate::table::{Cell, Header};

/// Rows among which the header is looked for, as when the file was read.
const HEADER_WITHIN: usize = 20;

/// A cell with its column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedCell {
    /// The column's name in the header; its letters where the header has none.
    pub column: String,
    /// The column's letters, such as `D`.
    pub letters: String,
    /// The cell's text as it is shown.
    pub value: String,
}

/// The row of a table or workbook at a place, read as a file of that format. None where the file is
/// neither, or has no such row.
pub fn row_cells(
    file_name: &str,
    bytes: &[u8],
    format: &str,
    place: &Place,
) -> Option<Vec<NamedCell>> {
    let format = formats::by_id(format).ok()?;
    let decoded = TextOf::new(file_name, bytes).ok()?;
    let document = Document::open(file_name, bytes, &decoded).ok()?;
    match &document.body {
        Body::Csv(csv) => csv_cells(format, csv, place),
        Body::Workbook(workbook) => {
            let sheet = workbook.sheets.get(usize::try_from(place.page).ok()?)?;
            sheet_cells(format, sheet, place)
        }
        Body::Json(_) | Body::Text(_) => None,
    }
}

/// Whether a row is the header of that format's table.
fn is_header(format: &dyn Format, names: &[String]) -> bool {
    let headers = vec![Header::new(names.to_vec())];
    format.detect(&Probe::Table { headers }).is_some()
}

fn csv_cells(format: &dyn Format, csv: &CsvText<'_>, place: &Place) -> Option<Vec<NamedCell>> {
    let (start, end) = (
        usize::try_from(place.start).ok()?,
        usize::try_from(place.end).ok()?,
    );
    let values = csv.row_at(start, end);
    let header = csv
        .rows()
        .take(HEADER_WITHIN)
        .map(|row| row.cells)
        .find(|names| is_header(format, names));
    (!values.is_empty()).then(|| named(header.unwrap_or_default(), values, 0))
}

fn sheet_cells(format: &dyn Format, sheet: &Sheet, place: &Place) -> Option<Vec<NamedCell>> {
    let shown = |row: &Vec<Cell<'static>>| {
        row.iter()
            .map(|cell| cell.shown().into_owned())
            .collect::<Vec<String>>()
    };
    let at = usize::try_from(place.index.checked_sub(sheet.first_row)?).ok()?;
    let values = shown(sheet.rows.get(at)?);
    let header = sheet
        .rows
        .iter()
        .take(HEADER_WITHIN)
        .map(shown)
        .find(|names| is_header(format, names));
    let first = usize::try_from(sheet.first_column).unwrap_or(0);
    Some(named(header.unwrap_or_default(), values, first))
}

/// Cells with the names of their columns; a row may be longer or shorter than the header.
fn named(header: Vec<String>, values: Vec<String>, first: usize) -> Vec<NamedCell> {
    let count = header.len().max(values.len());
    let mut header = header.into_iter();
    let mut values = values.into_iter();
    (0..count)
        .map(|at| {
            let letters = column_letters(first + at);
            let name = header.next().unwrap_or_default();
            let name = name.trim();
            NamedCell {
                column: if name.is_empty() { &letters } else { name }.to_owned(),
                value: values.next().unwrap_or_default(),
                letters,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "Deployments of March\n\
        deployment_id,service,environment,commit_sha,status,started_at\n\
        1,web,production,abc,success,2025-03-01T10:00:00Z\n\
        2,\"we\nb\",production,def,success,2025-03-02T10:00:00Z\n";

    fn cells(start: usize, end: usize) -> Vec<(String, String)> {
        let place = Place {
            page: 0,
            index: 4,
            start: start as u64,
            end: end as u64,
        };
        let cells = row_cells("log.csv", TABLE.as_bytes(), "deploy-log", &place).unwrap();
        cells
            .into_iter()
            .map(|cell| (cell.column, cell.value))
            .collect()
    }

    #[test]
    fn a_row_comes_with_the_names_of_its_columns() {
        let start = TABLE.find("2,\"we").unwrap();
        let row = cells(start, TABLE.len() - 1);
        assert_eq!(row[1], ("service".to_owned(), "we\nb".to_owned()));
        assert_eq!(row[3], ("commit_sha".to_owned(), "def".to_owned()));
        assert_eq!(row.len(), 6);
    }

    #[test]
    fn a_place_that_is_not_in_the_file_is_no_row() {
        let place = Place {
            page: 0,
            index: 99,
            start: 1 << 40,
            end: 1 << 41,
        };
        assert_eq!(
            row_cells("log.csv", TABLE.as_bytes(), "deploy-log", &place),
            None
        );
    }
}
