//! Follows the log: from the first person on every event is signed, by the key that the person had then,
//! and by somebody who was allowed to. Then the rows on people are held against what the log told.

use std::collections::BTreeMap;

use changeproof_domain::member::{RoleTerm, roles_on};
use changeproof_store::{Digest, Event, MemberKeyRow, MemberRoleRow, MemberRow, Reader};
use chrono_tz::Tz;
use serde::de::DeserializeOwned;

use crate::error::AppError;
use crate::loaded::workspace_zone;
use crate::members::event::{self, Added, Deactivated, NewKey, Roles};
use crate::members::is_signed_by;
use crate::permission::Act;
use crate::wire::verification::Check;

const CHECK: &str = "people";

/// The check of people and signatures.
pub(super) fn people_check(reader: &Reader<'_>, events: &[Event]) -> Result<Check, AppError> {
    let zone = workspace_zone(reader)?;
    let mut told = Told::default();
    for event in events {
        if let Err(fault) = told.follow(event, zone) {
            let sentence = format!("Event {} {fault}.", event.sequence);
            return Ok(Check::fails(CHECK, sentence));
        }
    }
    let same = reader.members()? == told.members
        && reader.member_roles()? == told.role_rows()
        && told.holds_keys(&reader.member_keys()?);
    Ok(if !same {
        Check::fails(
            CHECK,
            "What is stored of people, their roles or keys is not what the log tells.",
        )
    } else if told.members.is_empty() {
        Check::holds(CHECK, "Nobody signs in: no event is signed.")
    } else {
        Check::holds(
            CHECK,
            "Every event since the first person was added is signed by somebody who was allowed to.",
        )
    })
}

/// A key as the log tells of it; its sealed half is known by its hash.
struct ToldKey {
    row: MemberKeyRow,
    sealed_sha256: Digest,
}

/// What the log told so far.
#[derive(Default)]
struct Told {
    members: Vec<MemberRow>,
    roles: BTreeMap<String, (i64, Vec<RoleTerm>)>,
    keys: Vec<ToldKey>,
}

fn read<T: DeserializeOwned>(event: &Event) -> Result<T, &'static str> {
    serde_json::from_str(&event.payload).map_err(|_| "does not tell what such an event tells")
}

