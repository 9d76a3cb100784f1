//! What another value of a parameter would change in the shown period.

use std::collections::HashMap;

use changeproof_domain::outcome::Outcome;

use super::index::key_of;
use super::{OpenWorkspace, evaluated::Evaluated};
use crate::error::AppError;
use crate::evaluate::EvaluateOptions;
use crate::ports::Ports;
use crate::what_if::{Trial, what_if};
use crate::wire::view::policy::{
    TriedControl, TriedDeployment, TriedOther, TriedOutcome, TriedView,
};
use crate::wire::what_if::{ChangedOutcome, DeploymentName, WhatIfReport};

/// How many deployments an answer names.
const NAMED: usize = 200;

fn outcome(control: &str, before: Option<Outcome>, after: Option<Outcome>) -> TriedOutcome {
    TriedOutcome {
        control: control.to_owned(),
        before,
        after,
    }
}

/// Deployments with their outcomes, in the order of the report.
fn deployments(changed: &[ChangedOutcome]) -> Vec<(&DeploymentName, Vec<TriedOutcome>)> {
    let mut found: Vec<(&DeploymentName, Vec<TriedOutcome>)> = Vec::new();
    for one in changed {
        let tried = outcome(one.control, one.before, one.after);
        match found.last_mut() {
            Some((name, outcomes)) if **name == one.deployment => outcomes.push(tried),
            _ => found.push((&one.deployment, vec![tried])),
        }
    }
    found
}

fn view(report: &WhatIfReport, evaluated: &Evaluated) -> TriedView {
    let rows = evaluated.rows.iter();
    let keys: HashMap<(&str, &str), String> = rows
        .map(|row| ((row.source.as_str(), row.id.as_str()), key_of(row)))
        .collect();
    let found = deployments(&report.changed);
    let deployment = |(name, outcomes): &(&DeploymentName, Vec<TriedOutcome>)| TriedDeployment {
        key: keys.get(&(name.source.as_str(), name.id.as_str())).cloned(),
        at: name.at,
        service: name.service.clone(),
        environment: name.environment.clone(),
        id: name.id.clone(),
        outcomes: outcomes.clone(),
    };
    let tried = report.parameters.first();
    TriedView {
        name: tried.map_or_else(String::new, |one| one.name.clone()),
        before: tried.map_or_else(String::new, |one| one.before.clone()),
        after: tried.map_or_else(String::new, |one| one.after.clone()),
        judged_before: report.subjects_before,
        judged_after: report.subjects_after,
        controls: report
            .controls
            .iter()
            .map(|one| TriedControl {
                control: one.control.to_owned(),
                name: one.name.to_owned(),
                before: one.before,
                after: one.after,
            })
            .collect(),
        changed: found.len() as u64,
        deployments: found.iter().take(NAMED).map(deployment).collect(),
        others: report
            .changed_others
            .iter()
            .map(|one| TriedOther {
                name: one.subject.name.clone(),
                outcome: outcome(one.control, one.before, one.after),
            })
            .collect(),
    }
}

impl OpenWorkspace {
    /// Judges the shown period once more with another value of a parameter, and tells what differs. Nothing
    /// is kept.
    ///
    /// # Errors
    ///
    /// [`AppError::UnknownParameter`], [`AppError::BadParameter`], [`AppError::NotEvaluated`],
    /// [`AppError::Cancelled`], or what the store says.
    pub fn try_parameter(
        &self,
        name: &str,
        value: &str,
        ports: &Ports<'_>,
    ) -> Result<TriedView, AppError> {
        let evaluated = self.evaluated()?;
        let options = EvaluateOptions {
            period: evaluated.period(),
            as_of: Some(evaluated.evaluation.head.as_of),
        };
        let trial = Trial {
            name: name.to_owned(),
            value: value.to_owned(),
        };
        let report = what_if(&self.path, &options, &[trial], ports)?;
        Ok(view(&report, &evaluated))
    }
}
