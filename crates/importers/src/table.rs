//! Tables: headers are bound to the columns that a format knows, and rows are read through them,
//! whether they stand in delimited text, a workbook or JSON objects.

use std::borrow::Cow;

use changeproof_domain::field::Field;
use changeproof_domain::text::trim;
use changeproof_domain::time::{Moment, Precision};
use chrono::{NaiveDate, NaiveDateTime};

use crate::collector::{Rejection, RowContext};
use crate::mapping;
use crate::time_text::{self, TimeText};

/// A cell as its container holds it.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell<'t> {
    /// Text.
    Text(Cow<'t, str>),
    /// A number of a workbook.
    Number(f64),
    /// A date or time of a workbook, without a zone.
    Time {
        /// The local time.
        local: NaiveDateTime,
        /// How fine it is.
        precision: Precision,
    },
    /// A value as shown and as stored (`sysparm_display_value=all`): stored times are UTC.
    Pair {
        /// As shown to the user who exported.
        shown: Cow<'t, str>,
        /// As stored.
        stored: Cow<'t, str>,
    },
    /// A workbook's error value, such as `#REF!`.
    Error(String),
}

impl<'t> Cell<'t> {
    /// A cell of text.
    pub fn text(text: impl Into<Cow<'t, str>>) -> Cell<'t> {
        Cell::Text(text.into())
    }

    /// The cell's text as it is shown.
    pub fn shown(&self) -> Cow<'_, str> {
        let made = match self {
            Cell::Text(text) => return Cow::Borrowed(trim(text)),
            Cell::Pair { shown, .. } => return Cow::Borrowed(trim(shown)),
            Cell::Error(error) => return Cow::Borrowed(error),
            Cell::Number(number) => number_text(*number),
            Cell::Time {
                local,
                precision: Precision::Day,
            } => local.date().to_string(),
            Cell::Time { local, .. } => local.format("%Y-%m-%d %H:%M:%S").to_string(),
        };
        Cow::Owned(made)
    }

    fn is_blank(&self) -> bool {
        match self {
            Cell::Text(text) => trim(text).is_empty(),
            Cell::Pair { shown, stored } => trim(shown).is_empty() && trim(stored).is_empty(),
            Cell::Number(_) | Cell::Time { .. } | Cell::Error(_) => false,
        }
    }
}

/// A number without a decimal part where it has none.
fn number_text(number: f64) -> String {
    format!("{number}")
}

/// A column that a format knows.
#[derive(Debug)]
pub struct Column {
    /// The record's field that it fills, in this project's words.
    pub field: &'static str,
    /// Its usual name.
    pub name: &'static str,
    /// Other names, normalised.
    pub also: &'static [&'static str],
}

impl Column {
    /// A column with its synonyms; write synonyms in lower case without separators.
    pub const fn new(
        field: &'static str,
        name: &'static str,
        also: &'static [&'static str],
    ) -> Column {
        Column { field, name, also }
    }
}

/// The cells of a row that may be a header.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// The names as written.
    pub names: Vec<String>,
    normal: Vec<String>,
}

impl Header {
    /// A header of these names.
    pub fn new(names: Vec<String>) -> Header {
        let normal = names.iter().map(|name| mapping::normal(name)).collect();
        Header { names, normal }
    }

