//! Records on their way into the workspace and out of it.
//!
//! A payload is the compact JSON of the record alone; its kind stands beside it as a number, so
//! that reading never has to look for a tag.

use std::ops::Range;

use changeproof_domain::record::{Record, RecordKind};
use changeproof_domain::source::Place;
use rayon::prelude::*;

use crate::digest::{Digest, DigestWriter};
use crate::error::StoreError;
use crate::table;
use crate::table::source::StoredSource;
use crate::workspace::Reader;

/// The number of a kind in the file. Never change one: files keep them.
pub(crate) fn kind_number(kind: RecordKind) -> i64 {
    match kind {
        RecordKind::Deployment => 1,
        RecordKind::DeploymentStatus => 2,
        RecordKind::PullRequest => 3,
        RecordKind::Commit => 4,
        RecordKind::PipelineRun => 5,
        RecordKind::ChangeRecord => 6,
        RecordKind::ChangeApproval => 7,
        RecordKind::Incident => 8,
        RecordKind::RosterEntry => 9,
        RecordKind::PostChangeReview => 10,
    }
}

fn kind_of(number: i64) -> Option<RecordKind> {
    RecordKind::ALL
        .into_iter()
        .find(|kind| kind_number(*kind) == number)
}

/// One record of a [`RecordSet`]: its texts are ranges of the set's text.
#[derive(Debug)]
pub(crate) struct PackedRecord {
    pub(crate) kind: i64,
    pub(crate) place: Place,
    pub(crate) key: Range<usize>,
    pub(crate) payload: Range<usize>,
}

/// The digest of a source's records, and how many there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordDigest {
    /// SHA-256 over the records, in order. For each: kind, page, position, first byte and end byte
    /// as decimal numbers, key and payload, each followed by a zero byte.
    pub sha256: Digest,
    /// The number of records.
    pub records: u64,
}

/// All records of a file, written out: made on any thread, then given to a [`Writer`].
#[derive(Debug, Default)]
pub struct RecordSet {
    pub(crate) text: String,
    pub(crate) records: Vec<PackedRecord>,
    digest: DigestWriter,
}

impl RecordSet {
    /// Adds a record.
    ///
    /// # Errors
    ///
    /// Where the record cannot be written as JSON.
    pub fn push(&mut self, place: Place, record: &Record) -> Result<(), StoreError> {
        let start = self.text.len();
        self.text.push_str(&record.key());
        let middle = self.text.len();
        write_payload(&mut self.text, record)?;
        let packed = PackedRecord {
            kind: kind_number(record.kind()),
            place,
            key: start..middle,
            payload: middle..self.text.len(),
        };
        add_to_digest(
            &mut self.digest,
            packed.kind,
            &place,
            &self.text[packed.key.clone()],
            &self.text[packed.payload.clone()],
        );
        self.records.push(packed);
        Ok(())
    }

    /// The number of records.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// The digest of the records.
    pub fn digest(&self) -> RecordDigest {
        RecordDigest {
            sha256: self.digest.clone().finish(),
            records: self.records.len() as u64,
        }
    }
}

pub(crate) fn add_to_digest(
    digest: &mut DigestWriter,
    kind: i64,
    place: &Place,
    key: &str,
    payload: &str,
) {
    let Place {
        page,
        index,
        start,
        end,
    } = place;
    let numbers = format!("{kind}\0{page}\0{index}\0{start}\0{end}\0");
    digest.add(numbers.as_bytes());
    digest.add(key.as_bytes());
    digest.add(b"\0");
    digest.add(payload.as_bytes());
    digest.add(b"\0");
}

/// Appends to a string what serde writes: its output is UTF-8 by construction, but that has to be
/// checked again where unsafe code is forbidden.
fn write_payload(text: &mut String, record: &Record) -> Result<(), StoreError> {
    let json = match record {
        Record::Deployment(record) => serde_json::to_string(record),
        Record::DeploymentStatus(record) => serde_json::to_string(record),
        Record::PullRequest(record) => serde_json::to_string(record),
        Record::Commit(record) => serde_json::to_string(record),
        Record::PipelineRun(record) => serde_json::to_string(record),
        Record::ChangeRecord(record) => serde_json::to_string(record),
        Record::ChangeApproval(record) => serde_json::to_string(record),
        Record::Incident(record) => serde_json::to_string(record),
        Record::RosterEntry(record) => serde_json::to_string(record),
        Record::PostChangeReview(record) => serde_json::to_string(record),
    }?;
    text.push_str(&json);
    Ok(())
}

