//! Writes a version of the policy profile as its text.

use std::io::Write;
use std::path::{Path, PathBuf};

use changeproof_store::Workspace;

use super::versions;
use crate::error::AppError;
use crate::permission::{self, Act};
use crate::ports::Ports;

/// What to export.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportOptions {
    /// Which version; the newest where it is left out.
    pub version: Option<u32>,
    /// Where to; a file of that name is replaced. Without one the text goes to `out`.
    pub output: Option<PathBuf>,
}

/// Writes the text of a version, byte for byte as it is kept, and answers its number.
///
/// # Errors
///
/// [`AppError::UnknownPolicyVersion`], [`AppError::NotWritten`], or what the store says.
pub fn export(
    workspace: &Path,
    options: &ExportOptions,
    out: &mut dyn Write,
    ports: &Ports<'_>,
) -> Result<u32, AppError> {
    let open = Workspace::open(workspace)?;
    permission::check(&open.read()?, Act::Look, ports)?;
    let all = versions(&open.read()?, i64::MAX)?;
    let newest = all.iter().map(|one| one.number).max().unwrap_or(1);
    let wanted = options.version.unwrap_or(newest);
    let found = all.iter().find(|one| one.number == wanted);
    let version = found.ok_or(AppError::UnknownPolicyVersion {
        version: wanted,
        newest,
    })?;
    match &options.output {
        None => {
            out.write_all(version.text.as_bytes())?;
            out.flush()?;
        }
        Some(path) => {
            let not_written = |source| AppError::NotWritten {
                path: path.clone(),
                source,
            };
            let draft = ports.files.write_draft(path, version.text.as_bytes());
            draft
                .and_then(crate::ports::Draft::place)
                .map_err(not_written)?;
        }
    }
    Ok(version.number)
}