    /// A header of a workbook's cells.
    pub fn of_cells(cells: &[Cell<'_>]) -> Header {
        Header::new(cells.iter().map(|cell| cell.shown().into_owned()).collect())
    }

    /// Where a normalised name stands. A repeated name is one column with several places.
    fn at(&self, normal: &str) -> Vec<usize> {
        (0..self.normal.len())
            .filter(|at| self.normal[*at] == normal)
            .collect()
    }

    /// Whether the column is there.
    pub fn has(&self, column: &Column) -> bool {
        let own = mapping::normal(column.name);
        self.normal
            .iter()
            .any(|name| *name == own || column.also.contains(&name.as_str()))
    }

    /// Whether all columns are there.
    pub fn has_all(&self, columns: &[&Column]) -> bool {
        columns.iter().all(|column| self.has(column))
    }

    /// Whether any of the columns is there.
    pub fn has_any(&self, columns: &[&Column]) -> bool {
        columns.iter().any(|column| self.has(column))
    }
}

/// A header bound to the columns of a format.
#[derive(Clone, Debug)]
pub struct Bound {
    /// The header.
    pub header: Header,
    places: Vec<(&'static str, Vec<usize>)>,
}

impl Bound {
    /// Binds a header.
    pub fn new(header: Header, columns: &[&'static Column]) -> Bound {
        let mut places: Vec<(&'static str, Vec<usize>)> = Vec::with_capacity(columns.len());
        let mut taken: Vec<usize> = Vec::new();
        // Own names first: a column 'ticket' fills the change only where no column 'change' does.
        for own_names in [true, false] {
            for column in columns {
                if places.iter().any(|(name, _)| *name == column.name) {
                    continue;
                }
                let own = mapping::normal(column.name);
                let names: Vec<&str> = if own_names {
                    vec![own.as_str()]
                } else {
                    column.also.to_vec()
                };
                let found = names
                    .into_iter()
                    .map(|name| header.at(name))
                    .find(|at| !at.is_empty() && !at.iter().any(|at| taken.contains(at)));
                if let Some(found) = found {
                    taken.extend(&found);
                    places.push((column.name, found));
                }
            }
        }
        Bound { header, places }
    }

    /// Where a column stands.
    pub fn places(&self, column: &Column) -> &[usize] {
        self.places
            .iter()
            .find(|(name, _)| *name == column.name)
            .map_or(&[], |(_, places)| places.as_slice())
    }

    /// Whether a field takes the column.
    fn takes(&self, at: usize) -> bool {
        self.places.iter().any(|(_, places)| places.contains(&at))
    }

    /// Names of columns that no field takes.
    pub fn unused(&self) -> Vec<&str> {
        (0..self.header.names.len())
            .filter(|at| !self.takes(*at))
            .map(|at| self.header.names[at].trim())
            .filter(|name| !name.is_empty())
            .collect()
    }
}

/// The cells of one record, by column.
pub trait Cells {
    /// The cell of a column. A cell that the row leaves off is empty.
    fn cell(&self, column: &Column) -> Field<Cell<'_>>;

    /// The column's name in the source, for messages.
    fn name<'c>(&'c self, column: &'c Column) -> &'c str;

    /// The cell's text, trimmed.
    fn text(&self, column: &Column) -> Field<String> {
        match self.cell(column) {
            Field::NotExported | Field::Value(Cell::Error(_)) => Field::NotExported,
            Field::Empty => Field::Empty,
            Field::Value(cell) => Field::exported_text(&cell.shown()),
        }
    }

    /// The cell's text, or a rejection where there is none.
    ///
    /// # Errors
    /// A [`Rejection`] that names the column.
    fn required(&self, column: &Column, what: &str) -> Result<String, Rejection> {
        match self.text(column) {
            Field::Value(text) => Ok(text),
            Field::Empty | Field::NotExported => Err(Rejection::missing(self.name(column), what)),
        }
    }

    /// The parts of a cell between semicolons or line breaks, each once.
    fn list(&self, column: &Column) -> Field<Vec<String>> {
        self.text(column).map(|text| {
            let mut parts: Vec<String> = Vec::new();
            for part in text.split([';', '\n']) {
                let part = part.trim();
                if !part.is_empty() && !parts.iter().any(|known| known == part) {
                    parts.push(part.to_owned());
                }
            }
            parts
        })
    }

    /// The cell's time.
    fn time(&self, context: &mut RowContext<'_>, column: &Column) -> Field<Moment> {
        let cell = match self.cell(column) {
            Field::NotExported => return Field::NotExported,
            Field::Empty => return Field::Empty,
            Field::Value(cell) => cell,
        };
        let time = match &cell {
            Cell::Time { local, precision } => TimeText::Local(*local, *precision),
            Cell::Pair { stored, .. } => match time_text::read(stored) {
                TimeText::Local(local, precision) => {
                    let mut moment = Moment::in_zone(local, chrono_tz::UTC, precision);
                    moment.zone = changeproof_domain::time::Zone::Offset(0);
                    TimeText::Moment(moment)
                }
                other => other,
            },
            Cell::Text(text) => time_text::read(text),
            Cell::Number(number) if number.fract() == 0.0 => time_text::read(&number_text(*number)),
            Cell::Number(_) | Cell::Error(_) => TimeText::Unreadable(
                "is not a date or time; give the cell a date format, or write it as \
                 2025-03-01T10:00:00Z",
            ),
        };
        context.moment(self.name(column), &cell.shown(), time)
    }

    /// The cell's date; none where the cell is empty or absent.
    ///
    /// # Errors
    /// A [`Rejection`] where the cell holds something else.
    fn date(&self, column: &Column) -> Result<Option<NaiveDate>, Rejection> {
        let cell = match self.cell(column) {
            Field::NotExported | Field::Empty => return Ok(None),
            Field::Value(cell) => cell,
        };
        if let Cell::Time { local, .. } = cell {
            return Ok(Some(local.date()));
        }
        let shown = cell.shown();
        time_text::read_date(&shown)
            .map_err(|why| Rejection::of(self.name(column), format!("'{shown}' {why}.")))
    }
}

/// The cells of a table's row.
#[derive(Clone, Copy, Debug)]
pub enum RowCells<'t> {
    /// Of delimited text.
    Texts(&'t [String]),
    /// Of a sheet.
    Cells(&'t [Cell<'static>]),
}

impl<'t> RowCells<'t> {
    fn get(self, at: usize) -> Option<Cell<'t>> {
        match self {
            RowCells::Texts(texts) => texts
                .get(at)
                .map(|text| Cell::Text(Cow::Borrowed(text.as_str()))),
            RowCells::Cells(cells) => cells.get(at).cloned(),
        }
    }

