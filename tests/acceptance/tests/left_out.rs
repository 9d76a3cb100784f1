//! Evidence that is left out never makes anything look better, nor does it prove a failure.
//!
//! Each kind of export of the demo that shows anything of deployments is left out in turn, and the registers
//! of what is judged as a whole; the deployments themselves stay, so that the same subjects are judged.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::sync::LazyLock;

use changeproof_acceptance::{Company, Outcomes, Workspace, other_results, outcomes, unjustified};

/// The demo judged without the files whose names begin so.
fn results_without(names: &[&str]) -> String {
    let company = Company::demo();
    let mut files = company.files();
    let all = files.len();
    files.retain(|file| {
        let name = file.file_name().unwrap().to_str().unwrap();
        !names.iter().any(|left_out| name.starts_with(left_out))
    });
    assert!(
        names.is_empty() || files.len() < all,
        "there is {names:?} to leave out"
    );
    let workspace = Workspace::made();
    workspace.import(&company, &files).well();
    workspace.evaluate(&company).well();
    workspace.results()
}

fn judged_without(names: &[&str]) -> Outcomes {
    outcomes(&results_without(names))
}

static ALL: LazyLock<String> = LazyLock::new(|| results_without(&[]));

static WHOLE: LazyLock<Outcomes> = LazyLock::new(|| outcomes(&ALL));

#[track_caller]
fn nothing_looks_better_without(names: &[&str]) {
    let without = judged_without(names);
    assert_eq!(unjustified(&WHOLE, &without), Vec::<String>::new());
    assert!(
        WHOLE.iter().any(|(subject, said)| {
            let after = without.get(subject).map(|(after, _)| after.as_str());
            said.0 != "insufficient_evidence" && after == Some("insufficient_evidence")
        }),
        "what was left out is missed somewhere"
    );
}

#[test]
fn nothing_looks_better_without_any_tickets() {
    nothing_looks_better_without(&["jira-", "servicenow-"]);
}

#[test]
fn nothing_looks_better_without_the_tickets_of_jira() {
    nothing_looks_better_without(&["jira-"]);
}

#[test]
fn nothing_looks_better_without_the_tickets_of_servicenow() {
    nothing_looks_better_without(&["servicenow-"]);
}

#[test]
fn nothing_looks_better_without_the_approvals_of_servicenow() {
    nothing_looks_better_without(&["servicenow-sysapproval"]);
}

#[test]
fn nothing_looks_better_without_pull_requests() {
    nothing_looks_better_without(&["prs-"]);
}

#[test]
fn nothing_looks_better_without_git_logs() {
    nothing_looks_better_without(&["gitlog-"]);
}

#[test]
fn nothing_looks_better_without_workflow_runs() {
    nothing_looks_better_without(&["gh-workflow-runs"]);
}

#[test]
fn nothing_looks_better_without_deployment_statuses() {
    nothing_looks_better_without(&["gh-deployment-statuses"]);
}

#[test]
fn nothing_looks_better_without_incidents() {
    nothing_looks_better_without(&["pagerduty-"]);
}

#[test]
fn nothing_looks_better_without_monitoring_results() {
    nothing_looks_better_without(&["monitoring"]);
}

#[test]
fn nothing_looks_better_without_post_change_reviews() {
    nothing_looks_better_without(&["post-change-reviews"]);
}

#[test]
fn nothing_looks_better_without_attestations() {
    nothing_looks_better_without(&["attestations"]);
}

#[test]
fn nothing_looks_better_without_the_catalogue_of_standard_changes() {
    nothing_looks_better_without(&["standard-changes"]);
}

#[test]
fn nothing_looks_better_without_a_scan_for_secrets() {
    nothing_looks_better_without(&["secret-scan"]);
}

#[test]
fn what_is_judged_as_a_whole_cannot_be_told_without_what_shows_it() {
    let outcome = |results: &str, control: &str| {
        let all = other_results(results);
        let of_it = all.iter().find(|result| result["control"] == control);
        of_it.unwrap()["outcome"].as_str().unwrap().to_owned()
    };
    for (file, control) in [
        ("policy-reviews", "GOV-01"),
        ("policy-triggers", "GOV-02"),
        ("protection-snapshots", "DEP-04"),
        // Runs show two of five services alone.
        ("inventory", "POP-03"),
    ] {
        assert_ne!(outcome(&ALL, control), "insufficient_evidence", "{control}");
        let without = results_without(&[file]);
        assert_eq!(
            outcome(&without, control),
            "insufficient_evidence",
            "{control} without {file}"
        );
    }
}

