//! Table `record_piece`: what was read from the files, in their order.

use rusqlite::{Connection, params};

use super::source::SourceKey;
use super::{signed, unsigned};
use crate::error::StoreError;
use crate::record_set::{PackedRecords, Piece};

/// Writes the records of a source.
pub(crate) fn insert(
    connection: &Connection,
    source: SourceKey,
    records: &PackedRecords,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO record_piece (source, ordinal, bytes, data) VALUES (?1, ?2, ?3, ?4)",
    )?;
    for (ordinal, piece) in (0_u64..).zip(&records.pieces) {
        statement.execute(params![
            source.0,
            signed(ordinal),
            signed(piece.bytes as u64),
            piece.data
        ])?;
    }
    Ok(())
}

/// Shows the pieces of a source, in order.
pub(crate) fn each(
    connection: &Connection,
    source: SourceKey,
    mut take: impl FnMut(Piece),
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT bytes, data FROM record_piece WHERE source = ?1 ORDER BY ordinal",
    )?;
    let mut rows = statement.query([source.0])?;
    while let Some(row) = rows.next()? {
        take(Piece {
            bytes: usize::try_from(unsigned(row.get(0)?)).unwrap_or(0),
            data: row.get(1)?,
        });
    }
    Ok(())
}
