//! What the page may ask for is exactly what is granted to it, and nothing else gets through.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use changeproof_desktop::COMMANDS;
use serde_json::Value;

fn capabilities() -> Vec<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("capabilities");
    let entries = fs::read_dir(folder).unwrap();
    let read = entries.map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap());
    read.map(|text| serde_json::from_str(&text).unwrap())
        .collect()
}

fn granted() -> BTreeSet<String> {
    let capabilities = capabilities();
    assert_eq!(capabilities.len(), 1, "one window, one capability");
    let permissions = capabilities[0]["permissions"].as_array().unwrap();
    let texts = permissions
        .iter()
        .map(|one| one.as_str().unwrap().to_owned());
    texts.collect()
}

#[test]
fn every_command_is_granted_and_no_grant_is_without_a_command() {
    let mut expected: BTreeSet<String> = COMMANDS
        .iter()
        .map(|name| format!("allow-{}", name.replace('_', "-")))
        .collect();
    for event in ["core:event:allow-listen", "core:event:allow-unlisten"] {
        expected.insert(event.to_owned());
    }
    assert_eq!(granted(), expected);
}

#[test]
fn grants_are_for_the_one_window_alone() {
    let capabilities = capabilities();
    assert_eq!(capabilities[0]["windows"], serde_json::json!(["main"]));
    assert_eq!(capabilities[0].get("remote"), None);
    assert_eq!(capabilities[0].get("webviews"), None);
}

#[test]
fn a_command_is_registered_once() {
    let once: BTreeSet<&&str> = COMMANDS.iter().collect();
    assert_eq!(once.len(), COMMANDS.len());
}

#[test]
fn the_pages_can_reach_nothing_but_the_shell() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tauri.conf.json");
    let config: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    let security = &config["app"]["security"];
    let policy = security["csp"].as_object().unwrap();
    assert_eq!(policy["default-src"], "'none'");
    for closed in ["base-uri", "form-action", "frame-ancestors", "object-src"] {
        assert_eq!(policy[closed], "'none'", "{closed}");
    }
    assert_eq!(policy["connect-src"], "ipc: http://ipc.localhost");
    for (directive, sources) in policy {
        let own = ["'none'", "'self'"].contains(&sources.as_str().unwrap());
        assert!(own || directive == "connect-src", "{directive} {sources}");
    }
    assert_eq!(security["freezePrototype"], true);
    assert_eq!(security["assetProtocol"]["enable"], false);
    assert_eq!(security["capabilities"], serde_json::json!(["main"]));
    assert_eq!(config["app"]["withGlobalTauri"], false);
    assert_eq!(config["build"].get("devUrl"), None);
}

#[cfg(feature = "e2e")]
mod at_run_time {
    use changeproof_desktop::testing::is_let_through;

    #[test]
    fn the_main_window_gets_through() {
        assert!(is_let_through("main", "overview").unwrap());
    }

    #[test]
    fn another_window_is_refused() {
        assert!(!is_let_through("other", "overview").unwrap());
    }

    #[test]
    fn what_was_not_granted_is_refused() {
        for command in [
            "plugin:event|emit",
            "plugin:window|set_title",
            "plugin:webview|create_webview_window",
            "plugin:path|resolve_directory",
        ] {
            assert!(!is_let_through("main", command).unwrap(), "{command}");
        }
    }
}
