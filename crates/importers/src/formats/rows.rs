//! Reads the rows of tables: finds the header, binds its columns and maps each row below it.

use changeproof_domain::record::Record;
use changeproof_domain::source::{FieldMap, Form, Place, Reading};

use crate::collector::{Collector, Rejection, RowContext};
use crate::container::csv::{CsvRow, CsvText, Ending};
use crate::container::sheet::{Sheet, Workbook};
use crate::container::{Body, Document, Probe};
use crate::table::{Bound, Cells, Column, Header, RowCells, TableRow};
use crate::{Options, ReadError, Sink};

use super::{Format, not_of_format, reading};

/// Rows among which the header is looked for: exports put titles and filters above it.
const HEADER_WITHIN: usize = 20;

/// Rows that are read between two questions whether to stop.
const BATCH: usize = 512;

/// How a row becomes a record.
pub type MapRow = fn(&mut RowContext<'_>, &dyn Cells) -> Result<Record, Rejection>;

/// A table of a format.
pub struct Layout {
    /// The columns that the format knows.
    pub columns: &'static [&'static Column],
    /// Whether a row is this table's header.
    pub claims: fn(&Header) -> bool,
    /// How a row becomes a record.
    pub map: MapRow,
}

/// The header that a table claims, as a sentence.
pub fn detect(probe: &Probe<'_>, layout: &Layout) -> Option<String> {
    let Probe::Table { headers } = probe else {
        return None;
    };
    let header = headers.iter().find(|header| (layout.claims)(header))?;
    let bound = Bound::new(header.clone(), layout.columns);
    let names: Vec<&str> = layout
        .columns
        .iter()
        .filter_map(|column| bound.places(column).first())
        .map(|at| header.names[*at].trim())
        .take(6)
        .collect();
    Some(format!("The header has the columns {}.", names.join(", ")))
}

/// Reads the table of a document.
///
/// # Errors
/// [`ReadError::NotOfFormat`] where no row is the header.
pub fn parse(
    format: &dyn Format,
    layout: &Layout,
    document: &Document<'_>,
    signature: String,
    options: &Options,
    sink: &mut dyn Sink,
) -> Result<Reading, ReadError> {
    let parsed = match &document.body {
        Body::Csv(csv) => read_csv(layout, document, csv, options, sink)?,
        Body::Workbook(workbook) => read_workbook(layout, document, workbook, options, sink)?,
        Body::Json(_) | Body::Text(_) => None,
    };
    let Some((collector, fields)) = parsed else {
        let names: Vec<&str> = layout.columns.iter().map(|column| column.name).collect();
        return Err(not_of_format(
            format,
            document,
            &format!(
                "No row has the columns of this table: {}.",
                names.join(", ")
            ),
        ));
    };
    Ok(reading(
        format,
        document,
        signature,
        fields,
        collector.finish(),
    ))
}

type Parsed<'s> = Option<(Collector<'s>, FieldMap)>;

fn read_csv<'s>(
    layout: &Layout,
    document: &Document<'_>,
    csv: &CsvText<'_>,
    options: &Options,
    sink: &'s mut dyn Sink,
) -> Result<Parsed<'s>, ReadError> {
    let mut rows = csv.rows();
    let header = rows
        .by_ref()
        .take(HEADER_WITHIN)
        .map(|row| Header::new(row.cells))
        .find(layout.claims);
    let Some(header) = header else {
        return Ok(None);
    };
    let bound = Bound::new(header, layout.columns);
    let fields = field_map(layout, &bound, |at| {
        bound.header.names[at].trim().to_owned()
    });
    let mut collector = Collector::new(&document.file, Form::Table, sink);
    note_unused(&mut collector, &bound);
    let mut last: Option<CsvRow> = None;
    let mut count = 0_usize;
    for row in rows {
        // A row behind it proves that the held one is complete.
        if let Some(complete) = last.replace(row) {
            if count.is_multiple_of(BATCH) {
                collector.go_on()?;
            }
            count += 1;
            take_csv(layout, &bound, csv, options, &mut collector, &complete);
        }
    }
    if let Some(row) = last {
        take_last(layout, &bound, csv, options, &mut collector, &row);
    }
    Ok(Some((collector, fields)))
}

/// The last row may be cut: within quotes, or before its last cell.
fn take_last(
    layout: &Layout,
    bound: &Bound,
    csv: &CsvText<'_>,
    options: &Options,
    collector: &mut Collector<'_>,
    row: &CsvRow,
) {
    let ending = csv.ending(row);
    let short = row.cells.len() < bound.header.names.len();
    if ending == Ending::InQuotes || (ending == Ending::Open && short) {
        let why = if ending == Ending::InQuotes {
            "The file ends within a quoted cell of this row"
        } else {
            "The file ends within this row"
        };
        collector.issue(
            &csv_place(row),
            Rejection {
                column: None,
                message: format!("{why}, so the row was left out. Export the file again."),
            },
            true,
        );
        collector.cut(
            format!(
                "The file breaks off in row {}. Export it again and import the whole file.",
                row.number
            ),
            None,
        );
        return;
    }
    if ending == Ending::Open {
        collector.note(format!(
            "Row {} ends without a line break. Many tools write it so; if the file was cut there, \
             the row's last value may be incomplete.",
            row.number
        ));
    }
    take_csv(layout, bound, csv, options, collector, row);
}

