//! Event log: who did what?

use changeproof_domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which events to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize, TS)]
#[serde(default)]
pub struct EventQuery {
    /// Of these actions; empty means all.
    pub actions: Vec<String>,
    /// Of these people; empty means all. An empty name is nobody: without sign-in.
    pub people: Vec<String>,
    /// Words that the sentence must contain.
    pub text: String,
}

/// One event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct EventRow {
    /// Its number.
    pub sequence: u64,
    /// When.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// Who; none without sign-in.
    pub person: Option<String>,
    /// What was done, such as `import`.
    pub action: String,
    /// The action in words, such as `Import`.
    pub action_label: String,
    /// A plain sentence.
    pub sentence: String,
    /// Its hash.
    pub hash: String,
    /// Its details as indented JSON.
    pub payload: String,
}

/// An action that occurs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
pub struct ActionChoice {
    /// What was done, such as `import`.
    pub action: String,
    /// The same in words.
    pub label: String,
}

/// A stretch of the log, the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct EventPage {
    /// All events.
    pub total: u64,
    /// Those that the query names.
    pub matched: u64,
    /// Actions that occur, for the filter.
    pub actions: Vec<ActionChoice>,
    /// People who occur, for the filter; an empty name where somebody worked without sign-in.
    pub people: Vec<String>,
    /// The rows asked for.
    pub rows: Vec<EventRow>,
}
