//! Reads decisions back from the log.

use changeproof_domain::account::{Account, System};
use changeproof_domain::time::Timestamp;
use changeproof_store::{Event, Reader, StoreError};
use serde::de::DeserializeOwned;

use super::Refusal;
use crate::error::AppError;

/// A decision, with the event that tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Recorded<T> {
    /// The event's number.
    pub(crate) sequence: i64,
    /// When it was decided.
    pub(crate) at: Timestamp,
    /// Who decided, as that person signs in.
    pub(crate) person: String,
    /// What was decided.
    pub(crate) told: T,
}

/// All decisions of one kind that were recorded when the log ended with that event, in order.
///
/// # Errors
///
/// [`StoreError::Damaged`] where an event does not tell what such an event tells, or what SQLite says.
pub(crate) fn recorded<T: DeserializeOwned>(
    reader: &Reader<'_>,
    action: &str,
    as_of: i64,
) -> Result<Vec<Recorded<T>>, AppError> {
    let events = reader.events_of(&[action])?;
    let until = events.into_iter().filter(|event| event.sequence <= as_of);
    until.map(|event| told(&event)).collect()
}

/// What one event tells.
fn told<T: DeserializeOwned>(event: &Event) -> Result<Recorded<T>, AppError> {
    recorded_in(event, |payload| serde_json::from_str(payload))
}

/// What one event tells, where its payload is read in a way of its own.
///
/// # Errors
///
/// [`StoreError::Damaged`] where it does not tell what such an event tells.
pub(crate) fn recorded_in<T>(
    event: &Event,
    read: impl FnOnce(&str) -> serde_json::Result<T>,
) -> Result<Recorded<T>, AppError> {
    let damaged = |why: &str| {
        let sequence = event.sequence;
        StoreError::Damaged(format!("event {sequence} tells of a decision, but {why}"))
    };
    let person = event.person.clone();
    Ok(Recorded {
        sequence: event.sequence,
        at: event.at,
        person: person.ok_or_else(|| damaged("of nobody"))?,
        told: read(&event.payload).map_err(|error| damaged(&error.to_string()))?,
    })
}

impl<T> Recorded<T> {
    /// The same with what was decided in another form.
    pub(crate) fn map<U>(self, to: impl FnOnce(T) -> U) -> Recorded<U> {
        Recorded {
            sequence: self.sequence,
            at: self.at,
            person: self.person,
            told: to(self.told),
        }
    }

    /// The account of whoever decided, as controls see it: a name that the roster may cover, as it may cover
    /// a name in a register.
    pub(crate) fn account(&self) -> Account {
        Account::new(System::Plain, self.person.clone())
    }
}

/// Words that have to be there, without the space around them.
///
/// # Errors
///
/// A refusal that names what is missing.
pub(crate) fn needed<'t>(text: &'t str, what: &str) -> Result<&'t str, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::new(
            "words_missing",
            format!("{what} is missing. Write it in a few words."),
        ));
    }
    Ok(text)
}
