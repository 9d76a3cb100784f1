//! `coverage`: which records are covered month by month, by which files, and what is undecided.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use changeproof_acceptance::exports::{Exports, REPOSITORY};
use changeproof_acceptance::{Said, Workspace};
use serde_json::{Value, json};

const QUARTER: [&str; 4] = ["--from", "2025-01-01", "--to", "2025-03-31"];

/// Imports files with what is declared of them.
#[track_caller]
fn import(workspace: &Workspace, company: &Exports, names: &[&str], declared: &[&str]) {
    let files = company.files();
    let files = files.into_iter().filter(|(name, _)| names.contains(name));
    let files: Vec<String> = files
        .map(|(name, text)| workspace.file(name, text).to_str().unwrap().to_owned())
        .collect();
    assert_eq!(files.len(), names.len(), "{names:?}");
    let declared = declared.iter().map(|word| (*word).to_owned());
    workspace
        .run("import", files.into_iter().chain(declared))
        .well();
}

fn coverage(workspace: &Workspace) -> Said {
    workspace
        .run("coverage", QUARTER.into_iter().chain(["--json"]))
        .well()
}

/// The states of a kind and scope, by month.
#[track_caller]
fn states<'r>(report: &'r Value, kind: &str, scope: &Value) -> Vec<&'r str> {
    let rows = report["rows"].as_array().unwrap();
    let row = rows
        .iter()
        .find(|row| row["kind"] == kind && row["scope"] == *scope);
    let months = row.unwrap()["months"].as_array().unwrap();
    months
        .iter()
        .map(|month| month["state"].as_str().unwrap())
        .collect()
}

#[test]
fn each_kind_scope_and_month_has_its_state_and_the_files_behind_it() {
    let company = Exports::clean();
    let workspace = Workspace::made();
    let year = ["--covers", "2025-01-01..2025-12-31"];
    import(
        &workspace,
        &company,
        &["gh-deployments.json", "roster.csv"],
        &year,
    );
    let february = ["--covers", "2025-02-01..2025-02-28"];
    import(&workspace, &company, &["prs-referral-api.json"], &february);
    let proven = [
        "--covers",
        "2025-01-01..2025-03-31",
        "--expect",
        "3",
        "--query",
        "project = CHG",
    ];
    import(&workspace, &company, &["jira-search.json"], &proven);
    let report = coverage(&workspace).json();
    assert_eq!(report["months"], json!(["2025-01", "2025-02", "2025-03"]));
    let repository = json!(REPOSITORY);
    let of = |kind, scope: &Value| states(&report, kind, scope);
    assert_eq!(
        of("pull_request", &repository),
        ["nothing", "declared", "nothing"]
    );
    assert_eq!(of("change_record", &json!("Jira CHG")), ["covered"; 3]);
    assert_eq!(of("roster_entry", &json!("whole company")), ["declared"; 3]);
    assert_eq!(of("incident", &Value::Null), ["nothing"; 3]);
    let rows = report["rows"].as_array().unwrap();
    let row = rows
        .iter()
        .find(|row| row["kind"] == "pull_request")
        .unwrap();
    let files = |month: usize| row["months"][month]["files"].as_array().unwrap();
    assert!(files(0).is_empty());
    assert_eq!(files(1)[0]["file"], "prs-referral-api.json");
    assert_eq!(files(1)[0]["sha256"].as_str().unwrap().len(), 64);
    let needing = row["needed_by"].as_array().unwrap();
    assert!(needing.contains(&json!("REV-01")), "{needing:?}");
}

