//! Table `declaration`: what was declared about a source, each time.

use changeproof_domain::source::Declaration;
use rusqlite::{Connection, params};

use crate::error::StoreError;
use crate::table::source::SourceKey;

pub(crate) fn insert(
    connection: &Connection,
    source: SourceKey,
    event: i64,
    declaration: &Declaration,
) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT INTO declaration (source, event, body) VALUES (?1, ?2, ?3)")?
        .execute(params![
            source.0,
            event,
            serde_json::to_string(declaration)?
        ])?;
    Ok(())
}
