//! What the commands on attestations print as JSON.

use changeproof_domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::attachment::AttachmentLine;
use crate::attestations::Attested;
use crate::decisions::Recorded;

/// An attestation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct AttestationLine {
    /// The event that tells of it.
    pub event: i64,
    /// When.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// Who, as that person signs in.
    pub person: String,
    /// The control that asks.
    pub control: String,
    /// What was judged.
    pub subject: String,
    /// The question.
    pub question: String,
    /// The answer.
    pub answer: String,
    /// Why.
    pub reason: String,
    /// The role in which it was judged.
    pub role: Option<String>,
    /// Files that were looked at.
    pub evidence: Vec<AttachmentLine>,
}

impl AttestationLine {
    pub(crate) fn of(one: &Recorded<Attested>) -> AttestationLine {
        let told = &one.told;
        AttestationLine {
            event: one.sequence,
            at: one.at,
            person: one.person.clone(),
            control: told.control.clone(),
            subject: told.subject.clone(),
            question: told.question.clone(),
            answer: told.answer.clone(),
            reason: told.reason.clone(),
            role: told.role.clone(),
            evidence: told.evidence.iter().map(AttachmentLine::of).collect(),
        }
    }
}

/// What recording an attestation did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct AttestationRecorded {
    /// The attestation.
    pub attestation: AttestationLine,
    /// What cannot be told of it, or will not count, a sentence each.
    pub remarks: Vec<String>,
}

/// What a control asks of a person's judgement on one deployment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct AskedView {
    /// The question beneath which `yes` and `no` say what they mean.
    pub question: String,
    /// The names under which it can be attested here.
    pub subjects: Vec<String>,
}

/// An attestation, as the page's form gives it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
pub struct AttestationForm {
    /// The control that asks.
    pub control: String,
    /// What is judged.
    pub subject: String,
    /// The answer.
    pub answer: String,
    /// Why.
    pub reason: String,
    /// Whether files were looked at: they are asked for.
    pub with_files: bool,
}
