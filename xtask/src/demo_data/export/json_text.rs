//! JSON with a space after each comma and colon, as the sample exports have it, and a spool of
//! records whose number is known only at the end.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

use super::{Output, create};

/// Writes `, ` and `: ` between the parts.
struct Spaced;

impl Formatter for Spaced {
    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { out.write_all(b", ") }
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { out.write_all(b", ") }
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(b": ")
    }
}

/// Writes one JSON value on one line, without a line end.
pub fn write_value<T: Serialize>(out: &mut impl Write, value: &T) -> io::Result<()> {
    value
        .serialize(&mut Serializer::with_formatter(out, Spaced))
        .map_err(io::Error::from)
}

/// Records on disk, one a line, until their number is known.
pub struct Spool {
    path: PathBuf,
    out: Output,
    records: usize,
}

impl Spool {
    /// Opens a spool beside the file that it is for.
    pub fn create(folder: &Path, name: &str) -> io::Result<Self> {
        let name = format!("{name}.part");
        Ok(Self {
            path: folder.join(&name),
            out: create(folder, &name)?,
            records: 0,
        })
    }

    /// Adds one record.
    pub fn push<T: Serialize>(&mut self, record: &T) -> io::Result<()> {
        self.records += 1;
        write_value(&mut self.out, record)?;
        self.out.write_all(b"\n")
    }

    /// How many records it holds.
    pub fn len(&self) -> usize {
        self.records
    }

    /// Hands the lines to `each` in order, with their number, and removes the spool.
    pub fn drain(mut self, mut each: impl FnMut(usize, &[u8]) -> io::Result<()>) -> io::Result<()> {
        self.out.flush()?;
        let mut lines = BufReader::with_capacity(1 << 16, File::open(&self.path)?);
        let mut line = Vec::new();
        let mut number = 0;
        while lines.read_until(b'\n', &mut line)? > 0 {
            each(number, line.trim_ascii_end())?;
            line.clear();
            number += 1;
        }
        fs::remove_file(&self.path)
    }
}
