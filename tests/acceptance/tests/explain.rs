//! `explain`: one outcome with its rule, its facts, the rows behind them, and what would change it.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::sync::LazyLock;

use changeproof_acceptance::exports::{DEPLOYMENT, Exports, Judged};
use changeproof_acceptance::{Said, Workspace};
use serde_json::{Value, json};

/// A company whose change nobody approved, and whose incidents were not exported.
static JUDGED: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut company = Exports::clean();
    company.reviewed(&[]);
    company.without.push("pagerduty-incidents.json");
    company.evaluated().bytes()
});

fn explain(deployment: &str, control: &str) -> Said {
    let workspace = Workspace::of_bytes(&JUDGED);
    workspace.run("explain", [deployment, control])
}

fn explained(deployment: &str, control: &str) -> Value {
    let workspace = Workspace::of_bytes(&JUDGED);
    let said = workspace.run("explain", [deployment, control, "--json"]);
    let said = said.well();
    assert_eq!(said.stderr, "", "one object and nothing told");
    said.json()
}

#[test]
fn an_explanation_begins_with_the_line_of_results() {
    let workspace = Workspace::of_bytes(&JUDGED);
    for line in Judged::of(&workspace).results() {
        if line["subject"]["id"] != DEPLOYMENT {
            continue;
        }
        let explained = explained(DEPLOYMENT, line["control"].as_str().unwrap());
        for (name, value) in line.as_object().unwrap() {
            assert_eq!(&explained[name], value, "{name} of {}", line["control"]);
        }
    }
}

#[test]
fn a_failure_is_explained_with_its_rule_and_with_what_would_change_it() {
    let explained = explained(DEPLOYMENT, "REV-01");
    assert_eq!(explained["outcome"], "fail");
    assert_eq!(explained["rule"]["name"], "Independent review");
    assert_eq!(explained["rule"]["severity"], "Critical");
    assert_eq!(explained["rule"]["clauses"][0]["id"], "2-REV");
    assert_eq!(explained["parameters"], json!({"reviewers": 1}));
    assert_eq!(explained["evaluation"]["from"], "2025-01-01");
    assert_eq!(explained["lacking"], json!([]));
    let change = explained["what_would_change"].as_str().unwrap();
    assert!(change.contains("To do: "), "{change}");
}

