//! Scenarios about tests before production: failed, skipped, missing or too late. In all of them the
//! revision never ran outside production first.

use super::super::calendar::Moment;
use super::super::scene::Scene;
use super::super::story::{Check, CheckEnd, Story};
use super::super::truth::{Control, Outcome};
use super::Card;

/// The family.
pub const CARDS: &[Card] = &[
    Card::finding("checks_failed", 7, checks_failed),
    Card::finding("checks_on_old_commit", 4, checks_on_old_commit),
    Card::finding(
        "check_rerun_after_deployment",
        3,
        check_rerun_after_deployment,
    ),
    Card::finding("skipped_checks", 3, skipped_checks),
    Card::finding("only_optional_checks", 2, only_optional_checks),
];

fn untested(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    story.never_on_staging();
    story.expect(&[Control::Tst01], Outcome::Fail);
    story
}

fn checks_failed(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = untested(scene, start, name);
    let failed = 1 + scene.random.index(2);
    for check in story.change().checks.iter_mut().take(failed) {
        check.end = CheckEnd::Failure;
    }
    story
}

/// The checks ran on an earlier commit, so the head shows none.
fn checks_on_old_commit(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = untested(scene, start, name);
    story.change().checks.clear();
    story
}

/// The failed check is run again, and succeeds, when the change is live already.
fn check_rerun_after_deployment(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = untested(scene, start, name);
    let started = start.plus_minutes(scene.random.between(40, 200));
    let change = story.change();
    change.checks[0].end = CheckEnd::Failure;
    let again = Check {
        name: change.checks[0].name,
        end: CheckEnd::Success,
        started,
        completed: started.plus_minutes(6),
    };
    change.checks.push(again);
    story
}

fn skipped_checks(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = untested(scene, start, name);
    for check in &mut story.change().checks {
        check.end = CheckEnd::Skipped;
    }
    story
}

fn only_optional_checks(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = untested(scene, start, name);
    let change = story.change();
    change.checks.truncate(2);
    for (check, name) in change.checks.iter_mut().zip(["cla", "coverage"]) {
        check.name = name;
    }
    story
}
