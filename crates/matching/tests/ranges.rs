//! What a deployment brought: where the range begins, and which pull requests count for it.
// long file: tests of ranges share their helpers.

mod support;

use changeproof_domain::field::Field;
use changeproof_domain::record::{
    Commit, Deployment, DeploymentSource, DeploymentState, PullRequest, Record,
};
use changeproof_domain::snapshot::{
    ChangeKind, ChangeSetKind, DeploymentId, LinkRule, RangeUnknown, Snapshot,
};
use support::{at, sha, text};
use support::{branch, commit, deployed, deployment, kept, kind, last, matched, pull_request};

fn all(records: Vec<Record>) -> Snapshot {
    matched(records, &[])
}

/// Commits 1 to `n` in a line.
fn line(n: usize) -> Vec<Record> {
    let commits = (1..=n).map(|number| match number {
        1 => commit(1, &[]),
        _ => commit(number, &[number - 1]),
    });
    commits.map(Record::from).collect()
}

fn with(mut records: Vec<Record>, more: impl IntoIterator<Item = Deployment>) -> Snapshot {
    records.extend(more.into_iter().map(Record::from));
    all(records)
}

/// A deployment of which nobody told how it ended.
fn unsaid(deployment: Deployment) -> Deployment {
    Deployment {
        state: Field::NotExported,
        ..deployment
    }
}

fn ended(deployment: Deployment, state: DeploymentState) -> Deployment {
    Deployment {
        state: Field::Value(state),
        ..deployment
    }
}

/// The pull requests of the last change set, in order.
fn pull_requests(snapshot: &Snapshot) -> Vec<u64> {
    let changes = last(snapshot).changes.iter();
    changes
        .filter_map(|change| match change.kind {
            ChangeKind::PullRequest(id) => Some(snapshot.pull_requests[id.index()].number),
            ChangeKind::Commit(_) => None,
        })
        .collect()
}

#[test]
fn a_revision_of_seven_letters_is_a_commit_where_it_fits_one_alone() {
    let named = |name: &str, parent: &str| {
        let mut named = commit(9, &[]);
        named.sha = name.repeat(40)[..40].to_owned();
        named.parents = vec![parent.to_owned()];
        named
    };
    let by = |revision: &str, more: Vec<Commit>| {
        let mut records = line(1);
        records.push(Record::from(named("abcdefa0", &sha(1))));
        records.extend(more.into_iter().map(Record::from));
        let short = Deployment {
            revision: text(revision),
            ..deployment("2", 200)
        };
        kind(&with(records, [deployed("1", 100, 1), short]))
    };
    let unknown = ChangeSetKind::Unknown(RangeUnknown::RevisionNotImported);
    assert_eq!(by("abcdefa", Vec::new()), ChangeSetKind::Range);
    assert_eq!(by("abcdefa0abcd", Vec::new()), ChangeSetKind::Range);
    assert_eq!(by("abcdef", Vec::new()), unknown, "too short");
    assert_eq!(by("abcdefb", Vec::new()), unknown, "no such commit");
    assert_eq!(by("abcdefa1", Vec::new()), unknown, "another commit");
    let newer = vec![named("abcdefa1", &sha(1))];
    assert_eq!(by("abcdefa", newer.clone()), unknown, "two commits fit");
    assert_eq!(by("abcdefa0", newer), ChangeSetKind::Range, "one fits");
    let before = vec![named("abcdef90", &sha(1))];
    assert_eq!(by("abcdefa", before), ChangeSetKind::Range);
}

#[test]
fn only_what_went_through_is_the_base_of_the_next_one() {
    let after = |state| {
        let middle = ended(deployed("2", 150, 2), state);
        let snapshot = with(
            line(3),
            [deployed("1", 100, 1), middle, deployed("3", 200, 3)],
        );
        (kind(&snapshot), kept(&snapshot))
    };
    let range = ChangeSetKind::Range;
    assert_eq!(after(DeploymentState::Success), (range.clone(), vec![3]));
    assert_eq!(after(DeploymentState::Failure), (range.clone(), vec![2, 3]));
    assert_eq!(after(DeploymentState::Partial), (range, vec![2, 3]));
}

