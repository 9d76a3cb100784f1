//! Reads one file on a worker thread: hashes, compresses and parses it, and writes its records out.

use std::collections::HashMap;

use changeproof_domain::record::{Record, RecordKind};
use changeproof_domain::source::{Declaration, Place, Reading, RowIssue};
use changeproof_domain::time::Timestamp;
use changeproof_importers::{ReadError, Sink};
use changeproof_store::{
    Digest, PackedBlob, PackedRecords, RecordDigest, RecordSet, SourceKey, StoreError, StoredSource,
};
use serde_json::json;

use super::declaration::Resolved;
use super::masking::Masking;
use super::{ImportFile, file_name};
use crate::canonical::reading_digest;
use crate::error::AppError;
use crate::ports::{Ports, Step};
use crate::wire::error::WireError;
use crate::wire::import::KindSpan;

/// The sources that count, by the SHA-256 of their files.
pub(super) type Known = HashMap<String, StoredSource>;

/// A file that was read.
pub(super) struct FileRead {
    pub(super) sha256: Digest,
    pub(super) bytes: u64,
    /// None where the bytes are in the workspace already.
    pub(super) blob: Option<PackedBlob>,
    /// SHA-256 of the bytes that are kept, where secrets in them were masked.
    pub(super) kept_sha256: Option<Digest>,
    pub(super) reading: Reading,
    pub(super) declaration: Declaration,
    pub(super) records: PackedRecords,
    pub(super) record_digest: RecordDigest,
    /// See [`crate::canonical::reading_digest`].
    pub(super) reading_digest: Digest,
    pub(super) issues: Vec<RowIssue>,
    pub(super) span: Vec<KindSpan>,
    /// An earlier reading of the same file that counts no more.
    pub(super) replaces: Option<SourceKey>,
}

/// What reading a file comes to.
pub(super) enum FileOutcome {
    Read(Box<FileRead>),
    Redeclared {
        source: Box<StoredSource>,
        declaration: Declaration,
        sha256: Digest,
    },
    Unchanged(Box<StoredSource>),
    Refused {
        sha256: Option<Digest>,
        bytes: u64,
        error: WireError,
    },
}

/// What all worker threads share.
pub(super) struct Worker<'w> {
    pub(super) files: &'w [ImportFile],
    /// What is said about each file.
    pub(super) options: &'w [Resolved<'w>],
    pub(super) known: &'w Known,
    pub(super) ports: &'w Ports<'w>,
    /// Whether bytes and records are packed to be kept.
    pub(super) keep: bool,
    /// For each file the earlier one with the same bytes that is described otherwise.
    pub(super) described_twice: Vec<Option<usize>>,
}

impl Worker<'_> {
    /// Reads the file at a position of the call, of about that size.
    pub(super) fn read(&self, index: usize, size: u64) -> Result<FileOutcome, AppError> {
        self.ports.check_cancelled()?;
        let mut told = Told {
            ports: self.ports,
            size,
            told: 0,
        };
        let outcome = self.outcome(index, &mut told);
        told.rest();
        outcome
    }

    fn outcome(&self, index: usize, told: &mut Told<'_>) -> Result<FileOutcome, AppError> {
        let (said, file) = (&self.options[index], &self.files[index]);
        let path = file.path.as_path();
        let mut bytes = match self.ports.files.read(path) {
            Ok(bytes) => bytes,
            Err(source) => {
                let path = path.to_owned();
                let error = AppError::NotRead { path, source };
                return Ok(FileOutcome::Refused {
                    sha256: None,
                    bytes: 0,
                    error: WireError::from(&error),
                });
            }
        };
        let sha256 = Digest::of(&bytes);
        if let Some(error) = self.misunderstood(index, sha256) {
            return Ok(FileOutcome::Refused {
                sha256: Some(sha256),
                bytes: bytes.len() as u64,
                error: WireError::from(&error),
            });
        }
        let known = self.known.get(&sha256.to_string());
        let before = known.map(|source| &source.source.declaration);
        let (declaration, zone) = said.declaration(before);
        if let Some(source) = known {
            let before = &source.source.declaration;
            let reading = &source.source.reading;
            if !said.reads_otherwise(reading, before, &declaration) {
                let source = Box::new(source.clone());
                return Ok(if source.source.declaration == declaration {
                    FileOutcome::Unchanged(source)
                } else {
                    FileOutcome::Redeclared {
                        source,
                        declaration,
                        sha256,
                    }
                });
            }
        }
        let name = file_name(path);
        let options = said.reading(&declaration, zone);
        let refused = |error: &ReadError, bytes: &[u8]| FileOutcome::Refused {
            sha256: Some(sha256),
            bytes: bytes.len() as u64,
            error: refusal(error, &name),
        };
        // From here on nothing sees a secret any more, neither records nor messages.
        let masking = match Masking::of(&name, &mut bytes, options.format.as_deref()) {
            Ok(masking) => masking,
            Err(error) => return Ok(refused(&error, &bytes)),
        };
        let mut sink = Collecting {
            masking,
            records: self.keep.then(RecordSet::default),
            issues: Vec::new(),
            span: Vec::new(),
            failed: None,
            told,
        };
        let mut reading = match changeproof_importers::read(&name, &bytes, &options, &mut sink) {
            Ok(reading) => reading,
            Err(ReadError::Cancelled { .. }) => {
                return Err(sink.failed.map_or(AppError::Cancelled, AppError::from));
            }
            Err(error) => return Ok(refused(&error, &bytes)),
        };
        for (place, finding) in sink.masking.findings(&reading, &bytes) {
            sink.record(place, finding);
        }
        reading.secrets = Some(sink.masking.told());
        let kept_sha256 = sink.masking.kept_sha256;
        if let Some(error) = sink.failed {
            return Err(error.into());
        }
        let records = sink.records.map(RecordSet::pack).transpose()?;
        let records = records.unwrap_or_default();
        let blob = match known {
            Some(known) if is_kept_so(&known.source.reading, kept_sha256) => None,
            _ if !self.keep => None,
            _ => Some(PackedBlob::pack(sha256, &bytes)?.masked(kept_sha256)),
        };
        Ok(FileOutcome::Read(Box::new(FileRead {
            sha256,
            bytes: bytes.len() as u64,
            blob,
            kept_sha256,
            reading_digest: reading_digest(&reading, &sink.issues)?,
            reading,
            declaration,
            record_digest: records.digest(),
            records,
            issues: sink.issues,
            span: sink.span,
            replaces: known.map(|source| source.key),
        })))
    }

    /// Why a file with these bytes must not be taken as it was described.
    fn misunderstood(&self, index: usize, sha256: Digest) -> Option<AppError> {
        let file = &self.files[index];
        let seen = file.seen.as_ref().filter(|_| self.keep);
        if seen.is_some_and(|seen| *seen != sha256.to_string()) {
            return Some(AppError::FileChanged);
        }
        let earlier = (*self.described_twice.get(index)?)?;
        Some(AppError::DescribedTwice {
            file: file_name(&file.path),
            same_as: file_name(&self.files[earlier].path),
        })
    }
}

