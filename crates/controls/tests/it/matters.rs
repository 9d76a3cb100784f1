//! Which findings on changes that return after a rollback are one matter with the first finding on them.

use std::collections::BTreeSet;

use changeproof_controls::case::{START, World};
use changeproof_controls::{catalogue, knows_no_exception};

use crate::support::snapshot;

/// Controls of what a deployment brought; all others judge how it was deployed, what came after it, or no
/// deployment at all.
const OF_CHANGES: [&str; 22] = [
    "TRC-01", "TRC-02", "CAT-01", "REC-01", "REC-02", "REV-01", "REV-02", "REV-03", "APP-01",
    "APP-02", "APP-03", "APP-04", "STD-01", "EMG-01", "EMG-02", "EMG-04", "TST-01", "TST-02",
    "RBK-01", "TPC-01", "SEC-01", "SEC-02",
];

#[test]
fn what_a_deployment_brought_is_one_matter_where_it_names_the_same_records() {
    let snapshot = snapshot(&World::default(), |_| {});
    let with = snapshot.subjects.iter().find(|of| of.at == START).unwrap();
    let without = snapshot.subjects.iter().find(|of| of.at != START).unwrap();
    assert!(without.records().is_empty(), "it names no record");
    let same: BTreeSet<&str> = catalogue()
        .iter()
        .filter(|control| control.is_same_matter(with, with))
        .map(|control| control.id)
        .collect();
    assert_eq!(same, BTreeSet::from(OF_CHANGES));
    for control in catalogue() {
        assert!(!control.is_same_matter(with, without), "{}", control.id);
        assert!(!control.is_same_matter(without, with), "{}", control.id);
    }
}

#[test]
fn from_credentials_in_code_from_exceptions_and_from_the_population_there_is_no_exception() {
    let none: Vec<&str> = catalogue()
        .iter()
        .map(|control| control.id)
        .filter(|id| knows_no_exception(id))
        .collect();
    assert_eq!(none, ["POP-01", "POP-02", "POP-03", "SEC-02", "EXC-01"]);
}
