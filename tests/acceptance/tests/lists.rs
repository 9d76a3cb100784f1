//! `results` and `links`: the shape of their lines, their order, filters and other forms.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::fmt;
use std::sync::LazyLock;

use changeproof_acceptance::{Company, Workspace};
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

static JUDGED: LazyLock<Vec<u8>> = LazyLock::new(|| Workspace::judged(&Company::demo()).bytes());
static RESULTS: LazyLock<String> = LazyLock::new(|| Workspace::of_bytes(&JUDGED).results());
static LINKS: LazyLock<String> = LazyLock::new(|| Workspace::of_bytes(&JUDGED).links());

/// A JSON object with its fields in the order in which they stand.
struct Fields(Vec<(String, Box<RawValue>)>);

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Fields;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Fields, M::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

impl Fields {
    #[track_caller]
    fn of(json: &str) -> Fields {
        serde_json::from_str(json).unwrap()
    }

    fn names(&self) -> Vec<&str> {
        self.0.iter().map(|(name, _)| name.as_str()).collect()
    }

    #[track_caller]
    fn get(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.unwrap().1.get()
    }
}

/// The lines on deployments.
fn on_deployments() -> impl Iterator<Item = &'static str> {
    RESULTS.lines().filter(|line| line.contains(ON_DEPLOYMENT))
}

/// The lines on anything else.
fn on_others() -> impl Iterator<Item = &'static str> {
    RESULTS.lines().filter(|line| !line.contains(ON_DEPLOYMENT))
}

const ON_DEPLOYMENT: &str = r#""subject":{"kind":"deployment","#;

const SUBJECT: [&str; 6] = ["kind", "source", "id", "service", "environment", "at"];

#[test]
fn a_result_has_the_fields_of_the_contract_in_its_order() {
    let fields = [
        "control",
        "version",
        "parameters",
        "subject",
        "outcome",
        "overlays",
        "reason",
        "facts",
    ];
    for line in RESULTS.lines() {
        let line = Fields::of(line);
        assert_eq!(line.names(), fields);
    }
    for line in on_deployments() {
        assert_eq!(Fields::of(Fields::of(line).get("subject")).names(), SUBJECT);
    }
}

#[test]
fn what_is_no_deployment_has_kind_source_id_and_name() {
    for line in on_others() {
        let line = Fields::of(line);
        let subject = Fields::of(line.get("subject"));
        // An exception has a time from which it holds, a change record one at which it was carried out.
        let kind = subject.get("kind");
        let has_time = kind == "\"exception\"" || kind == "\"change_record\"";
        let wanted: &[&str] = match has_time {
            true => &["kind", "source", "id", "name", "at"],
            false => &["kind", "source", "id", "name"],
        };
        assert_eq!(subject.names(), wanted);
    }
}

#[test]
fn each_imported_file_and_the_period_are_judged_after_the_deployments() {
    let files = Company::demo().files().len();
    let others: Vec<Value> = on_others()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let last = &RESULTS.lines().rev().take(others.len()).collect::<Vec<_>>();
    assert!(last.iter().all(|line| !line.contains(ON_DEPLOYMENT)));
    let of = |control: &str| -> Vec<&Value> {
        let lines = others.iter().filter(|line| line["control"] == control);
        lines.map(|line| &line["subject"]).collect()
    };
    let totals = of("POP-01");
    assert_eq!(totals.len(), files, "one line a file");
    assert!(totals.iter().all(|subject| subject["kind"] == "import"));
    for control in ["POP-02", "EMG-05", "LOG-01"] {
        let period = of(control);
        assert_eq!(period.len(), 1, "{control}");
        assert_eq!(period[0]["kind"], "period", "{control}");
        assert_eq!(period[0]["id"], "2025-01-01..2025-12-31", "{control}");
    }
}

#[test]
fn a_fact_has_the_fields_of_the_contract_in_its_order() {
    let mut seen = 0;
    for line in RESULTS.lines() {
        let facts: Vec<Fields> = serde_json::from_str(Fields::of(line).get("facts")).unwrap();
        for fact in facts {
            assert_eq!(fact.names(), ["record", "field", "value", "source"]);
            let source = Fields::of(fact.get("source"));
            assert_eq!(source.names(), ["file", "sha256", "at"]);
            seen += 1;
        }
    }
    assert!(seen > 5_000, "{seen} facts");
}

#[test]
fn the_values_of_a_result_are_those_of_the_contract() {
    for line in on_deployments() {
        let line: Value = serde_json::from_str(line).unwrap();
        assert!(line["version"].is_u64() && line["parameters"].is_object());
        assert!(line["overlays"].is_array() && line["facts"].is_array());
        assert_eq!(line["subject"]["kind"], "deployment");
        assert_eq!(line["subject"]["environment"], "production");
        let source = line["subject"]["source"].as_str().unwrap();
        assert!(["github", "deploy-log"].contains(&source), "{source}");
        let at = line["subject"]["at"].as_str().unwrap();
        assert!(at.starts_with("2025-") && at.ends_with('Z'), "{at}");
        let reason = line["reason"].as_str().unwrap();
        assert!(reason.ends_with('.'), "a sentence: {reason}");
    }
}

