//! Which findings there are: of each control and subject the newest outcome that is stored.

use std::collections::BTreeMap;

use changeproof_controls::{Control, find, registry};
use changeproof_domain::outcome::{Outcome, Overlay, Overlays};
use changeproof_domain::snapshot::FindingKey;
use changeproof_domain::time::Timestamp;
use changeproof_store::{Evaluation, Reader};
use chrono::NaiveDate;

use super::shown::{of_other, of_row};
use crate::error::AppError;
use crate::evaluate::control_list;
use crate::results::all_rows;

/// The newest outcome of a control on a subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Newest {
    pub(crate) outcome: Outcome,
    pub(crate) overlays: Overlays,
    /// The event of the evaluation.
    pub(crate) evaluation: i64,
    /// The first and the last day that it judged.
    pub(crate) days: (NaiveDate, NaiveDate),
    /// When the subject began, where it is one that does.
    pub(crate) at: Option<Timestamp>,
    /// The service of a deployment.
    pub(crate) service: Option<String>,
    /// What the subject is called.
    pub(crate) name: String,
}

impl Newest {
    /// Whether it is a finding: a failure, or something that cannot be told.
    pub(crate) fn is_finding(&self) -> bool {
        is_finding(self.outcome)
    }

    /// Whether it is counted at an earlier deployment of the same changes.
    pub(crate) fn is_counted_before(&self) -> bool {
        is_finding(self.outcome) && !is_counted(self.outcome, self.overlays)
    }

    /// Whether an exception that was there in time covers it.
    pub(crate) fn is_excepted(&self) -> bool {
        is_excepted(self.outcome, self.overlays)
    }
}

/// Whether an outcome is a failure that an exception covers which was there in time.
pub(crate) fn is_excepted(outcome: Outcome, overlays: Overlays) -> bool {
    outcome == Outcome::Fail && overlays.contains(Overlay::Excepted)
}

/// Whether an outcome is a finding that is not counted at an earlier deployment of the same changes.
pub(crate) fn is_counted(outcome: Outcome, overlays: Overlays) -> bool {
    is_finding(outcome) && !overlays.contains(Overlay::Returned)
}

/// Whether an outcome is a finding.
pub(crate) fn is_finding(outcome: Outcome) -> bool {
    match outcome {
        Outcome::Fail | Outcome::InsufficientEvidence => true,
        Outcome::Pending | Outcome::Pass | Outcome::NotApplicable => false,
    }
}

/// The evaluations whose rows are there and whose outcomes this version can tell apart, oldest first.
///
/// # Errors
///
/// What the store says.
pub(crate) fn readable(reader: &Reader<'_>) -> Result<Vec<Evaluation>, AppError> {
    let this_version = control_list();
    let mut all = Vec::new();
    for evaluation in reader.evaluations()? {
        let others = || reader.other_outcomes(evaluation.id);
        if evaluation.head.controls == this_version
            && (reader.has_rows(evaluation.id)? || !others()?.is_empty())
        {
            all.push(evaluation);
        }
    }
    Ok(all)
}

/// The newest outcome of each control on each subject: of those that are wanted.
///
/// # Errors
///
/// What the store says.
pub(crate) fn newest(
    reader: &Reader<'_>,
    wanted: &dyn Fn(&FindingKey, Outcome) -> bool,
) -> Result<BTreeMap<FindingKey, Newest>, AppError> {
    let mut all = BTreeMap::new();
    for evaluation in readable(reader)? {
        count_again(&mut all, (evaluation.head.from, evaluation.head.to));
        let mut take = |key: FindingKey, newest: Newest| {
            // What is no finding takes the place of what was one before.
            if wanted(&key, newest.outcome) || all.contains_key(&key) {
                all.insert(key, newest);
            }
        };
        for row in all_rows(reader, &evaluation)? {
            for (at, control) in registry().iter().enumerate() {
                if let Some((outcome, overlays)) = row.verdicts.get(at) {
                    let newest = Newest {
                        outcome,
                        overlays,
                        evaluation: evaluation.head.event,
                        days: (evaluation.head.from, evaluation.head.to),
                        at: Some(row.at),
                        service: Some(row.service.clone()),
                        name: row.id.clone(),
                    };
                    take(of_row(&row, control.id), newest);
                }
            }
        }
        for one in reader.other_outcomes(evaluation.id)? {
            let newest = Newest {
                outcome: one.outcome,
                overlays: one.overlays,
                evaluation: evaluation.head.event,
                days: (evaluation.head.from, evaluation.head.to),
                at: one.at,
                service: None,
                name: one.name.clone(),
            };
            take(of_other(&one), newest);
        }
    }
    Ok(all)
}

/// What an earlier evaluation of other days said to be counted at another deployment may be counted there no more,
/// where an evaluation judged some of these days since.
fn count_again(all: &mut BTreeMap<FindingKey, Newest>, days: (NaiveDate, NaiveDate)) {
    let overlaps = |of: &Newest| of.days.0 <= days.1 && days.0 <= of.days.1 && of.days != days;
    for one in all.values_mut().filter(|one| overlaps(one)) {
        one.overlays.set(Overlay::Returned, false);
    }
}

/// The control of a finding.
pub(crate) fn control_of(key: &FindingKey) -> Option<&'static Control> {
    find(&key.control)
}
