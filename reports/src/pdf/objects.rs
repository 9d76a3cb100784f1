//! Small PDF objects: names, text strings, dates.

use chrono::{DateTime, Utc};
use lopdf::{Object, StringFormat};

/// A name object.
pub fn name(words: &str) -> Object {
    Object::Name(words.as_bytes().to_vec())
}

/// A text string: ASCII as it is, all else in UTF-16 (ISO 32000-1, 7.9.2.2).
pub fn text(words: &str) -> Object {
    if words.is_ascii() {
        return Object::string_literal(words);
    }
    let mut bytes = vec![0xfe, 0xff];
    for unit in words.encode_utf16() {
        bytes.extend(unit.to_be_bytes());
    }
    Object::String(bytes, StringFormat::Hexadecimal)
}

/// A date (ISO 32000-1, 7.9.4) in UTC.
pub fn date(at: DateTime<Utc>) -> Object {
    Object::string_literal(at.format("D:%Y%m%d%H%M%SZ").to_string())
}

/// Words without control characters, which neither XML nor readers can show.
pub fn plain(words: &str) -> String {
    words
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}
