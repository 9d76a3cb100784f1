//! Which failures evaluations showed. Each `evaluated` event tells those that the log had not told of before
//! as failures, and those that it had and that are none any more; rows of older evaluations may be gone.

use std::collections::{BTreeMap, BTreeSet};

use changeproof_controls::{Judges, find, registry};
use changeproof_domain::outcome::Outcome;
use changeproof_domain::snapshot::{FindingKey, ShownFinding};
use changeproof_store::{Event, OtherOutcome, Reader, StoreError, SubjectRow};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::error::AppError;

/// The action of an evaluation.
pub(crate) const EVALUATED: &str = "evaluated";

/// A subject with controls: its kind, where it comes from, its id, and each control with its outcome.
type OfSubject = (String, String, String, Vec<(String, Outcome)>);

/// What an evaluation changed about failures, as its event tells.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Shown {
    /// Failures that were none by the log until then.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) failed: Vec<OfSubject>,
    /// Failures by the log until then that are none any more, with what the outcome is now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) failed_no_more: Vec<OfSubject>,
}

/// The keys of payloads.
pub(crate) const KEYS: [&str; 2] = ["failed", "failed_no_more"];

impl Shown {
    /// What the event of an evaluation tells; nothing where a version made it that did not tell.
    pub(crate) fn told(event: &Event) -> Result<Shown, StoreError> {
        Ok(serde_json::from_str(&event.payload)?)
    }

    /// The failures that it tells of as new.
    pub(crate) fn failed(&self) -> impl Iterator<Item = FindingKey> + '_ {
        keys(&self.failed).map(|(key, _)| key)
    }

    /// Whether some of the new ones are to be followed up; that something was not, is not followed itself.
    pub(crate) fn asks_for_work(&self) -> bool {
        self.failed().any(|key| {
            let control = find(&key.control);
            control.is_some_and(|control| !matches!(control.check, Judges::Finding(_)))
        })
    }

    /// The failures that are none any more, with the outcome.
    pub(crate) fn over(&self) -> impl Iterator<Item = (FindingKey, Outcome)> + '_ {
        keys(&self.failed_no_more)
    }

    /// Both lists, to stand in a payload.
    pub(crate) fn fields(&self) -> Result<Vec<(&'static str, Value)>, StoreError> {
        let lists = [&self.failed, &self.failed_no_more];
        let named = KEYS.into_iter().zip(lists);
        let told = named.filter(|(_, list)| !list.is_empty());
        told.map(|(key, list)| Ok((key, serde_json::to_value(list)?)))
            .collect()
    }
}

fn keys(list: &[OfSubject]) -> impl Iterator<Item = (FindingKey, Outcome)> + '_ {
    list.iter().flat_map(|(kind, source, id, controls)| {
        controls.iter().map(move |(control, outcome)| {
            let key = FindingKey {
                control: control.clone(),
                kind: kind.clone(),
                source: source.clone(),
                id: id.clone(),
            };
            (key, *outcome)
        })
    })
}

/// Every outcome of an evaluation of this version with what it is about.
pub(crate) fn outcomes<'o>(
    rows: &'o [SubjectRow],
    others: &'o [OtherOutcome],
) -> impl Iterator<Item = (FindingKey, Outcome)> + 'o {
    let of_rows = rows.iter().flat_map(|row| {
        registry()
            .iter()
            .enumerate()
            .filter_map(move |(at, control)| {
                let (outcome, _) = row.verdicts.get(at)?;
                Some((of_row(row, control.id), outcome))
            })
    });
    of_rows.chain(others.iter().map(|one| (of_other(one), one.outcome)))
}

/// What the outcome of a control on a deployment is about.
pub(crate) fn of_row(row: &SubjectRow, control: &str) -> FindingKey {
    FindingKey {
        control: control.to_owned(),
        kind: row.kind.clone(),
        source: row.source.clone(),
        id: row.id.clone(),
    }
}

/// What an outcome on anything else is about.
pub(crate) fn of_other(one: &OtherOutcome) -> FindingKey {
    FindingKey {
        control: one.control.clone(),
        kind: one.kind.clone(),
        source: one.source.clone(),
        id: one.id.clone(),
    }
}

/// The failures that stand, as the log tells them up to some event.
#[derive(Default)]
pub(crate) struct Standing(BTreeSet<FindingKey>);

impl Standing {
    /// As all evaluations of the log tell them.
    ///
    /// # Errors
    ///
    /// What the store says.
    pub(crate) fn now(reader: &Reader<'_>) -> Result<Standing, AppError> {
        let mut standing = Standing::default();
        for event in reader.events_of(&[EVALUATED])? {
            standing.take(&Shown::told(&event)?);
        }
        Ok(standing)
    }

