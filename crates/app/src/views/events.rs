//! Event log: who did what?

use std::collections::BTreeSet;
use std::path::Path;

use changeproof_store::Event;
use serde_json::Value;

use super::{OpenWorkspace, locked};
use crate::error::AppError;
use crate::event_log::{export, write_checkpoint};
use crate::event_words::{label, sentence};
use crate::ports::Ports;
use crate::wire::event_log::{CheckpointWritten, LogExported};
use crate::wire::view::event_log::{ActionChoice, EventPage, EventQuery, EventRow};

/// The log as far as it was read. Events never change, so each is read and worded once.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// All events, the oldest first.
    events: Vec<Event>,
    /// Their sentences.
    sentences: Vec<String>,
    /// What words are looked for in, in lower case.
    texts: Vec<String>,
    actions: BTreeSet<String>,
    /// Those who did something; an empty name for nobody.
    people: BTreeSet<String>,
    /// What the last query found, the newest first.
    found: Option<(EventQuery, Vec<usize>)>,
}

impl Told {
    /// The number of the last event that was read.
    fn head(&self) -> i64 {
        self.events.last().map_or(0, |event| event.sequence)
    }

    fn add(&mut self, events: Vec<Event>) {
        if events.is_empty() {
            return;
        }
        self.found = None;
        for event in events {
            let sentence = sentence(&event.action, &event.payload);
            let person = event.person.as_deref().unwrap_or_default();
            self.texts
                .push(format!("{sentence} {person}").to_lowercase());
            if !self.people.contains(person) {
                self.people.insert(person.to_owned());
            }
            self.sentences.push(sentence);
            if !self.actions.contains(&event.action) {
                self.actions.insert(event.action.clone());
            }
            self.events.push(event);
        }
    }

    /// The events that a query names, the newest first.
    fn find(&mut self, query: &EventQuery) -> &[usize] {
        let found = match self.found.take() {
            Some((last, found)) if last == *query => found,
            _ => self.search(query),
        };
        &self.found.insert((query.clone(), found)).1
    }

    fn search(&self, query: &EventQuery) -> Vec<usize> {
        let text = query.text.to_lowercase();
        let words: Vec<&str> = text.split_whitespace().collect();
        let by = |at: usize| {
            let person = self.events[at].person.as_deref().unwrap_or_default();
            query.people.iter().any(|wanted| wanted == person)
        };
        let matches = |at: &usize| {
            (query.actions.is_empty() || query.actions.contains(&self.events[*at].action))
                && (query.people.is_empty() || by(*at))
                && words.iter().all(|word| self.texts[*at].contains(word))
        };
        (0..self.events.len()).rev().filter(matches).collect()
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
        let mut told = locked(&self.told);
        let known = told.head();
        let newer = self.reading(|reader| {
            let head = reader.head()?.sequence;
            Ok(reader.events(known + 1, head)?)
        })?;
        told.add(newer);
        let from = usize::try_from(from).unwrap_or(usize::MAX);
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let found = told.find(query);
        let matched = found.len() as u64;
        let shown: Vec<usize> = found.iter().skip(from).take(limit).copied().collect();
        Ok(EventPage {
            total: told.events.len() as u64,
            matched,
            actions: told
                .actions
                .iter()
                .map(|action| ActionChoice {
                    action: action.clone(),
                    label: label(action),
                })
                .collect(),
            people: told.people.iter().cloned().collect(),
            rows: shown.into_iter().map(|at| told.row(at)).collect(),
        })
    }
}

impl OpenWorkspace {
    /// Writes the whole log to a file.
    ///
    /// # Errors
    ///
    /// As for [`export`].
    pub fn export_log(&self, out: &Path, ports: &Ports<'_>) -> Result<LogExported, AppError> {
        export(&self.path, out, ports)
    }

    /// Writes a checkpoint of the log to a file.
    ///
    /// # Errors
    ///
    /// As for [`write_checkpoint`].
    pub fn write_checkpoint(
        &self,
        out: &Path,
        ports: &Ports<'_>,
    ) -> Result<CheckpointWritten, AppError> {
        write_checkpoint(&self.path, out, ports)
    }
}

#[cfg(test)]
mod tests {
    use changeproof_domain::time::Timestamp;
    use changeproof_store::Digest;

    use super::*;

    fn event(sequence: i64, entity: &str) -> Event {
        Event {
            sequence,
            at: Timestamp(0),
            person: Some("Ana".to_owned()),
            action: "workspace_created".to_owned(),
            payload: format!("{{\"entity\":\"{entity}\",\"zone\":\"UTC\"}}"),
            previous: Digest::default(),
            hash: Digest::default(),
            signature: None,
        }
    }

    #[test]
    fn newer_events_join_those_that_were_told_and_a_query_finds_them() {
        let mut told = Told::default();
        told.add(vec![event(1, "First"), event(2, "Second")]);
        let query = EventQuery {
            text: "ANA second".to_owned(),
            ..EventQuery::default()
        };
        assert_eq!(told.find(&query), [1]);
        told.add(Vec::new());
        assert!(told.found.is_some(), "nothing new: what was found holds");
        told.add(vec![event(3, "Second again")]);
        assert_eq!(told.head(), 3);
        assert_eq!(told.find(&query), [2, 1], "the newest first");
        assert_eq!(told.find(&EventQuery::default()), [2, 1, 0]);
        let of = |person: &str| EventQuery {
            people: vec![person.to_owned()],
            ..EventQuery::default()
        };
        assert_eq!(told.find(&of("Ana")), [2, 1, 0]);
        assert!(
            told.find(&of("")).is_empty(),
            "nobody worked without sign-in"
        );
    }
}
