//! What can go wrong while driving the app.

use std::io;
use std::time::Duration;

use fantoccini::error::{CmdError, NewSessionError};

/// What a step of a test answers.
pub type Answer<T> = Result<T, Trouble>;

/// Something that went wrong.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The driver refused a command.
    #[error("the driver says: {0:?}")]
    Driver(#[from] CmdError),
    /// No session could be begun.
    #[error("the app could not be started: {0}")]
    Session(#[from] NewSessionError),
    /// The file system said no.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// The driver's answer was not in the form that was expected.
    #[error("{0}")]
    Json(#[from] serde_json::Error),
    /// Something did not come to be.
    #[error("{what} did not come within {} s", patience.as_secs())]
    Waited {
        /// What was waited for.
        what: String,
        /// How long.
        patience: Duration,
    },
    /// Something is not as it should be.
    #[error("{0}")]
    Wrong(String),
}
