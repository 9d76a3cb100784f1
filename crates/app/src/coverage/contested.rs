//! Records that files tell differently where nothing tells which of them is the newer.

use changeproof_domain::snapshot::{Contested, Snapshot, SourceId};

use crate::words::counted;

/// What is told differently by which files, and what to do: a title and a sentence each.
pub(crate) fn contested(snapshot: &Snapshot) -> impl Iterator<Item = (String, String)> {
    snapshot.contested.iter().map(|of| words(snapshot, of))
}

/// The same, each in one text.
pub(crate) fn contested_sentences(snapshot: &Snapshot) -> impl Iterator<Item = String> {
    contested(snapshot).map(|(title, sentence)| format!("{title} {sentence}"))
}

fn words(snapshot: &Snapshot, of: &Contested) -> (String, String) {
    let file = |id: SourceId| &*snapshot.sources[id.index()].file;
    let (counts, other) = (file(of.counts), file(of.other));
    let (kind, key) = &of.first;
    let records = counted(of.records as u64, "record is", "records are");
    let (told, which) = if of.counts == of.other {
        (
            format!("twice by {counts}, each time differently"),
            "The later row counts".to_owned(),
        )
    } else {
        (
            format!("differently by {counts} and {other}"),
            format!("What {counts} says counts"),
        )
    };
    let sentence = format!(
        "Nothing tells which is the newer: neither when a record was updated nor when a file was exported. {which}. \
         Export them again with the time of the last update, or import the files with the times of their exports."
    );
    let first = format!("{} {key}", kind.id().replace('_', " "));
    (
        format!("{records} told {told}; the first is {first}."),
        sentence,
    )
}
