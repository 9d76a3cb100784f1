//! Policy: its clauses with results, its parameters, its text as a file, and what another value would change.

use std::collections::BTreeMap;
use std::path::PathBuf;

use changeproof_app::AppError;
use changeproof_app::wire::view::event_log::EventQuery;
use changeproof_app::wire::view::policy::PolicyView;
use changeproof_domain::outcome::Outcome;

use crate::company::{demo, empty, ports};

fn policy() -> PolicyView {
    demo().policy(&ports()).unwrap()
}

fn events() -> u64 {
    demo().events(&EventQuery::default(), 0, 0).unwrap().matched
}

#[test]
fn a_clause_has_its_controls_with_the_figures_of_the_overview() {
    let overview = demo().overview(&ports()).unwrap();
    let figures: BTreeMap<String, _> = overview
        .controls
        .into_iter()
        .map(|row| (row.control, row.counts))
        .collect();
    let view = policy();
    assert!(view.judged);
    let mut compared = 0;
    for control in view.clauses.iter().flat_map(|clause| &clause.controls) {
        if let Some(counts) = figures.get(&control.control) {
            assert_eq!(control.counts, *counts, "{}", control.control);
            compared += 1;
        }
    }
    assert!(compared > 30, "{compared}");
}

#[test]
fn the_built_in_version_is_in_force_and_none_of_its_interpretations_is_accepted() {
    let view = policy();
    assert_eq!((view.version, view.from), (1, None));
    assert_eq!(view.versions.len(), 1);
    assert!(view.versions[0].in_force);
    assert!(!view.interpretations.is_empty());
    assert!(
        view.interpretations
            .iter()
            .all(|one| one.accepted_by.is_none())
    );
    let open = view
        .parameters
        .iter()
        .find(|one| one.name == "reversion_within");
    assert!(open.unwrap().open);
}

#[test]
fn without_results_the_policy_of_today_is_told() {
    let (_folder, open) = empty();
    let view = open.policy(&ports()).unwrap();
    assert!(!view.judged);
    assert_eq!(view.clauses.len(), policy().clauses.len());
}

#[test]
fn an_exported_version_is_the_text_that_was_built_in() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("policy.toml");
    assert_eq!(demo().export_policy(1, &out, &ports()).unwrap(), 1);
    let built_in = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../policies/clicki.toml");
    assert_eq!(
        std::fs::read_to_string(out).unwrap(),
        std::fs::read_to_string(built_in).unwrap()
    );
}

#[test]
fn another_value_tells_which_deployments_would_fare_otherwise_and_keeps_nothing() {
    let before = events();
    let tried = demo().try_parameter("reviewers", "2", &ports()).unwrap();
    assert_eq!((tried.before.as_str(), tried.after.as_str()), ("1", "2"));
    assert_eq!(tried.judged_before, 400);
    let of_reviews = tried.controls.iter().find(|one| one.control == "REV-01");
    let of_reviews = of_reviews.unwrap();
    assert!(of_reviews.after.fail > of_reviews.before.fail);
    assert!(tried.changed > 0);
    for deployment in &tried.deployments {
        let key = deployment.key.as_deref().unwrap();
        assert!(
            demo().deployment(key, &ports()).is_ok(),
            "{}",
            deployment.id
        );
        for outcome in &deployment.outcomes {
            assert_ne!(outcome.before, outcome.after);
            assert_ne!(
                outcome.after,
                Some(Outcome::Pass),
                "more is asked, not less"
            );
        }
    }
    assert_eq!(events(), before);
}

#[test]
fn a_value_of_another_kind_is_refused_with_what_is_expected() {
    let refused = demo().try_parameter("reviewers", "many", &ports());
    assert!(
        matches!(refused, Err(AppError::BadParameter { .. })),
        "{refused:?}"
    );
    let unknown = demo().try_parameter("reviewer", "2", &ports());
    assert!(
        matches!(unknown, Err(AppError::UnknownParameter { .. })),
        "{unknown:?}"
    );
}
