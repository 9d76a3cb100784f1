//! Table `event`: the log, append-only.

use changeproof_domain::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};

use crate::error::StoreError;
use crate::event_log::{Event, EventSignature, Head};

const COLUMNS: &str = "sequence, at, person, action, payload, previous, hash, key, signature";

/// Key and signature belong together: where one of them is missing, that shows when it is verified.
fn signature(row: &Row<'_>) -> rusqlite::Result<Option<EventSignature>> {
    let key: Option<Vec<u8>> = row.get(7)?;
    let signature: Option<Vec<u8>> = row.get(8)?;
    Ok(match (key, signature) {
        (None, None) => None,
        (key, signature) => Some(EventSignature {
            key: key.unwrap_or_default(),
            signature: signature.unwrap_or_default(),
        }),
    })
}

fn event(row: &Row<'_>) -> rusqlite::Result<Event> {
    Ok(Event {
        sequence: row.get(0)?,
        at: Timestamp(row.get(1)?),
        person: row.get(2)?,
        action: row.get(3)?,
        payload: row.get(4)?,
        previous: row.get(5)?,
        hash: row.get(6)?,
        signature: signature(row)?,
    })
}

pub(crate) fn insert(connection: &Connection, event: &Event) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO event (sequence, at, person, action, payload, previous, hash, key, signature)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            event.sequence,
            event.at.0,
            event.person,
            event.action,
            event.payload,
            event.previous,
            event.hash,
            event.signature.as_ref().map(|signed| &signed.key),
            event.signature.as_ref().map(|signed| &signed.signature),
        ])?;
    Ok(())
}

/// Inserts an event as schemas before the sixth had them.
#[cfg(test)]
pub(crate) fn insert_unsigned(connection: &Connection, event: &Event) {
    let sql = "INSERT INTO event (sequence, at, person, action, payload, previous, hash)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let values = params![
        event.sequence,
        event.at.0,
        event.person,
        event.action,
        event.payload,
        event.previous,
        event.hash
    ];
    connection.execute(sql, values).unwrap();
}

pub(crate) fn head(connection: &Connection) -> Result<Option<Head>, StoreError> {
    let head = connection
        .prepare_cached("SELECT sequence, hash FROM event ORDER BY sequence DESC LIMIT 1")?
        .query_row([], |row| {
            Ok(Head {
                sequence: row.get(0)?,
                hash: row.get(1)?,
            })
        })
        .optional()?;
    Ok(head)
}

/// The newest event with one of these actions.
pub(crate) fn last_of(
    connection: &Connection,
    actions: &[&str],
) -> Result<Option<i64>, StoreError> {
    let marks = vec!["?"; actions.len()].join(", ");
    let sql = format!("SELECT max(sequence) FROM event WHERE action IN ({marks})");
    let last = connection
        .prepare_cached(&sql)?
        .query_row(params_from_iter(actions), |row| row.get(0))?;
    Ok(last)
}

pub(crate) fn range(connection: &Connection, from: i64, to: i64) -> Result<Vec<Event>, StoreError> {
    let sql =
        format!("SELECT {COLUMNS} FROM event WHERE sequence BETWEEN ?1 AND ?2 ORDER BY sequence");
    let mut statement = connection.prepare_cached(&sql)?;
    let events = statement.query_map(params![from, to], event)?;
    Ok(events.collect::<Result<_, _>>()?)
}

/// All events with one of these actions, in order.
pub(crate) fn of_actions(
    connection: &Connection,
    actions: &[&str],
) -> Result<Vec<Event>, StoreError> {
    let marks = vec!["?"; actions.len()].join(", ");
    let sql = format!("SELECT {COLUMNS} FROM event WHERE action IN ({marks}) ORDER BY sequence");
    let mut statement = connection.prepare_cached(&sql)?;
    let events = statement.query_map(params_from_iter(actions), event)?;
    Ok(events.collect::<Result<_, _>>()?)
}

/// Shows every event in order, until told to stop.
pub(crate) fn each(
    connection: &Connection,
    mut go_on: impl FnMut(&Event) -> bool,
) -> Result<(), StoreError> {
    let mut statement =
        connection.prepare(&format!("SELECT {COLUMNS} FROM event ORDER BY sequence"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        if !go_on(&event(row)?) {
            break;
        }
    }
    Ok(())
}
