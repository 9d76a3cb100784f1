//! Commits that touch none of the paths of a service.

mod support;

use changeproof_domain::field::Field;
use changeproof_domain::record::{Commit, PullRequest, Record};
use changeproof_domain::snapshot::ChangeSetKind;
use support::{
    branch, commit, deployed, files, kept, kind, last, left_out, matched, pull_request, sha,
};

const PATHS: &[(&str, &str)] = &[("checkout", "services/checkout/**")];
const OWN: &str = "services/checkout/cart.rs";
const OTHER: &str = "services/search/index.rs";

/// Commits 0 to `last` in a line, of which 0 and the last were deployed.
fn line(last: usize) -> Vec<Commit> {
    let parents = |number: usize| number.checked_sub(1).into_iter().collect::<Vec<usize>>();
    (0..=last)
        .map(|number| commit(number, &parents(number)))
        .collect()
}

fn with(commits: Vec<Commit>, pull_requests: Vec<PullRequest>) -> Vec<Record> {
    let head = commits.len() - 1;
    let mut records: Vec<Record> = commits.into_iter().map(Record::from).collect();
    records.extend(pull_requests.into_iter().map(Record::from));
    records.push(Record::from(deployed("1", 100, 0)));
    records.push(Record::from(deployed("2", 200, head)));
    records
}

#[test]
fn what_is_known_to_touch_other_paths_alone_is_left_out() {
    let mut commits = line(5);
    commits[1].files = files(&[OTHER]);
    commits[2].files = files(&[OWN]);
    commits[3].files = files(&[OTHER, OWN]);
    commits[4].files = files(&[]);
    let records = with(commits, Vec::new());
    let plain = matched(records.clone(), &[]);
    assert_eq!(kept(&plain), [1, 2, 3, 4, 5]);
    assert_eq!(left_out(&plain), [0; 0]);
    let filtered = matched(records.clone(), PATHS);
    assert_eq!(kept(&filtered), [2, 3, 5], "5 is not known");
    assert_eq!(left_out(&filtered), [1, 4]);
    assert_eq!(kind(&filtered), ChangeSetKind::Range);
    // The paths of another service change nothing for this one.
    let other = matched(records, &[("search", "services/search/**")]);
    assert_eq!(kept(&other), [1, 2, 3, 4, 5]);
}

#[test]
fn the_service_is_named_whatever_its_case_and_a_folder_stands_for_what_is_in_it() {
    let mut commits = line(2);
    commits[1].files = files(&[OWN]);
    commits[2].files = files(&[OTHER]);
    for path in [
        "services/checkout",
        "services/checkout/",
        "./Services/Checkout/**",
        "/services/checkout",
        "/services/checkout/",
        "/",
        "./",
        "*.rs",
    ] {
        let filtered = matched(with(commits.clone(), Vec::new()), &[("Checkout", path)]);
        let all = matches!(path, "*.rs" | "/" | "./");
        assert_eq!(
            kept(&filtered),
            if all { vec![1, 2] } else { vec![1] },
            "{path}"
        );
    }
    let both = [
        ("checkout", "services/checkout"),
        ("checkout", "services/search"),
    ];
    assert_eq!(kept(&matched(with(commits, Vec::new()), &both)), [1, 2]);
}

#[test]
fn where_all_is_left_out_nothing_of_the_service_changed() {
    let mut commits = line(2);
    commits[1].files = files(&[OTHER]);
    commits[2].files = files(&[OTHER]);
    let filtered = matched(with(commits, Vec::new()), PATHS);
    assert_eq!(kind(&filtered), ChangeSetKind::OtherPathsOnly);
    assert!(last(&filtered).is_empty_by_nature());
    assert_eq!(left_out(&filtered), [1, 2]);
}

#[test]
fn the_first_known_deployment_is_judged_on_its_revision_whatever_that_touches() {
    let mut commits = line(1);
    commits[0].files = files(&[OTHER]);
    let mut records = with(commits, Vec::new());
    records.pop();
    let filtered = matched(records, PATHS);
    assert_eq!(kind(&filtered), ChangeSetKind::Baseline);
    assert_eq!(kept(&filtered), [0]);
}

#[test]
fn a_squashed_pull_request_tells_what_its_commit_touched() {
    let kept_with = |alter: fn(&mut PullRequest)| {
        let mut squashed = pull_request(7, 1);
        squashed.files = files(&[OTHER]);
        squashed.commits = branch(&[&commit(50, &[]), &commit(51, &[])]);
        alter(&mut squashed);
        kept(&matched(with(line(2), vec![squashed]), PATHS))
    };
    assert_eq!(kept_with(|_| {}), [2], "2 is of no pull request");
    assert_eq!(kept_with(|of| of.files = files(&[])), [2], "no file at all");
    assert_eq!(kept_with(|of| of.files = files(&[OTHER, OWN])), [1, 2]);
    assert_eq!(kept_with(|of| of.files = Field::NotExported), [1, 2]);
    // It may be one of several commits of a rebase.
    assert_eq!(kept_with(|of| of.commits = Field::NotExported), [1, 2]);
    let hundred = |of: &mut PullRequest| of.files = Field::Value(vec![OTHER.to_owned(); 100]);
    assert_eq!(kept_with(hundred), [1, 2], "the list may have been cut");
    let fewer = |of: &mut PullRequest| of.files = Field::Value(vec![OTHER.to_owned(); 99]);
    assert_eq!(kept_with(fewer), [2]);
}

