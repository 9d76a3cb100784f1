//! Why a command of the project stopped.

use std::io;

/// A reason to stop. Its text goes to the person who ran the command.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The file system said no.
    #[error("{place}: {source}")]
    Io {
        /// The file or folder.
        place: String,
        /// What the system said.
        source: io::Error,
    },
    /// A program could not be started.
    #[error("`{program}` could not be started: {source}")]
    Start {
        /// The program.
        program: String,
        /// What the system said.
        source: io::Error,
    },
    /// A program ended with an error; its own output stands above.
    #[error("`{command}` failed ({status}); its output is above")]
    Command {
        /// The command line.
        command: String,
        /// Exit status.
        status: String,
    },
    /// A check found something; each line names a place and a remedy.
    #[error("{0}")]
    Found(String),
    /// Something that is needed is missing; the text says what to do.
    #[error("{0}")]
    Missing(String),
    /// A program's answer was not in the form that was expected.
    #[error("{what} gave an answer that cannot be read: {source}")]
    Answer {
        /// Whose answer.
        what: String,
        /// What is wrong with it.
        source: serde_json::Error,
    },
}

/// Gives an I/O error the place where it happened.
pub trait At<T> {
    /// Names the place.
    ///
    /// # Errors
    /// The same error, with its place.
    fn at(self, place: impl AsRef<std::path::Path>) -> Result<T, Failure>;
}

impl<T> At<T> for io::Result<T> {
    fn at(self, place: impl AsRef<std::path::Path>) -> Result<T, Failure> {
        self.map_err(|source| Failure::Io {
            place: place.as_ref().display().to_string(),
            source,
        })
    }
}
