//! Each command, while nobody is signed in, and with every role: what is refused is refused in the shell,
//! whatever the page shows.

#![cfg(feature = "e2e")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use changeproof_desktop::COMMANDS;
use changeproof_desktop::testing::Played;
use serde_json::{Value, json};

/// Who may call a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    /// Anybody, also while it is locked: it shows nothing of the workspace.
    Anybody,
    /// Whoever signed in and has a role.
    SignedIn,
    /// A compliance officer.
    Officer,
    /// Whoever has one of the roles that decide on it; an auditor has none.
    Decider,
}

const WORDS: &str = "correct horse battery";
const OTHER: &str = "staple of other words";

/// Every command with arguments that are good enough to get as far as the question who asks.
fn commands(batch: u32) -> Vec<(&'static str, Who, Value)> {
    use Who::{Anybody, Decider, Officer, SignedIn};
    let year = json!({ "from": "2019-01-01", "to": "2019-12-31" });
    let chosen = json!({ "passphrase": WORDS, "again": WORDS });
    let choices = json!({ "batch": batch, "choices": [] });
    let page = |query: Value| json!({ "query": query, "from": 0, "limit": 10 });
    let nothing = json!({});
    let exception = json!({
        "exception": null, "control": "REV-01", "clause": "4.2", "deviation": "d", "justification": "j",
        "scope": "deployment", "scope_of": "x", "from": "2030-01-01", "to": "2030-01-02",
        "risk_owner": "o", "risk": "high", "residual_risk": "r", "compensating_controls": "c",
        "return_plan": "p", "with_files": false,
    });
    let review = json!({
        "change": "CHG-1", "held_on": null, "outcome": "o", "cause": "c", "code_read": null,
        "code_read_by": null, "follow_up": [], "attendees": [], "with_files": false,
    });
    vec![
        ("app_view", Anybody, json!({})),
        ("save_settings", Anybody, json!({})),
        ("choose_workspace", Anybody, json!({})),
        ("open_recent", Anybody, json!({})),
        ("forget_recent", Anybody, json!({})),
        ("create_workspace", Anybody, json!({})),
        ("open_demo", Anybody, json!({})),
        ("close_workspace", Anybody, json!({})),
        ("copy_text", Anybody, json!({})),
        ("sign_in", Anybody, json!({})),
        ("choose_passphrase", Anybody, json!({})),
        ("lock", Anybody, json!({})),
        ("activity", Anybody, json!({})),
        ("cancel", Anybody, json!({})),
        ("export_guides", Anybody, json!({})),
        ("members", SignedIn, json!({})),
        (
            "add_member",
            Officer,
            json!({ "new": { "person": "cy", "name": "Cy", "roles": ["auditor"], "from": null }, "chosen": chosen }),
        ),
        (
            "change_roles",
            Officer,
            json!({ "edit": { "person": "bo", "give": ["reviewer"], "take": [], "from": null, "to": null } }),
        ),
        (
            "reset_member",
            Officer,
            json!({ "person": "dan", "chosen": chosen }),
        ),
        ("deactivate_member", Officer, json!({ "person": "dan" })),
        (
            "change_passphrase",
            SignedIn,
            json!({ "keyStore": false, "own": "not the own one", "chosen": chosen }),
        ),
        ("workspace", SignedIn, json!({})),
        ("set_period", Officer, json!({ "period": year })),
        ("refresh", Officer, json!({})),
        ("catalogue", SignedIn, json!({})),
        ("overview", SignedIn, json!({})),
        ("deployments", SignedIn, page(nothing.clone())),
        ("deployment_choices", SignedIn, json!({})),
        ("copy_deployments", SignedIn, json!({ "query": nothing })),
        ("deployment", SignedIn, json!({ "key": "d0" })),
        (
            "explain",
            SignedIn,
            json!({ "deployment": "d0", "control": "REV-01" }),
        ),
        (
            "explain_other",
            SignedIn,
            json!({ "control": "REV-01", "id": "x" }),
        ),
        ("original", SignedIn, json!({ "origin": "x" })),
        ("findings", SignedIn, json!({ "query": nothing })),
        (
            "finding_page",
            SignedIn,
            json!({ "query": nothing, "group": "x", "from": 0, "limit": 10 }),
        ),
        (
            "finding_work",
            SignedIn,
            json!({ "finding": "REV-01/deployment/github/1" }),
        ),
        (
            "finding_step",
            Officer,
            json!({ "form": { "findings": ["REV-01/deployment/github/1"], "step": { "step": "comment", "text": "t" }, "with_files": false } }),
        ),
        (
            "save_evidence",
            SignedIn,
            json!({ "event": 1, "sha256": "0" }),
        ),
        ("review_queue", SignedIn, json!({})),
        ("record_review", Decider, json!({ "form": review })),
        (
            "save_review",
            SignedIn,
            json!({ "event": 1, "change": "CHG-1" }),
        ),
        ("kept_here", SignedIn, json!({})),
        (
            "keep_here",
            Officer,
            json!({ "register": "post_change_reviews", "reason": "r" }),
        ),
        (
            "attest",
            Decider,
            json!({ "form": { "control": "DEP-03", "subject": "x", "answer": "yes", "reason": "r", "with_files": false } }),
        ),
        ("annual_review", SignedIn, json!({})),
        (
            "policy_review_step",
            Decider,
            json!({ "step": { "step": "open" } }),
        ),
        ("change_records", SignedIn, page(nothing.clone())),
        ("change_record", SignedIn, json!({ "key": 0 })),
        (
            "persons",
            SignedIn,
            page(json!({ "text": "", "roles": [], "day": null })),
        ),
        (
            "accounts",
            SignedIn,
            page(json!({ "text": "", "machines": false })),
        ),
        ("suggestions", SignedIn, json!({ "from": 0, "limit": 10 })),
        ("account_decisions", SignedIn, json!({})),
        (
            "account_step",
            Officer,
            json!({ "step": { "step": "withdraw", "event": 1, "reason": "r", "with_files": false } }),
        ),
        ("deployment_links", SignedIn, json!({ "deployment": "d0" })),
        (
            "link_step",
            Officer,
            json!({ "step": { "step": "second", "event": 1, "with_files": false } }),
        ),
        ("policy", SignedIn, json!({})),
        (
            "try_parameter",
            SignedIn,
            json!({ "name": "reviewers", "value": "2" }),
        ),
        ("export_policy", SignedIn, json!({ "version": 1 })),
        ("imports", SignedIn, json!({})),
        ("choose_files", Officer, json!({})),
        ("preview_import", Officer, choices.clone()),
        ("commit_import", Officer, choices),
        ("home", SignedIn, json!({})),
        ("samples", SignedIn, json!({})),
        (
            "draw_sample",
            SignedIn,
            json!({ "new": { "period": year, "seed": "s", "size": null, "strata": [], "reason": null } }),
        ),
        ("working_paper", SignedIn, json!({ "sample": 1 })),
        (
            "tick_sample",
            SignedIn,
            json!({ "tick": { "sample": 1, "item": "x", "control": "REV-01", "tick": "agreed", "note": null } }),
        ),
        ("exceptions", SignedIn, json!({})),
        ("write_exception", Decider, json!({ "form": exception })),
        (
            "exception_step",
            Decider,
            json!({ "exception": "x", "step": { "step": "submit" } }),
        ),
        ("export_log", SignedIn, json!({})),
        ("write_checkpoint", SignedIn, json!({})),
        ("make_dossier", Officer, json!({ "key": "d0" })),
        ("packs", SignedIn, json!({})),
        (
            "make_pack",
            Officer,
            json!({ "pack": { "kind": "audit", "period": year, "prepared_by": "", "paper": "a4" } }),
        ),
        ("open_pack", SignedIn, json!({ "key": "1" })),
        ("verify_pack", SignedIn, json!({ "key": "1" })),
        ("verify_chosen_pack", SignedIn, json!({})),
        (
            "events",
            SignedIn,
            page(json!({ "text": "", "actions": [] })),
        ),
        ("verify_workspace", SignedIn, json!({})),
    ]
}

