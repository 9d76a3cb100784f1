//! The event log as a pack prints it.

use changeproof_reports::pack::{Event, LogHead};
use changeproof_store::{Head, Reader};

use super::Material;
use crate::error::AppError;
use crate::event_words::sentence;
use crate::loaded::damaged;

/// An event as the head of the log.
pub(super) fn head_of(reader: &Reader<'_>, sequence: i64) -> Result<Head, AppError> {
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

/// All events up to the evaluation.
pub(super) fn extract(material: &Material<'_>) -> Result<Vec<Event>, AppError> {
    let events = material.reader.events(1, material.head.sequence)?;
    let printed = events.into_iter().map(|event| Event {
        sequence: number(event.sequence),
        at: event.at.utc(),
        person: person(event.person.as_deref()),
        sentence: sentence(&event.action, &event.payload),
        hash: event.hash.to_string(),
    });
    Ok(printed.collect())
}

/// A person's name, or that there was no sign-in.
pub(super) fn person(name: Option<&str>) -> String {
    name.unwrap_or("without sign-in").to_owned()
}
