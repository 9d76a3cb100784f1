//! Scenarios about the approval of the change record.

use super::super::calendar::Moment;
use super::super::scene::Scene;
use super::super::services::Tracker;
use super::super::story::{Approval, Story};
use super::super::truth::{Control, Outcome};
use super::Card;

/// The family.
pub const CARDS: &[Card] = &[
    Card::followed(
        "self_and_independent_approval",
        10,
        self_and_independent_approval,
    ),
    Card::finding("ticket_approved_late", 9, ticket_approved_late),
    Card::finding("approved_within_tolerance", 4, approved_within_tolerance),
    Card::finding("ticket_self_approved", 5, ticket_self_approved),
    Card::finding("ticket_self_approved_alias", 4, ticket_self_approved_alias),
    Card::finding("ticket_reused", 6, ticket_reused),
    Card::finding("approval_status_only", 4, approval_status_only)
        .with_tracker(Tracker::ServiceNow),
];

/// The requester approved as well; the other approval is enough.
fn self_and_independent_approval(
    scene: &mut Scene<'_>,
    start: Moment,
    name: &'static str,
) -> Story {
    let mut story = scene.followed(name, start);
    let ticket = story.ticket();
    let own = Approval {
        by: ticket.requester,
        at: ticket.created.plus_minutes(6),
    };
    ticket.approvals.insert(0, own);
    story
}

fn ticket_approved_late(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    let late = start.plus_minutes(scene.random.between(90, 2_400));
    story.ticket().approvals[0].at = late;
    story.expect(&[Control::App01], Outcome::Fail);
    story
}

/// The approval and the deployment are so close that two clocks cannot tell their order.
fn approved_within_tolerance(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    let near = start.plus_seconds(scene.random.between(-150, 151));
    story.ticket().approvals[0].at = near;
    story.expect(&[Control::App01], Outcome::InsufficientEvidence);
    story
}

fn ticket_self_approved(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    let ticket = story.ticket();
    ticket.approvals[0].by = ticket.requester;
    story.expect(&[Control::App02, Control::App04], Outcome::Fail);
    story
}

/// A colleague wrote the ticket; its approver wrote the code, under another account name.
fn ticket_self_approved_alias(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    let author = story.ticket().requester;
    let colleague = scene.teammate(&[author]);
    let ticket = story.ticket();
    ticket.requester = colleague;
    ticket.implementer = colleague;
    ticket.approvals[0].by = author;
    story.expect(&[Control::App02, Control::App04], Outcome::Fail);
    story
}

/// The ticket's approval served an earlier deployment already.
fn ticket_reused(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    match scene.used_ticket.take() {
        Some(mut used) => {
            used.already_written = true;
            story.tickets = vec![used];
            story.expect(&[Control::App01], Outcome::InsufficientEvidence);
        }
        // Too early in the year: nothing to use again, so this one stays clean.
        None => story.judged().truth = Some(("clean_squash", scene.expectations())),
    }
    story
}

/// ServiceNow says 'approved', but there is no approval row and so no time.
fn approval_status_only(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    let ticket = story.ticket();
    ticket.approvals.clear();
    ticket.approved_by_status_only = true;
    let unknown = [Control::App01, Control::App04];
    story.expect(&unknown, Outcome::InsufficientEvidence);
    story.leave_open(&[Control::App02, Control::Dep03]);
    story
}