/// An app with a workspace to which ana signs in as its officer; bo is an auditor, dan a reviewer, both with a
/// passphrase that ana chose. Ana is signed in.
fn with_people(folder: &Path) -> Played {
    let app = Played::begin(folder).unwrap();
    app.answer(&[folder.join("a.changeproof")]);
    let new = json!({ "new": { "entity": "A", "zone": "UTC" } });
    app.ask("create_workspace", &new).unwrap();
    for (person, role) in [
        ("ana", "compliance_officer"),
        ("bo", "auditor"),
        ("dan", "reviewer"),
    ] {
        let new = json!({ "person": person, "name": person, "roles": [role], "from": null });
        let chosen = json!({ "passphrase": WORDS, "again": WORDS });
        app.ask("add_member", &json!({ "new": new, "chosen": chosen }))
            .unwrap();
    }
    let demo = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../fixtures/demo/inputs/deploy-log.csv"
    );
    fs::copy(demo, folder.join("deploy-log.csv")).unwrap();
    let batch = app.drop_files(&[folder.join("deploy-log.csv")]).unwrap();
    app.ask("commit_import", &json!({ "batch": batch, "choices": [] }))
        .unwrap();
    app.answer(&[]);
    app
}

fn sign_in(app: &Played, person: &str, passphrase: &str) -> Value {
    let arguments = json!({ "person": person, "passphrase": passphrase });
    app.ask("sign_in", &arguments).unwrap()
}

