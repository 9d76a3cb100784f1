//! Persons from the roster, and addresses that sources themselves give for accounts.

use changeproof_domain::account::{Account, System, app_slug};
use changeproof_domain::person::{People, Person, PersonId, RoleSpan, is_service};
use changeproof_domain::record::RosterEntry;
use changeproof_domain::snapshot::{RosterEntryId, Snapshot};
use changeproof_domain::text::folded;
use hashbrown::{HashMap, HashSet};

/// Reads the roster's lines, oldest first within a person. Lines of one name are one person where
/// they share an account or where one of them gives none; otherwise they are namesakes.
pub(crate) fn of(snapshot: &Snapshot) -> People {
    let mut people = People::default();
    let mut lines: Vec<(PersonId, &RosterEntry)> = Vec::new();
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
        lines.push((person, entry));
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
    note_perhaps_one(&lines, &mut people);
    note_stated_emails(snapshot, &mut people);
    note_apps(snapshot, &mut people);
    people
}

/// Persons who share an account or a name: whether they are one is not known.
fn note_perhaps_one(lines: &[(PersonId, &RosterEntry)], people: &mut People) {
    let mut holders: HashMap<String, Vec<PersonId>> = HashMap::new();
    for (person, entry) in lines {
        let name = entry
            .person
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        let name = format!("name {}", folded(&name));
        let accounts = entry.accounts.iter();
        let accounts = accounts.map(|of| format!("{} {}", of.system.id(), folded(of.name.trim())));
        for key in accounts.chain([name]) {
            let all = holders.entry(key).or_default();
            if !all.contains(person) {
                all.push(*person);
            }
        }
    }
    for all in holders.into_values() {
        for (at, one) in all.iter().enumerate() {
            for other in &all[..at] {
                people.note_perhaps_one(*one, *other);
            }
        }
    }
}

/// Apps of GitHub, by the roster's service identities and by records that show what an account is: elsewhere
/// they are named by their bare slug.
fn note_apps(snapshot: &Snapshot, people: &mut People) {
    let of_github = |account: &&Account| account.system == System::GitHub;
    for entry in &snapshot.roster {
        if entry.roles.iter().any(|role| is_service(role)) {
            for account in entry.accounts.iter().filter(of_github) {
                if app_slug(account.name.trim()).is_some() {
                    people.note_app(account.name.trim());
                }
            }
        }
    }
    let mut note = |account: Option<&Account>| {
        if let Some(account) = account.filter(of_github).filter(|account| account.is_app()) {
            people.note_app(account.name.trim());
        }
    };
    for pull_request in &snapshot.pull_requests {
        note(pull_request.author.value());
        note(pull_request.merged_by.value());
        for review in pull_request.reviews.items() {
            note(review.author.value());
        }
        for commit in pull_request.commits.items() {
            for author in commit.authors.items() {
                note(Some(author));
            }
        }
    }
    for deployment in &snapshot.deployments {
        note(deployment.deployed_by.value());
        note(deployment.triggered_by.value());
    }
    for status in &snapshot.statuses {
        note(status.creator.value());
    }
    for run in &snapshot.runs {
        note(run.actor.value());
        note(run.triggering_actor.value());
    }
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
