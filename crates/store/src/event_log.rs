//! The event log: every import, evaluation and export, in a chain of hashes.
//!
//! The hash of an event is SHA-256 over its canonical form: seven lines of UTF-8, each ended by a
//! line feed, in which texts are JSON strings, so that no value can reach into the next line.
//!
//! ```text
//! changeproof-event-1
//! 7                                     the sequence number
//! 2025-03-01T10:00:00Z                  the time in UTC, milliseconds only where there are some
//! "ana@example.com"                     the person; null without sign-in
//! "import"                              the action
//! {"files":[...]}                       the payload, compact JSON on one line, as stored
//! 9f86d081...                           the previous event's hash; 64 zeros for the first event
//! ```
//!
//! The chain is tamper-evident: a changed, removed or inserted event breaks it. A log that was cut
//! at its end shows against the head that an earlier pack prints.
//!
//! A person who signed in signs the hash. Key and signature stand beside the event; whose key it has to be,
//! the log itself tells (`app/src/verify/people_check.rs`).

use changeproof_domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::digest::{Digest, DigestWriter};
use crate::error::StoreError;
use crate::table;
use crate::workspace::Reader;

/// The newest event of a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Its sequence number.
    pub sequence: i64,
    /// Its hash.
    pub hash: Digest,
}

/// An event that is to be appended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventDraft {
    /// When it happened.
    pub at: Timestamp,
    /// Who did it; none without sign-in.
    pub person: Option<String>,
    /// What was done, such as `import`.
    pub action: &'static str,
    /// The details: compact JSON on one line, as `serde_json::to_string` writes it.
    pub payload: String,
}

/// Who signed an event: a public key, and the signature. They are kept as they stand in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventSignature {
    /// The public key.
    pub key: Vec<u8>,
    /// The signature over the event's hash.
    pub signature: Vec<u8>,
}

/// An event of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Counted from 1, without gaps.
    pub sequence: i64,
    /// When it happened.
    pub at: Timestamp,
    /// Who did it; none without sign-in.
    pub person: Option<String>,
    /// What was done, such as `import`.
    pub action: String,
    /// The details, as JSON.
    pub payload: String,
    /// The hash of the event before it.
    pub previous: Digest,
    /// Its own hash.
    pub hash: Digest,
    /// Who signed it; none without sign-in.
    pub signature: Option<EventSignature>,
}

/// The canonical form of an event: what its hash is made over.
pub fn canonical_form(event: &Event) -> String {
    let person = serde_json::json!(event.person);
    let action = serde_json::json!(event.action);
    format!(
        "changeproof-event-1\n{}\n{}\n{person}\n{action}\n{}\n{}\n",
        event.sequence, event.at, event.payload, event.previous
    )
}

pub(crate) fn hash_of(event: &Event) -> Digest {
    let mut digest = DigestWriter::default();
    digest.add(canonical_form(event).as_bytes());
    digest.finish()
}

pub(crate) fn append(
    reader: &Reader<'_>,
    draft: EventDraft,
    sign: Option<&dyn Fn(&Digest) -> EventSignature>,
) -> Result<Head, StoreError> {
    let head = table::event::head(reader.connection())?;
    let mut event = Event {
        sequence: head.map_or(1, |head| head.sequence + 1),
        at: draft.at,
        person: draft.person,
        action: draft.action.to_owned(),
        payload: draft.payload,
        previous: head.map(|head| head.hash).unwrap_or_default(),
        hash: Digest::default(),
        signature: None,
    };
    event.hash = hash_of(&event);
    event.signature = sign.map(|sign| sign(&event.hash));
    table::event::insert(reader.connection(), &event)?;
    Ok(Head {
        sequence: event.sequence,
        hash: event.hash,
    })
}

/// The first event that breaks the chain.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChainFault {
    /// A number is missing or occurs out of turn.
    #[error("event {expected} is missing: the next event in the log is {found}")]
    Gap {
        /// The number that should follow.
        expected: i64,
        /// The number that does.
        found: i64,
    },
    /// The event before it is not the one that it was appended to.
    #[error(
        "event {sequence} does not follow from event {}: one of them was changed or replaced",
        sequence - 1
    )]
    Unlinked {
        /// The event.
        sequence: i64,
    },
    /// Its content is not what its hash was made over.
    #[error("event {sequence} was changed after it was written: its hash does not match")]
    Changed {
        /// The event.
        sequence: i64,
    },
    /// There is no event at all.
    #[error("the event log is empty")]
    Empty,
}

impl Reader<'_> {
    /// The newest event.
    ///
    /// # Errors
    ///
    /// [`StoreError::Damaged`] where the log is empty.
    pub fn head(&self) -> Result<Head, StoreError> {
        table::event::head(self.connection())?
            .ok_or_else(|| StoreError::Damaged("the event log is empty".to_owned()))
    }

    /// Events from one sequence number to another, both included, in order.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn events(&self, from: i64, to: i64) -> Result<Vec<Event>, StoreError> {
        table::event::range(self.connection(), from, to)
    }

    /// All events with one of these actions, in order.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn events_of(&self, actions: &[&str]) -> Result<Vec<Event>, StoreError> {
        table::event::of_actions(self.connection(), actions)
    }

    /// The newest event with one of these actions; none where there was none.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn last_event_of(&self, actions: &[&str]) -> Result<Option<i64>, StoreError> {
        table::event::last_of(self.connection(), actions)
    }

    /// Walks the whole chain. `Ok(Err(_))` names the first event that breaks it.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn verify_chain(&self) -> Result<Result<Head, ChainFault>, StoreError> {
        let mut head: Option<Head> = None;
        let mut fault = None;
        table::event::each(self.connection(), |event| {
            fault = check(head, event).err();
            head = Some(Head {
                sequence: event.sequence,
                hash: event.hash,
            });
            fault.is_none()
        })?;
        Ok(match (fault, head) {
            (Some(fault), _) => Err(fault),
            (None, Some(head)) => Ok(head),
            (None, None) => Err(ChainFault::Empty),
        })
    }
}

