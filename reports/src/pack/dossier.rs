//! Everything about one deployment, for a dossier.

use chrono::{DateTime, Utc};

use crate::outcome::{Outcome, Overlay};

/// An outcome of a deployment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DossierOutcome {
    /// The control.
    pub control: String,
    /// Its name.
    pub name: String,
    /// The outcome.
    pub outcome: Outcome,
    /// Marks beside it.
    pub overlays: Vec<Overlay>,
    /// The sentence.
    pub reason: String,
}

/// Something that happened on the way into production.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DossierStep {
    /// When.
    pub at: DateTime<Utc>,
    /// Whether only the day is known.
    pub date_only: bool,
    /// What.
    pub title: String,
    /// Who, or how many; may be empty.
    pub detail: String,
    /// Whether it is the deployment itself.
    pub is_deployment: bool,
    /// Whether it came after the deployment although a control asks for it before.
    pub late: bool,
}

/// A pull request, commit, change record or run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DossierChange {
    /// What it is, such as `pull request`.
    pub kind: String,
    /// Its short name.
    pub label: String,
    /// Its title.
    pub title: String,
    /// More in a line; may be empty.
    pub detail: String,
    /// The rule that links it.
    pub link: String,
}

/// What is known of a field when the deployment began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ValueAtStart {
    /// The value, from the history or since the record was not edited afterwards.
    Known(String),
    /// The value as exported: no history tells whether it was the same.
    AsExported(String),
    /// It was empty.
    Empty,
    /// The export does not have the field.
    NotExported,
}

/// A field of a change record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DossierField {
    /// Its name.
    pub name: String,
    /// What it said when the deployment began.
    pub at_start: ValueAtStart,
}

/// An edit of a change record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DossierEdit {
    /// When.
    pub at: DateTime<Utc>,
    /// The field.
    pub field: String,
    /// The value before; may be empty.
    pub from: String,
    /// The value after; may be empty.
    pub to: String,
    /// By whom; may be empty.
    pub by: String,
    /// Whether it came after the deployment began.
    pub after_start: bool,
}

/// A change record as it stood when the deployment began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DossierRecord {
    /// Its key.
    pub key: String,
    /// The tool that keeps it.
    pub source: String,
    /// Whether its history was exported.
    pub has_history: bool,
    /// Its fields.
    pub fields: Vec<DossierField>,
    /// The edits, oldest first.
    pub edits: Vec<DossierEdit>,
}

/// A person and what they did here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DossierPerson {
    /// The name, or the account where no person is known.
    pub name: String,
    /// Whether the roster knows the person.
    pub resolved: bool,
    /// The parts, such as `wrote` or `approved late`.
    pub parts: Vec<String>,
    /// Roles of the roster on the day of the deployment.
    pub roles: Vec<String>,
}

/// A record that an outcome rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DossierEvidence {
    /// The record.
    pub record: String,
    /// Its file.
    pub file: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// The place in it.
    pub place: String,
    /// The controls that rest on it.
    pub controls: Vec<String>,
}

/// An exception that names a control and this deployment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DossierException {
    /// Its id.
    pub id: String,
    /// The control, with what it says there.
    pub sentence: String,
}

/// Everything about one deployment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dossier {
    /// Id in its source.
    pub id: String,
    /// The source and its id, such as `GitHub 912513`.
    pub label: String,
    /// The service.
    pub service: String,
    /// The environment.
    pub environment: String,
    /// The version; may be empty.
    pub version: String,
    /// The revision; may be empty.
    pub revision: String,
    /// When it began.
    pub at: DateTime<Utc>,
    /// How it ended.
    pub state: String,
    /// Who deployed, in words.
    pub deployed_by: String,
    /// The pipeline; may be empty.
    pub pipeline: String,
    /// Categories of its changes.
    pub categories: Vec<String>,
    /// Its outcomes, worst first.
    pub outcomes: Vec<DossierOutcome>,
    /// What happened, by time.
    pub timeline: Vec<DossierStep>,
    /// How many steps the timeline leaves out.
    pub not_shown: u64,
    /// How the change set came about, in a sentence.
    pub change_set: String,
    /// Its changes, linked records and runs.
    pub changes: Vec<DossierChange>,
    /// Its change records.
    pub records: Vec<DossierRecord>,
    /// The people.
    pub people: Vec<DossierPerson>,
    /// What the outcomes rest on.
    pub evidence: Vec<DossierEvidence>,
    /// Exceptions for it.
    pub exceptions: Vec<DossierException>,
    /// What was done about its findings, a sentence each; none where nothing is recorded.
    pub remediation: Vec<String>,
}
