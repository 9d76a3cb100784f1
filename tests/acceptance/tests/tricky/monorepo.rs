//! A repository of several services: commits that touch none of the paths of the deployed one.

use changeproof_acceptance::exports::{
    DEPLOYMENT, Exports, Judged, PREVIOUS, SQUASH, commit, evaluate, pull_request, push, sha,
};
use serde_json::{Value, json};

use super::policy::tightened;

const OWN: &str = "services/referral/queue.rs";
const OTHER: &str = "services/billing/invoice.rs";

/// The policy that says which paths make up the service.
fn named(pattern: &str) -> String {
    format!("service_paths = [{{ service = \"referral-api\", path = \"{pattern}\" }}]")
}

/// What comes out by the built-in policy, and by one that names the paths of the service.
fn judged_both(company: &Exports, pattern: &str) -> [Judged; 2] {
    let plain = company.judged();
    let workspace = company.imported();
    let named = named(pattern);
    tightened(
        &workspace,
        "2025-01-01",
        &[("service_paths = []", named.as_str())],
    );
    evaluate(&workspace).well();
    workspace.run("verify", [""; 0]).well();
    let filtered = Judged::of(&workspace);
    told(&plain, &filtered);
    [plain, filtered]
}

/// No outcome is better by the filter without saying so, and naming what was left out.
fn told(plain: &Judged, filtered: &Judged) {
    let is_open = |outcome: &Value| outcome != "pass" && outcome != "not_applicable";
    for before in plain.results() {
        let text = |key: &str| before[key].as_str().unwrap();
        let (subject, control) = (before["subject"]["id"].as_str(), text("control"));
        let Some(subject) = subject.filter(|_| is_open(&before["outcome"])) else {
            continue;
        };
        let after = filtered.result(subject, control);
        if !is_open(&after["outcome"]) {
            let reason = after["reason"].as_str().unwrap();
            assert!(reason.contains("left out"), "{control}: {reason}");
            let facts = after["facts"].as_array().unwrap();
            let names = |fact: &&Value| fact["field"] == "files";
            assert!(
                facts.iter().any(|fact| names(&fact)),
                "{control}: {facts:?}"
            );
        }
    }
}

/// The clean company whose log lists files, with a commit of another service that nobody reviewed.
fn beside(files: &[&str]) -> Exports {
    let mut company = Exports::clean();
    let at = "2025-02-27T09:00:00Z";
    let direct = commit(&sha('e'), &[PREVIOUS], "ana", at, "quick fix");
    company.commits[0].parents = vec![sha('e')];
    company.commits[0] = company.commits[0].clone().changing(&[OWN]);
    company.commits.insert(1, direct.changing(files));
    company
}

#[test]
fn a_commit_to_another_service_is_left_out_and_named() {
    for pattern in [
        "services/referral/**",
        "services/referral",
        "Services/Referral/",
    ] {
        let [plain, filtered] = judged_both(&beside(&[OTHER]), pattern);
        plain.says("TRC-02", "fail");
        let reason = filtered.says("TRC-02", "pass");
        assert!(
            reason.contains("Commit eeeeeeeeee was left out"),
            "{reason}"
        );
        let facts = filtered.result(DEPLOYMENT, "TRC-02")["facts"].to_string();
        assert!(facts.contains(OTHER), "{facts}");
        filtered.says("REV-01", "pass");
    }
}

#[test]
fn a_commit_that_touches_the_service_too_stays_in() {
    let [_, filtered] = judged_both(&beside(&[OTHER, OWN]), "services/referral/**");
    let reason = filtered.says("TRC-02", "fail");
    assert!(!reason.contains("left out"), "{reason}");
}

#[test]
fn a_commit_whose_files_are_not_known_stays_in() {
    let mut company = beside(&[OTHER]);
    for commit in &mut company.commits {
        commit.changes = String::new();
    }
    let [_, filtered] = judged_both(&company, "services/referral/**");
    filtered.says("TRC-02", "fail");
}

#[test]
fn a_service_of_which_the_policy_names_no_paths_owns_the_whole_repository() {
    let company = beside(&[OTHER]);
    let workspace = company.imported();
    let named = named("services/billing/**").replace("referral-api", "billing-api");
    tightened(
        &workspace,
        "2025-01-01",
        &[("service_paths = []", named.as_str())],
    );
    evaluate(&workspace).well();
    Judged::of(&workspace).says("TRC-02", "fail");
}

