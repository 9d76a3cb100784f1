//! Who could deploy in the period, and what people decided and changed, as the log tells it.

use std::collections::BTreeSet;

use changeproof_domain::account::Account;
use changeproof_domain::person::{Identity, People, PersonId, RoleSpan, Sameness};
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
    let deployers = deployers(material);
    let (able, persons) = able(material, roles, &deployers);
    let people = &material.explained.loaded.snapshot.people;
    let events = material.reader.events(1, material.head.sequence)?;
    Ok(Decided {
        has_roster: people.has_roster(),
        deploying_roles: roles.clone(),
        others: others(people, &persons, &deployers),
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

/// Deployments of the period that one account, or accounts of one person, carried out.
struct Deployer<'m> {
    identity: Identity<'m>,
    /// What lists call it; none where no record names anybody.
    account: Option<&'m Account>,
    deployments: u64,
}

/// Who carried out the deployments of the period. Two accounts are one entry only where that is known.
fn deployers<'m>(material: &'m Material<'_>) -> Vec<Deployer<'m>> {
    let snapshot = &material.explained.loaded.snapshot;
    let subjects = material.explained.subjects.iter();
    let accounts = subjects.map(|id| {
        let subject = &snapshot.subjects[id.index()];
        changes::deploying_account(snapshot, subject)
    });
    counted(&snapshot.people, accounts)
}

fn counted<'m>(
    people: &'m People,
    accounts: impl Iterator<Item = Option<&'m Account>>,
) -> Vec<Deployer<'m>> {
    let mut all: Vec<Deployer<'m>> = Vec::new();
    for account in accounts {
        let identity = account.map_or(Identity::Unknown, |account| people.identify(account));
        // Of two that are unknown only the names can be compared.
        let known = all.iter_mut().find(|one| match one.identity {
            Identity::Unknown => {
                identity == Identity::Unknown
                    && one.account.map(Account::shown) == account.map(Account::shown)
            }
            Identity::Person(_) | Identity::Account(..) => {
                people.same(one.identity, identity) == Sameness::Same
            }
        });
        match known {
            Some(one) => one.deployments += 1,
            None => all.push(Deployer {
                identity,
                account,
                deployments: 1,
            }),
        }
    }
    all
}

