//! A real history: the production deployments of a public service by GitOps, its tags, its commits and the
//! heads of its pull requests, as git exports them. What links them was worked out by another program.
//!
//! `docs/whitehall.md` explains each difference that is allowed here.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::LazyLock;

use changeproof_acceptance::{Workspace, shared};
use serde_json::Value;

const REPOSITORY: &str = "alphagov/whitehall";

/// What is known of one deployment, by either program.
#[derive(Debug, Default, PartialEq, Eq)]
struct Linked {
    revision: String,
    pull_requests: BTreeSet<u64>,
}

/// The folder with its workspace; none where the shared folder is missing.
static IMPORTED: LazyLock<Option<(PathBuf, Workspace)>> = LazyLock::new(|| {
    let folder = shared("corpus/_linked/govuk-whitehall")?;
    let workspace = Workspace::made();
    let files = [
        "commits.gitlog.tsv",
        "release-tags.tsv",
        "pull_heads.tsv",
        "deployments-production.gitlog.tsv",
    ];
    let paths = files.map(|name| folder.join(name));
    let declared = ["--repository", REPOSITORY, "--timezone", "UTC"].map(PathBuf::from);
    let arguments = paths.into_iter().chain(declared);
    workspace.run("import", arguments).well();
    Some((folder, workspace))
});

/// `expected_links.tsv`, by deployment.
fn expected(folder: &std::path::Path) -> BTreeMap<String, Linked> {
    let mut rows = csv::ReaderBuilder::new()
        .delimiter(b'\t')
        .from_path(folder.join("expected_links.tsv"))
        .unwrap();
    let rows = rows.deserialize::<BTreeMap<String, String>>();
    let linked = rows.map(|row| {
        let row = row.unwrap();
        let numbers = row["prs_since_previous_prod_deploy"].split(',');
        let linked = Linked {
            revision: row["source_sha"].clone(),
            pull_requests: numbers.filter_map(|number| number.parse().ok()).collect(),
        };
        (row["deploy_commit"].clone(), linked)
    });
    linked.collect()
}

/// The links of the workspace, by deployment.
fn found(workspace: &Workspace) -> BTreeMap<String, Linked> {
    let mut all: BTreeMap<String, Linked> = BTreeMap::new();
    for line in workspace.links().lines() {
        let link: Value = serde_json::from_str(line).unwrap();
        let of = all
            .entry(link["deployment"]["id"].as_str().unwrap().to_owned())
            .or_default();
        let target = link["target"]["id"].as_str().unwrap();
        match link["rule"].as_str().unwrap() {
            "tag" | "deployed_revision" => of.revision = target.to_owned(),
            "pull_request_head" => {
                let number = target.strip_prefix(REPOSITORY).unwrap();
                let number = number.strip_prefix('#').unwrap();
                of.pull_requests.insert(number.parse().unwrap());
            }
            _ => {}
        }
    }
    all
}

#[test]
fn all_links_but_those_that_the_documentation_explains_are_the_ones_of_the_other_program() {
    let Some((folder, workspace)) = &*IMPORTED else {
        return;
    };
    let (found, expected) = (found(workspace), expected(folder));
    assert!(found.keys().all(|id| expected.contains_key(id)));
    // A deployment of which nothing is known has no links.
    let none = Linked::default();
    let differ = |(id, linked): &(&String, &Linked)| found.get(*id).unwrap_or(&none) != *linked;
    let differ = expected.iter().filter(differ).map(|(id, _)| &id[..8]);
    let notes = include_str!("../../../docs/whitehall.md");
    let explained = notes
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.get(..8));
    let differ: BTreeSet<&str> = differ.collect();
    assert_eq!(differ, explained.collect::<BTreeSet<_>>());
    assert_eq!(expected.len(), 1218);
}

#[test]
fn a_number_in_the_message_of_a_merge_is_no_link() {
    let Some((folder, workspace)) = &*IMPORTED else {
        return;
    };
    // The same history without the heads of its pull requests.
    let without = Workspace::made();
    let files = [
        "commits.gitlog.tsv",
        "release-tags.tsv",
        "deployments-production.gitlog.tsv",
    ];
    let paths = files.map(|name| folder.join(name));
    let declared = ["--repository", REPOSITORY, "--timezone", "UTC"].map(PathBuf::from);
    without
        .run("import", paths.into_iter().chain(declared))
        .well();
    let pull_requests = |workspace: &Workspace| -> usize {
        let found = found(workspace);
        found
            .values()
            .map(|linked| linked.pull_requests.len())
            .sum()
    };
    assert!(pull_requests(workspace) > 1000);
    assert_eq!(pull_requests(&without), 0);
    // Nor is there one by any other rule.
    assert!(without.links().lines().all(|line| {
        let link: Value = serde_json::from_str(line).unwrap();
        link["target"]["kind"] != "pull_request"
    }));
}

#[test]
fn no_deployment_passes_the_review_by_links_that_are_suggested() {
    let Some((_, workspace)) = &*IMPORTED else {
        return;
    };
    let period = ["--from", "2025-01-01", "--to", "2026-08-31"];
    workspace.run("evaluate", period).well();
    let results = workspace.results();
    let passed = results.lines().filter(|line| {
        let result: Value = serde_json::from_str(line).unwrap();
        let of_review = result["control"] == "TRC-02" || result["control"] == "REV-01";
        of_review && result["outcome"] == "pass"
    });
    let passed: Vec<&str> = passed.collect();
    let judged = results
        .lines()
        .filter(|line| line.contains("\"control\":\"TRC-02\""));
    assert_eq!(judged.count(), 1218);
    // The same image again, and the way back to an earlier one.
    assert_eq!(passed.len(), 7, "{}", passed.join("\n"));
    assert!(passed.iter().all(|line| line.contains("TRC-02")));
}
