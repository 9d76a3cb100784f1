//! Which commits a deployment brings, and to which pull requests they belong.

use changeproof_acceptance::exports::{
    DEPLOYMENT, Exports, Judged, PREVIOUS, SQUASH, branch_commit, commit, pull_request, push, sha,
};
use serde_json::{Value, json};

/// The ids of what a deployment is linked to, of one kind.
fn linked(company: &Exports, deployment: &str, kind: &str) -> Vec<String> {
    let links = company.evaluated().links();
    let lines = links
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines
        .filter(|link| link["deployment"]["id"] == deployment && link["target"]["kind"] == kind)
        .map(|link| link["target"]["id"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn case_12_the_squash_commit_is_deployed_and_the_pull_request_lists_its_branch() {
    let company = Exports::clean();
    let listed = company.pull_requests[2]["commits"].to_string();
    assert!(!listed.contains(SQUASH), "{listed}");
    company.judged().says("TRC-02", "pass");
    assert_eq!(
        linked(&company, DEPLOYMENT, "pull_request"),
        ["clicki/referral-api#42"]
    );
}

#[test]
fn case_13_a_rebase_merge_makes_several_new_commits() {
    let mut company = Exports::clean();
    let change = company.pull_request();
    change["mergeCommit"]["oid"] = json!(SQUASH);
    let written = |at: usize| {
        change["commits"][at]["authoredDate"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let (first, second) = (written(0), written(1));
    company.commits.splice(
        0..1,
        [
            commit(SQUASH, &[&sha('e')], "ana", &second, "part b"),
            commit(&sha('e'), &[PREVIOUS], "ana", &first, "part a"),
        ],
    );
    let judged = company.judged();
    judged.says("TRC-02", "pass");
    judged.says("REV-01", "pass");
    let mut commits = linked(&company, DEPLOYMENT, "commit");
    commits.sort_unstable();
    assert_eq!(commits, [SQUASH.to_owned(), sha('e')]);
    assert_eq!(
        linked(&company, DEPLOYMENT, "pull_request"),
        ["clicki/referral-api#42"]
    );
}

#[test]
fn case_14_a_commit_of_one_parent_that_calls_itself_a_merge() {
    let mut company = Exports::clean();
    let message = "Merge pull request #42 from clicki/branch-42";
    let direct = commit(&sha('e'), &[SQUASH], "ana", "2025-03-01T09:00:00Z", message);
    company.commits.insert(0, direct);
    company.deployment()["sha"] = json!(sha('e'));
    company.judged().says("TRC-02", "fail");
}

#[test]
fn case_15_ten_commits_in_the_range_and_one_of_them_linked() {
    let mut company = Exports::clean();
    let names = (1..10).map(|number| format!("{number}f").repeat(20));
    let names: Vec<String> = names.collect();
    let mut parent = SQUASH.to_owned();
    for name in &names {
        let direct = commit(name, &[&parent], "ana", "2025-03-01T09:00:00Z", "quick fix");
        company.commits.insert(0, direct);
        parent.clone_from(name);
    }
    company.deployment()["sha"] = json!(parent);
    let judged = company.judged();
    judged.says("TRC-02", "fail");
    let facts = judged.result(DEPLOYMENT, "TRC-02")["facts"].to_string();
    for name in &names {
        assert!(facts.contains(name.as_str()), "{name} is named: {facts}");
    }
    assert!(!facts.contains(&format!("commit:{SQUASH}")), "{facts}");
}

#[test]
fn case_16_a_failed_deployment_between_two_that_went_well() {
    let mut company = Exports::clean();
    // Its commit reached production first with the judged deployment.
    let direct = commit(
        &sha('e'),
        &[PREVIOUS],
        "ana",
        "2025-02-25T09:00:00Z",
        "quick fix",
    );
    company.commits.insert(1, direct);
    company.commits[0].parents = vec![sha('e')];
    company.deploy("105", &sha('e'), "2025-02-26T10:00:00Z");
    company.statuses[3]["state"] = json!("failure");
    let judged = company.judged();
    judged.says("TRC-02", "fail");
    assert_eq!(judged.deployments(), ["101", "102", DEPLOYMENT]);
}

#[test]
fn case_17_a_retry_of_the_same_revision() {
    let mut company = Exports::clean();
    company.statuses[2]["state"] = json!("failure");
    company.run()["conclusion"] = json!("failure");
    company.deploy("104", SQUASH, "2025-03-03T10:30:00Z");
    // Ana holds no deploying role.
    company.runs[3]["triggering_actor"]["login"] = json!("ana");
    company.runs[3]["actor"]["login"] = json!("ana");
    let judged = company.judged();
    assert_eq!(judged.deployments(), ["101", "102", "104"], "one subject");
    judged.says_of("104", "TRC-02", "pass");
    judged.says_of("104", "DEP-02", "fail");
    let trail = judged.result("104", "DEP-02")["facts"].to_string();
    assert!(trail.contains("ana"), "{trail}");
}

#[test]
fn case_17_a_first_attempt_by_somebody_without_the_role() {
    let mut company = Exports::clean();
    company.statuses[2]["state"] = json!("failure");
    company.run()["triggering_actor"]["login"] = json!("ana");
    company.run()["actor"]["login"] = json!("ana");
    company.deploy("104", SQUASH, "2025-03-03T10:30:00Z");
    company.judged().says_of("104", "DEP-02", "fail");
}

#[test]
fn case_18_a_rollback_and_then_a_roll_forward() {
    let mut company = Exports::clean();
    company.reviewed(&[]);
    company.deploy("104", PREVIOUS, "2025-03-04T10:00:00Z");
    company.deploy("105", SQUASH, "2025-03-05T10:00:00Z");
    let judged = company.judged();
    judged.says("REV-01", "fail");
    judged.says_of("104", "TRC-02", "pass");
    judged.says_of("104", "REV-01", "not_applicable");
    let reason = judged.says_of("105", "REV-01", "fail");
    assert!(
        reason.contains("see deployment 103 of 2025-03-03"),
        "{reason}"
    );
    let reason = judged.says("REV-01", "fail");
    assert!(!reason.contains("rollback"), "{reason}");
}

#[test]
fn case_18_each_finding_of_the_roll_forward_names_the_first_and_no_other_does() {
    let mut company = Exports::clean();
    company.reviewed(&[]);
    company.deploy("104", PREVIOUS, "2025-03-04T10:00:00Z");
    company.deploy("105", SQUASH, "2025-03-05T10:00:00Z");
    let judged = company.judged();
    for result in judged.results() {
        let (subject, reason) = (&result["subject"], result["reason"].as_str().unwrap());
        let is_wrong = result["outcome"] == "fail" || result["outcome"] == "insufficient_evidence";
        let returned = subject["kind"] == "deployment" && subject["id"] == "105";
        assert_eq!(
            reason.contains("see deployment 103"),
            is_wrong && returned,
            "{subject} {}: {reason}",
            result["control"]
        );
    }
}

#[test]
fn case_18_what_returns_is_counted_once_and_what_is_wrong_anew_is_counted() {
    let mut company = Exports::clean();
    company.reviewed(&[]);
    company.deploy("104", PREVIOUS, "2025-03-04T10:00:00Z");
    company.deploy("105", SQUASH, "2025-03-05T10:00:00Z");
    let unwatched = [",103,", ",105,"];
    let watched = |row: &String| !unwatched.iter().any(|id| row.contains(id));
    company.monitoring.retain(watched);
    let workspace = company.evaluated();
    let marks = |deployment: &str, control: &str| {
        let judged = Judged::of(&workspace);
        let result = judged.result(deployment, control);
        assert_eq!(result["outcome"], "fail", "{deployment} {control}");
        result["overlays"].clone()
    };
    assert_eq!(marks(DEPLOYMENT, "REV-01"), json!([]), "counted here");
    assert_eq!(marks("105", "REV-01"), json!(["returned"]));
    let own = "each deployment is monitored by itself";
    assert_eq!(marks("105", "MON-01"), json!([]), "{own}");
    let unreviewed = || {
        let listed = workspace.run("findings", ["--json"]).well().json();
        let of_reviews = listed.as_array().unwrap().iter().filter(|one| {
            let finding = one["finding"].as_str().unwrap();
            finding.starts_with("REV-01/")
        });
        of_reviews.count()
    };
    assert_eq!(unreviewed(), 1);

    let evaluate = |from: &str, to: &str| {
        let as_of = ["--as-of", "2026-01-02T09:00:00Z"];
        let days = ["--from", from, "--to", to];
        workspace
            .run("evaluate", days.into_iter().chain(as_of))
            .well();
    };
    evaluate("2025-03-01", "2025-03-03");
    let perhaps_elsewhere = "the first may be none any more since these days were judged again";
    assert_eq!(unreviewed(), 2, "{perhaps_elsewhere}");
    evaluate("2025-03-04", "2025-12-31");
    let first_is_not_judged = "the first deployment is not of these days";
    assert_eq!(marks("105", "REV-01"), json!([]), "{first_is_not_judged}");
}

#[test]
fn case_18_a_return_under_another_change_record_is_a_matter_of_its_own() {
    let returning = |description: &str| {
        let mut company = Exports::clean();
        company.reviewed(&[]);
        company.deploy("104", PREVIOUS, "2025-03-04T10:00:00Z");
        company.deploy("105", SQUASH, "2025-03-05T10:00:00Z");
        let last = company.deployments.as_array().unwrap().len() - 1;
        company.deployments[last]["description"] = json!(description);
        company.judged().result("105", "REV-01")["overlays"].clone()
    };
    assert_eq!(returning("Deploy again"), json!(["returned"]));
    assert_eq!(returning("CHG-998"), json!([]));
}

/// A change and the deployment before it, to two regions; the second got nothing since January.
fn two_regions() -> Exports {
    let mut company = Exports::clean();
    for (at, region) in [
        (0, "production-eu"),
        (1, "production-eu"),
        (2, "production-eu"),
    ] {
        company.deployments[at]["environment"] = json!(region);
    }
    let older = company.deployments[0]["sha"].as_str().unwrap().to_owned();
    company.deploy("201", &older, "2025-02-17T11:00:00Z");
    company.deploy("203", SQUASH, "2025-03-03T11:00:00Z");
    for at in [3, 4] {
        company.deployments[at]["environment"] = json!("production-us");
    }
    company
}

#[test]
fn case_23_two_production_regions_have_a_baseline_each() {
    let company = two_regions();
    let judged = company.judged();
    for deployment in [DEPLOYMENT, "203"] {
        for control in ["TRC-01", "TRC-02", "REV-01", "APP-01"] {
            judged.says_of(deployment, control, "pass");
        }
    }
    let eu = linked(&company, DEPLOYMENT, "pull_request");
    assert_eq!(eu, ["clicki/referral-api#42"]);
    let mut us = linked(&company, "203", "pull_request");
    us.sort_unstable();
    assert_eq!(us, ["clicki/referral-api#41", "clicki/referral-api#42"]);
}

#[test]
fn case_24_a_configuration_commit_whose_image_cannot_be_traced() {
    let mut company = Exports::clean();
    // The revision is one of the configuration's repository, of which there is no log.
    company.deployment()["sha"] = json!(sha('e'));
    let judged = company.judged();
    judged.says("TRC-02", "insufficient_evidence");
    judged.says("REV-01", "insufficient_evidence");
}

#[test]
fn two_pull_requests_in_one_deployment_are_both_judged() {
    let mut company = Exports::clean();
    let second = sha('5');
    let mut unreviewed = pull_request(
        43,
        "CHG-1000: more",
        "ana",
        "2025-03-01T13:00:00Z",
        ['e', 'f'],
        &second,
    );
    unreviewed["reviews"] = json!([]);
    push(&mut company.pull_requests, unreviewed);
    let merged = commit(
        &second,
        &[SQUASH],
        "ana",
        "2025-03-01T13:00:00Z",
        "CHG-1000: more (#43)",
    );
    company.commits.insert(0, merged);
    company.deployment()["sha"] = json!(second);
    let reason = company.judged().says("REV-01", "fail").to_owned();
    assert!(
        reason.contains("#43") && !reason.contains("#42"),
        "{reason}"
    );
}

#[test]
fn a_commit_listed_in_an_open_pull_request_belongs_to_none() {
    let mut company = Exports::clean();
    let change = company.pull_request();
    change["state"] = json!("OPEN");
    change["mergedAt"] = Value::Null;
    change["mergeCommit"] = Value::Null;
    push(
        &mut change["commits"],
        branch_commit(SQUASH, "ana", "2025-02-28T12:30:00Z"),
    );
    company.judged().says("TRC-02", "fail");
}