#[test]
fn where_the_base_may_be_another_only_what_nobody_deployed_before_is_told() {
    let unknown = ChangeSetKind::Unknown(RangeUnknown::BaseOutcomeUnknown);
    let middle = unsaid(deployed("2", 150, 2));
    let snapshot = with(
        line(3),
        [deployed("1", 100, 1), middle.clone(), deployed("3", 200, 3)],
    );
    assert_eq!(
        (kind(&snapshot), kept(&snapshot)),
        (unknown.clone(), vec![3])
    );
    // Until one is told again to have gone through.
    let told = deployed("3", 200, 3);
    let snapshot = with(
        line(4),
        [middle.clone(), told.clone(), deployed("4", 250, 4)],
    );
    assert_eq!(
        (kind(&snapshot), kept(&snapshot)),
        (ChangeSetKind::Range, vec![4])
    );
    // One that did not go through in between does not make it known.
    let partial = ended(deployed("3", 200, 3), DeploymentState::Partial);
    let four = [
        deployed("1", 100, 1),
        middle.clone(),
        partial,
        deployed("4", 250, 4),
    ];
    let snapshot = with(line(4), four);
    assert_eq!(
        (kind(&snapshot), kept(&snapshot)),
        (unknown.clone(), vec![4])
    );
    // Nor is there a base where the first of all is such a one.
    let snapshot = with(line(3), [middle, told]);
    assert_eq!((kind(&snapshot), kept(&snapshot)), (unknown, vec![3]));
}

#[test]
fn nothing_is_certainly_new_where_an_earlier_deployment_may_have_brought_anything() {
    let first = deployed("1", 100, 1);
    let of = |middle: Deployment, head: usize| {
        kept(&with(
            line(3),
            [first.clone(), middle, deployed("3", 200, head)],
        ))
    };
    let none: Vec<usize> = Vec::new();
    assert_eq!(of(unsaid(deployed("2", 150, 2)), 3), [3]);
    assert_eq!(
        of(unsaid(deployment("2", 150)), 3),
        none,
        "it names no revision"
    );
    assert_eq!(
        of(unsaid(deployed("2", 150, 99)), 3),
        none,
        "a commit that is not known"
    );
    assert_eq!(
        of(unsaid(deployed("2", 150, 3)), 3),
        none,
        "the same commit"
    );
}

#[test]
fn a_commit_that_is_not_known_is_new_with_its_pull_request_where_nobody_deployed_it_before() {
    let middle = |commit| unsaid(deployed("2", 150, commit));
    let of = |middle| {
        let records = vec![
            Record::from(commit(1, &[])),
            Record::from(commit(2, &[1])),
            Record::from(pull_request(7, 50)),
        ];
        let three = [deployed("1", 100, 1), middle, deployed("3", 200, 50)];
        pull_requests(&with(records, three))
    };
    assert_eq!(of(middle(2)), [7]);
    assert_eq!(of(middle(51)), [7]);
    // What was deployed is the merge itself: no clock is asked.
    let mut late = pull_request(7, 50);
    late.merged_at = Field::Value(at(300));
    let records = vec![Record::from(late)];
    let snapshot = with(records, [deployed("1", 100, 1), deployed("2", 200, 50)]);
    assert_eq!(pull_requests(&snapshot), [7]);
    assert_eq!(of(middle(50)), Vec::<u64>::new(), "it was deployed before");
}

#[test]
fn without_commits_a_revision_that_was_deployed_before_its_base_is_a_way_back() {
    let three = |first, second, third| {
        let of = |id, hours, commit| deployed(id, hours, commit);
        with(
            Vec::new(),
            [
                of("1", 100, first),
                of("2", 150, second),
                of("3", 200, third),
            ],
        )
    };
    let back = ChangeSetKind::Rollback {
        to: Some(DeploymentId(0)),
    };
    let unknown = |why| ChangeSetKind::Unknown(why);
    assert_eq!(kind(&three(1, 2, 1)), back);
    assert_eq!(kind(&three(1, 2, 3)), unknown(RangeUnknown::NoHistory));
    assert_eq!(kind(&three(1, 2, 2)), ChangeSetKind::SameRevision);
    // Forward again: the revision came after what it follows.
    let again = with(
        Vec::new(),
        [
            deployed("1", 100, 1),
            deployed("2", 150, 2),
            deployed("3", 200, 1),
            deployed("4", 250, 2),
        ],
    );
    assert_eq!(kind(&again), unknown(RangeUnknown::NoHistory));
}

#[test]
fn what_is_missing_for_a_range_is_told() {
    let of = |base, head| {
        kind(&with(
            line(2),
            [deployed("1", 100, base), deployed("2", 150, head)],
        ))
    };
    let unknown = |why| ChangeSetKind::Unknown(why);
    assert_eq!(of(1, 2), ChangeSetKind::Range);
    assert_eq!(of(1, 98), unknown(RangeUnknown::RevisionNotImported));
    assert_eq!(of(99, 2), unknown(RangeUnknown::BaseNotImported));
    assert_eq!(of(99, 98), unknown(RangeUnknown::RevisionNotImported));
}

