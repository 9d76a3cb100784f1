//! Policy: what are the rules, since when, who decided? And what would another value change?

use changeproof_domain::outcome::Outcome;
use changeproof_domain::time::Timestamp;
use chrono::NaiveDate;
use serde::Serialize;
use ts_rs::TS;

use super::overview::OutcomeCounts;

/// The policy as it was in force at the end of the shown period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct PolicyView {
    /// The policy's name.
    pub name: String,
    /// The number of the version that is shown.
    pub version: u32,
    /// Its first day; none where it always was in force.
    #[ts(type = "string | null")]
    pub from: Option<NaiveDate>,
    /// Whether results of the period are there to count.
    pub judged: bool,
    /// Its clauses, in its order.
    pub clauses: Vec<ClauseLine>,
    /// What the controls take as given.
    pub parameters: Vec<PolicyParameter>,
    /// How its words are read where they give no number.
    pub interpretations: Vec<InterpretationView>,
    /// All versions, the newest first.
    pub versions: Vec<VersionView>,
}

/// A clause with the controls that test it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ClauseLine {
    /// The id, such as `2-REV`.
    pub id: String,
    /// What it says, in short.
    pub words: String,
    /// The controls, in the order of the catalogue.
    pub controls: Vec<ClauseControl>,
}

/// A control of a clause, with what it came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ClauseControl {
    /// The control.
    pub control: String,
    /// Its name.
    pub name: String,
    /// Whether it judges deployments: then its outcomes open a list of these.
    pub of_deployments: bool,
    /// How many of each outcome in the period.
    pub counts: OutcomeCounts,
    /// Where this version does not test it: who decided that, when and why.
    pub off: Option<String>,
}

/// A parameter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct PolicyParameter {
    /// Its name.
    pub name: String,
    /// Its value in words, with its unit; empty for an empty list.
    pub value: String,
    /// The same as somebody writes it to try another.
    pub written: String,
    /// How a value of it is written.
    pub how: String,
    /// The controls that read it; none where it decides what is judged or matched at all.
    pub controls: Vec<String>,
    /// The clauses of these controls, or that of its interpretation.
    pub clauses: Vec<String>,
    /// The interpretation that it follows from.
    pub interpretation: Option<String>,
    /// Whether that interpretation is still open.
    pub open: bool,
}

/// How words of the policy are read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct InterpretationView {
    /// Its id.
    pub id: String,
    /// The clause.
    pub clause: String,
    /// The policy's words.
    pub words: String,
    /// How they are read.
    pub reading: String,
    /// The parameters that follow from it, as `reversion_within = 4 h`.
    pub parameters: Vec<String>,
    /// The controls that it shapes.
    pub controls: Vec<String>,
    /// Who accepted it; none where nobody did yet.
    pub accepted_by: Option<String>,
    /// When.
    #[ts(type = "string | null")]
    pub accepted_on: Option<NaiveDate>,
    /// Why.
    pub accepted_reason: Option<String>,
}

/// A version of the policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct VersionView {
    /// 1 for the built-in profile.
    pub version: u32,
    /// The first day in force; none where it always was.
    #[ts(type = "string | null")]
    pub from: Option<NaiveDate>,
    /// Whether it is in force today.
    pub in_force: bool,
    /// Why it was made.
    pub reason: String,
    /// Who made it, as it was given.
    pub by: Option<String>,
    /// When it was recorded; none for the built-in profile.
    #[ts(type = "string | null")]
    pub recorded_at: Option<Timestamp>,
    /// Whether its first day had passed when it was recorded.
    pub late: bool,
    /// SHA-256 of its text.
    pub sha256: String,
    /// What differs from the version before, a sentence each.
    pub differences: Vec<String>,
}

/// A control whose counts would be others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct TriedControl {
    /// The control.
    pub control: String,
    /// Its name.
    pub name: String,
    /// With the value in force.
    pub before: OutcomeCounts,
    /// With the tried one.
    pub after: OutcomeCounts,
}

/// An outcome that would be another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct TriedOutcome {
    /// The control.
    pub control: String,
    /// With the value in force; none where the subject is not judged then.
    #[ts(type = "Outcome | null")]
    pub before: Option<Outcome>,
    /// With the tried one; none where the subject is not judged then.
    #[ts(type = "Outcome | null")]
    pub after: Option<Outcome>,
}

/// A deployment with outcomes that would be others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct TriedDeployment {
    /// Opens it; none where it is not among the deployments of the period.
    pub key: Option<String>,
    /// When it began.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// The service.
    pub service: String,
    /// The environment.
    pub environment: String,
    /// The source's own id.
    pub id: String,
    /// The outcomes.
    pub outcomes: Vec<TriedOutcome>,
}

/// Something else with an outcome that would be another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct TriedOther {
    /// Its name.
    pub name: String,
    /// The outcome.
    pub outcome: TriedOutcome,
}

/// What another value of a parameter would change. Nothing of it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct TriedView {
    /// The parameter.
    pub name: String,
    /// The value in force, with the days of versions that have another.
    pub before: String,
    /// The value that was tried.
    pub after: String,
    /// Deployments that are judged with the value in force.
    pub judged_before: u64,
    /// Deployments that are judged with the tried one.
    pub judged_after: u64,
    /// Controls whose counts would be others.
    pub controls: Vec<TriedControl>,
    /// How many deployments have an outcome that would be another.
    pub changed: u64,
    /// The first of them, by time.
    pub deployments: Vec<TriedDeployment>,
    /// What else has an outcome that would be another.
    pub others: Vec<TriedOther>,
}
