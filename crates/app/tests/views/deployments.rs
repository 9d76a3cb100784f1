//! The list of deployments: filters, orders, pages.

use changeproof_app::wire::view::deployments::{DeploymentOrder, DeploymentQuery};
use changeproof_domain::outcome::Outcome;

use serde_json::json;

use crate::company::{demo, rows};
use crate::small::{SECOND, Small, pull_request, sha};

#[test]
fn pages_show_every_deployment_once_and_in_order() {
    let query = DeploymentQuery {
        descending: true,
        ..DeploymentQuery::default()
    };
    let mut seen = Vec::new();
    loop {
        let page = demo().deployments(&query, seen.len() as u64, 37).unwrap();
        assert_eq!((page.total, page.matched), (400, 400));
        if page.rows.is_empty() {
            break;
        }
        seen.extend(page.rows);
    }
    assert_eq!(seen, rows(demo(), &query), "the same as in one piece");
    assert!(
        seen.windows(2).all(|pair| pair[0].at >= pair[1].at),
        "newest first"
    );
    let mut keys: Vec<&str> = seen.iter().map(|row| row.key.as_str()).collect();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), 400, "keys are unique");
}

#[test]
fn filters_are_joined_by_and() {
    let query = DeploymentQuery {
        services: vec!["partner-web".to_owned()],
        month: Some("2025-03".to_owned()),
        categories: vec!["normal".to_owned(), "emergency".to_owned()],
        ..DeploymentQuery::default()
    };
    let found = rows(demo(), &query);
    assert!(!found.is_empty());
    for row in &found {
        assert_eq!(row.service, "partner-web");
        assert!(row.at.to_string().starts_with("2025-03"), "{}", row.at);
        assert!(
            row.categories
                .iter()
                .any(|name| name == "normal" || name == "emergency")
        );
    }
}

#[test]
fn words_are_found_in_any_part_and_case() {
    let found = |text: &str| {
        rows(
            demo(),
            &DeploymentQuery {
                text: text.to_owned(),
                ..DeploymentQuery::default()
            },
        )
    };
    assert_eq!(found("chg0030068").len(), 1, "a ticket");
    assert_eq!(
        found("dep-000229")[0].change.as_deref(),
        Some("CHG0030068"),
        "an id"
    );
    assert!(
        !found("DEEPAK jovanović").is_empty(),
        "a person, in capitals"
    );
    assert!(
        found("partner-web")
            .iter()
            .all(|row| row.service == "partner-web")
    );
    assert!(
        !found("payout-worker#133").is_empty(),
        "a pull request behind a ticket"
    );
    assert!(found("no such words").is_empty());
}

#[test]
fn outcomes_are_those_of_the_control_or_severity_asked_for() {
    let of = |control: Option<&str>, severity: Option<&str>| {
        rows(
            demo(),
            &DeploymentQuery {
                outcomes: vec![Outcome::Fail],
                control: control.map(str::to_owned),
                severity: severity.map(str::to_owned),
                ..DeploymentQuery::default()
            },
        )
    };
    let all = rows(demo(), &DeploymentQuery::default()).into_iter();
    let failed = all.filter(|row| row.worst == Outcome::Fail).count();
    assert_eq!(of(None, None).len(), failed, "any control");
    assert_eq!(of(Some("REV-01"), None).len(), 14);
    let critical = of(None, Some("Critical")).len();
    assert!(
        (14..failed).contains(&critical),
        "REV-01 and some more: {critical}"
    );
    assert!(of(None, None).iter().all(|row| row.worst == Outcome::Fail));
}

#[test]
fn people_are_authors_or_deployers() {
    let name = "Zoë Brânză".to_owned();
    let query = DeploymentQuery {
        people: vec![name.clone()],
        ..DeploymentQuery::default()
    };
    let found = rows(demo(), &query);
    assert!(!found.is_empty());
    for row in found {
        assert!([&row.author, &row.deployer].contains(&&Some(name.clone())));
    }
}

#[test]
fn orders_sort_and_reverse() {
    let keys = |order, descending| {
        let query = DeploymentQuery {
            order,
            descending,
            ..DeploymentQuery::default()
        };
        let rows = rows(demo(), &query);
        rows.into_iter()
            .map(|row| (row.key, row.service, row.worst.rank(), row.deployer, row.at))
            .collect::<Vec<_>>()
    };
    let by_time = keys(DeploymentOrder::At, false);
    assert!(by_time.windows(2).all(|pair| pair[0].4 <= pair[1].4));
    let by_deployer = keys(DeploymentOrder::Deployer, false);
    let names: Vec<String> = by_deployer
        .iter()
        .map(|row| row.3.as_deref().unwrap_or("\u{10ffff}").to_lowercase())
        .collect();
    assert!(names.is_sorted() && names.first() != names.last());
    assert_ne!(by_deployer, by_time);
    let by_service = keys(DeploymentOrder::Service, false);
    assert!(by_service.windows(2).all(|pair| pair[0].1 <= pair[1].1));
    let worst = keys(DeploymentOrder::Worst, false);
    assert!(
        worst.windows(2).all(|pair| pair[0].2 <= pair[1].2),
        "fails first"
    );
    for order in [
        DeploymentOrder::At,
        DeploymentOrder::Service,
        DeploymentOrder::Author,
        DeploymentOrder::Deployer,
        DeploymentOrder::Worst,
    ] {
        let mut forward = keys(order, false);
        forward.reverse();
        assert_eq!(forward, keys(order, true), "{order:?}");
    }
}