#[test]
fn changes_stand_in_the_order_in_which_they_were_merged() {
    // Both merged into the line: 2 of number 9, 3 of number 4, and 4 without any.
    let mut late = pull_request(4, 3);
    late.merged_at = Field::Value(at(90));
    let mut early = pull_request(9, 2);
    early.merged_at = Field::Value(at(80));
    let mut records = line(4);
    records.extend([Record::from(late.clone()), Record::from(early.clone())]);
    let snapshot = with(records, [deployed("1", 100, 1), deployed("2", 150, 4)]);
    assert_eq!(pull_requests(&snapshot), [9, 4]);
    let first = &last(&snapshot).changes[0];
    assert!(
        matches!(first.kind, ChangeKind::Commit(_)),
        "it is of the fourth hour"
    );
    // The other way around.
    (late.merged_at, early.merged_at) = (early.merged_at, late.merged_at);
    let mut records = line(3);
    records.extend([Record::from(late), Record::from(early)]);
    let snapshot = with(records, [deployed("1", 100, 1), deployed("2", 150, 3)]);
    assert_eq!(pull_requests(&snapshot), [4, 9]);
}

#[test]
fn what_came_in_behind_a_merge_belongs_to_its_pull_request() {
    // 4 merges 2 and 3, of which the export of the pull request tells nothing.
    let records = vec![
        Record::from(commit(1, &[])),
        Record::from(commit(2, &[1])),
        Record::from(commit(3, &[2])),
        Record::from(commit(4, &[1, 3])),
        Record::from(commit(5, &[4])),
        Record::from(pull_request(7, 4)),
    ];
    let snapshot = with(records, [deployed("1", 100, 1), deployed("2", 150, 5)]);
    let set = last(&snapshot);
    let rules: Vec<Vec<LinkRule>> = set
        .changes
        .iter()
        .map(|change| change.commits.iter().map(|(_, rule)| *rule).collect())
        .collect();
    let (merge, merged) = (LinkRule::MergeCommit, LinkRule::MergedBranch);
    assert_eq!(
        rules,
        [vec![merge, merged, merged], vec![LinkRule::CommitRange]]
    );
    assert_eq!(pull_requests(&snapshot), [7]);
    // A squash commit has no branch behind it: its parent is nobody's.
    let mut records = line(3);
    records.push(Record::from(pull_request(7, 3)));
    let snapshot = with(records, [deployed("1", 100, 1), deployed("2", 150, 3)]);
    assert_eq!(last(&snapshot).changes.len(), 2);
}

#[test]
fn a_pull_request_counts_for_the_branch_and_repository_that_was_deployed() {
    let of = |alter: fn(&mut PullRequest), by: fn(&mut Deployment)| {
        let mut altered = pull_request(7, 2);
        alter(&mut altered);
        let mut second = deployed("2", 150, 2);
        by(&mut second);
        let mut records = line(2);
        records.push(Record::from(altered));
        // The main line of the repository is what most pull requests were merged into.
        records.extend([40, 41].map(|merge| Record::from(pull_request(merge as u64, merge))));
        pull_requests(&with(records, [deployed("1", 100, 1), second]))
    };
    let none: Vec<u64> = Vec::new();
    let as_it_is: fn(&mut Deployment) = |_| {};
    assert_eq!(of(|_| {}, as_it_is), [7]);
    let elsewhere = |of: &mut PullRequest| of.repository = "loopline/search".to_owned();
    assert_eq!(of(elsewhere, as_it_is), none);
    let same = |of: &mut PullRequest| of.repository = "Loopline/Checkout".to_owned();
    assert_eq!(
        of(same, as_it_is),
        [7],
        "names of repositories have no case"
    );
    // One whose merge was deployed names the branch that was deployed, whichever it is.
    let release = |of: &mut PullRequest| of.base_branch = text("release/2");
    assert_eq!(of(release, as_it_is), [7]);
}