/// Whether a known file is kept with these secrets masked, and no others.
fn is_kept_so(before: &Reading, kept_sha256: Option<Digest>) -> bool {
    let masked = before.secrets.as_ref();
    let before = masked.and_then(|masked| masked.kept_sha256.clone());
    before == kept_sha256.map(|digest| digest.to_string())
}

/// A refused file for programs: what is wrong with it decides the code.
fn refusal(error: &ReadError, file: &str) -> WireError {
    let code = match error {
        ReadError::Empty { .. } => "file_empty",
        ReadError::Unknown { .. } => "format_unknown",
        ReadError::Ambiguous { .. } => "format_ambiguous",
        ReadError::EmptyList { .. } => "format_not_told",
        ReadError::Broken { .. } => "file_broken",
        ReadError::Unsupported { .. } => "container_unsupported",
        ReadError::Encrypted { .. } => "file_encrypted",
        ReadError::SecretInWorkbook { .. } => "secret_in_workbook",
        ReadError::UnknownFormat { .. } => "unknown_format",
        ReadError::NotOfFormat { .. } => "not_of_format",
        ReadError::Cancelled { .. } => "cancelled",
    };
    WireError {
        code,
        message: error.to_string(),
        details: json!({ "file": file }),
    }
}

/// Tells how far a file is, in bytes and never more than it has.
struct Told<'p> {
    ports: &'p Ports<'p>,
    size: u64,
    told: u64,
}

/// Progress is worth a word every mebibyte.
const WORTH_TELLING: u64 = 1 << 20;

impl Told<'_> {
    fn up_to(&mut self, bytes: u64) {
        let bytes = bytes.min(self.size);
        if bytes >= self.told + WORTH_TELLING {
            self.ports.progress.tell(Step::Advance(bytes - self.told));
            self.told = bytes;
        }
    }

    fn rest(&mut self) {
        self.ports
            .progress
            .tell(Step::Advance(self.size - self.told));
        self.told = self.size;
    }
}

struct Collecting<'t, 'p> {
    masking: Masking,
    /// None where nothing is kept.
    records: Option<RecordSet>,
    issues: Vec<RowIssue>,
    span: Vec<KindSpan>,
    failed: Option<StoreError>,
    told: &'t mut Told<'p>,
}

impl Sink for Collecting<'_, '_> {
    fn record(&mut self, place: Place, record: Record) {
        self.masking.look_at(place, &record);
        add_to_span(&mut self.span, record.kind(), record.happened_at());
        self.told.up_to(place.end);
        if let Some(records) = &mut self.records
            && let Err(error) = records.push(place, &record)
        {
            self.failed.get_or_insert(error);
        }
    }

    fn issue(&mut self, issue: RowIssue) {
        self.issues.push(issue);
    }

    fn cancelled(&self) -> bool {
        self.failed.is_some() || self.told.ports.cancellation.is_cancelled()
    }
}

/// Counts a record in the span of its kind; spans are in the order of the kinds.
pub(crate) fn add_to_span(spans: &mut Vec<KindSpan>, kind: RecordKind, at: Option<Timestamp>) {
    let position = spans.partition_point(|span| span.kind < kind);
    if spans.get(position).is_none_or(|span| span.kind != kind) {
        let none = KindSpan {
            kind,
            records: 0,
            first: None,
            last: None,
        };
        spans.insert(position, none);
    }
    let span = &mut spans[position];
    span.records += 1;
    if let Some(at) = at {
        span.first = Some(span.first.map_or(at, |first| first.min(at)));
        span.last = Some(span.last.map_or(at, |last| last.max(at)));
    }
}
