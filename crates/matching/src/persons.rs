//! Persons from the roster, and addresses that sources themselves give for accounts.

use changeproof_domain::account::System;
use changeproof_domain::person::{People, Person, PersonId, RoleSpan};
use changeproof_domain::snapshot::{RosterEntryId, Snapshot};
use hashbrown::{HashMap, HashSet};

/// Reads the roster's lines, oldest first within a person. Lines of one name are one person where
/// they share an account or where one of them gives none; otherwise they are namesakes.
pub(crate) fn of(snapshot: &Snapshot) -> People {
    let mut people = People::default();
    let mut namesakes: HashMap<&str, Vec<(PersonId, HashSet<String>)>> = HashMap::new();
    for (i, entry) in snapshot.roster.iter().enumerate() {
        let entry_id = RosterEntryId::from(i);
        let names: HashSet<String> = entry
            .accounts
            .iter()
            .map(|account| account.name.trim().to_lowercase())
            .collect();
        let known = namesakes.entry(entry.person.trim()).or_default();
        let found = known.iter_mut().find(|(_, theirs)| {
            names.is_empty() || theirs.is_empty() || !names.is_disjoint(theirs)
        });
        let person = match found {
            Some((person, theirs)) => {
                theirs.extend(names);
                people.add_accounts(*person, &entry.accounts);
                *person
            }
            None => {
                let person = people.add(
                    Person {
                        name: entry.person.trim().to_owned(),
                        systems: Vec::new(),
                        roles: Vec::new(),
                        service: false,
                        entry: entry_id,
                    },
                    &entry.accounts,
                );
                known.push((person, names));
                person
            }
        };
        for role in &entry.roles {
            let span = RoleSpan {
                role: role.trim().to_lowercase(),
                from: entry.valid_from,
                to: entry.valid_to,
                entry: entry_id,
            };
            people.add_role(person, span);
        }
    }
    note_stated_emails(snapshot, &mut people);
    people
}

/// GitHub resolves a commit's address to the account that verified it: what it says of one commit
/// holds for the same address elsewhere.
fn note_stated_emails(snapshot: &Snapshot, people: &mut People) {
    for pull_request in &snapshot.pull_requests {
        for commit in pull_request.commits.items() {
            for author in commit.authors.items() {
                if author.system == System::GitHub
                    && let Some(email) = &author.email
                {
                    people.note_stated_email(email, author.system, &author.name);
                }
            }
        }
    }
}
