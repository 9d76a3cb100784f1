//! Table `row_issue`: rows that were left out, and values that could not be read.

use changeproof_domain::source::RowIssue;
use rusqlite::{Connection, params};

use super::signed;
use crate::error::StoreError;
use crate::table::source::SourceKey;
use crate::workspace::Reader;

pub(crate) fn insert(
    connection: &Connection,
    source: SourceKey,
    issues: &[RowIssue],
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO row_issue (source, ordinal, place, column_name, message, rejected)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for (ordinal, issue) in issues.iter().enumerate() {
        statement.execute(params![
            source.0,
            signed(ordinal as u64),
            issue.place,
            issue.column,
            issue.message,
            issue.rejected,
        ])?;
    }
    Ok(())
}

impl Reader<'_> {
    /// What could not be read of a source, in the file's order.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn issues(&self, source: SourceKey) -> Result<Vec<RowIssue>, StoreError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT place, column_name, message, rejected FROM row_issue WHERE source = ?1
             ORDER BY ordinal",
        )?;
        let rows = statement.query_map([source.0], |row| {
            Ok(RowIssue {
                place: row.get(0)?,
                column: row.get(1)?,
                message: row.get(2)?,
                rejected: row.get(3)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
