//! Reads the exports that tools write into Changeproof's records.
//!
//! A file is recognised by its content, never by its name: first the container (JSON, delimited
//! text, workbook, other text), then the keys or columns that only one format has. Every record
//! keeps its place in the file. A bad row is explained and left out; only a file in which nothing
//! can be read is an error.

mod cells;
mod collector;
mod container;
mod environment_names;
mod error;
mod formats;
mod mapping;
pub mod secrets;
mod table;
mod time_text;

use std::borrow::Cow;

use changeproof_domain::record::Record;
use changeproof_domain::source::{Encoding, Place, Reading, RowIssue};
use changeproof_domain::time::Timestamp;
use chrono_tz::Tz;

pub use cells::{NamedCell, row_cells};
pub use container::{Document, Probe};
pub use error::ReadError;
pub use formats::{Format, formats};

/// What whoever imports a file says about it, as far as reading depends on it.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// The zone of times that are written without one.
    pub zone: Tz,
    /// `owner/name` of the repository, for sources that do not say it.
    pub repository: Option<String>,
    /// The service, for sources that do not say it.
    pub service: Option<String>,
    /// The id of the format, where the content alone does not tell it.
    pub format: Option<String>,
    /// When the file was exported.
    pub exported_at: Option<Timestamp>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            zone: Tz::UTC,
            repository: None,
            service: None,
            format: None,
            exported_at: None,
        }
    }
}

/// Receives what a file holds, in the file's order.
pub trait Sink {
    /// A record and where it stands.
    fn record(&mut self, place: Place, record: Record);
    /// A row that was left out, or one value of a row that could not be read.
    fn issue(&mut self, issue: RowIssue);
    /// Whether to stop: asked every few hundred rows.
    fn cancelled(&self) -> bool {
        false
    }
}

/// The format of a file, told by its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detection {
    /// The format's id, such as `github-pull-requests`.
    pub format: &'static str,
    /// The format's name for people.
    pub label: &'static str,
    /// One sentence: the keys or columns that tell the format.
    pub signature: String,
}

/// Reads a file. `file_name` is used in messages only.
///
/// # Errors
/// [`ReadError`] where nothing can be read: the file is empty, no format claims it or several do,
/// its container is broken from the start, or the sink asked to stop.
pub fn read(
    file_name: &str,
    bytes: &[u8],
    options: &Options,
    sink: &mut dyn Sink,
) -> Result<Reading, ReadError> {
    let chosen = match &options.format {
        Some(id) => Some(formats::by_id(id)?),
        None => None,
    };
    let decoded = container::TextOf::new(file_name, bytes)?;
    let document = Document::open(file_name, bytes, &decoded)?;
    match chosen {
        Some(format) => {
            let signature = format
                .detect(&document.probe())
                .unwrap_or_else(|| "chosen at import".to_owned());
            format.parse(&document, signature, options, sink)
        }
        None => {
            let (format, signature) = formats::claim(&document)?;
            format.parse(&document, signature, options, sink)
        }
    }
}

/// Tells the format of a file. `file_name` is used in messages only.
///
/// # Errors
/// [`ReadError`] where no format claims the file, or more than one does.
pub fn detect(file_name: &str, bytes: &[u8]) -> Result<Detection, ReadError> {
    let decoded = container::TextOf::new(file_name, bytes)?;
    let document = Document::open(file_name, bytes, &decoded)?;
    let (format, signature) = formats::claim(&document)?;
    Ok(Detection {
        format: format.id(),
        label: format.label(),
        signature,
    })
}

/// The text of a file, in which the byte ranges of [`Place`] count, and its encoding. A workbook
/// has no text: it comes back empty with [`Encoding::Binary`].
pub fn decoded(bytes: &[u8]) -> (Cow<'_, str>, Encoding) {
    container::decoded(bytes)
}