fn read_payload(number: i64, payload: &str) -> Result<Record, StoreError> {
    let kind = kind_of(number)
        .ok_or_else(|| StoreError::Damaged(format!("no kind of record has number {number}")))?;
    let record = match kind {
        RecordKind::Deployment => serde_json::from_str(payload).map(Record::Deployment),
        RecordKind::DeploymentStatus => serde_json::from_str(payload).map(Record::DeploymentStatus),
        RecordKind::PullRequest => serde_json::from_str(payload).map(Record::PullRequest),
        RecordKind::Commit => serde_json::from_str(payload).map(Record::Commit),
        RecordKind::PipelineRun => serde_json::from_str(payload).map(Record::PipelineRun),
        RecordKind::ChangeRecord => serde_json::from_str(payload).map(Record::ChangeRecord),
        RecordKind::ChangeApproval => serde_json::from_str(payload).map(Record::ChangeApproval),
        RecordKind::Incident => serde_json::from_str(payload).map(Record::Incident),
        RecordKind::RosterEntry => serde_json::from_str(payload).map(Record::RosterEntry),
        RecordKind::PostChangeReview => serde_json::from_str(payload).map(Record::PostChangeReview),
    };
    record.map_err(|error| StoreError::Damaged(format!("a stored record cannot be read: {error}")))
}

/// A record as it was stored.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredRecord {
    /// The position of its source in the list that was asked for.
    pub source: usize,
    /// Where it stands in that source.
    pub place: Place,
    /// The record.
    pub record: Record,
}

/// Rows on their way from SQLite to the threads that parse them.
#[derive(Debug, Default)]
struct RawBatch {
    text: String,
    rows: Vec<(usize, i64, Place, Range<usize>)>,
}

/// Large enough that handing a batch over costs nothing, small enough to keep all threads busy.
const BATCH_BYTES: usize = 1 << 20;

impl RawBatch {
    fn parse(&self) -> Result<Vec<StoredRecord>, StoreError> {
        self.rows
            .iter()
            .map(|(source, kind, place, payload)| {
                Ok(StoredRecord {
                    source: *source,
                    place: *place,
                    record: read_payload(*kind, &self.text[payload.clone()])?,
                })
            })
            .collect()
    }
}

impl Reader<'_> {
    /// All records of some sources, by source and place. Rows are read on this thread and parsed on
    /// all of them.
    ///
    /// # Errors
    ///
    /// [`StoreError::Damaged`] where a stored record cannot be read.
    pub fn records(&self, sources: &[StoredSource]) -> Result<Vec<StoredRecord>, StoreError> {
        let (send, batches) = std::sync::mpsc::sync_channel::<RawBatch>(8);
        std::thread::scope(|scope| {
            let parsing = scope.spawn(move || {
                let mut parsed: Vec<(usize, Vec<StoredRecord>)> = batches
                    .into_iter()
                    .enumerate()
                    .par_bridge()
                    .map(|(ordinal, batch)| Ok((ordinal, batch.parse()?)))
                    .collect::<Result<_, StoreError>>()?;
                parsed.sort_unstable_by_key(|(ordinal, _)| *ordinal);
                Ok(parsed
                    .into_iter()
                    .flat_map(|(_, records)| records)
                    .collect())
            });
            let mut batch = RawBatch::default();
            let mut stopped = false;
            for (position, source) in sources.iter().enumerate() {
                table::record::each(self.connection(), source.records.clone(), |row| {
                    let start = batch.text.len();
                    batch.text.push_str(row.payload);
                    let payload = start..batch.text.len();
                    batch.rows.push((position, row.kind, row.place, payload));
                    if batch.text.len() >= BATCH_BYTES {
                        // Parsing stops early only where it failed; its error is told below.
                        stopped = send.send(std::mem::take(&mut batch)).is_err();
                    }
                    !stopped
                })?;
            }
            if !stopped {
                // The same here: a refused batch means that parsing has its own error.
                let _told_by_parsing = send.send(batch);
            }
            drop(send);
            parsing.join().unwrap_or_else(|_| {
                Err(StoreError::Damaged(
                    "reading the stored records stopped".to_owned(),
                ))
            })
        })
    }

    /// The digest of a source's stored records, made anew.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn record_digest(&self, source: &StoredSource) -> Result<RecordDigest, StoreError> {
        let mut digest = DigestWriter::default();
        let mut records = 0;
        table::record::each(self.connection(), source.records.clone(), |row| {
            add_to_digest(&mut digest, row.kind, &row.place, row.key, row.payload);
            records += 1;
            true
        })?;
        Ok(RecordDigest {
            sha256: digest.finish(),
            records,
        })
    }
}
