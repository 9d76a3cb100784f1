//! What the commands on the event log print as JSON, and the pages show.

use std::path::PathBuf;

use changeproof_domain::time::Timestamp;
use serde::Serialize;
use ts_rs::TS;

/// An event, for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EventLine {
    /// Its number.
    pub event: i64,
    /// When.
    pub at: Timestamp,
    /// Who; none without sign-in.
    pub person: Option<String>,
    /// What was done, such as `file_imported`.
    pub kind: String,
    /// The same in words.
    pub label: String,
    /// A plain sentence.
    pub sentence: String,
    /// Its hash.
    pub hash: String,
}

/// What exporting the log wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct LogExported {
    /// The file.
    #[ts(type = "string")]
    pub file: PathBuf,
    /// Its SHA-256.
    pub sha256: String,
    /// How many events are in it.
    pub events: u64,
    /// The number of the last one.
    pub sequence: i64,
    /// Its hash.
    pub hash: String,
}

/// What a checkpoint says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct CheckpointWritten {
    /// The file.
    #[ts(type = "string")]
    pub file: PathBuf,
    /// The workspace: the hash of its first event.
    pub workspace: String,
    /// The number of the newest event.
    pub sequence: i64,
    /// Its hash.
    pub hash: String,
    /// When it happened.
    #[ts(type = "string")]
    pub at: Timestamp,
}
