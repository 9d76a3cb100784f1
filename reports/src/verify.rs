//! Checks a pack: every attachment against `SHA256SUMS`, and the file against its own id.

use std::collections::BTreeMap;
use std::io::{self, Read as _};

use flate2::read::ZlibDecoder;
use lopdf::{Dictionary, Document, Object};
use sha2::{Digest as _, Sha256};
use thiserror::Error;

use crate::attachments::{MANIFEST, SUMS, hex};
use crate::manifest::{FORMAT, VERSION};
pub use crate::manifest::{FileEntry, HeadEntry, Manifest};
use crate::pdf::file_id::{self, FileId};

/// The largest list of hashes or manifest that is read, in bytes.
const LARGEST_INDEX: u64 = 4 * 1024 * 1024;

/// Why a file could not be checked at all.
#[derive(Debug, Error)]
pub enum VerifyError {
    /// Not a PDF, or damaged beyond reading.
    #[error("the file cannot be read as a PDF: {0}; ask for a fresh copy")]
    NotAPdf(String),
    /// A PDF without the files of a pack.
    #[error("the PDF holds no {0}, so it is no evidence pack or its attachments were removed")]
    NotAPack(&'static str),
    /// The list of hashes or the manifest cannot be understood.
    #[error("{name} in the pack cannot be understood: {reason}")]
    Unreadable {
        /// File name.
        name: &'static str,
        /// What is wrong.
        reason: String,
    },
}

/// What was found for one attachment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileState {
    /// It is there and matches its hash.
    Matches,
    /// It is there, but its bytes are not those that were hashed.
    Differs,
    /// The list names it, the pack does not hold it.
    Missing,
    /// The pack holds it, or a second one of its name, and the list does not name that.
    Extra,
}

/// An attachment with what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedFile {
    /// File name.
    pub name: String,
    /// What was found.
    pub state: FileState,
}

/// Whether the PDF as a whole still has the bytes that were written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WholeFile {
    /// Its id fits its bytes.
    Unchanged,
    /// Its id does not fit: something in the file was changed.
    Changed,
    /// It has no id of this form, as after saving by another program.
    Unknown,
}

/// The result of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// What the pack says it is.
    pub manifest: Manifest,
    /// The attachments by name.
    pub files: Vec<CheckedFile>,
    /// The file as a whole.
    pub whole: WholeFile,
}

impl Verification {
    /// Whether every attachment matches and the file is unchanged.
    #[must_use]
    pub fn is_ok(&self) -> bool {
        self.whole == WholeFile::Unchanged
            && self
                .files
                .iter()
                .all(|file| file.state == FileState::Matches)
    }

    /// Attachments in one state.
    pub fn in_state(&self, state: FileState) -> impl Iterator<Item = &str> {
        self.files
            .iter()
            .filter(move |file| file.state == state)
            .map(|file| file.name.as_str())
    }
}

/// Checks the bytes of a pack.
///
/// A hash proves that nothing changed since the pack was made, not that the sources told the
/// truth, and not who made it; that is what a signature is for.
///
/// # Errors
///
/// Where the bytes are no pack, so that nothing could be checked.
pub fn pack(bytes: &[u8]) -> Result<Verification, VerifyError> {
    let document =
        Document::load_mem(bytes).map_err(|error| VerifyError::NotAPdf(error.to_string()))?;
    let streams = embedded_files(&document);
    let sums = read(&document, &streams, SUMS)?;
    let manifest = read(&document, &streams, MANIFEST)?;
    let manifest: Manifest =
        serde_json::from_slice(&manifest).map_err(|error| VerifyError::Unreadable {
            name: MANIFEST,
            reason: error.to_string(),
        })?;
    if manifest.format != FORMAT || manifest.version > VERSION {
        return Err(VerifyError::Unreadable {
            name: MANIFEST,
            reason: format!(
                "its form is {} version {}, this program reads {FORMAT} up to version {VERSION}; \
                 use a newer Changeproof",
                manifest.format, manifest.version
            ),
        });
    }
    let expected = parse_sums(&sums)?;
    let mut states: BTreeMap<String, FileState> = expected
        .keys()
        .map(|name| (name.clone(), FileState::Missing))
        .collect();
    for (name, stream) in &streams {
        if name == SUMS && stream.len() == 1 {
            continue;
        }
        let state = match (expected.get(name), stream.as_slice()) {
            (Some(hash), [stream]) => match digest(&document, stream) {
                Ok(found) if found == *hash => FileState::Matches,
                Ok(_) | Err(_) => FileState::Differs,
            },
            _ => FileState::Extra,
        };
        states.insert(name.clone(), state);
    }
    Ok(Verification {
        manifest,
        files: states
            .into_iter()
            .map(|(name, state)| CheckedFile { name, state })
            .collect(),
        whole: match file_id::check(bytes) {
            FileId::Fits => WholeFile::Unchanged,
            FileId::Differs => WholeFile::Changed,
            FileId::Absent => WholeFile::Unknown,
        },
    })
}