/// The pull requests of a deployment of commit 3, which the branch of number 7 holds.
fn of_branch(alter: impl Fn(&mut PullRequest), by: impl Fn(&mut Deployment)) -> Vec<u64> {
    let commits = [commit(1, &[]), commit(2, &[1]), commit(3, &[2])];
    let mut altered = pull_request(7, 60);
    altered.commits = branch(&[&commits[1], &commits[2]]);
    altered.merged_at = Field::Value(at(120));
    alter(&mut altered);
    let mut second = deployed("2", 150, 3);
    by(&mut second);
    let mut records: Vec<Record> = commits.into_iter().map(Record::from).collect();
    records.push(Record::from(altered));
    records.extend([40, 41].map(|merge| Record::from(pull_request(merge as u64, merge))));
    pull_requests(&with(records, [deployed("1", 100, 1), second]))
}

#[test]
fn a_pull_request_counts_by_its_branch_only_once_it_is_merged() {
    let merged = |hours| of_branch(move |of| of.merged_at = Field::Value(at(hours)), |_| {});
    let none: Vec<u64> = Vec::new();
    assert_eq!(merged(120), [7]);
    assert_eq!(merged(150), [7], "in the very instant");
    assert_eq!(merged(151), none, "the deployment came first");
    assert_eq!(
        of_branch(|of| of.merged_at = Field::NotExported, |_| {}),
        none
    );
    // Where the deployment holds the merge itself, no clock is asked.
    let clock_is_wrong = |of: &mut PullRequest| {
        of.merged_at = Field::Value(at(151));
        of.merge_commit = Field::Value(sha(3));
    };
    assert_eq!(of_branch(clock_is_wrong, |_| {}), [7]);
}

#[test]
fn a_pull_request_into_another_branch_does_not_count_by_its_commits() {
    let none: Vec<u64> = Vec::new();
    let release = |of: &mut PullRequest| of.base_branch = text("release/2");
    assert_eq!(of_branch(release, |_| {}), none);
    for git_ref in ["release/2", "refs/heads/release/2"] {
        assert_eq!(of_branch(release, |by| by.git_ref = text(git_ref)), [7]);
    }
    assert_eq!(
        of_branch(|of| of.base_branch = Field::NotExported, |_| {}),
        [7]
    );
    assert_eq!(
        of_branch(|_| {}, |by| by.repository = Field::NotExported),
        none
    );
}

#[test]
fn the_same_deployment_in_two_tools_is_one() {
    let subjects = |alter: fn(&mut Deployment)| {
        let mut other = Deployment {
            source: DeploymentSource::GitHub,
            ..deployed("9", 100, 1)
        };
        other.started_at.at = other.started_at.at.plus(14 * 60_000);
        alter(&mut other);
        let snapshot = with(line(2), [deployed("1", 100, 1), other]);
        (snapshot.subjects.len(), snapshot.population.duplicates)
    };
    assert_eq!(subjects(|_| {}), (1, 1));
    let at_the_edge: fn(&mut Deployment) = |of| of.started_at.at = at(100).at.plus(15 * 60_000);
    let too_late: fn(&mut Deployment) = |of| of.started_at.at = at(100).at.plus(15 * 60_000 + 1);
    assert_eq!(subjects(at_the_edge), (1, 1));
    assert_eq!(subjects(too_late), (2, 0));
    assert_eq!(subjects(|of| of.revision = Field::Value(sha(2))), (2, 0));
    assert_eq!(
        subjects(|of| of.source = DeploymentSource::DeployLog),
        (2, 0),
        "one tool"
    );
    assert_eq!(subjects(|of| of.service = "search".to_owned()), (2, 0));
}

fn deployments_failed(snapshot: &Snapshot) -> usize {
    let endings = snapshot.endings.iter();
    endings
        .filter(|of| of.state == DeploymentState::Failure)
        .count()
}

#[test]
fn a_retry_is_an_attempt_of_the_deployment_that_went_through() {
    let failed = |id, hours, commit| ended(deployed(id, hours, commit), DeploymentState::Failure);
    let attempts = |deployments: Vec<Deployment>| -> Vec<usize> {
        let snapshot = with(line(3), deployments);
        let subjects = snapshot.subjects.iter();
        let failures = deployments_failed(&snapshot);
        assert_eq!(snapshot.population.attempts, failures, "all are counted");
        subjects.map(|subject| subject.attempts.len()).collect()
    };
    assert_eq!(
        attempts(vec![failed("1", 100, 1), deployed("2", 101, 1)]),
        [1]
    );
    assert_eq!(
        attempts(vec![failed("1", 100, 2), deployed("2", 101, 1)]),
        [0]
    );
    let unnamed = ended(deployment("1", 100), DeploymentState::Failure);
    assert_eq!(attempts(vec![unnamed, deployment("2", 101)]), [0]);
    // What failed before a success is nothing of the next one.
    let later = vec![
        failed("1", 100, 1),
        deployed("2", 101, 1),
        deployed("3", 102, 1),
    ];
    assert_eq!(attempts(later), [1, 0]);
    let partial = ended(deployed("2", 101, 1), DeploymentState::Partial);
    assert_eq!(
        attempts(vec![failed("1", 100, 1), partial, deployed("3", 102, 1)]),
        [1, 1]
    );
}

