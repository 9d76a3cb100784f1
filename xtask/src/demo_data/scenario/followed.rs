//! Scenarios that followed the policy, in the many ways in which teams do so.

use super::super::calendar::Moment;
use super::super::export::registers::TEMPLATE;
use super::super::scene::Scene;
use super::super::services::{DeployTool, Tracker};
use super::super::story::{
    Author, BranchCommit, Category, Check, CheckEnd, Deployer, KeyPlace, Landing, Process,
    ReviewState, Reviewed, Story,
};
use super::super::truth::{Control, Outcome};
use super::super::words;
use super::Card;

/// The family.
pub const CARDS: &[Card] = &[
    Card::followed("clean_squash", 420, clean_squash),
    Card::followed("clean_merge", 180, clean_merge),
    Card::followed("clean_rebase", 90, clean_rebase),
    Card::followed("clean_three_prs", 60, clean_three_prs),
    Card::followed("zone_offset", 40, zone_offset).with_tool(DeployTool::DeployLog),
    Card::followed("approve_then_comment", 25, approve_then_comment),
    Card::followed("approved_after_merge", 10, approved_after_merge),
    Card::followed("one_stale_one_fresh", 15, one_stale_one_fresh),
    Card::followed(
        "merge_of_main_reviewed_after",
        20,
        merge_of_main_reviewed_after,
    ),
    Card::followed("reviewed_after_rebase", 15, reviewed_after_rebase),
    Card::followed("bot_authored_reviewed", 20, bot_authored_reviewed),
    Card::followed("key_in_branch_only", 20, key_in_branch_only),
    Card::followed("key_in_body_only", 20, key_in_body_only),
    Card::followed("standard_change", 40, standard_change),
    Card::followed("standard_self_approved", 25, standard_self_approved),
    Card::finding("standard_not_in_catalogue", 3, standard_not_in_catalogue)
        .with_tracker(Tracker::ServiceNow),
    Card::followed("ci_bot_with_trigger", 50, ci_bot_with_trigger).with_tool(DeployTool::DeployLog),
    Card::followed("push_triggered", 50, push_triggered).with_tool(DeployTool::GitHub),
    Card::followed("optional_check_red", 10, optional_check_red),
    Card::followed("tested_on_staging_only", 12, tested_on_staging_only),
];

/// The deployment of a service before the year: the base of the first one in it. It is not judged.
pub const BASELINE: &Card = &Card::followed("baseline", 0, baseline);

fn baseline(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    story.never_on_staging();
    story.judged().truth = None;
    story
}

fn clean_squash(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    story.ticket_can_be_reused = true;
    story
}

fn clean_merge(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    story.change().landing = Landing::Merge;
    story
}

fn clean_rebase(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    let change = story.change();
    scene.lengthen(change, 2);
    change.landing = Landing::Rebase;
    story
}

fn clean_three_prs(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    let last = story.change().merged;
    let landing = story.change().landing;
    for index in 1..3 {
        let author = scene.teammate(&[]);
        let merged = last.plus_seconds(index as i64 * 75);
        let (mut change, ticket) = scene.change_and_ticket(author, merged, start, index);
        change.landing = if scene.random.chance(500) {
            Landing::Merge
        } else {
            landing
        };
        story.attestations.extend(scene.posture(index, merged));
        story.changes.push(change);
        story.tickets.push(ticket);
    }
    for deployment in &mut story.deployments {
        deployment.revision = super::super::story::Revision::AfterChange(2);
    }
    story
}

fn zone_offset(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    let zone = *scene.random.pick(&[480, -300, 330, 60]);
    for deployment in &mut story.deployments {
        deployment.zone = Some(zone);
    }
    story
}

fn approve_then_comment(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    let change = story.change();
    let mut comment = change.reviews[0].clone();
    comment.state = ReviewState::Commented;
    comment.at = change.merged.plus_minutes(-2);
    comment.comment = "Thanks for the quick fix, one idea for later in the thread.".to_owned();
    change.reviews.push(comment);
    story
}

/// Approved after the merge but before the deployment: the policy asks for no more.
fn approved_after_merge(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    let change = story.change();
    let room = start.minutes_since(change.merged);
    change.reviews[0].at = change.merged.plus_minutes((room / 3).clamp(2, 40));
    change.merged_by = change.person().unwrap_or(change.merged_by);
    story
}

fn one_stale_one_fresh(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    let change = story.change();
    scene.lengthen(change, 2);
    let (author, fresh) = (change.person(), change.reviews[0].clone());
    let mut not: Vec<_> = author.into_iter().collect();
    if let super::super::story::Reviewer::Person(id) = fresh.by {
        not.push(id);
    }
    let by = scene.teammate(&not);
    let second = change.commits[1].committed;
    let first = change.commits[0]
        .committed
        .max(change.created)
        .min(second.plus_minutes(-4));
    let stale = scene.approval(by, first, second, Reviewed::Commit(0));
    change.reviews.insert(0, stale);
    story
}

