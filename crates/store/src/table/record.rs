//! Table `record`: what was read from the files, in their order.

use std::ops::Range;

use changeproof_domain::source::Place;
use rusqlite::{Connection, params};

use super::{signed, unsigned};
use crate::error::StoreError;
use crate::record_set::RecordSet;

/// The id that the next record gets.
pub(crate) fn next_id(connection: &Connection) -> Result<i64, StoreError> {
    let last: Option<i64> = connection
        .prepare_cached("SELECT max(id) FROM record")?
        .query_row([], |row| row.get(0))?;
    Ok(last.unwrap_or(0) + 1)
}

/// Writes the records of a source under consecutive ids.
pub(crate) fn insert(
    connection: &Connection,
    source: i64,
    first: i64,
    set: &RecordSet,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO record (id, source, kind, key, page, position, start_byte, end_byte, payload)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?;
    for (id, record) in (first..).zip(&set.records) {
        statement.execute(params![
            id,
            source,
            record.kind,
            &set.text[record.key.clone()],
            record.place.page,
            record.place.index,
            signed(record.place.start),
            signed(record.place.end),
            &set.text[record.payload.clone()],
        ])?;
    }
    Ok(())
}

/// A row, borrowed from SQLite.
pub(crate) struct RecordRow<'r> {
    pub(crate) kind: i64,
    pub(crate) key: &'r str,
    pub(crate) place: Place,
    pub(crate) payload: &'r str,
}

/// Shows the records with ids in a range, in order, until told to stop.
pub(crate) fn each(
    connection: &Connection,
    ids: Range<i64>,
    mut go_on: impl FnMut(RecordRow<'_>) -> bool,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT kind, key, page, position, start_byte, end_byte, payload FROM record
         WHERE id >= ?1 AND id < ?2 ORDER BY id",
    )?;
    let mut rows = statement.query(params![ids.start, ids.end])?;
    while let Some(row) = rows.next()? {
        let shown = RecordRow {
            kind: row.get(0)?,
            key: row.get_ref(1)?.as_str().map_err(not_text)?,
            place: Place {
                page: row.get(2)?,
                index: row.get(3)?,
                start: unsigned(row.get(4)?),
                end: unsigned(row.get(5)?),
            },
            payload: row.get_ref(6)?.as_str().map_err(not_text)?,
        };
        if !go_on(shown) {
            break;
        }
    }
    Ok(())
}

fn not_text(error: rusqlite::types::FromSqlError) -> StoreError {
    StoreError::Damaged(format!("a stored record is no text: {error}"))
}