#[test]
fn the_parameters_in_force_stand_in_a_result() {
    let review = RESULTS
        .lines()
        .find(|line| line.starts_with(r#"{"control":"REV-01""#));
    let parameters = r#""parameters":{"reviewers":1},"#;
    assert!(review.unwrap().contains(parameters), "{review:?}");
}

#[test]
fn a_link_has_the_fields_of_the_contract_in_its_order() {
    let fields = ["deployment", "target", "rule", "key", "found_in", "state"];
    for line in LINKS.lines() {
        let line = Fields::of(line);
        assert_eq!(line.names(), fields);
        assert_eq!(Fields::of(line.get("deployment")).names(), SUBJECT);
        assert_eq!(Fields::of(line.get("target")).names(), ["kind", "id"]);
    }
}

#[test]
fn links_lead_to_commits_pull_requests_change_records_and_runs() {
    let kinds = [
        "commit",
        "pull_request",
        "change_record",
        "pipeline_run",
        "incident",
    ];
    let states = ["proven", "suggested", "confirmed", "refused"];
    let mut seen = [0; 5];
    for line in LINKS.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let kind = kinds
            .iter()
            .position(|kind| line["target"]["kind"] == **kind);
        seen[kind.unwrap()] += 1;
        assert!(states.iter().any(|state| line["state"] == **state));
        for field in ["rule", "key", "found_in"] {
            assert_ne!(line[field].as_str(), Some(""), "{field} of {line}");
        }
    }
    assert!(seen[..4].iter().all(|n| *n > 100), "{seen:?}");
}

/// Time, service and id of a subject.
fn place(subject: &Value) -> [String; 3] {
    ["at", "service", "id"].map(|field| subject[field].as_str().unwrap().to_owned())
}

#[test]
fn results_are_ordered_by_time_service_id_and_control() {
    let order: Vec<_> = on_deployments()
        .map(|line| {
            let line: Value = serde_json::from_str(line).unwrap();
            let control = line["control"].as_str().unwrap().to_owned();
            (place(&line["subject"]), control)
        })
        .collect();
    assert!(order.is_sorted(), "times have one form, so text sorts them");
    assert!(order.windows(2).all(|pair| pair[0] != pair[1]), "once each");
}

#[test]
fn links_are_ordered_by_time_service_and_id() {
    let order: Vec<_> = LINKS
        .lines()
        .map(|line| place(&serde_json::from_str::<Value>(line).unwrap()["deployment"]))
        .collect();
    assert!(order.is_sorted());
}

/// The lines of all results that a filter must keep.
fn kept(text: &[&str]) -> Vec<&'static str> {
    RESULTS
        .lines()
        .filter(|line| text.iter().all(|text| line.contains(text)))
        .collect()
}

#[test]
fn results_of_one_control_are_its_lines_and_no_other() {
    let workspace = Workspace::of_bytes(&JUDGED);
    let said = workspace.run("results", ["--control", "EMG-04"]).well();
    let expected = kept(&[r#"{"control":"EMG-04","#]);
    let deployments = expected.iter().filter(|line| line.contains(ON_DEPLOYMENT));
    assert_eq!(deployments.count(), 400);
    assert!(said.text().lines().eq(expected));
}

#[test]
fn results_of_one_outcome_are_its_lines_and_no_other() {
    let workspace = Workspace::of_bytes(&JUDGED);
    let said = workspace.run("results", ["--outcome", "fail"]).well();
    let expected = kept(&[r#","outcome":"fail","#]);
    assert!(expected.len() > 20);
    assert!(said.text().lines().eq(expected));
}

#[test]
fn both_filters_hold_together() {
    let workspace = Workspace::of_bytes(&JUDGED);
    let filters = ["--control", "REV-01", "--outcome", "fail"];
    let said = workspace.run("results", filters).well();
    let expected = kept(&[r#"{"control":"REV-01","#, r#","outcome":"fail","#]);
    assert!(expected.len() > 2);
    assert!(said.text().lines().eq(expected));
}

/// The first line, and how many follow it.
fn heading(command: &str, format: &str) -> (String, usize) {
    let workspace = Workspace::of_bytes(&JUDGED);
    let said = workspace.run(command, ["--format", format]).well();
    let mut lines = said.text().lines();
    let first = lines.next().unwrap().to_owned();
    (first, lines.count())
}

#[test]
fn results_as_csv_have_a_header_and_as_many_rows() {
    let header = "control,version,parameters,subject_kind,source,id,service,environment,at,outcome,\
                  overlays,reason";
    let expected = (header.to_owned(), RESULTS.lines().count());
    assert_eq!(heading("results", "csv"), expected);
}

#[test]
fn links_as_csv_have_a_header_and_as_many_rows() {
    let header = "kind,source,id,service,environment,at,target_kind,target_id,rule,key,found_in,\
                  state";
    let expected = (header.to_owned(), LINKS.lines().count());
    assert_eq!(heading("links", "csv"), expected);
}

#[test]
fn a_table_has_a_heading_and_a_line_for_each_result() {
    let (first, rows) = heading("results", "table");
    let names: Vec<&str> = first.split_ascii_whitespace().collect();
    assert_eq!(
        names,
        ["at", "service", "id", "control", "outcome", "reason"]
    );
    assert_eq!(rows, RESULTS.lines().count());
}

#[test]
fn a_table_of_links_has_a_line_for_each() {
    assert_eq!(heading("links", "table").1, LINKS.lines().count());
}

#[test]
fn a_shorter_period_shows_only_what_starts_within_it_both_days_included() {
    let workspace = Workspace::of_bytes(&JUDGED);
    let march = ["--from", "2025-03-01", "--to", "2025-03-31"];
    let as_of = ["--as-of", "2026-01-02T09:00:00Z"];
    workspace
        .run("evaluate", march.into_iter().chain(as_of))
        .well();
    let expected = kept(&[r#","at":"2025-03-"#, ON_DEPLOYMENT]);
    assert!(expected.len() > 14);
    let results = workspace.results();
    let on_deployments = results.lines().filter(|line| line.contains(ON_DEPLOYMENT));
    assert!(on_deployments.eq(expected));
}
