//! Containers: from a file's bytes to rows, elements or text, before any format is known.

pub mod csv;
mod encoding;
pub mod json;
pub mod json_value;
mod probe;
pub mod sheet;

use std::borrow::Cow;

use changeproof_domain::source::{Container, Encoding};

use crate::ReadError;
use csv::CsvText;
pub use encoding::{TextPlaces, decoded};
use json::JsonText;
pub use probe::Probe;
use sheet::Workbook;

/// The decoded text of a file: what a [`Document`] borrows from.
pub struct TextOf<'b> {
    text: Cow<'b, str>,
    encoding: Encoding,
}

impl<'b> TextOf<'b> {
    /// Decodes a file.
    ///
    /// # Errors
    /// [`ReadError`] where the file is empty or is of a kind that has no text and is no workbook.
    pub fn new(file: &str, bytes: &'b [u8]) -> Result<TextOf<'b>, ReadError> {
        if let Some(refused) = refused_by_first_bytes(file, bytes) {
            return Err(refused);
        }
        let (text, encoding) = decoded(bytes);
        if encoding != Encoding::Binary && text.trim().is_empty() {
            return Err(ReadError::Empty {
                file: file.to_owned(),
            });
        }
        Ok(TextOf { text, encoding })
    }
}

/// A file whose container was opened.
pub struct Document<'b> {
    /// The file's name, for messages.
    pub(crate) file: String,
    /// The encoding of its text.
    pub(crate) encoding: Encoding,
    /// What it holds.
    pub(crate) body: Body<'b>,
}

/// What a container holds.
pub(crate) enum Body<'b> {
    /// JSON values.
    Json(JsonText<'b>),
    /// Rows of delimited text.
    Csv(CsvText<'b>),
    /// Sheets.
    Workbook(Workbook),
    /// Other text.
    Text(&'b str),
}

impl<'b> Document<'b> {
    /// Opens the container.
    ///
    /// # Errors
    /// [`ReadError`] where it cannot be opened, or is of a kind that is not read.
    pub fn open(
        file: &str,
        bytes: &[u8],
        decoded: &'b TextOf<'_>,
    ) -> Result<Document<'b>, ReadError> {
        let text = decoded.text.as_ref();
        let start = text.trim_start();
        let body = if decoded.encoding == Encoding::Binary {
            Body::Workbook(Workbook::open(file, bytes)?)
        } else if start.starts_with(['{', '[']) {
            let json = JsonText::scan(text);
            if let Some(stop) = json.stop
                && json.elements.is_empty()
            {
                return Err(broken_json(file, &json, stop));
            }
            Body::Json(json)
        } else if let Some((what, remedy)) = markup(start) {
            return Err(ReadError::Unsupported {
                file: file.to_owned(),
                what: what.to_owned(),
                remedy: remedy.to_owned(),
            });
        } else if is_git_log(start) || is_git_lines(start) {
            Body::Text(text)
        } else {
            Body::Csv(CsvText::open(text))
        };
        Ok(Document {
            file: file.to_owned(),
            encoding: decoded.encoding,
            body,
        })
    }

    /// The container's kind.
    pub fn container(&self) -> Container {
        match &self.body {
            Body::Json(_) => Container::Json,
            Body::Csv(_) => Container::Csv,
            Body::Workbook(workbook) => workbook.container,
            Body::Text(_) => Container::Text,
        }
    }

    /// What formats look at to tell whether the file is theirs.
    pub fn probe(&self) -> Probe<'_> {
        Probe::of(&self.body)
    }
}

/// Kinds of files that are told by their first bytes and are not read.
fn refused_by_first_bytes(file: &str, bytes: &[u8]) -> Option<ReadError> {
    let unsupported = |what: &str, remedy: &str| {
        Some(ReadError::Unsupported {
            file: file.to_owned(),
            what: what.to_owned(),
            remedy: remedy.to_owned(),
        })
    };
    match bytes {
        [] => Some(ReadError::Empty {
            file: file.to_owned(),
        }),
        [0x1F, 0x8B, ..] => unsupported("compressed with gzip", "Unpack it and import the result."),
        [b'%', b'P', b'D', b'F', ..] => unsupported(
            "a PDF document",
            "Import the export that the document was made from.",
        ),
        [0xD0, 0xCF, 0x11, 0xE0, ..] => {
            // A protected xlsx is an OLE file with a stream of this name, in UTF-16.
            let stream: Vec<u8> = "EncryptedPackage"
                .encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect();
            if memchr::memmem::find(bytes, &stream).is_some() {
                Some(ReadError::Encrypted {
                    file: file.to_owned(),
                })
            } else {
                unsupported(
                    "an old Excel workbook (.xls)",
                    "Save it as .xlsx or CSV and import that.",
                )
            }
        }
        _ => None,
    }
}

/// HTML and XML, in words, and what to do.
fn markup(start: &str) -> Option<(&'static str, &'static str)> {
    if !start.starts_with('<') {
        return None;
    }
    let head: String = start.chars().take(4096).collect::<String>().to_lowercase();
    if head.contains("issuetable") || head.contains("issuerow") || head.contains("jira") {
        return Some((
            "a Jira page or RSS feed",
            "Export the issues with the REST search instead (`expand=names,changelog`).",
        ));
    }
    if head.starts_with("<!doctype html") || head.contains("<html") || head.contains("<table") {
        return Some((
            "a web page",
            "If you meant to download an export, you may have been signed out: sign in and export \
             it again.",
        ));
    }
    Some(("XML", "Export the same data as JSON or CSV."))
}

/// Whether a text begins as `git log` does.
fn is_git_log(start: &str) -> bool {
    start.strip_prefix("commit ").is_some_and(|rest| {
        let rest = rest.trim_start_matches(['-', '<', '>', '^', '=', '+', ' ']);
        let digits = rest.bytes().take_while(u8::is_ascii_hexdigit).count();
        digits >= 7
    })
}

/// Whether a text is lines that git writes: a whole name of an object first, or a header that begins with
/// the commit and ends with the subject.
fn is_git_lines(start: &str) -> bool {
    let line = start.lines().next().unwrap_or_default();
    let name = line.split(['\t', ' ']).next().unwrap_or_default();
    let is_name = [40, 64].contains(&name.len()) && name.bytes().all(|b| b.is_ascii_hexdigit());
    let is_header = line.starts_with("commit\t") && line.ends_with("\tsubject");
    (is_name && line.len() > name.len()) || is_header
}

fn broken_json(file: &str, json: &JsonText<'_>, stop: json::Stop) -> ReadError {
    let at = stop.at() as u64;
    let (what, remedy) = match stop {
        json::Stop::Cut(_) => (
            "the text ends before the first record is complete",
            "Export it again and check that the export finished.",
        ),
        json::Stop::NotJson(_) => (
            "it begins like JSON and does not go on like it",
            "Export it again; if a message of the tool stands in the file, remove nothing but \
             find out why the export failed.",
        ),
    };
    let pages = json.pages.len();
    ReadError::Broken {
        file: file.to_owned(),
        what: what.to_owned(),
        at,
        kept: if pages > 1 {
            format!("{pages} pages before it are empty.")
        } else {
            "Nothing before it is complete.".to_owned()
        },
        remedy: remedy.to_owned(),
    }
}