/// How many deployments a person carried out, and how many more that may be true of.
fn of_person(people: &People, person: PersonId, deployers: &[Deployer<'_>]) -> (u64, u64) {
    let (mut certain, mut possibly) = (0, 0);
    for one in deployers {
        // An app that is nobody's in the roster is no human.
        let is_app = one.account.is_some_and(Account::is_app);
        match people.same(Identity::Person(person), one.identity) {
            Sameness::Same => certain += one.deployments,
            Sameness::Unknown if is_app && !people.person(person).service => {}
            Sameness::Unknown => possibly += one.deployments,
            Sameness::Different | Sameness::DifferentByAccount => {}
        }
    }
    (certain, possibly)
}

fn able(
    material: &Material<'_>,
    roles: &[String],
    deployers: &[Deployer<'_>],
) -> (Vec<AbleToDeploy>, BTreeSet<u32>) {
    let snapshot = &material.explained.loaded.snapshot;
    let period = material.period;
    let within = |span: &&RoleSpan| {
        span.from.is_none_or(|from| from <= period.to) && span.to.is_none_or(|to| period.from <= to)
    };
    let mut able = Vec::new();
    let mut persons = BTreeSet::new();
    for (id, person) in (0..).map(PersonId).zip(snapshot.people.persons()) {
        let spans = person.roles.iter();
        let spans = spans.filter(|span| roles.contains(&span.role));
        let (deployments, possibly) = of_person(&snapshot.people, id, deployers);
        for span in spans.filter(within) {
            persons.insert(id.0);
            let record = RecordRef::RosterEntry(span.entry);
            let (source, _) = snapshot.origin(record);
            able.push(AbleToDeploy {
                name: person.name.clone(),
                role: span.role.clone(),
                from: span.from,
                to: span.to,
                source: material.numbering.position(source),
                place: snapshot.place(record, "", None),
                deployments,
                possibly,
            });
        }
    }
    able.sort_by(|a, b| (&a.name, a.from, &a.role).cmp(&(&b.name, b.from, &b.role)));
    (able, persons)
}

fn others(people: &People, able: &BTreeSet<u32>, deployers: &[Deployer<'_>]) -> Vec<Deployed> {
    let mut others = Vec::new();
    for one in deployers {
        let may_be_above = able.iter().any(|id| {
            people.same(Identity::Person(PersonId(*id)), one.identity) == Sameness::Unknown
        });
        let why = match (one.identity, one.account) {
            (Identity::Person(id), _) if able.contains(&id.0) => continue,
            (Identity::Person(_), _) => {
                "The roster gives this person no deploying role on a day of the period."
            }
            (_, None) => "No record tells who deployed; it may be anybody above.",
            (Identity::Unknown, Some(_)) => {
                "The roster gives the account to several persons, so it cannot be told who deployed."
            }
            (Identity::Account(..), Some(account)) if account.is_app() => {
                "An app or a bot that is nobody's in the roster."
            }
            (Identity::Account(..), Some(_)) if may_be_above => {
                "The account is nobody's in the roster; it may be that of a person above."
            }
            (Identity::Account(..), Some(_)) => "The account is nobody's in the roster.",
        };
        let name = one.account.map_or("(nobody is named)", |account| {
            people.name_of(one.identity, account)
        });
        let system = match one.identity {
            Identity::Account(system, _) => format!(" ({})", system.label()),
            Identity::Person(_) | Identity::Unknown => String::new(),
        };
        others.push(Deployed {
            name: format!("{name}{system}"),
            deployments: one.deployments,
            why: why.to_owned(),
        });
    }
    others.sort_by(|a, b| (&a.name, &a.why).cmp(&(&b.name, &b.why)));
    others
}

#[cfg(test)]
mod tests {
    use super::*;
    use changeproof_domain::account::System;
    use changeproof_domain::person::Person;
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

    /// Two persons of one name, each with a login of GitHub.
    fn namesakes() -> People {
        let mut people = People::default();
        for login in ["asilva", "ana2"] {
            let person = Person {
                name: "Ana Silva".to_owned(),
                systems: Vec::new(),
                roles: Vec::new(),
                service: false,
                entry: 0_usize.into(),
            };
            people.add(person, &[Account::new(System::GitHub, login)]);
        }
        people
    }

    fn counts(people: &People, accounts: &[Option<Account>]) -> [(u64, u64); 2] {
        let deployers = counted(people, accounts.iter().map(Option::as_ref));
        [0, 1].map(|id| of_person(people, PersonId(id), &deployers))
    }

    fn login(system: System, name: &str) -> Option<Account> {
        Some(Account::new(system, name))
    }

    #[test]
    fn two_persons_of_one_name_have_deployments_of_their_own() {
        let deployed = [
            login(System::GitHub, "asilva"),
            login(System::GitHub, "asilva"),
            login(System::GitHub, "ana2"),
        ];
        assert_eq!(counts(&namesakes(), &deployed), [(2, 0), (1, 0)]);
    }

    #[test]
    fn an_account_of_another_system_may_be_anybodys() {
        let deployed = [
            login(System::GitHub, "asilva"),
            login(System::Ci, "Ana Silva"),
        ];
        assert_eq!(counts(&namesakes(), &deployed), [(1, 1), (0, 1)]);
    }

    #[test]
    fn another_account_of_the_same_system_is_somebody_else() {
        let deployed = [login(System::GitHub, "bo")];
        assert_eq!(counts(&namesakes(), &deployed), [(0, 0), (0, 0)]);
    }

    #[test]
    fn a_deployment_of_which_nobody_is_named_may_be_anybodys() {
        assert_eq!(counts(&namesakes(), &[None, None]), [(0, 2), (0, 2)]);
    }

    #[test]
    fn an_app_that_is_nobodys_is_no_human() {
        let deployed = [
            login(System::Ci, "x"),
            login(System::GitHub, "release[bot]"),
        ];
        let mut app = deployed[0].clone().unwrap();
        app.kind = changeproof_domain::account::AccountKind::App;
        let deployed = [Some(app), deployed[1].clone()];
        assert_eq!(counts(&namesakes(), &deployed), [(0, 0), (0, 0)]);
    }

    #[test]
    fn accounts_that_are_nobodys_are_told_apart_by_their_system() {
        let people = namesakes();
        let deployed = [
            login(System::Ci, "x"),
            login(System::GitLab, "x"),
            login(System::Ci, "X"),
            None,
        ];
        let deployers = counted(&people, deployed.iter().map(Option::as_ref));
        let told = others(&people, &BTreeSet::from([0]), &deployers);
        let told: Vec<(&str, u64)> = told
            .iter()
            .map(|one| (one.name.as_str(), one.deployments))
            .collect();
        assert_eq!(
            told,
            [("(nobody is named)", 1), ("x (CI)", 2), ("x (GitLab)", 1)]
        );
    }
}
