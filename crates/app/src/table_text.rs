//! Tables as text: CSV for spreadsheets, columns for a terminal.

use std::io::{self, Write};

/// A cell for a spreadsheet: one that would be run as a formula is shown as text instead.
///
/// OWASP, CSV Injection: cells that begin with `=`, `+`, `-`, `@`, tab or carriage return.
pub(crate) fn escaped(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

/// Writes a row of CSV (RFC 4180), escaped for spreadsheets.
pub(crate) fn csv_row<W: Write>(writer: &mut csv::Writer<W>, cells: &[&str]) -> io::Result<()> {
    writer
        .write_record(cells.iter().map(|cell| escaped(cell)))
        .map_err(io::Error::other)
}

/// Writes a row in columns of fixed widths, in characters; the last column takes the rest of the
/// line. Longer cells push the following ones to the right rather than being cut.
pub(crate) fn text_row(out: &mut dyn Write, widths: &[usize], cells: &[&str]) -> io::Result<()> {
    let mut line = String::new();
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            line.push_str("  ");
        }
        line.extend(cell.chars().map(|c| if c.is_control() { ' ' } else { c }));
        if let (Some(width), true) = (widths.get(index), index + 1 < cells.len()) {
            let missing = width.saturating_sub(cell.chars().count());
            line.extend(std::iter::repeat_n(' ', missing));
        }
    }
    writeln!(out, "{}", line.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_that_a_spreadsheet_would_run_is_escaped() {
        for cell in ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"] {
            assert_eq!(escaped(cell), format!("'{cell}"));
        }
        assert_eq!(escaped("a=b"), "a=b", "only the beginning counts");
    }

    #[test]
    fn control_characters_never_reach_a_terminal() {
        let mut out = Vec::new();
        text_row(&mut out, &[3, 3], &["a\x1b[2J", "b"]).unwrap();
        assert_eq!(out, b"a [2J  b\n");
    }
}
