//! What came out, held against what is true.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use crate::company::Company;

/// The outcome of each deployment (its source's own id) and control, and its sentence.
pub type Outcomes = BTreeMap<(String, String), (String, String)>;

/// What a control must say of a deployment.
struct Truth {
    deployment: String,
    /// The kind of accident behind it.
    scenario: String,
    control: String,
    outcome: String,
}

#[track_caller]
fn text(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("{value} is text"))
        .to_owned()
}

/// Reads the results on deployments in JSON Lines.
#[track_caller]
pub fn outcomes(results: &str) -> Outcomes {
    let mut outcomes = Outcomes::new();
    for line in results.lines() {
        let line: Value = serde_json::from_str(line).expect("a result is a JSON object");
        if line["subject"]["kind"] != "deployment" {
            continue;
        }
        let subject = (text(&line["subject"]["id"]), text(&line["control"]));
        let said = (text(&line["outcome"]), text(&line["reason"]));
        let before = outcomes.insert(subject.clone(), said);
        assert_eq!(before, None, "{subject:?} is judged once");
    }
    outcomes
}

/// All that is true of a company.
#[track_caller]
fn truth(company: &Company) -> Vec<Truth> {
    let file = company.folder().join("truth.jsonl");
    let lines =
        fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let mut all = Vec::new();
    for line in lines.lines() {
        let line: Value = serde_json::from_str(line).expect("a line of the truth is JSON");
        let expected = line["expect"].as_object().expect("`expect` is an object");
        all.extend(expected.iter().map(|(control, outcome)| Truth {
            deployment: text(&line["deployment"]),
            scenario: text(&line["scenario"]),
            control: control.clone(),
            outcome: text(outcome),
        }));
    }
    all
}

/// The results on everything but deployments in JSON Lines.
#[track_caller]
fn beside_deployments(results: &str) -> Vec<Value> {
    let lines = results.lines();
    lines
        .map(|line| serde_json::from_str(line).expect("a result is a JSON object"))
        .filter(|line: &Value| line["subject"]["kind"] != "deployment")
        .collect()
}

/// The results on exceptions, the policy and the period in JSON Lines, without those on imported files.
#[track_caller]
pub fn other_results(results: &str) -> Vec<Value> {
    let mut others = beside_deployments(results);
    others.retain(|line| line["subject"]["kind"] != "import");
    others
}

/// Asserts that what is true of exceptions, the policy, the period and the files of a company came out, at its
/// first evaluation.
#[track_caller]
pub fn compare_others(company: &Company, results: &str) {
    let file = company.folder().join("truth-others.jsonl");
    let truth =
        fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let judged = beside_deployments(results);
    assert!(!truth.is_empty(), "something is true beside deployments");
    for line in truth.lines() {
        let line: Value = serde_json::from_str(line).expect("a line of the truth is JSON");
        let of_it: Vec<&Value> = judged
            .iter()
            .filter(|result| {
                let (subject, wanted) = (&result["subject"], &line["subject"]);
                result["control"] == line["control"]
                    && (wanted == "" || subject["id"] == *wanted || subject["name"] == *wanted)
            })
            .collect();
        if line["expect"] == "none" {
            assert!(of_it.is_empty(), "{line} has {} results", of_it.len());
            continue;
        }
        let [result] = of_it.as_slice() else {
            panic!("{line} has {} results", of_it.len());
        };
        assert_eq!(
            result["outcome"], line["expect"],
            "{line}: {}",
            result["reason"]
        );
    }
}

/// Asserts that everything that is true of a company came out. Lists the first differences.
#[track_caller]
pub fn compare(company: &Company, results: &str) {
    let truth = truth(company);
    assert!(!truth.is_empty(), "something is true of the company");
    let outcomes = outcomes(results);
    let mut differences = Vec::new();
    for expected in &truth {
        let subject = (expected.deployment.clone(), expected.control.clone());
        let (outcome, reason) = match outcomes.get(&subject) {
            Some((outcome, reason)) => (outcome.as_str(), reason.as_str()),
            None => ("no result", ""),
        };
        if outcome != expected.outcome {
            differences.push(format!(
                "{} {} ({}): {} is true, {outcome} came out: {reason}",
                expected.deployment, expected.control, expected.scenario, expected.outcome
            ));
        }
    }
    assert!(
        differences.is_empty(),
        "{} of {} differ:\n{}",
        differences.len(),
        truth.len(),
        differences[..differences.len().min(20)].join("\n")
    );
}

/// Outcomes that changed in a way that the missing evidence cannot justify, in words.
pub fn unjustified(whole: &Outcomes, without: &Outcomes) -> Vec<String> {
    let mut found = Vec::new();
    for ((deployment, control), (before, reason_before)) in whole {
        let subject = (deployment.clone(), control.clone());
        let Some((after, reason)) = without.get(&subject) else {
            found.push(format!("{deployment} {control} is not judged any more"));
            continue;
        };
        let better = after == "pass" && before != "pass";
        let worse = after == "fail" && before != "fail";
        let gone = after == "not_applicable" && before == "fail";
        if better || worse || gone {
            found.push(format!(
                "{deployment} {control}: {before} ({reason_before}) became {after} ({reason})"
            ));
        }
    }
    found
}
