//! One deployment, its outcomes and originals.

use changeproof_app::AppError;
use changeproof_app::wire::view::deployment::{DeploymentView, OutcomeView, TimelineEvent};
use changeproof_app::wire::view::deployments::DeploymentQuery;
use changeproof_app::wire::view::imports::FileOptions;
use changeproof_app::wire::view::original::OriginalView;
use changeproof_domain::outcome::Outcome;

use crate::company::{At, demo, input, like_the_demo, ports, rows};

fn deployment(key: &str) -> DeploymentView {
    demo().deployment(key, &ports()).unwrap()
}

/// Approved only after the deployment.
const LATE: &str = "deploy-log:dep-000229";
/// Reviewed by its own author alone.
const ALONE: &str = "deploy-log:dep-000040";
/// A commit that went around every pull request.
const AROUND: &str = "github:930152";

fn outcome<'v>(view: &'v DeploymentView, control: &str) -> &'v OutcomeView {
    let mut outcomes = view.outcomes.iter();
    outcomes.find(|outcome| outcome.control == control).unwrap()
}

fn event<'v>(view: &'v DeploymentView, title: &str) -> &'v TimelineEvent {
    let mut events = view.timeline.iter();
    events
        .find(|event| event.title == title)
        .unwrap_or_else(|| panic!("no '{title}' in {:?}", view.timeline))
}

#[test]
fn the_way_into_production_is_told_in_order_and_what_is_late_is_marked() {
    let view = deployment(LATE);
    let kinds: Vec<&str> = view
        .timeline
        .iter()
        .map(|event| event.kind.as_str())
        .collect();
    assert_eq!(
        kinds,
        [
            "requested",
            "opened",
            "checked",
            "approved",
            "merged",
            "deployed",
            "approved"
        ]
    );
    let late = event(&view, "CHG0030068 approved");
    assert!(late.late && late.tone == "bad" && late.detail == "Catarina Pereira");
    assert_eq!(event(&view, "Deployed").tone, "deployment");
    assert_eq!(event(&view, "Checks of PR #133 passed").detail, "2 of 2");
    let approver = view
        .people
        .iter()
        .find(|person| person.name == "Catarina Pereira");
    assert_eq!(approver.unwrap().approved, "late");
}

#[test]
fn a_vote_of_somebody_with_a_hand_in_the_change_is_not_shown_as_good() {
    let view = deployment(ALONE);
    let approval = event(&view, "PR #39 approved");
    assert_eq!(approval.detail, "Milan Chaudhry (contributor)");
    assert_eq!(approval.tone, "neutral");
    let person = view
        .people
        .iter()
        .find(|person| person.name == "Milan Chaudhry")
        .unwrap();
    assert!(person.asked && person.wrote && person.reviewed == "yes" && person.resolved);
}

#[test]
fn changes_are_told_with_the_rule_that_links_them() {
    let view = deployment(LATE);
    let labels: Vec<&str> = view
        .changes
        .iter()
        .map(|item| item.label.as_str())
        .collect();
    assert_eq!(labels, ["#133", "CHG0030068"]);
    assert_eq!(
        view.changes[0].detail,
        "squash merge · 2 commits · Deepak Jovanović"
    );
    assert_eq!(
        view.changes[1].link,
        "linked by the key CHG0030068 in the title of pull request #133"
    );
    let around = deployment(AROUND);
    assert_eq!(around.changes[0].kind, "commit");
    assert!(around.changes[0].detail.starts_with("no pull request"));
}

#[test]
fn outcomes_come_worst_first_and_say_what_would_change_them() {
    let view = deployment(LATE);
    let ranks: Vec<u8> = view
        .outcomes
        .iter()
        .map(|view| view.outcome.rank())
        .collect();
    assert!(ranks.is_sorted());
    assert_eq!(view.outcomes.len(), changeproof_controls::registry().len());
    let late = outcome(&view, "APP-01");
    assert_eq!(late.outcome, Outcome::Fail);
    let change = late.what_would_change.as_deref().unwrap();
    assert!(
        change.contains("would be retroactive and would not close this finding"),
        "{change}"
    );
    let passes = view
        .outcomes
        .iter()
        .filter(|view| view.outcome == Outcome::Pass);
    assert!(passes.clone().count() > 0);
    assert!(passes.clone().all(|view| view.what_would_change.is_none()));
    let counts = view.counts;
    assert_eq!((counts.fail, counts.insufficient_evidence), (1, 1));
}

#[test]
fn one_outcome_is_explained_as_within_its_deployment() {
    let view = deployment(LATE);
    let alone = demo().explain(LATE, "app-01", &ports()).unwrap();
    assert_eq!(&alone, outcome(&view, "APP-01"));
    let unknown = demo().explain(LATE, "XXX-99", &ports());
    assert!(matches!(unknown, Err(AppError::UnknownControl { .. })));
}

#[test]
fn every_deployment_can_be_opened_and_leads_to_its_neighbours() {
    let all = rows(demo(), &DeploymentQuery::default());
    assert_eq!(deployment(&all[0].key).previous_key, None);
    for pair in all.windows(2) {
        let view = deployment(&pair[1].key);
        assert_eq!(view.previous_key.as_ref(), Some(&pair[0].key));
        assert_eq!(view.strip, pair[1].strip);
        assert!(view.timeline.iter().any(|event| event.kind == "deployed"));
        assert!(!view.change_set.is_empty() && !view.people.is_empty());
        assert!(
            view.outcomes
                .iter()
                .all(|outcome| !outcome.reason.is_empty())
        );
        let open = |outcome: &&OutcomeView| outcome.outcome == Outcome::InsufficientEvidence;
        for outcome in view.outcomes.iter().filter(open) {
            assert!(outcome.what_would_change.is_some(), "{}", outcome.control);
        }
    }
}

