//! The workspace of the made-up demo company. A person may import into it like into any other, so it
//! is made once and never thrown away.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use changeproof_app::ports::Ports;
use changeproof_app::views::{self, OpenWorkspace};

use super::{Found, Shell};
use crate::error::{CommandError, ShellError};

/// Endings of the files that SQLite keeps beside a workspace, after the workspace itself.
const ENDINGS: [&str; 3] = ["", "-wal", "-shm"];

impl Shell {
    /// Opens the workspace of the demo company, and makes it where there is none. One that is damaged
    /// beyond reading is set aside; whatever else keeps it from being opened is the answer.
    ///
    /// # Errors
    ///
    /// It cannot be opened or made.
    pub fn demo(&self, ports: &Ports<'_>) -> Result<Found, CommandError> {
        let place = &self.0.parts.demo;
        if !place.exists() {
            return Ok(make(place, ports)?.into());
        }
        match Found::at(place, ports) {
            Ok(found) => Ok(found),
            Err(error) if cannot_be_read(&error) => {
                let aside = with(place, ".broken");
                rename(place, &aside)?;
                let workspace = make(place, ports)?;
                self.complain(&format!(
                    "The workspace of the demo company could not be read: {error} It was kept as {}, \
                     and a new one was made.",
                    aside.display()
                ));
                Ok(workspace.into())
            }
            Err(error) => Err(error),
        }
    }
}

/// Whether no program could make sense of the file, now or later.
fn cannot_be_read(error: &CommandError) -> bool {
    matches!(error.code(), "not_a_workspace" | "workspace_damaged")
}

/// Makes it beside its place: what ends half-way, however it ends, is never taken for the whole.
fn make(place: &Path, ports: &Ports<'_>) -> Result<OpenWorkspace, CommandError> {
    if let Some(folder) = place.parent() {
        fs::create_dir_all(folder).map_err(|source| not_kept(place, source))?;
    }
    let draft = with(place, ".part");
    for ending in ENDINGS {
        remove(&with(&draft, ending))?;
    }
    drop(views::demo::make(&draft, ports)?);
    rename(&draft, place)?;
    Ok(OpenWorkspace::open(place, ports)?)
}

fn with(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    PathBuf::from(name)
}

/// Renames a workspace with what SQLite keeps beside it.
fn rename(from: &Path, to: &Path) -> Result<(), ShellError> {
    for ending in ENDINGS {
        let (old, new) = (with(from, ending), with(to, ending));
        remove(&new)?;
        if old.exists() {
            fs::rename(&old, &new).map_err(|source| not_kept(&new, source))?;
        }
    }
    Ok(())
}

fn remove(file: &Path) -> Result<(), ShellError> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(not_kept(file, error)),
        _ => Ok(()),
    }
}

fn not_kept(path: &Path, source: io::Error) -> ShellError {
    ShellError::NotKept {
        path: path.to_owned(),
        source,
    }
}
