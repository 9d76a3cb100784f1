//! The overview's figures, and that each of them opens its list.

use changeproof_app::AppError;
use changeproof_app::wire::view::deployments::DeploymentQuery;
use changeproof_app::wire::view::overview::{CoverageCell, OverviewView};
use changeproof_domain::outcome::Outcome;

use crate::company::{demo, empty, input, ports, unsaid};

fn overview() -> OverviewView {
    demo().overview(&ports()).unwrap()
}

fn matched(query: &DeploymentQuery) -> u64 {
    demo().deployments(query, 0, 0).unwrap().matched
}

#[test]
fn the_sentence_adds_up_and_each_figure_opens_its_list() {
    let critical = overview().critical;
    assert_eq!(critical.deployments, 400);
    let parts = critical.met + critical.failed + critical.undecided + critical.pending;
    assert_eq!(parts, 400, "each deployment counts once");
    let of = |outcomes: &[Outcome]| {
        matched(&DeploymentQuery {
            outcomes: outcomes.to_vec(),
            severity: Some("Critical".to_owned()),
            worst: true,
            ..DeploymentQuery::default()
        })
    };
    assert_eq!(of(&[Outcome::Fail]), critical.failed);
    assert_eq!(of(&[Outcome::InsufficientEvidence]), critical.undecided);
    assert_eq!(of(&[Outcome::Pass, Outcome::NotApplicable]), critical.met);
}

#[test]
fn controls_come_worst_first_and_open_their_lists() {
    let controls = overview().controls;
    assert_eq!(controls[0].control, "REV-01");
    let fails: Vec<u64> = controls.iter().map(|row| row.counts.fail).collect();
    assert!(fails.is_sorted_by(|a, b| a >= b));
    for row in controls {
        let of = |outcome| {
            matched(&DeploymentQuery {
                outcomes: vec![outcome],
                control: Some(row.control.clone()),
                ..DeploymentQuery::default()
            })
        };
        assert_eq!(of(Outcome::Fail), row.counts.fail, "{}", row.control);
        assert_eq!(of(Outcome::Pending), row.counts.pending, "{}", row.control);
        assert!(row.bar.svg.starts_with("<svg "));
        assert_eq!(row.bar.rows.len(), 5);
    }
}

#[test]
fn services_open_their_lists() {
    let services = overview().services;
    assert_eq!(services.len(), 5);
    for row in services {
        let of = |outcome| {
            matched(&DeploymentQuery {
                outcomes: vec![outcome],
                services: vec![row.service.clone()],
                worst: true,
                ..DeploymentQuery::default()
            })
        };
        assert_eq!(of(Outcome::Fail), row.counts.fail, "{}", row.service);
        assert_eq!(of(Outcome::Pass), row.counts.pass, "{}", row.service);
        assert!(
            row.bar.alternative.contains("deployments: "),
            "{}",
            row.bar.alternative
        );
    }
}

#[test]
fn charts_say_the_same_in_words_and_as_a_table() {
    let overview = overview();
    assert_eq!(overview.by_month.rows.len(), 12);
    assert_eq!(
        overview.by_month.columns.len(),
        overview.by_month.rows[0].len()
    );
    assert!(overview.by_month.alternative.contains("November 2025"));
    let deployments: u64 = overview
        .calendar
        .rows
        .iter()
        .map(|row| row[1].parse::<u64>().unwrap())
        .sum();
    assert_eq!(deployments, 400);
    for chart in [&overview.by_month, &overview.calendar] {
        assert!(!chart.svg.contains("style") && !chart.svg.contains("<script"));
    }
}

#[test]
fn findings_and_emergencies_are_counted() {
    let overview = overview();
    let all: u64 = overview
        .findings
        .iter()
        .map(|ages| ages.under_7_days + ages.to_30_days + ages.over_30_days)
        .sum();
    let fails: u64 = overview.controls.iter().map(|row| row.counts.fail).sum();
    assert_eq!(all, fails);
    let severities: Vec<&str> = overview
        .findings
        .iter()
        .map(|of| of.severity.as_str())
        .collect();
    assert_eq!(severities, ["Critical", "High", "Medium"]);
    assert_eq!(overview.emergencies.deployments, 19);
    assert_eq!(overview.emergencies.reviews.pending, 2);
}

#[test]
fn the_demo_company_covers_its_year() {
    let coverage = overview().coverage;
    assert_eq!(coverage.months.len(), 12);
    assert!(coverage.caveats.is_empty(), "{:?}", coverage.caveats);
    for row in &coverage.rows {
        assert!(
            row.cells.iter().all(|cell| *cell == CoverageCell::Declared),
            "{row:?}"
        );
        assert_eq!(row.basis, "declared, not proven");
    }
    let row = |kind: &str| coverage.rows.iter().find(|row| row.kind == kind).unwrap();
    assert_eq!(row("Deployments").scope, "5 services");
    assert_eq!(row("Pull requests").scope, "5 repositories");
    assert_eq!(row("Change records").scope, "Jira CHG, ServiceNow CHG");
    assert_eq!(row("Incidents").scope, "PagerDuty incidents");
}

#[test]
fn a_hole_is_named_with_what_it_costs_and_how_to_close_it() {
    let (_folder, open) = empty();
    let files = unsaid(&[input("deploy-log.csv"), input("prs-payout-worker.json")]);
    open.commit_import(&files, &ports()).unwrap();
    let coverage = open.overview(&ports()).unwrap().coverage;
    let caveat = |title: &str| {
        let mut caveats = coverage.caveats.iter();
        caveats
            .find(|caveat| caveat.title == title)
            .unwrap_or_else(|| {
                panic!("{title}: {:?}", coverage.caveats);
            })
    };
    let records = caveat("No change records were imported.");
    assert!(
        records.sentence.contains("cannot be judged on TRC-01"),
        "{}",
        records.sentence
    );
    assert_eq!(records.guide.as_deref(), Some("jira-search"));
    let roster = caveat("No roster entries were imported.");
    assert_eq!(roster.guide.as_deref(), Some("roster"));
}

#[test]
fn what_is_no_deployment_is_listed_worst_first_and_explained() {
    let others = overview().others;
    let files = std::fs::read_dir(input("")).unwrap().count();
    let on = |kind: &str| others.iter().filter(|row| row.kind == kind).count();
    assert_eq!(on("import"), files, "each file once");
    assert!(on("period") > 2);
    assert!(others.is_sorted_by_key(|row| row.outcome.rank()));
    for row in others {
        let view = demo().explain_other(&row.control, &row.id, &ports());
        let view = view.unwrap();
        assert_eq!((&view.control, view.outcome), (&row.control, row.outcome));
        assert!(view.reason.ends_with('.'), "{}", view.reason);
        let decided = matches!(view.outcome, Outcome::Pass | Outcome::Fail);
        assert!(!decided || !view.facts.is_empty(), "{}", view.control);
    }
}

#[test]
fn an_outcome_that_nobody_judged_is_not_explained() {
    let error = demo().explain_other("POP-01", "2025-01-01..2025-12-31", &ports());
    assert!(matches!(error, Err(AppError::UnknownSubject { .. })));
    let error = demo().explain_other("XXX-99", "policy", &ports());
    assert!(matches!(error, Err(AppError::UnknownControl { .. })));
}
