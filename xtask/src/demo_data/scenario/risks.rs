//! Scenarios about changes that ask for more than others: of high risk, critical, of third parties, of
//! infrastructure; and about duties that one person held alone.

use super::super::attestation::{ASSESSED, About, Attestation, VALIDATED};
use super::super::calendar::Moment;
use super::super::scene::Scene;
use super::super::services::DeployTool;
use super::super::story::{Approval, Deployer, Process, Reviewer, Story};
use super::super::truth::{Control, Outcome};
use super::Card;

/// The family.
pub const CARDS: &[Card] = &[
    Card::followed("high_risk_approved_twice", 8, high_risk_approved_twice),
    Card::followed("critical_change_validated", 4, critical_change_validated),
    Card::followed("third_party_assessed", 6, third_party_assessed),
    Card::finding("high_risk_approved_once", 3, high_risk_approved_once),
    Card::finding(
        "critical_change_without_test_plan",
        2,
        critical_change_without_test_plan,
    ),
    Card::finding(
        "critical_change_result_missing",
        2,
        critical_change_result_missing,
    ),
    Card::finding("third_party_not_assessed", 2, third_party_not_assessed),
    Card::finding(
        "infrastructure_without_security_review",
        3,
        infrastructure_without_security_review,
    )
    .with_infrastructure(),
    Card::finding("key_left_in_code", 2, key_left_in_code),
    Card::finding("reviewer_deploys", 3, reviewer_deploys).with_tool(DeployTool::GitHub),
];

const HIGH: &str =
    "High: every partner's sign-in passes here. A fault keeps all of them out for minutes.";
const CRITICAL: &str =
    "Critical: the ledger of all payouts is moved. A fault can book money twice.";

fn high_risk_approved_once(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    story.ticket().risk_and_impact = HIGH.to_owned();
    story.expect(&[Control::App03], Outcome::Fail);
    story
}

fn high_risk_approved_twice(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    story.ticket().risk_and_impact = HIGH.to_owned();
    approve_again(scene, &mut story);
    story
}

/// The other approver approves too, some minutes later.
fn approve_again(scene: &Scene<'_>, story: &mut Story) {
    let ticket = story.ticket();
    let first = ticket.approvals[0];
    let other = scene.staff.approvers.iter().find(|id| **id != first.by);
    ticket.approvals.extend(other.map(|by| Approval {
        by: *by,
        at: first.at.plus_minutes(7),
    }));
    story.expect(&[Control::App03], Outcome::Pass);
}

fn critical(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    story.ticket().risk_and_impact = CRITICAL.to_owned();
    approve_again(scene, &mut story);
    story
}

fn critical_change_validated(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = critical(scene, start, name);
    story.attestations.push(Attestation {
        question: &VALIDATED,
        about: About::Ticket(0),
        answer: true,
        reason: "Two partners went first; their figures were compared before the others followed.",
        by: scene.staff.incident_lead,
        at: start.plus_minutes(200),
    });
    story.expect(&[Control::Tst02], Outcome::Pass);
    story
}

fn critical_change_without_test_plan(
    scene: &mut Scene<'_>,
    start: Moment,
    name: &'static str,
) -> Story {
    let mut story = critical(scene, start, name);
    story.ticket().test_plan = "TBD".to_owned();
    story.expect(&[Control::Tst02], Outcome::Fail);
    story
}

/// A plan is there, and nobody says how it went.
fn critical_change_result_missing(
    scene: &mut Scene<'_>,
    start: Moment,
    name: &'static str,
) -> Story {
    let mut story = critical(scene, start, name);
    story.expect(&[Control::Tst02], Outcome::InsufficientEvidence);
    story
}

/// Code of somebody else, taken into the repository.
fn third_party_not_assessed(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    "third_party/barcode/encoder.c".clone_into(&mut story.change().file);
    story.attestations.clear();
    story.expect(&[Control::Sec01], Outcome::NotApplicable);
    story.expect(&[Control::Tpc01], Outcome::InsufficientEvidence);
    story
}

fn third_party_assessed(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = third_party_not_assessed(scene, start, name);
    story.attestations.push(Attestation {
        question: &ASSESSED,
        about: About::Change(0),
        answer: true,
        reason: "It sees no personal data, opens no connection, and its licence and advisories were read.",
        by: scene.staff.security[0],
        at: story.changes[0].merged.plus_minutes(-3),
    });
    story.expect(&[Control::Tpc01], Outcome::Pass);
    story
}

/// A colleague of the team reviewed it, and nobody of security.
fn infrastructure_without_security_review(
    scene: &mut Scene<'_>,
    start: Moment,
    name: &'static str,
) -> Story {
    let mut story = scene.followed(name, start);
    let author: Vec<_> = story.change().person().into_iter().collect();
    let reviewer = scene.teammate(&author);
    let change = story.change();
    change.reviews[0].by = Reviewer::Person(reviewer);
    change.merged_by = author.first().copied().unwrap_or(reviewer);
    story.expect(&[Control::Sec01], Outcome::Fail);
    story
}

/// The scanner finds a key in the commit.
fn key_left_in_code(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    story.change().leaks_key = true;
    story.expect(&[Control::Sec02], Outcome::Fail);
    story
}

/// The only reviewer merges, and with that deploys.
fn reviewer_deploys(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    let change = story.change();
    if let Reviewer::Person(id) = change.reviews[0].by {
        change.merged_by = id;
    }
    let by = change.merged_by;
    for deployment in &mut story.deployments {
        deployment.deployer = Deployer::Person(by);
        deployment.process = Process::PushedRun;
    }
    story.expect(&[Control::Dep03], Outcome::Fail);
    story
}
