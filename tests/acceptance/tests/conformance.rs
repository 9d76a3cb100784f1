//! The shared company: all its exports in one call, and every verdict as its truth says.

use std::sync::LazyLock;

use changeproof_acceptance::{Company, Workspace, compare, said, tool};

/// The company with its results; none where the shared folder is missing.
static JUDGED: LazyLock<Option<(Company, String)>> = LazyLock::new(|| {
    let company = Company::conformance()?;
    let results = Workspace::judged(&company).results();
    Some((company, results))
});

#[test]
fn every_verdict_on_the_shared_company_is_the_true_one() {
    if let Some((company, results)) = &*JUDGED {
        compare(company, results);
    }
}

#[test]
fn the_shared_score_counts_a_hundred_percent() {
    let Some((company, results)) = &*JUDGED else {
        return;
    };
    let Some(mut python) = tool("python3") else {
        return;
    };
    let workspace = Workspace::unmade();
    let results = workspace.file("results.jsonl", results);
    let score = python
        .arg(company.folder().join("score.py"))
        .arg(company.folder().join("truth.jsonl"))
        .arg(results);
    let said = said(score).well();
    let last = said.text().lines().last().unwrap_or_default();
    assert!(last.contains("(100.00 %), wrong 0, absent 0"), "{said}");
}
