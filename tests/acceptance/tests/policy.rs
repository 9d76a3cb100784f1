//! `policy`: the profile goes out as text and comes in as a version; what is wrong with it is told with its
//! place; interpretations are accepted; packs print what was in force.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::fs;

use changeproof_acceptance::exports::{Exports, evaluate};
use changeproof_acceptance::{Said, Workspace, changeproof, said, tool};
use serde_json::Value;

const BUILT_IN: &str = include_str!("../../../policies/clicki.toml");

fn policy(workspace: &Workspace, part: &str, arguments: &[&str]) -> Said {
    let path = workspace.path().to_str().unwrap();
    let call = ["policy", part, path].into_iter();
    changeproof(call.chain(arguments.iter().copied()))
}

fn import(workspace: &Workspace, text: &str, from: &str, more: &[&str]) -> Said {
    let file = workspace.file("policy.toml", text);
    let own = [
        file.to_str().unwrap(),
        "--from",
        from,
        "--reason",
        "Decided by the board",
    ];
    let arguments: Vec<&str> = own.into_iter().chain(more.iter().copied()).collect();
    policy(workspace, "import", &arguments)
}

fn two_reviewers() -> String {
    BUILT_IN.replacen("\nreviewers = 1", "\nreviewers = 2", 1)
}

#[test]
fn the_built_in_profile_is_exported_as_it_is_kept() {
    let workspace = Workspace::made();
    let exported = policy(&workspace, "export", &[]).well();
    assert_eq!(exported.text(), BUILT_IN);
    let file = workspace.beside("out.toml");
    policy(&workspace, "export", &["--output", file.to_str().unwrap()]).well();
    assert_eq!(fs::read_to_string(file).unwrap(), BUILT_IN);
}

#[test]
fn an_exported_version_comes_in_again_as_the_same_bytes() {
    let workspace = Workspace::made();
    import(&workspace, &two_reviewers(), "2025-07-01", &[]).well();
    let second = policy(&workspace, "export", &["--version", "2"]).well();
    let other = Workspace::made();
    import(&other, second.text(), "2025-07-01", &[]).well();
    let again = policy(&other, "export", &[]).well();
    assert_eq!(again.text(), second.text());
    assert!(
        second.text().contains("effective_from = \"2025-07-01\""),
        "{second}"
    );
    let third = policy(&workspace, "export", &["--version", "3"]).ended_with(2);
    assert!(third.stderr.contains("The newest is 2"), "{third}");
}

