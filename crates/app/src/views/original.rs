//! A record as it stood in its file: the stored bytes, unchanged, with some of their surroundings.

use std::ops::Range;

use changeproof_domain::source::{Encoding, Form, Place, Source};
use changeproof_store::{Digest, Reader};

use super::origin::Origin;
use super::stretch::{in_utf16, json_value, table_cell};
use super::{OpenWorkspace, locked};
use crate::error::AppError;
use crate::wire::view::original::{OriginalCell, OriginalView};

/// How much is shown on either side of the record, in bytes.
const AROUND: u64 = 600;

/// How much of a record is shown at most, in bytes.
const LONGEST: usize = 64 * 1024;

/// The length of the mark that the decoded text leaves out.
const BYTE_ORDER_MARK: u64 = 3;

/// The text of a record with what stands around it.
#[derive(Debug, Default, PartialEq, Eq)]
struct Passage {
    before: String,
    record: String,
    after: String,
    shortened: bool,
}

impl OpenWorkspace {
    /// The record behind a fact, as it stood in its file.
    ///
    /// # Errors
    ///
    /// [`AppError::UnknownOrigin`] for a text that names no stored file, or what the store says.
    pub fn original(&self, origin: &str) -> Result<OriginalView, AppError> {
        let (sha256, place, origin) = Origin::from_text(origin)?;
        self.reading_apart(|reader| {
            let readings = reader.readings_of_file(sha256)?;
            let stored = readings.iter().find(|stored| origin.is_of(&stored.source));
            let source = &stored.ok_or(AppError::UnknownOrigin)?.source;
            let marked = match &origin.own {
                Some(own) => Some(own.clone()),
                None => source.reading.fields.original(&origin.field),
            };
            let cells = cells(reader, sha256, source, &place, marked.as_deref())?;
            let passage = match source.reading.encoding {
                Encoding::Binary => Passage::default(),
                _ => passage(reader, sha256, source, &place)?,
            };
            let value = marked.and_then(|marked| {
                let bytes = value(&source.reading.form, &passage.record, &marked, &cells)?;
                in_utf16(&passage.record, &bytes)
            });
            Ok(OriginalView {
                file: source.file.clone(),
                sha256: source.sha256.clone(),
                place: source.place(&place, &origin.field, origin.own.as_deref()),
                bytes: match source.reading.encoding {
                    Encoding::Binary => String::new(),
                    _ => format!("bytes {}-{}", place.start, place.end),
                },
                before: passage.before,
                record: passage.record,
                value_start: value.map(|(start, _)| start),
                value_end: value.map(|(_, end)| end),
                after: passage.after,
                shortened: passage.shortened,
                cells,
                intact: self.is_intact(reader, sha256)?,
            })
        })
    }

    /// Whether the stored bytes of a file are those that were imported. A file that was found whole is
    /// not hashed again.
    fn is_intact(&self, reader: &Reader<'_>, sha256: Digest) -> Result<bool, AppError> {
        if locked(&self.intact).contains(&sha256) {
            return Ok(true);
        }
        let intact = reader.original_is_intact(sha256)?;
        if intact {
            locked(&self.intact).insert(sha256);
        }
        Ok(intact)
    }
}

/// Where the value that the source calls `marked` stands in the text of its record.
fn value(form: &Form, record: &str, marked: &str, cells: &[OriginalCell]) -> Option<Range<usize>> {
    match form {
        Form::Json { .. } => json_value(record, marked),
        Form::Table => {
            let values: Vec<&str> = cells.iter().map(|cell| cell.value.as_str()).collect();
            table_cell(record, &values, cells.iter().position(|cell| cell.marked)?)
        }
        Form::Sheets { .. } | Form::Text => None,
    }
}

/// The row cell by cell, for tables and workbooks.
fn cells(
    reader: &Reader<'_>,
    sha256: Digest,
    source: &Source,
    place: &Place,
    marked: Option<&str>,
) -> Result<Vec<OriginalCell>, AppError> {
    let by_letters = match &source.reading.form {
        Form::Table => false,
        Form::Sheets { .. } => true,
        Form::Json { .. } | Form::Text => return Ok(Vec::new()),
    };
    let bytes = reader.original(sha256, 0..u64::MAX)?.unwrap_or_default();
    let format = &source.reading.format;
    let row = changeproof_importers::row_cells(&source.file, &bytes, format, place);
    let cell = |cell: changeproof_importers::NamedCell| {
        let column = if by_letters {
            &cell.letters
        } else {
            &cell.column
        };
        OriginalCell {
            marked: marked == Some(column.as_str()),
            column: cell.column,
            value: cell.value,
        }
    };
    Ok(row.unwrap_or_default().into_iter().map(cell).collect())
}

