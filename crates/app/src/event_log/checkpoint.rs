//! Checkpoints: the head of the log at a time, to be kept elsewhere. Who holds one sees whether the log was
//! cut or replaced since.

use std::path::Path;

use changeproof_domain::time::Timestamp;
use changeproof_store::{Digest, Reader, StoreError, Workspace};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{CHECKPOINT, hand_out};
use crate::decisions::Refusal;
use crate::error::AppError;
use crate::permission::{self, Act};
use crate::ports::Ports;
use crate::wire::event_log::CheckpointWritten;

/// The form of a checkpoint.
const FORMAT: &str = "changeproof-checkpoint-1";

/// The head of a log at a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Checkpoint {
    /// Always [`FORMAT`].
    format: String,
    /// The workspace: the hash of its first event.
    pub(crate) workspace: Digest,
    /// The company, for people.
    entity: String,
    /// The number of the newest event.
    pub(crate) sequence: i64,
    /// Its hash.
    pub(crate) hash: Digest,
    /// When that event happened.
    at: Timestamp,
    /// When the checkpoint was written.
    written_at: Timestamp,
}

/// What tells a workspace from every other: the hash of its first event.
pub(crate) fn workspace_id(reader: &Reader<'_>) -> Result<Digest, AppError> {
    let first = reader.events(1, 1)?.pop();
    let first = first.ok_or_else(|| StoreError::Damaged("the event log is empty".to_owned()))?;
    Ok(first.hash)
}

impl Checkpoint {
    fn of(reader: &Reader<'_>, now: Timestamp) -> Result<Checkpoint, AppError> {
        let head = reader.head()?;
        let event = reader.events(head.sequence, head.sequence)?.pop();
        let event = event.ok_or_else(|| StoreError::Damaged("no newest event".to_owned()))?;
        Ok(Checkpoint {
            format: FORMAT.to_owned(),
            workspace: workspace_id(reader)?,
            entity: reader.company()?.entity,
            sequence: head.sequence,
            hash: head.hash,
            at: event.at,
            written_at: now,
        })
    }

    /// Reads one.
    ///
    /// # Errors
    ///
    /// [`AppError::NotRead`], or a refusal of what is no checkpoint.
    pub(crate) fn read(file: &Path, ports: &Ports<'_>) -> Result<Checkpoint, AppError> {
        let bytes = ports.files.read(file).map_err(|source| AppError::NotRead {
            path: file.to_owned(),
            source,
        })?;
        let read: Option<Checkpoint> = serde_json::from_slice(&bytes).ok();
        let read = read.filter(|one| one.format == FORMAT);
        read.ok_or_else(|| {
            let name = file.display();
            let sentence = format!(
                "{name} is no checkpoint of an event log. 'changeproof log WORKSPACE --checkpoint FILE' writes one."
            );
            Refusal::new("no_checkpoint", sentence).into()
        })
    }
}

/// Writes a checkpoint of the log as it is; that it was written is an event of its own, behind it.
///
/// # Errors
///
/// [`AppError::NotWritten`], what a person may not do, or what the store says.
pub fn write_checkpoint(
    workspace: &Path,
    out: &Path,
    ports: &Ports<'_>,
) -> Result<CheckpointWritten, AppError> {
    let mut open = Workspace::open(workspace)?;
    permission::check(&open.read()?, Act::Look, ports)?;
    let now = ports.clock.now();
    let mut made = None;
    hand_out(&mut open, out, CHECKPOINT, ports, |writer| {
        let checkpoint = Checkpoint::of(writer, now)?;
        let mut bytes = serde_json::to_vec_pretty(&checkpoint).map_err(StoreError::from)?;
        bytes.push(b'\n');
        let told = json!({ "sequence": checkpoint.sequence, "head": checkpoint.hash });
        made = Some(checkpoint);
        Ok((bytes, told))
    })?;
    let made = made.ok_or_else(|| StoreError::Damaged("no event".to_owned()))?;
    Ok(CheckpointWritten {
        file: out.to_owned(),
        workspace: made.workspace.to_string(),
        sequence: made.sequence,
        hash: made.hash.to_string(),
        at: made.at,
    })
}
