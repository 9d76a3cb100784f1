//! Votes, approvals and checks of a deployment are shown as the controls judge them.

use changeproof_domain::outcome::Outcome;
use serde_json::json;

use crate::small::{Small, change_record, check, event, outcome, parts, person, review, sha};

#[test]
fn a_clean_change_is_good_throughout() {
    let view = Small::new().second();
    for control in ["REV-01", "APP-01", "APP-02", "TRC-02", "TST-01"] {
        let of = outcome(&view, control);
        assert_eq!(of.outcome, Outcome::Pass, "{control}: {}", of.reason);
    }
    for title in [
        "PR #2 approved",
        "CHG0000002 approved",
        "Checks of PR #2 passed",
    ] {
        assert_eq!(event(&view, title).tone, "good", "{title}");
    }
    let of = |name| parts(&view, name).unwrap();
    assert_eq!(of("Ana"), (true, true, "no".into(), "no".into(), true));
    assert_eq!(of("Bo"), (false, false, "yes".into(), "no".into(), false));
    assert_eq!(of("Cy"), (false, false, "no".into(), "yes".into(), false));
}

#[test]
fn a_vote_too_close_to_the_start_is_unclear() {
    let mut small = Small::new();
    small.own()["reviews"] = json!([review("bo", "APPROVED", "2025-03-03T09:58:00Z")]);
    small.approvals = vec!["CHG0000002,Cy,approved,2025-03-01 09:00:00,2025-03-03 09:58:00".into()];
    let view = small.second();
    assert_eq!(
        outcome(&view, "REV-01").outcome,
        Outcome::InsufficientEvidence
    );
    assert_eq!(parts(&view, "Bo").unwrap().2, "unclear");
    assert_eq!(parts(&view, "Cy").unwrap().3, "unclear");
    assert_eq!(event(&view, "PR #2 approved").tone, "neutral");
    assert_eq!(event(&view, "CHG0000002 approved").tone, "neutral");
}

#[test]
fn an_approval_without_a_time_is_unclear() {
    let mut small = Small::new();
    small.approvals = vec!["CHG0000002,Cy,approved,2025-03-01 09:00:00,".into()];
    assert_eq!(parts(&small.second(), "Cy").unwrap().3, "unclear");
}

#[test]
fn only_votes_that_stand_count_as_reviews() {
    let mut small = Small::new();
    small.roster.extend(["Di", "Ed", "Fay"].map(person));
    small.own()["reviews"] = json!([
        review("bo", "APPROVED", "2025-03-02T12:00:00Z"),
        review("bo", "CHANGES_REQUESTED", "2025-03-02T13:00:00Z"),
        review("di", "DISMISSED", "2025-03-02T12:00:00Z"),
        review("ed", "COMMENTED", "2025-03-02T12:00:00Z"),
        review("fay", "CHANGES_REQUESTED", "2025-03-02T12:00:00Z"),
        review("renovate[bot]", "APPROVED", "2025-03-02T12:00:00Z"),
    ]);
    let view = small.second();
    assert_eq!(outcome(&view, "REV-01").outcome, Outcome::Fail);
    let reviewed = view.people.iter().filter(|row| row.reviewed != "no");
    assert_eq!(reviewed.count(), 0, "{:?}", view.people);
    let approvals = view
        .timeline
        .iter()
        .filter(|of| of.title == "PR #2 approved");
    let details: Vec<(&str, &str)> = approvals
        .map(|of| (of.detail.as_str(), of.tone.as_str()))
        .collect();
    assert_eq!(
        details,
        [
            ("Bo (then asked for changes)", "neutral"),
            ("renovate[bot] (no person)", "neutral")
        ]
    );
}

