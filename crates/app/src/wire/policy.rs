//! What the commands of `policy` print as JSON.

use std::path::PathBuf;

use changeproof_domain::time::Timestamp;
use chrono::NaiveDate;
use serde::Serialize;

/// What `policy list` prints.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PolicyList {
    /// The workspace.
    pub workspace: PathBuf,
    /// The zone of the days.
    pub zone: String,
    /// All versions, the first first.
    pub versions: Vec<PolicyVersionLine>,
}

/// A version of the policy profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PolicyVersionLine {
    /// 1 for the built-in profile.
    pub version: u32,
    /// The policy's name.
    pub name: String,
    /// The first day in force; none where it always was.
    pub from: Option<NaiveDate>,
    /// Whether it is in force today.
    pub in_force: bool,
    /// Why it was made.
    pub reason: String,
    /// Who made it, as it was given.
    pub by: Option<String>,
    /// Whether that person had signed in.
    pub signed_in: bool,
    /// When it was recorded; none for the built-in profile.
    pub recorded_at: Option<Timestamp>,
    /// Whether its first day had passed when it was recorded.
    pub recorded_after_its_first_day: bool,
    /// SHA-256 of its text.
    pub sha256: String,
    /// What differs from the version before, a sentence each.
    pub differences: Vec<String>,
}

/// What `policy import` prints.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PolicyAdded {
    /// The workspace.
    pub workspace: PathBuf,
    /// The number of the new version.
    pub version: u32,
    /// The first day in force.
    pub from: NaiveDate,
    /// Why it was made.
    pub reason: String,
    /// Who made it, as it was given.
    pub by: Option<String>,
    /// Whether that person had signed in.
    pub signed_in: bool,
    /// SHA-256 of its text.
    pub sha256: String,
    /// The version before.
    pub before: u32,
    /// What differs from it, a sentence each.
    pub differences: Vec<String>,
    /// Whether its first day has passed already.
    pub recorded_after_its_first_day: bool,
}

/// What `policy interpretations` prints.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InterpretationList {
    /// The workspace.
    pub workspace: PathBuf,
    /// The version in force today, whose interpretations these are.
    pub version: u32,
    /// In the order of the profile.
    pub interpretations: Vec<InterpretationLine>,
}

/// How words of the policy are read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InterpretationLine {
    /// Its id.
    pub id: String,
    /// The clause.
    pub clause: String,
    /// The policy's words.
    pub words: String,
    /// How they are read.
    pub reading: String,
    /// The parameters that follow from it.
    pub parameters: Vec<ParameterLine>,
    /// The controls that it shapes.
    pub controls: Vec<String>,
    /// Who accepted it; none where it is still proposed.
    pub accepted: Option<AcceptedLine>,
}

/// A parameter with its value in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ParameterLine {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// Who accepted an interpretation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AcceptedLine {
    /// Who, as it was given.
    pub by: String,
    /// When, in the workspace's zone.
    pub on: NaiveDate,
    /// Why; none where the profile itself says that it is accepted.
    pub reason: Option<String>,
}

/// What `policy accept` prints.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InterpretationAccepted {
    /// The workspace.
    pub workspace: PathBuf,
    /// The interpretation.
    pub interpretation: String,
    /// The version of the policy that it belongs to.
    pub version: u32,
    /// Who accepted it, as it was given.
    pub by: String,
    /// Why.
    pub reason: String,
    /// Whether somebody was signed in.
    pub signed_in: bool,
}
