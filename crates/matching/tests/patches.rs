//! Cherry-picks, by the identity of their patches.

mod support;

use changeproof_domain::field::Field;
use changeproof_domain::record::{PullRequestState, Record};
use support::{at, branch, commit, deployed, linked, matched, pull_request, sha, text};

/// A commit that was deployed by itself, with the patch of commit 9, which a pull request brought
/// into another branch.
fn picked(alter: impl FnOnce(&mut Picked)) -> Vec<(String, String)> {
    let original = commit(9, &[0]);
    let mut picked = Picked {
        pull_request: pull_request(7, 9),
        original,
        copy: commit(1, &[0]),
    };
    picked.pull_request.base_branch = text("release");
    picked.original.patch_id = text("aa");
    picked.copy.patch_id = text("aa");
    alter(&mut picked);
    let records = vec![
        Record::from(commit(0, &[])),
        Record::from(picked.copy),
        Record::from(picked.original),
        Record::from(picked.pull_request),
        // The main line.
        Record::from(pull_request(1, 0)),
        Record::from(pull_request(2, 0)),
        Record::from(deployed("1", 100, 0)),
        Record::from(deployed("2", 200, 1)),
    ];
    linked(&matched(records, &[]), "patch_identity")
}

struct Picked {
    pull_request: changeproof_domain::record::PullRequest,
    original: changeproof_domain::record::Commit,
    copy: changeproof_domain::record::Commit,
}

#[test]
fn the_same_patch_under_another_name_suggests_the_pull_request_of_the_original() {
    let found = vec![("loopline/checkout#7".to_owned(), sha(9))];
    assert_eq!(picked(|_| {}), found, "by its merge");
    let by_branch = picked(|of| {
        of.pull_request.commits = branch(&[&of.original]);
        of.pull_request.merge_commit = Field::Value(sha(77));
    });
    assert_eq!(by_branch, found, "by its branch");
}

#[test]
fn nothing_else_is_taken_for_a_cherry_pick() {
    assert_eq!(picked(|of| of.copy.patch_id = text("bb")), []);
    assert_eq!(picked(|of| of.copy.patch_id = Field::NotExported), []);
    assert_eq!(picked(|of| of.original.patch_id = Field::NotExported), []);
    assert_eq!(
        picked(|of| of.pull_request.state = PullRequestState::Open),
        [],
        "not merged"
    );
    assert_eq!(
        picked(|of| of.pull_request.merged_at = Field::Value(at(201))),
        [],
        "merged after the deployment"
    );
    assert_eq!(
        picked(|of| of.pull_request.repository = "loopline/search".to_owned()),
        [],
        "another repository"
    );
    assert_eq!(
        picked(|of| of.pull_request.merge_commit = Field::Value(sha(1))),
        [],
        "the commit itself, merged elsewhere"
    );
}