#[test]
fn a_hole_tells_which_controls_it_leaves_undecided() {
    let company = Exports::clean();
    let workspace = company.imported();
    let report = coverage(&workspace).json();
    let holes = |report: &Value| -> Vec<String> {
        let holes = report["holes"].as_array().unwrap();
        let kinds = holes
            .iter()
            .map(|hole| hole["kind"].as_str().unwrap().to_owned());
        kinds.collect()
    };
    assert!(
        !holes(&report).contains(&"pull_request".to_owned()),
        "{report}"
    );
    let mut without = company;
    without.without.push("prs-referral-api.json");
    let without = without.imported();
    let report = coverage(&without).json();
    let found = report["holes"].as_array().unwrap();
    let hole = found
        .iter()
        .find(|hole| hole["kind"] == "pull_request")
        .unwrap();
    assert_eq!(hole["title"], "No pull requests were imported.");
    assert_eq!(hole["months"], json!(["2025-01", "2025-02", "2025-03"]));
    assert_eq!(hole["deployments"], 3);
    let undecided = hole["undecided"].as_array().unwrap();
    assert!(undecided.contains(&json!("REV-01")), "{hole}");
    let needing = hole["needed_by"].as_array().unwrap();
    assert!(
        undecided.iter().all(|control| needing.contains(control)),
        "{hole}"
    );
    assert_eq!(hole["format"], "github-pull-requests");
}

#[test]
fn a_register_that_no_control_of_deployments_needs_is_a_hole_too() {
    let report = coverage(&Exports::clean().imported()).json();
    let holes = report["holes"].as_array().unwrap();
    for (kind, needing) in [
        ("policy_review", "GOV-01"),
        ("policy_trigger", "GOV-02"),
        ("protection_snapshot", "DEP-04"),
        ("exception_entry", "EXC-01"),
    ] {
        let hole = holes.iter().find(|hole| hole["kind"] == kind);
        let hole = hole.unwrap_or_else(|| panic!("no hole of {kind}: {report}"));
        assert_eq!(hole["needed_by"], json!([needing]));
        assert_eq!(hole["undecided"], json!([]), "of deployments");
    }
}

#[test]
fn a_cut_file_covers_nothing_and_says_why() {
    let company = Exports::clean();
    let workspace = Workspace::made();
    let runs = json!({"total_count": 4, "workflow_runs": company.runs}).to_string();
    let runs = workspace.file("gh-workflow-runs.json", runs);
    let year = ["--covers", "2025-01-01..2025-12-31"];
    let arguments = [runs.to_str().unwrap()].into_iter().chain(year);
    workspace.run("import", arguments).well();
    let report = coverage(&workspace).json();
    assert_eq!(
        states(&report, "pipeline_run", &json!(REPOSITORY)),
        ["cut"; 3]
    );
    assert_eq!(report["cut"][0]["file"], "gh-workflow-runs.json");
    assert!(
        report["cut"][0]["sentence"]
            .as_str()
            .unwrap()
            .ends_with('.')
    );
}

#[test]
fn what_a_file_is_said_to_cover_ends_with_its_export() {
    let company = Exports::clean();
    let workspace = company.imported();
    let runs = json!({
        "total_count": company.runs.as_array().unwrap().len(),
        "workflow_runs": company.runs,
    });
    let runs = workspace.file("gh-workflow-runs.json", runs.to_string());
    let told = |exported: &str| {
        let arguments = [
            "--covers",
            "2025-01-01..2025-12-31",
            "--exported-at",
            exported,
            "--json",
        ];
        let arguments = [runs.to_str().unwrap()].into_iter().chain(arguments);
        let report = workspace.run("import", arguments).well().json();
        report["files"][0]["notes"].to_string()
    };
    let early = "before 2025-12-31, the last day that it is said to cover";
    let said = told("2025-02-10T12:00:00Z");
    assert!(said.contains(early), "{said}");
    let report = coverage(&workspace).json();
    assert_eq!(
        states(&report, "pipeline_run", &json!(REPOSITORY)),
        ["declared", "hole", "nothing"]
    );
    let said = told("2025-12-31T12:00:00Z");
    assert!(!said.contains(early), "{said}");
}

#[test]
fn records_that_two_files_of_one_age_tell_differently_are_told() {
    let company = Exports::clean();
    let workspace = company.imported();
    let mut runs = company.runs.clone();
    for run in runs.as_array_mut().unwrap() {
        run["conclusion"] = json!("failure");
    }
    let runs =
        json!({"total_count": company.runs.as_array().unwrap().len(), "workflow_runs": runs})
            .to_string();
    let runs = workspace.file("runs-again.json", runs);
    workspace.run("import", [runs.to_str().unwrap()]).well();
    let report = coverage(&workspace).json();
    let contested = report["contested"].as_array().unwrap();
    let sentence = contested[0].as_str().unwrap();
    assert_eq!(contested.len(), 1, "{report}");
    assert!(sentence.contains("runs-again.json"), "{sentence}");
    assert!(
        sentence.contains("Nothing tells which is the newer"),
        "{sentence}"
    );
}

