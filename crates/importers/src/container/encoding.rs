//! Characters: from a file's bytes to the text in which places count.

use std::borrow::Cow;

use changeproof_domain::source::Encoding;
use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};

const ZIP: &[u8] = b"PK\x03\x04";

/// The text of a file, in which byte ranges count, and its encoding. A workbook has no text.
///
/// What is no valid UTF-8 is taken for Windows-1252 line by line, since one old line among others
/// must not change how the rest reads. A character that is cut in two at the end is left out.
pub fn decoded(bytes: &[u8]) -> (Cow<'_, str>, Encoding) {
    match bytes {
        _ if bytes.starts_with(ZIP) => (Cow::Borrowed(""), Encoding::Binary),
        [0xFF, 0xFE, rest @ ..] => (wide(UTF_16LE, rest), Encoding::Utf16Le),
        [0xFE, 0xFF, rest @ ..] => (wide(UTF_16BE, rest), Encoding::Utf16Be),
        // UTF-16 without a mark: exports begin with a character of ASCII.
        [first, 0, second, 0, ..] if first.is_ascii() && second.is_ascii() => {
            (wide(UTF_16LE, bytes), Encoding::Utf16Le)
        }
        [0, first, 0, second, ..] if first.is_ascii() && second.is_ascii() => {
            (wide(UTF_16BE, bytes), Encoding::Utf16Be)
        }
        [0xEF, 0xBB, 0xBF, rest @ ..] => match utf8(rest) {
            Some(text) => (Cow::Borrowed(text), Encoding::Utf8Bom),
            None => (Cow::Owned(line_by_line(rest)), Encoding::Windows1252),
        },
        _ => match utf8(bytes) {
            Some(text) => (Cow::Borrowed(text), Encoding::Utf8),
            None => (Cow::Owned(line_by_line(bytes)), Encoding::Windows1252),
        },
    }
}

/// Where bytes of a file stand in its decoded text. They are asked for from the first to the last, so that
/// each part of the file is decoded once.
pub struct TextPlaces<'b> {
    bytes: &'b [u8],
    encoding: Encoding,
    /// Up to here the file is counted: for Windows-1252 the beginning of a line.
    at: usize,
    /// Where that stands in the text.
    text: usize,
}

impl<'b> TextPlaces<'b> {
    /// None asked for yet.
    pub fn new(bytes: &'b [u8], encoding: Encoding) -> TextPlaces<'b> {
        let mark: &[u8] = match encoding {
            Encoding::Utf8Bom | Encoding::Windows1252 => &[0xEF, 0xBB, 0xBF],
            Encoding::Utf16Le => &[0xFF, 0xFE],
            Encoding::Utf16Be => &[0xFE, 0xFF],
            Encoding::Utf8 | Encoding::Binary => &[],
        };
        TextPlaces {
            bytes,
            encoding,
            at: if bytes.starts_with(mark) {
                mark.len()
            } else {
                0
            },
            text: 0,
        }
    }

    /// Where a byte stands, at or behind the last one that was asked for.
    pub fn of(&mut self, at: usize) -> usize {
        let at = at.clamp(self.at, self.bytes.len().max(self.at));
        match self.encoding {
            Encoding::Utf8 | Encoding::Utf8Bom | Encoding::Binary => at - self.at,
            Encoding::Utf16Le => self.go_on(at, |part| wide(UTF_16LE, part).len()),
            Encoding::Utf16Be => self.go_on(at, |part| wide(UTF_16BE, part).len()),
            Encoding::Windows1252 => {
                let behind = &self.bytes[self.at..at];
                let line = memchr::memrchr(b'\n', behind).map_or(self.at, |end| self.at + end + 1);
                let before = self.go_on(line, |part| line_by_line(part).len());
                let rest = &self.bytes[at..];
                let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
                let within = &self.bytes[line..at];
                before
                    + match std::str::from_utf8(&self.bytes[line..at + end]) {
                        Ok(_) => within.len(),
                        Err(_) => WINDOWS_1252.decode_without_bom_handling(within).0.len(),
                    }
            }
        }
    }

    fn go_on(&mut self, at: usize, length: impl Fn(&[u8]) -> usize) -> usize {
        self.text += length(&self.bytes[self.at..at]);
        self.at = at;
        self.text
    }
}

/// Text in pairs of bytes. An odd byte at the end is half a character: left out.
fn wide(encoding: &'static encoding_rs::Encoding, bytes: &[u8]) -> Cow<'static, str> {
    let whole = &bytes[..bytes.len() - bytes.len() % 2];
    let (text, _) = encoding.decode_without_bom_handling(whole);
    Cow::Owned(text.into_owned())
}

/// Valid UTF-8, except for a character that is cut in two at the very end.
fn utf8(bytes: &[u8]) -> Option<&str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text),
        Err(error) if error.error_len().is_none() && error.valid_up_to() > 0 => {
            std::str::from_utf8(&bytes[..error.valid_up_to()]).ok()
        }
        Err(_) => None,
    }
}

/// Each line as UTF-8 where it is valid, else as Windows-1252.
fn line_by_line(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 8);
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        match std::str::from_utf8(line) {
            Ok(line) => text.push_str(line),
            Err(_) => {
                let (line, _) = WINDOWS_1252.decode_without_bom_handling(line);
                text.push_str(&line);
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, mark: bool) -> Vec<u8> {
        let mark = mark.then_some(0xFEFF_u16);
        mark.into_iter()
            .chain(text.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect()
    }

    #[test]
    fn the_same_text_is_read_from_every_encoding() {
        let text = "number,é\n";
        for (bytes, encoding) in [
            (text.as_bytes().to_vec(), Encoding::Utf8),
            (
                [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
                Encoding::Utf8Bom,
            ),
            (utf16(text, true), Encoding::Utf16Le),
            (utf16(text, false), Encoding::Utf16Le),
            (b"number,\xE9\n".to_vec(), Encoding::Windows1252),
        ] {
            assert_eq!(
                decoded(&bytes),
                (Cow::Borrowed(text), encoding),
                "{encoding:?}"
            );
        }
    }

    #[test]
    fn one_old_line_does_not_change_how_the_others_read() {
        let (text, encoding) = decoded(b"\xC3\xA9\n\xE9\n");
        assert_eq!(text, "é\né\n", "each line in its own encoding");
        assert_eq!(encoding, Encoding::Windows1252, "not all of it is UTF-8");
    }

    #[test]
    fn a_character_cut_in_two_at_the_end_leaves_the_rest_as_it_is() {
        let (text, encoding) = decoded(b"\xC3\xA9x\xC3");
        assert_eq!(
            (text.as_ref(), encoding),
            ("éx", Encoding::Utf8),
            "still UTF-8"
        );
    }
}
