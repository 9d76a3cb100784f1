//! Table `chunk`: compressed pieces of files, by their digest.

use rusqlite::{Connection, OptionalExtension, params};

use super::{signed, unsigned};
use crate::blob::PackedChunk;
use crate::error::StoreError;

/// Keeps a chunk and answers its id. A chunk that is there already is not written again.
pub(crate) fn insert(connection: &Connection, chunk: &PackedChunk) -> Result<i64, StoreError> {
    let known = connection
        .prepare_cached("SELECT id FROM chunk WHERE hash = ?1")?
        .query_row([chunk.hash], |row| row.get(0))
        .optional()?;
    if let Some(id) = known {
        return Ok(id);
    }
    connection
        .prepare_cached("INSERT INTO chunk (hash, bytes, data) VALUES (?1, ?2, ?3)")?
        .execute(params![chunk.hash, signed(chunk.bytes as u64), chunk.data])?;
    Ok(connection.last_insert_rowid())
}

/// The compressed bytes of a file's chunk, and its length when unpacked.
pub(crate) fn select(
    connection: &Connection,
    blob: i64,
    ordinal: u64,
) -> Result<(Vec<u8>, usize), StoreError> {
    connection
        .prepare_cached(
            "SELECT chunk.data, chunk.bytes FROM blob_chunk JOIN chunk ON chunk.id = blob_chunk.chunk
             WHERE blob_chunk.blob = ?1 AND blob_chunk.ordinal = ?2",
        )?
        .query_row(params![blob, signed(ordinal)], |row| {
            let bytes = unsigned(row.get::<_, i64>(1)?);
            Ok((row.get(0)?, usize::try_from(bytes).unwrap_or(0)))
        })
        .optional()?
        .ok_or_else(|| StoreError::Damaged("a piece of an imported file is missing".to_owned()))
}
