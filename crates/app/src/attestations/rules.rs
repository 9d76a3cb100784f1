//! What may be attested, and by whom, as far as what was imported tells. What cannot be told is said, and judged
//! by the control with what is known later.

use changeproof_controls::attesting::{Concerned, Stands, asked_about, concerned};
use changeproof_domain::account::{Account, System};
use changeproof_domain::snapshot::Snapshot;
use changeproof_domain::time::Timestamp;
use serde_json::json;

use crate::decisions::Refusal;
use crate::error::AppError;
use crate::members::SignInError;
use crate::ports::Ports;
use crate::words::counted;

/// Whether whoever signed in may attest to a control about something; what cannot be told, a sentence each.
pub(super) fn check(
    snapshot: &Snapshot,
    control: &str,
    subject: &str,
    now: Timestamp,
    ports: &Ports<'_>,
) -> Result<Vec<String>, AppError> {
    let person = ports.signed_in.as_ref().ok_or(SignInError::Needed)?;
    let who = Account::new(System::Plain, person.id());
    let found = concerned(snapshot, control, subject, &who, now);
    if found.is_empty() {
        return Err(unknown(control, subject).into());
    }
    let shown = snapshot.people.shown(&who);
    let refused = found.iter().filter_map(|one| match &one.stands {
        Stands::Had(part) => Some(format!("{shown} is {part} of the change")),
        Stands::WithoutRole => Some(format!(
            "{shown} does not hold the role that {control} asks for"
        )),
        Stands::Free | Stands::Unknown(_) => None,
    });
    let refused: Vec<String> = refused.collect();
    let only_role = |one: &Concerned| matches!(one.stands, Stands::WithoutRole);
    if let (Some(why), true) = (refused.first(), found.iter().all(only_role)) {
        return Err(Refusal::new(
            "attester_without_role",
            format!("{why}. Somebody who does has to attest it."),
        )
        .with(json!({ "control": control, "subject": subject, "person": person.id() }))
        .into());
    }
    if let (Some(why), true) = (refused.first(), refused.len() == found.len()) {
        return Err(Refusal::new(
            "attester_had_part",
            format!(
                "{why}. What {control} asks about {subject} is attested by somebody who neither wrote nor \
                 approved it, nor carried it out."
            ),
        )
        .with(json!({ "control": control, "subject": subject, "person": person.id() }))
        .into());
    }
    Ok(remarks(&found, &refused))
}

fn remarks(found: &[Concerned], refused: &[String]) -> Vec<String> {
    let mut remarks: Vec<String> = Vec::new();
    if let Some(why) = refused.first() {
        remarks.push(format!(
            "It does not count for {} of {}: {why}.",
            counted(refused.len() as u64, "deployment", "deployments"),
            found.len()
        ));
    }
    for one in found {
        if let Stands::Unknown(why) = &one.stands {
            let sentence = format!("Whether it counts cannot be told yet: {why}.");
            if !remarks.contains(&sentence) {
                remarks.push(sentence);
            }
        }
    }
    remarks
}

fn unknown(control: &str, subject: &str) -> Refusal {
    let asked = asked_about(control).unwrap_or("something that was imported");
    Refusal::new(
        "attested_subject_unknown",
        format!(
            "Nothing that {control} asks about is called '{subject}'. Give {asked}, as results and imported \
             records name it."
        ),
    )
    .with(json!({ "control": control, "subject": subject }))
}
