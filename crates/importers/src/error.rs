//! Why a file could not be read at all: what, where, and what to do.

use thiserror::Error;

/// A file in which nothing could be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ReadError {
    /// The file has no content.
    #[error("{file} is empty. Export it again and check that the export finished.")]
    Empty {
        /// The file's name.
        file: String,
    },
    /// The content belongs to no known format.
    #[error(
        "{file} is not an export that Changeproof knows: {found}. {remedy} \
         `--format` names the format where the content does not tell it."
    )]
    Unknown {
        /// The file's name.
        file: String,
        /// What was looked at.
        found: String,
        /// What to do.
        remedy: String,
    },
    /// More than one format claims the content.
    #[error("{file} could be {formats}. Say which with `--format`.")]
    Ambiguous {
        /// The file's name.
        file: String,
        /// Ids of the formats.
        formats: String,
    },
    /// A list without elements: its format cannot be told.
    #[error(
        "{file} holds an empty list, so its format cannot be told. If the source has no records, \
         import it with `--format`, so that the empty list counts as evidence."
    )]
    EmptyList {
        /// The file's name.
        file: String,
    },
    /// The container is damaged before the first record.
    #[error("{file} is broken: {what} (at byte {at}). {kept} {remedy}")]
    Broken {
        /// The file's name.
        file: String,
        /// What is wrong.
        what: String,
        /// Where in the file, or in its decoded text.
        at: u64,
        /// What of the file could be read.
        kept: String,
        /// What to do.
        remedy: String,
    },
    /// A cell of a workbook holds a secret, which cannot be masked in the packed file.
    #[error(
        "{file} holds what looks like a secret ({what}) at {place}. Nothing of it was kept. A workbook \
         cannot be masked: take the secret out of the workbook, or save the sheet as CSV and import that, \
         where it is masked."
    )]
    SecretInWorkbook {
        /// The file's name.
        file: String,
        /// What it looks like.
        what: String,
        /// Sheet, column and row.
        place: String,
    },
    /// The container is one that is not read.
    #[error("{file} is {what}, which is not read as it is. {remedy}")]
    Unsupported {
        /// The file's name.
        file: String,
        /// The container, in words.
        what: String,
        /// What to do.
        remedy: String,
    },
    /// The workbook asks for a password.
    #[error(
        "{file} is protected with a password. Save it without one (File, Info, Protect Workbook) \
         and import it again."
    )]
    Encrypted {
        /// The file's name.
        file: String,
    },
    /// `--format` names no format.
    #[error("'{id}' is no format. Formats are: {known}.")]
    UnknownFormat {
        /// What was asked for.
        id: String,
        /// Ids of all formats.
        known: String,
    },
    /// The file does not have the form that the chosen format needs.
    #[error("{file} cannot be read as {format}: {found}. {remedy}")]
    NotOfFormat {
        /// The file's name.
        file: String,
        /// The id of the chosen format.
        format: String,
        /// What was found.
        found: String,
        /// What to do.
        remedy: String,
    },
    /// The sink asked to stop.
    #[error("Reading {file} was stopped.")]
    Cancelled {
        /// The file's name.
        file: String,
    },
}
