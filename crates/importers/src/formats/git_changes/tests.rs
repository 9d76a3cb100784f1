//! The log of a small repository, and what git itself says of its commits.

use super::*;
use crate::formats::git_log::Blocks;

const LOG: &str = include_str!("../../../../../fixtures/importers/git-log/patches/input.txt");

/// What `git patch-id --stable` says of that log.
const BY_GIT: [(&str, &str); 7] = [
    ("747d8340", "b9de4b591bcda29d00c8f300c59568d63bd1bace"),
    ("ef8c5291", "7d95d5dc2988de7a7caced07acdbc5ce2a52f577"),
    ("d906cf36", "ff2dec46711eb576697e9cd47feb46bfff272b1b"),
    ("4538ad50", "6866d68f217a1a477bcdae998a873ecb64e67c2b"),
    ("7a82c059", "b9de4b591bcda29d00c8f300c59568d63bd1bace"),
    ("52e4bc27", "a8b3ac31987fd77e574c2e6bc65fa2506f140f3f"),
    ("82a19306", "d1ce9e3578c2d4325181c7ba0b163fdac497ce91"),
];

fn block<'t>(log: &'t str, name: &str) -> &'t str {
    let mut blocks = Blocks::of(log).map(|(start, end)| &log[start..end]);
    let begins = format!("commit {name}");
    blocks.find(|block| block.starts_with(&begins)).unwrap()
}

fn changes(name: &str) -> Changes {
    of(block(LOG, name), 1)
}

fn paths(of: &Changes) -> Vec<&str> {
    of.files.items().iter().map(String::as_str).collect()
}

#[test]
fn patches_have_the_identity_that_git_gives_them() {
    for (name, id) in BY_GIT {
        assert_eq!(
            changes(name).patch_id,
            Field::Value(id.to_owned()),
            "{name}"
        );
    }
}

#[test]
fn line_ends_of_another_system_change_no_identity() {
    let windows = LOG.replace('\n', "\r\n");
    for (name, id) in BY_GIT {
        let of = of(block(&windows, name), 1);
        assert_eq!(of.patch_id, Field::Value(id.to_owned()), "{name}");
        assert_eq!(of.files, changes(name).files, "{name}");
    }
}

#[test]
fn another_word_or_another_file_is_another_patch() {
    let one = block(LOG, "7a82c059");
    let id = |block: &str| of(block, 1).patch_id;
    assert_ne!(id(&one.replace("fifteen", "sixteen")), id(one));
    assert_ne!(id(&one.replace("queue.txt", "jobs.txt")), id(one));
    assert_eq!(id(&one.replace("-12,7 +12,7", "-90,7 +92,7")), id(one));
}

#[test]
fn the_files_of_a_patch_are_told_with_both_names_of_a_renamed_one() {
    assert_eq!(paths(&changes("7a82c059")), ["end.txt", "queue.txt"]);
    assert_eq!(
        paths(&changes("d906cf36")),
        ["a/jobs.txt", "end.txt", "queue.txt"]
    );
    assert_eq!(paths(&changes("4538ad50")), ["a/größe.rs", "a/logo.bin"]);
    assert_eq!(paths(&changes("ef8c5291")), ["a/logo.bin"]);
}

#[test]
fn a_list_of_names_tells_the_files_and_no_patch() {
    let block = "commit 1\ntree 2\n\n    title\n    \n    M\tno.txt\n\nM\tsrc/a.rs\nR087\tb.rs\t\
                 \"c\\\"d.rs\"\nD\te f.rs\n";
    let found = of(block, 1);
    assert_eq!(paths(&found), ["b.rs", "c\"d.rs", "e f.rs", "src/a.rs"]);
    assert_eq!(found.patch_id, Field::NotExported);
}

#[test]
fn a_merge_without_a_list_tells_nothing_and_another_commit_changed_no_file() {
    let block = "commit 1\ntree 2\n\n    title\n\n";
    assert_eq!(of(block, 2).files, Field::NotExported);
    assert_eq!(of(block, 1).files, Field::Empty);
}

#[test]
fn what_git_prints_of_several_parents_is_no_list() {
    let combined = "commit 1\ntree 2\n\n    title\n\ndiff --cc a.rs\nindex 1,2..3\n--- a/a.rs\n";
    assert_eq!(of(combined, 2), Changes::default());
    let of_one_parent = "commit 1 (from 2)\ntree 2\n\n    title\n\nM\ta.rs\n";
    assert_eq!(of(of_one_parent, 2), Changes::default());
    let first_parent = "commit 1\ntree 2\n\n    title\n\ndiff --git a/a.rs b/a.rs\n--- a/a.rs\n";
    let found = of(first_parent, 2);
    assert_eq!(paths(&found), ["a.rs"], "against its first parent");
    assert_eq!(found.patch_id, Field::NotExported, "no patch of its own");
}

#[test]
fn names_that_cannot_be_told_apart_are_no_list() {
    let block = "commit 1\n\n    x\n\ndiff --git a/b c a/d\nold mode 100644\nnew mode 100755\n";
    assert_eq!(of(block, 1).files, Field::NotExported);
}

#[test]
fn logs_that_show_changes_are_told_by_their_lines() {
    assert!(are_shown(LOG));
    assert!(are_shown("commit 1\n\n    x\n\nA\tb\n"));
    assert!(!are_shown("commit 1\n\n    M\tb\n    diff --git a/x b/x\n"));
}