#[test]
fn a_rebased_commit_is_not_told_by_the_files_of_all() {
    let commits = line(2);
    let mut rebased = pull_request(7, 2);
    rebased.files = files(&[OTHER]);
    rebased.commits = branch(&[&commits[1], &commits[2]]);
    // Its branch had other names.
    if let Field::Value(listed) = &mut rebased.commits {
        listed[0].sha = sha(90);
        listed[1].sha = sha(91);
    }
    assert_eq!(
        kept(&matched(
            with(commits.clone(), vec![rebased.clone()]),
            PATHS
        )),
        [1, 2]
    );
    let mut known = commits;
    known[1].files = files(&[OTHER]);
    known[2].files = files(&[OTHER]);
    assert_eq!(
        left_out(&matched(with(known, vec![rebased]), PATHS)),
        [1, 2]
    );
}

/// 0 - 4 (merge of 3) with 0 - 1 - 3 (which merged 2 of the main line, that came in before).
fn merged() -> (Vec<Commit>, PullRequest) {
    let commits = vec![
        commit(0, &[]),
        commit(1, &[0]),
        commit(2, &[0]),
        commit(3, &[1, 2]),
        commit(4, &[2, 3]),
    ];
    let mut merge = pull_request(7, 4);
    merge.files = files(&[OTHER]);
    merge.commits = branch(&[&commits[1], &commits[3]]);
    (commits, merge)
}

#[test]
fn merges_of_a_pull_request_are_told_by_its_files_and_other_commits_by_their_own() {
    let (mut commits, merge) = merged();
    let filtered = matched(with(commits.clone(), vec![merge.clone()]), PATHS);
    assert_eq!(left_out(&filtered), [3, 4], "1 and 2 are not known");
    commits[1].files = files(&[OTHER]);
    commits[2].files = files(&[OWN]);
    let filtered = matched(with(commits.clone(), vec![merge.clone()]), PATHS);
    assert_eq!(kept(&filtered), [2]);
    assert_eq!(last(&filtered).changes.len(), 1, "the pull request is gone");
    // What its own commit touched stays, and so does the pull request.
    commits[1].files = files(&[OWN]);
    let filtered = matched(with(commits, vec![merge]), PATHS);
    assert_eq!(kept(&filtered), [1, 2]);
    assert_eq!(last(&filtered).changes.len(), 2);
}

#[test]
fn of_two_pull_requests_with_one_merge_both_have_to_say_so() {
    let (commits, merge) = merged();
    let mut stacked = merge.clone();
    stacked.number = 8;
    stacked.files = files(&[OWN]);
    let filtered = matched(
        with(commits.clone(), vec![merge.clone(), stacked.clone()]),
        PATHS,
    );
    assert_eq!(left_out(&filtered), [0; 0]);
    stacked.files = Field::NotExported;
    let filtered = matched(with(commits, vec![merge, stacked]), PATHS);
    assert_eq!(left_out(&filtered), [0; 0]);
}

/// Numbers without any order, the same each time.
struct Noise(u64);

impl Noise {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        usize::try_from(self.0 >> 33).unwrap_or(0) % limit
    }
}

#[test]
fn in_any_history_exactly_what_is_known_to_touch_nothing_is_left_out() {
    let mut noise = Noise(5);
    for _ in 0..200 {
        let count = 2 + noise.below(10);
        let mut commits = vec![commit(0, &[])];
        for number in 1..count {
            let mut parents = vec![number - 1];
            if noise.below(4) == 0 {
                parents.push(noise.below(number));
            }
            parents.dedup();
            let mut next = commit(number, &parents);
            next.files = match noise.below(4) {
                0 => Field::NotExported,
                1 => files(&[]),
                2 => files(&[OTHER]),
                _ => files(&[OTHER, OWN]),
            };
            commits.push(next);
        }
        let records = with(commits.clone(), Vec::new());
        let all = kept(&matched(records.clone(), &[]));
        let filtered = matched(records, PATHS);
        let touches_nothing = |number: &usize| {
            let files = &commits[*number].files;
            files.is_exported() && !files.items().iter().any(|path| path == OWN)
        };
        let (out, stays): (Vec<usize>, Vec<usize>) = all.iter().partition(|n| touches_nothing(n));
        assert_eq!(left_out(&filtered), out, "{commits:?}");
        assert_eq!(kept(&filtered), stays, "{commits:?}");
        let is_empty = stays.is_empty() && !out.is_empty();
        assert_eq!(kind(&filtered) == ChangeSetKind::OtherPathsOnly, is_empty);
    }
}
