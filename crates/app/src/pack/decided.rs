//! Who could deploy in the period, and what people decided and changed, as the log tells it.

use std::collections::BTreeMap;

use changeproof_domain::person::RoleSpan;
use changeproof_domain::snapshot::RecordRef;
use changeproof_reports::pack::{AbleToDeploy, Decided, DecidedGroup, Deployed};
use changeproof_store::Event;
use serde_json::Value;

use super::Material;
use super::events::printed_event;
use crate::changes;
use crate::error::AppError;
use crate::permission::Act;

/// The format of rosters.
const ROSTER: &str = "roster";

/// Which events belong to a group.
type Belongs = fn(&Event) -> bool;

/// The groups: title, what is said where there are none, and which events belong to each.
const GROUPS: [(&str, &str, Belongs); 6] = [
    (
        "Attestations",
        "None was recorded in Changeproof. Those that were imported stand in their files, which section 3 names.",
        |event| acts(event, &[Act::Attest]),
    ),
    (
        "Decisions on links and accounts",
        "None was recorded: every link and every person rests on records alone.",
        |event| acts(event, &[Act::DecideLink, Act::DecideAccount]),
    ),
    (
        "People who sign in",
        "Nobody signs in to the workspace: whoever had the file could do everything in it.",
        |event| acts(event, &[Act::LookAfterPeople, Act::ChangePassphrase]),
    ),
    (
        "The policy, its parameters and how they are read",
        "Nothing was recorded: the built-in profile was in force, and nobody accepted its interpretations.",
        |event| acts(event, &[Act::AddPolicyVersion, Act::AcceptInterpretation]),
    ),
    ("Rosters", "No roster was imported.", is_roster),
    (
        "Versions of Changeproof that judged",
        "No evaluation is recorded.",
        |event| event.action == "evaluated",
    ),
];

fn acts(event: &Event, wanted: &[Act]) -> bool {
    Act::of_event(&event.action).is_some_and(|act| wanted.contains(&act))
}

fn payload(event: &Event) -> Value {
    serde_json::from_str(&event.payload).unwrap_or_default()
}

fn is_roster(event: &Event) -> bool {
    acts(event, &[Act::Import]) && payload(event)["format"] == ROSTER
}

/// All of it.
pub(super) fn decided(material: &Material<'_>) -> Result<Decided, AppError> {
    let roles = &material.policy_at_end().parameters.deploying_roles;
    let counts = deployments(material);
    let able = able(material, roles, &counts);
    let events = material.reader.events(1, material.head.sequence)?;
    Ok(Decided {
        has_roster: material.explained.loaded.snapshot.people.has_roster(),
        deploying_roles: roles.clone(),
        others: others(material, &able, &counts),
        able,
        groups: GROUPS
            .iter()
            .map(|(title, none, belongs)| DecidedGroup {
                title: (*title).to_owned(),
                none: (*none).to_owned(),
                events: of_group(&events, *belongs),
            })
            .collect(),
    })
}

/// The events of a group. Of evaluations only those by another version of the app than the one before.
fn of_group(events: &[Event], belongs: Belongs) -> Vec<changeproof_reports::pack::Event> {
    let mut version = None;
    let mut found = Vec::new();
    for event in events.iter().filter(|event| belongs(event)) {
        let mut printed = printed_event(event);
        if event.action == "evaluated" {
            let own = payload(event)["app_version"].as_str().map(str::to_owned);
            if own == version {
                continue;
            }
            let words = own.as_deref().unwrap_or("of an unknown version");
            printed.sentence = format!("Changeproof {words}: {}", printed.sentence);
            version = own;
        }
        found.push(printed);
    }
    found
}

/// How many deployments of the period each carried out, by what lists call them; none where no record says.
fn deployments<'m>(material: &'m Material<'_>) -> BTreeMap<Option<&'m str>, u64> {
    let snapshot = &material.explained.loaded.snapshot;
    let mut counts = BTreeMap::new();
    for id in &material.explained.subjects {
        let subject = &snapshot.subjects[id.index()];
        *counts
            .entry(changes::deployer(snapshot, subject))
            .or_default() += 1;
    }
    counts
}

fn able(
    material: &Material<'_>,
    roles: &[String],
    counts: &BTreeMap<Option<&str>, u64>,
) -> Vec<AbleToDeploy> {
    let snapshot = &material.explained.loaded.snapshot;
    let period = material.period;
    let within = |span: &&RoleSpan| {
        span.from.is_none_or(|from| from <= period.to) && span.to.is_none_or(|to| period.from <= to)
    };
    let mut able = Vec::new();
    for person in snapshot.people.persons() {
        let spans = person.roles.iter();
        let spans = spans.filter(|span| roles.contains(&span.role));
        for span in spans.filter(within) {
            let record = RecordRef::RosterEntry(span.entry);
            let (source, _) = snapshot.origin(record);
            able.push(AbleToDeploy {
                name: person.name.clone(),
                role: span.role.clone(),
                from: span.from,
                to: span.to,
                source: material.numbering.position(source),
                place: snapshot.place(record, "", None),
                deployments: counts
                    .get(&Some(person.name.as_str()))
                    .copied()
                    .unwrap_or(0),
            });
        }
    }
    able.sort_by(|a, b| (&a.name, a.from, &a.role).cmp(&(&b.name, b.from, &b.role)));
    able
}

fn others(
    material: &Material<'_>,
    able: &[AbleToDeploy],
    counts: &BTreeMap<Option<&str>, u64>,
) -> Vec<Deployed> {
    let persons = material.explained.loaded.snapshot.people.persons();
    let mut others = Vec::new();
    for (name, deployments) in counts {
        let (name, why) = match name {
            None => ("(nobody is named)", "No record tells who deployed."),
            Some(name) if able.iter().any(|one| one.name == *name) => continue,
            Some(name) if persons.iter().any(|person| person.name == *name) => (
                *name,
                "The roster gives this person no deploying role on a day of the period.",
            ),
            Some(name) => (*name, "The account is nobody's in the roster."),
        };
        others.push(Deployed {
            name: name.to_owned(),
            deployments: *deployments,
            why: why.to_owned(),
        });
    }
    others
}

#[cfg(test)]
mod tests {
    use super::*;
    use changeproof_domain::time::Timestamp;
    use changeproof_store::Digest;

    use crate::members::event as people;

    #[test]
    fn every_event_on_people_is_told_but_sign_ins() {
        for action in [
            people::ADDED,
            people::ROLES,
            people::RESET,
            people::DEACTIVATED,
        ] {
            assert_eq!(
                Act::of_event(action),
                Some(Act::LookAfterPeople),
                "{action}"
            );
        }
        assert_eq!(Act::of_event(people::SIGN_IN), Some(Act::SignIn));
        let groups = |action: &str| -> Vec<&str> {
            let of = Event {
                sequence: 1,
                at: Timestamp(0),
                person: Some("ana".to_owned()),
                action: action.to_owned(),
                payload: "{}".to_owned(),
                previous: Digest::default(),
                hash: Digest::default(),
                signature: None,
            };
            let all = GROUPS.iter().filter(|(.., belongs)| belongs(&of));
            all.map(|(title, ..)| *title).collect()
        };
        for action in [
            people::ADDED,
            people::ROLES,
            people::RESET,
            people::DEACTIVATED,
        ] {
            assert_eq!(groups(action), ["People who sign in"], "{action}");
        }
        assert!(groups(people::SIGN_IN).is_empty());
    }
}
