//! Scenarios about who deployed, and how.

use super::super::calendar::Moment;
use super::super::scene::Scene;
use super::super::services::DeployTool;
use super::super::story::{DeployEnd, Deployer, Process, Revision, Story};
use super::super::truth::{Control, Outcome};
use super::Card;

/// The family.
pub const CARDS: &[Card] = &[
    Card::finding("manual_deploy", 7, manual_deploy),
    Card::finding("shared_login", 5, shared_login),
    Card::finding("deployer_left", 4, deployer_left),
    Card::finding("deployer_not_yet", 3, deployer_not_yet),
    Card::finding("unknown_deployer", 3, unknown_deployer).with_tool(DeployTool::DeployLog),
    Card::finding("no_status", 2, no_status)
        .with_tool(DeployTool::GitHub)
        .with_deployments(2, 300),
];

fn manual_deploy(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    story.judged().process = Process::ByHand;
    story.expect(&[Control::Dep01], Outcome::Fail);
    story
}

fn shared_login(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    story.judged().deployer = Deployer::SharedLogin;
    story.expect(&[Control::Trc03], Outcome::Fail);
    story.expect(&[Control::Dep03], Outcome::InsufficientEvidence);
    story.leave_open(&[Control::Dep02]);
    story
}

fn deployer_left(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    story.judged().deployer = Deployer::Person(scene.staff.former_deployer);
    story.expect(&[Control::Dep02], Outcome::Fail);
    story
}

fn deployer_not_yet(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    story.judged().deployer = Deployer::Person(scene.staff.future_deployer);
    story.expect(&[Control::Dep02], Outcome::Fail);
    story
}

fn unknown_deployer(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    let account = format!("contractor{}", scene.random.between(2, 9));
    story.judged().deployer = Deployer::UnknownAccount(account);
    let unknown = [Control::Trc03, Control::Dep03];
    story.expect(&unknown, Outcome::InsufficientEvidence);
    story.leave_open(&[Control::Dep02]);
    story
}

/// GitHub kept no status of the deployment, so nobody can tell how it ended. The next one may or may
/// not carry its changes too; both are clean.
fn no_status(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    let again = start.plus_minutes(200);
    let author = scene.teammate(&[]);
    let (mut change, ticket) = scene.change_and_ticket(author, start.plus_minutes(90), again, 1);
    change.reviews[0].at = change.merged.plus_minutes(-3);
    story.attestations.extend(scene.posture(1, change.merged));
    story.changes.push(change);
    story.tickets.push(ticket);
    let first = story.judged();
    let mut next = first.clone();
    first.end = DeployEnd::Unrecorded;
    next.started = again;
    next.revision = Revision::AfterChange(1);
    next.truth = Some((
        "after_no_status",
        scene
            .expectations()
            .without(&[Control::App01, Control::App02]),
    ));
    let by_whom = [
        Control::Trc03,
        Control::Dep01,
        Control::Dep02,
        Control::Dep03,
    ];
    story.leave_open(&by_whom);
    story.deployments.push(next);
    story
}
