//! Table `row_issue`: rows that were left out, and values that could not be read.

use changeproof_domain::source::RowIssue;
use rusqlite::{Connection, params};

use super::{signed, unsigned};
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
        self.first_issues(source, u32::MAX)
    }

    /// How many rows and values of a source could not be read.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn issue_count(&self, source: SourceKey) -> Result<u64, StoreError> {
        let count = self
            .connection()
            .prepare_cached("SELECT count(*) FROM row_issue WHERE source = ?1")?
            .query_row([source.0], |row| row.get::<_, i64>(0))?;
        Ok(unsigned(count))
    }

    /// The first things that could not be read of a source, at most so many.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn first_issues(&self, source: SourceKey, limit: u32) -> Result<Vec<RowIssue>, StoreError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT place, column_name, message, rejected FROM row_issue WHERE source = ?1
             ORDER BY ordinal LIMIT ?2",
        )?;
        let rows = statement.query_map(params![source.0, limit], |row| {
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