/// File names with their stream objects, from the name tree of the catalogue. A name with more
/// than one stream is no file that a pack was written with.
fn embedded_files(document: &Document) -> BTreeMap<String, Vec<Object>> {
    let mut files: BTreeMap<String, Vec<Object>> = BTreeMap::new();
    let root = document
        .catalog()
        .ok()
        .and_then(|catalog| entry(document, catalog, b"Names"))
        .and_then(|names| entry(document, names, b"EmbeddedFiles"));
    let mut open: Vec<&Dictionary> = root.into_iter().collect();
    // A damaged tree may refer to itself.
    let mut steps = 0;
    while let Some(node) = open.pop() {
        steps += 1;
        if steps > 10_000 {
            break;
        }
        if let Ok(kids) = node.get(b"Kids").and_then(Object::as_array) {
            open.extend(kids.iter().filter_map(|kid| dictionary(document, kid)));
        }
        let Ok(names) = node.get(b"Names").and_then(Object::as_array) else {
            continue;
        };
        for specification in names.iter().skip(1).step_by(2) {
            let Some(specification) = dictionary(document, specification) else {
                continue;
            };
            let name = specification
                .get(b"UF")
                .or_else(|_| specification.get(b"F"))
                .ok()
                .and_then(|name| lopdf::decode_text_string(name).ok());
            let (Some(name), Some(streams)) = (name, entry(document, specification, b"EF")) else {
                continue;
            };
            let held = files.entry(name).or_default();
            // Readers take one or the other: both must be the same stream.
            for stream in [b"F".as_slice(), b"UF"]
                .iter()
                .filter_map(|key| streams.get(key).ok())
            {
                if held.len() != 1 || held.first() != Some(stream) {
                    held.push(stream.clone());
                }
            }
        }
    }
    files
}

fn dictionary<'a>(document: &'a Document, object: &'a Object) -> Option<&'a Dictionary> {
    document
        .dereference(object)
        .ok()
        .and_then(|(_, object)| object.as_dict().ok())
}

fn entry<'a>(document: &'a Document, holder: &'a Dictionary, key: &[u8]) -> Option<&'a Dictionary> {
    holder
        .get(key)
        .ok()
        .and_then(|object| dictionary(document, object))
}

/// Feeds the content of a stream to `take`, piece by piece: a stream that unpacks to gigabytes
/// takes no memory.
fn unpack(
    document: &Document,
    stream: &Object,
    mut take: impl FnMut(&[u8]) -> io::Result<()>,
) -> io::Result<()> {
    let invalid = || io::Error::from(io::ErrorKind::InvalidData);
    let (_, object) = document.dereference(stream).map_err(|_| invalid())?;
    let stream = object.as_stream().map_err(|_| invalid())?;
    let filter = stream.dict.get(b"Filter").and_then(Object::as_name).ok();
    match filter {
        None => take(&stream.content),
        Some(b"FlateDecode") => {
            let mut decoder = ZlibDecoder::new(stream.content.as_slice());
            let mut buffer = vec![0; 64 * 1024];
            loop {
                match decoder.read(&mut buffer)? {
                    0 => return Ok(()),
                    count => take(&buffer[..count])?,
                }
            }
        }
        Some(_) => Err(invalid()),
    }
}

fn digest(document: &Document, stream: &Object) -> io::Result<String> {
    let mut hasher = Sha256::new();
    unpack(document, stream, |chunk| {
        hasher.update(chunk);
        Ok(())
    })?;
    Ok(hex(&hasher.finalize()))
}

fn read(
    document: &Document,
    streams: &BTreeMap<String, Vec<Object>>,
    name: &'static str,
) -> Result<Vec<u8>, VerifyError> {
    let stream = streams
        .get(name)
        .and_then(|streams| streams.first())
        .ok_or(VerifyError::NotAPack(name))?;
    let mut content = Vec::new();
    unpack(document, stream, |chunk| {
        content.extend_from_slice(chunk);
        if content.len() as u64 > LARGEST_INDEX {
            return Err(io::Error::other("it is larger than any list of a pack"));
        }
        Ok(())
    })
    .map_err(|error| VerifyError::Unreadable {
        name,
        reason: error.to_string(),
    })?;
    Ok(content)
}

fn parse_sums(sums: &[u8]) -> Result<BTreeMap<String, String>, VerifyError> {
    let unreadable = |reason: String| VerifyError::Unreadable { name: SUMS, reason };
    let text = std::str::from_utf8(sums).map_err(|error| unreadable(error.to_string()))?;
    text.lines()
        .enumerate()
        .map(|(index, line)| {
            let (hash, name) = line
                .split_once("  ")
                .filter(|(hash, _)| {
                    hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
                })
                .ok_or_else(|| unreadable(format!("line {} has no hash and name", index + 1)))?;
            Ok((name.to_owned(), hash.to_ascii_lowercase()))
        })
        .collect()
}
