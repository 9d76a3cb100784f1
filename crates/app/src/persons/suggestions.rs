//! Which accounts may belong together: the same address, the same full name in two systems, a
//! `Co-authored-by` line. A suggestion counts for nothing until a person has put it into the roster.

use std::collections::{HashMap, HashSet};

use changeproof_domain::account::System;
use changeproof_domain::person::PersonId;
use changeproof_domain::snapshot::{RecordRef, Snapshot};
use changeproof_domain::text::folded;

use super::accounts::Account;
use crate::wire::view::people::{AccountKind, SuggestionReason};

/// Whom an account may belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Other {
    /// A person of the roster.
    Person(PersonId),
    /// Another account that is no person's, by its position.
    Account(usize),
}

/// An account that may be that of a person, or of whoever has another account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Suggestion {
    /// The position of the account.
    pub(super) account: usize,
    pub(super) other: Other,
    pub(super) reason: SuggestionReason,
    /// The address or name that both have.
    pub(super) shared: String,
    /// A record that shows it.
    pub(super) record: RecordRef,
}

/// What leads to exactly one of something.
enum Only<T> {
    One(T),
    Several,
}

fn add<T: PartialEq>(to: &mut HashMap<String, Only<T>>, key: String, value: T) {
    to.entry(key)
        .and_modify(|known| {
            if matches!(known, Only::One(one) if *one != value) {
                *known = Only::Several;
            }
        })
        .or_insert(Only::One(value));
}

fn only<T: Copy>(of: &HashMap<String, Only<T>>, key: &str) -> Option<T> {
    match of.get(key)? {
        Only::One(one) => Some(*one),
        Only::Several => None,
    }
}

/// A full name as names are compared: at least two words.
fn full_name(name: &str) -> Option<String> {
    let words: Vec<String> = name
        .split_whitespace()
        .map(|word| folded(word).into_owned())
        .collect();
    (words.len() > 1 && !name.contains('@')).then(|| words.join(" "))
}

/// Names and addresses that lead somewhere. What leads to two persons leads to none.
struct Leads {
    by_name: HashMap<String, Only<PersonId>>,
    by_address: HashMap<String, Only<PersonId>>,
    by_login: HashMap<String, Only<PersonId>>,
}

impl Leads {
    fn of(snapshot: &Snapshot, accounts: &[Account]) -> Leads {
        let mut leads = Leads {
            by_name: HashMap::new(),
            by_address: HashMap::new(),
            by_login: HashMap::new(),
        };
        for (i, person) in snapshot.people.persons().iter().enumerate() {
            let id = PersonId(u32::try_from(i).unwrap_or(u32::MAX));
            if person.service {
                continue;
            }
            if let Some(name) = full_name(&person.name) {
                add(&mut leads.by_name, name, id);
            }
        }
        for account in accounts {
            let Some(person) = account
                .person
                .filter(|_| account.kind == AccountKind::OfPerson)
            else {
                continue;
            };
            for email in &account.emails {
                add(&mut leads.by_address, email.clone(), person);
            }
            add(
                &mut leads.by_login,
                folded(&account.name).into_owned(),
                person,
            );
        }
        leads
    }
}

/// All suggestions, in the order of the accounts; the surest reason for each.
pub(super) fn of(snapshot: &Snapshot, accounts: &[Account]) -> Vec<Suggestion> {
    let leads = Leads::of(snapshot, accounts);
    let mut found: Vec<Suggestion> = Vec::new();
    let open = |at: &usize| accounts[*at].kind == AccountKind::Unresolved;
    for at in (0..accounts.len()).filter(open) {
        found.extend(to_person(&leads, accounts, at));
    }
    found.extend(pairs(accounts, &found));
    found.sort_by_key(|one| one.account);
    found
}

/// The person that an account may belong to.
fn to_person(leads: &Leads, accounts: &[Account], at: usize) -> Option<Suggestion> {
    let account = &accounts[at];
    let suggestion = |person, reason, shared: &str, record| Suggestion {
        account: at,
        other: Other::Person(person),
        reason,
        shared: shared.to_owned(),
        record,
    };
    for email in &account.emails {
        if let Some(person) = only(&leads.by_address, email) {
            let reason = SuggestionReason::SameAddress;
            return Some(suggestion(person, reason, email, account.example));
        }
    }
    for (name, record) in &account.trailers {
        let by_name = full_name(name).and_then(|name| only(&leads.by_name, &name));
        let person = by_name.or_else(|| only(&leads.by_login, &folded(name)));
        if let Some(person) = person {
            return Some(suggestion(person, SuggestionReason::Trailer, name, *record));
        }
    }
    let name = called(account)?;
    let person = only(&leads.by_name, &full_name(name)?)?;
    let reason = SuggestionReason::SameName;
    Some(suggestion(person, reason, name, account.example))
}

/// The name shown for an account; for names typed into tables the account itself is one.
fn called(account: &Account) -> Option<&str> {
    match account.system {
        System::Plain | System::ServiceNow => {
            Some(account.display.as_deref().unwrap_or(&account.name))
        }
        System::GitHub | System::GitLab | System::Jira | System::Ci | System::Email => {
            account.display.as_deref()
        }
    }
}

