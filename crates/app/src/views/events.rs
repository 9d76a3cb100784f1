//! Event log: who did what?

use std::collections::BTreeSet;
use std::sync::Arc;

use changeproof_store::Event;
use serde_json::Value;

use super::{OpenWorkspace, locked};
use crate::error::AppError;
use crate::event_words::{label, sentence};
use crate::wire::view::event_log::{EventPage, EventQuery, EventRow};

/// The log as it was when it ended with some event. Events never change, so it is read once.
#[derive(Debug)]
pub(super) struct Told {
    /// The number of the last event.
    head: i64,
    /// All events, the newest first.
    events: Vec<Event>,
    /// Their sentences.
    sentences: Vec<String>,
    actions: Vec<String>,
}

impl Told {
    fn of(head: i64, mut events: Vec<Event>) -> Told {
        events.reverse();
        let actions: BTreeSet<&str> = events.iter().map(|event| event.action.as_str()).collect();
        Told {
            head,
            actions: actions.into_iter().map(str::to_owned).collect(),
            sentences: events
                .iter()
                .map(|event| sentence(&event.action, &event.payload))
                .collect(),
            events,
        }
    }

    fn row(&self, at: usize) -> EventRow {
        let event = &self.events[at];
        EventRow {
            sequence: u64::try_from(event.sequence).unwrap_or(0),
            at: event.at,
            person: event.person.clone(),
            action: event.action.clone(),
            action_label: label(&event.action),
            sentence: self.sentences[at].clone(),
            hash: event.hash.to_string(),
            payload: indented(&event.payload),
        }
    }
}

/// JSON in several lines; what is no JSON stays as it is.
fn indented(payload: &str) -> String {
    serde_json::from_str::<Value>(payload)
        .and_then(|value| serde_json::to_string_pretty(&value))
        .unwrap_or_else(|_| payload.to_owned())
}

impl OpenWorkspace {
    /// A stretch of the log, the newest events first.
    ///
    /// # Errors
    ///
    /// What the store says.
    pub fn events(&self, query: &EventQuery, from: u64, limit: u32) -> Result<EventPage, AppError> {
        let told = self.told()?;
        let words: Vec<String> = query
            .text
            .split_whitespace()
            .map(str::to_lowercase)
            .collect();
        let matches = |at: &usize| {
            let event = &told.events[*at];
            let person = event.person.as_deref().unwrap_or_default();
            let text = || format!("{} {person}", told.sentences[*at]).to_lowercase();
            (query.actions.is_empty() || query.actions.contains(&event.action))
                && (words.is_empty() || {
                    let text = text();
                    words.iter().all(|word| text.contains(word.as_str()))
                })
        };
        let found: Vec<usize> = (0..told.events.len()).filter(matches).collect();
        let from = usize::try_from(from).unwrap_or(usize::MAX);
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        Ok(EventPage {
            total: told.events.len() as u64,
            matched: found.len() as u64,
            actions: told.actions.clone(),
            rows: found
                .iter()
                .skip(from)
                .take(limit)
                .map(|at| told.row(*at))
                .collect(),
        })
    }

    /// The log as it is now.
    fn told(&self) -> Result<Arc<Told>, AppError> {
        self.reading(|reader| {
            let head = reader.head()?.sequence;
            let mut told = locked(&self.told);
            if let Some(told) = &*told
                && told.head == head
            {
                return Ok(told.clone());
            }
            let fresh = Told::of(head, reader.events(1, head)?);
            Ok(told.insert(Arc::new(fresh)).clone())
        })
    }
}
