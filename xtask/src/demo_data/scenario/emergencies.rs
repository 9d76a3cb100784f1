//! Scenarios about emergencies: an incident, a quick change without review, and the review that must
//! follow within five business days.

use super::super::attestation::{About, Attestation, JUSTIFIED, RULED_OUT};
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
    Card::finding("emergency_not_confirmed", 3, emergency_not_confirmed)
        .in_season(Season::Emergency),
    Card::finding("emergency_without_incident", 3, emergency_without_incident)
        .in_season(Season::QuietEmergency)
        .with_deployments(1, 420),
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
    let resolved = start.plus_minutes(scene.random.between(25, 60));
    story.incident = Some(Incident {
        title: words::incident_title(scene.random, &scene.service.name),
        opened,
        resolved,
    });
    story.attestations = vec![
        Attestation {
            question: &RULED_OUT,
            about: About::Incident,
            answer: true,
            reason: "The cause lay outside what was deployed in the days before; see the timeline.",
            by: scene.staff.incident_lead,
            at: resolved.plus_minutes(90),
        },
        Attestation {
            question: &JUSTIFIED,
            about: About::Ticket(0),
            answer: true,
            reason: "Review and approval were skipped to end the incident, as agreed on the call.",
            by: scene.approver(),
            at: start.plus_minutes(scene.random.between(90, 900)),
        },
    ];
    let waived = [
        Control::Rev01,
        Control::Rev02,
        Control::Rev03,
        Control::App01,
        Control::App02,
        Control::App04,
        Control::Dep03,
        Control::Sec01,
    ];
    story.expect(&waived, Outcome::NotApplicable);
    let kept = [Control::Emg01, Control::Emg02, Control::Emg03];
    story.expect(&kept, Outcome::Pass);
    story
}

/// A person has still to confirm what was skipped, why, and on whose word.
fn emergency_not_confirmed(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = emergency_reviewed(scene, start, name);
    story.attestations.retain(|of| of.about == About::Incident);
    story.expect(&[Control::Emg01], Outcome::InsufficientEvidence);
    story.leave_open(&FALL_BACK);
    story
}

/// Called an emergency, and nothing was wrong: the rules of normal changes apply.
fn emergency_without_incident(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let lately = start.plus_days(-2);
    if scene
        .last_incident
        .is_some_and(|resolved| resolved > lately)
    {
        // The one before could be its reason, so nothing is out of order here.
        let mut story = scene.followed(name, start);
        story.judged().truth = Some(("clean_squash", scene.expectations()));
        return story;
    }
    let mut story = emergency(scene, start, name);
    story.incident = None;
    story.attestations.clear();
    let topic = story.change().topic.clone();
    let ticket = story.ticket();
    ticket.description = words::record_description(scene.random, &scene.service.name, &topic);
    story.expect(
        &[Control::Emg01, Control::Rev01, Control::App01],
        Outcome::Fail,
    );
    let waived = [
        Control::Emg02,
        Control::Emg03,
        Control::Emg04,
        Control::Rev02,
        Control::Rev03,
    ];
    story.expect(&waived, Outcome::NotApplicable);
    story.leave_open(&[Control::App02, Control::App04, Control::Dep03]);
    story
}

/// What is judged by other rules where an emergency is none.
const FALL_BACK: [Control; 10] = [
    Control::Rev01,
    Control::Rev02,
    Control::Rev03,
    Control::App01,
    Control::App02,
    Control::App04,
    Control::Sec01,
    Control::Emg02,
    Control::Emg03,
    Control::Emg04,
];

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
    story.expect(&[Control::Dep03], Outcome::Pass);
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
