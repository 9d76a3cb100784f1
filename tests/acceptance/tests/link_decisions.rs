//! Decisions on links, through the command: what is confirmed or added counts, what is cut does not, and the
//! outcome from before stays in the history.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use changeproof_acceptance::exports::{DEPLOYMENT, Exports};
use changeproof_acceptance::{Said, Workspace, command, said};
use serde_json::Value;

const WORDS: &str = "correct horse battery";

fn by(person: &str, workspace: &Workspace, call: &str) -> Said {
    let path = workspace.path().to_str().unwrap();
    let words = call.split(' ').map(|word| match word {
        "W" => path.to_owned(),
        word if word.starts_with("--") || word.contains("_re") || word.contains("_run") => {
            word.to_owned()
        }
        word => word.replace('_', " "),
    });
    let mut call = command(words);
    call.args(["--as", person])
        .env("CHANGEPROOF_PASSPHRASE", WORDS);
    said(&mut call)
}

/// The same as Kim, who has no part in any change.
fn kim(workspace: &Workspace, call: &str) -> Said {
    by("kim", workspace, call)
}

/// Judged, with its officers Kim and Lou, whose sign-in Kim made.
fn with_kim(company: &Exports) -> Workspace {
    let workspace = company.evaluated();
    let path = workspace.path().to_str().unwrap();
    let mut add = command(["people", "add", path, "kim", "--name", "Kim"]);
    said(add.env("CHANGEPROOF_NEW_PASSPHRASE", WORDS)).well();
    let lent = "lent for one morning";
    let lou = "people add W lou --name Lou --role compliance_officer";
    let mut add = command(lou.replace('W', path).split(' '));
    add.args(["--as", "kim"])
        .env("CHANGEPROOF_PASSPHRASE", WORDS);
    said(add.env("CHANGEPROOF_NEW_PASSPHRASE", lent)).well();
    let mut own = command(["people", "passphrase", path, "--as", "lou"]);
    own.env("CHANGEPROOF_PASSPHRASE", lent);
    said(own.env("CHANGEPROOF_NEW_PASSPHRASE", WORDS)).well();
    workspace.file("minutes.txt", "It is so.\n");
    workspace
}

/// A decision of Lou's with a file behind it, with which Kim agrees.
fn decided(workspace: &Workspace, call: &str) {
    let done = by("lou", workspace, &with_minutes(workspace, call)).well();
    let done = done.json();
    assert_eq!(done["waits_for_second"], true, "{done}");
    kim(workspace, &format!("links second W {}", done["event"])).well();
}

fn with_minutes(workspace: &Workspace, call: &str) -> String {
    let file = workspace.path().with_file_name("minutes.txt");
    format!("{call} --evidence={} --json", file.display())
}

fn again(workspace: &Workspace) -> Vec<Value> {
    let days = "--from 2025-01-01 --to 2025-12-31 --as-of 2026-01-02T09:00:00Z";
    kim(workspace, &format!("evaluate W {days}")).well();
    kim(workspace, "results W --format jsonl").well().lines()
}

#[track_caller]
fn outcome(results: &[Value], control: &str) -> String {
    let own = |line: &&Value| line["subject"]["id"] == DEPLOYMENT && line["control"] == control;
    let line = results.iter().find(own).unwrap();
    line["outcome"].as_str().unwrap().to_owned()
}

/// The link to a record, as 'links' prints it.
fn link(workspace: &Workspace, target: &str) -> Value {
    let all = kim(workspace, "links W --format jsonl").well().lines();
    let own =
        |line: &&Value| line["deployment"]["id"] == DEPLOYMENT && line["target"]["id"] == target;
    all.iter().find(own).cloned().unwrap_or_default()
}

/// The clean company, with a change in whose texts no key stands.
fn without_key() -> Exports {
    let mut company = Exports::clean();
    company.pull_request()["title"] = "retry".into();
    let body = company.pull_request()["body"].to_string();
    let branch = company.pull_request()["headRefName"].to_string();
    assert!(!body.contains("CHG-") && !branch.contains("CHG-"));
    company.commits[0].message = "retry (#42)".to_owned();
    company
}

#[test]
fn a_link_that_a_person_adds_counts_and_says_who_when_and_why() {
    let workspace = with_kim(&without_key());
    let before = kim(&workspace, "results W --format jsonl").well().lines();
    assert_eq!(outcome(&before, "TRC-01"), "fail");
    let add = format!("links add W {DEPLOYMENT} change_record CHG-1000 --reason Key_forgotten");
    decided(&workspace, &add);
    let results = again(&workspace);
    assert_eq!(outcome(&results, "TRC-01"), "pass");
    let own = |line: &&Value| line["subject"]["id"] == DEPLOYMENT && line["control"] == "TRC-01";
    let marks = &results.iter().find(own).unwrap()["overlays"];
    let marks = marks.as_array().unwrap();
    assert!(marks.contains(&"backdated".into()), "{marks:?}");
    let link = link(&workspace, "CHG-1000");
    assert_eq!(
        (&link["rule"], &link["state"]),
        (&"decided".into(), &"added".into())
    );
    let rule = link["found_in"].as_str().unwrap();
    assert!(
        rule.starts_with("added by lou at ") && rule.ends_with(": Key forgotten"),
        "{rule}"
    );
    let decisions = kim(&workspace, "links decisions W").well();
    assert!(decisions.text().contains("kim agreed."), "{decisions}");
    let story = format!("findings W --finding TRC-01/deployment/github/{DEPLOYMENT} --json");
    let story = kim(&workspace, &story).well().json();
    assert_eq!(story["state"], "false_link", "{story}");
    assert_eq!(story["history"][0]["outcome"], "fail");
    assert_eq!(story["history"][1]["because"][0]["action"], "link.decided");
    workspace.run("verify", [""; 0]).well();
}

