//! Delimited text: rows with their row numbers and byte ranges.

use csv::{ByteRecord, ReaderBuilder};

/// Delimiters that are tried, the most usual first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Records that are looked at to find the delimiter.
const LOOKED_AT: usize = 12;

/// A row of delimited text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CsvRow {
    /// The row as a spreadsheet numbers it, from 1: a cell with line breaks is one row, and an
    /// empty line is a row as well.
    pub number: u32,
    /// The first byte in the text.
    pub start: usize,
    /// The byte behind the last, without the line break.
    pub end: usize,
    /// The cells.
    pub cells: Vec<String>,
}

/// A delimited text.
#[derive(Clone, Copy, Debug)]
pub struct CsvText<'t> {
    /// The text.
    pub text: &'t str,
    /// Where the rows begin: behind a `sep=` line.
    from: usize,
    /// The delimiter.
    pub delimiter: u8,
}

impl<'t> CsvText<'t> {
    /// Finds the delimiter: a `sep=` line names it, otherwise the one by which most rows agree.
    pub fn open(text: &'t str) -> CsvText<'t> {
        if let Some(rest) = text.strip_prefix("sep=")
            && let Some(delimiter) = rest.bytes().next()
            && delimiter.is_ascii()
        {
            let from = memchr::memchr(b'\n', text.as_bytes()).map_or(text.len(), |at| at + 1);
            return CsvText {
                text,
                from,
                delimiter,
            };
        }
        let mut best = ((0, 1), b',');
        for delimiter in DELIMITERS {
            let csv = CsvText {
                text,
                from: 0,
                delimiter,
            };
            let widths: Vec<usize> = csv
                .rows()
                .take(LOOKED_AT)
                .map(|row| row.cells.len())
                .filter(|width| *width > 1)
                .collect();
            // Most rows of the same width, then the widest: text may hold other delimiters too.
            let score = widths
                .iter()
                .map(|width| {
                    (
                        widths.iter().filter(|other| *other == width).count(),
                        *width,
                    )
                })
                .max();
            if let Some(score) = score
                && score > best.0
            {
                best = (score, delimiter);
            }
        }
        CsvText {
            text,
            from: 0,
            delimiter: best.1,
        }
    }

    /// The rows that hold anything.
    pub fn rows(&self) -> Rows<'t> {
        let reader = ReaderBuilder::new()
            .delimiter(self.delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(&self.text.as_bytes()[self.from..]);
        Rows {
            reader,
            record: ByteRecord::new(),
            text: self.text,
            from: self.from,
            number: u32::from(self.from > 0),
            counted: self.from,
        }
    }

    /// The cells of the row that stands in a byte range.
    pub fn row_at(&self, start: usize, end: usize) -> Vec<String> {
        let text = self.text.get(start..end).unwrap_or_default();
        let alone = CsvText {
            text,
            from: 0,
            delimiter: self.delimiter,
        };
        alone.rows().next().map(|row| row.cells).unwrap_or_default()
    }

    /// What the end of the text says about its last row.
    pub fn ending(&self, last: &CsvRow) -> Ending {
        let (mut quoted, mut at_start, mut closed) = (false, true, false);
        for byte in self.text.as_bytes()[last.start..].iter().copied() {
            if quoted {
                // A doubled quote closes here and opens again with the next byte.
                if byte == b'"' {
                    (quoted, closed) = (false, true);
                }
            } else if byte == b'"' && (at_start || closed) {
                (quoted, closed) = (true, false);
            } else {
                closed = false;
            }
            at_start = !quoted && byte == self.delimiter;
        }
        if quoted {
            Ending::InQuotes
        } else if last.end < self.text.len() {
            Ending::Closed
        } else {
            Ending::Open
        }
    }
}

/// How the last row ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// With a line break.
    Closed,
    /// With the text: its last cell could go on.
    Open,
    /// Within a quoted cell.
    InQuotes,
}