impl Told {
    fn follow(&mut self, event: &Event, zone: Tz) -> Result<(), &'static str> {
        if self.members.is_empty() {
            if event.action != event::ADDED {
                return match (&event.person, &event.signature) {
                    (None, None) => Ok(()),
                    _ => Err("is signed, although nobody signed in yet"),
                };
            }
            let first: Added = read(event)?;
            if event.person.as_ref() != Some(&first.person) || first.temporary {
                return Err("does not tell of the first person by that person");
            }
            self.add(event.sequence, first)?;
            return self.check_signature(event).map(|_| ());
        }
        let key = self.check_signature(event)?;
        self.check_allowed(event, key, zone)?;
        self.apply(event)
    }

    fn key_of(&self, person: &str) -> Option<&ToldKey> {
        let mut keys = self.keys.iter();
        keys.find(|key| key.row.member == person && key.row.ended_by.is_none())
    }

    fn check_signature(&self, event: &Event) -> Result<&ToldKey, &'static str> {
        let signed = event.signature.as_ref();
        let (Some(person), Some(signed)) = (&event.person, signed) else {
            return Err("is not signed");
        };
        let key = self.key_of(person);
        let key = key.ok_or("names a person who could not sign in then")?;
        match is_signed_by(&key.row.public_key, &event.hash, signed) {
            true => Ok(key),
            false => Err("is not signed by the key that its person had then"),
        }
    }

    fn check_allowed(&self, event: &Event, key: &ToldKey, zone: Tz) -> Result<(), &'static str> {
        let act = Act::of_event(&event.action).ok_or("tells of something unknown")?;
        if matches!(act, Act::SignIn | Act::ChangePassphrase) {
            return Ok(());
        }
        if key.row.temporary {
            return Err("was signed by a key whose passphrase had to be changed first");
        }
        let terms = self.roles.get(&key.row.member);
        let terms = terms.map_or(&[][..], |(_, terms)| terms.as_slice());
        let roles = roles_on(terms, event.at.date_in(zone));
        match roles.iter().any(|role| act.is_allowed_to(*role)) {
            true => Ok(()),
            false => Err("was signed by somebody who was not allowed to"),
        }
    }

    fn apply(&mut self, event: &Event) -> Result<(), &'static str> {
        let by = event.person.as_deref().unwrap_or_default();
        let sequence = event.sequence;
        match event.action.as_str() {
            event::ADDED => {
                let added: Added = read(event)?;
                if !added.temporary {
                    return Err("adds a person with a passphrase of another person's choice");
                }
                self.add(sequence, added)?;
            }
            event::ROLES => {
                let told: Roles = read(event)?;
                self.member(&told.person)?;
                self.roles.insert(told.person, (sequence, told.roles));
            }
            event::PASSPHRASE | event::RESET => {
                let told: NewKey = read(event)?;
                let reset = event.action == event::RESET;
                if reset == (told.person == by) {
                    return Err("changes the passphrase of the wrong person");
                }
                let before = self.key_of(&told.person).map(|key| key.row.public_key);
                if before != Some(told.replaces) {
                    return Err("replaces another key than there was");
                }
                self.end_keys(&told.person, sequence);
                self.add_key(told.person, told.key, told.sealed_sha256, reset, sequence);
            }
            event::DEACTIVATED => {
                let told: Deactivated = read(event)?;
                self.member(&told.person)?.deactivated_by = Some(sequence);
                self.end_keys(&told.person, sequence);
            }
            _ => {}
        }
        Ok(())
    }

    fn member(&mut self, id: &str) -> Result<&mut MemberRow, &'static str> {
        let mut members = self.members.iter_mut();
        let found = members.find(|one| one.id == id && one.deactivated_by.is_none());
        found.ok_or("is about somebody who did not sign in then")
    }

    fn add(&mut self, event: i64, added: Added) -> Result<(), &'static str> {
        if self.members.iter().any(|one| one.id == added.person) {
            return Err("adds a person twice");
        }
        self.members.push(MemberRow {
            id: added.person.clone(),
            name: added.name,
            added_by: event,
            deactivated_by: None,
        });
        self.roles
            .insert(added.person.clone(), (event, added.roles));
        let (key, sealed) = (added.key, added.sealed_sha256);
        self.add_key(added.person, key, sealed, added.temporary, event);
        Ok(())
    }

    fn add_key(
        &mut self,
        member: String,
        public_key: Digest,
        sealed_sha256: Digest,
        temporary: bool,
        made_by: i64,
    ) {
        let row = MemberKeyRow {
            public_key,
            member,
            sealed: None,
            temporary,
            made_by,
            ended_by: None,
        };
        self.keys.push(ToldKey { row, sealed_sha256 });
    }

    fn end_keys(&mut self, person: &str, event: i64) {
        for key in &mut self.keys {
            if key.row.member == person && key.row.ended_by.is_none() {
                key.row.ended_by = Some(event);
            }
        }
    }

    fn role_rows(&self) -> Vec<MemberRoleRow> {
        let all = self.roles.iter();
        all.flat_map(|(member, (set_by, terms))| {
            terms.iter().map(|term| MemberRoleRow {
                member: member.clone(),
                term: *term,
                set_by: *set_by,
            })
        })
        .collect()
    }

    /// Whether the stored keys, the oldest first, are these.
    fn holds_keys(&self, stored: &[MemberKeyRow]) -> bool {
        let same = |(told, row): (&ToldKey, &MemberKeyRow)| {
            let sealed = row.sealed.as_ref();
            let sealed = sealed.map(|sealed| Digest::of(sealed.as_bytes()));
            let wanted = told.row.ended_by.is_none().then_some(told.sealed_sha256);
            let bare = MemberKeyRow {
                sealed: None,
                ..row.clone()
            };
            sealed == wanted && bare == told.row
        };
        stored.len() == self.keys.len() && self.keys.iter().zip(stored).all(same)
    }
}

#[cfg(test)]
mod tests {
    use changeproof_domain::member::MemberRole;
    use changeproof_store::{Workspace, canonical_form};

    use super::*;
    use crate::init::{InitOptions, init};
    use crate::members::{NewPerson, SealingCost, add, sign_in};
    use crate::ports::{Cancellation, Ports, Unwatched};

    #[test]
    fn an_event_that_was_hashed_anew_without_the_key_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("company.changeproof");
        let ports = Ports {
            sealing: SealingCost::CHEAP_FOR_TESTS,
            ..Ports::system(&Unwatched, Cancellation::default())
        };
        let options = InitOptions {
            entity: String::new(),
            zone: "UTC".to_owned(),
        };
        init(&path, &options, &ports).unwrap();
        let ana = NewPerson {
            id: "ana".to_owned(),
            name: "Ana".to_owned(),
            roles: vec![MemberRole::PolicyOwner],
            from: None,
        };
        add(&path, &ana, "correct horse battery", &ports).unwrap();
        sign_in(&path, "ana", "correct horse battery", &ports).unwrap();
        let open = Workspace::open(&path).unwrap();
        let reader = open.read().unwrap();
        let events = reader.events(1, i64::MAX).unwrap();
        assert!(people_check(&reader, &events).unwrap().holds);
        let signed = events.iter().filter(|event| event.signature.is_some());
        assert_eq!(signed.count(), 2, "the first person and the sign-in");
        for at in 1..events.len() {
            let mut forged = events.clone();
            forged[at].at.0 += 1;
            forged[at].hash = Digest::of(canonical_form(&forged[at]).as_bytes());
            let check = people_check(&reader, &forged).unwrap();
            assert!(!check.holds, "event {}", forged[at].sequence);
        }
    }
}
