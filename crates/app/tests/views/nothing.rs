//! Screens with nothing to show.

use changeproof_app::AppError;
use changeproof_app::wire::view::deployments::DeploymentQuery;
use changeproof_app::wire::view::event_log::EventQuery;
use changeproof_app::wire::view::findings::FindingQuery;
use changeproof_app::wire::view::overview::CoverageCell;

use crate::company::{empty, input, ports, unsaid};

#[test]
fn an_empty_workspace_shows_empty_screens() {
    let (_folder, open) = empty();
    let view = open.view(&ports()).unwrap();
    assert!(view.evaluation.is_none() && !view.outdated && !view.is_demo);
    assert_eq!(
        open.deployments(&DeploymentQuery::default(), 0, 50)
            .unwrap()
            .total,
        0
    );
    assert_eq!(
        open.findings(&FindingQuery::default())
            .unwrap()
            .groups
            .len(),
        0
    );
    assert!(open.deployment_choices().unwrap().services.is_empty());
    assert_eq!(
        open.deployments_csv(&DeploymentQuery::default())
            .unwrap()
            .lines()
            .count(),
        1
    );
    assert!(open.packs(&|_| true).unwrap().is_empty());
    assert_eq!(open.events(&EventQuery::default(), 0, 9).unwrap().total, 1);
    let imports = open.imports(&ports()).unwrap();
    assert!(imports.sources.is_empty());
    let rows = &imports.coverage.rows;
    assert!(!rows.is_empty());
    assert!(
        rows.iter()
            .flat_map(|row| &row.cells)
            .all(|cell| *cell == CoverageCell::Uncovered)
    );
    let overview = open.overview(&ports());
    assert!(matches!(overview, Err(AppError::NotEvaluated { .. })));
    let deployment = open.deployment("github:1", &ports());
    assert!(matches!(deployment, Err(AppError::NotEvaluated { .. })));
    assert!(open.verify_workspace(&ports()).unwrap().holds);
}

#[test]
fn sources_without_a_deployment_still_show() {
    let (_folder, open) = empty();
    let cards = open
        .commit_import(&unsaid(&[input("roster.csv")]), &ports())
        .unwrap()
        .files;
    assert_eq!(cards[0].status, "imported");
    let view = open.view(&ports()).unwrap();
    assert_eq!(view.evaluation.unwrap().deployments, 0);
    assert_eq!(view.deployments_span, None);
    let overview = open.overview(&ports()).unwrap();
    assert_eq!(overview.critical.deployments, 0);
    assert!(overview.controls.iter().all(|row| row.fail_rate.is_none()));
    assert!(overview.services.is_empty());
    let title = "No deployments were imported.";
    assert!(
        overview
            .coverage
            .caveats
            .iter()
            .any(|caveat| caveat.title == title)
    );
}
