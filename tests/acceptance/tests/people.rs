//! `people`: who is who, what accounts that are nobody's leave without evidence, and suggestions that
//! count for nothing.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use changeproof_acceptance::Workspace;
use changeproof_acceptance::exports::{Exports, Judged, person};
use serde_json::{Value, json};

fn people(workspace: &Workspace) -> Value {
    workspace.run("people", ["--json"]).well().json()
}

/// The account of that name in one of the report's lists.
fn account<'r>(report: &'r Value, list: &str, name: &str) -> &'r Value {
    let mut rows = report[list].as_array().unwrap().iter();
    rows.find(|row| row["account"] == name).unwrap()
}

#[test]
fn an_account_that_the_roster_lacks_is_listed_with_the_outcomes_that_need_to_know_whose_it_is() {
    let mut company = Exports::clean();
    let run = company.run();
    run["actor"]["login"] = json!("newcomer");
    run["triggering_actor"]["login"] = json!("newcomer");
    let workspace = company.evaluated();
    let report = people(&workspace);
    let found = account(&report, "unresolved", "newcomer");
    assert_eq!(found["system"], "GitHub");
    assert_eq!(
        found["records"], 1,
        "one run, however often it names the account"
    );
    assert_eq!(found["parts"], json!([{"part": "set_off", "records": 1}]));
    let judged = Judged::of(&workspace);
    let blocked = found["blocked"].as_array().unwrap();
    assert!(!blocked.is_empty(), "{found}");
    for control in blocked {
        assert_eq!(control["deployments"], 1);
        judged.says(
            control["control"].as_str().unwrap(),
            "insufficient_evidence",
        );
    }
    assert!(
        blocked.iter().any(|of| of["control"] == "TRC-03"),
        "{found}"
    );
    // Once the roster has it, nothing is left open.
    company
        .roster
        .push(person("newcomer", "deployer", "2024-01-01", ""));
    let report = people(&company.evaluated());
    assert_eq!(report["unresolved"], json!([]));
}

#[test]
fn an_account_that_decides_nothing_blocks_nothing() {
    let mut company = Exports::clean();
    company.issue()["fields"]["reporter"]["name"] = json!("somebody");
    company.issue()["fields"]["reporter"]["accountId"] = json!("somebody");
    let report = people(&company.evaluated());
    let found = account(&report, "unresolved", "somebody");
    assert_eq!(found["blocked"], json!([]), "{found}");
}

#[test]
fn a_co_author_line_suggests_a_person_whom_no_control_takes_for_the_author() {
    let mut company = Exports::clean();
    company
        .roster
        .push("Nadia Comer,,nadia,,,,engineer,2024-01-01,".to_owned());
    let before = company.judged();
    before.says("REV-01", "pass");
    let trailer = "\n\nCo-authored-by: Nadia Comer <n@home.example>";
    company.commits[0].message.push_str(trailer);
    let workspace = company.evaluated();
    Judged::of(&workspace).says("REV-01", "insufficient_evidence");
    let report = people(&workspace);
    let suggestion = &report["suggestions"][0];
    assert_eq!(suggestion["account"], "n@home.example");
    assert_eq!(suggestion["other"], "Nadia Comer");
    assert_eq!(suggestion["reason"], "trailer");
    let found = account(&report, "unresolved", "n@home.example");
    let mut blocked = found["blocked"].as_array().unwrap().iter();
    assert!(blocked.any(|of| of["control"] == "REV-01"), "{found}");
}

#[test]
fn a_role_is_in_force_between_its_days_both_included() {
    let mut company = Exports::clean();
    let line = person("oskar", "deployer", "2025-03-01", "2025-03-31");
    company.roster.push(line);
    let workspace = company.evaluated();
    let in_force = |day: &str| {
        let report = workspace
            .run("people", ["--json", "--on", day])
            .well()
            .json();
        let persons = report["persons"].as_array().unwrap().clone();
        let mut persons = persons.into_iter();
        let oskar = persons.find(|one| one["person"] == "oskar").unwrap();
        oskar["roles"][0]["in_force"].as_bool().unwrap()
    };
    assert_eq!(
        ["2025-02-28", "2025-03-01", "2025-03-31", "2025-04-01"].map(in_force),
        [false, true, true, false]
    );
}

#[test]
fn service_identities_and_shared_logins_are_listed_apart() {
    let mut company = Exports::clean();
    let run = company.run();
    run["actor"]["login"] = json!("jenkins");
    run["triggering_actor"]["login"] = json!("jenkins");
    let report = people(&company.evaluated());
    assert_eq!(
        report["unresolved"],
        json!([]),
        "a generic login is no missing person"
    );
    assert_eq!(account(&report, "machines", "jenkins")["kind"], "shared");
    let bot = account(&report, "machines", "github-actions[bot]");
    assert_eq!(bot["kind"], "service");
    assert_eq!(bot["person"], "CI deployer");
}

#[test]
fn the_plain_list_names_what_an_account_blocks() {
    let mut company = Exports::clean();
    company.run()["actor"]["login"] = json!("newcomer");
    company.run()["triggering_actor"]["login"] = json!("newcomer");
    let workspace = company.evaluated();
    let said = workspace.run("people", ["--unresolved"]).well();
    assert!(
        said.text()
            .contains("GitHub newcomer: set off 1 (nobody's)"),
        "{said}"
    );
    assert!(said.text().contains("    blocks TRC-03 on 1"), "{said}");
    assert!(
        !said.text().contains("in the roster; roles as of"),
        "{said}"
    );
}