#[test]
fn names_are_those_of_the_roster() {
    let choices = demo().deployment_choices().unwrap();
    assert_eq!(choices.services.len(), 5);
    assert_eq!(choices.months.len(), 12);
    assert_eq!(
        choices.categories,
        ["standard", "normal", "emergency", "unknown"]
    );
    assert!(choices.people.contains(&"Søren Zheng".to_owned()));
    assert!(
        !choices
            .people
            .iter()
            .any(|name| name.contains("soren.zheng")),
        "no login"
    );
}

#[test]
fn a_copied_list_is_the_list_as_csv() {
    let query = DeploymentQuery {
        outcomes: vec![Outcome::Fail],
        control: Some("DEP-01".to_owned()),
        ..DeploymentQuery::default()
    };
    let csv = demo().deployments_csv(&query).unwrap();
    let lines: Vec<&str> = csv.lines().collect();
    assert!(
        lines[0].starts_with("at,service,environment,version,"),
        "{}",
        lines[0]
    );
    assert_eq!(lines.len(), 2, "one deployment: {csv}");
    assert!(lines[1].contains("DEP-01 fail"), "{}", lines[1]);
}

#[test]
fn a_copied_list_names_no_worst_control_of_a_clean_deployment_and_keeps_marks() {
    let csv = demo().deployments_csv(&DeploymentQuery::default()).unwrap();
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let columns = reader.headers().unwrap().clone();
    let at = |name: &str| columns.iter().position(|column| column == name).unwrap();
    let (worst, control, outcomes) = (at("worst_outcome"), at("worst_control"), at("outcomes"));
    let (mut clean, mut marked) = (0, 0);
    for record in reader.records() {
        let record = record.unwrap();
        let is_clean = ["pass", "not_applicable"].contains(&&record[worst]);
        assert_eq!(record[control].is_empty(), is_clean, "{record:?}");
        clean += u32::from(is_clean);
        marked += u32::from(record[outcomes].contains("pass (as_exported)"));
    }
    assert!(clean > 0 && marked > 0, "{clean}, {marked}");
}

#[test]
fn a_ticket_hides_no_change_without_one_and_no_author() {
    let mut small = Small::new();
    let mut without = pull_request(3, 'c', "no ticket");
    without["author"]["login"] = json!("bo");
    small.pull_requests.push(without);
    small.commits.insert(0, ('c', "No ticket (#3)"));
    small.deployments[1] = small.deployments[1].replace(&sha('b'), &sha('c'));
    let (_folder, open) = small.open();
    let by = |name: &str| {
        rows(
            &open,
            &DeploymentQuery {
                people: vec![name.to_owned()],
                ..DeploymentQuery::default()
            },
        )
    };
    let all = rows(&open, &DeploymentQuery::default());
    let row = &all[1];
    assert_eq!(
        (row.change.as_deref(), row.more_changes),
        (Some("CHG0000002"), 1)
    );
    assert_eq!(row.author.as_deref(), Some("Ana"), "the first author alone");
    let found: Vec<String> = by("Bo").into_iter().map(|row| row.key).collect();
    assert_eq!(found, [SECOND], "the second author");
    let people = open.deployment_choices().unwrap().people;
    assert_eq!(people, ["Ana", "Bo"]);
    let csv = open.deployments_csv(&DeploymentQuery::default()).unwrap();
    assert!(csv.contains(",CHG0000002; acme/shop#3,"), "{csv}");
    assert!(csv.contains(",Ana; Bo,"), "{csv}");
}

#[test]
fn a_ticket_of_the_deployment_itself_stands_for_all_its_changes() {
    let mut small = Small::new();
    small.pull_requests = vec![pull_request(2, 'b', "no ticket")];
    small.deployments[1].push_str("CHG0000002");
    let (_folder, open) = small.open();
    let all = rows(&open, &DeploymentQuery::default());
    let row = &all[1];
    assert_eq!(
        (row.change.as_deref(), row.more_changes),
        (Some("CHG0000002"), 0)
    );
}