/// The clean company with a squashed pull request that nobody reviewed, to these files; the log lists none.
fn unreviewed(files: &Value) -> Exports {
    let mut company = Exports::clean();
    let at = "2025-02-27T09:00:00Z";
    let mut other = pull_request(43, "CHG-999: invoices", "ana", at, ['2', '3'], &sha('e'));
    other["reviews"] = json!([]);
    other["files"] = files.clone();
    push(&mut company.pull_requests, other);
    company.pull_request()["files"] = json!([{"path": OWN, "additions": 1, "deletions": 1}]);
    let squash = commit(&sha('e'), &[PREVIOUS], "ana", at, "CHG-999: invoices (#43)");
    company.commits[0].parents = vec![sha('e')];
    company.commits.insert(1, squash);
    company
}

#[test]
fn the_files_of_a_squashed_pull_request_tell_what_its_commit_touched() {
    let company = unreviewed(&json!([{"path": OTHER}]));
    let [plain, filtered] = judged_both(&company, "services/referral/**");
    plain.says("REV-01", "fail");
    filtered.says("REV-01", "pass");
    let facts = filtered.result(DEPLOYMENT, "REV-01")["facts"].to_string();
    assert!(facts.contains("clicki/referral-api#43"), "{facts}");
    assert!(facts.contains(OTHER), "{facts}");
}

#[test]
fn a_list_of_files_that_may_have_been_cut_leaves_nothing_out() {
    let file = |number: usize| json!({"path": format!("services/billing/{number}.rs")});
    let files: Vec<Value> = (0..100).map(file).collect();
    let company = unreviewed(&json!(files));
    let [_, filtered] = judged_both(&company, "services/referral/**");
    filtered.says("REV-01", "fail");
}

#[test]
fn a_rebase_of_which_the_log_lists_no_files_stays_in() {
    let mut company = unreviewed(&json!([{"path": OTHER}]));
    let other = &company.pull_requests[3]["commits"];
    let written = |at: usize| other[at]["authoredDate"].as_str().unwrap().to_owned();
    let (first, last) = (written(0), written(1));
    company.commits.splice(
        1..2,
        [
            commit(&sha('e'), &[&sha('4')], "ana", &last, "part 3"),
            commit(&sha('4'), &[PREVIOUS], "ana", &first, "part 2"),
        ],
    );
    let [_, filtered] = judged_both(&company, "services/referral/**");
    // One of its commits may have touched the service, and another one taken that back.
    filtered.says("REV-01", "fail");
}

#[test]
fn a_merged_branch_is_left_out_with_its_merge_commit() {
    let mut company = unreviewed(&json!([{"path": OTHER}]));
    let at = "2025-02-26T09:00:00Z";
    company.commits[0] = company.commits[0].clone().changing(&[OWN]);
    company.commits[1].parents = vec![PREVIOUS.to_owned(), sha('3')];
    let head = commit(&sha('3'), &[&sha('2'), PREVIOUS], "ana", at, "Merge main");
    let first = commit(&sha('2'), &[PREVIOUS], "ana", at, "invoices");
    company.commits.insert(2, head);
    company.commits.insert(3, first.changing(&[OTHER]));
    let [plain, filtered] = judged_both(&company, "services/referral/**");
    plain.says("REV-01", "fail");
    let reason = filtered.says("TRC-02", "pass");
    assert!(reason.contains("3 commits were left out"), "{reason}");
    filtered.says("REV-01", "pass");
}

#[test]
fn a_deployment_of_other_paths_alone_brings_nothing_to_the_service() {
    let mut company = beside(&[OTHER]);
    company.commits[0] = company.commits[0].clone().changing(&[OTHER]);
    let [_, filtered] = judged_both(&company, "services/referral/**");
    let reason = filtered.says("TRC-02", "pass");
    assert!(reason.starts_with("No commit since"), "{reason}");
    let facts = filtered.result(DEPLOYMENT, "TRC-02")["facts"].to_string();
    for sha in [SQUASH.to_owned(), sha('e')] {
        assert!(facts.contains(&format!("commit:{sha}")), "{facts}");
    }
    let reason = filtered.says("REV-01", "not_applicable");
    assert!(reason.starts_with("Nothing of this service"), "{reason}");
}

#[test]
fn paths_that_were_named_after_an_evaluation_mark_what_they_make_better() {
    let workspace = beside(&[OTHER]).evaluated();
    let named = named("services/referral/**");
    tightened(
        &workspace,
        "2025-01-01",
        &[("service_paths = []", named.as_str())],
    );
    evaluate(&workspace).well();
    let judged = Judged::of(&workspace);
    judged.says("TRC-02", "pass");
    let marks = judged.result(DEPLOYMENT, "TRC-02")["overlays"].to_string();
    assert!(marks.contains("backdated"), "{marks}");
}
