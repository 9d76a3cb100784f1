//! Verifies a workspace, or a pack with or without the workspace that it came from.
//!
//! What is found broken is an answer, not an error: the report says no, and where.

mod checkpoint_check;
mod decisions_check;
mod people_check;
mod policy_check;
mod workspace_checks;

use std::path::{Path, PathBuf};

use changeproof_reports::verify::{FileState, Manifest, WholeFile};
use changeproof_store::{Digest, Reader, Workspace};
use serde_json::Value;

use self::people_check::people_check;
use self::workspace_checks::{chain_check, workspace_checks};
use crate::error::AppError;
use crate::event_log::Checkpoint;
use crate::ports::Ports;
use crate::pruning::PACK_EXPORTED;
use crate::wire::verification::{Check, VerificationReport, Verified};

/// What a file is held against.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VerifyOptions {
    /// The workspace that a pack should come from.
    pub workspace: Option<PathBuf>,
    /// A checkpoint of the workspace's log.
    pub checkpoint: Option<PathBuf>,
}

/// Verifies the file at `path`: a pack, held against `workspace` where one is given, or a workspace.
///
/// # Errors
///
/// As for [`verify_with`].
pub fn verify(
    path: &Path,
    workspace: Option<&Path>,
    ports: &Ports<'_>,
) -> Result<VerificationReport, AppError> {
    let options = VerifyOptions {
        workspace: workspace.map(Path::to_owned),
        checkpoint: None,
    };
    verify_with(path, &options, ports)
}

/// The same, held against a checkpoint of the log too.
///
/// # Errors
///
/// [`AppError::NotRead`] where there is no such file, what keeps a workspace from being opened
/// without being wrong with it: another program, a newer schema; a refusal of what is no checkpoint, or of a
/// checkpoint without a workspace.
pub fn verify_with(
    path: &Path,
    options: &VerifyOptions,
    ports: &Ports<'_>,
) -> Result<VerificationReport, AppError> {
    let workspace = options.workspace.as_deref();
    let checkpoint = options.checkpoint.as_deref();
    let checkpoint = checkpoint.map(|file| Checkpoint::read(file, ports));
    let checkpoint = checkpoint.transpose()?;
    let not_read = |source| AppError::NotRead {
        path: path.to_owned(),
        source,
    };
    // A workspace can be large: only a pack is read as a whole.
    if workspace.is_none() && is_database(path, ports).map_err(not_read)? {
        let mut checks =
            ports.during("Verifying the workspace", || workspace_checks(path, ports))?;
        if let Some(checkpoint) = &checkpoint {
            checks.push(checkpoint_check::of_file(path, checkpoint)?);
        }
        return Ok(VerificationReport::of(
            path.to_owned(),
            Verified::Workspace,
            checks,
        ));
    }
    let bytes = ports.files.read(path).map_err(not_read)?;
    let mut checks = ports.during("Verifying the pack", || pack_checks(&bytes));
    if let (Some(workspace), Some(manifest)) = (workspace, &checks.1) {
        let against = ports.during("Comparing with the workspace", || {
            against_workspace(workspace, manifest, Digest::of(&bytes))
        })?;
        checks.0.extend(against);
    }
    match (workspace, &checkpoint) {
        (Some(workspace), Some(checkpoint)) => {
            checks
                .0
                .push(checkpoint_check::of_file(workspace, checkpoint)?);
        }
        (None, Some(_)) => return Err(checkpoint_check::without_workspace().into()),
        (_, None) => {}
    }
    Ok(VerificationReport::of(
        path.to_owned(),
        Verified::Pack,
        checks.0,
    ))
}

/// SQLite's first bytes (file format, section 1.3). Anything that is no PDF is taken for a
/// workspace too: a damaged one may have lost them.
fn is_database(path: &Path, ports: &Ports<'_>) -> std::io::Result<bool> {
    let start = ports.files.read_start(path, 1024)?;
    Ok(!start.windows(5).any(|bytes| bytes == b"%PDF-")
        && (start.starts_with(b"SQLite format 3\0") || !looks_like_pack(path)))
}

fn looks_like_pack(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("pdf"))
}

