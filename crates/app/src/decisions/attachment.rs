//! Files that stand behind a decision: kept in the workspace, named by their hash in the event.

use std::path::{Path, PathBuf};

use changeproof_importers::secrets;
use changeproof_store::{Digest, PackedBlob, Reader, StoreError, Writer};
use serde::{Deserialize, Serialize};

use super::Refusal;
use crate::error::AppError;

/// The largest file that is taken, in bytes.
const LARGEST: u64 = 50 * 1024 * 1024;

/// A file that stands behind a decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Attachment {
    /// Its name, without the folder.
    pub(crate) file: String,
    /// SHA-256 of the file as it was given.
    pub(crate) sha256: Digest,
    /// Its size in bytes.
    pub(crate) bytes: u64,
    /// SHA-256 of the kept copy, where secrets in it were masked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) kept_sha256: Option<Digest>,
}

/// A file that was read and has still to be kept.
pub(crate) struct ReadAttachment {
    pub(crate) attachment: Attachment,
    packed: PackedBlob,
}

/// Reads files, before the workspace is written to. Secrets are masked as in imported files.
///
/// # Errors
///
/// [`AppError::NotRead`], or a refusal of a file that is too large or in which secrets cannot be masked.
pub(crate) fn read(paths: &[PathBuf]) -> Result<Vec<ReadAttachment>, AppError> {
    paths.iter().map(|path| read_one(path)).collect()
}

fn read_one(path: &Path) -> Result<ReadAttachment, AppError> {
    let not_read = |source| AppError::NotRead {
        path: path.to_owned(),
        source,
    };
    let size = std::fs::metadata(path).map_err(not_read)?.len();
    let file = path.file_name().unwrap_or(path.as_os_str());
    let file = file.to_string_lossy().into_owned();
    if size > LARGEST {
        return Err(Refusal::new(
            "attachment_too_large",
            format!("{file} is larger than 50 MiB. Attach the part that is the evidence."),
        )
        .into());
    }
    of_bytes(file, std::fs::read(path).map_err(not_read)?)
}

/// What is to be kept as a file of that name. Secrets are masked as in imported files.
///
/// # Errors
///
/// A refusal where secrets in it cannot be masked.
pub(crate) fn of_bytes(file: String, mut bytes: Vec<u8>) -> Result<ReadAttachment, AppError> {
    let sha256 = Digest::of(&bytes);
    let hits = secrets::mask(&file, &mut bytes, None).map_err(|error| {
        Refusal::new(
            "attachment_with_secrets",
            format!("{file} was not attached: {error}"),
        )
    })?;
    let kept_sha256 = (!hits.is_empty()).then(|| Digest::of(&bytes));
    let packed = PackedBlob::pack(sha256, &bytes)?.masked(kept_sha256);
    Ok(ReadAttachment {
        attachment: Attachment {
            file,
            sha256,
            bytes: bytes.len() as u64,
            kept_sha256,
        },
        packed,
    })
}

/// Keeps what was read, in the step that appends the event which names it.
///
/// # Errors
///
/// What SQLite says.
pub(crate) fn keep(
    writer: &Writer<'_>,
    read: &[ReadAttachment],
) -> Result<Vec<Attachment>, AppError> {
    for one in read {
        writer.keep(&one.packed)?;
    }
    Ok(read.iter().map(|one| one.attachment.clone()).collect())
}

/// The bytes of an attachment as they are kept.
///
/// # Errors
///
/// What the store says.
pub(crate) fn bytes(reader: &Reader<'_>, attachment: &Attachment) -> Result<Vec<u8>, AppError> {
    let kept = reader.original(attachment.sha256, 0..u64::MAX)?;
    Ok(kept.ok_or_else(|| {
        StoreError::Damaged(format!("the file {} is not kept any more", attachment.file))
    })?)
}

/// Whether an attachment is kept as it was.
///
/// # Errors
///
/// What SQLite says.
pub(crate) fn is_intact(reader: &Reader<'_>, attachment: &Attachment) -> Result<bool, AppError> {
    Ok(reader.original_is_intact(attachment.sha256)?
        && reader.masked_digest(attachment.sha256)? == attachment.kept_sha256)
}
