//! The event log as a pack prints it.

use changeproof_reports::pack::{Event, LogHead};
use changeproof_store::{Head, Reader};
use serde_json::Value;

use super::Material;
use crate::error::AppError;
use crate::loaded::damaged;

/// An event as the head of the log.
pub(super) fn head_of(reader: &Reader<'_>, sequence: i64) -> Result<Head, AppError> {
    let event = reader
        .events(sequence, sequence)?
        .pop()
        .ok_or_else(|| damaged("names an event that the log does not have"))?;
    Ok(Head {
        sequence: event.sequence,
        hash: event.hash,
    })
}

pub(super) fn printed(head: Head) -> LogHead {
    LogHead {
        sequence: number(head.sequence),
        hash: head.hash.to_string(),
    }
}

fn number(sequence: i64) -> u64 {
    u64::try_from(sequence).unwrap_or(0)
}

/// All events up to the evaluation.
pub(super) fn extract(material: &Material<'_>) -> Result<Vec<Event>, AppError> {
    let events = material.reader.events(1, material.head.sequence)?;
    let printed = events.into_iter().map(|event| Event {
        sequence: number(event.sequence),
        at: event.at.utc(),
        person: person(event.person.as_deref()),
        sentence: sentence(&event.action, &event.payload),
        hash: event.hash.to_string(),
    });
    Ok(printed.collect())
}

/// A person's name, or that there was no sign-in.
pub(super) fn person(name: Option<&str>) -> String {
    name.unwrap_or("without sign-in").to_owned()
}

/// What an event says, for people.
fn sentence(action: &str, payload: &str) -> String {
    let payload: Value = serde_json::from_str(payload).unwrap_or_default();
    let text = |key: &str| payload[key].as_str().unwrap_or("?").to_owned();
    let number = |key: &str| payload[key].as_u64().unwrap_or(0);
    let covers = &payload["declaration"]["covers"];
    let declared = match (covers["from"].as_str(), covers["to"].as_str()) {
        (Some(from), Some(to)) => format!(", declared to cover {from} to {to}"),
        _ => String::new(),
    };
    match action {
        "workspace_created" => format!(
            "Workspace made for {}, in the time zone {}.",
            text("entity"),
            text("zone")
        ),
        "file_imported" => format!(
            "Imported {} as {}: {} records{declared}. SHA-256 {}.",
            text("file"),
            text("format"),
            number("records"),
            text("sha256")
        ),
        "source_declared_again" => format!(
            "Declared {} again, as {}{declared}. SHA-256 {}.",
            text("file"),
            text("format"),
            text("sha256")
        ),
        "evaluated" => format!(
            "Evaluated {} to {}: {} production deployments. Results hash {}.",
            text("from"),
            text("to"),
            number("subjects"),
            text("results_hash")
        ),
        "pack_exported" => format!(
            "Exported pack {} as {}. SHA-256 {}.",
            text("pack_id"),
            text("file"),
            text("sha256")
        ),
        other => other.replace('_', " "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_told_in_a_sentence() {
        let payload = r#"{"file":"prs.json","sha256":"ab","format":"github-pull-requests",
            "records":3,"declaration":{"covers":{"from":"2025-01-01","to":"2025-12-31"}}}"#;
        assert_eq!(
            sentence("file_imported", payload),
            "Imported prs.json as github-pull-requests: 3 records, declared to cover 2025-01-01 to \
             2025-12-31. SHA-256 ab."
        );
    }
}
