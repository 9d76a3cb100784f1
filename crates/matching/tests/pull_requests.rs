//! What pull requests tell in part: abbreviated commits, a merge that was not exported, apps by bare names.

mod support;

use changeproof_domain::account::{Account, AccountKind, System};
use changeproof_domain::field::Field;
use changeproof_domain::record::{PullRequest, Record, Review, ReviewState, RosterEntry};
use changeproof_domain::snapshot::Snapshot;
use support::{branch, commit, deployed, matched, pull_request, text};

/// The name of a commit whose first digits tell it from all others.
fn name(number: usize) -> String {
    format!("{number:07x}{}", "0".repeat(33))
}

fn short(number: usize) -> String {
    format!("{number:07x}")
}

fn review(commit: &str, by: Account) -> Review {
    Review {
        author: Field::Value(by),
        state: ReviewState::Approved,
        submitted_at: Field::NotExported,
        commit: text(commit),
    }
}

fn login(name: &str) -> Account {
    Account::new(System::GitHub, name)
}

/// A squash merge that the second of two deployments brings.
fn squashed(alter: impl FnOnce(&mut PullRequest)) -> Snapshot {
    squashed_and(&[], None, alter)
}

/// The same where the log has further commits, and the last deployment may have another revision.
fn squashed_and(
    logged: &[&str],
    revision: Option<&str>,
    alter: impl FnOnce(&mut PullRequest),
) -> Snapshot {
    let mut commits = [commit(1, &[]), commit(2, &[1])];
    for (number, commit) in (1..).zip(&mut commits) {
        commit.sha = name(number);
    }
    commits[1].parents = vec![name(1)];
    let mut written = commit(5, &[]);
    written.sha = name(5);
    let mut merged = pull_request(7, 2);
    merged.commits = branch(&[&written]);
    merged.merge_commit = text(&name(2));
    merged.head = text(&name(5));
    merged.reviews = Field::Value(vec![review(&name(5), login("tom"))]);
    alter(&mut merged);
    let mut deployments = [deployed("1", 100, 1), deployed("2", 200, 2)];
    for (number, deployment) in (1..).zip(&mut deployments) {
        deployment.revision = text(&name(number));
    }
    if let Some(revision) = revision {
        deployments[1].revision = text(revision);
    }
    let further = logged.iter().map(|sha| {
        let mut of = commit(8, &[]);
        (*sha).clone_into(&mut of.sha);
        Record::from(of)
    });
    let records = commits.map(Record::from).into_iter().chain(further);
    let records = records.chain([Record::from(merged)]);
    matched(records.chain(deployments.map(Record::from)).collect(), &[])
}

fn of(snapshot: &Snapshot) -> &PullRequest {
    &snapshot.pull_requests[0].record
}

fn brings_pull_request(snapshot: &Snapshot) -> bool {
    use changeproof_domain::snapshot::ChangeKind;
    let changes = &support::last(snapshot).changes;
    matches!(changes.as_slice(), [one] if matches!(one.kind, ChangeKind::PullRequest(_)))
}

#[test]
fn an_abbreviated_merge_commit_is_the_only_commit_that_it_begins() {
    let snapshot = squashed(|of| of.merge_commit = text(&short(2)));
    assert!(brings_pull_request(&snapshot));
    assert_eq!(of(&snapshot).merge_commit, text(&name(2)));
}

#[test]
fn reviewed_commits_and_heads_are_completed_by_the_pull_requests_own_list() {
    let snapshot = squashed(|of| {
        of.head = text(&short(5));
        of.reviews = Field::Value(vec![review(&short(5), login("tom"))]);
    });
    assert_eq!(of(&snapshot).head, text(&name(5)));
    assert_eq!(of(&snapshot).reviews.items()[0].commit, text(&name(5)));
    let snapshot = squashed(|of| {
        if let Field::Value(commits) = &mut of.commits {
            commits[0].sha = short(5);
        }
    });
    assert_eq!(of(&snapshot).commits.items()[0].sha, name(5));
}

