//! The event log as a pack prints it.

use changeproof_domain::time::Timestamp;
use changeproof_reports::pack::{Event, LogHead};
use changeproof_store::{Head, Reader};

use super::Material;
use crate::decisions::DecisionKind;
use crate::error::AppError;
use crate::event_words::sentence;
use crate::loaded::damaged;
use crate::samples;
use crate::triage;

/// An event as the head of the log.
fn head_of(reader: &Reader<'_>, sequence: i64) -> Result<Head, AppError> {
    let event = reader
        .events(sequence, sequence)?
        .pop()
        .ok_or_else(|| damaged("names an event that the log does not have"))?;
    Ok(Head {
        sequence: event.sequence,
        hash: event.hash,
    })
}

pub(super) fn printed(head: Head) -> LogHead {
    LogHead {
        sequence: number(head.sequence),
        hash: head.hash.to_string(),
    }
}

fn number(sequence: i64) -> u64 {
    u64::try_from(sequence).unwrap_or(0)
}

/// All events up to the newest that the pack rests on.
pub(super) fn extract(material: &Material<'_>) -> Result<Vec<Event>, AppError> {
    let events = material.reader.events(1, material.head.sequence)?;
    Ok(events.iter().map(printed_event).collect())
}

/// An event as packs print it.
pub(super) fn printed_event(event: &changeproof_store::Event) -> Event {
    Event {
        sequence: number(event.sequence),
        at: event.at.utc(),
        person: person(event.person.as_deref()),
        sentence: sentence(&event.action, &event.payload),
        hash: event.hash.to_string(),
    }
}

/// The newest event that a pack rests on: its evaluation, or what was drawn, compared or recorded about findings
/// since, by the time that the pack prints. `more` are kinds of events that a certain pack tells of, too.
pub(super) fn newest(
    reader: &Reader<'_>,
    evaluation: i64,
    prepared_at: Timestamp,
    more: &[DecisionKind],
) -> Result<Head, AppError> {
    let kinds = samples::KINDS.iter().chain(triage::KINDS).chain(more);
    let actions: Vec<&str> = kinds.map(|kind| kind.action).collect();
    let events = reader.events_of(&actions)?;
    let by_then = events.iter().filter(|event| event.at <= prepared_at);
    let newest = by_then.map(|event| event.sequence).max();
    head_of(reader, newest.unwrap_or(0).max(evaluation))
}

/// A person's name, or that there was no sign-in.
pub(super) fn person(name: Option<&str>) -> String {
    name.unwrap_or("without sign-in").to_owned()
}
