//! Scenarios about incidents after a deployment. Nothing else happens to the service until the three
//! days are over in which an incident may come from it.

use super::super::attestation::{About, Attestation, RULED_OUT};
use super::super::calendar::Moment;
use super::super::scene::Scene;
use super::super::story::{Incident, Story};
use super::super::truth::{Control, Outcome};
use super::super::words;
use super::{Card, Season};

/// Minutes until an incident is no more of this deployment, and of the next one's emergency.
const UNDISTURBED: i64 = 3 * 1_440 + 240;

/// The family.
pub const CARDS: &[Card] = &[
    Card::followed("incident_ruled_out", 8, incident_ruled_out)
        .in_season(Season::Emergency)
        .with_deployments(1, UNDISTURBED),
    Card::finding("incident_unexplained", 3, incident_unexplained)
        .in_season(Season::Emergency)
        .with_deployments(1, UNDISTURBED),
    Card::finding("incident_resolved_late", 2, incident_resolved_late)
        .in_season(Season::Emergency)
        .with_deployments(1, UNDISTURBED),
];

/// An incident three hours after the deployment, over within two hours.
fn with_incident(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = scene.followed(name, start);
    let opened = start.plus_minutes(180);
    story.incident = Some(Incident {
        title: words::incident_title(scene.random, &scene.service.name),
        opened,
        resolved: opened.plus_minutes(scene.random.between(30, 110)),
    });
    story.expect(&[Control::Rbk02], Outcome::Pass);
    story
}

fn rule_out(scene: &Scene<'_>, story: &mut Story) {
    let resolved = story.incident.as_ref().map(|of| of.resolved);
    story
        .attestations
        .extend(resolved.map(|resolved| Attestation {
            question: &RULED_OUT,
            about: About::Incident,
            answer: true,
            reason: "A partner's network was down; it came back without any change of ours.",
            by: scene.staff.incident_lead,
            at: resolved.plus_minutes(75),
        }));
}

fn incident_ruled_out(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = with_incident(scene, start, name);
    rule_out(scene, &mut story);
    story.expect(&[Control::Mon02], Outcome::Pass);
    story
}

/// Nobody has said whether the deployment caused it.
fn incident_unexplained(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = with_incident(scene, start, name);
    story.expect(&[Control::Mon02], Outcome::InsufficientEvidence);
    story
}

/// It stayed open for two weeks. The deployment did not cause it, and nobody says what became of the
/// harm meanwhile.
fn incident_resolved_late(scene: &mut Scene<'_>, start: Moment, name: &'static str) -> Story {
    let mut story = with_incident(scene, start, name);
    if let Some(incident) = &mut story.incident {
        incident.resolved = incident.opened.plus_days(14);
    }
    rule_out(scene, &mut story);
    story.expect(&[Control::Mon02], Outcome::Fail);
    story.expect(&[Control::Rbk02], Outcome::InsufficientEvidence);
    story
}