fn take_csv(
    layout: &Layout,
    bound: &Bound,
    csv: &CsvText<'_>,
    options: &Options,
    collector: &mut Collector<'_>,
    row: &CsvRow,
) {
    let again = |earlier: &Place| {
        let start = usize::try_from(earlier.start).ok()?;
        let end = usize::try_from(earlier.end).ok()?;
        let cells = csv.row_at(start, end);
        let row = TableRow {
            bound,
            cells: RowCells::Texts(&cells),
        };
        (layout.map)(&mut RowContext::new(options), &row).ok()
    };
    let cells = RowCells::Texts(&row.cells);
    take_row(
        layout,
        bound,
        options,
        collector,
        csv_place(row),
        cells,
        again,
    );
}

fn take_row(
    layout: &Layout,
    bound: &Bound,
    options: &Options,
    collector: &mut Collector<'_>,
    place: Place,
    cells: RowCells<'_>,
    again: impl Fn(&Place) -> Option<Record>,
) {
    if cells.is_blank_from(0) || cells.repeats(&bound.header) {
        return;
    }
    let mut context = RowContext::new(options);
    let width = bound.header.names.len();
    let record = if cells.is_blank_from(width) {
        let row = TableRow { bound, cells };
        row.explain(&mut context);
        (layout.map)(&mut context, &row)
    } else {
        Err(Rejection {
            column: None,
            message: format!(
                "The row has {} cells and the header {width}, so it is not certain which value \
                 belongs where. Put values with the delimiter in them into quotes.",
                cells.len()
            ),
        })
    };
    collector.take(place, context.outcome(record), again);
}

fn csv_place(row: &CsvRow) -> Place {
    Place {
        page: 0,
        index: row.number,
        start: row.start as u64,
        end: row.end as u64,
    }
}

fn read_workbook<'s>(
    layout: &Layout,
    document: &Document<'_>,
    workbook: &Workbook,
    options: &Options,
    sink: &'s mut dyn Sink,
) -> Result<Parsed<'s>, ReadError> {
    let tables: Vec<(u32, &Sheet, usize, Bound)> = (0..)
        .zip(&workbook.sheets)
        .filter_map(|(page, sheet)| {
            let (at, header) = header_of(layout, sheet)?;
            Some((page, sheet, at, Bound::new(header, layout.columns)))
        })
        .collect();
    let Some((_, first_sheet, _, first)) = tables.first() else {
        return Ok(None);
    };
    let names = workbook
        .sheets
        .iter()
        .map(|sheet| sheet.name.clone())
        .collect();
    let first_column = first_sheet.first_column as usize;
    let fields = field_map(layout, first, |at| column_letters(first_column + at));
    let mut collector = Collector::new(&document.file, Form::Sheets { names }, sink);
    note_unused(&mut collector, first);
    for (page, sheet, header_at, bound) in &tables {
        let same_columns =
            bound.header == first.header && sheet.first_column == first_sheet.first_column;
        if !same_columns {
            collector.cut(
                format!(
                    "The sheet '{}' has other columns than '{}' and was not read. Import it as a \
                     file of its own.",
                    sheet.name, first_sheet.name
                ),
                None,
            );
            continue;
        }
        for (at, cells) in sheet.rows.iter().enumerate().skip(header_at + 1) {
            if at.is_multiple_of(BATCH) {
                collector.go_on()?;
            }
            let place = Place {
                page: *page,
                index: sheet.first_row + u32::try_from(at).unwrap_or(u32::MAX),
                start: 0,
                end: 0,
            };
            let again = |earlier: &Place| {
                let sheet = workbook.sheets.get(earlier.page as usize)?;
                let cells = sheet.rows.get((earlier.index - sheet.first_row) as usize)?;
                let row = TableRow {
                    bound,
                    cells: RowCells::Cells(cells),
                };
                (layout.map)(&mut RowContext::new(options), &row).ok()
            };
            let cells = RowCells::Cells(cells);
            take_row(layout, bound, options, &mut collector, place, cells, again);
        }
    }
    Ok(Some((collector, fields)))
}

fn header_of(layout: &Layout, sheet: &Sheet) -> Option<(usize, Header)> {
    sheet
        .rows
        .iter()
        .take(HEADER_WITHIN)
        .map(|row| Header::of_cells(row))
        .enumerate()
        .find(|(_, header)| (layout.claims)(header))
}

/// The names of the columns for each of this project's fields.
fn field_map(layout: &Layout, bound: &Bound, written: impl Fn(usize) -> String) -> FieldMap {
    FieldMap(
        layout
            .columns
            .iter()
            .filter_map(|column| {
                let at = bound.places(column).first()?;
                Some((column.field.to_owned(), written(*at)))
            })
            .collect(),
    )
}

fn note_unused(collector: &mut Collector<'_>, bound: &Bound) {
    let unused = bound.unused();
    if !unused.is_empty() {
        collector.note(format!("Columns that are not used: {}.", unused.join(", ")));
    }
}

/// The letters of a column, from 0: A, Z, AA.
pub(crate) fn column_letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(b'A' + u8::try_from(rest % 26).unwrap_or(0));
        rest /= 26;
    }
    letters.reverse();
    letters.into_iter().map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use super::column_letters;

    #[test]
    fn columns_are_lettered_as_in_spreadsheets() {
        for (column, want) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!(column_letters(column), want, "column {column}");
        }
    }
}