fn check(before: Option<Head>, event: &Event) -> Result<(), ChainFault> {
    let expected = before.map_or(1, |head| head.sequence + 1);
    let sequence = event.sequence;
    if sequence != expected {
        let found = sequence;
        return Err(ChainFault::Gap { expected, found });
    }
    if event.previous != before.map(|head| head.hash).unwrap_or_default() {
        return Err(ChainFault::Unlinked { sequence });
    }
    if hash_of(event) != event.hash {
        return Err(ChainFault::Changed { sequence });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{draft, new_workspace};
    use crate::workspace::Workspace;

    fn log_of_four() -> (tempfile::TempDir, Workspace) {
        let (folder, mut workspace) = new_workspace();
        for action in ["import", "evaluation", "pack_exported"] {
            let writer = workspace.write().unwrap();
            let mut draft = draft(action);
            draft.person = Some("Ana \"the\" officer".to_owned());
            writer.append(draft).unwrap();
            writer.commit().unwrap();
        }
        (folder, workspace)
    }

    fn tampered(sql: &str) -> Result<Head, ChainFault> {
        let (_folder, workspace) = log_of_four();
        let path = workspace.path().to_owned();
        drop(workspace);
        let raw = rusqlite::Connection::open(&path).unwrap();
        raw.execute_batch(
            "DROP TRIGGER event_is_never_changed; DROP TRIGGER event_is_never_removed;",
        )
        .unwrap();
        raw.execute_batch(sql).unwrap();
        drop(raw);
        let workspace = Workspace::open(&path).unwrap();
        let reader = workspace.read().unwrap();
        reader.verify_chain().unwrap()
    }

    #[test]
    fn an_untouched_log_is_whole() {
        let (_folder, workspace) = log_of_four();
        let reader = workspace.read().unwrap();
        assert_eq!(reader.verify_chain().unwrap(), Ok(reader.head().unwrap()));
        assert_eq!(reader.head().unwrap().sequence, 4);
    }

    #[test]
    fn the_canonical_form_is_the_documented_one() {
        let event = Event {
            sequence: 7,
            at: Timestamp(1_740_823_200_000),
            person: Some("ana@example.com".to_owned()),
            action: "import".to_owned(),
            payload: "{\"files\":[]}".to_owned(),
            previous: Digest([0; 32]),
            hash: Digest([0; 32]),
            signature: None,
        };
        let zeros = "0".repeat(64);
        assert_eq!(
            canonical_form(&event),
            format!(
                "changeproof-event-1\n7\n2025-03-01T10:00:00Z\n\"ana@example.com\"\n\"import\"\n{{\"files\":[]}}\n{zeros}\n"
            )
        );
    }

    #[test]
    fn a_change_of_any_field_is_found_at_its_event() {
        for field in [
            "at = at + 1",
            "person = 'Ana'",
            "person = NULL",
            "action = 'other'",
            "payload = replace(payload, 'e', 'E')",
            "hash = x'0000000000000000000000000000000000000000000000000000000000000001'",
        ] {
            let found = tampered(&format!("UPDATE event SET {field} WHERE sequence = 3"));
            let fault = ChainFault::Changed { sequence: 3 };
            assert_eq!(found, Err(fault), "{field}");
        }
        let previous = format!("previous = x'{}'", "11".repeat(32));
        let found = tampered(&format!("UPDATE event SET {previous} WHERE sequence = 3"));
        assert_eq!(found, Err(ChainFault::Unlinked { sequence: 3 }));
    }

    #[test]
    fn a_signature_over_the_hash_stands_beside_the_event() {
        let (_folder, mut workspace) = new_workspace();
        let writer = workspace.write().unwrap();
        let signed = |hash: &Digest| EventSignature {
            key: vec![7; 32],
            signature: hash.0.to_vec(),
        };
        let head = writer.append_signed(draft("import"), &signed).unwrap();
        let event = writer.events(2, 2).unwrap().pop().unwrap();
        assert_eq!(event.hash, head.hash);
        assert_eq!(event.signature, Some(signed(&head.hash)));
        assert_eq!(writer.events(1, 1).unwrap()[0].signature, None);
    }

    #[test]
    fn a_removed_event_is_found() {
        let (expected, found) = (2, 3);
        assert_eq!(
            tampered("DELETE FROM event WHERE sequence = 2"),
            Err(ChainFault::Gap { expected, found })
        );
    }

    #[test]
    fn a_replaced_event_is_found_at_the_next_one() {
        let swap = "UPDATE event SET previous = (SELECT previous FROM event WHERE sequence = 2), \
                    hash = (SELECT hash FROM event WHERE sequence = 3) WHERE sequence = 2";
        assert_eq!(tampered(swap), Err(ChainFault::Changed { sequence: 2 }));
    }

    #[test]
    fn the_file_itself_refuses_to_change_events() {
        let (_folder, workspace) = log_of_four();
        let raw = rusqlite::Connection::open(workspace.path()).unwrap();
        for sql in ["UPDATE event SET at = 0", "DELETE FROM event"] {
            assert!(raw.execute_batch(sql).is_err(), "{sql}");
        }
    }
}
