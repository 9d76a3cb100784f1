//! Which version of a record counts where several files tell of it.
//!
//! The newest by the record's own update time, else by the time of the export, else (a tie) the
//! one from the file with the larger hash: so the order of imports never matters.

use std::borrow::Cow;
use std::collections::BTreeMap;

use changeproof_domain::record::{DeploymentSource, Record, RecordKind};
use changeproof_domain::snapshot::{Contested, SourceId};
use changeproof_domain::source::{Place, Source};
use changeproof_domain::time::Timestamp;
use hashbrown::hash_map::Entry;
use hashbrown::{HashMap, HashSet};

use crate::{Versioned, shared_ids};

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
pub(crate) struct Newest {
    pub records: Vec<Versioned>,
    /// Where the histories of change records stand that only an older version holds, by key.
    pub older_histories: HashMap<String, (SourceId, Place)>,
    /// Records of which the newest version is not known.
    pub contested: Vec<Contested>,
}

/// The newest version of each record. Where that of a change record was exported without its history, the
/// history of an older version stays known as far as it reaches.
pub(crate) fn newest(sources: &[Source], mut records: Vec<Versioned>) -> Newest {
    shared_ids::tell_apart(&mut records);
    let mut older: HashSet<usize> = HashSet::new();
    // Further lines of a person in the file that counts.
    let mut further: HashMap<usize, Vec<usize>> = HashMap::new();
    let mut newest: HashMap<Key<'_>, usize> = HashMap::with_capacity(records.len());
    for (position, version) in records.iter().enumerate() {
        match newest.entry(Key::of(&version.record)) {
            Entry::Vacant(slot) => {
                slot.insert(position);
            }
            Entry::Occupied(mut slot) => {
                let counts = *slot.get();
                if is_further_line(&records[counts], version) {
                    further.entry(counts).or_default().push(position);
                } else if age(sources, version) > age(sources, &records[counts]) {
                    older.insert(slot.insert(position));
                    older.extend(further.remove(&counts).into_iter().flatten());
                } else {
                    older.insert(position);
                }
            }
        }
    }
    // Of each newest version without a history, the newest one with it.
    let mut with_history: HashMap<usize, usize> = HashMap::new();
    let mut contested = BTreeMap::new();
    for position in older.iter().copied() {
        let version = &records[position];
        let Some(&of) = newest.get(&Key::of(&version.record)) else {
            continue;
        };
        contest(sources, &records[of], version, &mut contested);
        if !has_history(&version.record) || has_history(&records[of].record) {
            continue;
        }
        let known = with_history.entry(of).or_insert(position);
        if age(sources, version) > age(sources, &records[*known]) {
            *known = position;
        }
    }
    drop(newest);
    let mut older_histories = HashMap::new();
    for (to, from) in with_history {
        let origin = (records[from].source, records[from].place);
        if let Some(key) = take_history(&mut records, from, to) {
            older_histories.insert(key, origin);
        }
    }
    let mut position = 0..;
    records.retain(|_| position.next().is_some_and(|at| !older.contains(&at)));
    Newest {
        records,
        older_histories,
        contested: contested.into_values().collect(),
    }
}

/// Whether a line of a roster stands beside another one of the same file: a roster may have a line for each role.
fn is_further_line(counts: &Versioned, other: &Versioned) -> bool {
    matches!(other.record, Record::RosterEntry(_))
        && counts.source == other.source
        && counts.record != other.record
}

/// Adds a version to the contested ones where nothing but its place makes it older than the one that counts, and
/// the two differ.
fn contest(
    sources: &[Source],
    counts: &Versioned,
    other: &Versioned,
    all: &mut BTreeMap<(SourceId, SourceId), Contested>,
) {
    let known = |of: &Versioned| {
        let (updated, exported, ..) = age(sources, of);
        (updated, exported)
    };
    if known(counts) != known(other) || counts.record == other.record {
        return;
    }
    let name = (other.record.kind(), other.record.key().into_owned());
    let files = (counts.source, other.source);
    let contested = all.entry(files).or_insert_with(|| Contested {
        counts: counts.source,
        other: other.source,
        records: 0,
        first: name.clone(),
    });
    contested.records += 1;
    contested.first = contested.first.clone().min(name);
}

fn has_history(record: &Record) -> bool {
    matches!(record, Record::ChangeRecord(of) if of.history.is_exported())
}

/// Gives one version of a change record the history of another; the record's key. Edits that came after the
/// older one are missing, unless the tool itself says that there were none.
fn take_history(records: &mut [Versioned], from: usize, to: usize) -> Option<String> {
    let Record::ChangeRecord(older) = &mut records[from].record else {
        return None;
    };
    let history = std::mem::take(&mut older.history);
    let (was_cut, updated_at) = (older.history_is_cut, older.updated_at.clone());
    let Record::ChangeRecord(newer) = &mut records[to].record else {
        return None;
    };
    let is_unchanged = updated_at.is_value() && updated_at == newer.updated_at;
    newer.history = history;
    newer.history_is_cut = was_cut || !is_unchanged;
    Some(newer.key.clone())
}
