//! What ServiceNow's exports share: a list comes as CSV, as a workbook or as JSON, and all three
//! hold the same columns.

use std::borrow::Cow;

use changeproof_domain::account::{Account, System};
use changeproof_domain::field::Field;
use changeproof_domain::source::{FieldMap, Reading};
use serde::Deserialize;

use super::rows::{self, Layout};
use super::{Format, elements, reading};
use crate::container::json_value::{Members, Text, typed};
use crate::container::{Body, Document, Probe};
use crate::table::{Cell, Cells, Column};
use crate::{Options, ReadError, Sink};

/// Rows at which a list's export stops unless the administrator raised the limit.
const LIST_LIMITS: [u64; 2] = [10_000, 50_000];

/// A value of the REST API: plain, as shown and stored, or a reference.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum RawValueOf<'t> {
    Object {
        #[serde(default, borrow)]
        display_value: Field<Text<'t>>,
        #[serde(default, borrow)]
        value: Field<Text<'t>>,
    },
    #[serde(borrow)]
    Plain(Text<'t>),
}

/// The columns of a JSON record.
pub struct JsonCells<'t>(Members<'t>);

impl Cells for JsonCells<'_> {
    fn cell(&self, column: &Column) -> Field<Cell<'_>> {
        let Some(raw) = self.0.get(column.name) else {
            return Field::NotExported;
        };
        if raw.get() == "null" {
            return Field::Empty;
        }
        let cell = match serde_json::from_str::<RawValueOf<'_>>(raw.get()) {
            Ok(RawValueOf::Plain(text)) => Cell::Text(text.0),
            Ok(RawValueOf::Object {
                display_value,
                value,
            }) => match (text_of(display_value), text_of(value)) {
                (Some(shown), Some(stored)) => Cell::Pair { shown, stored },
                (Some(text), None) | (None, Some(text)) => Cell::Text(text),
                (None, None) => return Field::Empty,
            },
            Err(_) => Cell::Error(raw.get().chars().take(60).collect()),
        };
        match &cell {
            Cell::Text(text) if text.trim().is_empty() => Field::Empty,
            _ => Field::Value(cell),
        }
    }

    fn name<'c>(&'c self, column: &'c Column) -> &'c str {
        column.name
    }
}

fn text_of(field: Field<Text<'_>>) -> Option<Cow<'_, str>> {
    match field {
        Field::Value(text) => Some(text.0),
        Field::Empty | Field::NotExported => None,
    }
}

/// Why a probe is of a layout: by its header, or by the keys of its JSON records.
pub fn detect(probe: &Probe<'_>, layout: &Layout, keys: &[&str]) -> Option<String> {
    if let Some(sentence) = rows::detect(probe, layout) {
        return Some(sentence);
    }
    probe.record_with(keys)?;
    Some(format!("Its records have the keys {}.", keys.join(", ")))
}

/// Reads a list in any of its three containers.
///
/// # Errors
/// [`ReadError`] where the document is none of them.
pub fn parse(
    format: &dyn Format,
    layout: &Layout,
    document: &Document<'_>,
    signature: String,
    options: &Options,
    sink: &mut dyn Sink,
) -> Result<Reading, ReadError> {
    let mut read = match &document.body {
        Body::Json(json) => {
            let map = layout.map;
            let collector = elements::read(document, json, options, sink, |context, _, slice| {
                map(context, &JsonCells(typed(slice)?))
            })?;
            let fields = FieldMap(
                layout
                    .columns
                    .iter()
                    .map(|column| (column.field.to_owned(), column.name.to_owned()))
                    .collect(),
            );
            reading(format, document, signature, fields, collector.finish())
        }
        Body::Csv(_) | Body::Workbook(_) | Body::Text(_) => {
            rows::parse(format, layout, document, signature, options, sink)?
        }
    };
    let rows = read.rows.accepted + read.rows.duplicate + read.rows.rejected;
    if read.cut.is_none() && LIST_LIMITS.contains(&rows) {
        read.cut = Some(changeproof_domain::source::Cut {
            sentence: format!(
                "The file holds exactly {rows} rows, so the list may have been cut at the limit \
                 for exports; export it again in shorter spans of time."
            ),
            total: None,
        });
    }
    Ok(read)
}

/// A person: lists export display names.
pub fn account(row: &dyn Cells, column: &Column) -> Field<Account> {
    row.text(column)
        .map(|name| Account::new(System::ServiceNow, name))
}
