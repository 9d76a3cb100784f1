//! The workspace file: records, original bytes, events and outcomes in one SQLite database.
//!
//! Reading goes through a [`Reader`] (one consistent view), writing through a [`Writer`] (one
//! transaction, committed once at the end): killed at any moment, a call either happened or it did
//! not. SQL stands in `table/` alone, one file a table.

mod blob;
mod compression;
mod digest;
mod error;
mod event_log;
mod numbered;
mod record_set;
mod table;
#[cfg(test)]
mod testing;
mod workspace;

pub use blob::{CHUNK_BYTES, PackedBlob};
pub use digest::{Digest, DigestWriter, NotADigest};
pub use error::StoreError;
pub use event_log::{ChainFault, Event, EventDraft, EventSignature, Head, canonical_form};
pub use record_set::{PackedRecords, RecordDigest, RecordSet, StoredRecord};
pub use table::evaluation::{Evaluation, EvaluationDraft, EvaluationId};
pub use table::member::{MemberKeyRow, MemberRoleRow, MemberRow};
pub use table::other_outcome::OtherOutcome;
pub use table::policy_version::PolicyVersionRow;
pub use table::source::{SourceKey, StoredSource};
pub use table::subject::{SubjectRow, Verdicts};
pub use workspace::{Company, Reader, SCHEMA_VERSION, Workspace, Writer};
