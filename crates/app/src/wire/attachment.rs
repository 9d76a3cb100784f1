//! Files that stand behind a decision, as commands and pages name them.

use serde::Serialize;
use ts_rs::TS;

use crate::decisions::attachment::Attachment;

/// A file that stands behind a decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct AttachmentLine {
    /// Its name.
    pub file: String,
    /// SHA-256 of the file as it was given.
    pub sha256: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// SHA-256 of the kept copy, where secrets in it were masked.
    pub kept_sha256: Option<String>,
}

impl AttachmentLine {
    pub(crate) fn of(one: &Attachment) -> AttachmentLine {
        AttachmentLine {
            file: one.file.clone(),
            sha256: one.sha256.to_string(),
            bytes: one.bytes,
            kept_sha256: one.kept_sha256.map(|kept| kept.to_string()),
        }
    }
}
