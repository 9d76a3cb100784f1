//! The tables: one file each, and the only place where SQL stands.

pub(crate) mod blob;
pub(crate) mod chunk;
pub(crate) mod declaration;
pub(crate) mod evaluation;
pub(crate) mod event;
pub(crate) mod member;
pub(crate) mod other_outcome;
pub(crate) mod policy_version;
pub(crate) mod record_piece;
pub(crate) mod row_issue;
pub(crate) mod source;
pub(crate) mod subject;
pub(crate) mod workspace;

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

use crate::digest::Digest;

impl ToSql for Digest {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(&self.0[..]))
    }
}

impl FromSql for Digest {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let bytes = value.as_blob()?;
        let sized = bytes
            .try_into()
            .map_err(|_| FromSqlError::InvalidBlobSize {
                expected_size: 32,
                blob_size: bytes.len(),
            })?;
        Ok(Digest(sized))
    }
}

/// SQLite has signed integers only; sizes and positions of this project stay far below the limit.
pub(crate) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The other way round; a negative number in the file means damage and becomes 0.
pub(crate) fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
