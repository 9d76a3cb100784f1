//! Scenarios about emergencies: an incident, a quick change without review, and the review that must
//! follow within five business days.

use super::super::calendar::Moment;
use super::super::people::PersonId;
use super::super::scene::Scene;
use super::super::story::{Category, Incident, PostChangeReview, Reviewed, Story};
use super::super::truth::{Control, Outcome};
use super::super::words;
use super::{Card, Season};

/// The family.
pub const CARDS: &[Card] = &[
    Card::followed("emergency_reviewed", 24, emergency_reviewed).in_season(Season::Emergency),
    Card::followed(
        "emergency_code_reviewed_before",
        8,
        emergency_code_reviewed_before,
    )
    .in_season(Season::Emergency),
    Card::followed("emergency_review_pending", 0, emergency_review_pending)
        .in_season(Season::YearEnd),
    Card::finding("emergency_not_reviewed", 6, emergency_not_reviewed).in_season(Season::Emergency),
    Card::finding("emergency_reviewed_late", 5, emergency_reviewed_late)
        .in_season(Season::Emergency),
    Card::finding(
        "emergency_reviewed_by_author",
        4,
        emergency_reviewed_by_author,
    )
    .in_season(Season::Emergency),
    Card::finding(
        "emergency_review_without_code",
        3,
        emergency_review_without_code,
    )
    .in_season(Season::Emergency),
];

/// An emergency change that nobody has looked at yet.
fn emergency(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    story.never_on_staging();
    let merged = start
        .plus_minutes(-scene.random.between(17, 40))
        .max(scene.last_merge.plus_seconds(60))
        .min(start.plus_minutes(-16));
    let change = story.change();
    change.commits.drain(..change.commits.len() - 1);
    let head = merged.plus_minutes(-scene.random.between(25, 45));
    change.commits[0].authored = head;
    change.commits[0].committed = head;
    change.commits[0].headline = words::commit_headline(scene.random, &change.topic, 0);
    change.created = head.plus_minutes(2);
    change.merged = merged;
    change.merged_by = change.person().unwrap_or(change.merged_by);
    change.reviews.clear();
    change.checks = scene.green_checks(head);
    for check in &mut change.checks {
        check.completed = check.completed.min(merged.plus_minutes(-1));
    }
    let opened = head.plus_minutes(-scene.random.between(20, 50));
    let topic = story.change().topic.clone();
    let ticket = story.ticket();
    ticket.description = words::emergency_description(scene.random, &scene.service.name, &topic);
    ticket.category = Category::Emergency;
    ticket.created = opened.plus_minutes(8);
    ticket.approvals.clear();
    story.incident = Some(Incident {
        title: words::incident_title(scene.random, &scene.service.name),
        opened,
        resolved: start.plus_minutes(scene.random.between(25, 420)),
    });
    let waived = [
        Control::Rev01,
        Control::Rev02,
        Control::App01,
        Control::App02,
    ];
    story.expect(&waived, Outcome::NotApplicable);
    story
}

fn review(scene: &mut Scene<'_>, at: Moment, by: PersonId) -> PostChangeReview {
    let outcome = words::review_outcome(scene.random);
    PostChangeReview {
        at,
        by,
        outcome,
        code_reviewed: true,
    }
}

/// A time for the review that is well within five business days.
fn in_time(scene: &mut Scene<'_>, start: Moment) -> Moment {
    start.on_working(scene.random.between(120, 1_700))
}

fn emergency_reviewed(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = emergency(scene, start, name);
    let by = scene.teammate(&[story.ticket().implementer]);
    let at = in_time(scene, start);
    story.post_review = Some(review(scene, at, by));
    story.expect(&[Control::Emg04], Outcome::Pass);
    story
}

/// A qualifying approval stood at deployment, so the code needs no second look.
fn emergency_code_reviewed_before(
    scene: &mut Scene<'_>,
    start: Moment,
    name: &'static str,
) -> Story {
    let mut story = emergency_reviewed(scene, start, name);
    let change = story.change();
    let reviewer = scene.teammate(&change.person().into_iter().collect::<Vec<_>>());
    let (head, merged) = (change.head_at(), change.merged);
    let mut approval = scene.approval(reviewer, head, merged, Reviewed::Commit(0));
    approval.at = merged.plus_minutes(-4);
    change.reviews.push(approval);
    if let Some(review) = &mut story.post_review {
        review.code_reviewed = false;
    }
    story
}

/// The review is not due yet when the year is judged.
fn emergency_review_pending(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = emergency(scene, start, name);
    story.expect(&[Control::Emg04], Outcome::Pending);
    story
}

fn emergency_not_reviewed(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = emergency(scene, start, name);
    story.expect(&[Control::Emg04], Outcome::Fail);
    story
}

fn emergency_reviewed_late(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = emergency(scene, start, name);
    let by = scene.teammate(&[story.ticket().implementer]);
    let at = start
        .plus_days(scene.random.between(12, 20))
        .back_working(0);
    story.post_review = Some(review(scene, at, by));
    story.expect(&[Control::Emg04], Outcome::Fail);
    story
}

fn emergency_reviewed_by_author(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = emergency(scene, start, name);
    let by = story.ticket().implementer;
    let at = in_time(scene, start);
    story.post_review = Some(review(scene, at, by));
    story.expect(&[Control::Emg04], Outcome::Fail);
    story
}

/// Reviewed in time, but nobody looked at the code, before or after.
fn emergency_review_without_code(
    scene: &mut Scene<'_>,
    start: Moment,
    name: &'static str,
) -> Story {
    let mut story = emergency_reviewed(scene, start, name);
    if let Some(review) = &mut story.post_review {
        review.code_reviewed = false;
    }
    story.expect(&[Control::Emg04], Outcome::Fail);
    story
}
