//! `evaluate --what-if`: what other parameters would change, with nothing kept.

use changeproof_acceptance::{Company, Workspace};
use serde_json::Value;

fn tried(workspace: &Workspace, trials: &[&str]) -> Value {
    let year = ["--from", "2025-01-01", "--to", "2025-12-31", "--json"];
    let as_of = ["--as-of", "2026-01-02T09:00:00Z"];
    let trials = trials.iter().flat_map(|trial| ["--what-if", trial]);
    let call = year.into_iter().chain(as_of).chain(trials);
    workspace.run("evaluate", call).well().json()
}

fn controls(report: &Value) -> Vec<&str> {
    let controls = report["controls"].as_array().into_iter().flatten();
    controls.filter_map(|one| one["control"].as_str()).collect()
}

#[test]
fn a_tried_parameter_changes_its_own_controls_and_the_workspace_stays_as_it_is() {
    let workspace = Workspace::judged(&Company::demo());
    let before = workspace.bytes();
    let report = tried(&workspace, &["review_due_business_days=1"]);
    assert_eq!(controls(&report), ["EMG-04"], "{report}");
    let change = &report["changed"][0];
    assert_eq!(
        (&change["before"], &change["after"]),
        (&"pass".into(), &"fail".into())
    );
    let parameter = &report["parameters"][0];
    assert_eq!(
        (&parameter["before"], &parameter["after"]),
        (&"5".into(), &"1".into())
    );
    assert!(workspace.bytes() == before, "nothing was kept");
}

#[test]
fn what_would_change_of_the_period_as_a_whole_is_told_too() {
    let workspace = Workspace::judged(&Company::demo());
    let trial = "emergency_repeats=1000";
    let report = tried(&workspace, &[trial]);
    assert_eq!(controls(&report), ["EMG-05"], "{report}");
    assert_eq!(report["changed"], serde_json::json!([]));
    let change = &report["changed_others"][0];
    assert_eq!(change["control"], "EMG-05");
    assert_eq!(change["subject"]["kind"], "period");
    assert_eq!(change["before"], "fail");
    let year = ["--from", "2025-01-01", "--to", "2025-12-31"];
    let as_of = ["--as-of", "2026-01-02T09:00:00Z", "--what-if", trial];
    let said = workspace.run("evaluate", year.into_iter().chain(as_of));
    let said = said.well();
    let words = said.text();
    assert!(words.contains("1 outcome from 2025-01-01"), "{words}");
    assert!(
        words.contains("period 2025-01-01 to 2025-12-31 EMG-05: Fail becomes Pass"),
        "{words}"
    );
}

#[test]
fn the_values_in_force_change_nothing() {
    let workspace = Workspace::judged(&Company::demo());
    let report = tried(&workspace, &["reviewers=1", "reversion_within=4h"]);
    assert_eq!(report["changed"], serde_json::json!([]));
    assert_eq!(report["changed_others"], serde_json::json!([]));
    assert_eq!(controls(&report), Vec::<&str>::new());
    assert_eq!(report["subjects_before"], report["subjects_after"]);
}

#[test]
fn deployments_that_would_not_be_judged_any_more_are_told() {
    let workspace = Workspace::judged(&Company::demo());
    let report = tried(&workspace, &["production_environments=live"]);
    let (before, after) = (&report["subjects_before"], &report["subjects_after"]);
    assert!(after.as_u64() < before.as_u64(), "{before} to {after}");
    assert_eq!(report["changed"][0]["after"], Value::Null);
}

#[test]
fn what_is_no_parameter_or_no_value_of_one_is_bad_usage() {
    let workspace = Workspace::made();
    for (trial, code) in [
        ("reviewer=2", "unknown_parameter"),
        ("reversion_within=4", "bad_parameter"),
        ("reviewers", "bad_usage"),
    ] {
        let call = [
            "--from",
            "2025-01-01",
            "--to",
            "2025-12-31",
            "--json",
            "--what-if",
            trial,
        ];
        let said = workspace.run("evaluate", call).ended_with(2);
        assert_eq!(said.error()["code"], code, "{trial}");
    }
}
