//! A record as it stands in the file that it was read from: its text and, for tables, its cells.

use std::ops::Range;

use changeproof_domain::source::{Encoding, Form, Place, Source};
use changeproof_store::{Digest, Reader, StoreError};

use crate::decisions::own_source;
use crate::error::AppError;
use crate::stretch::{json_value, table_cell};
use crate::wire::view::original::OriginalCell;

/// How much is shown of a record and of what stands around it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Extent {
    /// Bytes on either side.
    pub(crate) around: u64,
    /// Bytes of the record itself, at most.
    pub(crate) longest: usize,
}

impl Extent {
    /// The record alone, however long.
    pub(crate) const WHOLE: Extent = Extent {
        around: 0,
        longest: usize::MAX,
    };
}

/// The length of the mark that the decoded text leaves out.
const BYTE_ORDER_MARK: u64 = 3;

/// The text of a record with what stands around it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Passage {
    pub(crate) before: String,
    pub(crate) record: String,
    pub(crate) after: String,
    pub(crate) shortened: bool,
}

/// Where the value that the source calls `marked` stands in the text of its record.
pub(crate) fn value(
    form: &Form,
    record: &str,
    marked: &str,
    cells: &[OriginalCell],
) -> Option<Range<usize>> {
    match form {
        Form::Json { .. } | Form::Events => json_value(record, marked),
        Form::Table => {
            let values: Vec<&str> = cells.iter().map(|cell| cell.value.as_str()).collect();
            let at = cells.iter().position(|cell| cell.column == marked)?;
            table_cell(record, &values, at)
        }
        Form::Sheets { .. } | Form::Text => None,
    }
}

/// The row cell by cell, for tables and workbooks. `marked` are columns as the source calls them: by
/// their names, in workbooks by their letters.
pub(crate) fn cells(
    reader: &Reader<'_>,
    sha256: Digest,
    source: &Source,
    place: &Place,
    marked: &[String],
) -> Result<Vec<OriginalCell>, AppError> {
    let by_letters = match &source.reading.form {
        Form::Table => false,
        Form::Sheets { .. } => true,
        Form::Json { .. } | Form::Text | Form::Events => return Ok(Vec::new()),
    };
    let bytes = kept(reader, sha256, 0..u64::MAX)?;
    let format = &source.reading.format;
    let row = changeproof_importers::row_cells(&source.file, &bytes, format, place);
    let cell = |cell: changeproof_importers::NamedCell| {
        let column = if by_letters {
            &cell.letters
        } else {
            &cell.column
        };
        OriginalCell {
            marked: marked.contains(column),
            column: cell.column,
            value: cell.value,
        }
    };
    Ok(row.unwrap_or_default().into_iter().map(cell).collect())
}

/// The record's text; none of a workbook. Places count in the decoded text: for plain UTF-8 that is
/// the file itself, of which only the pieces around the record are unpacked.
pub(crate) fn passage(
    reader: &Reader<'_>,
    sha256: Digest,
    source: &Source,
    place: &Place,
    extent: Extent,
) -> Result<Passage, AppError> {
    let skipped = match source.reading.encoding {
        Encoding::Binary => return Ok(Passage::default()),
        Encoding::Utf8 => 0,
        Encoding::Utf8Bom => BYTE_ORDER_MARK,
        Encoding::Utf16Le | Encoding::Utf16Be | Encoding::Windows1252 => {
            let bytes = kept(reader, sha256, 0..u64::MAX)?;
            let (text, _) = changeproof_importers::decoded(&bytes);
            return Ok(cut_out(text.as_bytes(), place.start..place.end, extent));
        }
    };
    let from = place.start.saturating_sub(extent.around);
    let to = place.end.saturating_add(extent.around);
    let wanted = from.saturating_add(skipped)..to.saturating_add(skipped);
    let bytes = if source.is_own_log() {
        own_source::bytes(reader, wanted)?
    } else {
        kept(reader, sha256, wanted)?
    };
    let record = place.start - from..place.end - from;
    Ok(cut_out(&bytes, record, extent))
}

/// Bytes of a file as it is kept; none where they cannot be unpacked any more. Whether a file is as it was
/// imported is told beside them.
fn kept(reader: &Reader<'_>, sha256: Digest, range: Range<u64>) -> Result<Vec<u8>, AppError> {
    match reader.original(sha256, range) {
        Ok(bytes) => Ok(bytes.unwrap_or_default()),
        Err(StoreError::Damaged(_)) => Ok(Vec::new()),
        Err(error) => Err(error.into()),
    }
}

/// The record and what stands around it, of bytes that may begin and end within a letter.
fn cut_out(bytes: &[u8], record: Range<u64>, extent: Extent) -> Passage {
    let length = bytes.len();
    let within = |at: u64| usize::try_from(at).map_or(length, |at| at.min(length));
    let (start, end) = (within(record.start), within(record.end));
    let around = usize::try_from(extent.around).unwrap_or(0);
    let before = &bytes[start.saturating_sub(around)..start];
    let after = &bytes[end..end.saturating_add(around).min(length)];
    let mut shown = &bytes[start..end];
    let shortened = shown.len() > extent.longest;
    if shortened {
        shown = &shown[..extent.longest];
    }
    Passage {
        before: text(from_letter(before)),
        record: text(to_letter(shown)),
        after: text(to_letter(after)),
        shortened,
    }
}

/// Where a record's text stands, such as `bytes 120-480`; nothing for a workbook.
pub(crate) fn byte_range(source: &Source, place: &Place) -> String {
    match source.reading.encoding {
        Encoding::Binary => String::new(),
        _ => format!("bytes {}-{}", place.start, place.end),
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

    const EXTENT: Extent = Extent {
        around: 600,
        longest: 1000,
    };

    #[test]
    fn a_record_keeps_its_bytes_and_its_surroundings() {
        let passage = cut_out(b"[{\"a\":1},\n {\"a\":2}]", 11..18, EXTENT);
        assert_eq!(passage.record, "{\"a\":2}");
        assert_eq!(passage.before, "[{\"a\":1},\n ");
        assert_eq!(passage.after, "]");
        assert!(!passage.shortened);
    }

    #[test]
    fn surroundings_never_begin_or_end_within_a_letter() {
        let text = "ä".repeat(1000);
        let passage = cut_out(text.as_bytes(), 1000..1002, EXTENT);
        assert_eq!(passage.record, "ä");
        for side in [&passage.before, &passage.after] {
            assert!(side.chars().all(|letter| letter == 'ä'), "{side}");
            assert_eq!(side.chars().count(), 300);
        }
        let odd = cut_out(&text.as_bytes()[1..], 1001..1003, EXTENT);
        assert!(
            odd.before.chars().all(|letter| letter == 'ä'),
            "{}",
            odd.before
        );
    }

    #[test]
    fn a_very_long_record_is_shortened_and_says_so() {
        let text = format!("x{}", "é".repeat(EXTENT.longest));
        let passage = cut_out(text.as_bytes(), 0..text.len() as u64, EXTENT);
        assert!(passage.shortened);
        assert!(passage.record.len() <= EXTENT.longest);
    }

    #[test]
    fn a_place_behind_the_end_shows_nothing() {
        assert_eq!(cut_out(b"abc", 900..1000, EXTENT).record, "");
    }
}
