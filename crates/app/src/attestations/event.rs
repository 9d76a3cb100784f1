//! The event that tells of an attestation, and the record that controls read.

use changeproof_domain::field::Field;
use changeproof_domain::record::{Attestation, Record};
use changeproof_domain::time::Moment;
use changeproof_store::Reader;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::decisions::attachment::Attachment;
use crate::decisions::{DecisionKind, Recorded, recorded};
use crate::error::AppError;
use crate::event_words::sentence_end;
use crate::permission::Act;

/// A person attested something.
pub(crate) const RECORDED: &str = "attestation.recorded";

/// The actions that records come from.
pub(crate) const ACTIONS: &[&str] = &[RECORDED];

/// The fields of records, and what the payload calls them.
pub(crate) const FIELDS: &[(&str, &str)] = &[
    ("control", "control"),
    ("subject", "subject"),
    ("question", "question"),
    ("answer", "answer"),
    ("reason", "reason"),
    ("role", "role"),
];

/// The kinds of events.
pub(crate) const KINDS: &[DecisionKind] = &[DecisionKind {
    action: RECORDED,
    act: Act::Attest,
    label: "Attestation",
    changes_outcomes: true,
    sentence,
}];

/// What [`RECORDED`] tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Attested {
    /// The control that asks.
    pub(crate) control: String,
    /// What was judged: the id of a deployment, the key of a change record, a service's name.
    pub(crate) subject: String,
    /// The question.
    pub(crate) question: String,
    /// The answer.
    pub(crate) answer: String,
    /// Why.
    pub(crate) reason: String,
    /// The role in which it was judged, as it is called in the company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) role: Option<String>,
    /// The files that were looked at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) evidence: Vec<Attachment>,
}

fn sentence(payload: &Value) -> String {
    let text = |key: &str| payload[key].as_str().unwrap_or("?");
    format!(
        "Attested for {} on {}: {} Answer: {}. Reason: {}",
        text("control"),
        text("subject"),
        text("question"),
        text("answer"),
        sentence_end(text("reason"))
    )
}

/// All attestations that were recorded when the log ended with that event.
pub(crate) fn all(reader: &Reader<'_>, as_of: i64) -> Result<Vec<Recorded<Attested>>, AppError> {
    recorded(reader, RECORDED, as_of)
}

/// The same, as controls read them.
pub(crate) fn records(reader: &Reader<'_>, as_of: i64) -> Result<Vec<(i64, Record)>, AppError> {
    let all = all(reader, as_of)?.into_iter();
    Ok(all.map(|one| (one.sequence, record(&one))).collect())
}

fn record(one: &Recorded<Attested>) -> Record {
    let told = &one.told;
    Record::Attestation(Box::new(Attestation {
        control: told.control.clone(),
        subject: told.subject.clone(),
        question: Field::Value(told.question.clone()),
        answer: Field::Value(told.answer.clone()),
        reason: Field::Value(told.reason.clone()),
        person: Field::Value(one.account()),
        role: told.role.clone().map_or(Field::Empty, Field::Value),
        at: Field::Value(Moment::utc(one.at)),
    }))
}
