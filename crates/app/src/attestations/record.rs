//! Records an attestation.

use std::path::{Path, PathBuf};

use changeproof_controls::{catalogue, question_of};
use changeproof_store::Workspace;
use serde_json::json;

use super::event::{Attested, RECORDED};
use super::rules;
use crate::decisions::attachment;
use crate::decisions::{Refusal, known_to_writer, needed};
use crate::error::AppError;
use crate::log;
use crate::permission::{self, Act};
use crate::ports::Ports;
use crate::wire::attestation::{AttestationLine, AttestationRecorded};

/// What a person attests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewAttestation {
    /// The control that asks.
    pub control: String,
    /// What is judged: the id of a deployment, the key of a change record, a service's name.
    pub subject: String,
    /// The question; the control's own where it is left out.
    pub question: Option<String>,
    /// The answer.
    pub answer: String,
    /// Why.
    pub reason: String,
    /// The role in which it is judged, as it is called in the company.
    pub role: Option<String>,
    /// Files that were looked at.
    pub evidence: Vec<PathBuf>,
}

/// Records it, with whoever signed in as its person.
///
/// # Errors
///
/// [`AppError::UnknownControl`], [`AppError::Refused`] where the control asks nothing, words are missing, nothing
/// has that name or whoever signed in had a part in it,
/// [`AppError::NotRead`], what a person may not do, or what the store says.
pub fn record(
    workspace: &Path,
    new: &NewAttestation,
    ports: &Ports<'_>,
) -> Result<AttestationRecorded, AppError> {
    let asked = question_of(&new.control).ok_or_else(|| asks_nothing(&new.control))?;
    let subject = needed(&new.subject, "What is attested to")?.to_owned();
    let answer = needed(&new.answer, "The answer")?.to_owned();
    let reason = needed(&new.reason, "The reason")?.to_owned();
    let question = new.question.as_deref().unwrap_or(asked);
    let question = needed(question, "The question")?.to_owned();
    let mut open = Workspace::open(workspace)?;
    permission::check(&open.read()?, Act::Attest, ports)?;
    let evidence = attachment::read(&new.evidence)?;
    let (writer, loaded) = known_to_writer(&mut open, ports)?;
    let now = ports.clock.now();
    let remarks = rules::check(&loaded.snapshot, &new.control, &subject, now, ports)?;
    let told = Attested {
        control: new.control.clone(),
        subject,
        question,
        answer,
        reason,
        role: new.role.clone().filter(|role| !role.trim().is_empty()),
        evidence: attachment::keep(&writer, &evidence)?,
    };
    let head = log::append(&writer, Act::Attest, RECORDED, &told, ports)?;
    writer.commit()?;
    let open = Workspace::open(workspace)?;
    let all = super::event::all(&open.read()?, head.sequence)?;
    let own = all.last().map(AttestationLine::of);
    Ok(AttestationRecorded {
        attestation: own.ok_or_else(|| crate::loaded::damaged("lost an attestation"))?,
        remarks,
    })
}

fn asks_nothing(control: &str) -> AppError {
    let known = catalogue().iter().map(|one| one.id);
    if known.clone().any(|id| id == control) {
        let asking = known.filter(|id| question_of(id).is_some());
        return Refusal::new(
            "control_asks_nothing",
            format!(
                "{control} asks for nobody's judgement. Controls that do are {}.",
                asking.collect::<Vec<_>>().join(", ")
            ),
        )
        .with(json!({ "control": control }))
        .into();
    }
    AppError::UnknownControl {
        id: control.to_owned(),
        known: known.collect::<Vec<_>>().join(", "),
    }
}