/// The record's text. Places count in the decoded text: for plain UTF-8 that is the file itself, of
/// which only the pieces around the record are unpacked.
fn passage(
    reader: &Reader<'_>,
    sha256: Digest,
    source: &Source,
    place: &Place,
) -> Result<Passage, AppError> {
    let skipped = match source.reading.encoding {
        Encoding::Utf8 | Encoding::Binary => 0,
        Encoding::Utf8Bom => BYTE_ORDER_MARK,
        Encoding::Utf16Le | Encoding::Utf16Be | Encoding::Windows1252 => {
            let bytes = reader.original(sha256, 0..u64::MAX)?.unwrap_or_default();
            let (text, _) = changeproof_importers::decoded(&bytes);
            return Ok(cut_out(text.as_bytes(), place.start..place.end));
        }
    };
    let from = place.start.saturating_sub(AROUND);
    let to = place.end.saturating_add(AROUND);
    let wanted = from.saturating_add(skipped)..to.saturating_add(skipped);
    let bytes = reader.original(sha256, wanted)?.unwrap_or_default();
    Ok(cut_out(&bytes, place.start - from..place.end - from))
}

/// The record and what stands around it, of bytes that may begin and end within a letter.
fn cut_out(bytes: &[u8], record: Range<u64>) -> Passage {
    let length = bytes.len();
    let within = |at: u64| usize::try_from(at).map_or(length, |at| at.min(length));
    let (start, end) = (within(record.start), within(record.end));
    let around = usize::try_from(AROUND).unwrap_or(0);
    let before = &bytes[start.saturating_sub(around)..start];
    let after = &bytes[end..end.saturating_add(around).min(length)];
    let mut shown = &bytes[start..end];
    let shortened = shown.len() > LONGEST;
    if shortened {
        shown = &shown[..LONGEST];
    }
    Passage {
        before: text(from_letter(before)),
        record: text(to_letter(shown)),
        after: text(to_letter(after)),
        shortened,
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Whether a byte goes on with a letter of UTF-8 that began before it.
fn goes_on(byte: &u8) -> bool {
    byte & 0b1100_0000 == 0b1000_0000
}

/// Without the end of a letter at the beginning.
fn from_letter(bytes: &[u8]) -> &[u8] {
    let rest = bytes.iter().take_while(|byte| goes_on(byte)).count();
    &bytes[rest.min(3)..]
}

/// Without the beginning of a letter at the end.
fn to_letter(bytes: &[u8]) -> &[u8] {
    let rest = bytes.iter().rev().take_while(|byte| goes_on(byte)).count();
    let Some(first) = bytes.len().checked_sub(rest + 1) else {
        return bytes;
    };
    let width = match bytes[first] {
        0b1111_0000.. => 4,
        0b1110_0000.. => 3,
        0b1100_0000.. => 2,
        _ => 1,
    };
    if first + width > bytes.len() {
        &bytes[..first]
    } else {
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_keeps_its_bytes_and_its_surroundings() {
        let passage = cut_out(b"[{\"a\":1},\n {\"a\":2}]", 11..18);
        assert_eq!(passage.record, "{\"a\":2}");
        assert_eq!(passage.before, "[{\"a\":1},\n ");
        assert_eq!(passage.after, "]");
        assert!(!passage.shortened);
    }

    #[test]
    fn surroundings_never_begin_or_end_within_a_letter() {
        let text = "ä".repeat(1000);
        let passage = cut_out(text.as_bytes(), 1000..1002);
        assert_eq!(passage.record, "ä");
        for side in [&passage.before, &passage.after] {
            assert!(side.chars().all(|letter| letter == 'ä'), "{side}");
            assert_eq!(side.chars().count(), 300);
        }
        let odd = cut_out(&text.as_bytes()[1..], 1001..1003);
        assert!(
            odd.before.chars().all(|letter| letter == 'ä'),
            "{}",
            odd.before
        );
    }

    #[test]
    fn a_very_long_record_is_shortened_and_says_so() {
        let text = format!("x{}", "é".repeat(LONGEST));
        let passage = cut_out(text.as_bytes(), 0..text.len() as u64);
        assert!(passage.shortened);
        assert!(passage.record.len() <= LONGEST);
    }

    #[test]
    fn a_place_behind_the_end_shows_nothing() {
        assert_eq!(cut_out(b"abc", 900..1000).record, "");
    }
}
