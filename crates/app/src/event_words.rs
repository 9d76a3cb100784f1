//! What the events of the log say, for people.

use changeproof_domain::member::MemberRole;
use changeproof_domain::time::Timestamp;
use serde_json::Value;

use crate::decisions::kind_of;
use crate::event_log;
use crate::members::event;
use crate::months::capital;
use crate::words::counted;

/// The action in a few words, such as `Import`.
pub(crate) fn label(action: &str) -> String {
    match action {
        "workspace_created" => "Workspace made".to_owned(),
        "file_imported" => "Import".to_owned(),
        "source_declared_again" => "Declared again".to_owned(),
        "evaluated" => "Evaluation".to_owned(),
        "pack_exported" => "Pack exported".to_owned(),
        event_log::EXPORTED => "Log exported".to_owned(),
        event_log::CHECKPOINT => "Checkpoint written".to_owned(),
        "policy_version_added" => "Policy version".to_owned(),
        event::ADDED => "Person added".to_owned(),
        event::ROLES => "Roles changed".to_owned(),
        event::PASSPHRASE => "Passphrase changed".to_owned(),
        event::RESET => "Passphrase reset".to_owned(),
        event::DEACTIVATED => "Person deactivated".to_owned(),
        event::SIGN_IN => "Sign-in".to_owned(),
        other => kind_of(other).map_or_else(
            || capital(&other.replace(['_', '.'], " ")),
            |kind| kind.label.to_owned(),
        ),
    }
}

/// What an event says, for people.
pub(crate) fn sentence(action: &str, payload: &str) -> String {
    let payload: Value = serde_json::from_str(payload).unwrap_or_default();
    let text = |key: &str| payload[key].as_str().unwrap_or("?").to_owned();
    let number = |key: &str| payload[key].as_u64().unwrap_or(0);
    let declaration = &payload["declaration"];
    let covers = &declaration["covers"];
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
            "Imported {} as {}: {}{declared}. SHA-256 {}.{}",
            text("file"),
            text("format"),
            counted(number("records"), "record", "records"),
            text("sha256"),
            masked(&payload)
        ),
        "source_declared_again" => {
            format!(
                "Declared {} again, as {}{declared}{}. SHA-256 {}.",
                text("file"),
                text("format"),
                otherwise_declared(declaration),
                text("sha256")
            ) + &masked(&payload)
        }
        "evaluated" => format!(
            "Evaluated {} to {}: {}. Results hash {}.",
            text("from"),
            text("to"),
            counted(
                number("subjects"),
                "production deployment",
                "production deployments"
            ),
            text("results_hash")
        ),
        event_log::EXPORTED => format!(
            "Exported the log up to event {} as {}. SHA-256 {}.",
            number("events"),
            text("file"),
            text("sha256")
        ),
        event_log::CHECKPOINT => format!(
            "Wrote a checkpoint at event {} as {}. Hash of that event {}.",
            number("sequence"),
            text("file"),
            text("head")
        ),
        "pack_exported" if payload["kind"] == "change" => format!(
            "Exported dossier {} of deployment {} as {}. SHA-256 {}.",
            text("pack_id"),
            text("subject"),
            text("file"),
            text("sha256")
        ),
        "pack_exported" => format!(
            "Exported {} {} of {} to {} as {}. SHA-256 {}.",
            match payload["kind"].as_str() {
                Some("annual") => "annual review pack",
                Some("summary") => "management summary",
                _ => "audit pack",
            },
            text("pack_id"),
            text("from"),
            text("to"),
            text("file"),
            text("sha256")
        ),
        "policy_version_added" => format!(
            "Added version {} of the policy, in force from {} on{}: {} SHA-256 {}.",
            number("version"),
            text("from"),
            by(&payload),
            sentence_end(&text("reason")),
            text("sha256")
        ),
        "interpretation_accepted" => format!(
            "Accepted the interpretation {} of version {} of the policy{}: {}",
            text("interpretation"),
            number("policy_version"),
            by(&payload),
            sentence_end(&text("reason"))
        ),
        event::ADDED => format!(
            "Added {}, who signs in as '{}': {}. Key {}.{}",
            text("name"),
            text("person"),
            role_terms(&payload["roles"]),
            text("key"),
            if payload["temporary"] == true {
                " The passphrase has to be changed first."
            } else {
                ""
            }
        ),
        event::ROLES => format!(
            "Roles of '{}' are now: {}.",
            text("person"),
            role_terms(&payload["roles"])
        ),
        event::PASSPHRASE => format!(
            "'{}' chose another passphrase. Key {} takes the place of {}.",
            text("person"),
            text("key"),
            text("replaces")
        ),
        event::RESET => format!(
            "Reset the passphrase of '{}', who has to change it first. Key {} takes the place of {}.",
            text("person"),
            text("key"),
            text("replaces")
        ),
        event::DEACTIVATED => format!("'{}' signs in no more.", text("person")),
        event::SIGN_IN => {
            let roles = payload["roles"].as_array().into_iter().flatten();
            let roles: Vec<String> = roles.map(role_word).collect();
            match roles.as_slice() {
                [] => "Signed in, without a role on that day.".to_owned(),
                roles => format!("Signed in as {}.", roles.join(", ")),
            }
        }
        other => match kind_of(other) {
            Some(kind) => (kind.sentence)(&payload),
            None => other.replace(['_', '.'], " "),
        },
    }
}

/// A role, for people; one that this version does not know as it is written.
fn role_word(role: &Value) -> String {
    let id = role.as_str().unwrap_or("?");
    MemberRole::from_id(id).map_or_else(|| id.to_owned(), |role| role.label().to_owned())
}