    /// Whether no cell from `at` on holds anything.
    pub fn is_blank_from(self, at: usize) -> bool {
        match self {
            RowCells::Texts(texts) => texts.iter().skip(at).all(|text| trim(text).is_empty()),
            RowCells::Cells(cells) => cells.iter().skip(at).all(Cell::is_blank),
        }
    }

    /// Whether the row repeats the header, as printed lists do on every page.
    pub fn repeats(self, header: &Header) -> bool {
        (0..header.names.len()).all(|at| {
            self.get(at)
                .is_some_and(|cell| cell.shown() == header.names[at].trim())
        })
    }

    /// How many cells the row has.
    pub fn len(self) -> usize {
        match self {
            RowCells::Texts(texts) => texts.len(),
            RowCells::Cells(cells) => cells.len(),
        }
    }
}

/// A row of a table.
#[derive(Clone, Copy, Debug)]
pub struct TableRow<'t> {
    /// The bound header.
    pub bound: &'t Bound,
    /// The cells.
    pub cells: RowCells<'t>,
}

impl TableRow<'_> {
    /// Whether the row ends too early for these places to be known as empty. Tools leave off one
    /// empty cell at the end; where more are missing, the row may be broken.
    fn is_missing(&self, places: &[usize]) -> bool {
        let width = self.bound.header.names.len();
        self.cells.len() + 1 < width && places.iter().all(|at| *at >= self.cells.len())
    }

    /// Says which cells are missing or hold an error of the spreadsheet.
    pub fn explain(&self, context: &mut RowContext<'_>) {
        let names = &self.bound.header.names;
        let found = self.cells.len();
        if found + 1 < names.len() {
            context.unread(
                names[found].trim(),
                format!(
                    "The row has {found} of {} cells. Those from here on count as not exported; \
                     complete the row or export it again.",
                    names.len()
                ),
            );
        }
        for (at, name) in names.iter().enumerate() {
            if let Some(Cell::Error(error)) = self.cells.get(at)
                && self.bound.takes(at)
            {
                context.unread(
                    name.trim(),
                    format!(
                        "The cell holds the error {error}. The value counts as not exported; \
                         correct the formula."
                    ),
                );
            }
        }
    }
}

impl Cells for TableRow<'_> {
    fn cell(&self, column: &Column) -> Field<Cell<'_>> {
        let places = self.bound.places(column);
        if places.is_empty() || self.is_missing(places) {
            return Field::NotExported;
        }
        let mut filled = places
            .iter()
            .filter_map(|at| self.cells.get(*at))
            .filter(|cell| !cell.is_blank());
        match (filled.next(), filled.next()) {
            (None, _) => Field::Empty,
            (Some(cell), None) => Field::Value(cell),
            (Some(_), Some(_)) => {
                // A repeated column: all values count.
                let mut parts: Vec<String> = places
                    .iter()
                    .filter_map(|at| self.cells.get(*at))
                    .filter(|cell| !cell.is_blank())
                    .map(|cell| cell.shown().into_owned())
                    .collect();
                parts.dedup();
                Field::Value(Cell::Text(Cow::Owned(parts.join("; "))))
            }
        }
    }

    fn name<'c>(&'c self, column: &'c Column) -> &'c str {
        self.bound
            .places(column)
            .first()
            .and_then(|at| self.bound.header.names.get(*at))
            .map_or(column.name, |name| name.trim())
    }
}
