//! Records on their way into the workspace and out of it.
//!
//! Records of a file are written one behind the other into pieces of about 256 KiB, and each piece
//! is compressed: a tenth of the space, and far less work for SQLite than a row a record. A record
//! is a head of fixed length (kind, page, position, first byte and end byte in its file, length of
//! the payload; little endian), then its payload: the record alone as a MessagePack map by numbers of
//! fields, so that fields can be added later (see [`numbered`]). Its kind stands beside it as a number,
//! so that reading never has to look for a tag.

use changeproof_domain::record::{Record, RecordKind};
use changeproof_domain::source::Place;
use rayon::prelude::*;

use crate::compression;
use crate::digest::{Digest, DigestWriter};
use crate::error::StoreError;
use crate::numbered;
use crate::table;
use crate::table::source::StoredSource;
use crate::workspace::Reader;

/// The length at which a piece is closed, before compression.
const PIECE_BYTES: usize = 256 << 10;

/// Bytes of a record's head: kind, page, position, first byte, end byte, length of the payload.
const HEAD_BYTES: usize = 1 + 4 + 4 + 8 + 8 + 4;

/// The number of a kind in the file. Never change one: files keep them.
fn kind_number(kind: RecordKind) -> u8 {
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
        RecordKind::Attestation => 11,
        RecordKind::MonitoringResult => 12,
        RecordKind::InventoryEntry => 13,
        RecordKind::ProtectionSnapshot => 14,
        RecordKind::Holiday => 15,
        RecordKind::StandardChange => 16,
        RecordKind::PolicyReview => 17,
        RecordKind::PolicyTrigger => 18,
        RecordKind::ExceptionEntry => 19,
        RecordKind::GitRef => 20,
        RecordKind::Artifact => 21,
        RecordKind::SecretScan => 22,
        RecordKind::SecretFinding => 23,
    }
}

fn kind_of(number: u8) -> Option<RecordKind> {
    RecordKind::ALL
        .into_iter()
        .find(|kind| kind_number(*kind) == number)
}

/// A compressed piece of a file's records.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    /// Its length before compression.
    pub(crate) bytes: usize,
    pub(crate) data: Vec<u8>,
}

/// The digest of a source's records, and how many there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordDigest {
    /// SHA-256 over the stored pieces, compressed as they are, in order.
    pub sha256: Digest,
    /// The number of records.
    pub records: u64,
}

/// Records of a file that are being written out, on any thread.
#[derive(Debug, Default)]
pub struct RecordSet {
    open: Vec<u8>,
    packed: PackedRecords,
}

/// All records of a file, ready for a [`Writer`](crate::Writer).
#[derive(Debug, Default)]
pub struct PackedRecords {
    pub(crate) pieces: Vec<Piece>,
    records: u64,
}

impl RecordSet {
    /// Adds a record.
    ///
    /// # Errors
    ///
    /// Where the record cannot be written, or what the compressor says.
    pub fn push(&mut self, place: Place, record: &Record) -> Result<(), StoreError> {
        if self.open.capacity() == 0 {
            self.open.reserve(PIECE_BYTES + PIECE_BYTES / 8);
        }
        self.open.push(kind_number(record.kind()));
        self.open.extend(place.page.to_le_bytes());
        self.open.extend(place.index.to_le_bytes());
        self.open.extend(place.start.to_le_bytes());
        self.open.extend(place.end.to_le_bytes());
        let length_at = self.open.len();
        self.open.extend([0; 4]);
        write_payload(&mut self.open, record)?;
        let length = u32::try_from(self.open.len() - length_at - 4)
            .map_err(|_| StoreError::Damaged("a record is longer than 4 GiB".to_owned()))?;
        self.open[length_at..length_at + 4].copy_from_slice(&length.to_le_bytes());
        self.packed.records += 1;
        if self.open.len() >= PIECE_BYTES {
            self.close_piece()?;
        }
        Ok(())
    }

