//! CSV as the tools write it: a cell is quoted only where it must be, and each tool has its own line
//! end.

use std::io::{self, Write};

/// End of a line.
#[derive(Debug, Clone, Copy)]
pub enum LineEnd {
    /// Line feed.
    Lf,
    /// Carriage return and line feed.
    CrLf,
}

/// Writes one row.
pub fn write_row(out: &mut impl Write, cells: &[&str], end: LineEnd) -> io::Result<()> {
    for (place, cell) in cells.iter().enumerate() {
        if place > 0 {
            out.write_all(b",")?;
        }
        if cell.contains(['"', ',', '\n', '\r']) {
            write!(out, "\"{}\"", cell.replace('"', "\"\""))?;
        } else {
            out.write_all(cell.as_bytes())?;
        }
    }
    out.write_all(match end {
        LineEnd::Lf => b"\n",
        LineEnd::CrLf => b"\r\n",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_quoted_only_where_it_must_be() {
        let mut out = Vec::new();
        write_row(&mut out, &["a b", "c, d", "say \"hi\"", ""], LineEnd::CrLf).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "a b,\"c, d\",\"say \"\"hi\"\"\",\r\n"
        );
    }
}
