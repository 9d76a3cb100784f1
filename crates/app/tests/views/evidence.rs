//! What is not known is told as that: categories, coverage, and what an outcome lacked.

use changeproof_app::views::OpenWorkspace;
use changeproof_app::wire::view::change_records::{ChangeQuery, ChangeState};
use changeproof_app::wire::view::deployments::DeploymentQuery;
use changeproof_app::wire::view::imports::FileOptions;
use changeproof_app::wire::view::overview::CoverageCell;
use changeproof_app::wire::view::session::PeriodView;
use changeproof_domain::outcome::Outcome;
use chrono::NaiveDate;
use serde_json::json;

use crate::company::{demo, empty, fresh_demo, input, ports, rows, unsaid};
use crate::small::{Small, change_record, outcome, pull_request};

fn matched(open: &OpenWorkspace, category: &str) -> u64 {
    let query = DeploymentQuery {
        categories: vec![category.to_owned()],
        ..DeploymentQuery::default()
    };
    open.deployments(&query, 0, 0).unwrap().matched
}

#[test]
fn emergencies_are_those_of_the_start_and_open_their_list() {
    let figures = demo().overview(&ports()).unwrap().emergencies;
    // One of the demo company's records was called an emergency only after its deployment.
    assert_eq!(figures.deployments, 19);
    assert_eq!(matched(demo(), "emergency"), 19);
    assert_eq!(
        matched(demo(), "unknown"),
        u64::from(figures.unknown_category)
    );
    let reviews = figures.reviews;
    let all = reviews.fail + reviews.insufficient_evidence + reviews.pending + reviews.pass;
    // For one of them nothing was wrong, so it is judged as a normal change.
    assert_eq!(all, 18, "a review is asked for each, and for no other");
}

#[test]
fn without_tickets_nobody_knows_whether_there_was_an_emergency() {
    let mut small = Small::new();
    small.change_records.clear();
    small.approvals.clear();
    let (_folder, open) = small.open();
    let figures = open.overview(&ports()).unwrap().emergencies;
    assert_eq!((figures.deployments, figures.unknown_category), (0, 2));
    assert_eq!(figures.reviews.insufficient_evidence, 0, "of no emergency");
    assert_eq!(matched(&open, "unknown"), 2);
}

#[test]
fn what_is_proven_to_have_no_ticket_has_no_category() {
    let mut small = Small::new();
    small.pull_requests = vec![pull_request(2, 'b', "change the shop")];
    small.deployments.remove(0);
    let (_folder, open) = small.open();
    let figures = open.overview(&ports()).unwrap().emergencies;
    assert_eq!((figures.deployments, figures.unknown_category), (0, 0));
}

#[test]
fn coverage_by_declaration_alone_is_not_shown_as_proven() {
    let (_folder, open) = empty();
    let day = |month, day| NaiveDate::from_ymd_opt(2025, month, day).unwrap();
    let declared = FileOptions {
        covers: Some(PeriodView {
            from: day(1, 1),
            to: day(12, 31),
        }),
        ..FileOptions::default()
    };
    let cells = |open: &OpenWorkspace| {
        let coverage = open.overview(&ports()).unwrap().coverage;
        let row = coverage
            .rows
            .into_iter()
            .find(|row| row.kind == "Deployments");
        row.unwrap().cells
    };
    let file = input("deploy-log.csv");
    let import = |options: FileOptions| {
        open.commit_import(&[(file.clone(), options)], &ports())
            .unwrap();
        open.set_period(
            PeriodView {
                from: day(1, 1),
                to: day(12, 31),
            },
            &ports(),
        )
        .unwrap();
    };
    import(declared.clone());
    assert_eq!(cells(&open), [CoverageCell::Declared; 12]);
    let text = std::fs::read_to_string(&file).unwrap();
    let count = csv::Reader::from_reader(text.as_bytes())
        .into_records()
        .count();
    import(FileOptions {
        query: Some("SELECT count(*)".to_owned()),
        expected_rows: Some(count as u64),
        ..declared
    });
    assert_eq!(cells(&open), [CoverageCell::Covered; 12]);
}

#[test]
fn months_after_the_as_of_day_are_neither_covered_nor_counted() {
    let (_folder, open) = fresh_demo();
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
    let two_years = PeriodView {
        from: day(2025, 1, 1),
        to: day(2026, 12, 31),
    };
    open.set_period(two_years, &ports()).unwrap();
    // The demo company is judged as of 2 January 2026.
    let overview = open.overview(&ports()).unwrap();
    assert_eq!(overview.coverage.months.len(), 13);
    let months: Vec<&String> = overview.by_month.rows.iter().map(|row| &row[0]).collect();
    assert_eq!(months, overview.coverage.months.iter().collect::<Vec<_>>());
}

#[test]
fn only_what_a_deployment_lacked_is_said_to_change_its_outcome() {
    let mut small = Small::new();
    small.pull_requests = vec![pull_request(1, 'a', "CHG0000002: begin")];
    let mut other = pull_request(7, 'd', "elsewhere");
    other["url"] = json!("https://github.com/acme/other/pull/7");
    small.others = vec![other];
    small.pull_requests_until = 2;
    let view = small.second();
    let of = outcome(&view, "TRC-02");
    assert_eq!(of.outcome, Outcome::InsufficientEvidence);
    let change = of.what_would_change.as_deref().unwrap();
    assert!(
        change.starts_with("The imported pull requests do not cover 3 March 2025 (acme/shop)."),
        "{change}"
    );
    assert!(!change.contains("acme/other"), "{change}");
}

