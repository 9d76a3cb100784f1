//! The event log as others take it along: as lines that can be checked without the app, and as a checkpoint
//! that shows later whether the log was cut.

mod checkpoint;
mod export;
mod list;
#[cfg(test)]
mod tests;

use std::path::Path;

use changeproof_store::{Digest, Workspace, Writer};
use serde_json::Value;

use crate::error::AppError;
use crate::log;
use crate::permission::Act;
use crate::ports::Ports;

pub use checkpoint::write_checkpoint;
pub use export::export;
pub use list::{EventFilter, list};

pub(crate) use checkpoint::{Checkpoint, workspace_id};

/// The log was exported.
pub(crate) const EXPORTED: &str = "log_exported";
/// A checkpoint was written.
pub(crate) const CHECKPOINT: &str = "checkpoint_written";

/// Writes a file and records that, in one step: neither is there without the other.
fn hand_out(
    open: &mut Workspace,
    out: &Path,
    action: &'static str,
    ports: &Ports<'_>,
    content: impl FnOnce(&Writer<'_>) -> Result<(Vec<u8>, Value), AppError>,
) -> Result<Digest, AppError> {
    let not_written = |source| AppError::NotWritten {
        path: out.to_owned(),
        source,
    };
    let writer = open.write()?;
    let (bytes, mut told) = content(&writer)?;
    let sha256 = Digest::of(&bytes);
    let name = out.file_name().unwrap_or_default();
    told["file"] = name.to_string_lossy().into();
    told["sha256"] = sha256.to_string().into();
    let draft = ports.files.write_draft(out, &bytes).map_err(not_written)?;
    log::append(&writer, Act::Look, action, &told, ports)?;
    draft.place().map_err(not_written)?;
    writer.commit()?;
    Ok(sha256)
}