/// Iterates over rows; empty lines are counted and left out.
pub struct Rows<'t> {
    reader: csv::Reader<&'t [u8]>,
    record: ByteRecord,
    text: &'t str,
    from: usize,
    number: u32,
    counted: usize,
}

impl Iterator for Rows<'_> {
    type Item = CsvRow;

    fn next(&mut self) -> Option<CsvRow> {
        // The reader never fails on a byte slice with flexible rows.
        if !self.reader.read_byte_record(&mut self.record).ok()? {
            return None;
        }
        let bytes = self.text.as_bytes();
        let start = self.from + offset(self.record.position()?.byte());
        let behind = self.from + offset(self.reader.position().byte());
        // The reader skips empty lines before a row and counts them to the row.
        let mut start = start.max(self.counted);
        while let Some(b'\r' | b'\n') = bytes.get(start) {
            if bytes[start] == b'\n' {
                self.number += 1;
            }
            start += 1;
        }
        let mut end = behind.min(bytes.len());
        while end > start && matches!(bytes[end - 1], b'\r' | b'\n') {
            end -= 1;
        }
        self.counted = behind;
        if bytes.get(behind) == Some(&b'\n') && bytes.get(behind.wrapping_sub(1)) == Some(&b'\r') {
            self.counted = behind + 1;
        }
        self.number += 1;
        let cells = self
            .record
            .iter()
            .map(|cell| match std::str::from_utf8(cell) {
                Ok(text) => text.to_owned(),
                // A cell that a lone quote cut within a character.
                Err(_) => String::from_utf8_lossy(cell).into_owned(),
            })
            .collect();
        Some(CsvRow {
            number: self.number,
            start,
            end,
            cells,
        })
    }
}

fn offset(byte: u64) -> usize {
    usize::try_from(byte).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(text: &str) -> Vec<(u32, &str)> {
        CsvText::open(text)
            .rows()
            .map(|row| (row.number, &text[row.start..row.end]))
            .collect()
    }

    #[test]
    fn row_numbers_are_those_of_a_spreadsheet() {
        assert_eq!(
            places("a,b\r\n\"x\r\ny\",1\r\n\r\nz,2\r\n"),
            [(1, "a,b"), (2, "\"x\r\ny\",1"), (4, "z,2")],
            "a cell with a line break is one row, an empty line is a row"
        );
    }

    #[test]
    fn a_sep_line_names_the_delimiter_and_is_row_1() {
        assert_eq!(
            places("sep=|\na|b,c\nx|y\n"),
            [(2, "a|b,c"), (3, "x|y")],
            "as Excel writes it"
        );
        assert_eq!(
            CsvText::open("sep=|\na|b,c\n").rows().next().unwrap().cells,
            ["a", "b,c"],
            "commas are text"
        );
    }

    #[test]
    fn the_delimiter_by_which_most_rows_agree_is_taken() {
        for (text, want) in [
            ("a;b;c\n1,5;2;3\n", b';'),
            ("a\tb\n", b'\t'),
            ("a,b\n1,\"x;y;z\"\n", b','),
        ] {
            assert_eq!(CsvText::open(text).delimiter, want, "{text:?}");
        }
    }

    #[test]
    fn a_text_that_ends_within_quotes_is_told_from_one_without_a_last_line_break() {
        let ending = |text: &str| {
            let csv = CsvText::open(text);
            let last = csv.rows().last().unwrap();
            csv.ending(&last)
        };
        assert_eq!(
            ending("a,b\n1,\"x \"\"y\"\"\n"),
            Ending::InQuotes,
            "the quote stays open"
        );
        assert_eq!(
            ending("a,b\n1,\"x \"\"y\"\"\""),
            Ending::Open,
            "no line break"
        );
        assert_eq!(
            ending("a,b\n1,5\" pipe\n"),
            Ending::Closed,
            "a quote within a word"
        );
    }
}