#[test]
fn a_roster_is_only_missed_where_somebody_is_not_known() {
    let mut small = Small::new();
    small.roster.clear();
    small.own().as_object_mut().unwrap().remove("reviews");
    let view = small.second();
    let change = |control: &str| {
        let of = outcome(&view, control);
        assert_eq!(of.outcome, Outcome::InsufficientEvidence, "{control}");
        of.what_would_change.clone().unwrap()
    };
    let missed = "No roster entries were imported.";
    let of_reviews = change("REV-01");
    assert!(
        !of_reviews.contains(missed),
        "the reviews lack: {of_reviews}"
    );
    assert!(change("APP-02").starts_with(missed), "Cy may be Ana");
    assert!(change("TRC-03").contains(missed), "who is ana");
}

#[test]
fn a_further_use_of_an_approval_blames_no_export() {
    let mut small = Small::new();
    small.pull_requests.push({
        let mut first = pull_request(1, 'a', "CHG0000002: begin");
        first["mergedAt"] = json!("2025-02-03T09:00:00Z");
        first
    });
    small.approvals = vec!["CHG0000002,Cy,approved,2025-01-01 09:00:00,2025-01-02 09:00:00".into()];
    small.change_records = vec![change_record("CHG0000002", "normal", "2025-01-01 09:00:00")];
    let view = small.second();
    let of = outcome(&view, "APP-01");
    assert_eq!(of.outcome, Outcome::InsufficientEvidence, "{}", of.reason);
    let change = of.what_would_change.as_deref().unwrap();
    assert!(change.starts_with("To do:"), "{change}");
}

#[test]
fn nobody_is_asked_for_exports_that_their_tools_do_not_have() {
    let (_folder, open) = empty();
    let files = [input("deploy-log.csv"), input("jira-search.json")];
    open.commit_import(&unsaid(&files), &ports()).unwrap();
    let mut open_approvals = 0;
    for row in rows(&open, &DeploymentQuery::default()).iter().take(60) {
        let view = open.deployment(&row.key, &ports()).unwrap();
        let approval = outcome(&view, "APP-01").outcome;
        open_approvals += u32::from(approval == Outcome::InsufficientEvidence);
        for of in &view.outcomes {
            let change = of.what_would_change.as_deref().unwrap_or_default();
            assert!(!change.contains("deployment statuses were"), "{change}");
            assert!(!change.contains("change approvals were"), "{change}");
        }
    }
    assert!(open_approvals > 0, "some approvals cannot be judged");
}

#[test]
fn the_register_has_to_reach_to_the_due_date_of_a_review() {
    let mut small = Small::new();
    small.change_records = vec![change_record(
        "CHG0000002",
        "emergency",
        "2025-03-01 09:00:00",
    )];
    // The register ends on 28 December; the review of the 24th is due in January.
    small.deployments[1] = small.deployments[1].replace("2025-03-03T10", "2025-12-24T10");
    small.reviews = vec!["CHG0000009,2025-03-05T10:00:00Z,cy@acme.example,Fine,yes,".into()];
    let view = small.second();
    let of = outcome(&view, "EMG-04");
    assert_eq!(of.outcome, Outcome::InsufficientEvidence);
    let change = of.what_would_change.as_deref().unwrap();
    assert!(
        change.starts_with("The imported post-change reviews do not cover 31 December 2025"),
        "{change}"
    );
}

#[test]
fn a_hole_costs_only_the_outcomes_that_it_leaves_open() {
    let mut small = Small::new();
    small.approvals = vec!["CHG0000002,Cy,approved,2025-03-01 09:00:00,".into()];
    small.roster.clear();
    small.pull_requests_until = 2;
    let (_folder, open) = small.open();
    let coverage = open.overview(&ports()).unwrap().coverage;
    let hole = |title: &str| {
        let mut caveats = coverage.caveats.iter();
        let found = caveats.find(|caveat| caveat.title.starts_with(title));
        &found
            .unwrap_or_else(|| panic!("{title}: {:?}", coverage.caveats))
            .sentence
    };
    // The second deployment's pull request was imported; only the first has a commit without one.
    let sentence = hole("No pull requests for March");
    assert_eq!(
        sentence,
        "No deployment of that time lacks evidence for want of pull requests."
    );
}

#[test]
fn a_pull_request_whose_merge_commit_is_not_known_is_no_orphan() {
    let state = |merge: serde_json::Value| {
        let mut small = Small::new();
        let mut aside = pull_request(1, '9', "Aside");
        aside["mergedAt"] = json!("2025-02-20T09:00:00Z");
        aside["mergeCommit"] = merge;
        small.pull_requests.push(aside);
        let (_folder, open) = small.open();
        let page = open.change_records(&ChangeQuery::default(), 0, 10, &ports());
        let rows = page.unwrap().rows.into_iter();
        let mut own = rows.filter(|row| row.label.ends_with("#1"));
        own.next().unwrap().state
    };
    let known = json!({"oid": crate::small::sha('9')});
    assert_eq!(state(known), ChangeState::Orphan);
    assert_eq!(state(json!(null)), ChangeState::Unknown);
}
