//! `gitlog-<repository>.txt`: `git log --pretty=raw`, newest commit first. Commits come in oldest
//! first, so they are spooled and turned round at the end, one repository at a time.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::{Output, create};

/// The log of one repository.
pub struct GitLogFile {
    name: String,
    part: PathBuf,
    out: Output,
    lengths: Vec<u32>,
}

impl GitLogFile {
    /// Opens the log of `service`.
    pub fn create(folder: &Path, service: &str) -> io::Result<Self> {
        let name = format!("gitlog-{service}.txt");
        let part = format!("{name}.part");
        Ok(Self {
            part: folder.join(&part),
            out: create(folder, &part)?,
            name,
            lengths: Vec::new(),
        })
    }

    /// Adds the block of one commit, newer than all before it.
    pub fn push(&mut self, block: &str) -> io::Result<()> {
        self.lengths
            .push(u32::try_from(block.len()).map_err(io::Error::other)?);
        self.out.write_all(block.as_bytes())
    }

    /// Writes the log, newest commit first.
    pub fn finish(mut self, folder: &Path) -> io::Result<()> {
        self.out.flush()?;
        let blocks = fs::read(&self.part)?;
        let mut out = create(folder, &self.name)?;
        let mut end = blocks.len();
        for length in self.lengths.iter().rev() {
            let start = end - *length as usize;
            out.write_all(&blocks[start..end])?;
            end = start;
        }
        out.flush()?;
        fs::remove_file(&self.part)
    }
}
