//! Takes back a decision on an account or a role that was wrong.

use std::path::{Path, PathBuf};

use changeproof_store::Workspace;
use chrono::NaiveDate;
use serde_json::json;

use super::event::{AccountVerdict, Decision, Told, WITHDRAWN, Withdrawn, all};
use crate::decisions::attachment;
use crate::decisions::second::{evaluated_to, needs_document};
use crate::decisions::{Refusal, needed};
use crate::error::AppError;
use crate::log;
use crate::permission::{self, Act};
use crate::ports::Ports;
use crate::wire::people::AccountDone;

/// A decision that is taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewWithdrawal {
    /// The event of the decision.
    pub decision: i64,
    /// Why.
    pub reason: String,
    /// Files that show it.
    pub evidence: Vec<PathBuf>,
}

/// Takes a decision back. What was decided stays in the log. Where it counted for days that were evaluated, taking
/// it back reaches into these as well: that needs a file that shows it, and counts once a second person agrees.
///
/// # Errors
///
/// A refusal where there is no such decision, it was taken back before, or something is missing; what a person may
/// not do, or what the store says.
pub fn withdraw(
    workspace: &Path,
    new: &NewWithdrawal,
    ports: &Ports<'_>,
) -> Result<AccountDone, AppError> {
    let reason = needed(&new.reason, "The reason")?.to_owned();
    let mut open = Workspace::open(workspace)?;
    permission::check(&open.read()?, Act::DecideAccount, ports)?;
    let evidence = attachment::read(&new.evidence)?;
    let writer = open.write()?;
    let decided = all(&writer, i64::MAX)?;
    let details = json!({ "event": new.decision });
    let one = decided
        .find(new.decision)
        .filter(|one| person(one).is_some());
    let one = one.ok_or_else(|| {
        Refusal::new(
            "nothing_to_withdraw",
            format!(
                "Event {} is no decision on an account or a role. 'changeproof people decisions' lists them.",
                new.decision
            ),
        )
        .with(details.clone())
    })?;
    if let Some(step) = decided.withdrawal(one) {
        let event = step.recorded.sequence;
        let (code, state) = match decided.holds(step) {
            true => ("withdrawn_already", "was taken back"),
            false => (
                "withdrawal_waits",
                "is to be taken back, once a second person agrees,",
            ),
        };
        return Err(Refusal::new(
            code,
            format!(
                "The decision of event {} {state} by event {event}.",
                new.decision
            ),
        )
        .with(details)
        .into());
    }
    let reaches_back = decided.holds(one) && reaches_back(one, evaluated_to(&writer)?);
    needs_document(reaches_back, evidence.is_empty())?;
    let told = Withdrawn {
        decision: new.decision,
        reason,
        reaches_back,
        evidence: attachment::keep(&writer, &evidence)?,
    };
    let head = log::append(&writer, Act::DecideAccount, WITHDRAWN, &told, ports)?;
    let person = person(one).map(str::to_owned);
    writer.commit()?;
    Ok(AccountDone {
        event: head.sequence,
        person,
        waits_for_second: reaches_back,
    })
}

/// The person whom a decision is about; none of what takes another one back.
fn person(one: &Decision) -> Option<&str> {
    match &one.recorded.told {
        Told::Account(told) => Some(&told.person),
        Told::Role(told) => Some(&told.person),
        Told::Withdrawn(_) => None,
    }
}

/// Whether what a decision says is about days that were evaluated.
fn reaches_back(one: &Decision, evaluated_to: Option<NaiveDate>) -> bool {
    evaluated_to.is_some_and(|last| match &one.recorded.told {
        Told::Account(told) => told.verdict != AccountVerdict::Refused,
        Told::Role(told) => told.from <= last,
        Told::Withdrawn(_) => false,
    })
}
