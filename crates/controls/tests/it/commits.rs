//! How many commits and pull requests TRC-02 names, and how it tells of the first deployment.

use changeproof_controls::case::World;
use changeproof_controls::{find, judge};
use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Fact, Outcome};
use changeproof_domain::record::{Commit, PullRequest, PullRequestState, Record, RecordKind};
use changeproof_domain::snapshot::RecordRef;

use crate::left_out::put_below;
use crate::support::{Files, judged, of_kind, snapshot};

/// The sentence on the deployment of the cases with that many commits below it.
fn said(below: usize, alter: impl FnOnce(&mut Files)) -> String {
    let judgement = judged("TRC-02", &World::default(), |files| {
        put_below(files, below, &[]);
        alter(files);
    });
    judgement.reason
}

#[test]
fn five_commits_without_a_pull_request_are_named_and_further_ones_are_counted() {
    let five = said(5, |_| {});
    assert!(five.starts_with("5 of 6 commits"), "{five}");
    assert!(!five.contains("more"), "{five}");
    let seven = said(7, |_| {});
    assert!(seven.starts_with("7 of 8 commits"), "{seven}");
    assert!(seven.ends_with(", 2 more."), "{seven}");
    assert_eq!(seven.matches(" by ").count(), 5, "{seven}");
}

#[test]
fn three_pull_requests_are_named_and_further_ones_are_counted() {
    let with = |further: usize| {
        said(further, |files| {
            for number in 0..further {
                let mut more: PullRequest = files.pull_request().clone();
                more.number = 100 + number as u64;
                more.merge_commit = Field::Value(format!("77{number:038}"));
                more.head = Field::NotExported;
                more.commits = Field::Value(Vec::new());
                let more = Record::PullRequest(Box::new(more));
                files.push(of_kind(RecordKind::PullRequest), more);
            }
        })
    };
    let three = with(2);
    assert!(three.starts_with("All 3 commits"), "{three}");
    assert_eq!(three.matches("clicki/referral-api#").count(), 3, "{three}");
    assert!(!three.contains("more"), "{three}");
    let five = with(4);
    assert!(five.starts_with("All 5 commits"), "{five}");
    assert_eq!(five.matches("clicki/referral-api#").count(), 3, "{five}");
    assert!(five.ends_with(" and 2 more."), "{five}");
}

#[test]
fn of_a_branch_that_was_deployed_the_deployed_commits_are_shown() {
    let of = judged("TRC-02", &World::default(), |files| {
        let deployed = files.deployment().revision.text().to_owned();
        let squash = logged(files, &deployed);
        let listed = files.pull_request().commits.items().to_vec();
        let mut below = squash.parents.clone();
        for own in &listed {
            let mut commit = squash.clone();
            commit.sha = own.sha.clone();
            commit.parents = below;
            below = vec![own.sha.clone()];
            files.push(of_kind(RecordKind::Commit), commit);
        }
        let mut further = listed[1].clone();
        further.sha = "e".repeat(40);
        let commits = listed.iter().cloned().chain([further]);
        files.pull_request().commits = Field::Value(commits.collect());
        files.pull_request().merge_commit = Field::Value("6".repeat(40));
        files.deployment().revision = Field::Value(listed[1].sha.clone());
    });
    assert_eq!(of.outcome, Outcome::Pass, "{}", of.reason);
    let of_pull_request = |fact: &&Fact| matches!(fact.record, RecordRef::PullRequest(_));
    let facts = of.facts.iter().filter(of_pull_request);
    let fields: Vec<&str> = facts.map(|fact| fact.field.as_str()).collect();
    assert_eq!(fields, ["commits[0].sha", "commits[1].sha"]);
}

/// The commit of the log with that name.
fn logged(files: &Files, sha: &str) -> Commit {
    let mut commits = files.records.iter().filter_map(|(_, record)| match record {
        Record::Commit(of) => Some(&**of),
        _ => None,
    });
    commits.find(|of| of.sha == sha).unwrap().clone()
}

#[test]
fn a_commit_may_belong_to_a_pull_request_of_which_the_time_of_the_merge_is_not_known() {
    let in_year = |year: i32, alter: fn(&mut PullRequest)| {
        judged("TRC-02", &World::default(), |files| {
            let mut other = files.pull_request().clone();
            other.number = 43;
            other.merge_commit = Field::Value("6".repeat(40));
            alter(&mut other);
            put_below(files, 1, &[]);
            files.push(of_kind(RecordKind::PullRequest), other);
            if year != 2025 {
                files.covers(RecordKind::PullRequest, year, year);
            }
        })
    };
    let with = |alter| in_year(2025, alter);
    let of = with(|other| other.merged_at = Field::NotExported);
    let said = "it may belong to clicki/referral-api#43, whose time of the merge was not exported";
    assert!(of.reason.contains(said), "{}", of.reason);
    let values = |field: &str| {
        let facts = of.facts.iter().filter(move |fact| fact.field == field);
        facts.map(|fact| fact.value.clone()).collect::<Vec<_>>()
    };
    assert!(
        values("merged_at")
            .iter()
            .all(|value| value == "(not exported)")
    );
    let of = with(|other| other.commits = Field::NotExported);
    let said = "whose commits were not exported";
    assert!(of.reason.contains(said), "{}", of.reason);
    let of = in_year(2024, |other| other.commits = Field::NotExported);
    let said = "the imported pull requests do not cover that repository and time";
    assert!(of.reason.contains(said), "{}", of.reason);
}

