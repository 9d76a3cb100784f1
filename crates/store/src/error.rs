//! What can go wrong with a workspace file, in words for whoever runs a command.

use std::path::PathBuf;

use thiserror::Error;

/// A problem with the workspace.
#[derive(Debug, Error)]
pub enum StoreError {
    /// There is no such file.
    #[error("There is no workspace at {}.", path.display())]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// A new workspace was to be made where a file stands.
    #[error("{} exists already. Give another name, or import into it.", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// The file is none of ours.
    #[error("{} is not a Changeproof workspace. Check the path.", path.display())]
    NotAWorkspace {
        /// The file.
        path: PathBuf,
    },
    /// A newer version of the app wrote it.
    #[error(
        "{} was written by a newer version of Changeproof (schema {found}, this version knows up to {known}). Update Changeproof to open it.",
        path.display()
    )]
    NewerSchema {
        /// The file.
        path: PathBuf,
        /// Its schema.
        found: i64,
        /// The newest schema that this version knows.
        known: i64,
    },
    /// Another program kept it locked for five seconds.
    #[error(
        "The workspace is open elsewhere and was busy for 5 seconds. Wait until the other program is done, then try again."
    )]
    OpenElsewhere,
    /// Its content contradicts itself.
    #[error("The workspace is damaged: {0}. Restore a copy of it.")]
    Damaged(String),
    /// The file system refused.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A value could not be written as JSON.
    #[error("A value could not be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// A record could not be written as MessagePack.
    #[error("A record could not be written: {0}")]
    Record(#[from] rmp_serde::encode::Error),
    /// Compression failed.
    #[error("The file could not be compressed: {0}")]
    Compression(std::io::Error),
    /// Anything else that SQLite says.
    #[error("The workspace could not be read or written: {0}")]
    Database(rusqlite::Error),
    /// The schema could not be brought up to date.
    #[error("The workspace's schema could not be brought up to date: {0}")]
    Migration(#[from] rusqlite_migration::Error),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::OpenElsewhere,
            Some(ErrorCode::DatabaseCorrupt) => StoreError::Damaged(error.to_string()),
            _ => StoreError::Database(error),
        }
    }
}