fn merge_of_main_reviewed_after(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    let change = story.change();
    merge_main_into(change);
    let head = change.head();
    change.reviews[0].on = Reviewed::Commit(head);
    change.reviews[0].at = change.merged.plus_minutes(-6);
    change.checks = scene.green_checks(change.head_at());
    story
}

/// Adds a merge of the main branch as the newest commit, before the change lands by a merge.
pub fn merge_main_into(change: &mut super::super::story::Change) {
    let at = change
        .merged
        .plus_minutes(-45)
        .max(change.head_at().plus_minutes(2));
    change.commits.push(BranchCommit {
        author: change.author.clone(),
        co_author: None,
        headline: String::new(),
        authored: at,
        committed: at,
        merges_main: true,
    });
    change.landing = Landing::Merge;
}

/// Approved, rebased by force, then approved again on the final head. The commits keep their old
/// author dates.
fn reviewed_after_rebase(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    let change = story.change();
    scene.lengthen(change, 3);
    let mut early = change.reviews[0].clone();
    early.on = Reviewed::Replaced;
    early.at = change.commits[1].authored.plus_minutes(8);
    let rebased = change.head_at().plus_minutes(3);
    for (place, commit) in change.commits.iter_mut().enumerate() {
        commit.committed = rebased.plus_seconds(place as i64);
    }
    change.checks = scene.green_checks(rebased);
    change.reviews[0].at = change.merged.plus_minutes(-5);
    change.reviews.insert(0, early);
    story
}

/// A bot opened it; a person reviewed it.
fn bot_authored_reviewed(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    let minor = scene.random.between(1, 30);
    let change = story.change();
    change.commits.drain(..change.commits.len() - 1);
    change.author = Author::DependencyBot;
    change.commits[0].author = Author::DependencyBot;
    change.topic = format!("Bump the http client from 2.{minor}.0 to 2.{}.0", minor + 1);
    change.commits[0].headline = change.topic.clone();
    change.created = change.commits[0].authored.plus_minutes(1);
    change.body = "Automatic update. Release notes: bug fixes only.".to_owned();
    change.reviews[0].on = Reviewed::Commit(0);
    if let super::super::story::Reviewer::Person(id) = change.reviews[0].by {
        change.merged_by = id;
    }
    change.file = "dependencies.lock".to_owned();
    story.attestations.clear();
    story.expect(&[Control::Sec01], Outcome::NotApplicable);
    let change = story.change();
    let topic = change.topic.clone();
    let service = scene.service.name.clone();
    let summary = words::record_summary(scene.random, &service, &topic);
    let ticket = story.ticket();
    ticket.summary = summary;
    ticket.description = format!("{topic} in {service}: routine update with bug fixes.");
    story
}

fn key_in_branch_only(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    story.change().key_place = KeyPlace::Branch;
    story
}

fn key_in_body_only(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    story.change().key_place = KeyPlace::Body;
    story
}

fn standard_change(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    let ticket = story.ticket();
    ticket.category = Category::Standard;
    ticket.template = Some(TEMPLATE);
    ticket.description = format!("{TEMPLATE}: {}", ticket.description);
    ticket.risk_and_impact = words::STANDARD_RISK.to_owned();
    story.expect(&[Control::Std01], Outcome::Pass);
    let waived = [Control::App01, Control::App02, Control::App04];
    story.expect(&waived, Outcome::NotApplicable);
    story
}

/// Called a standard change, by a template that the catalogue does not have: the rules of normal changes
/// apply, and are met.
fn standard_not_in_catalogue(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = standard_change(scene, start, name);
    let ticket = story.ticket();
    let template = "Database patch v1";
    ticket.template = Some(template);
    ticket.description = ticket.description.replacen(TEMPLATE, template, 1);
    story.expect(&[Control::Std01], Outcome::Fail);
    let normal = [Control::App01, Control::App02, Control::App04];
    story.expect(&normal, Outcome::Pass);
    story
}

fn standard_self_approved(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = standard_change(scene, start, name);
    let ticket = story.ticket();
    ticket.approvals[0].by = ticket.requester;
    story
}

fn ci_bot_with_trigger(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    let by = scene.deployer();
    for deployment in &mut story.deployments {
        deployment.deployer = Deployer::BotFor(by);
    }
    story
}

/// The merge itself starts the pipeline: whoever merged needs no deploying role.
fn push_triggered(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    let change = story.change();
    change.merged_by = change.person().unwrap_or(change.merged_by);
    let by = change.merged_by;
    for deployment in &mut story.deployments {
        deployment.deployer = Deployer::Person(by);
        deployment.process = Process::PushedRun;
    }
    story
}

fn optional_check_red(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    let change = story.change();
    let started = change.head_at().plus_minutes(5);
    change.checks.push(Check {
        name: "coverage",
        end: CheckEnd::Failure,
        started,
        completed: started.plus_minutes(1),
    });
    story
}

fn tested_on_staging_only(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    story.change().checks.clear();
    story
}
