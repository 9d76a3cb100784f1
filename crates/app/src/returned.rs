//! Findings that return with the same changes after a rollback: they are counted at the first deployment of
//! these changes, and not twice (controls.md, case 18).

use std::collections::HashMap;

use changeproof_controls::registry;
use changeproof_domain::outcome::{Outcome, Overlay, Overlays};
use changeproof_domain::snapshot::{DeploymentId, Snapshot, SubjectId};
use changeproof_store::SubjectRow;

/// Marks what is counted at the first deployment, where that is one of the same subjects; takes the mark from
/// what is not. `rows` are those of `subjects`.
pub(crate) fn mark(snapshot: &Snapshot, subjects: &[SubjectId], rows: &mut [SubjectRow]) {
    let about = |position: usize| &snapshot.subjects[subjects[position].index()];
    let positions: HashMap<DeploymentId, usize> = (0..subjects.len())
        .map(|position| (about(position).deployment, position))
        .collect();
    for position in 0..rows.len() {
        let Some(first) = about(position).first_with else {
            continue;
        };
        let first = positions.get(&first);
        let first = first.map(|at| (about(*at), rows[*at].verdicts.clone()));
        let verdicts = &mut rows[position].verdicts;
        for (at, control) in registry().iter().enumerate() {
            let Some((outcome, mut overlays)) = verdicts.get(at) else {
                continue;
            };
            let is_same = first.as_ref().is_some_and(|(subject, verdicts)| {
                let there = verdicts.get(at);
                there.is_some_and(|there| is_same((outcome, overlays), there))
                    && control.is_same_matter(subject, about(position))
            });
            overlays.set(Overlay::Returned, is_same);
            verdicts.set(at, outcome, overlays);
        }
    }
}

/// Whether a finding is the one of the first deployment. A failure that an exception covers there alone is one
/// of its own here.
fn is_same((outcome, overlays): (Outcome, Overlays), there: (Outcome, Overlays)) -> bool {
    let is_finding = match outcome {
        Outcome::Fail | Outcome::InsufficientEvidence => true,
        Outcome::Pending | Outcome::Pass | Outcome::NotApplicable => false,
    };
    let excepted = |overlays: Overlays| overlays.contains(Overlay::Excepted);
    is_finding && outcome == there.0 && (excepted(overlays) || !excepted(there.1))
}
