//! Table `workspace`: one row that says what the workspace is about.

use changeproof_domain::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use crate::error::StoreError;
use crate::workspace::Company;

pub(crate) fn insert(connection: &Connection, company: &Company) -> Result<(), StoreError> {
    connection.execute(
        "INSERT INTO workspace (id, entity, zone, created_at) VALUES (1, ?1, ?2, ?3)",
        params![company.entity, company.zone, company.created_at.0],
    )?;
    Ok(())
}

pub(crate) fn select(connection: &Connection) -> Result<Company, StoreError> {
    connection
        .query_row(
            "SELECT entity, zone, created_at FROM workspace",
            [],
            |row| {
                Ok(Company {
                    entity: row.get(0)?,
                    zone: row.get(1)?,
                    created_at: Timestamp(row.get(2)?),
                })
            },
        )
        .optional()?
        .ok_or_else(|| StoreError::Damaged("it does not say what company it is about".to_owned()))
}

/// What SQLite finds wrong with the file's structure; empty where all is well.
pub(crate) fn quick_check(connection: &Connection) -> Result<Vec<String>, StoreError> {
    let mut statement = connection.prepare("PRAGMA quick_check(100)")?;
    let lines = statement.query_map([], |row| row.get::<_, String>(0))?;
    let mut faults = lines.collect::<Result<Vec<_>, _>>()?;
    faults.retain(|line| line != "ok");
    Ok(faults)
}