#[test]
fn deployments_outside_production_that_did_not_fail_are_rehearsals() {
    let staged = |state| {
        let staging = Deployment {
            environment: "staging".to_owned(),
            ..ended(deployed("1", 100, 1), state)
        };
        let snapshot = with(line(1), [staging, deployed("2", 101, 1)]);
        assert_eq!(snapshot.population.non_production, 1);
        assert_eq!(snapshot.population.imported, 2);
        assert_eq!(snapshot.population.subjects, 1);
        snapshot.rehearsals_of.get(&sha(1)).map_or(0, Vec::len)
    };
    assert_eq!(staged(DeploymentState::Success), 1);
    assert_eq!(staged(DeploymentState::Failure), 0);
}

#[test]
fn a_rolled_back_change_that_is_rolled_out_again_names_the_first_time() {
    let four = [
        deployed("1", 100, 1),
        deployed("2", 150, 2),
        deployed("3", 200, 1),
        deployed("4", 250, 2),
    ];
    let first = |deployments: Vec<Deployment>| -> Vec<Option<usize>> {
        let snapshot = with(line(3), deployments);
        let subjects = snapshot.subjects.iter();
        subjects
            .map(|subject| subject.first_with.map(|id| id.index()))
            .collect()
    };
    assert_eq!(first(four.to_vec()), [None, None, None, Some(1)]);
    // With more than before it is another change.
    let mut more = four.to_vec();
    more[3] = deployed("4", 250, 3);
    assert_eq!(first(more), [None, None, None, None]);
    // And what is new behind a way back is new.
    let mut five = four.to_vec();
    five.push(deployed("5", 300, 3));
    assert_eq!(first(five), [None, None, None, Some(1), None]);
}

#[test]
fn a_range_is_unknown_where_the_log_ends_within_it() {
    let of = |parents_of_2: &[usize]| {
        let commits = [commit(1, &[]), commit(2, parents_of_2), commit(3, &[2])];
        let records = commits.into_iter().map(Record::from).collect();
        kind(&with(
            records,
            [deployed("1", 100, 1), deployed("2", 150, 3)],
        ))
    };
    let cut = ChangeSetKind::Unknown(RangeUnknown::HistoryCut);
    assert_eq!(of(&[1]), ChangeSetKind::Range);
    assert_eq!(of(&[90]), cut, "the parent was not imported");
    assert_eq!(of(&[1, 90]), cut, "of a merge the branch was not imported");
}

#[test]
fn a_commit_of_the_settings_is_the_base_of_the_next_however_its_deployment_ended() {
    let next_to = |source: DeploymentSource| {
        let mut records: Vec<Record> = vec![commit(0, &[]).into(), commit(1, &[0]).into()];
        for (id, hours, revision) in [("1", 100, 0), ("2", 200, 1)] {
            let of = Deployment {
                source,
                state: Field::NotExported,
                ..deployed(id, hours, revision)
            };
            records.push(of.into());
        }
        kind(&matched(records, &[]))
    };
    assert_eq!(next_to(DeploymentSource::GitOps), ChangeSetKind::Range);
    assert!(matches!(
        next_to(DeploymentSource::DeployLog),
        ChangeSetKind::Unknown(_)
    ));
}

#[test]
fn pull_requests_into_the_branch_that_most_were_merged_into_count() {
    let mut records: Vec<Record> = vec![commit(0, &[]).into()];
    records.extend((1..4_usize).map(|number| Record::from(commit(number, &[number - 1]))));
    records.push(deployed("1", 100, 0).into());
    records.push(deployed("2", 200, 3).into());
    for (number, merge, base) in [(7, 1, "main"), (8, 2, "main"), (9, 3, "develop")] {
        let mut merged = pull_request(number, merge);
        merged.base_branch = text(base);
        records.push(merged.into());
    }
    let snapshot = matched(records, &[]);
    let changes = last(&snapshot).changes.iter();
    let merged = changes.filter(|change| matches!(change.kind, ChangeKind::PullRequest(_)));
    assert_eq!(merged.count(), 3);
}