/// What a command was refused with; nothing where it was not.
fn code(answer: &Result<Value, Value>) -> &str {
    match answer {
        Ok(_) => "",
        // A text alone says that the arguments of this test are none.
        Err(error) => error["code"].as_str().unwrap_or_else(|| panic!("{error}")),
    }
}

#[test]
fn every_command_stands_in_the_table() {
    let known: BTreeSet<&str> = commands(1).iter().map(|(name, ..)| *name).collect();
    assert_eq!(known, COMMANDS.iter().copied().collect());
}

#[test]
fn while_it_is_locked_each_command_on_the_workspace_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let app = with_people(folder.path());
    app.ask("lock", &json!({})).unwrap();
    for (command, who, arguments) in commands(1) {
        if who != Who::Anybody {
            let answer = app.ask(command, &arguments);
            assert_eq!(code(&answer), "sign_in_needed", "{command}: {answer:?}");
        }
    }
    let shown = app.ask("app_view", &json!({})).unwrap();
    assert_eq!(shown["workspace"], Value::Null);
    assert_eq!(shown["sign_in"]["step"], "locked");
    let stopped = app.ask("cancel", &json!({ "job": 1 })).unwrap();
    assert_eq!(stopped, false);
    let chosen = json!({ "chosen": { "passphrase": OTHER, "again": OTHER } });
    assert_eq!(
        code(&app.ask("choose_passphrase", &chosen)),
        "sign_in_needed"
    );
}

#[test]
fn until_another_passphrase_is_chosen_each_command_on_the_workspace_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let app = with_people(folder.path());
    app.ask("lock", &json!({})).unwrap();
    let step = sign_in(&app, "bo", WORDS);
    assert_eq!(step["sign_in"]["step"], "choose_passphrase");
    for (command, who, arguments) in commands(1) {
        if who != Who::Anybody {
            let answer = app.ask(command, &arguments);
            assert_eq!(
                code(&answer),
                "passphrase_temporary",
                "{command}: {answer:?}"
            );
        }
    }
    let differs = json!({ "chosen": { "passphrase": OTHER, "again": WORDS } });
    assert_eq!(
        code(&app.ask("choose_passphrase", &differs)),
        "passphrases_differ"
    );
}

#[test]
fn an_auditor_is_refused_what_is_an_officers_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let app = with_people(folder.path());
    app.ask("lock", &json!({})).unwrap();
    sign_in(&app, "bo", WORDS);
    let chosen = json!({ "chosen": { "passphrase": OTHER, "again": OTHER } });
    let opened = app.ask("choose_passphrase", &chosen).unwrap();
    assert_eq!(opened["workspace"]["signed_in"]["person"], "bo");
    assert_eq!(opened["workspace"]["signed_in"]["may"]["import"], false);
    let batch = app
        .drop_files(&[folder.path().join("deploy-log.csv")])
        .unwrap();
    for (command, who, arguments) in commands(batch) {
        if who == Who::Anybody {
            continue;
        }
        let answer = app.ask(command, &arguments);
        if matches!(who, Who::Officer | Who::Decider) {
            assert_eq!(code(&answer), "not_allowed", "{command}: {answer:?}");
        } else {
            let refused = ["not_allowed", "sign_in_needed", "sign_in_over"];
            assert!(!refused.contains(&code(&answer)), "{command}: {answer:?}");
        }
    }
}

#[test]
fn an_officer_is_refused_nothing_for_want_of_a_role() {
    let folder = tempfile::tempdir().unwrap();
    let app = with_people(folder.path());
    let batch = app
        .drop_files(&[folder.path().join("deploy-log.csv")])
        .unwrap();
    for (command, who, arguments) in commands(batch) {
        if who == Who::Anybody {
            continue;
        }
        let answer = app.ask(command, &arguments);
        if who == Who::Decider {
            continue;
        }
        let refused = ["not_allowed", "sign_in_needed", "sign_in_over"];
        assert!(!refused.contains(&code(&answer)), "{command}: {answer:?}");
    }
}