#[test]
fn an_approval_taken_back_before_the_deployment_does_not_count() {
    let mut small = Small::new();
    small
        .approvals
        .push("CHG0000002,cy,rejected,2025-03-02 09:30:00,2025-03-02 10:00:00".into());
    let view = small.second();
    assert_eq!(outcome(&view, "APP-01").outcome, Outcome::Fail);
    assert_eq!(parts(&view, "Cy"), None);
    let approved = event(&view, "CHG0000002 approved");
    assert_eq!(
        (approved.detail.as_str(), approved.tone.as_str()),
        ("Cy (taken back)", "neutral")
    );
}

#[test]
fn whoever_is_named_as_co_author_approves_their_own_change() {
    let mut small = Small::new();
    small.commits[0].1 = "Change the shop (#2)\n\nCo-authored-by: Bo <bo@acme.example>";
    let view = small.second();
    assert_eq!(outcome(&view, "REV-01").outcome, Outcome::Fail);
    assert!(parts(&view, "Bo").unwrap().1, "Bo wrote some of it");
    let approved = event(&view, "PR #2 approved");
    assert_eq!(
        (approved.detail.as_str(), approved.tone.as_str()),
        ("Bo (contributor)", "neutral")
    );
}

#[test]
fn an_approval_by_whoever_asked_for_the_change_is_not_shown_as_good() {
    let mut small = Small::new();
    small.approvals =
        vec!["CHG0000002,Ana,approved,2025-03-01 09:00:00,2025-03-02 09:00:00".into()];
    let view = small.second();
    assert_eq!(outcome(&view, "APP-02").outcome, Outcome::Fail);
    let approved = event(&view, "CHG0000002 approved");
    assert_eq!(
        (approved.detail.as_str(), approved.tone.as_str()),
        ("Ana (requester)", "neutral")
    );
}

#[test]
fn an_emergency_may_be_recorded_approved_and_reviewed_afterwards() {
    let mut small = Small::new();
    let record = change_record("CHG0000002", "emergency", "2025-03-03 11:00:00");
    // A vulnerability is a cause.
    small.change_records = vec![record.replace("it sells more", "CVE-2025-41284 is closed")];
    small.approvals = vec!["CHG0000002,Cy,approved,2025-03-03 11:00:00,2025-03-03 12:00:00".into()];
    small.own()["reviews"] = json!([review("bo", "APPROVED", "2025-03-03T13:00:00Z")]);
    let late = |view: &changeproof_app::wire::view::deployment::DeploymentView| {
        let late = view
            .timeline
            .iter()
            .filter(|of| of.late || of.tone == "bad");
        late.map(|of| of.title.clone()).collect::<Vec<_>>()
    };
    let view = small.second();
    assert_eq!(outcome(&view, "APP-01").outcome, Outcome::NotApplicable);
    assert_eq!(late(&view), Vec::<String>::new());
    small.change_records = vec![change_record("CHG0000002", "normal", "2025-03-03 11:00:00")];
    assert_eq!(
        late(&small.second()),
        [
            "CHG0000002 requested",
            "CHG0000002 approved",
            "PR #2 approved"
        ]
    );
}

#[test]
fn a_second_approval_after_one_in_time_is_no_fault() {
    let mut small = Small::new();
    small
        .approvals
        .push("CHG0000002,Bo,approved,2025-03-01 09:00:00,2025-03-04 10:00:00".into());
    let view = small.second();
    assert_eq!(outcome(&view, "APP-01").outcome, Outcome::Pass);
    assert!(view.timeline.iter().all(|of| !of.late && of.tone != "bad"));
}

#[test]
fn checks_are_told_as_tst_01_judges_them() {
    let mut small = Small::new();
    small.own()["statusCheckRollup"] = json!([
        check("unit", "FAILURE", "2025-03-02T12:10:00Z"),
        check("unit", "SUCCESS", "2025-03-02T12:30:00Z"),
        check("unit", "FAILURE", "2025-03-04T12:30:00Z"),
        check("licence bot", "FAILURE", "2025-03-02T12:30:00Z"),
        check("e2e", "SKIPPED", "2025-03-02T12:30:00Z"),
    ]);
    let view = small.second();
    assert_eq!(outcome(&view, "TST-01").outcome, Outcome::Pass);
    let checks = event(&view, "Checks of PR #2 passed");
    assert_eq!(
        (checks.detail.as_str(), checks.tone.as_str()),
        ("1 of 1", "good")
    );
    assert_eq!(checks.at.to_string(), "2025-03-02T12:30:00Z");
    assert!(!checks.late);

    small.own()["statusCheckRollup"] = json!([check("unit", "FAILURE", "2025-03-02T12:10:00Z")]);
    let view = small.second();
    assert_eq!(outcome(&view, "TST-01").outcome, Outcome::Fail);
    assert_eq!(event(&view, "Checks of PR #2 not all passed").tone, "bad");
}

