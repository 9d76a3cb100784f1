//! Files as they arrive from the threads that read them: put into the transaction, where there is one,
//! and told in the report.

use std::collections::HashMap;
use std::path::Path;

use changeproof_domain::source::{Declaration, RowIssue};
use changeproof_store::{Digest, Reader, SourceKey, StoredSource, Writer};

use super::declaration::warnings;
use super::file_name;
use super::reading::{FileOutcome, FileRead};
use crate::error::AppError;
use crate::wire::error::WireError;
use crate::wire::import::{FileReport, FileStatus};

/// A file whose content is in the transaction, but not yet told by an event. In a preview there is no
/// transaction.
pub(super) enum Arrived {
    /// A new file, or one that was read again in place of another reading.
    Read {
        file: Box<FileRead>,
        /// None in a preview.
        source: Option<SourceKey>,
    },
    /// The same bytes as another file of this call.
    Copy {
        of: usize,
        bytes: u64,
        sha256: Digest,
    },
    /// Known; declared otherwise.
    Redeclared {
        source: Box<StoredSource>,
        issues: Vec<RowIssue>,
        declaration: Declaration,
    },
    /// Known; nothing to do.
    Unchanged {
        source: Box<StoredSource>,
        issues: Vec<RowIssue>,
    },
    /// Nothing could be read.
    Refused {
        sha256: Option<Digest>,
        bytes: u64,
        error: WireError,
    },
}

/// Takes files in.
pub(super) struct Arrival<'w, 'c> {
    reader: &'w Reader<'c>,
    writer: Option<&'w Writer<'c>>,
    /// What this call has read so far.
    kept: HashMap<Digest, usize>,
}

impl<'w, 'c> Arrival<'w, 'c> {
    pub(super) fn new(reader: &'w Reader<'c>, writer: Option<&'w Writer<'c>>) -> Self {
        Arrival {
            reader,
            writer,
            kept: HashMap::new(),
        }
    }

    pub(super) fn take(
        &mut self,
        index: usize,
        path: &Path,
        outcome: FileOutcome,
    ) -> Result<Arrived, AppError> {
        Ok(match outcome {
            FileOutcome::Read(mut file) => {
                let (sha256, bytes) = (file.sha256, file.bytes);
                if let Some(&of) = self.kept.get(&sha256) {
                    return Ok(Arrived::Copy { of, bytes, sha256 });
                }
                self.kept.insert(sha256, index);
                let source = match self.writer {
                    Some(writer) => Some(keep(writer, path, &mut file)?),
                    None => None,
                };
                Arrived::Read { file, source }
            }
            FileOutcome::Redeclared {
                source,
                declaration,
                sha256,
            } => {
                if let Some(&of) = self.kept.get(&sha256) {
                    let bytes = source.source.bytes;
                    return Ok(Arrived::Copy { of, bytes, sha256 });
                }
                self.kept.insert(sha256, index);
                Arrived::Redeclared {
                    issues: self.reader.issues(source.key)?,
                    source,
                    declaration,
                }
            }
            FileOutcome::Unchanged(source) => Arrived::Unchanged {
                issues: self.reader.issues(source.key)?,
                source,
            },
            FileOutcome::Refused {
                sha256,
                bytes,
                error,
            } => Arrived::Refused {
                sha256,
                bytes,
                error,
            },
        })
    }
}

/// Writes a file's bytes, reading and records.
fn keep(writer: &Writer<'_>, path: &Path, file: &mut FileRead) -> Result<SourceKey, AppError> {
    if let Some(blob) = file.blob.take() {
        writer.keep(&blob)?;
    }
    let records = std::mem::take(&mut file.records);
    let records = (&records, file.span.as_slice());
    let name = file_name(path);
    Ok(writer.add_source(&name, file.sha256, &file.reading, records, &file.issues)?)
}

impl Arrived {
    /// Whether the file is not the one that was looked at.
    pub(super) fn is_another_file(&self) -> bool {
        let changed = AppError::FileChanged.code();
        matches!(self, Arrived::Refused { error, .. } if error.code == changed)
    }

    /// What the report says of it.
    pub(super) fn report(self, path: &Path) -> FileReport {
        let mut report = FileReport {
            file: path.to_owned(),
            status: FileStatus::Unchanged,
            sha256: None,
            bytes: 0,
            format: None,
            signature: None,
            rows: None,
            span: Vec::new(),
            cut: None,
            declaration: None,
            notes: Vec::new(),
            issues: Vec::new(),
            error: None,
            reading: None,
        };
        let source = match self {
            Arrived::Read { file, .. } => {
                report.status = match file.replaces {
                    Some(_) => FileStatus::DeclaredAgain,
                    None => FileStatus::Imported,
                };
                report.notes = warnings(&file.reading, &file.declaration);
                report.sha256 = Some(file.sha256.to_string());
                report.bytes = file.bytes;
                report.add_reading(file.reading);
                report.declaration = Some(file.declaration);
                report.span = file.span;
                report.issues = file.issues;
                return report;
            }
            Arrived::Copy { bytes, sha256, .. } => {
                report.bytes = bytes;
                report.sha256 = Some(sha256.to_string());
                report.notes = vec![
                    "The same bytes as another file of this call; they count once.".to_owned(),
                ];
                return report;
            }
            Arrived::Refused {
                sha256,
                bytes,
                error,
            } => {
                report.status = FileStatus::Refused;
                report.bytes = bytes;
                report.sha256 = sha256.map(|digest| digest.to_string());
                report.error = Some(error);
                return report;
            }
            Arrived::Redeclared {
                mut source,
                issues,
                declaration,
            } => {
                report.status = FileStatus::DeclaredAgain;
                report.issues = issues;
                source.source.declaration = declaration;
                report.span = source.spans;
                source.source
            }
            Arrived::Unchanged { source, issues } => {
                report.issues = issues;
                report.span = source.spans;
                source.source
            }
        };
        report.notes = warnings(&source.reading, &source.declaration);
        report.bytes = source.bytes;
        report.sha256 = Some(source.sha256);
        report.add_reading(source.reading);
        report.declaration = Some(source.declaration);
        report
    }
}
