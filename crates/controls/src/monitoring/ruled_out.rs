//! What a person attests of an incident after a deployment: that no deployment caused it.

use changeproof_domain::snapshot::IncidentId;

use crate::context::Context;
use crate::shared::attested::{self, About, Answer, Question, Subject};
use crate::shared::attested_parties::about_implementation;

/// What is asked.
pub(crate) static RULED_OUT: Question = Question {
    control: "MON-02",
    about: Subject::Incident,
    text: "Is it ruled out that a deployment caused the incident?",
    yes: &["ruled out"],
    no: &["not ruled out"],
    with_reason: true,
    roles: None,
};

/// What was attested of an incident, by its id or number.
pub(super) fn ruled_out<'a>(cx: &Context<'a>, id: IncidentId) -> Answer<'a> {
    attested::answer(cx, &RULED_OUT, || about_incident(cx, id))
}

/// What may be attested of an incident after the deployment.
pub(crate) fn about_incident<'a>(cx: &Context<'a>, id: IncidentId) -> About<'a> {
    let incident = &cx.snapshot.incidents[id.index()].record;
    let number = incident.number.value().cloned();
    About {
        subjects: std::iter::once(incident.id.clone()).chain(number).collect(),
        since: incident.opened_at.value().copied(),
        ..about_implementation(cx)
    }
}