#[test]
fn without_days_it_is_the_year_of_the_newest_deployment_and_then_the_evaluated_period() {
    let workspace = Exports::clean().imported();
    let days = |workspace: &Workspace| {
        let report = workspace.run("coverage", ["--json"]).well().json();
        (report["from"].clone(), report["to"].clone())
    };
    assert_eq!(days(&workspace), (json!("2025-01-01"), json!("2025-12-31")));
    workspace.run("evaluate", QUARTER).well();
    assert_eq!(days(&workspace), (json!("2025-01-01"), json!("2025-03-31")));
}

#[test]
fn coverage_in_words_is_as_it_should_be() {
    let company = Exports::clean();
    let workspace = Workspace::made();
    let year = ["--covers", "2025-01-01..2025-12-31"];
    let names = ["gh-deployments.json", "roster.csv", "jira-search.json"];
    import(&workspace, &company, &names, &year);
    let said = workspace.run("coverage", QUARTER).well();
    let shown = [
        "C ",
        "kind ",
        "                 ",
        "deployment  ",
        "pull request ",
        "change record ",
        "roster",
    ];
    let lines = said.text().lines();
    let lines = lines.filter(|line| shown.iter().any(|begin| line.starts_with(begin)));
    // How wide a column is depends on the longest name of a kind.
    let squeezed = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let lines: Vec<String> = lines.map(squeezed).collect();
    assert_eq!(lines, GOLDEN, "{said}");
    let begin = "Coverage from 2025-01-01 to 2025-03-31 (UTC), as of ";
    let hole =
        "\nNo pull requests were imported. 3 deployments of that time cannot be judged on TRC-01, ";
    assert!(said.text().starts_with(begin), "{said}");
    assert!(said.text().contains(hole), "{said}");
}

/// Other kinds of records have their lines too: those that some control needs.
const GOLDEN: [&str; 7] = [
    "C covered d declared, not proven X cut o hole . nothing",
    "2025",
    "kind scope 01 02 03 files",
    "deployment referral-api · production d d d gh-deployments.json",
    "pull request not imported . . .",
    "change record Jira CHG d d d jira-search.json",
    "roster entry whole company d d d roster.csv",
];

#[test]
fn an_empty_workspace_is_covered_by_nothing() {
    let report = coverage(&Workspace::made()).json();
    assert_eq!(states(&report, "deployment", &Value::Null), ["nothing"; 3]);
    for row in report["rows"].as_array().unwrap() {
        for month in row["months"].as_array().unwrap() {
            assert_eq!(month["state"], "nothing");
            assert_eq!(month["files"], json!([]));
        }
    }
}

#[test]
fn looking_at_coverage_changes_nothing() {
    let workspace = Exports::clean().imported();
    let before = workspace.bytes();
    coverage(&workspace);
    assert!(workspace.bytes() == before, "not a byte changed");
}

#[test]
fn one_day_without_the_other_is_bad_usage() {
    let workspace = Workspace::made();
    let said = workspace
        .run("coverage", ["--from", "2025-01-01", "--json"])
        .ended_with(2);
    assert_eq!(said.error()["code"], "bad_usage");
}

#[test]
fn days_in_the_wrong_order_are_bad_usage() {
    let workspace = Workspace::made();
    let days = ["--from", "2025-12-31", "--to", "2025-01-01", "--json"];
    let said = workspace.run("coverage", days).ended_with(2);
    assert_eq!(said.error()["code"], "period_reversed");
}

#[test]
fn a_workspace_that_is_not_there_is_a_workspace_problem() {
    let workspace = Workspace::unmade();
    let said = workspace.run("coverage", ["--json"]).ended_with(4);
    assert_eq!(said.error()["code"], "workspace_missing");
}
