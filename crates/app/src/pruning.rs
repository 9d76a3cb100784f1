//! Which evaluations need their rows no more.
//!
//! Every evaluation stays recorded, with its event and its hashes. Its rows are dropped when the same
//! days are evaluated again, except where a pack was exported from it before that. So the log alone
//! tells whose rows may be missing, and `verify` holds the file to it.

use std::collections::HashSet;

use changeproof_store::{Evaluation, EvaluationId, Event};
use serde_json::Value;

/// The action of an exported pack.
pub(crate) const PACK_EXPORTED: &str = "pack_exported";

/// The evaluations whose rows may be dropped. `packs` are the events of exported packs.
pub(crate) fn droppable(evaluations: &[Evaluation], packs: &[Event]) -> HashSet<EvaluationId> {
    let rests_on = |pack: &Event| {
        let told: Value = serde_json::from_str(&pack.payload).unwrap_or_default();
        Some((told["evaluation"].as_i64()?, pack.sequence))
    };
    let packs: Vec<(i64, i64)> = packs.iter().filter_map(rests_on).collect();
    let days = |evaluation: &Evaluation| (evaluation.head.from, evaluation.head.to);
    let mut found = HashSet::new();
    for (at, evaluation) in evaluations.iter().enumerate() {
        let mut later = evaluations[at + 1..].iter();
        let Some(next) = later.find(|later| days(later) == days(evaluation)) else {
            continue;
        };
        let needed = packs.iter().any(|(named, exported)| {
            *named == evaluation.head.event && *exported < next.head.event
        });
        if !needed {
            found.insert(evaluation.id);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use changeproof_domain::time::Timestamp;
    use changeproof_store::{Digest, EvaluationDraft};
    use chrono::NaiveDate;

    use super::*;

    fn evaluation(event: i64, month: u32) -> Evaluation {
        let day = NaiveDate::from_ymd_opt(2025, month, 1).unwrap_or_default();
        Evaluation {
            id: EvaluationId(event),
            head: EvaluationDraft {
                from: day,
                to: day,
                zone: "UTC".to_owned(),
                as_of: Timestamp(0),
                data_sequence: 1,
                event,
                parameters: String::new(),
                controls: String::new(),
                app_version: String::new(),
                results_hash: Digest::default(),
                population_hash: Digest::default(),
                subjects: 1,
                pending: None,
                coverage: String::new(),
            },
        }
    }

    fn pack(sequence: i64, evaluation: i64) -> Event {
        Event {
            sequence,
            at: Timestamp(0),
            person: None,
            action: PACK_EXPORTED.to_owned(),
            payload: format!("{{\"evaluation\":{evaluation}}}"),
            previous: Digest::default(),
            hash: Digest::default(),
            signature: None,
        }
    }

    #[test]
    fn the_newest_of_each_period_and_those_of_packs_are_kept() {
        let all = [
            evaluation(2, 1),
            evaluation(3, 1),
            evaluation(5, 2),
            evaluation(6, 1),
            evaluation(7, 1),
        ];
        let found = droppable(&all, &[pack(4, 3)]);
        assert_eq!(found, [2, 6].map(EvaluationId).into());
    }

    #[test]
    fn a_pack_that_came_too_late_keeps_nothing() {
        let all = [evaluation(2, 1), evaluation(3, 1)];
        let found = droppable(&all, &[pack(4, 2)]);
        assert_eq!(found, [2].map(EvaluationId).into());
    }
}
