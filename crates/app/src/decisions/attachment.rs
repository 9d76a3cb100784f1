//! Files that stand behind a decision: kept in the workspace, named by their hash in the event.

use std::path::{Path, PathBuf};

use changeproof_importers::secrets;
use changeproof_store::{Digest, PackedBlob, Reader, StoreError, Workspace, Writer};
use serde::{Deserialize, Serialize};

use super::{Refusal, kind_of};
use crate::error::AppError;
use crate::permission::{self, Act};
use crate::ports::Ports;

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

/// A file that a decision names, by the event and its hash.
///
/// # Errors
///
/// A refusal where the event names no such file, or what the store says.
pub(crate) fn named(reader: &Reader<'_>, event: i64, sha256: &str) -> Result<Attachment, AppError> {
    #[derive(Deserialize)]
    struct Decision {
        #[serde(default)]
        evidence: Vec<Attachment>,
    }
    let told = reader.events(event, event)?.pop();
    let told = told.filter(|told| kind_of(&told.action).is_some());
    let payload = told.map(|told| serde_json::from_str::<Decision>(&told.payload));
    let decision = payload.transpose().map_err(StoreError::from)?;
    let files = decision.map_or_else(Vec::new, |decision| decision.evidence);
    let mut files = files.into_iter();
    let found = files.find(|file| file.sha256.to_string() == sha256);
    Ok(found.ok_or_else(|| {
        Refusal::new(
            "unknown_attachment",
            format!("Event {event} names no file with the SHA-256 {sha256}."),
        )
    })?)
}

/// Writes a copy of a file that a decision names, as it is kept: with secrets masked.
///
/// # Errors
///
/// As for [`named`], where it is not kept as it was, or cannot be written.
pub(crate) fn save(
    workspace: &Path,
    event: i64,
    sha256: &str,
    out: &Path,
    ports: &Ports<'_>,
) -> Result<(), AppError> {
    let open = Workspace::open(workspace)?;
    let reader = open.read()?;
    permission::check(&reader, Act::Look, ports)?;
    let file = named(&reader, event, sha256)?;
    if !is_intact(&reader, &file)? {
        let name = &file.file;
        return Err(StoreError::Damaged(format!("the file {name} is not kept as it was")).into());
    }
    let not_written = |source| AppError::NotWritten {
        path: out.to_owned(),
        source,
    };
    let bytes = bytes(&reader, &file)?;
    let draft = ports.files.write_draft(out, &bytes).map_err(not_written)?;
    draft.place().map_err(not_written)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decisions::company::SmallCompany;
    use crate::triage::{self, FindingFilter, NewWords};
    use crate::views::OpenWorkspace;

    #[test]
    fn a_copy_of_a_file_behind_a_decision_is_saved_as_it_is_kept() {
        let company = SmallCompany::deployed(1);
        let (path, ana) = (company.path(), &company.ana);
        OpenWorkspace::open(path, ana)
            .unwrap()
            .refresh(ana)
            .unwrap();
        let all = triage::list(path, &FindingFilter::default(), ana).unwrap();
        let secret = format!("AKIA{}", "Z7QWERTYUIOPASDF");
        let text = format!("aws_access_key_id = {secret}\nSeen on Monday.\n");
        let new = NewWords {
            findings: vec![all[0].finding.clone()],
            text: "See the file".to_owned(),
            evidence: vec![company.file("seen.txt", &text)],
        };
        let event = triage::comment(path, &new, ana).unwrap().event;
        let sha256 = Digest::of(text.as_bytes()).to_string();
        let out = company.folder.path().join("copy.txt");
        save(path, event, &sha256, &out, ana).unwrap();
        let copy = std::fs::read_to_string(&out).unwrap();
        assert!(copy.ends_with("Seen on Monday.\n"), "{copy}");
        assert!(!copy.contains(&secret), "{copy}");
        assert_eq!(copy.len(), text.len());
    }

    #[test]
    fn only_a_file_that_the_decision_itself_names_is_saved() {
        let company = SmallCompany::deployed(1);
        let (path, ana) = (company.path(), &company.ana);
        let out = company.folder.path().join("copy.csv");
        let open = Workspace::open(path).unwrap();
        let reader = open.read().unwrap();
        let imported = reader.events_of(&["file_imported"]).unwrap();
        let payload: serde_json::Value = serde_json::from_str(&imported[0].payload).unwrap();
        let sha256 = payload["sha256"].as_str().unwrap();
        for event in [imported[0].sequence, 1, 9999] {
            let refused = save(path, event, sha256, &out, ana).unwrap_err();
            assert_eq!(refused.code(), "unknown_attachment", "{event}");
        }
        assert!(!out.exists());
    }
}
