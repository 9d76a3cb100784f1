//! Tables `blob` and `blob_chunk`: whole files, and which chunks they are made of.

use rusqlite::{Connection, OptionalExtension, params};

use super::{signed, unsigned};
use crate::digest::Digest;
use crate::error::StoreError;

/// The id and the length of a kept file.
pub(crate) fn find(
    connection: &Connection,
    sha256: Digest,
) -> Result<Option<(i64, u64)>, StoreError> {
    let found = connection
        .prepare_cached("SELECT id, bytes FROM blob WHERE sha256 = ?1")?
        .query_row([sha256], |row| {
            Ok((row.get(0)?, unsigned(row.get::<_, i64>(1)?)))
        })
        .optional()?;
    Ok(found)
}

pub(crate) fn insert(
    connection: &Connection,
    sha256: Digest,
    bytes: u64,
) -> Result<i64, StoreError> {
    connection
        .prepare_cached("INSERT INTO blob (sha256, bytes) VALUES (?1, ?2)")?
        .execute(params![sha256, signed(bytes)])?;
    Ok(connection.last_insert_rowid())
}

pub(crate) fn insert_chunk(
    connection: &Connection,
    blob: i64,
    ordinal: usize,
    chunk: i64,
) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT INTO blob_chunk (blob, ordinal, chunk) VALUES (?1, ?2, ?3)")?
        .execute(params![blob, signed(ordinal as u64), chunk])?;
    Ok(())
}

/// Id, digest and length of every kept file.
pub(crate) fn all(connection: &Connection) -> Result<Vec<(i64, Digest, u64)>, StoreError> {
    let mut statement = connection.prepare("SELECT id, sha256, bytes FROM blob ORDER BY id")?;
    let rows = statement.query_map([], |row| {
        Ok((row.get(0)?, row.get(1)?, unsigned(row.get::<_, i64>(2)?)))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