    fn close_piece(&mut self) -> Result<(), StoreError> {
        let data = compression::pack(&self.open)?;
        self.packed.pieces.push(Piece {
            bytes: self.open.len(),
            data,
        });
        self.open.clear();
        Ok(())
    }

    /// All records that were added.
    ///
    /// # Errors
    ///
    /// What the compressor says.
    pub fn pack(mut self) -> Result<PackedRecords, StoreError> {
        if !self.open.is_empty() {
            self.close_piece()?;
        }
        Ok(self.packed)
    }
}

impl PackedRecords {
    /// The number of records.
    pub(crate) fn count(&self) -> u64 {
        self.records
    }

    /// The digest of the records.
    pub fn digest(&self) -> RecordDigest {
        let mut digest = DigestWriter::default();
        for piece in &self.pieces {
            digest.add(&piece.data);
        }
        RecordDigest {
            sha256: digest.finish(),
            records: self.records,
        }
    }
}

fn write_payload(out: &mut Vec<u8>, record: &Record) -> Result<(), StoreError> {
    use numbered::write;
    match record {
        Record::Deployment(record) => write(out, record),
        Record::DeploymentStatus(record) => write(out, record),
        Record::PullRequest(record) => write(out, record),
        Record::Commit(record) => write(out, record),
        Record::PipelineRun(record) => write(out, record),
        Record::ChangeRecord(record) => write(out, record),
        Record::ChangeApproval(record) => write(out, record),
        Record::Incident(record) => write(out, record),
        Record::RosterEntry(record) => write(out, record),
        Record::PostChangeReview(record) => write(out, record),
        Record::Attestation(record) => write(out, record),
        Record::MonitoringResult(record) => write(out, record),
        Record::InventoryEntry(record) => write(out, record),
        Record::ProtectionSnapshot(record) => write(out, record),
        Record::Holiday(record) => write(out, record),
        Record::StandardChange(record) => write(out, record),
        Record::PolicyReview(record) => write(out, record),
        Record::PolicyTrigger(record) => write(out, record),
        Record::ExceptionEntry(record) => write(out, record),
        Record::GitRef(record) => write(out, record),
        Record::Artifact(record) => write(out, record),
        Record::SecretScan(record) => write(out, record),
        Record::SecretFinding(record) => write(out, record),
    }?;
    Ok(())
}

