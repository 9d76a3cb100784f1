//! Companies that nobody has looked at: other seeds, other sizes, and every verdict still true.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use changeproof_acceptance::{Company, Workspace, compare, compare_others};

#[track_caller]
fn all_is_true_for(seed: u32, deployments: u32) {
    let folder = tempfile::tempdir().unwrap();
    let company = Company::made_up(folder.path(), seed, deployments);
    let results = Workspace::judged(&company).results();
    compare(&company, &results);
    compare_others(&company, &results);
}

#[test]
fn every_verdict_on_the_company_of_seed_7_is_the_true_one() {
    all_is_true_for(7, 60);
}

#[test]
fn every_verdict_on_the_company_of_seed_99_is_the_true_one() {
    all_is_true_for(99, 60);
}

#[test]
fn every_verdict_on_a_larger_company_is_the_true_one() {
    all_is_true_for(4711, 900);
}

#[test]
fn every_verdict_on_a_very_small_company_is_the_true_one() {
    all_is_true_for(3, 5);
}

#[test]
fn a_listing_that_is_just_full_is_not_taken_for_a_cut_one() {
    // Thirty deployments on GitHub, as many as a page of `gh api` holds.
    all_is_true_for(1, 30);
}
