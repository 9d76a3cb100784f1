//! Reads every decision back, and holds the files behind it against what its event tells.

use changeproof_store::{Event, Reader, StoreError};
use chrono::NaiveDate;

use crate::account_decisions;
use crate::decisions::attachment::{self, Attachment};
use crate::decisions::kind_of;
use crate::error::AppError;
use crate::exceptions::Register;
use crate::link_decisions;
use crate::triage::shown::EVALUATED;
use crate::wire::verification::Check;

const CHECK: &str = "decisions";

/// The check of decisions.
pub(super) fn decisions_check(reader: &Reader<'_>, events: &[Event]) -> Result<Check, AppError> {
    let mut decisions = 0_usize;
    let mut files = 0_usize;
    for event in events
        .iter()
        .filter(|event| kind_of(&event.action).is_some())
    {
        decisions += 1;
        let Ok(evidence) = attachments(event) else {
            let sentence = format!("Event {} does not name its files.", event.sequence);
            return Ok(Check::fails(CHECK, sentence));
        };
        for one in evidence {
            files += 1;
            if !attachment::is_intact(reader, &one)? {
                let (sequence, file) = (event.sequence, one.file);
                let sentence =
                    format!("{file}, which stands behind event {sequence}, is not kept as it was.");
                return Ok(Check::fails(CHECK, sentence));
            }
        }
    }
    if let Some(why) = against_the_rules(reader, events)? {
        return Ok(Check::fails(CHECK, why));
    }
    Ok(match decisions {
        0 => Check::holds(CHECK, "No decisions were recorded."),
        1 => Check::holds(
            CHECK,
            format!("The decision is whole, with {files} files behind it."),
        ),
        n => Check::holds(
            CHECK,
            format!("All {n} decisions are whole, with {files} files behind them."),
        ),
    })
}

/// What the rules forbid and this program never recorded.
fn against_the_rules(reader: &Reader<'_>, events: &[Event]) -> Result<Option<String>, AppError> {
    let read = Register::until(reader, i64::MAX)
        .map(drop)
        .and_then(|()| link_decisions::all(reader, i64::MAX).map(drop))
        .and_then(|()| account_decisions::all(reader, i64::MAX));
    let accounts = match read {
        Ok(accounts) => accounts,
        Err(AppError::Store(StoreError::Damaged(why))) => {
            return Ok(Some(format!("{}.", why.trim_end_matches('.'))));
        }
        Err(error) => return Err(error),
    };
    let evaluated = events.iter().filter(|event| event.action == EVALUATED);
    let evaluated: Vec<(i64, NaiveDate)> = evaluated
        .filter_map(|event| {
            let payload: serde_json::Value = serde_json::from_str(&event.payload).ok()?;
            Some((event.sequence, payload["to"].as_str()?.parse().ok()?))
        })
        .collect();
    Ok(accounts.conceals(&evaluated).map(|event| {
        format!(
            "The decision of event {event} is about days that were evaluated before, and its event says otherwise, so \
             that no second person was asked."
        )
    }))
}

/// The files behind a decision: every kind names them as `evidence`.
fn attachments(event: &Event) -> Result<Vec<Attachment>, serde_json::Error> {
    #[derive(serde::Deserialize)]
    struct WithEvidence {
        #[serde(default)]
        evidence: Vec<Attachment>,
    }
    Ok(serde_json::from_str::<WithEvidence>(&event.payload)?.evidence)
}
