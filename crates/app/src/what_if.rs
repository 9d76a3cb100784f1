//! What other parameters would change: judges a period twice and keeps nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use changeproof_controls::{Control, catalogue, registry};
use changeproof_domain::outcome::Outcome;
use changeproof_domain::policy::Policy;
use changeproof_domain::snapshot::{Snapshot, SubjectId};
use changeproof_domain::time::Timestamp;
use changeproof_store::{OtherOutcome, Reader, SubjectRow, Workspace};

use crate::error::AppError;
use crate::evaluate::{EvaluateOptions, judged_rows};
use crate::loaded::{load, subject_ref, workspace_zone};
use crate::others;
use crate::parameters::{changed, in_words};
use crate::period::Period;
use crate::permission::{self, Act};
use crate::policy;
use crate::ports::Ports;
use crate::wire::view::overview::OutcomeCounts;
use crate::wire::what_if::{
    ChangedOther, ChangedOutcome, ChangedParameter, ControlDifference, DeploymentName, OtherName,
    WhatIfReport,
};

/// A parameter with the value to try, as somebody wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trial {
    /// The parameter's name.
    pub name: String,
    /// A number, a span with its unit such as `2h`, or words with commas between them.
    pub value: String,
}

/// Judges a period with the parameters in force and with others, in every version of the policy, and
/// tells what differs. The workspace
/// stays as it is.
///
/// # Errors
///
/// [`AppError::UnknownParameter`], [`AppError::BadParameter`], a workspace that cannot be used, or
/// [`AppError::Cancelled`].
pub fn what_if(
    workspace: &Path,
    options: &EvaluateOptions,
    trials: &[Trial],
    ports: &Ports<'_>,
) -> Result<WhatIfReport, AppError> {
    let open = Workspace::open(workspace)?;
    let reader = open.read()?;
    permission::check(&reader, Act::Look, ports)?;
    let sequence = reader.head()?.sequence;
    let in_force = policy::known(&reader, workspace_zone(&reader)?, sequence)?;
    let tried = trials.iter().try_fold(in_force.clone(), |so_far, trial| {
        so_far.with_each(|parameters| changed(parameters, &trial.name, &trial.value))
    })?;
    let mut names: Vec<&str> = trials.iter().map(|trial| trial.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let parameters = names
        .into_iter()
        .map(|name| ChangedParameter {
            name: name.to_owned(),
            before: in_all_versions(&in_force, name),
            after: in_words(&tried.newest().parameters, name),
        })
        .collect();
    let as_of = options.as_of.unwrap_or_else(|| ports.clock.now());
    let judge = |policy: Policy| judged(&reader, options.period, as_of, policy, ports);
    let (before, after) = (judge(in_force)?, judge(tried)?);
    Ok(WhatIfReport {
        workspace: workspace.to_owned(),
        from: options.period.from,
        to: options.period.to,
        as_of,
        parameters,
        subjects_before: before.deployments.len() as u64,
        subjects_after: after.deployments.len() as u64,
        controls: differences(&before, &after),
        changed: changes(&before.deployments, &after.deployments),
        changed_others: other_changes(&before, &after),
    })
}

/// The value of a parameter, with the first day of each version of the policy that has another.
fn in_all_versions(policy: &Policy, name: &str) -> String {
    let mut told: Vec<String> = Vec::new();
    let mut last = None;
    for version in policy.versions() {
        let value = in_words(&version.parameters, name);
        if last.as_ref() != Some(&value) {
            told.push(match version.from.filter(|_| last.is_some()) {
                Some(from) => format!("{value} from {from}"),
                None => value.clone(),
            });
            last = Some(value);
        }
    }
    told.join(", ")
}

/// The outcomes of each deployment, in the order in which they are told.
type Deployments = BTreeMap<DeploymentName, Vec<Outcome>>;

/// All outcomes.
struct Judged {
    deployments: Deployments,
    /// What else was judged, by control.
    others: BTreeMap<&'static str, BTreeMap<OtherName, Outcome>>,
}

impl Judged {
    /// What a control came to, where it judges no deployments.
    fn other(&self, control: &Control) -> impl Iterator<Item = (&OtherName, &Outcome)> {
        self.others.get(control.id).into_iter().flatten()
    }
}

fn judged(
    reader: &Reader<'_>,
    period: Period,
    as_of: Timestamp,
    policy: Policy,
    ports: &Ports<'_>,
) -> Result<Judged, AppError> {
    let sequence = reader.head()?.sequence;
    let loaded = load(reader, sequence, workspace_zone(reader)?, policy, ports)?;
    let (subjects, rows) = judged_rows(&loaded, period, as_of, ports)?;
    let judged = subjects.iter().zip(&rows);
    let mut others: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
    let oldest = others::state_of_oldest(reader, &loaded)?;
    let judged_others = others::judged(&loaded, period, as_of, oldest);
    for (other, one) in judged_others.judged.iter().zip(judged_others.outcomes) {
        let outcome = one.outcome;
        let of_control = others.entry(other.control.id).or_default();
        of_control.insert(other_name(one), outcome);
    }
    Ok(Judged {
        deployments: judged
            .map(|(id, row)| (name(&loaded.snapshot, *id), outcomes(row)))
            .collect(),
        others,
    })
}

fn other_name(one: OtherOutcome) -> OtherName {
    OtherName {
        kind: one.kind,
        source: one.source,
        id: one.id,
        name: one.name,
    }
}

fn name(snapshot: &Snapshot, id: SubjectId) -> DeploymentName {
    let subject = subject_ref(snapshot, id);
    DeploymentName {
        at: subject.at,
        service: subject.service.to_owned(),
        id: subject.id.to_owned(),
        source: subject.source.to_owned(),
        environment: subject.environment.to_owned(),
    }
}

fn outcomes(row: &SubjectRow) -> Vec<Outcome> {
    (0..row.verdicts.len())
        .filter_map(|control| Some(row.verdicts.get(control)?.0))
        .collect()
}

/// The counts of each control whose counts differ.
fn differences(before: &Judged, after: &Judged) -> Vec<ControlDifference> {
    let counts = |judged: &Judged, control: &Control| {
        let mut counts = OutcomeCounts::default();
        let position = registry().iter().position(|one| one.id == control.id);
        let rows = judged.deployments.values();
        for outcome in rows.filter_map(|row| row.get(position?)) {
            counts.add(*outcome, 1);
        }
        for (_, outcome) in judged.other(control) {
            counts.add(*outcome, 1);
        }
        counts
    };
    let mut found = Vec::new();
    for control in catalogue() {
        let (before, after) = (counts(before, control), counts(after, control));
        if before != after {
            found.push(ControlDifference {
                control: control.id,
                name: control.name,
                before,
                after,
            });
        }
    }
    found
}

/// Every outcome that differs. A deployment that only one of both judges has none on the other side.
fn changes(before: &Deployments, after: &Deployments) -> Vec<ChangedOutcome> {
    let mut deployments: Vec<&DeploymentName> = before.keys().chain(after.keys()).collect();
    deployments.sort_unstable();
    deployments.dedup();
    let mut found = Vec::new();
    for deployment in deployments {
        let of = |judged: &Deployments, control: usize| {
            let row = judged.get(deployment)?;
            row.get(control).copied()
        };
        for (position, control) in registry().iter().enumerate() {
            let (was, becomes) = (of(before, position), of(after, position));
            if was != becomes {
                found.push(ChangedOutcome {
                    deployment: deployment.clone(),
                    control: control.id,
                    before: was,
                    after: becomes,
                });
            }
        }
    }
    found
}

/// Every outcome on what is no deployment that differs.
fn other_changes(before: &Judged, after: &Judged) -> Vec<ChangedOther> {
    let mut found = Vec::new();
    for control in catalogue() {
        let (before, after): (BTreeMap<_, _>, BTreeMap<_, _>) = (
            before.other(control).collect(),
            after.other(control).collect(),
        );
        let subjects: BTreeSet<&OtherName> = before.keys().chain(after.keys()).copied().collect();
        for subject in subjects {
            let of = |judged: &BTreeMap<&OtherName, &Outcome>| judged.get(subject).map(|of| **of);
            let (was, becomes) = (of(&before), of(&after));
            if was != becomes {
                found.push(ChangedOther {
                    subject: subject.clone(),
                    control: control.id,
                    before: was,
                    after: becomes,
                });
            }
        }
    }
    found
}