#[test]
fn of_the_first_known_deployment_too_a_branch_came_in_by_the_pull_request_that_merged_it() {
    let of = judged("TRC-02", &World::default(), |files| {
        let is_earlier = |record: &Record| matches!(record, Record::Deployment(of) if of.id != "3");
        files.records.retain(|(_, record)| !is_earlier(record));
        let deployed = files.deployment().revision.text().to_owned();
        let mut merge = logged(files, &deployed);
        merge.parents = vec![deployed.clone()];
        merge.sha = "7".repeat(40);
        files.push(of_kind(RecordKind::Commit), merge);
        let mut release = files.pull_request().clone();
        release.number = 43;
        release.merge_commit = Field::Value("6".repeat(40));
        release.commits = Field::NotExported;
        release.head = Field::Value("7".repeat(40));
        files.push(of_kind(RecordKind::PullRequest), release);
        files.pull_request().base_branch = Field::Value("develop".to_owned());
    });
    assert_eq!(of.outcome, Outcome::Pass, "{}", of.reason);
}

#[test]
fn a_name_into_which_nothing_was_merged_is_no_branch() {
    let of = judged("TRC-02", &World::default(), |files| {
        files.deployment().git_ref = Field::Value("stable".to_owned());
        let mut open: PullRequest = files.pull_request().clone();
        open.number = 100;
        open.state = PullRequestState::Closed;
        open.base_branch = Field::Value("stable".to_owned());
        open.merge_commit = Field::Empty;
        open.commits = Field::Value(Vec::new());
        files.push(of_kind(RecordKind::PullRequest), open);
    });
    assert_eq!(of.outcome, Outcome::Pass, "{}", of.reason);
}

#[test]
fn pull_requests_of_one_repository_are_found_among_those_of_others() {
    let came_in_by = |repository: &str| {
        let of = judged("TRC-02", &World::default(), |files| {
            let deployed = files.deployment().revision.text().to_owned();
            let mut own: PullRequest = files.pull_request().clone();
            if let Field::Value(commits) = &mut own.commits {
                commits[0].sha = deployed;
            }
            files.pull_request().base_branch = Field::Value("develop".to_owned());
            for (number, repository) in
                [(100, "clicki/api"), (101, repository), (102, "clicki/web")]
            {
                let mut more = own.clone();
                more.number = number;
                more.repository = repository.to_owned();
                more.merge_commit = Field::Value(format!("77{number:038}"));
                files.push(of_kind(RecordKind::PullRequest), more);
            }
        });
        of.outcome
    };
    assert_eq!(came_in_by("clicki/referral-api"), Outcome::Pass);
    assert_eq!(came_in_by("clicki/search"), Outcome::InsufficientEvidence);
}

#[test]
fn of_the_first_known_deployment_only_its_own_revision_is_told() {
    let world = World::default();
    let snapshot = snapshot(&world, |_| {});
    let subjects = 0..snapshot.subjects.len();
    let first = subjects.min_by_key(|at| snapshot.subjects[*at].at).unwrap();
    let control = find("TRC-02").unwrap();
    let judgement = judge(control, &snapshot, first.into(), world.judged_as_of());
    assert_eq!(judgement.outcome, Outcome::Pass, "{}", judgement.reason);
    let said = "The deployed revision (first known deployment) belongs to a merged pull request: ";
    assert!(judgement.reason.starts_with(said), "{}", judgement.reason);
}

#[test]
fn checks_that_the_source_no_longer_kept_are_not_missing() {
    let world = World::default();
    let kept = world.parameters.checks_kept;
    let outcome = |after: i64| {
        let judgement = judged("TST-01", &world, |files| {
            files.pull_request().checks = Field::Value(Vec::new());
            let merged = files.pull_request().merged_at.value().unwrap().at;
            let file = files.file(RecordKind::PullRequest);
            file.declaration.exported_at = Some(merged.plus(after));
        });
        judgement.outcome
    };
    assert_eq!(outcome(kept), Outcome::Fail, "on the last instant");
    assert_eq!(outcome(kept + 1), Outcome::InsufficientEvidence);
}
