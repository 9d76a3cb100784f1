//! Secrets in exports: found by rules and masked in place before anything of a file is read or kept.
//!
//! A mask is as long as what it hides, and what gives a file its form stays: quotes, escapes,
//! delimiters and ends of lines. So the masked copy is read like the original, and byte ranges hold.

mod reported;
mod rules;
mod scan;
mod wide;

use std::io::{Cursor, Read};
use std::ops::Range;

use zip::ZipArchive;

use crate::ReadError;
pub use crate::container::TextPlaces;
use crate::container::sheet::Workbook;
use crate::formats::column_letters;

use rules::RULES;
pub use rules::RULES_VERSION;

/// The rule of values that a secret scanner's report itself calls a secret.
pub const REPORTED: &str = "reported-secret";

/// A secret that was found and masked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The id of the rule.
    pub rule: &'static str,
    /// The first byte in the file.
    pub start: usize,
    /// The byte behind the last one.
    pub end: usize,
}

/// The words for a rule, such as `GitHub token`.
pub fn rule_label(id: &str) -> &str {
    if id == REPORTED {
        return "secret in a scanner's report";
    }
    let rule = RULES.iter().find(|rule| rule.id == id);
    rule.map_or(id, |rule| rule.label)
}

/// Finds the secrets in a file and masks them in place. `format` is the one chosen at import.
///
/// # Errors
/// [`ReadError::SecretInWorkbook`]: the bytes of a workbook are packed, so nothing in it can be masked.
pub fn mask(file: &str, bytes: &mut [u8], format: Option<&str>) -> Result<Vec<Hit>, ReadError> {
    if bytes.starts_with(b"PK\x03\x04") {
        // One that cannot be opened is refused with its own reason when it is read.
        let workbook = Workbook::open(file, bytes).ok();
        let secret = workbook
            .and_then(|workbook| in_workbook(file, &workbook))
            .or_else(|| in_parts(file, bytes));
        return secret.map_or_else(|| Ok(Vec::new()), Err);
    }
    if let Some(order) = wide::byte_order(bytes) {
        let narrow = wide::narrowed(bytes, order);
        let hits = hits_in(&narrow, format);
        wide::mask(bytes, order, &narrow, &hits);
        return Ok(hits.into_iter().map(wide::widened).collect());
    }
    let hits = hits_in(bytes, format);
    for hit in &hits {
        hide(bytes, hit.start..hit.end);
    }
    Ok(hits)
}

/// A text that somebody typed, with the secrets in it masked.
pub fn masked(text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for hit in hits_in(text.as_bytes(), None) {
        hide(&mut bytes, hit.start..hit.end);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// All secrets of a text in the order in which they stand; of several that overlap, one from the first
/// byte to the last.
fn hits_in(text: &[u8], format: Option<&str>) -> Vec<Hit> {
    let mut hits = scan::hits(text);
    hits.extend(reported::values(text, format).into_iter().map(|range| Hit {
        rule: REPORTED,
        start: range.start,
        end: range.end,
    }));
    // What the report calls a secret is one whatever it looks like: its rule wins.
    hits.sort_by_key(|hit| (hit.start, hit.rule != REPORTED));
    let mut apart: Vec<Hit> = Vec::with_capacity(hits.len());
    for hit in hits {
        match apart.last_mut() {
            Some(last) if hit.start < last.end => {
                last.end = last.end.max(hit.end);
                if hit.rule == REPORTED {
                    last.rule = REPORTED;
                }
            }
            Some(_) | None => apart.push(hit),
        }
    }
    apart
}

/// Masks a range, and keeps what gives the file its form.
fn hide(bytes: &mut [u8], range: Range<usize>) {
    let mut at = range.start;
    while at < range.end.min(bytes.len()) {
        match bytes[at] {
            b'\\' => {
                let unicode = bytes.get(at + 1) == Some(&b'u');
                at += if unicode { 6 } else { 2 };
            }
            b'\n' | b'\r' | b'"' | b',' | b';' | b'\t' | b'|' => at += 1,
            _ => {
                bytes[at] = b'*';
                at += 1;
            }
        }
    }
}

/// The first secret of a workbook, as the reason why it is refused.
fn in_workbook(file: &str, workbook: &Workbook) -> Option<ReadError> {
    for sheet in &workbook.sheets {
        for (row, cells) in (u64::from(sheet.first_row)..).zip(&sheet.rows) {
            for (column, cell) in (sheet.first_column..).zip(cells) {
                if let Some(hit) = scan::hits(cell.shown().as_bytes()).first() {
                    let letters = column_letters(usize::try_from(column).unwrap_or(0));
                    return Some(ReadError::SecretInWorkbook {
                        file: file.to_owned(),
                        what: rule_label(hit.rule).to_owned(),
                        place: format!("{}!{letters}{row}", sheet.name),
                    });
                }
            }
        }
    }
    None
}

/// The same of what a workbook holds beside its cells, such as comments and properties.
fn in_parts(file: &str, bytes: &[u8]) -> Option<ReadError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    for index in 0..archive.len() {
        let Ok(mut part) = archive.by_index(index) else {
            continue;
        };
        let mut text = Vec::new();
        if part.read_to_end(&mut text).is_err() {
            continue;
        }
        if let Some(hit) = scan::hits(&text).first() {
            return Some(ReadError::SecretInWorkbook {
                file: file.to_owned(),
                what: rule_label(hit.rule).to_owned(),
                place: part.name().map_or_else(
                    |_| "one of its parts".to_owned(),
                    |name| format!("its part {name}"),
                ),
            });
        }
    }
    None
}

#[cfg(test)]
mod tests;
