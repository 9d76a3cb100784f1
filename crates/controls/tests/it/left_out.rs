//! Commits that were left out since they touch none of the paths of the service: every verdict says so.

use changeproof_controls::case::World;
use changeproof_controls::catalogue;
use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Judgement, Outcome, Overlay};
use changeproof_domain::parameters::Parameters;
use changeproof_domain::policy::Policy;
use changeproof_domain::record::{Commit, Record, RecordKind};
use changeproof_domain::snapshot::RecordRef;

use crate::policies::recorded;
use crate::support::{Files, judged, of_kind};

fn paths(parameters: &mut Parameters, pattern: &str) {
    let of = ("referral-api".to_owned(), pattern.to_owned());
    parameters.service_paths = vec![of];
}

/// Puts that many commits, each with these files, below the deployed one.
pub fn put_below(files: &mut Files, count: usize, touched: &[&str]) {
    let mut commits = files.records.iter().filter_map(|(_, record)| match record {
        Record::Commit(of) => Some((**of).clone()),
        _ => None,
    });
    let mut head: Commit = commits.find(|of| of.message.contains("(#42)")).unwrap();
    let base = head.parents.clone();
    files
        .records
        .retain(|(_, record)| !matches!(record, Record::Commit(of) if of.sha == head.sha));
    let mut below = base;
    for number in 0..count {
        let mut commit = head.clone();
        commit.sha = format!("77{number:038}");
        commit.message = "Work of others".to_owned();
        commit.parents = below;
        commit.files = match touched {
            [] => Field::NotExported,
            all => Field::Value(all.iter().map(|file| (*file).to_owned()).collect()),
        };
        below = vec![commit.sha.clone()];
        files.push(
            of_kind(RecordKind::Commit),
            Record::Commit(Box::new(commit)),
        );
    }
    head.parents = below;
    files.push(of_kind(RecordKind::Commit), Record::Commit(Box::new(head)));
}

fn verdict(control: &str, count: usize, touched: &[&str]) -> Judgement {
    let mut world = World::default();
    paths(&mut world.parameters, "src/**");
    judged(control, &world, |files| put_below(files, count, touched))
}

fn facts_of_files(judgement: &Judgement) -> Vec<&str> {
    let facts = judgement.facts.iter().filter(|fact| fact.field == "files");
    let of_commits = facts.filter(|fact| matches!(fact.record, RecordRef::Commit(_)));
    of_commits.map(|fact| fact.value.as_str()).collect()
}

#[test]
fn each_verdict_tells_what_was_left_out_and_which_files_it_touches() {
    let said =
        "Commit 7700000000 was left out: it touches none of the paths of referral-api (src/**).";
    for control in catalogue()
        .iter()
        .filter(|of| of.check.judges_deployments())
    {
        let one = verdict(control.id, 1, &["web/a.ts"]);
        assert!(one.reason.ends_with(said), "{}: {}", control.id, one.reason);
        assert_eq!(
            facts_of_files(&one),
            ["7700000000: web/a.ts"],
            "{}",
            control.id
        );
    }
    let several = verdict("REV-01", 7, &["web/a.ts", "web/b.ts", "web/c.ts"]);
    let said = "7 commits were left out: they touch none of the paths of referral-api (src/**).";
    assert!(several.reason.ends_with(said), "{}", several.reason);
    let facts = facts_of_files(&several);
    assert_eq!(facts.len(), 5, "some stand for all");
    assert!(
        facts.contains(&"7700000000: web/a.ts and 2 more"),
        "{facts:?}"
    );
    let all = verdict("TRC-02", 7, &["web/a.ts"]);
    assert_eq!(
        facts_of_files(&all).len(),
        7,
        "which these are, it tells whole"
    );
}

#[test]
fn what_touches_the_paths_and_what_nobody_knows_is_judged() {
    for touched in [&["web/a.ts", "src/lib.rs"][..], &[]] {
        let judgement = verdict("REV-01", 1, touched);
        assert_eq!(
            judgement.outcome,
            Outcome::Fail,
            "{touched:?}: {}",
            judgement.reason
        );
        assert!(
            !judgement.reason.contains("left out"),
            "{}",
            judgement.reason
        );
    }
}

#[test]
fn where_nothing_else_is_in_it_nothing_of_the_service_was_changed() {
    let mut world = World::default();
    paths(&mut world.parameters, "web/**");
    let judgement = judged("REV-01", &world, |_| {});
    assert_eq!(judgement.outcome, Outcome::NotApplicable);
    let said = "Nothing of this service was changed since deployment 2 of 2025-02-24 10:00 UTC, and what was \
                judged of that holds.";
    assert!(judgement.reason.starts_with(said), "{}", judgement.reason);
    // Its pull request lists the files.
    let lists = |fact: &&changeproof_domain::outcome::Fact| fact.field == "files";
    let told: Vec<_> = judgement.facts.iter().filter(lists).collect();
    assert!(!told.is_empty(), "{:?}", judgement.facts);
    for fact in told {
        assert!(matches!(fact.record, RecordRef::PullRequest(_)), "{fact:?}");
        assert!(fact.value.ends_with(": src/queue.rs"), "{}", fact.value);
    }
}

#[test]
fn what_passes_by_paths_that_were_recorded_only_later_is_backdated() {
    let backdated = |hours: i64, first: &'static str| {
        let mut world = World::default();
        paths(&mut world.parameters, "src/**");
        let judgement = judged("REV-01", &world, |files| {
            files.policy = Policy::with(world.parameters.clone());
            recorded(files, hours, |parameters| paths(parameters, first));
            put_below(files, 1, &["web/a.ts"]);
        });
        assert_eq!(judgement.outcome, Outcome::Pass, "{}", judgement.reason);
        judgement.overlays.contains(Overlay::Backdated)
    };
    assert!(backdated(24, "**"), "it had owned all of the repository");
    assert!(!backdated(-24, "**"), "recorded before the start");
    assert!(!backdated(24, "src/**"), "they were the same");
}