#[test]
fn nothing_looks_better_without_the_requests_of_servicenow_that_its_approvals_name() {
    nothing_looks_better_without(&["servicenow-change_request"]);
}

#[test]
fn nothing_looks_better_without_the_pull_requests_or_the_git_log_of_any_repository() {
    let files = Company::demo().files();
    let names = files
        .iter()
        .map(|file| file.file_name().unwrap().to_str().unwrap());
    let of_repositories =
        names.filter(|name| name.starts_with("prs-") || name.starts_with("gitlog-"));
    for name in of_repositories {
        nothing_looks_better_without(&[name]);
    }
}

/// What remains of the deployments where one of their files is left out is judged no better.
#[track_caller]
fn the_other_deployments_look_no_better_without(name: &str) {
    let without = judged_without(&[name]);
    let mut changed = unjustified(&WHOLE, &without);
    changed.retain(|words| !words.ends_with("is not judged any more"));
    assert_eq!(changed, Vec::<String>::new());
    assert!(
        without.len() < WHOLE.len() && !without.is_empty(),
        "{name} told of some"
    );
}

#[test]
fn the_other_deployments_look_no_better_without_the_deployment_log() {
    the_other_deployments_look_no_better_without("deploy-log");
}

#[test]
fn the_other_deployments_look_no_better_without_the_deployments_of_github() {
    the_other_deployments_look_no_better_without("gh-deployments");
}

/// Judges the demo with one file cut in the middle.
#[track_caller]
fn nothing_looks_better_where_it_breaks_off(name: &str) {
    let company = Company::demo();
    let whole = company.input(name);
    let bytes = std::fs::read(&whole).unwrap();
    let workspace = Workspace::made();
    let mut files = company.files();
    files.retain(|file| *file != whole);
    files.push(workspace.file(name, &bytes[..bytes.len() * 2 / 5]));
    workspace.import(&company, &files).well();
    workspace.evaluate(&company).well();
    let without = outcomes(&workspace.results());
    assert_eq!(
        unjustified(&WHOLE, &without),
        Vec::<String>::new(),
        "{name} cut"
    );
}

#[test]
fn nothing_looks_better_where_files_break_off() {
    for name in [
        "gh-workflow-runs.json",
        "gitlog-referral-api.txt",
        "jira-search.json",
        "post-change-reviews.csv",
        "prs-referral-api.json",
        "servicenow-change_request.csv",
        "servicenow-sysapproval_approver.csv",
    ] {
        nothing_looks_better_where_it_breaks_off(name);
    }
}

#[test]
fn nothing_looks_better_where_deployment_statuses_break_off() {
    nothing_looks_better_where_it_breaks_off("gh-deployment-statuses.json");
}

#[test]
fn without_a_roster_a_pass_that_is_new_rests_on_accounts_and_says_so() {
    // Two accounts of one system are taken for two persons where no roster covers them; a pass that
    // rests on this is marked, and counted apart.
    let company = Company::demo();
    let mut files = company.files();
    files.retain(|file| !file.ends_with("roster.csv"));
    let workspace = Workspace::made();
    workspace.import(&company, &files).well();
    workspace.evaluate(&company).well();
    let results = workspace.results();
    let without = outcomes(&results);
    let unmarked: Vec<&str> = results
        .lines()
        .filter(|line| !line.contains(r#""overlays":["by_account"]"#))
        .collect();
    let unmarked = outcomes(&unmarked.join("\n"));
    for (subject, (before, _)) in &*WHOLE {
        let (after, reason) = &without[subject];
        let marked = !unmarked.contains_key(subject);
        let better = after == "pass" && before != "pass" && !marked;
        let gone = after == "not_applicable" && before == "fail";
        let worse = after == "fail" && before != "fail";
        assert!(
            !better && !gone && !worse,
            "{subject:?}: {before} became {after} ({reason})"
        );
    }
}
