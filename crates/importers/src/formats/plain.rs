//! What our own plain tables share: how they are listed, and how their cells are read.

use changeproof_domain::account::{Account, System};
use changeproof_domain::field::Field;
use changeproof_domain::source::Reading;
use chrono::NaiveDate;

use super::Format;
use super::rows::{self, Layout};
use crate::collector::{Rejection, RowContext};
use crate::container::{Document, Probe};
use crate::table::{Cells, Column};
use crate::{Options, ReadError, Sink, mapping};

/// A plain table as a format.
pub struct PlainTable {
    /// See [`Format::id`].
    pub id: &'static str,
    /// See [`Format::label`].
    pub label: &'static str,
    /// See [`Format::version`].
    pub version: u32,
    /// See [`Format::how_to_export`].
    pub how_to_export: &'static str,
    /// Its columns, and how a row becomes a record.
    pub layout: Layout,
}

impl Format for PlainTable {
    fn id(&self) -> &'static str {
        self.id
    }

    fn label(&self) -> &'static str {
        self.label
    }

    fn version(&self) -> u32 {
        self.version
    }

    fn how_to_export(&self) -> &'static str {
        self.how_to_export
    }

    fn detect(&self, probe: &Probe<'_>) -> Option<String> {
        rows::detect(probe, &self.layout)
    }

    fn parse(
        &self,
        document: &Document<'_>,
        signature: String,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Reading, ReadError> {
        rows::parse(self, &self.layout, document, signature, options, sink)
    }
}

/// An account as somebody typed it.
pub(super) fn account(row: &dyn Cells, column: &Column) -> Field<Account> {
    row.text(column)
        .map(|name| Account::new(System::Plain, name))
}

/// Names between semicolons; a word that says 'none' is an empty cell.
pub(super) fn names(row: &dyn Cells, column: &Column) -> Field<Vec<String>> {
    match row.list(column) {
        Field::Value(names) if names.iter().all(|name| is_none(name)) => Field::Empty,
        other => other,
    }
}

fn is_none(word: &str) -> bool {
    matches!(mapping::normal(word).as_str(), "none" | "nobody" | "no")
        || matches!(word.trim(), "-" | "–" | "—")
}

/// A commit; what is none counts as not exported.
pub(super) fn revision(
    context: &mut RowContext<'_>,
    row: &dyn Cells,
    column: &Column,
) -> Field<String> {
    match row.text(column) {
        Field::NotExported => Field::NotExported,
        Field::Empty => Field::Empty,
        Field::Value(text) => match mapping::revision(&text) {
            Some(revision) => Field::Value(revision),
            None => {
                context.unread(
                    row.name(column),
                    format!(
                        "'{text}' is no commit: it needs 7 to 64 hexadecimal digits. The value \
                         counts as not exported."
                    ),
                );
                Field::NotExported
            }
        },
    }
}

/// Yes or no; what is neither counts as not exported.
pub(super) fn yes_or_no(
    context: &mut RowContext<'_>,
    row: &dyn Cells,
    column: &Column,
) -> Field<bool> {
    match row.text(column) {
        Field::NotExported => Field::NotExported,
        Field::Empty => Field::Empty,
        Field::Value(word) => match mapping::yes_or_no(&word) {
            Some(answer) => Field::Value(answer),
            None => {
                context.unread(
                    row.name(column),
                    format!(
                        "'{word}' is neither yes nor no. The value counts as not exported; write \
                         yes or no."
                    ),
                );
                Field::NotExported
            }
        },
    }
}

/// A date that decides until when something holds: one that cannot be read rejects the row, since it
/// must not become 'always'.
///
/// # Errors
/// A [`Rejection`] that names the column.
pub(super) fn date(row: &dyn Cells, column: &Column) -> Result<Field<NaiveDate>, Rejection> {
    let date = row.date(column)?;
    Ok(match row.cell(column) {
        Field::NotExported => Field::NotExported,
        Field::Empty | Field::Value(_) => Field::exported(date),
    })
}
