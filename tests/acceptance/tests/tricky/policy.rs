//! Which version of the policy applies.

use changeproof_acceptance::exports::{DEPLOYMENT, Exports, Judged, evaluate};
use changeproof_acceptance::{Workspace, changeproof};

/// The deployment of a week before.
const EARLIER: &str = "102";

/// Runs a command of `policy` on a workspace.
fn policy(workspace: &Workspace, part: &str, arguments: &[&str]) -> changeproof_acceptance::Said {
    let path = workspace.path().to_str().unwrap();
    let call = ["policy", part, path].into_iter();
    changeproof(call.chain(arguments.iter().copied()))
}

/// Puts the newest profile, with replacements, in force from a day on.
#[track_caller]
pub(super) fn tightened(workspace: &Workspace, from: &str, changes: &[(&str, &str)]) {
    let exported = policy(workspace, "export", &[]).well();
    let mut text = exported.text().to_owned();
    for (before, after) in changes {
        assert!(text.contains(before), "the profile has '{before}'");
        text = text.replacen(before, after, 1);
    }
    let file = workspace.file("policy.toml", text);
    let file = file.to_str().unwrap();
    let reason = "The board asked for it";
    policy(
        workspace,
        "import",
        &[file, "--from", from, "--reason", reason],
    )
    .well();
}

const TWO_REVIEWERS: (&str, &str) = ("\nreviewers = 1", "\nreviewers = 2");
const ONE_REVIEWER: (&str, &str) = ("\nreviewers = 2", "\nreviewers = 1");

/// What comes out where two reviewers were asked for from a day on.
fn with_two_reviewers_from(day: &str) -> Judged {
    let workspace = Exports::clean().imported();
    tightened(&workspace, day, &[TWO_REVIEWERS]);
    evaluate(&workspace).well();
    workspace.run("verify", [""; 0]).well();
    Judged::of(&workspace)
}

#[test]
fn case_28_a_policy_that_was_tightened_mid_year() {
    let judged = with_two_reviewers_from("2025-03-01");
    judged.says_of(EARLIER, "REV-01", "pass");
    judged.says("REV-01", "fail");
    let versions = [EARLIER, DEPLOYMENT].map(|id| {
        let result = judged.result(id, "REV-01");
        (
            result["policy_version"].as_u64(),
            result["parameters"]["reviewers"].as_u64(),
        )
    });
    assert_eq!(
        versions,
        [(Some(1), Some(1)), (Some(2), Some(2))],
        "each is told with the version that applied"
    );
}

#[test]
fn case_28_the_day_of_the_deployment_decides() {
    with_two_reviewers_from("2025-03-03").says("REV-01", "fail");
    with_two_reviewers_from("2025-03-04").says("REV-01", "pass");
}

#[test]
fn case_28_a_policy_that_was_loosened_again_later() {
    let workspace = Exports::clean().imported();
    tightened(&workspace, "2025-02-20", &[TWO_REVIEWERS]);
    tightened(&workspace, "2025-03-01", &[ONE_REVIEWER]);
    evaluate(&workspace).well();
    let judged = Judged::of(&workspace);
    judged.says_of(EARLIER, "REV-01", "fail");
    judged.says("REV-01", "pass");
}

#[test]
fn case_28_explain_tells_the_version_that_applied() {
    let workspace = Exports::clean().imported();
    tightened(&workspace, "2025-03-01", &[TWO_REVIEWERS]);
    evaluate(&workspace).well();
    let explained = |id: &str| {
        let said = workspace.run("explain", [id, "REV-01"]).well();
        said.text().to_owned()
    };
    let (earlier, later) = (explained(EARLIER), explained(DEPLOYMENT));
    assert!(earlier.contains("Policy: version 1\n"), "{earlier}");
    assert!(
        later.contains("reviewers = 2") && later.contains("Policy: version 2, from 2025-03-01 on"),
        "{later}"
    );
}

#[test]
fn case_28_a_control_that_is_switched_off_says_who_decided() {
    let workspace = Exports::clean().imported();
    let off = "[controls_off.REV-01]\nreason = \"Pairs review each other.\"\ndecided_by = \
               \"Ana Silva\"\ndecided_on = \"2025-02-25\"";
    tightened(
        &workspace,
        "2025-03-01",
        &[("\n[controls_off]", &format!("\n{off}"))],
    );
    evaluate(&workspace).well();
    let judged = Judged::of(&workspace);
    judged.says_of(EARLIER, "REV-01", "pass");
    let reason = judged.says("REV-01", "not_applicable");
    assert_eq!(
        reason,
        "Not tested by decision of Ana Silva of 2025-02-25: Pairs review each other."
    );
}

#[test]
fn case_35_a_policy_that_was_loosened_afterwards_is_backdated() {
    let workspace = Exports::clean().imported();
    tightened(&workspace, "2025-02-01", &[TWO_REVIEWERS]);
    evaluate(&workspace).well();
    Judged::of(&workspace).says("REV-01", "fail");
    tightened(&workspace, "2025-03-01", &[ONE_REVIEWER]);
    evaluate(&workspace).well();
    workspace.run("verify", [""; 0]).well();
    let judged = Judged::of(&workspace);
    let reason = judged.says("REV-01", "pass");
    assert!(
        reason.ends_with("recorded by then, the outcome is: fail."),
        "{reason}"
    );
    let marks = |id: &str, control: &str| judged.result(id, control)["overlays"].to_string();
    assert!(marks(DEPLOYMENT, "REV-01").contains("backdated"));
    assert!(
        !marks(DEPLOYMENT, "TRC-01").contains("backdated"),
        "nothing became better"
    );
    assert!(
        !marks(EARLIER, "REV-01").contains("backdated"),
        "it still fails"
    );
}

#[test]
fn case_28_a_name_of_production_counts_from_its_version_on() {
    let workspace = Workspace::made();
    let header =
        "deployment_id,service,environment,version,commit_sha,status,started_at,deployed_by\n";
    let row = |id: &str, day: &str, sha: char| {
        let sha = sha.to_string().repeat(40);
        format!("{id},referral-api,blue,v{id},{sha},success,{day}T10:00:00Z,lena\n")
    };
    let log = format!(
        "{header}{}{}",
        row("1", "2025-02-10", 'a'),
        row("2", "2025-03-10", 'b')
    );
    let log = workspace.file("deploy-log.csv", log);
    let covers = ["--covers", "2025-01-01..2025-12-31"].map(std::path::PathBuf::from);
    workspace
        .run("import", [log].into_iter().chain(covers))
        .well();
    let names = ("[\"production\", ", "[\"blue\", \"production\", ");
    tightened(&workspace, "2025-03-01", &[names]);
    evaluate(&workspace).well();
    assert_eq!(Judged::of(&workspace).deployments(), ["2"]);
}

#[test]
fn case_28_a_trial_changes_every_version() {
    let workspace = Exports::clean().imported();
    tightened(&workspace, "2025-03-01", &[TWO_REVIEWERS]);
    let year = ["--from", "2025-01-01", "--to", "2025-12-31", "--json"];
    let call = year.into_iter().chain(["--what-if", "reviewers=3"]);
    let report = workspace.run("evaluate", call).well().json();
    let parameter = &report["parameters"][0];
    assert_eq!(parameter["before"], "1, 2 from 2025-03-01");
    assert_eq!(parameter["after"], "3");
    let changed = report["changed"].as_array().unwrap();
    let reviews = changed.iter().filter(|one| one["control"] == "REV-01");
    let ids: Vec<_> = reviews
        .map(|one| one["deployment"]["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["101", EARLIER], "the third fails already");
}
