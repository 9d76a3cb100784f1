//! Scenarios about the code review: missing, late, undone, by the wrong person, or of another
//! revision.

use super::super::calendar::Moment;
use super::super::people::PersonId;
use super::super::scene::Scene;
use super::super::story::{Author, Landing, Review, ReviewState, Reviewed, Reviewer, Story};
use super::super::truth::{Control, Outcome};
use super::Card;
use super::followed::merge_main_into;

/// The family.
pub const CARDS: &[Card] = &[
    Card::finding("no_review", 9, no_review),
    Card::finding("approved_after_deploy", 5, approved_after_deploy),
    Card::finding("coauthor_approves", 4, coauthor_approves),
    Card::finding("authors_approve_each_other", 3, authors_approve_each_other),
    Card::finding("self_review_alias", 3, self_review_alias),
    Card::finding(
        "approve_then_changes_requested",
        3,
        approve_then_changes_requested,
    ),
    Card::finding("dismissed", 3, dismissed),
    Card::finding("bot_review_only", 4, bot_review_only),
    Card::finding("lgtm_comment_only", 5, lgtm_comment_only),
    Card::finding("pushed_after_approval", 8, pushed_after_approval),
    Card::finding(
        "force_pushed_after_approval",
        3,
        force_pushed_after_approval,
    ),
    Card::finding("merge_of_main_after_review", 4, merge_of_main_after_review),
    Card::finding("unknown_commit_author", 3, unknown_commit_author),
    Card::finding("author_missing", 2, author_missing),
];

fn not_reviewed(story: &mut Story) {
    story.expect(&[Control::Rev01], Outcome::Fail);
    let of_a_review = [Control::Rev02, Control::Rev03];
    story.expect(&of_a_review, Outcome::NotApplicable);
    story.leave_open(&[Control::Dep03]);
}

/// The person who reviewed a clean story.
fn reviewer(review: &Review) -> Option<PersonId> {
    match review.by {
        Reviewer::Person(id) | Reviewer::SecondAccount(id) => Some(id),
        Reviewer::ApprovalBot => None,
    }
}

fn no_review(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    let change = story.change();
    change.reviews.clear();
    change.merged_by = change.person().unwrap_or(change.merged_by);
    not_reviewed(&mut story);
    story
}

fn approved_after_deploy(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    let after = start.plus_minutes(scene.random.between(45, 1_500));
    story.change().reviews[0].at = after;
    not_reviewed(&mut story);
    story
}

fn coauthor_approves(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    let change = story.change();
    let head = change.head();
    change.commits[head].co_author = reviewer(&change.reviews[0]);
    not_reviewed(&mut story);
    story
}

/// Both wrote code in it, so neither is independent.
fn authors_approve_each_other(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    let change = story.change();
    scene.lengthen(change, 2);
    let head = change.head();
    if let Some(second) = reviewer(&change.reviews[0]) {
        change.commits[head].author = Author::Person(second);
    }
    not_reviewed(&mut story);
    story
}

/// Approved by the author's own second account.
fn self_review_alias(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    let author = *scene.random.pick(&scene.staff.with_second_account);
    let change = story.change();
    change.author = Author::Person(author);
    for commit in &mut change.commits {
        commit.author = Author::Person(author);
    }
    change.merged_by = author;
    change.reviews[0].by = Reviewer::SecondAccount(author);
    let ticket = story.ticket();
    ticket.requester = author;
    ticket.implementer = author;
    not_reviewed(&mut story);
    story
}

fn approve_then_changes_requested(
    scene: &mut Scene<'_>,
    start: Moment,
    name: &'static str,
) -> Story {
    let mut story = scene.followed(name, start);
    let change = story.change();
    let mut second = change.reviews[0].clone();
    second.state = ReviewState::ChangesRequested;
    second.at = change.merged.plus_minutes(-2);
    second.comment = "Wait, this drops the limit for small partners.".to_owned();
    change.reviews.push(second);
    change.merged_by = change.person().unwrap_or(change.merged_by);
    not_reviewed(&mut story);
    story
}

