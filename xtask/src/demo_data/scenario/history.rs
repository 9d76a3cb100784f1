//! Scenarios about what the commits between two deployments show: pushes past review, rollbacks,
//! repeats, retries and revisions that nobody knows.

use super::super::attestation::About;
use super::super::calendar::Moment;
use super::super::scene::Scene;
use super::super::services::DeployTool;
use super::super::story::{
    BranchCommit, DeployEnd, Deployment, Environment, Landing, Revision, Story,
};
use super::super::truth::{Control, Expectations, Outcome};
use super::{ABOUT_THE_RECORD, Card, nothing_new};

/// The family.
pub const CARDS: &[Card] = &[
    Card::followed("rollback_then_forward", 8, rollback_then_forward).with_deployments(3, 420),
    Card::followed("redeploy_same_revision", 12, redeploy_same_revision),
    Card::followed("retry_after_failure", 16, retry_after_failure).with_deployments(1, 90),
    Card::finding("direct_push", 6, direct_push),
    Card::finding(
        "hidden_direct_push_in_range",
        5,
        hidden_direct_push_in_range,
    ),
    Card::finding("fake_merge_message", 2, fake_merge_message),
    Card::finding("unknown_revision", 2, unknown_revision)
        .with_tool(DeployTool::DeployLog)
        .with_deployments(2, 300),
];

/// Released, taken back after a while, and released again.
fn rollback_then_forward(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    let first = story.judged().clone();
    let back_at = start.plus_minutes(scene.random.between(25, 110));
    let rollback = Deployment {
        revision: Revision::BeforeStory,
        started: back_at,
        remark: "rollback",
        names_ticket: false,
        truth: Some(("rollback", nothing_new())),
        ..first.clone()
    };
    let forward = Deployment {
        started: back_at.plus_minutes(scene.random.between(70, 240)),
        names_ticket: false,
        truth: Some(("forward_again", scene.expectations())),
        ..first
    };
    story.deployments.extend([rollback, forward]);
    story
}

/// The revision that is in production already is deployed once more.
fn redeploy_same_revision(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    story.never_on_staging();
    story.changes.clear();
    story.tickets.clear();
    let deployment = story.judged();
    deployment.revision = Revision::BeforeStory;
    deployment.names_ticket = false;
    deployment.truth = Some((name, nothing_new()));
    story
}

/// The first attempt fails, the second succeeds: one deployment.
fn retry_after_failure(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    let attempt = story.judged();
    let mut retry = attempt.clone();
    attempt.end = DeployEnd::Failure;
    attempt.truth = None;
    retry.started = start.plus_minutes(scene.random.between(18, 60));
    story.deployments.push(retry);
    story
}

fn direct_push(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    pushed(&mut story, Landing::DirectPush);
    story.expect(&[Control::Trc02, Control::Rev01], Outcome::Fail);
    let of_a_review = [Control::Rev02, Control::Rev03];
    story.expect(&of_a_review, Outcome::NotApplicable);
    let files_unknown = [Control::Tpc01, Control::Sec01];
    story.expect(&files_unknown, Outcome::InsufficientEvidence);
    story.leave_open(&[Control::Tst01]);
    story
}

/// A commit that only says that it is a merge.
fn fake_merge_message(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    pushed(&mut story, Landing::FakeMerge);
    story.expect(&[Control::Trc02, Control::Rev01], Outcome::Fail);
    let of_a_review = [Control::Rev02, Control::Rev03];
    story.expect(&of_a_review, Outcome::NotApplicable);
    let files_unknown = [Control::Tpc01, Control::Sec01];
    story.expect(&files_unknown, Outcome::InsufficientEvidence);
    story.leave_open(&[Control::Trc01, Control::Tst01]);
    story.leave_open(&ABOUT_THE_RECORD);
    story
}

fn pushed(story: &mut Story, landing: Landing) {
    let change = story.change();
    change.commits.drain(..change.commits.len() - 1);
    change.landing = landing;
    change.reviews.clear();
    change.checks.clear();
    change.merged = change.merged.plus_minutes(-1);
}

/// A clean pull request, with a commit before it that nobody reviewed.
fn hidden_direct_push_in_range(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    let mut push = story.change().clone();
    push.topic = (*scene
        .random
        .pick(&["tidy settings", "quick fix", "bump timeout"]))
    .to_owned();
    push.ticket = None;
    push.landing = Landing::DirectPush;
    for attestation in &mut story.attestations {
        // The pull request comes second now.
        attestation.about = About::Change(1);
    }
    push.merged = push.merged.plus_seconds(-30);
    push.commits = vec![BranchCommit {
        author: push.author.clone(),
        co_author: None,
        headline: push.topic.clone(),
        authored: push.merged,
        committed: push.merged,
        merges_main: false,
    }];
    push.reviews.clear();
    push.checks.clear();
    story.changes.insert(0, push);
    for deployment in &mut story.deployments {
        deployment.revision = Revision::AfterChange(1);
    }
    story.expect(&[Control::Trc02, Control::Rev01], Outcome::Fail);
    let files_unknown = [Control::Tpc01, Control::Sec01];
    story.expect(&files_unknown, Outcome::InsufficientEvidence);
    story.leave_open(&[Control::Trc01, Control::Rev02, Control::Tst01]);
    story.leave_open(&ABOUT_THE_RECORD);
    story
}

/// The deployed hash is in no repository; the next deployment has no known base.
fn unknown_revision(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    let ticket = story.tickets[0].clone();
    let again = start.plus_minutes(200);
    let author = scene.teammate(&[]);
    let merged = start.plus_minutes(90);
    let (change, second) = scene.change_and_ticket(author, merged, again, 1);
    story.attestations = scene.posture(0, merged).into_iter().collect();
    story.tickets = vec![ticket, second];
    story.changes = vec![change];
    story.never_on_staging();
    let mut next = story.judged().clone();
    let first = story.judged();
    first.revision = Revision::Unknown(scene.random.hex(40));
    first.names_ticket = true;
    // Whose changes went out is not known, so nothing about them or their records is.
    story.expect(
        &[
            Control::Trc02,
            Control::Cat01,
            Control::Rec01,
            Control::Rec02,
            Control::App01,
            Control::App02,
            Control::App03,
            Control::App04,
            Control::Emg01,
            Control::Emg02,
            Control::Emg03,
            Control::Emg04,
            Control::Rbk01,
            Control::Tst02,
            Control::Tpc01,
            Control::Sec01,
            Control::Sec02,
        ],
        Outcome::InsufficientEvidence,
    );
    story.leave_open(&[
        Control::Rev01,
        Control::Rev02,
        Control::Rev03,
        Control::Std01,
        Control::Tst01,
        Control::Dep03,
    ]);
    next.started = again;
    next.names_ticket = false;
    next.environment = Environment::Production;
    let known = [Control::Trc03, Control::Dep01, Control::Dep02];
    let expected = Expectations::default().with(&known, Outcome::Pass);
    next.truth = Some(("after_unknown_revision", expected));
    story.deployments.push(next);
    story
}