#[test]
fn a_post_change_review_is_found_whatever_the_case_of_its_key() {
    let mut small = Small::new();
    small.change_records = vec![change_record(
        "chg0000002",
        "emergency",
        "2025-03-01 09:00:00",
    )];
    small.reviews = vec!["chg0000002,2025-03-05T10:00:00Z,cy@acme.example,Fine,yes,".into()];
    let view = small.second();
    assert_eq!(event(&view, "Post-change review of").detail, "Cy");
}

#[test]
fn a_commit_is_only_said_to_go_around_pull_requests_where_they_are_complete() {
    let mut small = Small::new();
    small.pull_requests = vec![crate::small::pull_request(1, 'a', "CHG0000002: begin")];
    let view = small.second();
    assert_eq!(outcome(&view, "TRC-02").outcome, Outcome::Fail);
    assert_eq!(
        event(&view, "Commit bbbbbbb without pull request").tone,
        "bad"
    );
    assert!(view.changes[0].detail.starts_with("no pull request ·"));

    small.pull_requests.clear();
    let view = small.second();
    assert_eq!(
        outcome(&view, "TRC-02").outcome,
        Outcome::InsufficientEvidence
    );
    let told = event(
        &view,
        "Commit bbbbbbb: no pull request among the imported ones",
    );
    assert_eq!(told.tone, "neutral");
    assert!(
        view.changes[0]
            .detail
            .starts_with("no pull request among the imported ones")
    );
}

#[test]
fn two_accounts_that_nobody_can_tell_apart_are_not_taken_for_one_person() {
    let mut small = Small::new();
    let by = |small: &mut Small, by: &str, trigger: &str| {
        small.deployments[1] = format!(
            "d2,shop,acme/shop,production,v2,{},success,2025-03-03T10:00:00Z,{by},{trigger},deploy,\
             https://ci.acme.example/runs/2,",
            sha('b')
        );
    };
    // Both names belong to two persons each.
    for name in ["Kim A", "Kim B"] {
        small.roster.push(format!(
            "{name},{}@acme.example,,,,kim;lee,engineer,2024-01-01,",
            name.replace(' ', ".").to_lowercase()
        ));
    }
    by(&mut small, "kim", "lee");
    let view = small.second();
    assert_eq!(
        (view.deployed_by.as_deref(), view.triggered_by.as_deref()),
        (Some("kim"), Some("lee"))
    );
    by(&mut small, "Zed", "zed");
    let view = small.second();
    assert_eq!(
        (view.deployed_by.as_deref(), view.triggered_by.as_deref()),
        (Some("Zed"), None),
        "one account, whatever its case"
    );
    let zeds = view.people.iter().filter(|row| row.deployed);
    assert_eq!(zeds.count(), 1);
}

#[test]
fn a_merge_of_one_commit_is_not_said_to_be_a_squash() {
    let mut small = Small::new();
    let view = small.second();
    assert_eq!(
        view.changes[0].detail,
        "squash or rebase merge · 1 commit · Ana"
    );
    let mut second = small.own()["commits"][0].clone();
    second["oid"] = json!(sha('f'));
    let commits = small.own()["commits"].as_array_mut().unwrap();
    commits.insert(0, second);
    let view = small.second();
    assert_eq!(view.changes[0].detail, "squash merge · 2 commits · Ana");
}
