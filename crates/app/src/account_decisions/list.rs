//! Lists decisions on accounts and roles.

use std::path::Path;

use changeproof_store::{Reader, Workspace};

use super::event::{Decision, Decisions, Told, all};
use crate::decisions::kind_of;
use crate::error::AppError;
use crate::permission::{self, Act};
use crate::ports::Ports;
use crate::wire::attachment::AttachmentLine;
use crate::wire::people::AccountDecisionLine;

/// All decisions, in the order in which they were recorded.
///
/// # Errors
///
/// What a person may not do, or what the store says.
pub fn list(workspace: &Path, ports: &Ports<'_>) -> Result<Vec<AccountDecisionLine>, AppError> {
    let open = Workspace::open(workspace)?;
    let reader = open.read()?;
    permission::check(&reader, Act::Look, ports)?;
    lines(&reader)
}

/// The same, for whoever may look already.
///
/// # Errors
///
/// What the store says.
pub(crate) fn lines(reader: &Reader<'_>) -> Result<Vec<AccountDecisionLine>, AppError> {
    let all = all(reader, i64::MAX)?;
    all.0.iter().map(|one| line(reader, &all, one)).collect()
}

fn line(
    reader: &Reader<'_>,
    all: &Decisions,
    one: &Decision,
) -> Result<AccountDecisionLine, AppError> {
    let recorded = &one.recorded;
    let event = reader.events(recorded.sequence, recorded.sequence)?.pop();
    let sentence = event.and_then(|event| {
        let kind = kind_of(&event.action)?;
        Some((kind.sentence)(&serde_json::from_str(&event.payload).ok()?))
    });
    let step = all.withdrawal(one);
    let withdrawn = step.filter(|step| all.holds(step));
    Ok(AccountDecisionLine {
        event: recorded.sequence,
        at: recorded.at,
        by: recorded.person.clone(),
        sentence: sentence.unwrap_or_default(),
        reaches_back: recorded.told.reaches_back(),
        second: one.second.as_ref().map(|second| second.person.clone()),
        holds: all.holds(one),
        waits: all.waits(one),
        withdrawn_by: withdrawn.map(|step| step.recorded.sequence),
        can_withdraw: step.is_none() && !matches!(recorded.told, Told::Withdrawn(_)),
        evidence: recorded
            .told
            .evidence()
            .iter()
            .map(AttachmentLine::of)
            .collect(),
    })
}