#[test]
fn every_fact_has_its_row_whole_as_it_stands_in_the_file() {
    let files = Exports::clean().files();
    for control in ["REV-01", "TRC-02", "TST-01", "DEP-02"] {
        let explained = explained(DEPLOYMENT, control);
        let facts = explained["facts"].as_array().unwrap();
        let mut seen = vec![0; facts.len()];
        for row in explained["originals"].as_array().unwrap() {
            assert_eq!(row["intact"], true);
            for place in row["facts"].as_array().unwrap() {
                let at = usize::try_from(place["fact"].as_u64().unwrap()).unwrap();
                seen[at] += 1;
                assert_eq!(facts[at]["source"]["file"], row["file"]);
                assert_eq!(facts[at]["source"]["sha256"], row["sha256"]);
            }
            // The one pull request that differs from the clean company's is not looked for.
            let text = row["text"].as_str().unwrap();
            let (_, file) = files.iter().find(|(name, _)| row["file"] == *name).unwrap();
            assert!(
                file.contains(text) || text.contains(r#""number":42"#),
                "{text}"
            );
        }
        assert!(!facts.is_empty(), "{control} compared something");
        assert!(seen.iter().all(|n| *n == 1), "{control}: {seen:?}");
    }
}

#[test]
fn insufficient_evidence_names_what_was_lacking() {
    let explained = explained(DEPLOYMENT, "MON-02");
    assert_eq!(explained["outcome"], "insufficient_evidence");
    assert_eq!(explained["lacking"][0]["kind"], "incident");
    let lacking = explained["lacking"][0]["sentence"].as_str().unwrap();
    assert_eq!(lacking, "No incidents were imported.");
    let change = explained["what_would_change"].as_str().unwrap();
    assert!(change.starts_with(lacking), "{change}");
}

#[test]
fn a_row_of_a_table_is_shown_cell_by_cell_with_the_compared_ones_marked() {
    let explained = explained(DEPLOYMENT, "DEP-02");
    let rows = explained["originals"].as_array().unwrap();
    let row = rows.iter().find(|row| row["file"] == "roster.csv").unwrap();
    let cells = row["cells"].as_array().unwrap();
    let marked: Vec<&Value> = cells.iter().filter(|cell| cell["marked"] == true).collect();
    assert_eq!(
        cells[0],
        json!({"column": "person", "value": "lena", "marked": false})
    );
    assert!(
        marked
            .iter()
            .any(|cell| cell["column"] == "roles" && cell["value"] == "deployer"),
        "{cells:?}"
    );
}

/// A line without what depends on how the test's own files are laid out.
fn masked(line: &str) -> String {
    if let Some((place, bytes)) = line.split_once(", bytes ") {
        let (_, for_facts) = bytes.split_once(' ').unwrap();
        return format!("{place}, bytes ... {for_facts}");
    }
    for value in [
        r#""customfield_2":[{"value":"referral-api"}]"#,
        r#""repository_url":"https://api.github.com/repos/clicki/referral-api""#,
    ] {
        if line.starts_with("    … ") && line.contains(value) {
            assert!(line.ends_with("characters; --json shows all)"), "{line}");
            return format!("    ... {value} ...");
        }
    }
    if let Some(rest) = line.strip_prefix("    SHA-256 ") {
        let (hash, state) = rest.split_once(": ").unwrap();
        let hexadecimal = hash.chars().all(|c| c.is_ascii_hexdigit());
        assert!(hash.len() == 64 && hexadecimal, "{hash}");
        return format!("    SHA-256 ...: {state}");
    }
    line.to_owned()
}

#[test]
fn an_explanation_in_words_is_as_it_should_be() {
    let said = explain(DEPLOYMENT, "REC-02").well();
    let words: Vec<String> = said.text().lines().map(masked).collect();
    assert_eq!(words, GOLDEN.lines().collect::<Vec<_>>(), "{said}");
}

const GOLDEN: &str = "\
REC-02 Affected systems agree (Medium, version 2)
deployment github:103 of referral-api to production at 2025-03-03T10:00:00Z
Evaluated: 2025-01-01 to 2025-12-31 (UTC), as of 2026-01-02T09:00:00Z.

Outcome: pass. CHG-1000 names referral-api among its affected systems.

Rule
  Passes when, for each change, a linked change record names the deployed service among its affected \
systems, by its own name or an alias, whatever the case. Fails when the records name other systems \
only. Does not apply without a change record (TRC-01 counts that).
  Why: Approval for one system is no approval for another.
  Policy 1-REQ: Changes are documented before implementation: description, systems, risk and impact, \
rollback.
  In force: system aliases = any
  Policy: version 1

Values compared
  1. change_record:CHG-1000 systems: referral-api
     jira-search.json, $.issues[2].fields.customfield_2
  2. deployment:github:103 service: referral-api
     gh-deployments.json, $[2].repository_url

As it stands in the files
  jira-search.json, $.issues[2], bytes ... (for 1)
    SHA-256 ...: the bytes are those that were imported
    ... \"customfield_2\":[{\"value\":\"referral-api\"}] ...
  gh-deployments.json, $[2], bytes ... (for 2)
    SHA-256 ...: the bytes are those that were imported
    ... \"repository_url\":\"https://api.github.com/repos/clicki/referral-api\" ...
";

#[test]
fn a_control_is_found_in_any_case_and_a_deployment_with_its_source() {
    let plain = explain(DEPLOYMENT, "REV-01").well();
    let other = explain(&format!("github:{DEPLOYMENT}"), "rev-01").well();
    assert_eq!(plain.text(), other.text());
}

/// Asserts a failure with an error object, and answers it.
#[track_caller]
fn failed(workspace: &Workspace, arguments: [&str; 2], exit: i32, code: &str) -> Value {
    let arguments = arguments.into_iter().chain(["--json"]);
    let said = workspace.run("explain", arguments).ended_with(exit);
    assert_eq!(said.text(), "", "results alone go to stdout");
    let error = said.error();
    assert_eq!(error["code"], code, "{said}");
    error
}

#[test]
fn a_deployment_that_is_none_is_bad_usage() {
    let workspace = Workspace::of_bytes(&JUDGED);
    let error = failed(&workspace, ["999", "REV-01"], 2, "unknown_deployment");
    assert_eq!(error["details"], json!({"deployment": "999"}));
}

#[test]
fn a_control_that_is_none_is_bad_usage_and_the_known_ones_are_told() {
    let workspace = Workspace::of_bytes(&JUDGED);
    let error = failed(&workspace, [DEPLOYMENT, "XYZ-99"], 2, "unknown_control");
    let message = error["message"].as_str().unwrap();
    assert!(message.contains("REV-01"), "{message}");
}

#[test]
fn a_control_that_judges_no_deployment_is_bad_usage_that_names_what_shows_it() {
    let workspace = Workspace::of_bytes(&JUDGED);
    let error = failed(&workspace, [DEPLOYMENT, "pop-01"], 2, "not_of_deployments");
    let message = error["message"].as_str().unwrap();
    assert!(message.contains("each imported file"), "{message}");
    assert!(message.contains("results WORKSPACE --control POP-01"));
}

#[test]
fn an_id_of_several_sources_is_bad_usage_and_the_sources_are_told() {
    let company = Exports::clean();
    let workspace = company.imported();
    let log = "deployment_id,service,environment,commit_sha,status,started_at,deployed_by\n\
               103,payout-worker,production,abc1234,success,2025-03-03T10:00:00Z,lena.ci\n";
    let log = workspace.file("deploy-log.csv", log);
    workspace.run("import", [log]).well();
    changeproof_acceptance::exports::evaluate(&workspace).well();
    let error = failed(
        &workspace,
        [DEPLOYMENT, "REV-01"],
        2,
        "ambiguous_deployment",
    );
    let message = error["message"].as_str().unwrap();
    assert!(message.contains("deploy-log:103, github:103"), "{message}");
    let said = workspace
        .run("explain", ["deploy-log:103", "REV-01"])
        .well();
    assert!(said.text().contains("payout-worker"), "{said}");
}

#[test]
fn an_explanation_before_an_evaluation_is_a_workspace_problem_that_names_the_next_step() {
    let workspace = Workspace::made();
    let error = failed(&workspace, [DEPLOYMENT, "REV-01"], 4, "not_evaluated");
    let message = error["message"].as_str().unwrap();
    assert!(message.contains("changeproof evaluate"), "{message}");
}
