//! Attestations: judgements of persons that are part of the evidence.

use serde::{Deserialize, Serialize};

use crate::account::Account;
use crate::field::Field;
use crate::time::Moment;

use super::parts::{moment, name};

/// What a person judged about a subject: part of the evidence where a control asks for judgement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attestation {
    /// The control that asked, such as `EMG-01`.
    pub control: String,
    /// What was judged: the key of a change record, the id of a deployment or incident, a service's name.
    pub subject: String,
    /// The question.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub question: Field<String>,
    /// The answer, in words.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub answer: Field<String>,
    /// Why.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub reason: Field<String>,
    /// Who judged.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub person: Field<Account>,
    /// The role in which that person did, as written.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub role: Field<String>,
    /// When.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub at: Field<Moment>,
}

impl Attestation {
    /// Control, subject, question, answer, person and time: attestations are only added, so another
    /// answer is another one and never takes the place of this one.
    pub fn key(&self) -> String {
        format!(
            "{}/{}/{}/{}/{}/{}",
            self.control,
            self.subject,
            self.question.text(),
            self.answer.text(),
            name(&self.person),
            moment(&self.at)
        )
    }
}
