//! Findings, grouped three ways.

use changeproof_app::wire::view::findings::{AgeBand, FindingGrouping, FindingQuery, FindingRow};
use changeproof_app::wire::view::session::PeriodView;
use changeproof_domain::outcome::Outcome;

use crate::company::{demo, fresh_demo, ports};

/// All rows of all groups.
fn all(query: &FindingQuery) -> Vec<FindingRow> {
    let view = demo().findings(query).unwrap();
    let mut rows = Vec::new();
    for group in view.groups {
        let page = demo().finding_page(query, &group.key, 0, u32::MAX).unwrap();
        assert_eq!(page.matched, group.fail + group.insufficient_evidence);
        assert_eq!(page.rows.len() as u64, page.matched);
        assert_eq!(page.rows.iter().map(|row| row.at).min(), Some(group.oldest));
        rows.extend(page.rows);
    }
    rows
}

#[test]
fn every_grouping_holds_every_finding_once() {
    let controls = demo().overview(&ports()).unwrap().controls;
    let fails: u64 = controls.iter().map(|row| row.counts.fail).sum();
    let open: u64 = controls
        .iter()
        .map(|row| row.counts.insufficient_evidence)
        .sum();
    for grouping in [
        FindingGrouping::Control,
        FindingGrouping::Service,
        FindingGrouping::Person,
    ] {
        let query = FindingQuery {
            grouping,
            ..FindingQuery::default()
        };
        let view = demo().findings(&query).unwrap();
        assert_eq!((view.fail, view.insufficient_evidence), (fails, open));
        assert_eq!(all(&query).len() as u64, fails + open, "{grouping:?}");
        assert!(
            view.groups.is_sorted_by(|a, b| a.fail >= b.fail),
            "worst first"
        );
    }
}

#[test]
fn queries_narrow_what_is_listed_and_not_the_totals() {
    let query = FindingQuery {
        outcomes: vec![Outcome::Fail],
        severities: vec!["Critical".to_owned()],
        services: vec!["payout-worker".to_owned()],
        text: "approval".to_owned(),
        ..FindingQuery::default()
    };
    let found = all(&query);
    assert!(!found.is_empty());
    for row in &found {
        assert_eq!(
            (row.outcome, row.severity.as_str()),
            (Outcome::Fail, "Critical")
        );
        assert_eq!(row.service, "payout-worker");
        assert!(row.name.to_lowercase().contains("approval"), "{}", row.name);
        assert!(row.age_days > 30);
    }
    let controls = demo().overview(&ports()).unwrap().controls;
    let fails: u64 = controls.iter().map(|row| row.counts.fail).sum();
    assert_eq!(
        demo().findings(&query).unwrap().fail,
        fails,
        "whatever the query"
    );
}

#[test]
fn a_group_comes_newest_first_and_in_pages() {
    let query = FindingQuery::default();
    let key = demo().findings(&query).unwrap().groups[0].key.clone();
    let whole = demo().finding_page(&query, &key, 0, 100).unwrap();
    assert!(whole.rows.windows(2).all(|pair| pair[0].at >= pair[1].at));
    let second = demo().finding_page(&query, &key, 5, 5).unwrap();
    assert_eq!(second.rows, whole.rows[5..10]);
    let unknown = demo().finding_page(&query, "no such group", 0, 5).unwrap();
    assert_eq!(unknown.matched, 0);
}

#[test]
fn every_age_of_the_overview_opens_its_list() {
    let ages = demo().overview(&ports()).unwrap().findings;
    for of in ages {
        for (age, count) in [
            (AgeBand::Under7Days, of.under_7_days),
            (AgeBand::To30Days, of.to_30_days),
            (AgeBand::Over30Days, of.over_30_days),
        ] {
            let query = FindingQuery {
                outcomes: vec![Outcome::Fail],
                severities: vec![of.severity.clone()],
                age: Some(age),
                ..FindingQuery::default()
            };
            let found = all(&query);
            assert_eq!(found.len() as u64, count, "{} {age:?}", of.severity);
            assert!(found.iter().all(|row| match age {
                AgeBand::Under7Days => row.age_days < 7,
                AgeBand::To30Days => (7..=30).contains(&row.age_days),
                AgeBand::Over30Days => row.age_days > 30,
            }));
        }
    }
}

#[test]
fn the_pages_write_ages_as_they_are_named() {
    let query: FindingQuery = serde_json::from_str(r#"{"age":"under_7_days"}"#).unwrap();
    assert_eq!(query.age, Some(AgeBand::Under7Days));
    let query: FindingQuery = serde_json::from_str(r#"{"age":null}"#).unwrap();
    assert_eq!(query.age, None);
}

#[test]
fn a_remembered_group_is_that_of_its_own_query_and_evaluation() {
    let (_folder, open) = fresh_demo();
    let page =
        |query: &FindingQuery, group: &str| open.finding_page(query, group, 0, u32::MAX).unwrap();
    let whole = FindingQuery::default();
    let fails = FindingQuery {
        outcomes: vec![Outcome::Fail],
        ..FindingQuery::default()
    };
    let groups = open.findings(&whole).unwrap().groups;
    let first = page(&whole, &groups[0].key);
    assert_ne!(first, page(&whole, &groups[1].key));
    assert_ne!(first, page(&fails, &groups[0].key));
    assert_eq!(first, page(&whole, &groups[0].key));
    let day = |month, day| chrono::NaiveDate::from_ymd_opt(2025, month, day).unwrap();
    let quarter = PeriodView {
        from: day(1, 1),
        to: day(3, 31),
    };
    open.set_period(quarter, &ports()).unwrap();
    assert!(page(&whole, &groups[0].key).matched < first.matched);
}
