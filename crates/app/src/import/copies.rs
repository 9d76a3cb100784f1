//! Files of one call that have the same bytes.

use std::collections::HashMap;

use changeproof_store::Digest;

use super::arrival::Arrived;
use super::reading::Worker;
use crate::ports::Ports;

/// For each file of the call the earlier one with the same bytes that is described otherwise. Only
/// files of equal length that are described differently are looked into.
pub(super) fn described_twice(worker: &Worker<'_>, sizes: &[u64]) -> Vec<Option<usize>> {
    let mut found = vec![None; sizes.len()];
    let mut by_size: HashMap<u64, Vec<usize>> = HashMap::new();
    for (index, size) in sizes.iter().enumerate() {
        by_size.entry(*size).or_default().push(index);
    }
    for indices in by_size.into_values() {
        let first = &worker.files[indices[0]];
        let alike = indices.iter().all(|index| {
            let file = &worker.files[*index];
            (&file.options, file.instead) == (&first.options, first.instead)
        });
        if alike {
            continue;
        }
        let mut earliest: HashMap<Digest, usize> = HashMap::new();
        for index in indices {
            let Some(sha256) = digest_of(worker.ports, worker, index) else {
                continue;
            };
            let earlier = *earliest.entry(sha256).or_insert(index);
            let known = worker.known.get(&sha256.to_string());
            let before = known.map(|source| &source.source.declaration);
            let said = |index: usize| {
                let said = &worker.options[index];
                (said.declaration(before).0, &said.given.format)
            };
            if said(earlier) != said(index) {
                found[index] = Some(earlier);
            }
        }
    }
    found
}

/// None where the file cannot be read: whoever reads it says so.
fn digest_of(ports: &Ports<'_>, worker: &Worker<'_>, index: usize) -> Option<Digest> {
    let bytes = ports.files.read(&worker.files[index].path).ok()?;
    Some(Digest::of(&bytes))
}

/// Whichever of several copies was read first: the earliest of the call stands for all of them.
pub(super) fn earliest_first(arrived: &mut [Arrived]) {
    for index in 0..arrived.len() {
        let Arrived::Copy { of, .. } = arrived[index] else {
            continue;
        };
        if index < of {
            arrived.swap(index, of);
            for file in arrived.iter_mut() {
                if let Arrived::Copy { of: other, .. } = file
                    && *other == of
                {
                    *other = index;
                }
            }
        }
    }
}
