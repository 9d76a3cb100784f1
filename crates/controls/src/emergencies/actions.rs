//! What was done about the incidents around an emergency, and whether it shows who acted in it.

use changeproof_domain::account::{Account, System};
use changeproof_domain::field::Field;
use changeproof_domain::outcome::Fact;
use changeproof_domain::person::Identity;
use changeproof_domain::record::{Incident, IncidentAction, IncidentActionKind};
use changeproof_domain::snapshot::{IncidentId, RecordRef};
use changeproof_domain::time::{DAY, Order, Timestamp};

use crate::context::{Detail, EventSystem, field_text};
use crate::implementation::Implementation;
use crate::shared::emergency::{incident_facts, incident_name, not_proven, opened_between};
use crate::shared::ended::resolved;
use crate::shared::known::Known;

/// How long an incident is looked for before the deployment, in milliseconds.
const LONGEST: i64 = 30 * DAY;

/// What somebody did about an incident of the service after the deployment began.
pub(super) struct Action<'a> {
    pub incident: IncidentId,
    index: usize,
    pub action: &'a IncidentAction,
    pub who: &'a str,
    /// Whether a person of the roster did it, on the service, in that time.
    pub known: Known,
}

impl Action<'_> {
    /// What was done, by whom and when.
    pub(super) fn facts(&self, cx: &Implementation<'_>) -> Vec<Fact> {
        action_facts(cx, self.incident, self.index, self.action)
    }
}

/// Incidents on the service that were open when the deployment began or soon after, or may have been.
fn incidents<'a>(cx: &Implementation<'a>) -> Vec<(IncidentId, &'a Incident, Known)> {
    let within = cx.parameters().emergency_incident_within;
    let found = opened_between(cx, cx.start().at.plus(-LONGEST), cx.start().at.plus(within));
    found
        .into_iter()
        .map(|of| {
            let named = if of.named { Known::Yes } else { Known::Unknown };
            (of.id, of.incident, named.and(was_open(cx, of.incident)))
        })
        .filter(|(_, _, open)| *open != Known::No)
        .collect()
}

/// Whether an incident was not over when the deployment began.
fn was_open(cx: &Implementation<'_>, incident: &Incident) -> Known {
    if !incident.opened_at.is_value() {
        return Known::Unknown;
    }
    match &resolved(incident) {
        Field::Empty => Known::Yes,
        Field::NotExported => Known::Unknown,
        Field::Value(at) => match cx.against_start(at, EventSystem::Other) {
            Order::Later | Order::Equal => Known::Yes,
            Order::Undecided => Known::Unknown,
            Order::Earlier => Known::No,
        },
    }
}

/// Whether an action was taken before the incident was over.
fn before_its_end(incident: &Incident, action: &IncidentAction) -> Known {
    match (&resolved(incident), action.at.value()) {
        (Field::Empty, Some(_)) => Known::Yes,
        (Field::NotExported, _) | (_, None) => Known::Unknown,
        (Field::Value(resolved), Some(at)) => match at.order(resolved, 0) {
            Order::Earlier | Order::Equal => Known::Yes,
            Order::Undecided => Known::Unknown,
            Order::Later => Known::No,
        },
    }
}

/// What was done about the incidents around the emergency, where it counts or may count.
pub(super) fn actions<'a>(cx: &Implementation<'a>) -> Vec<Action<'a>> {
    let mut found = Vec::new();
    for (id, incident, open) in incidents(cx) {
        for (index, action) in incident.actions.items().iter().enumerate() {
            let Some(who) = action.who.value() else {
                continue;
            };
            let known = open
                .and(done_after(cx, action))
                .and(before_its_end(incident, action))
                .and(match cx.start_is_known() {
                    true => Known::Yes,
                    false => Known::Unknown,
                })
                .and(is_person(cx, who));
            if known != Known::No {
                found.push(Action {
                    incident: id,
                    index,
                    action,
                    who,
                    known,
                });
            }
        }
    }
    found
}

/// Whether somebody did something after the deployment began: who was given an incident, or took it on, did
/// nothing about it yet.
fn done_after(cx: &Implementation<'_>, action: &IncidentAction) -> Known {
    match action.what {
        IncidentActionKind::Assigned | IncidentActionKind::Acknowledged => return Known::No,
        IncidentActionKind::StatusChanged => {}
    }
    let Some(at) = action.at.value() else {
        return Known::Unknown;
    };
    match cx.against_start(at, EventSystem::Other) {
        Order::Later | Order::Equal => Known::Yes,
        Order::Undecided => Known::Unknown,
        Order::Earlier => Known::No,
    }
}

/// Whether a name in an incident's log is a person of the roster.
fn is_person(cx: &Implementation<'_>, who: &str) -> Known {
    let account = Account::new(System::Plain, who);
    let people = &cx.snapshot.people;
    if cx.is_generic(&account) || people.is_machine(&account) {
        return Known::No;
    }
    match people.identify(&account) {
        Identity::Person(_) => Known::Yes,
        Identity::Account(..) | Identity::Unknown => Known::Unknown,
    }
}

/// Why an action of a person may not be among the imported ones; none where all are.
pub(super) fn actions_unseen(cx: &Implementation<'_>) -> Option<String> {
    let of_incidents = incidents(cx);
    let mut unseen = of_incidents
        .iter()
        .filter(|(_, of, _)| of.actions.is_not_exported());
    if let Some((_, incident, _)) = unseen.next() {
        let name = incident_name(incident);
        return Some(format!("what was done about {name:#} was not exported"));
    }
    not_proven(cx, cx.start().at, incidents_until(cx)).map(|why| why.to_string())
}

/// The last instant at which an incident of the emergency can have been opened.
pub(super) fn incidents_until(cx: &Implementation<'_>) -> Timestamp {
    let within = cx.parameters().emergency_incident_within;
    cx.start().at.plus(within)
}

/// What was done about the incidents around the emergency, none of which counts, as facts.
pub(super) fn actions_that_do_not_count(cx: &Implementation<'_>) -> Vec<Fact> {
    const SHOWN: usize = 3;
    if cx.detail == Detail::OutcomeOnly {
        return Vec::new();
    }
    let mut facts = Vec::new();
    for (id, incident, _) in incidents(cx).into_iter().take(SHOWN) {
        facts.extend(incident_facts(cx, id));
        let actions = incident.actions.items().iter().enumerate();
        facts.extend(
            actions
                .take(SHOWN)
                .flat_map(|(at, of)| action_facts(cx, id, at, of)),
        );
    }
    facts
}

/// What was done about an incident, by whom and when, as facts.
fn action_facts(
    cx: &Implementation<'_>,
    id: IncidentId,
    at: usize,
    action: &IncidentAction,
) -> Vec<Fact> {
    let own = RecordRef::Incident(id);
    let what = match action.what {
        IncidentActionKind::Assigned => "assigned",
        IncidentActionKind::Acknowledged => "acknowledged",
        IncidentActionKind::StatusChanged => "status changed",
    };
    [
        cx.fact(own, format_args!("actions[{at}].what"), || what.to_owned()),
        cx.fact(own, format_args!("actions[{at}].who"), || {
            field_text(&action.who)
        }),
        cx.fact(own, format_args!("actions[{at}].at"), || {
            field_text(&action.at)
        }),
    ]
    .into_iter()
    .flatten()
    .collect()
}
