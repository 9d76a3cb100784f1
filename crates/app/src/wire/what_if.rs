//! What other parameters would change.

use std::path::PathBuf;

use changeproof_domain::outcome::Outcome;
use changeproof_domain::time::Timestamp;
use chrono::NaiveDate;
use serde::Serialize;

use super::view::overview::OutcomeCounts;

/// A parameter that was tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChangedParameter {
    /// Its name.
    pub name: String,
    /// The value in force.
    pub before: String,
    /// The value that was tried.
    pub after: String,
}

/// A control whose counts would be others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ControlDifference {
    /// The control's id.
    pub control: &'static str,
    /// Its name.
    pub name: &'static str,
    /// With the parameters in force.
    pub before: OutcomeCounts,
    /// With those that were tried.
    pub after: OutcomeCounts,
}

/// A deployment as results name it, in the order in which they are told.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct DeploymentName {
    /// When it began.
    pub at: Timestamp,
    /// The service.
    pub service: String,
    /// The source's own id.
    pub id: String,
    /// The source, such as `github` or `deploy-log`.
    pub source: String,
    /// The environment.
    pub environment: String,
}

/// An outcome that would be another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChangedOutcome {
    /// The deployment.
    pub deployment: DeploymentName,
    /// The control's id.
    pub control: &'static str,
    /// With the parameters in force; none where the deployment is not judged then.
    pub before: Option<Outcome>,
    /// With those that were tried; none where the deployment is not judged then.
    pub after: Option<Outcome>,
}

/// What an outcome is about that is no deployment.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct OtherName {
    /// The kind, such as `import` or `period`.
    pub kind: String,
    /// Where it comes from, such as the format of a file.
    pub source: String,
    /// Its id, such as the SHA-256 of a file.
    pub id: String,
    /// Its name for people, such as that of a file.
    pub name: String,
}

/// An outcome on what is no deployment that would be another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChangedOther {
    /// What it is about.
    pub subject: OtherName,
    /// The control's id.
    pub control: &'static str,
    /// With the parameters in force; none where it is not judged then.
    pub before: Option<Outcome>,
    /// With those that were tried; none where it is not judged then.
    pub after: Option<Outcome>,
}

/// What other parameters would change. Nothing of it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WhatIfReport {
    /// The workspace.
    pub workspace: PathBuf,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// The instant that decided what is pending.
    pub as_of: Timestamp,
    /// What was tried.
    pub parameters: Vec<ChangedParameter>,
    /// Production deployments that are judged with the parameters in force.
    pub subjects_before: u64,
    /// Production deployments that are judged with those that were tried.
    pub subjects_after: u64,
    /// The controls whose counts would be others, in the order of the catalogue.
    pub controls: Vec<ControlDifference>,
    /// The outcomes of deployments that would be others, by time and control.
    pub changed: Vec<ChangedOutcome>,
    /// The outcomes on imports, exceptions, the policy and the period that would be others, in the order of
    /// the catalogue.
    pub changed_others: Vec<ChangedOther>,
}
