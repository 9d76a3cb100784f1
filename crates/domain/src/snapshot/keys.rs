//! Keys that stand in texts, and the links that they make.

use super::{ChangeRecordId, RecordRef};

/// Where a key was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyPlace {
    /// The record that holds it.
    pub record: RecordRef,
    /// The field, such as `title`.
    pub field: &'static str,
}

/// A link to a change record, by a key that exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordLink {
    /// The change record.
    pub record: ChangeRecordId,
    /// The key as it was written.
    pub key: String,
    /// The first place where it stands.
    pub found_in: KeyPlace,
}

/// A key that matches no record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DanglingKey {
    /// The key as it was written, in upper case.
    pub key: String,
    /// The project that it belongs to.
    pub project: String,
    /// The first place where it stands.
    pub found_in: KeyPlace,
}

/// Keys found in the texts of one record or change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keys {
    /// Those that name a change record.
    pub links: Vec<RecordLink>,
    /// Those of imported projects that name none.
    pub dangling: Vec<DanglingKey>,
    /// Those of projects that seem to be in use but were not imported.
    pub not_imported: Vec<DanglingKey>,
}