    /// Goes on by what another evaluation tells.
    pub(crate) fn take(&mut self, shown: &Shown) {
        self.0.extend(shown.failed());
        for (key, _) in shown.over() {
            self.0.remove(&key);
        }
    }

    /// What an evaluation with these outcomes changes.
    pub(crate) fn changed(&self, outcomes: impl Iterator<Item = (FindingKey, Outcome)>) -> Shown {
        let (mut failed, mut over) = (Vec::new(), Vec::new());
        for (key, outcome) in outcomes {
            match (self.0.contains(&key), outcome) {
                (false, Outcome::Fail) => failed.push((key, outcome)),
                (
                    true,
                    Outcome::InsufficientEvidence
                    | Outcome::Pending
                    | Outcome::Pass
                    | Outcome::NotApplicable,
                ) => over.push((key, outcome)),
                (true, Outcome::Fail)
                | (
                    false,
                    Outcome::InsufficientEvidence
                    | Outcome::Pending
                    | Outcome::Pass
                    | Outcome::NotApplicable,
                ) => {}
            }
        }
        Shown {
            failed: by_subject(failed),
            failed_no_more: by_subject(over),
        }
    }
}

fn by_subject(all: Vec<(FindingKey, Outcome)>) -> Vec<OfSubject> {
    let mut list: BTreeMap<(String, String, String), Vec<(String, Outcome)>> = BTreeMap::new();
    for (key, outcome) in all {
        let of = list.entry((key.kind, key.source, key.id)).or_default();
        of.push((key.control, outcome));
    }
    let whole = list.into_iter();
    whole
        .map(|((kind, source, id), controls)| (kind, source, id, controls))
        .collect()
}

/// Every failure that was shown when the log ended with that event, by the evaluation that first did.
///
/// # Errors
///
/// What the store says.
pub(crate) fn first_shown(reader: &Reader<'_>, as_of: i64) -> Result<Vec<ShownFinding>, AppError> {
    let mut known: BTreeSet<FindingKey> = BTreeSet::new();
    let mut first = Vec::new();
    let events = reader.events_of(&[EVALUATED])?.into_iter();
    for event in events.take_while(|event| event.sequence <= as_of) {
        for key in Shown::told(&event)?.failed() {
            if known.insert(key.clone()) {
                first.push(ShownFinding {
                    key,
                    at: event.at,
                    event: event.sequence,
                });
            }
        }
    }
    Ok(first)
}

/// What the text of the workspace's own records tells of an evaluation: its days and the failures that it was
/// the first to show; none where it showed none.
pub(crate) fn payload_in_text(event: &Event) -> Result<Option<String>, StoreError> {
    let shown = Shown::told(event)?;
    if shown.failed.is_empty() {
        return Ok(None);
    }
    let whole: Value = serde_json::from_str(&event.payload)?;
    let told = json!({
        "from": whole["from"],
        "to": whole["to"],
        "as_of": whole["as_of"],
        "failed": whole["failed"],
    });
    Ok(Some(told.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(id: &str) -> FindingKey {
        format!("REV-01/deployment/github/{id}").parse().unwrap()
    }

    #[test]
    fn a_failure_is_told_once_and_again_after_it_was_over() {
        let mut standing = Standing::default();
        let mut tell = |outcomes: [(FindingKey, Outcome); 2]| {
            let shown = standing.changed(outcomes.into_iter());
            standing.take(&shown);
            let failed: Vec<FindingKey> = shown.failed().collect();
            (failed, shown.over().collect::<Vec<_>>())
        };
        let (fail, pass) = (Outcome::Fail, Outcome::Pass);
        let first = tell([(key("1"), fail), (key("2"), pass)]);
        assert_eq!(first, (vec![key("1")], vec![]));
        let again = tell([(key("1"), fail), (key("2"), fail)]);
        assert_eq!(again, (vec![key("2")], vec![]));
        let over = tell([(key("1"), pass), (key("2"), fail)]);
        assert_eq!(over, (vec![], vec![(key("1"), pass)]));
        let back = tell([(key("1"), fail), (key("2"), fail)]);
        assert_eq!(back, (vec![key("1")], vec![]));
    }

    #[test]
    fn the_event_of_a_version_that_told_no_failures_tells_none() {
        let shown: Shown = serde_json::from_str(r#"{"from":"2025-01-01","subjects":3}"#).unwrap();
        assert_eq!(shown, Shown::default());
    }
}
