//! How an outcome came about: what evaluations said of it one after the other, and what was imported or
//! decided between them.

use std::collections::{BTreeMap, HashMap, HashSet};

use changeproof_controls::registry;
use changeproof_domain::outcome::Outcome;
use changeproof_domain::snapshot::FindingKey;
use changeproof_store::{Event, Reader, StoreError};
use serde_json::Value;

use super::current::readable;
use super::shown::{EVALUATED, Shown, of_other, of_row};
use crate::decisions::changing;
use crate::error::AppError;
use crate::event_words;
use crate::link_decisions;
use crate::wire::triage::{Because, OutcomeLine};

/// The actions after which outcomes may be others, apart from decisions.
const RECORDS: [&str; 3] = [
    "file_imported",
    "source_declared_again",
    crate::policy::POLICY_VERSION_ADDED,
];

/// An outcome that an evaluation told.
struct Told {
    event: i64,
    outcome: Outcome,
}

/// Every change of the outcome that is still known, the oldest first. Rows of an older evaluation of the
/// same days may be gone; then its event tells at least when a failure was first shown and when it was none
/// any more.
///
/// # Errors
///
/// What the store says.
pub(crate) fn of(reader: &Reader<'_>, key: &FindingKey) -> Result<Vec<OutcomeLine>, AppError> {
    let evaluated = reader.events_of(&[EVALUATED])?;
    let mut told: BTreeMap<i64, Outcome> = BTreeMap::new();
    for event in &evaluated {
        let shown = Shown::told(event)?;
        if shown.failed().any(|failed| failed == *key) {
            told.insert(event.sequence, Outcome::Fail);
        }
        if let Some((_, outcome)) = shown.over().find(|(over, _)| over == key) {
            told.insert(event.sequence, outcome);
        }
    }
    for evaluation in readable(reader)? {
        let outcome = match key.kind.as_str() {
            "deployment" => {
                let position = registry().iter().position(|one| one.id == key.control);
                let rows = reader.subjects_named(evaluation.id, &key.id)?;
                let mut rows = rows.iter();
                position.and_then(|at| {
                    let row = rows.find(|row| of_row(row, &key.control) == *key)?;
                    Some(row.verdicts.get(at)?.0)
                })
            }
            _ => {
                let others = reader.other_outcomes(evaluation.id)?;
                let own = others.iter().find(|one| of_other(one) == *key);
                own.map(|one| one.outcome)
            }
        };
        if let Some(outcome) = outcome {
            told.insert(evaluation.head.event, outcome);
        }
    }
    let all = told
        .into_iter()
        .map(|(event, outcome)| Told { event, outcome });
    lines(reader, &evaluated, all.collect())
}

fn lines(
    reader: &Reader<'_>,
    evaluated: &[Event],
    told: Vec<Told>,
) -> Result<Vec<OutcomeLine>, AppError> {
    let actions: Vec<&str> = RECORDS.into_iter().chain(changing()).collect();
    let changing = reader.events_of(&actions)?;
    let mut lines: Vec<OutcomeLine> = Vec::new();
    // The newest event that the evaluation before looked at.
    let mut seen: Option<i64> = None;
    for one in told {
        let mut own = evaluated.iter();
        let Some(event) = own.find(|event| event.sequence == one.event) else {
            continue;
        };
        let upto = looked_until(event)?;
        let before = seen.replace(upto);
        if lines.last().is_some_and(|line| line.outcome == one.outcome) {
            continue;
        }
        let because = match before {
            None => Vec::new(),
            Some(before) => changing
                .iter()
                .filter(|event| event.sequence > before && event.sequence <= upto)
                .map(|event| Because {
                    event: event.sequence,
                    action: event.action.clone(),
                    sentence: event_words::sentence(&event.action, &event.payload),
                })
                .collect(),
        };
        lines.push(OutcomeLine {
            evaluation: event.sequence,
            at: event.at,
            outcome: one.outcome,
            because,
        });
    }
    Ok(lines)
}

/// The last event that an evaluation knew.
fn looked_until(event: &Event) -> Result<i64, StoreError> {
    let payload: Value = serde_json::from_str(&event.payload)?;
    Ok(payload["data_sequence"].as_i64().unwrap_or(event.sequence))
}

/// The failures that an evaluation showed as none any more after a link was decided, and none since.
///
/// # Errors
///
/// What the store says.
pub(crate) fn ended_by_link(reader: &Reader<'_>) -> Result<HashSet<FindingKey>, AppError> {
    let links = link_decisions::all(reader, i64::MAX)?;
    let mut ended = HashSet::new();
    let mut shown_by: HashMap<FindingKey, i64> = HashMap::new();
    for event in reader.events_of(&[EVALUATED])? {
        let upto = looked_until(&event)?;
        let shown = Shown::told(&event)?;
        for key in shown.failed() {
            ended.remove(&key);
            shown_by.insert(key, event.sequence);
        }
        for (key, _) in shown.over() {
            let since = shown_by.get(&key).copied().unwrap_or(0);
            let mut decided = links.iter();
            let by_link = decided.any(|link| {
                let from = link.holds_from();
                from.is_some_and(|from| (since..=upto).contains(&from))
                    && link.recorded.told.may_end(&key)
            });
            if by_link {
                ended.insert(key);
            }
        }
    }
    Ok(ended)
}
