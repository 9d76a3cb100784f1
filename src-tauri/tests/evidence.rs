//! Files behind a decision: chosen for it, kept, and saved again as they were.

#![cfg(feature = "e2e")]

use std::fs;

use changeproof_desktop::testing::Played;
use serde_json::json;

const WORDS: &str = "correct horse battery";
const LOG: &str = "deployment_id,service,environment,version,status,started_at,deployed_by,change_ticket\n\
                   d-1,checkout,production,v1,success,2026-03-02 10:00:00,tom,\n";

#[test]
fn a_file_is_attached_to_a_finding_and_a_copy_of_it_is_saved() {
    let folder = tempfile::tempdir().unwrap();
    let app = Played::begin(folder.path()).unwrap();
    app.answer(&[folder.path().join("a.changeproof")]);
    let new = json!({ "new": { "entity": "A", "zone": "UTC" } });
    app.ask("create_workspace", &new).unwrap();
    let ana = json!({
        "new": { "person": "ana", "name": "Ana", "roles": ["compliance_officer"], "from": null },
        "chosen": { "passphrase": WORDS, "again": WORDS },
    });
    app.ask("add_member", &ana).unwrap();
    let log = folder.path().join("log.csv");
    fs::write(&log, LOG).unwrap();
    let batch = app.drop_files(&[log]).unwrap();
    let import = json!({ "batch": batch, "choices": [] });
    app.ask("commit_import", &import).unwrap();
    let groups = app.ask("findings", &json!({ "query": {} })).unwrap();
    let group = &groups["groups"][0]["key"];
    let page = json!({ "query": {}, "group": group, "from": 0, "limit": 1 });
    let page = app.ask("finding_page", &page).unwrap();
    let finding = &page["rows"][0]["finding"];
    let step = json!({ "form": {
        "findings": [finding],
        "step": { "step": "comment", "text": "See the minutes" },
        "with_files": true,
    } });
    app.answer(&[]);
    let cancelled = app.ask("finding_step", &step).unwrap();
    assert!(cancelled.is_null(), "no file was chosen");
    let minutes = folder.path().join("minutes.txt");
    fs::write(&minutes, "Held on Monday.\n").unwrap();
    app.answer(&[minutes]);
    let done = app.ask("finding_step", &step).unwrap();
    let work = app.ask("finding_work", &json!({ "finding": finding }));
    let work = work.unwrap();
    let steps = work["work"]["steps"].as_array().unwrap();
    assert_eq!(
        steps.len(),
        1,
        "nothing was recorded where it was cancelled"
    );
    let file = &steps[0]["evidence"][0];
    assert_eq!(file["file"], "minutes.txt");
    let save = json!({ "event": done["event"], "sha256": file["sha256"] });
    let copy = folder.path().join("copy.txt");
    app.answer(std::slice::from_ref(&copy));
    assert_eq!(app.ask("save_evidence", &save).unwrap(), true);
    assert_eq!(fs::read_to_string(&copy).unwrap(), "Held on Monday.\n");
    let other = json!({ "event": 1, "sha256": file["sha256"] });
    let refused = app.ask("save_evidence", &other).unwrap_err();
    assert_eq!(refused["code"], "unknown_attachment");
}
