//! The trailer's `/ID`: the first half of the SHA-256 of the whole file, taken with the id
//! itself as zeros. The same content gives the same id, and any changed byte is seen.

use lopdf::{Document, Object, StringFormat};
use sha2::{Digest as _, Sha256};

use crate::error::ReportError;

/// Letters of one id in the file.
const LETTERS: usize = 32;
const ZEROS: [u8; LETTERS] = [b'0'; LETTERS];

/// Whether the bytes of a file are those that were written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileId {
    /// The id fits the bytes.
    Fits,
    /// It does not.
    Differs,
    /// The file holds no id of this form.
    Absent,
}

/// Saves the document under an id made from its bytes.
///
/// # Errors
///
/// Where the writer fails or did not write the id.
pub fn save(document: &mut Document) -> Result<Vec<u8>, ReportError> {
    let empty = Object::String(vec![0; LETTERS / 2], StringFormat::Hexadecimal);
    document.trailer.set("ID", vec![empty.clone(), empty]);
    let mut bytes = Vec::new();
    document
        .save_to(&mut bytes)
        .map_err(|error| ReportError::PageWriter(error.to_string()))?;
    let [first, second] = places(&bytes)
        .ok_or_else(|| ReportError::PageWriter("the file id was not written".into()))?;
    let id = digest(&bytes, [first, second]);
    bytes[first..first + LETTERS].copy_from_slice(&id);
    bytes[second..second + LETTERS].copy_from_slice(&id);
    Ok(bytes)
}

/// Checks the id of a file.
#[must_use]
pub fn check(bytes: &[u8]) -> FileId {
    let Some([first, second]) = places(bytes) else {
        return FileId::Absent;
    };
    let id = digest(bytes, [first, second]);
    let same = |at: usize| bytes[at..at + LETTERS].eq_ignore_ascii_case(&id);
    if same(first) && same(second) {
        FileId::Fits
    } else {
        FileId::Differs
    }
}

/// Where the letters of the two ids stand.
fn places(bytes: &[u8]) -> Option<[usize; 2]> {
    const KEY: &[u8] = b"/ID";
    let key = bytes.windows(KEY.len()).rposition(|window| window == KEY)?;
    let mut found = [0; 2];
    let mut at = key + KEY.len();
    for place in &mut found {
        let open = bytes.get(at..)?.iter().position(|byte| *byte == b'<')?;
        *place = at + open + 1;
        let letters = bytes.get(*place..*place + LETTERS)?;
        if !letters.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        at = *place + LETTERS;
        if bytes.get(at) != Some(&b'>') {
            return None;
        }
    }
    Some(found)
}

fn digest(bytes: &[u8], [first, second]: [usize; 2]) -> [u8; LETTERS] {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut hasher = Sha256::new();
    hasher.update(&bytes[..first]);
    hasher.update(ZEROS);
    hasher.update(&bytes[first + LETTERS..second]);
    hasher.update(ZEROS);
    hasher.update(&bytes[second + LETTERS..]);
    let hash = hasher.finalize();
    let mut id = ZEROS;
    for (pair, byte) in id.chunks_exact_mut(2).zip(hash) {
        pair[0] = DIGITS[usize::from(byte >> 4)];
        pair[1] = DIGITS[usize::from(byte & 15)];
    }
    id
}
