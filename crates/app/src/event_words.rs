//! What the events of the log say, for people.

use serde_json::Value;

use crate::months::capital;

/// The action in a few words, such as `Import`.
pub(crate) fn label(action: &str) -> String {
    match action {
        "workspace_created" => "Workspace made".to_owned(),
        "file_imported" => "Import".to_owned(),
        "source_declared_again" => "Declared again".to_owned(),
        "evaluated" => "Evaluation".to_owned(),
        "pack_exported" => "Pack exported".to_owned(),
        other => capital(&other.replace('_', " ")),
    }
}

/// What an event says, for people.
pub(crate) fn sentence(action: &str, payload: &str) -> String {
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