fn read_payload(number: u8, payload: &[u8]) -> Result<Record, StoreError> {
    use rmp_serde::from_slice;
    let kind = kind_of(number)
        .ok_or_else(|| StoreError::Damaged(format!("no kind of record has number {number}")))?;
    match kind {
        RecordKind::Deployment => from_slice(payload).map(Record::Deployment),
        RecordKind::DeploymentStatus => from_slice(payload).map(Record::DeploymentStatus),
        RecordKind::PullRequest => from_slice(payload).map(Record::PullRequest),
        RecordKind::Commit => from_slice(payload).map(Record::Commit),
        RecordKind::PipelineRun => from_slice(payload).map(Record::PipelineRun),
        RecordKind::ChangeRecord => from_slice(payload).map(Record::ChangeRecord),
        RecordKind::ChangeApproval => from_slice(payload).map(Record::ChangeApproval),
        RecordKind::Incident => from_slice(payload).map(Record::Incident),
        RecordKind::RosterEntry => from_slice(payload).map(Record::RosterEntry),
        RecordKind::PostChangeReview => from_slice(payload).map(Record::PostChangeReview),
        RecordKind::Attestation => from_slice(payload).map(Record::Attestation),
        RecordKind::MonitoringResult => from_slice(payload).map(Record::MonitoringResult),
        RecordKind::InventoryEntry => from_slice(payload).map(Record::InventoryEntry),
        RecordKind::ProtectionSnapshot => from_slice(payload).map(Record::ProtectionSnapshot),
        RecordKind::Holiday => from_slice(payload).map(Record::Holiday),
        RecordKind::StandardChange => from_slice(payload).map(Record::StandardChange),
        RecordKind::PolicyReview => from_slice(payload).map(Record::PolicyReview),
        RecordKind::PolicyTrigger => from_slice(payload).map(Record::PolicyTrigger),
        RecordKind::ExceptionEntry => from_slice(payload).map(Record::ExceptionEntry),
        RecordKind::GitRef => from_slice(payload).map(Record::GitRef),
        RecordKind::Artifact => from_slice(payload).map(Record::Artifact),
        RecordKind::SecretScan => from_slice(payload).map(Record::SecretScan),
        RecordKind::SecretFinding => from_slice(payload).map(Record::SecretFinding),
    }
    .map_err(|error| StoreError::Damaged(format!("a stored record cannot be read: {error}")))
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

/// The records of a piece, each given to `take`.
fn unpack(piece: &Piece, mut take: impl FnMut(Place, Record)) -> Result<(), StoreError> {
    let broken = || StoreError::Damaged("stored records cannot be unpacked".to_owned());
    let raw = compression::unpack(&piece.data, piece.bytes).ok_or_else(broken)?;
    let mut rest = raw.as_slice();
    while !rest.is_empty() {
        let (head, behind) = rest.split_at_checked(HEAD_BYTES).ok_or_else(broken)?;
        let (kind, place, length) = read_head(head).ok_or_else(broken)?;
        let (payload, behind) = behind.split_at_checked(length).ok_or_else(broken)?;
        take(place, read_payload(kind, payload)?);
        rest = behind;
    }
    Ok(())
}

fn read_head(head: &[u8]) -> Option<(u8, Place, usize)> {
    let short = |at: usize| Some(u32::from_le_bytes(head.get(at..at + 4)?.try_into().ok()?));
    let long = |at: usize| Some(u64::from_le_bytes(head.get(at..at + 8)?.try_into().ok()?));
    let place = Place {
        page: short(1)?,
        index: short(5)?,
        start: long(9)?,
        end: long(17)?,
    };
    Some((*head.first()?, place, usize::try_from(short(25)?).ok()?))
}

impl Reader<'_> {
    /// All records of some sources, by source and place. Pieces are read on this thread and
    /// unpacked on all of them.
    ///
    /// # Errors
    ///
    /// [`StoreError::Damaged`] where a stored record cannot be read.
    pub fn records(&self, sources: &[StoredSource]) -> Result<Vec<StoredRecord>, StoreError> {
        let mut pieces = Vec::new();
        let mut records = 0;
        for (position, source) in sources.iter().enumerate() {
            records += source.record_count();
            table::record_piece::each(self.connection(), source.key, |piece| {
                pieces.push((position, piece));
            })?;
        }
        let unpacked = pieces
            .into_par_iter()
            .map(|(source, piece)| {
                let mut found = Vec::new();
                unpack(&piece, |place, record| {
                    found.push(StoredRecord {
                        source,
                        place,
                        record,
                    });
                })?;
                Ok(found)
            })
            .collect::<Result<Vec<_>, StoreError>>()?;
        let mut all = Vec::with_capacity(usize::try_from(records).unwrap_or(0));
        all.extend(unpacked.into_iter().flatten());
        Ok(all)
    }

    /// The digest of a source's stored records, made anew.
    ///
    /// # Errors
    ///
    /// [`StoreError::Damaged`] where a stored record cannot be read, or what SQLite says.
    pub fn record_digest(&self, source: &StoredSource) -> Result<RecordDigest, StoreError> {
        let mut packed = PackedRecords::default();
        table::record_piece::each(self.connection(), source.key, |piece| {
            packed.pieces.push(piece);
        })?;
        for piece in &packed.pieces {
            unpack(piece, |_, _| packed.records += 1)?;
        }
        Ok(packed.digest())
    }
}