#[test]
fn versions_are_listed_with_what_differs() {
    let workspace = Workspace::made();
    let added = import(
        &workspace,
        &two_reviewers(),
        "2025-07-01",
        &["--by", "Ana Silva"],
    )
    .well();
    assert!(
        added.text().contains("reviewers is 2 instead of 1."),
        "{added}"
    );
    assert!(
        added
            .text()
            .contains("by Ana Silva. Recorded without sign-in."),
        "{added}"
    );
    let listed = policy(&workspace, "list", &["--json"]).well().json();
    let versions = listed["versions"].as_array().unwrap();
    assert_eq!(versions.len(), 2);
    assert_eq!(
        versions[0]["from"],
        Value::Null,
        "the built-in one always was"
    );
    assert_eq!(versions[1]["from"], "2025-07-01");
    assert_eq!(versions[1]["by"], "Ana Silva");
    assert_eq!(versions[1]["reason"], "Decided by the board");
    let differences: Vec<&str> = versions[1]["differences"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    assert_eq!(differences, ["reviewers is 2 instead of 1."]);
    let shown = policy(&workspace, "list", &[]).well();
    assert!(
        shown.text().contains("Version 2, from 2025-07-01 on"),
        "{shown}"
    );
}

#[test]
fn what_is_wrong_with_a_profile_is_told_with_its_place_and_nothing_is_kept() {
    let workspace = Workspace::made();
    let before = workspace.bytes();
    let line = BUILT_IN[..BUILT_IN.find("\nreviewers = 1").unwrap()]
        .matches('\n')
        .count()
        + 2;
    for (from, to, expected) in [
        (
            "\nreviewers = 1",
            "\nreviewer = 1",
            "Did you mean 'reviewers'?",
        ),
        ("\nreviewers = 1", "\nreviewers = \"one\"", "a whole number"),
        (
            "controls = [\"REV-03\"]",
            "controls = [\"REV-33\"]",
            "is not a control",
        ),
        ("name = \"", "name = ", "This is not TOML"),
    ] {
        let text = BUILT_IN.replacen(from, to, 1);
        let said = import(&workspace, &text, "2025-07-01", &[]).ended_with(3);
        assert!(said.stderr.contains(expected), "{to}: {said}");
        assert!(
            said.stderr.contains("policy.toml"),
            "the file is named: {said}"
        );
        if from.contains("reviewers") {
            assert!(said.stderr.contains(&format!("line {line}, ")), "{said}");
        }
    }
    let file = workspace.file("policy.toml", BUILT_IN);
    let file = file.to_str().unwrap();
    policy(&workspace, "import", &[file, "--from", "2025-07-01"]).ended_with(2);
    policy(
        &workspace,
        "import",
        &[file, "--from", "2025-07-01", "--reason", " "],
    )
    .ended_with(2);
    assert!(workspace.bytes() == before, "nothing was kept");
}

#[test]
fn a_version_never_begins_before_the_one_before_it() {
    let workspace = Workspace::made();
    import(&workspace, &two_reviewers(), "2025-07-01", &[]).well();
    let early = import(&workspace, BUILT_IN, "2025-06-30", &["--json"]).ended_with(2);
    assert_eq!(early.error()["code"], "policy_too_early");
    import(&workspace, BUILT_IN, "2025-07-01", &[]).well();
}

#[test]
fn an_interpretation_is_accepted_once_and_until_its_values_change() {
    let workspace = Workspace::made();
    let reason = "Four hours fit our contracts";
    let arguments = ["prompt-reversion", "--by", "Ana Silva", "--reason", reason];
    let state = || -> Value {
        let listed = policy(&workspace, "interpretations", &["--json"])
            .well()
            .json();
        let all = listed["interpretations"].as_array().unwrap().clone();
        let one = all.into_iter().find(|one| one["id"] == "prompt-reversion");
        one.unwrap()["accepted"].clone()
    };
    assert_eq!(state(), Value::Null, "it is proposed");
    let accepted = policy(&workspace, "accept", &arguments).well();
    assert!(accepted.text().contains("without sign-in"), "{accepted}");
    assert_eq!(
        (&state()["by"], &state()["reason"]),
        (&"Ana Silva".into(), &reason.into())
    );
    let again = policy(&workspace, "accept", &arguments).ended_with(2);
    assert!(
        again.stderr.contains("was accepted by Ana Silva"),
        "{again}"
    );
    import(&workspace, &two_reviewers(), "2025-07-01", &[]).well();
    assert_eq!(state()["by"], "Ana Silva", "another parameter changed");
    let slower = BUILT_IN.replace("reversion_within = \"4 h\"", "reversion_within = \"8 h\"");
    import(&workspace, &slower, "2025-07-01", &[]).well();
    assert_eq!(state(), Value::Null, "eight hours were never accepted");
    workspace.run("verify", [""; 0]).well();
    let unknown = ["prompt", "--by", "Ana", "--reason", "r"];
    let unknown = policy(&workspace, "accept", &unknown).ended_with(2);
    assert!(unknown.stderr.contains("prompt-reversion"), "{unknown}");
}

#[test]
fn a_pack_prints_what_was_in_force_and_what_was_accepted() {
    let Some(mut text) = tool("pdftotext") else {
        return;
    };
    let workspace = Exports::clean().imported();
    let off = "[controls_off.RBK-01]\nreason = \"The board reviews plans.\"\ndecided_by = \
               \"Bao Nguyen\"\ndecided_on = \"2025-02-25\"";
    let second = two_reviewers().replace("\n[controls_off]", &format!("\n{off}"));
    import(&workspace, &second, "2025-03-01", &[]).well();
    let reason = "It fits";
    let accepted = ["prompt-reversion", "--by", "Ana Silva", "--reason", reason];
    policy(&workspace, "accept", &accepted).well();
    evaluate(&workspace).well();
    let out = workspace.beside("audit.pdf");
    let options = [
        "--from",
        "2025-01-01",
        "--to",
        "2025-12-31",
        "--kind",
        "audit",
        "--out",
    ];
    workspace
        .run("pack", options.into_iter().chain([out.to_str().unwrap()]))
        .well();
    let printed = said(text.arg(&out).arg("-")).well();
    let printed = printed
        .text()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    for expected in [
        "version 1 until 2025-02-28, 2 from 2025-03-01",
        "reviewers = 1 until 2025-02-28, 2 from 2025-03-01",
        "reversion_within = 4 h (decided by Ana Silva",
        "reviewing_roles = engineer, senior_engineer, security_reviewer (default; no decision",
        "RBK-01 was not tested from 2025-03-01 on, by decision of Bao Nguyen of 2025-02-25: The \
         board reviews plans.",
        "Version 1 until 2025-02-28",
        "Version 2 from 2025-03-01 on",
        "Decided by the board",
        "reviewers is 2 instead of 1.",
    ] {
        assert!(printed.contains(expected), "'{expected}' is not printed");
    }
    workspace.run("verify", [""; 0]).well();
}
