//! Commits that are another commit's changes under another name.

use changeproof_acceptance::exports::{
    Exports, GitCommit, Judged, PREVIOUS, SQUASH, commit, evaluate, pull_request, push, sha,
};
use serde_json::{Value, json};

/// The line that the reviewed commit and its copy change.
const LINE: &str = "retries = 15";

/// The clean company, with a commit of its own on the deployed branch, and a pull request of that commit's
/// original, which was merged into another branch.
fn picked(copy: impl Fn(GitCommit) -> GitCommit) -> Exports {
    let mut company = Exports::clean();
    let at = "2025-02-27T09:00:00Z";
    let squash = sha('9');
    let mut original = pull_request(43, "CHG-999: retries", "ana", at, ['e', 'f'], &squash);
    original["baseRefName"] = json!("release/1");
    push(&mut company.pull_requests, original);
    let on_main = commit(&sha('2'), &[PREVIOUS], "ana", at, "retries");
    company.commits[0].parents = vec![sha('2')];
    company.commits.insert(1, copy(on_main));
    let on_release = commit(&squash, &[PREVIOUS], "ana", at, "CHG-999: retries (#43)");
    company
        .commits
        .insert(0, on_release.patching("src/queue.toml", 12, LINE));
    company
}

fn suggested(company: &Exports) -> Vec<Value> {
    let links = company.imported().links();
    let links = links
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    links
        .filter(|link| link["rule"] == "patch_identity")
        .collect()
}

#[test]
fn a_cherry_pick_of_a_reviewed_commit_is_a_suggestion_and_makes_no_pass() {
    let company = picked(|commit| commit.patching("src/queue.toml", 40, LINE));
    let workspace = company.imported();
    evaluate(&workspace).well();
    let judged = Judged::of(&workspace);
    let reason = judged.says("TRC-02", "fail");
    assert!(reason.contains("1 of 2 commits"), "{reason}");
    let links = suggested(&company);
    assert_eq!(links.len(), 1);
    assert_eq!(links[0]["target"]["id"], "clicki/referral-api#43");
    assert_eq!(links[0]["key"], json!(sha('9')), "the reviewed commit");
    assert_eq!(
        links[0]["found_in"],
        json!(format!("commit:{} patch_id", sha('2')))
    );
    assert_eq!(links[0]["state"], "suggested");
}

#[test]
fn a_commit_that_changes_anything_else_is_no_cherry_pick() {
    for copy in [
        |commit: GitCommit| commit.patching("src/queue.toml", 40, "retries = 99"),
        |commit: GitCommit| commit.patching("src/other.toml", 40, LINE),
        |commit: GitCommit| commit.changing(&["src/queue.toml"]),
    ] {
        let company = picked(copy);
        assert_eq!(suggested(&company), Vec::<Value>::new());
        company.judged().says("TRC-02", "fail");
    }
}

#[test]
fn a_commit_is_no_cherry_pick_of_what_was_not_merged_yet() {
    let mut company = picked(|commit| commit.patching("src/queue.toml", 40, LINE));
    let original = &mut company.pull_requests[3];
    original["mergedAt"] = json!("2025-03-05T09:00:00Z");
    assert_eq!(suggested(&company), Vec::<Value>::new());
    let original = &mut company.pull_requests[3];
    (original["state"], original["mergedAt"]) = (json!("OPEN"), Value::Null);
    assert_eq!(suggested(&company), Vec::<Value>::new());
}

#[test]
fn a_cherry_pick_in_a_pull_request_of_its_own_needs_no_suggestion() {
    let mut company = Exports::clean();
    let squash = &mut company.commits[0];
    assert_eq!(squash.sha, SQUASH);
    *squash = squash.clone().patching("src/queue.toml", 40, LINE);
    assert_eq!(suggested(&company), Vec::<Value>::new());
    company.judged().says("TRC-02", "pass");
}