fn dismissed(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    story.change().reviews[0].state = ReviewState::Dismissed;
    not_reviewed(&mut story);
    story
}

fn bot_review_only(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    let change = story.change();
    change.reviews[0].by = Reviewer::ApprovalBot;
    change.reviews[0].comment = String::new();
    change.merged_by = change.person().unwrap_or(change.merged_by);
    not_reviewed(&mut story);
    story
}

fn lgtm_comment_only(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    let review = &mut story.change().reviews[0];
    review.state = ReviewState::Commented;
    review.comment = (*scene.random.pick(&["lgtm", "LGTM 👍", "looks good to me"])).to_owned();
    not_reviewed(&mut story);
    story
}

fn pushed_after_approval(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    let change = story.change();
    scene.lengthen(change, 2);
    let before_head = change.head() - 1;
    let (seen, head) = (change.commits[before_head].committed, change.head_at());
    change.reviews[0].on = Reviewed::Commit(before_head);
    let half = seen.plus_minutes((head.minutes_since(seen) / 2).max(1));
    change.reviews[0].at = half.max(change.created.plus_minutes(1));
    story.expect(&[Control::Rev02], Outcome::Fail);
    story
}

/// The approved commit was replaced by force; the new one keeps the old author date.
fn force_pushed_after_approval(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    let change = story.change();
    let seen = change.commits[change.head()].authored;
    let pushed = seen.plus_minutes(25);
    for commit in &mut change.commits {
        commit.committed = pushed;
    }
    change.reviews[0].on = Reviewed::Replaced;
    change.reviews[0].at = seen.plus_minutes(12).max(change.created.plus_minutes(1));
    change.checks = scene.green_checks(pushed);
    story.expect(&[Control::Rev02], Outcome::Fail);
    story
}

/// The main branch was merged into the approved head, and nothing proves that it changed nothing.
fn merge_of_main_after_review(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    let change = story.change();
    let seen = change.head_at();
    merge_main_into(change);
    let merged_main = change.head_at();
    let wait = merged_main.minutes_since(seen) / 2;
    let half = seen.plus_minutes(wait.max(1));
    change.reviews[0].at = half.max(change.created.plus_minutes(1));
    change.checks = scene.green_checks(merged_main);
    story.expect(&[Control::Rev02], Outcome::InsufficientEvidence);
    story
}

/// One commit was made under an e-mail that belongs to nobody in the roster.
fn unknown_commit_author(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    let machine = scene.random.hex(4);
    let change = story.change();
    scene.lengthen(change, 2);
    change.landing = Landing::Merge;
    change.commits[0].author = Author::Unknown {
        name: "dev".to_owned(),
        email: format!("dev@build-{machine}.clicki.example"),
    };
    unresolved(&mut story);
    story
}

/// The author's GitHub account was deleted since, and the roster does not know it.
fn author_missing(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    let number = scene.random.between(10, 99);
    let gone = Author::Deleted {
        name: "Summer intern".to_owned(),
        email: format!("intern{number}@mail.example"),
    };
    let colleague = scene.teammate(&[]);
    let change = story.change();
    change.author = gone.clone();
    for commit in &mut change.commits {
        commit.author = gone.clone();
    }
    change.merged_by = reviewer(&change.reviews[0]).unwrap_or(change.merged_by);
    let ticket = story.ticket();
    ticket.requester = colleague;
    ticket.implementer = colleague;
    unresolved(&mut story);
    story
}

fn unresolved(story: &mut Story) {
    let unknown = [Control::Rev01, Control::Rev03];
    story.expect(&unknown, Outcome::InsufficientEvidence);
    story.leave_open(&[Control::Rev02, Control::App02, Control::Dep03]);
}
