//! Reads every decision back, and holds the files behind it against what its event tells.

use changeproof_store::{Event, Reader, StoreError};

use crate::decisions::attachment::{self, Attachment};
use crate::decisions::kind_of;
use crate::error::AppError;
use crate::exceptions::Register;
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
    // What the rules of exceptions forbid was never recorded by this program.
    match Register::until(reader, i64::MAX) {
        Ok(_) => {}
        Err(AppError::Store(StoreError::Damaged(why))) => {
            return Ok(Check::fails(
                CHECK,
                format!("{}.", why.trim_end_matches('.')),
            ));
        }
        Err(error) => return Err(error),
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

/// The files behind a decision: every kind names them as `evidence`.
fn attachments(event: &Event) -> Result<Vec<Attachment>, serde_json::Error> {
    #[derive(serde::Deserialize)]
    struct WithEvidence {
        #[serde(default)]
        evidence: Vec<Attachment>,
    }
    Ok(serde_json::from_str::<WithEvidence>(&event.payload)?.evidence)
}