#[test]
fn a_link_that_a_person_cuts_counts_no_more_until_it_is_added_again() {
    let workspace = with_kim(&Exports::clean());
    let cut = format!("links cut W {DEPLOYMENT} change_record CHG-1000 --reason Other_change");
    decided(&workspace, &cut);
    assert_eq!(outcome(&again(&workspace), "TRC-01"), "fail");
    assert_eq!(link(&workspace, "CHG-1000")["state"], "cut");
    let add = format!("links add W {DEPLOYMENT} change_record CHG-1000 --reason It_was_right");
    decided(&workspace, &add);
    assert_eq!(outcome(&again(&workspace), "TRC-01"), "pass");
    workspace.run("verify", [""; 0]).well();
}

#[test]
fn a_run_on_the_same_revision_is_a_suggestion_until_a_person_confirms_it() {
    let mut company = Exports::clean();
    for status in company.statuses.as_array_mut().unwrap() {
        let status = status.as_object_mut().unwrap();
        status.remove("target_url");
        status.remove("log_url");
    }
    let workspace = with_kim(&company);
    let run = format!("7{DEPLOYMENT}");
    assert_eq!(link(&workspace, &run)["state"], "suggested");
    let decide =
        |verb: &str| format!("links {verb} W {DEPLOYMENT} pipeline_run {run} --reason Seen");
    kim(&workspace, &decide("refuse")).well();
    assert_eq!(
        outcome(&again(&workspace), "DEP-01"),
        "insufficient_evidence"
    );
    assert_eq!(link(&workspace, &run)["state"], "refused");
    decided(&workspace, &decide("confirm"));
    assert_eq!(outcome(&again(&workspace), "DEP-01"), "pass");
    assert_eq!(link(&workspace, &run)["state"], "confirmed");
    workspace.run("verify", [""; 0]).well();
}

#[test]
fn a_named_run_that_a_person_cuts_is_none() {
    let workspace = with_kim(&Exports::clean());
    let run = format!("7{DEPLOYMENT}");
    let cut = format!("links cut W {DEPLOYMENT} pipeline_run {run} --reason Copied");
    decided(&workspace, &cut);
    assert_eq!(outcome(&again(&workspace), "DEP-01"), "fail");
}

#[test]
fn a_link_of_evaluated_days_counts_with_a_document_and_a_second_person() {
    let workspace = with_kim(&without_key());
    let add = format!("links add W {DEPLOYMENT} change_record CHG-1000 --reason Key_forgotten");
    let code = |said: Said| {
        said.ended_with(2).error()["code"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let without = kim(&workspace, &format!("{add} --json"));
    assert_eq!(code(without), "source_document_missing");
    let by_kim = kim(&workspace, &with_minutes(&workspace, &add))
        .well()
        .json();
    let second =
        |event: &Value, who: &str| by(who, &workspace, &format!("links second W {event} --json"));
    let lous_sign_in = code(second(&by_kim["event"], "lou"));
    assert_eq!(lous_sign_in, "second_person_account_of_the_first");
    let own = code(second(&by_kim["event"], "kim"));
    assert_eq!(own, "second_person_is_the_first");
    assert_eq!(code(second(&1.into(), "lou")), "nothing_to_second");
    assert_eq!(
        outcome(&again(&workspace), "TRC-01"),
        "fail",
        "nobody agreed"
    );
    let decisions = kim(&workspace, "links decisions W").well();
    assert!(
        decisions.text().contains("Waits for a second person."),
        "{decisions}"
    );
    workspace.run("verify", [""; 0]).well();
}

#[test]
fn what_the_rules_forbid_is_refused_with_its_code() {
    let workspace = with_kim(&Exports::clean());
    let refused = |call: &str| {
        let call = format!("links {call} --json");
        let error = kim(&workspace, &call).ended_with(2).error();
        error["code"].as_str().unwrap().to_owned()
    };
    for (call, code) in [
        (
            "confirm W 999 change_record CHG-1000 --reason R",
            "unknown_deployment",
        ),
        (
            "add W 103 change_record CHG-7 --reason R",
            "unknown_link_target",
        ),
        (
            "confirm W 103 change_record CHG-1000 --reason R",
            "no_suggested_link",
        ),
        (
            "refuse W 103 change_record CHG-998 --reason R",
            "no_suggested_link",
        ),
        ("add W 103 change_record CHG-1000 --reason R", "link_there"),
        ("cut W 103 change_record CHG-998 --reason R", "no_link"),
        (
            "cut W 103 change_record CHG-1000 --reason _",
            "words_missing",
        ),
    ] {
        assert_eq!(refused(call), code, "{call}");
    }
}

#[test]
fn whoever_had_a_part_in_the_change_does_not_say_that_its_link_holds() {
    let company = without_key();
    let workspace = company.evaluated();
    let path = workspace.path().to_str().unwrap();
    // By the roster Ana wrote the change.
    let mut add = command(["people", "add", path, "ana", "--name", "Ana"]);
    said(add.env("CHANGEPROOF_NEW_PASSPHRASE", WORDS)).well();
    let call = format!("links add W {DEPLOYMENT} change_record CHG-1000 --reason Mine --json");
    let error = by("ana", &workspace, &call).ended_with(2).error();
    assert_eq!(error["code"], "decider_took_part");
}
