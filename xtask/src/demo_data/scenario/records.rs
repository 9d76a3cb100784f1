//! Scenarios about the change record: missing, unknown, thin, late or about something else.

use super::super::calendar::Moment;
use super::super::scene::Scene;
use super::super::services::Tracker;
use super::super::story::{Category, FieldEdit, Story};
use super::super::truth::{Control, Outcome};
use super::{ABOUT_THE_RECORD, Card};

/// The family.
pub const CARDS: &[Card] = &[
    Card::finding("no_ticket", 8, no_ticket),
    Card::finding("ticket_lookalike", 4, ticket_lookalike),
    Card::finding("key_without_record", 4, key_without_record),
    Card::finding("no_backout", 9, no_backout),
    Card::finding("placeholder_backout", 4, placeholder_backout),
    Card::finding("thin_risk_assessment", 3, thin_risk_assessment),
    Card::finding("backout_filled_late", 3, backout_filled_late).with_tracker(Tracker::Jira),
    Card::finding(
        "record_created_after_deployment",
        5,
        record_created_after_deployment,
    ),
    Card::finding("systems_disagree", 5, systems_disagree),
    Card::finding(
        "category_changed_after_deployment",
        3,
        category_changed_after_deployment,
    )
    .with_tracker(Tracker::Jira),
];

fn no_ticket(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    without_record(&mut story);
    story
}

fn without_record(story: &mut Story) {
    story.tickets.clear();
    story.change().ticket = None;
    for deployment in &mut story.deployments {
        deployment.names_ticket = false;
    }
    story.expect(&[Control::Trc01], Outcome::Fail);
    story.expect(&ABOUT_THE_RECORD, Outcome::NotApplicable);
}

/// Text that looks like a ticket key and is none.
fn ticket_lookalike(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = no_ticket(scene, start, name);
    let titles = [
        "Support ISO-8601 in CHG-999999 notes",
        "Hash exported files with SHA-256",
        "Read partner names as UTF-8 everywhere",
        "Update the parser for CVE-2025-90417",
        "Move the template to HTTP-2 (see #12)",
    ];
    let title = *scene.random.pick(&titles);
    story.change().fixed_title = Some(title.to_owned());
    story
}

/// The key belongs to a covered project, but no such record exists.
fn key_without_record(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = no_ticket(scene, start, name);
    let number = scene.random.between(10_000, 99_999);
    let key = match scene.service.tracker {
        Tracker::Jira => format!("CHG-9{number}"),
        Tracker::ServiceNow => format!("CHG99{number}"),
    };
    let title = format!("{key}: {}", story.change().topic);
    story.change().fixed_title = Some(title);
    story
}

fn no_backout(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    story.ticket().backout = None;
    story.expect(&[Control::Rec01, Control::Rbk01], Outcome::Fail);
    story
}

fn placeholder_backout(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    let placeholder = *scene.random.pick(&["TBD", "N/A", "none", "n/a", "tbd"]);
    story.ticket().backout = Some(placeholder.to_owned());
    story.expect(&[Control::Rec01, Control::Rbk01], Outcome::Fail);
    story
}

fn thin_risk_assessment(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    story.ticket().risk_and_impact = (*scene.random.pick(&["Low", "low risk", "minor"])).to_owned();
    story.expect(&[Control::Rec01], Outcome::Fail);
    story
}

/// The history shows that the plan was written after the deployment.
fn backout_filled_late(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    let at = start.plus_minutes(scene.random.between(60, 400));
    let ticket = story.ticket();
    let edit = FieldEdit {
        at,
        by: ticket.implementer,
        field: "Backout plan",
        from: String::new(),
        to: ticket.backout.clone().unwrap_or_default(),
    };
    ticket.edits.push(edit);
    story.expect(&[Control::Rec01, Control::Rbk01], Outcome::Fail);
    story
}

fn record_created_after_deployment(
    scene: &mut Scene<'_>,
    start: Moment,
    name: &'static str,
) -> Story {
    let mut story = scene.followed(name, start);
    let created = start.plus_minutes(scene.random.between(90, 600));
    let ticket = story.ticket();
    ticket.created = created;
    ticket.approvals[0].at = created.plus_minutes(30);
    ticket.closed = created.plus_minutes(180);
    let late = [Control::Rec01, Control::Rbk01, Control::App01];
    story.expect(&late, Outcome::Fail);
    story.leave_open(&[Control::Cat01]);
    story
}

fn systems_disagree(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    let other = scene.other_service();
    story.ticket().systems = vec![other];
    story.expect(&[Control::Rec02], Outcome::Fail);
    story.leave_open(&[Control::App01]);
    story
}

/// Called an emergency only after it was live.
fn category_changed_after_deployment(
    scene: &mut Scene<'_>,
    start: Moment,
    name: &'static str,
) -> Story {
    let mut story = scene.followed(name, start);
    let at = start.plus_minutes(scene.random.between(60, 400));
    let ticket = story.ticket();
    ticket.category = Category::Emergency;
    let edit = FieldEdit {
        at,
        by: ticket.implementer,
        field: "Change type",
        from: "Normal".to_owned(),
        to: "Emergency".to_owned(),
    };
    ticket.edits.push(edit);
    story.expect(&[Control::Cat01], Outcome::Fail);
    story.leave_open(&[
        Control::Rev01,
        Control::Rev02,
        Control::App01,
        Control::Emg01,
        Control::Emg02,
        Control::Emg03,
        Control::Emg04,
    ]);
    story
}
