//! Exports the log as JSON Lines, an event a line, with what its hash and its signature are made over.
//!
//! `docs/event-log.md` tells how to check it, and `docs/check_event_log.py` does.

use std::path::Path;

use changeproof_store::{Event, StoreError, Workspace};
use serde::Serialize;
use serde_json::json;

use super::{EXPORTED, hand_out};
use crate::error::AppError;
use crate::permission::{self, Act};
use crate::ports::Ports;
use crate::wire::event_log::LogExported;

/// An event as a line. The payload is a text: its very bytes are hashed.
#[derive(Serialize)]
struct Line<'e> {
    sequence: i64,
    at: String,
    person: Option<&'e str>,
    action: &'e str,
    payload: &'e str,
    previous: String,
    hash: String,
    key: Option<String>,
    signature: Option<String>,
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl<'e> Line<'e> {
    fn of(event: &'e Event) -> Line<'e> {
        let signed = event.signature.as_ref();
        Line {
            sequence: event.sequence,
            at: event.at.to_string(),
            person: event.person.as_deref(),
            action: &event.action,
            payload: &event.payload,
            previous: event.previous.to_string(),
            hash: event.hash.to_string(),
            key: signed.map(|signed| hex(&signed.key)),
            signature: signed.map(|signed| hex(&signed.signature)),
        }
    }
}

/// Events as lines.
pub(super) fn lines(events: &[Event]) -> Result<Vec<u8>, AppError> {
    let mut bytes = Vec::new();
    for event in events {
        serde_json::to_writer(&mut bytes, &Line::of(event)).map_err(StoreError::from)?;
        bytes.push(b'\n');
    }
    Ok(bytes)
}

/// Writes all events to a file; that it was written is an event of its own, behind them.
///
/// # Errors
///
/// [`AppError::NotWritten`], what a person may not do, or what the store says.
pub fn export(workspace: &Path, out: &Path, ports: &Ports<'_>) -> Result<LogExported, AppError> {
    let mut open = Workspace::open(workspace)?;
    permission::check(&open.read()?, Act::Look, ports)?;
    let mut head = None;
    let sha256 = hand_out(&mut open, out, EXPORTED, ports, |writer| {
        let newest = writer.head()?;
        let events = writer.events(1, newest.sequence)?;
        let told = json!({ "events": events.len(), "head": newest.hash });
        head = Some((newest, events.len()));
        Ok((lines(&events)?, told))
    })?;
    let (newest, events) = head.ok_or_else(|| StoreError::Damaged("no event".to_owned()))?;
    Ok(LogExported {
        file: out.to_owned(),
        sha256: sha256.to_string(),
        events: events as u64,
        sequence: newest.sequence,
        hash: newest.hash.to_string(),
    })
}