#[test]
fn a_deployment_outside_the_period_is_told_as_unknown() {
    let unknown = demo().deployment("github:1", &ports());
    assert!(matches!(unknown, Err(AppError::UnknownDeployment { .. })));
}

#[test]
fn a_fact_leads_to_its_cell_in_the_original() {
    let view = deployment(LATE);
    let facts = &outcome(&view, "APP-01").facts;
    let decided = facts
        .iter()
        .find(|fact| fact.field_label == "Decided at")
        .unwrap();
    let original = demo().original(&decided.origin).unwrap();
    assert_eq!(original.file, "servicenow-sysapproval_approver.csv");
    assert_eq!(original.place, "row 65 sys_updated_on");
    assert!(original.intact && !original.shortened);
    assert!(
        original
            .record
            .starts_with("CHG0030068,Catarina Pereira,approved,")
    );
    assert!(original.before.ends_with("\r\n") && original.after.starts_with("\r\n"));
    let marked: Vec<_> = original.cells.iter().filter(|cell| cell.marked).collect();
    assert_eq!(marked.len(), 1);
    assert_eq!(marked[0].value, "2025-09-03 12:25:50");
    assert_eq!(stretch(&original).as_deref(), Some("2025-09-03 12:25:50"));
}

/// The value's own stretch of a record, cut out as a page does it.
fn stretch(original: &OriginalView) -> Option<String> {
    let units: Vec<u16> = original.record.encode_utf16().collect();
    let (start, end) = (original.value_start?, original.value_end?);
    let units = &units[start.try_into().unwrap()..end.try_into().unwrap()];
    Some(String::from_utf16(units).unwrap())
}

#[test]
fn a_fact_of_a_json_file_leads_to_its_own_member() {
    let view = deployment(ALONE);
    let facts = view.outcomes.iter().flat_map(|outcome| &outcome.facts);
    let mut found = 0;
    for fact in facts.filter(|fact| fact.file.ends_with(".json")) {
        let original = demo().original(&fact.origin).unwrap();
        let member = fact.place.rsplit('.').next().unwrap();
        if member == fact.place || member.ends_with(']') {
            continue;
        }
        let Some(start) = original.value_start else {
            continue;
        };
        let units: Vec<u16> = original.record.encode_utf16().collect();
        let before = String::from_utf16(&units[..start.try_into().unwrap()]).unwrap();
        let named = format!("\"{member}\":");
        assert!(before.trim_end().ends_with(&named), "{fact:?}");
        assert!(stretch(&original).is_some_and(|value| !value.is_empty()));
        found += 1;
    }
    assert!(found > 3, "{found} facts lead to a member");
}

#[test]
fn an_original_is_shown_by_the_reading_that_the_fact_rests_on() {
    let at = At::new("2026-01-02T09:00:00Z");
    let (_folder, open) = like_the_demo(&at);
    let rows = rows(&open, &DeploymentQuery::default());
    let row = rows.iter().find(|row| row.key.starts_with("deploy-log:"));
    let view = open.deployment(&row.unwrap().key, &at.ports()).unwrap();
    let facts = view.outcomes.iter().flat_map(|outcome| &outcome.facts);
    let fact = facts
        .into_iter()
        .find(|fact| fact.file == "deploy-log.csv")
        .unwrap();
    let before = open.original(&fact.origin).unwrap();
    let later = At::new("2026-01-03T09:00:00Z");
    let otherwise = FileOptions {
        zone: Some("Asia/Tokyo".to_owned()),
        ..FileOptions::default()
    };
    let files = [(input("deploy-log.csv"), otherwise)];
    let answer = open.commit_import(&files, &later.ports()).unwrap();
    assert_eq!(answer.files[0].status, "declared_again");
    assert_eq!(open.original(&fact.origin).unwrap(), before);
    let other_time = fact.origin.replacen("1767344400000", "1767344400001", 1);
    assert_ne!(
        other_time, fact.origin,
        "an origin tells when its file was read"
    );
    assert!(open.original(&other_time).is_err(), "no such reading");
}

#[test]
fn every_fact_of_every_finding_leads_to_its_original() {
    for key in [LATE, ALONE, AROUND] {
        let view = deployment(key);
        let facts = view.outcomes.iter().flat_map(|outcome| &outcome.facts);
        for fact in facts {
            let original = demo().original(&fact.origin).unwrap();
            assert_eq!((&original.file, &original.place), (&fact.file, &fact.place));
            assert!(original.intact && !original.record.is_empty(), "{fact:?}");
        }
        for item in &view.changes {
            assert!(demo().original(&item.origin).is_ok(), "{item:?}");
        }
    }
}

#[test]
fn json_originals_are_the_bytes_of_the_file() {
    let view = deployment(ALONE);
    let item = view
        .changes
        .iter()
        .find(|item| item.kind == "pull_request")
        .unwrap();
    let original = demo().original(&item.origin).unwrap();
    let file = std::fs::read_to_string(crate::company::input(&original.file)).unwrap();
    let whole = format!("{}{}{}", original.before, original.record, original.after);
    assert!(file.contains(&whole), "not one byte is changed");
    let parsed: serde_json::Value = serde_json::from_str(&original.record).unwrap();
    assert_eq!(parsed["number"], 39);
}

#[test]
fn an_origin_that_names_no_stored_file_shows_nothing() {
    let made_up = format!("[\"{}\",0,0,0,0,100,\"\",null]", "0".repeat(64));
    for origin in ["", "/etc/passwd", "[]", &made_up] {
        let shown = demo().original(origin);
        assert!(matches!(shown, Err(AppError::UnknownOrigin)), "{origin}");
    }
}
