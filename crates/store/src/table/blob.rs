//! Tables `blob` and `blob_chunk`: whole files, and which chunks they are made of.

use rusqlite::{Connection, OptionalExtension, params};

use super::{signed, unsigned};
use crate::blob::PackedBlob;
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

/// The digest of a kept file's bytes, where they are not the file as it came.
pub(crate) fn kept_digest(
    connection: &Connection,
    blob: i64,
) -> Result<Option<Digest>, StoreError> {
    let kept = connection
        .prepare_cached("SELECT kept_sha256 FROM blob WHERE id = ?1")?
        .query_row([blob], |row| row.get(0))?;
    Ok(kept)
}

pub(crate) fn insert(connection: &Connection, blob: &PackedBlob) -> Result<i64, StoreError> {
    connection
        .prepare_cached("INSERT INTO blob (sha256, kept_sha256, bytes) VALUES (?1, ?2, ?3)")?
        .execute(params![blob.sha256, blob.kept_sha256, signed(blob.bytes)])?;
    Ok(connection.last_insert_rowid())
}

/// Takes the bytes of a kept file away, to make place for a copy that was masked otherwise. What held
/// them is overwritten.
pub(crate) fn empty(
    connection: &Connection,
    blob: i64,
    kept_sha256: Option<Digest>,
) -> Result<(), StoreError> {
    connection.pragma_update(None, "secure_delete", true)?;
    connection.execute("DELETE FROM blob_chunk WHERE blob = ?1", [blob])?;
    connection.execute(
        "DELETE FROM chunk WHERE id NOT IN (SELECT chunk FROM blob_chunk)",
        [],
    )?;
    connection.execute(
        "UPDATE blob SET kept_sha256 = ?2 WHERE id = ?1",
        params![blob, kept_sha256],
    )?;
    Ok(())
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