/// Accounts of two systems, no person's yet, with the same address or the same full name.
fn pairs(accounts: &[Account], known: &[Suggestion]) -> Vec<Suggestion> {
    let mut by_address: HashMap<String, Vec<usize>> = HashMap::new();
    let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
    let led: HashSet<usize> = known.iter().map(|one| one.account).collect();
    for (at, account) in accounts.iter().enumerate() {
        if account.kind != AccountKind::Unresolved || led.contains(&at) {
            continue;
        }
        for email in &account.emails {
            by_address.entry(email.clone()).or_default().push(at);
        }
        if let Some(name) = called(account).and_then(full_name) {
            by_name.entry(name).or_default().push(at);
        }
    }
    let mut found: Vec<Suggestion> = Vec::new();
    for (groups, reason) in [
        (by_address, SuggestionReason::SameAddress),
        (by_name, SuggestionReason::SameName),
    ] {
        let mut groups: Vec<(String, Vec<usize>)> = groups.into_iter().collect();
        groups.sort();
        for (shared, group) in groups {
            let Some((first, others)) = group.split_first() else {
                continue;
            };
            for other in others {
                let (one, two) = (&accounts[*first], &accounts[*other]);
                let paired = found
                    .iter()
                    .any(|of| of.account == *other && of.other == Other::Account(*first));
                if one.system == two.system || paired {
                    continue;
                }
                let shared = match reason {
                    SuggestionReason::SameName => called(two).unwrap_or(&shared).to_owned(),
                    SuggestionReason::SameAddress | SuggestionReason::Trailer => shared.clone(),
                };
                found.push(Suggestion {
                    account: *other,
                    other: Other::Account(*first),
                    reason,
                    shared,
                    record: two.example,
                });
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use changeproof_domain::snapshot::CommitId;

    use super::*;

    fn account(system: System, name: &str, display: Option<&str>, email: Option<&str>) -> Account {
        Account {
            system,
            name: name.to_owned(),
            display: display.map(str::to_owned),
            emails: email.map(str::to_owned).into_iter().collect(),
            trailers: Vec::new(),
            kind: AccountKind::Unresolved,
            person: None,
            records: 1,
            parts: Vec::new(),
            example: RecordRef::Commit(CommitId(0)),
        }
    }

    fn found(accounts: &[Account]) -> Vec<(usize, Other, SuggestionReason)> {
        let pairs = pairs(accounts, &[]).into_iter();
        pairs
            .map(|one| (one.account, one.other, one.reason))
            .collect()
    }

    #[test]
    fn the_same_address_in_two_systems_is_suggested_once() {
        let accounts = [
            account(
                System::GitHub,
                "ana",
                Some("Ana Berg"),
                Some("ana@x.example"),
            ),
            account(
                System::Email,
                "ana@x.example",
                Some("Ana Berg"),
                Some("ana@x.example"),
            ),
        ];
        let pair = (1, Other::Account(0), SuggestionReason::SameAddress);
        assert_eq!(
            found(&accounts),
            [pair],
            "the name says no more than the address"
        );
    }

    #[test]
    fn the_same_full_name_is_suggested_across_systems_and_never_within_one() {
        let accounts = [
            account(System::GitHub, "ana", Some("Ana Berg"), None),
            account(System::GitHub, "ana2", Some("Ana Berg"), None),
            account(System::Jira, "5204", Some("ana  BERG"), None),
            account(System::Jira, "5205", Some("Ana"), None),
        ];
        let pair = (2, Other::Account(0), SuggestionReason::SameName);
        assert_eq!(found(&accounts), [pair], "'Ana' alone is no full name");
    }

    #[test]
    fn what_two_persons_are_called_leads_to_neither() {
        let mut leads: HashMap<String, Only<PersonId>> = HashMap::new();
        add(&mut leads, "ana berg".to_owned(), PersonId(0));
        add(&mut leads, "ana berg".to_owned(), PersonId(0));
        assert_eq!(
            only(&leads, "ana berg"),
            Some(PersonId(0)),
            "one person twice"
        );
        add(&mut leads, "ana berg".to_owned(), PersonId(1));
        assert_eq!(only(&leads, "ana berg"), None, "namesakes");
    }

    #[test]
    fn a_trailer_leads_to_the_person_that_it_names() {
        let mut one = account(
            System::Email,
            "a@home.example",
            None,
            Some("a@home.example"),
        );
        let commit = RecordRef::Commit(CommitId(7));
        one.trailers.push(("Ana Berg".to_owned(), commit));
        let leads = Leads {
            by_name: HashMap::from([("ana berg".to_owned(), Only::One(PersonId(3)))]),
            by_address: HashMap::new(),
            by_login: HashMap::new(),
        };
        let found = to_person(&leads, &[one], 0).unwrap();
        assert_eq!(found.other, Other::Person(PersonId(3)));
        assert_eq!(
            (found.reason, found.record),
            (SuggestionReason::Trailer, commit)
        );
    }
}
