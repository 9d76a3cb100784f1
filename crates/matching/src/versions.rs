//! Which version of a record counts where several files tell of it.
//!
//! The newest by the record's own update time, else by the time of the export, else (a tie) the
//! one from the file with the larger hash: so the order of imports never matters.

use std::borrow::Cow;

use changeproof_domain::record::{DeploymentSource, Record, RecordKind};
use changeproof_domain::source::Source;
use changeproof_domain::time::Timestamp;
use hashbrown::hash_map::Entry;
use hashbrown::{HashMap, HashSet};

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

/// What [`Record::key`] names a record by within its kind, without putting it together where there are
/// many.
#[derive(PartialEq, Eq, Hash)]
enum Key<'r> {
    Deployment(DeploymentSource, &'r str),
    DeploymentStatus(&'r str, &'r str),
    PullRequest(&'r str, u64),
    PipelineRun(Option<&'r str>, &'r str),
    Other(RecordKind, Cow<'r, str>),
}

impl Key<'_> {
    fn of(record: &Record) -> Key<'_> {
        match record {
            Record::Deployment(deployment) => Key::Deployment(deployment.source, &deployment.id),
            Record::DeploymentStatus(status) => {
                Key::DeploymentStatus(&status.deployment, &status.id)
            }
            Record::PullRequest(pull_request) => {
                Key::PullRequest(&pull_request.repository, pull_request.number)
            }
            Record::PipelineRun(run) => {
                Key::PipelineRun(run.repository.value().map(String::as_str), &run.id)
            }
            other => Key::Other(other.kind(), other.key()),
        }
    }
}

/// The newest version of each record.
pub(crate) fn newest(sources: &[Source], mut records: Vec<Versioned>) -> Vec<Versioned> {
    let mut older: HashSet<usize> = HashSet::new();
    let mut newest: HashMap<Key<'_>, usize> = HashMap::with_capacity(records.len());
    for (position, version) in records.iter().enumerate() {
        match newest.entry(Key::of(&version.record)) {
            Entry::Vacant(slot) => {
                slot.insert(position);
            }
            Entry::Occupied(mut slot) => {
                if age(sources, version) > age(sources, &records[*slot.get()]) {
                    older.insert(slot.insert(position));
                } else {
                    older.insert(position);
                }
            }
        }
    }
    drop(newest);
    let mut position = 0..;
    records.retain(|_| position.next().is_some_and(|at| !older.contains(&at)));
    records
}