/// What a pack says of itself, and its manifest where it has one.
fn pack_checks(bytes: &[u8]) -> (Vec<Check>, Option<Manifest>) {
    let verification = match changeproof_reports::verify::pack(bytes) {
        Ok(verification) => verification,
        Err(error) => {
            return (
                vec![Check::fails("pack", sentence(&error.to_string()))],
                None,
            );
        }
    };
    let whole = match verification.whole {
        WholeFile::Unchanged => {
            Check::holds("whole", "The file has the bytes it was written with.")
        }
        WholeFile::Changed => Check::fails("whole", "The file was changed after it was written."),
        WholeFile::Unknown => Check::fails(
            "whole",
            "The file does not carry the mark of a pack: it was saved by another program.",
        ),
    };
    let mut checks = vec![whole];
    for (state, what) in [
        (FileState::Differs, "differ from what SHA256SUMS says"),
        (FileState::Missing, "are missing"),
        (FileState::Extra, "are not listed in SHA256SUMS"),
    ] {
        let names: Vec<&str> = verification.in_state(state).collect();
        if !names.is_empty() {
            let sentence = format!("Attached files that {what}: {}.", names.join(", "));
            checks.push(Check::fails("attachments", sentence));
        }
    }
    if checks.len() == 1 {
        let sentence = format!(
            "All {} attached files match SHA256SUMS.",
            verification.files.len()
        );
        checks.push(Check::holds("attachments", sentence));
    }
    (checks, Some(verification.manifest))
}

/// A sentence with a capital and a full stop.
fn sentence(words: &str) -> String {
    let mut letters = words.trim_end_matches('.').chars();
    let first = letters.next().map(char::to_uppercase);
    first
        .into_iter()
        .flatten()
        .chain(letters)
        .chain(['.'])
        .collect()
}

/// Holds a pack against the workspace that it should come from.
fn against_workspace(
    workspace: &Path,
    manifest: &Manifest,
    sha256: Digest,
) -> Result<Vec<Check>, AppError> {
    let open = Workspace::open(workspace)?;
    let reader = open.read()?;
    let mut checks = vec![chain_check(&reader)?];
    let events = reader.events(1, reader.head()?.sequence)?;
    checks.push(people_check(&reader, &events)?);
    checks.push(head_check(&reader, manifest)?);
    checks.push(export_check(&reader, manifest, sha256)?);
    Ok(checks)
}

/// The head that a pack prints must be an event of the log: this is what shows a truncated one.
fn head_check(reader: &Reader<'_>, manifest: &Manifest) -> Result<Check, AppError> {
    const CHECK: &str = "log_head";
    let Some(printed) = &manifest.event_log_head else {
        return Ok(Check::fails(
            CHECK,
            "The pack names no head of the event log.",
        ));
    };
    let sequence = i64::try_from(printed.sequence).unwrap_or(i64::MAX);
    let event = reader.events(sequence, sequence)?.pop();
    Ok(match event {
        Some(event) if event.hash.to_string() == printed.hash => Check::holds(
            CHECK,
            format!("The log holds event {sequence}, which the pack prints as its head."),
        ),
        Some(_) => Check::fails(
            CHECK,
            format!("Event {sequence} of the log is another one than the pack prints as its head."),
        ),
        None => Check::fails(
            CHECK,
            format!(
                "The log has no event {sequence}, which the pack prints as its head: it was cut, or \
                 belongs to another workspace."
            ),
        ),
    })
}

/// The log tells of every export with the file's SHA-256.
fn export_check(
    reader: &Reader<'_>,
    manifest: &Manifest,
    sha256: Digest,
) -> Result<Check, AppError> {
    const CHECK: &str = "export";
    let exports: Vec<(i64, Value)> = reader
        .events_of(&[PACK_EXPORTED])?
        .iter()
        .map(|event| {
            let payload = serde_json::from_str(&event.payload).unwrap_or_default();
            (event.sequence, payload)
        })
        .collect();
    let this = sha256.to_string();
    if let Some((sequence, payload)) = exports
        .iter()
        .find(|(_, payload)| payload["sha256"] == this.as_str())
    {
        let same = payload["results_hash"] == manifest.results_hash.as_str()
            && payload["population_hash"] == manifest.population_hash.as_str();
        return Ok(if same {
            Check::holds(
                CHECK,
                format!("Event {sequence} tells of the export of this very file."),
            )
        } else {
            Check::fails(
                CHECK,
                format!("Event {sequence} tells of other results than the pack prints."),
            )
        });
    }
    let same_id = exports
        .iter()
        .any(|(_, payload)| payload["pack_id"] == manifest.pack_id.as_str());
    Ok(Check::fails(
        CHECK,
        if same_id {
            format!(
                "The workspace exported a pack {}, but not with these bytes.",
                manifest.pack_id
            )
        } else {
            format!(
                "The workspace's log tells of no export of a pack {}.",
                manifest.pack_id
            )
        },
    ))
}
