//! What the commands on findings print as JSON, and what pages get.

use changeproof_domain::outcome::Outcome;
use changeproof_domain::time::Timestamp;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::attachment::AttachmentLine;
use crate::triage::FindingState;

/// A finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FindingLine {
    /// What names it in commands.
    pub finding: String,
    /// The control.
    pub control: String,
    /// Its name.
    pub name: String,
    /// `Critical`, `High` or `Medium`.
    pub severity: String,
    /// The newest outcome.
    pub outcome: Outcome,
    /// The kind of its subject, such as `deployment`.
    pub kind: String,
    /// What the subject is called.
    pub subject: String,
    /// The service of a deployment.
    pub service: Option<String>,
    /// When the subject began.
    pub at: Option<Timestamp>,
    /// How far the work is.
    pub state: FindingState,
    /// Who owns it.
    pub owner: Option<String>,
    /// Until when something is to be done.
    pub due: Option<NaiveDate>,
    /// Whether that day has passed and nothing was done.
    pub overdue: bool,
    /// When an evaluation first showed it as a failure.
    pub first_shown: Option<Timestamp>,
    /// The event of the newest evaluation.
    pub evaluation: i64,
}

/// What is known of one finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FindingStory {
    /// The finding.
    #[serde(flatten)]
    pub finding: FindingLine,
    /// What was done about it and said of it.
    #[serde(flatten)]
    pub work: FindingWork,
}

/// The work on a finding, and how its outcome came about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct FindingWork {
    /// What caused it.
    pub cause: Option<String>,
    /// What was done, or is to be done.
    pub action: Option<String>,
    /// The day of what was done.
    #[ts(type = "string | null")]
    pub on: Option<NaiveDate>,
    /// What was done and said, the oldest first.
    pub steps: Vec<StepLine>,
    /// The outcomes one after the other, the oldest first.
    pub history: Vec<OutcomeLine>,
}

/// The work on a finding, as the page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct FindingDetails {
    /// The work and the history.
    pub work: FindingWork,
    /// Why whoever looks may record nothing about it; none where that is allowed.
    pub not_allowed: Option<String>,
}

/// A step of the work on a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct StepLine {
    /// The event that tells of it.
    #[ts(type = "number")]
    pub event: i64,
    /// When.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// Who, as that person signs in.
    pub person: String,
    /// What, in a few words.
    pub label: String,
    /// What, in a sentence.
    pub sentence: String,
    /// How many findings it was about.
    pub findings: u32,
    /// The files behind it.
    pub evidence: Vec<AttachmentLine>,
}

/// An outcome that an evaluation told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct OutcomeLine {
    /// The event of the evaluation.
    #[ts(type = "number")]
    pub evaluation: i64,
    /// When it was evaluated.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// The outcome.
    #[ts(type = "Outcome")]
    pub outcome: Outcome,
    /// What was imported or decided since the evaluation before.
    pub because: Vec<Because>,
}

/// Something after which outcomes may be others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Because {
    /// The event.
    #[ts(type = "number")]
    pub event: i64,
    /// Its action.
    pub action: String,
    /// What it says.
    pub sentence: String,
}

/// What a step was recorded for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct FindingsDone {
    /// The event.
    #[ts(type = "number")]
    pub event: i64,
    /// The findings.
    pub findings: Vec<String>,
}

/// A step with findings, as the form of the screen tells it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
pub struct FindingForm {
    /// The findings.
    pub findings: Vec<String>,
    /// What is recorded about them.
    pub step: FindingStep,
    /// Whether files are to be attached, for which the shell asks.
    pub with_files: bool,
}

/// What is recorded about findings on the screen.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "step", rename_all = "snake_case")]
#[ts(tag = "step", rename_all = "snake_case")]
pub enum FindingStep {
    /// Somebody takes them.
    Acknowledge {
        /// Who.
        owner: String,
        /// Until when.
        #[ts(type = "string")]
        due: NaiveDate,
        /// Why; has to be there for more than one finding.
        reason: Option<String>,
    },
    /// Something was done about them.
    Remediate {
        /// What caused them.
        cause: String,
        /// What was done.
        action: String,
        /// On which day.
        #[ts(type = "string")]
        on: NaiveDate,
    },
    /// Something is said about them.
    Comment {
        /// What.
        text: String,
    },
    /// They are opened again.
    Reopen {
        /// Why.
        text: String,
    },
}