/// Roles with their days.
fn role_terms(terms: &Value) -> String {
    let terms = terms.as_array().into_iter().flatten();
    let told: Vec<String> = terms
        .map(|term| {
            let to = term["to"].as_str();
            let to = to.map_or_else(String::new, |to| format!(" to {to}"));
            let from = term["from"].as_str().unwrap_or("?");
            format!("{} from {from}{to}", role_word(&term["role"]))
        })
        .collect();
    match told.as_slice() {
        [] => "none".to_owned(),
        told => told.join(", "),
    }
}

/// That secrets were masked, with the hash of the copy that is kept.
fn masked(payload: &Value) -> String {
    let Some(kept) = payload["kept_sha256"].as_str() else {
        return String::new();
    };
    let rules = payload["secrets_masked"].as_object();
    let counts = rules.into_iter().flat_map(|rules| rules.values());
    let secrets: u64 = counts.filter_map(Value::as_u64).sum();
    format!(
        " Masked {}; SHA-256 of the kept copy {kept}.",
        counted(secrets, "secret", "secrets")
    )
}

/// Who decided, as it was given.
fn by(payload: &Value) -> String {
    let by = payload["by"].as_str();
    by.map_or_else(String::new, |by| format!(", by {by}"))
}

/// Words of a person, closed as a sentence.
pub(crate) fn sentence_end(words: &str) -> String {
    let words = words.trim();
    if words.ends_with(['.', '!', '?']) {
        words.to_owned()
    } else {
        format!("{words}.")
    }
}

/// What a declaration says beside the days.
fn otherwise_declared(declaration: &Value) -> String {
    let text = |key: &str| declaration[key].as_str().filter(|text| !text.is_empty());
    let mut said = Vec::new();
    if let Some(zone) = text("zone") {
        said.push(format!("time zone {zone}"));
    }
    if let Some(rows) = declaration["expected_rows"].as_u64() {
        said.push(counted(rows, "row expected", "rows expected"));
    }
    if let Ok(at) = serde_json::from_value::<Timestamp>(declaration["exported_at"].clone()) {
        said.push(format!("exported {at}"));
    }
    if let Some(query) = text("query") {
        said.push(format!("query '{query}'"));
    }
    for (key, name) in [("service", "service"), ("repository", "repository")] {
        if let Some(value) = text(key) {
            said.push(format!("{name} {value}"));
        }
    }
    said.iter().map(|word| format!(", {word}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_declaration_and_a_pack_are_told_in_full() {
        let declared = r#"{"file":"log.csv","sha256":"ab","format":"deploy-log","declaration":{
            "zone":"Asia/Tokyo","expected_rows":1200,"query":"all","service":"web"}}"#;
        assert_eq!(
            sentence("source_declared_again", declared),
            "Declared log.csv again, as deploy-log, time zone Asia/Tokyo, 1,200 rows expected, query \
             'all', service web. SHA-256 ab."
        );
        let pack = r#"{"pack_id":"CP-1","file":"a.pdf","sha256":"ab","from":"2025-01-01",
            "to":"2025-01-31"}"#;
        assert_eq!(
            sentence("pack_exported", pack),
            "Exported audit pack CP-1 of 2025-01-01 to 2025-01-31 as a.pdf. SHA-256 ab."
        );
        let one = r#"{"file":"a","sha256":"b","format":"c","records":1}"#;
        assert!(sentence("file_imported", one).contains(": 1 record. "));
    }

    #[test]
    fn decisions_on_the_policy_are_told_with_who_and_why() {
        let version =
            r#"{"version":2,"from":"2025-07-01","by":"Ana","reason":"The board","sha256":"ab"}"#;
        assert_eq!(
            sentence("policy_version_added", version),
            "Added version 2 of the policy, in force from 2025-07-01 on, by Ana: The board. SHA-256 ab."
        );
        let accepted = r#"{"interpretation":"prompt-reversion","policy_version":2,"by":"Ana","reason":"Agreed."}"#;
        assert_eq!(
            sentence("interpretation_accepted", accepted),
            "Accepted the interpretation prompt-reversion of version 2 of the policy, by Ana: Agreed."
        );
    }

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

    #[test]
    fn what_happens_to_people_is_told_in_sentences() {
        let roles = r#"[{"role":"reviewer","from":"2025-03-01","to":"2025-06-30"},
            {"role":"policy_owner","from":"2025-03-01","to":null}]"#;
        let added = format!(
            r#"{{"person":"bo","name":"Bo Lind","roles":{roles},"key":"ab","temporary":true}}"#
        );
        assert_eq!(
            sentence(event::ADDED, &added),
            "Added Bo Lind, who signs in as 'bo': reviewer from 2025-03-01 to 2025-06-30, policy owner from \
             2025-03-01. Key ab. The passphrase has to be changed first."
        );
        let changed = format!(r#"{{"person":"bo","roles":{roles}}}"#);
        assert!(
            sentence(event::ROLES, &changed).starts_with("Roles of 'bo' are now: reviewer from")
        );
        let none = sentence(event::ROLES, r#"{"person":"bo","roles":[]}"#);
        assert_eq!(none, "Roles of 'bo' are now: none.");
        let key = r#"{"person":"bo","key":"cd","replaces":"ab"}"#;
        assert_eq!(
            sentence(event::PASSPHRASE, key),
            "'bo' chose another passphrase. Key cd takes the place of ab."
        );
        assert_eq!(
            sentence(event::RESET, key),
            "Reset the passphrase of 'bo', who has to change it first. Key cd takes the place of ab."
        );
        assert_eq!(sentence(event::DEACTIVATED, key), "'bo' signs in no more.");
        let signed = sentence(event::SIGN_IN, r#"{"roles":["compliance_officer"]}"#);
        assert_eq!(signed, "Signed in as compliance officer.");
        assert_eq!(label(event::SIGN_IN), "Sign-in");
    }
}
