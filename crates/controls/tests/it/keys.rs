//! Which text TRC-01 shows for the key that leads to a change record.

use changeproof_controls::case::{START, World};
use changeproof_domain::field::Field;
use changeproof_domain::outcome::Outcome;
use changeproof_domain::record::{Commit, PullRequestCommit, Record, RecordKind};
use changeproof_domain::time::{DAY, Moment};

use crate::support::{Files, judged, of_kind};

/// The field and the value of the fact with the key, where only the altered text has it.
fn shown(alter: impl FnOnce(&mut Files)) -> (String, String) {
    let of = judged("TRC-01", &World::default(), |files| {
        files.pull_request().title = text("Retry the queue");
        files.pull_request().head_branch = text("queue");
        "Retry the queue (#42)".clone_into(&mut squash(files).message);
        alter(files);
    });
    assert_eq!(of.outcome, Outcome::Pass, "{}", of.reason);
    let named = |value: &str| value.to_uppercase().contains("FOR CHG-1000");
    let mut facts = of.facts.iter().filter(|fact| named(&fact.value));
    let fact = facts.next().unwrap_or_else(|| panic!("{:?}", of.facts));
    assert!(facts.next().is_none(), "once: {:?}", of.facts);
    (fact.field.clone(), fact.value.clone())
}

fn text(text: &str) -> Field<String> {
    Field::Value(text.to_owned())
}

/// The deployed commit.
fn squash(files: &mut Files) -> &mut Commit {
    let sha = files.deployment().revision.text().to_owned();
    let mut records = files.records.iter_mut();
    let of = records.find_map(|(_, record)| match record {
        Record::Commit(of) if of.sha == sha => Some(&mut **of),
        _ => None,
    });
    of.unwrap()
}

fn listed(files: &mut Files, at: usize) -> &mut PullRequestCommit {
    match &mut files.pull_request().commits {
        Field::Value(commits) => &mut commits[at],
        Field::Empty | Field::NotExported => panic!("the pull request lists its commits"),
    }
}

#[test]
fn the_text_with_the_key_is_shown_as_it_stands() {
    let is = |field: &str, value: &str, alter: fn(&mut Files, &str)| {
        let of = shown(|files| alter(files, value));
        assert_eq!(of, (field.to_owned(), value.to_owned()));
    };
    is("title", "Queue, for CHG-1000", |files, value| {
        files.pull_request().title = text(value);
    });
    is("head_branch", "for CHG-1000", |files, value| {
        files.pull_request().head_branch = text(value);
    });
    is("body", "It is for CHG-1000.", |files, value| {
        files.pull_request().body = text(value);
    });
    is("message", "Queue, for CHG-1000 (#42)", |files, value| {
        value.clone_into(&mut squash(files).message);
    });
    is(
        "commits[1].headline",
        "Part 2 for CHG-1000",
        |files, value| {
            listed(files, 1).headline = text(value);
        },
    );
    is("commits[0].body", "Part 1 for chg-1000.", |files, value| {
        listed(files, 0).body = text(value);
    });
    is("notes", "Shipped for CHG-1000", |files, value| {
        files.deployment().notes = text(value);
    });
    is("change_ticket", "for CHG-1000", |files, value| {
        files.deployment().change_ticket = text(value);
    });
}

#[test]
fn a_key_that_no_record_has_proves_nothing_where_the_time_of_its_number_is_not_covered() {
    let outcome_with = |key: &str, hole: bool, more: &[(&str, i64)]| {
        let of = judged("TRC-01", &World::default(), |files| {
            files.pull_request().title = text(&format!("{key}: retry the queue"));
            files.pull_request().head_branch = text("queue");
            "Retry the queue (#42)".clone_into(&mut squash(files).message);
            // CHG-1000 was made three days before the start, and CHG-900 a year before.
            let mut older = files.ticket().clone();
            older.key = "CHG-900".to_owned();
            older.created_at = Field::Value(Moment::utc(START.plus(-365 * DAY)));
            let source = of_kind(RecordKind::ChangeRecord);
            files.push(source, older.clone());
            for (key, days) in more {
                let mut further = older.clone();
                (*key).clone_into(&mut further.key);
                further.created_at = Field::Value(Moment::utc(START.plus(days * DAY)));
                files.push(source, further);
            }
            if hole {
                files.covers(RecordKind::ChangeRecord, 2025, 2025);
            }
        });
        of.outcome
    };
    let outcome = |key: &str, hole| outcome_with(key, hole, &[]);
    assert_eq!(outcome("CHG-950", false), Outcome::Fail);
    assert_eq!(
        outcome("CHG-950", true),
        Outcome::InsufficientEvidence,
        "perhaps made in 2024"
    );
    assert_eq!(
        outcome("CHG-1001", true),
        Outcome::Fail,
        "made after CHG-1000"
    );
    let near = [("CHG-940", -20), ("CHG-960", -10)];
    assert_eq!(
        outcome_with("CHG-950", true, &near),
        Outcome::Fail,
        "between its neighbours"
    );
    let far = [("CHG-940", -20), ("CHG-960", -10), ("CHG-970", 365)];
    assert_eq!(
        outcome_with("CHG-950", true, &far),
        Outcome::Fail,
        "the next higher one"
    );
    let of_another = [("CHG-940", -20), ("OPS-945", -400)];
    assert_eq!(
        outcome_with("CHG-950", true, &of_another),
        Outcome::Fail,
        "of its project"
    );
    let unordered = [("CHG-940", -10), ("CHG-960", -400)];
    assert_eq!(
        outcome_with("CHG-950", true, &unordered),
        Outcome::InsufficientEvidence
    );
    let later = [("CHG-1001", 5)];
    assert_eq!(
        outcome_with("CHG-1002", true, &later),
        Outcome::Fail,
        "up to the start"
    );
}
