//! Exports whose texts try to be something else.

use std::fs;

use changeproof_app::wire::view::deployments::DeploymentQuery;
use changeproof_app::wire::view::findings::FindingQuery;

use crate::company::{empty, ports, rows, unsaid};

/// Very long, right to left, markup, a formula, control characters.
fn names() -> Vec<String> {
    vec![
        "x".repeat(300),
        "\u{202e}שירות\u{202c} خدمة".to_owned(),
        "<img src=x onerror=alert(1)>\"'&".to_owned(),
        "=HYPERLINK(\"http://evil\")".to_owned(),
        "tab\tand \u{7} bell".to_owned(),
        "🧨 zero\u{200b}width".to_owned(),
    ]
}

fn table() -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = [
        "deployment_id",
        "service",
        "environment",
        "version",
        "commit_sha",
        "status",
        "started_at",
        "deployed_by",
        "run_url",
        "notes",
    ];
    writer.write_record(header).unwrap();
    for (number, name) in names().iter().enumerate() {
        let row = [
            &format!("{number} {name}"),
            name,
            "production",
            name,
            &format!("{number}").repeat(40),
            "success",
            &format!("2025-03-0{}T10:00:00Z", number + 1),
            name,
            "javascript:alert(1)",
            name,
        ];
        writer.write_record(row).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

#[test]
fn hostile_texts_are_carried_as_data() {
    let (folder, open) = empty();
    let file = folder.path().join("a&b 'log'.csv");
    fs::write(&file, table()).unwrap();
    let cards = open
        .commit_import(&unsaid(&[file]), &ports())
        .unwrap()
        .files;
    assert_eq!(
        (cards[0].status.as_str(), cards[0].accepted),
        ("imported", 6)
    );

    let all = rows(&open, &DeploymentQuery::default());
    assert_eq!(all.len(), 6);
    let services: Vec<&str> = all.iter().map(|row| row.service.trim()).collect();
    let want = names();
    let want: Vec<&str> = want.iter().map(|name| name.trim()).collect();
    assert_eq!(services, want, "texts are shown as they are");

    let overview = open.overview(&ports()).unwrap();
    let mut charted: Vec<&str> = overview
        .services
        .iter()
        .map(|row| row.service.trim())
        .collect();
    charted.sort_unstable();
    let mut sorted = want.clone();
    sorted.sort_unstable();
    assert_eq!(charted, sorted, "the table has each name as it is");
    let charts = overview
        .services
        .iter()
        .map(|row| &row.bar)
        .chain([&overview.by_month, &overview.calendar]);
    for chart in charts {
        // Charts carry no text of an import at all, so nothing has to be escaped in them.
        for name in &want {
            assert!(!chart.svg.contains(name), "{name}: {}", chart.svg);
            assert!(!chart.alternative.contains(name), "{name}");
        }
    }
    for row in &all {
        let view = open.deployment(&row.key, &ports()).unwrap();
        assert!(!view.outcomes.is_empty());
        let original = open.original(&view.origin).unwrap();
        assert!(original.intact && original.cells.len() == 10);
        assert_eq!(original.cells[1].value.trim(), row.service.trim());
    }
    let one = DeploymentQuery {
        text: "onerror".to_owned(),
        ..DeploymentQuery::default()
    };
    assert_eq!(rows(&open, &one).len(), 1, "found as any other text");
    assert!(
        !open
            .findings(&FindingQuery::default())
            .unwrap()
            .groups
            .is_empty()
    );
}

#[test]
fn a_copied_formula_does_not_run() {
    let (folder, open) = empty();
    let file = folder.path().join("log.csv");
    fs::write(&file, table()).unwrap();
    open.commit_import(&unsaid(&[file]), &ports()).unwrap();
    let csv = open.deployments_csv(&DeploymentQuery::default()).unwrap();
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    for record in reader.records() {
        for cell in record.unwrap().iter() {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t']), "{cell}");
        }
    }
}
