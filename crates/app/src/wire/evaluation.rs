//! What an evaluation tells.

use std::path::PathBuf;

use changeproof_domain::outcome::Outcome;
use changeproof_domain::time::Timestamp;
use chrono::NaiveDate;
use serde::Serialize;

/// The outcomes of one control.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ControlCounts {
    /// The control's id.
    pub control: &'static str,
    /// The version of its check.
    pub version: u32,
    /// Its name.
    pub name: &'static str,
    /// How much a failure matters.
    pub severity: &'static str,
    /// Subjects that pass.
    pub pass: u64,
    /// Subjects that fail.
    pub fail: u64,
    /// Subjects that cannot be judged.
    pub insufficient_evidence: u64,
    /// Subjects to which it does not apply.
    pub not_applicable: u64,
    /// Subjects with a deadline ahead.
    pub pending: u64,
}

impl ControlCounts {
    /// How many subjects have that outcome.
    pub fn of(&self, outcome: Outcome) -> u64 {
        match outcome {
            Outcome::Pass => self.pass,
            Outcome::Fail => self.fail,
            Outcome::InsufficientEvidence => self.insufficient_evidence,
            Outcome::NotApplicable => self.not_applicable,
            Outcome::Pending => self.pending,
        }
    }

    /// Counts a subject.
    pub(crate) fn add(&mut self, outcome: Outcome, n: u64) {
        *match outcome {
            Outcome::Pass => &mut self.pass,
            Outcome::Fail => &mut self.fail,
            Outcome::InsufficientEvidence => &mut self.insufficient_evidence,
            Outcome::NotApplicable => &mut self.not_applicable,
            Outcome::Pending => &mut self.pending,
        } += n;
    }
}

/// What an evaluation tells.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EvaluationReport {
    /// The workspace.
    pub workspace: PathBuf,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// The zone of the days.
    pub zone: String,
    /// The instant that decided what is pending.
    pub as_of: Timestamp,
    /// Production deployments that start in the period.
    pub subjects: u64,
    /// The controls, in the order of the catalogue.
    pub controls: Vec<ControlCounts>,
    /// SHA-256 over the results.
    pub results_hash: String,
    /// SHA-256 over the population.
    pub population_hash: String,
    /// What its reader should know, in sentences.
    pub notes: Vec<String>,
}

impl EvaluationReport {
    /// How many outcomes of that kind there are.
    pub fn total(&self, outcome: Outcome) -> u64 {
        self.controls
            .iter()
            .map(|control| control.of(outcome))
            .sum()
    }
}
