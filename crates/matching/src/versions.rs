//! Which version of a record counts where several files tell of it.
//!
//! The newest by the record's own update time, else by the time of the export, else (a tie) the
//! one from the file with the larger hash: so the order of imports never matters.

use changeproof_domain::record::RecordKind;
use changeproof_domain::source::Source;
use changeproof_domain::time::Timestamp;
use hashbrown::HashMap;
use hashbrown::hash_map::Entry;

use crate::Versioned;

type Age<'a> = (Option<Timestamp>, Option<Timestamp>, &'a str, u32, u32, u64);

fn age<'a>(sources: &'a [Source], version: &Versioned) -> Age<'a> {
    let source = &sources[version.source.index()];
    let place = version.place;
    (
        version.record.updated_at(),
        source.declaration.exported_at,
        source.sha256.as_str(),
        place.page,
        place.index,
        place.start,
    )
}

/// The newest version of each record.
pub(crate) fn newest(sources: &[Source], records: Vec<Versioned>) -> Vec<Versioned> {
    let mut kept: Vec<Versioned> = Vec::with_capacity(records.len());
    let mut position: HashMap<(RecordKind, String), usize> = HashMap::with_capacity(records.len());
    for version in records {
        match position.entry((version.record.kind(), version.record.key())) {
            Entry::Vacant(slot) => {
                slot.insert(kept.len());
                kept.push(version);
            }
            Entry::Occupied(slot) => {
                let other = &mut kept[*slot.get()];
                if age(sources, &version) > age(sources, other) {
                    *other = version;
                }
            }
        }
    }
    kept
}
