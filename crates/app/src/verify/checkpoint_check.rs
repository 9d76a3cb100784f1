//! Holds the log against a checkpoint that was kept elsewhere: this shows a log that was cut or replaced.

use std::path::Path;

use changeproof_store::{StoreError, Workspace};

use crate::decisions::Refusal;
use crate::error::AppError;
use crate::event_log::{Checkpoint, workspace_id};
use crate::wire::verification::Check;

const CHECK: &str = "checkpoint";

/// The check of a workspace file. One that cannot be read fails it.
pub(super) fn of_file(workspace: &Path, checkpoint: &Checkpoint) -> Result<Check, AppError> {
    match check(workspace, checkpoint) {
        Err(AppError::Store(
            error @ (StoreError::NotAWorkspace { .. }
            | StoreError::Damaged(_)
            | StoreError::Database(_)),
        )) => Ok(Check::fails(CHECK, error.to_string())),
        found => found,
    }
}

fn check(workspace: &Path, checkpoint: &Checkpoint) -> Result<Check, AppError> {
    let open = Workspace::open(workspace)?;
    let reader = open.read()?;
    let sequence = checkpoint.sequence;
    if workspace_id(&reader)? != checkpoint.workspace {
        let sentence = "The checkpoint is of another workspace: its log begins with another event.";
        return Ok(Check::fails(CHECK, sentence));
    }
    let event = reader.events(sequence, sequence)?.pop();
    Ok(match event.map(|event| event.hash) {
        Some(hash) if hash == checkpoint.hash => Check::holds(
            CHECK,
            format!("The log holds event {sequence}, at which the checkpoint was written."),
        ),
        Some(_) => Check::fails(
            CHECK,
            format!("Event {sequence} of the log is another one than at the checkpoint."),
        ),
        None => Check::fails(
            CHECK,
            format!(
                "The log was cut: it has no event {sequence}, at which the checkpoint was written."
            ),
        ),
    })
}

/// Why a checkpoint alone is not enough beside a pack.
pub(super) fn without_workspace() -> Refusal {
    Refusal::new(
        "checkpoint_without_workspace",
        "A checkpoint is held against a workspace: name the workspace behind the pack.",
    )
}