#[test]
fn abbreviations_of_several_lengths_are_one_commit_where_each_begins_the_next() {
    let long = &name(5)[..12];
    let snapshot = squashed(|of| {
        of.head = text(long);
        of.reviews = Field::Value(vec![review(&short(5), login("tom"))]);
        if let Field::Value(commits) = &mut of.commits {
            commits[0].sha = name(5)[..9].to_owned();
        }
    });
    assert_eq!(of(&snapshot).head, text(long));
    assert_eq!(of(&snapshot).commits.items()[0].sha, long);
    assert_eq!(of(&snapshot).reviews.items()[0].commit, text(long));
}

#[test]
fn an_abbreviation_that_nothing_completes_stays_as_it_is() {
    let snapshot = squashed(|of| of.reviews = Field::Value(vec![review("abcdef0", login("tom"))]));
    assert_eq!(of(&snapshot).reviews.items()[0].commit, text("abcdef0"));
}

#[test]
fn an_abbreviation_that_could_be_two_commits_or_is_too_short_tells_nothing() {
    let alike = format!("{}{}", short(2), "1".repeat(33));
    for unclear in [short(2), short(2)[..6].to_owned(), "HEAD".to_owned()] {
        let snapshot = squashed(|of| {
            of.head = text(&alike);
            of.merge_commit = text(&unclear);
        });
        assert_eq!(of(&snapshot).merge_commit, Field::NotExported, "{unclear}");
    }
}

#[test]
fn what_is_no_commits_name_completes_nothing_and_is_completed_by_nothing() {
    let with_revision = |revision: &str, merge: &str| {
        let snapshot = squashed_and(&[], Some(revision), |of| of.merge_commit = text(merge));
        of(&snapshot).merge_commit.clone()
    };
    let dirty = format!("{}-dirty", short(3));
    assert_eq!(with_revision(&dirty, &short(3)), text(&short(3)));
    let whole = "branch".repeat(7)[..40].to_owned();
    assert_eq!(
        with_revision(&name(2), &whole),
        text(&whole),
        "of 40 letters"
    );
    assert_eq!(with_revision(&name(2), "my-branch"), Field::NotExported);
}

#[test]
fn commits_and_deployments_complete_an_abbreviation_too() {
    let logged = name(9);
    let merge = |logged: &[&str], revision: Option<&str>| {
        let snapshot = squashed_and(logged, revision, |of| of.merge_commit = text(&short(9)));
        of(&snapshot).merge_commit.clone()
    };
    assert_eq!(merge(&[], None), text(&short(9)));
    assert_eq!(merge(&[&logged], None), text(&logged));
    assert_eq!(merge(&[], Some(&logged)), text(&logged));
}

#[test]
fn a_pull_request_whose_merge_is_not_known_brings_nothing_that_it_does_not_list() {
    let snapshot = squashed(|of| of.merge_commit = Field::NotExported);
    assert!(
        !brings_pull_request(&snapshot),
        "the squash commit is nobody's"
    );
    assert_eq!(support::last(&snapshot).changes.len(), 1);
}

#[test]
fn an_app_that_a_record_or_the_roster_shows_is_known_by_its_bare_name_elsewhere() {
    let snapshot = squashed(|of| {
        of.author = Field::Value(login("app/clicki-deps"));
        let mut scan = login("clicki-scan");
        scan.kind = AccountKind::App;
        of.merged_by = Field::Value(scan);
    });
    for app in ["clicki-deps", "clicki-scan"] {
        assert!(snapshot.people.is_machine(&login(app)), "{app}");
    }
    assert!(!snapshot.people.is_machine(&login("tom")));
    let of_roster = |role: &str| {
        let entry = RosterEntry {
            person: "Dependencies".to_owned(),
            accounts: vec![login("clicki-deps[bot]")],
            roles: vec![role.to_owned()],
            valid_from: None,
            valid_to: None,
            decided_in: None,
        };
        let snapshot = matched(vec![Record::from(entry)], &[]);
        snapshot.people.is_machine(&login("clicki-deps"))
    };
    assert!(of_roster("service_account"));
    assert!(!of_roster("engineer"), "the roster calls it a person");
}
