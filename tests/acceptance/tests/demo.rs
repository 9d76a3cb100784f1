//! The demo of this project: every verdict as its truth says, and every outcome to be seen.

use std::collections::BTreeSet;
use std::fs;
use std::sync::LazyLock;

use changeproof_acceptance::{Company, Workspace, compare, compare_others, outcomes};
use serde_json::Value;

static RESULTS: LazyLock<String> = LazyLock::new(|| Workspace::judged(&Company::demo()).results());

#[test]
fn every_verdict_on_the_demo_is_the_true_one() {
    compare(&Company::demo(), &RESULTS);
}

#[test]
fn the_demo_shows_all_five_outcomes() {
    let shown: BTreeSet<String> = outcomes(&RESULTS)
        .into_values()
        .map(|(outcome, _)| outcome)
        .collect();
    let all = [
        "fail",
        "insufficient_evidence",
        "not_applicable",
        "pass",
        "pending",
    ];
    assert_eq!(shown, BTreeSet::from(all.map(str::to_owned)));
}

#[test]
fn every_verdict_on_the_demo_beside_deployments_is_the_true_one() {
    compare_others(&Company::demo(), &RESULTS);
}

#[test]
fn every_production_deployment_of_the_demo_is_judged_and_no_other() {
    let about = fs::read_to_string(Company::demo().folder().join("about.json")).unwrap();
    let about: Value = serde_json::from_str(&about).unwrap();
    let judged: BTreeSet<String> = outcomes(&RESULTS)
        .into_keys()
        .map(|(deployment, _)| deployment)
        .collect();
    assert_eq!(
        Some(judged.len() as u64),
        about["production_deployments"].as_u64(),
        "as many as about.json counts"
    );
}

#[test]
fn every_fact_of_the_demo_points_into_an_imported_file() {
    let company = Company::demo();
    let names: BTreeSet<String> = company
        .files()
        .iter()
        .map(|file| file.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    for line in RESULTS.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let facts = line["facts"].as_array().unwrap();
        let applies = line["outcome"] == "pass" || line["outcome"] == "fail";
        assert!(!applies || !facts.is_empty(), "no facts behind {line}");
        for fact in facts {
            let file = fact["source"]["file"].as_str().unwrap();
            assert!(names.contains(file), "{file} was imported");
            assert_ne!(fact["source"]["at"], "", "a fact has its place");
        }
    }
}
