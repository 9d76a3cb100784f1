//! Persons, accounts and suggestions as screens and the command list them.

use std::collections::{BTreeMap, HashMap};

use changeproof_controls::registry;
use changeproof_domain::account::{self as domain, System};
use changeproof_domain::person::{Identity, PersonId};
use changeproof_domain::snapshot::{RecordRef, Snapshot};
use changeproof_domain::text::folded;
use chrono::NaiveDate;

use super::accounts::Account;
use super::suggestions::{Other, Suggestion};
use super::{OriginOf, WhoIsWho};
use crate::months::capital;
use crate::record_names;
use crate::results::Explained;
use crate::wire::view::people::{
    AccountRow, BlockedControl, BlockedDeployment, PartCount, PersonAccount, PersonLine,
    PersonRole, SuggestionReason, SuggestionRow,
};

/// How many deployments that an account leaves without evidence are named.
const EXAMPLES: usize = 12;

fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Accounts of a person, by system and folded name: as written, how many records name each, and
/// whether the roster gives it.
type Accounts = BTreeMap<(System, String), (String, u64, bool)>;

/// All persons of the roster by name, with their accounts, and their roles as they stood on a day.
pub(crate) fn person_rows(
    snapshot: &Snapshot,
    who: &WhoIsWho,
    day: NaiveDate,
    origin: OriginOf<'_>,
) -> Vec<PersonLine> {
    let persons = snapshot.people.persons();
    let mut accounts: Vec<Accounts> = vec![Accounts::new(); persons.len()];
    let mut of_name: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, person) in persons.iter().enumerate() {
        of_name.entry(person.name.as_str()).or_default().push(at);
    }
    for entry in &snapshot.roster {
        let namesakes = of_name.get(entry.person.trim());
        for account in &entry.accounts {
            let person = match (snapshot.people.identify(account), namesakes) {
                (Identity::Person(PersonId(person)), _) => person as usize,
                // The roster gives it to several: it stands with each whose name the line has.
                (_, Some(namesakes)) if namesakes.len() == 1 => namesakes[0],
                _ => continue,
            };
            let key = (account.system, folded(&account.name).into_owned());
            if !key.1.is_empty() {
                let line = (account.name.trim().to_owned(), 0, true);
                accounts[person].entry(key).or_insert(line);
            }
        }
    }
    for account in &who.accounts {
        if let Some(PersonId(person)) = account.person {
            let key = (account.system, folded(&account.name).into_owned());
            let line = accounts[person as usize].entry(key);
            line.or_insert((account.name.clone(), 0, false)).1 = account.records;
        }
    }
    let lines = persons.iter().zip(accounts).enumerate();
    let mut lines: Vec<PersonLine> = lines
        .map(|(at, (person, accounts))| PersonLine {
            key: number(at),
            person: person.name.clone(),
            service: person.service,
            records: accounts.values().map(|(_, records, _)| records).sum(),
            accounts: accounts
                .into_iter()
                .map(
                    |((system, _), (account, records, in_roster))| PersonAccount {
                        system: system.label().to_owned(),
                        account,
                        records,
                        in_roster,
                    },
                )
                .collect(),
            roles: person
                .roles
                .iter()
                .map(|span| {
                    let record = RecordRef::RosterEntry(span.entry);
                    let file = &snapshot.source_of(record).file;
                    PersonRole {
                        role: span.role.clone(),
                        from: span.from,
                        to: span.to,
                        in_force: span.from.is_none_or(|from| from <= day)
                            && span.to.is_none_or(|to| day <= to),
                        place: format!("{file}, {}", snapshot.place(record, "roles", None)),
                        origin: origin(record),
                    }
                })
                .collect(),
        })
        .collect();
    lines.sort_by_cached_key(|line| (line.person.to_lowercase(), line.key));
    lines
}

/// An account, with what it leaves without evidence.
pub(crate) fn account_row(
    explained: &Explained,
    who: &WhoIsWho,
    at: usize,
    origin: OriginOf<'_>,
) -> AccountRow {
    let snapshot = &explained.loaded.snapshot;
    let (account, blocked) = (&who.accounts[at], &who.blocked[at]);
    let own = folded(&account.name);
    let mut emails = account.emails.iter();
    let mut parts = account.parts.clone();
    parts.sort_by_key(|(part, records)| (std::cmp::Reverse(*records), *part as usize));
    let person = account.person.map(|id| snapshot.people.person(id));
    AccountRow {
        key: number(at),
        system: account.system.label().to_owned(),
        system_id: account.system,
        account: account.name.clone(),
        display: shown(account),
        email: emails.find(|email| **email != own).cloned(),
        kind: account.kind,
        person: person.map(|person| person.name.clone()),
        records: account.records,
        parts: parts
            .into_iter()
            .map(|(part, records)| PartCount { part, records })
            .collect(),
        blocked_outcomes: blocked.outcomes(),
        blocked_deployments: blocked.deployments.len() as u64,
        blocked: blocked
            .controls()
            .into_iter()
            .map(|(control, deployments)| BlockedControl {
                control: registry()[control].id.to_owned(),
                name: registry()[control].name.to_owned(),
                deployments,
            })
            .collect(),
        examples: blocked
            .deployments
            .iter()
            .take(EXAMPLES)
            .map(|(row, controls)| example(explained, *row, *controls))
            .collect(),
        record: capital(&record_names::name(snapshot, account.example)),
        origin: origin(account.example),
    }
}

fn example(explained: &Explained, row: usize, controls: u64) -> BlockedDeployment {
    let row = &explained.rows[row];
    let of = registry().iter().enumerate();
    BlockedDeployment {
        deployment: format!("{}:{}", row.source, row.id),
        at: row.at,
        service: row.service.clone(),
        controls: of
            .filter(|(at, _)| controls & (1 << at) != 0)
            .map(|(_, control)| control.id.to_owned())
            .collect(),
    }
}

/// The name that a source shows, where it says more than the account.
fn shown(account: &Account) -> Option<String> {
    let display = account.display.clone();
    display.filter(|name| folded(name) != folded(&account.name))
}

/// A suggestion, with its reason in a sentence.
pub(crate) fn suggestion_row(
    explained: &Explained,
    who: &WhoIsWho,
    at: usize,
    origin: OriginOf<'_>,
) -> SuggestionRow {
    let snapshot = &explained.loaded.snapshot;
    let suggestion = &who.suggestions[at];
    let account = &who.accounts[suggestion.account];
    let (other, other_is_person) = match suggestion.other {
        Other::Person(id) => (snapshot.people.person(id).name.clone(), true),
        Other::Account(other) => (called(&who.accounts[other]), false),
    };
    SuggestionRow {
        key: number(at),
        system: account.system.label().to_owned(),
        system_id: account.system,
        account: account.name.clone(),
        display: shown(account),
        records: account.records,
        blocked_outcomes: who.blocked[suggestion.account].outcomes(),
        sentence: sentence(suggestion, account, &other, other_is_person),
        other,
        other_is_person,
        other_known_by: match suggestion.other {
            Other::Person(id) => known_by(snapshot, id),
            Other::Account(_) => None,
        },
        reason: suggestion.reason,
        record: capital(&record_names::name(snapshot, suggestion.record)),
        origin: origin(suggestion.record),
    }
}

/// An account of the roster that leads to a person alone, whatever its system.
fn known_by(snapshot: &Snapshot, id: PersonId) -> Option<String> {
    let people = &snapshot.people;
    let is_own = |name: &str| {
        let account = domain::Account::new(System::Plain, name);
        matches!(people.identify(&account), Identity::Person(of) if of == id)
    };
    let accounts = snapshot.roster.iter().flat_map(|line| &line.accounts);
    let mut names = accounts.map(|account| account.name.trim());
    names.find(|name| is_own(name)).map(str::to_owned)
}

fn called(account: &Account) -> String {
    format!("{} account {}", account.system.label(), account.name)
}

fn sentence(
    suggestion: &Suggestion,
    account: &Account,
    other: &str,
    other_is_person: bool,
) -> String {
    let shared = &suggestion.shared;
    let called = called(account);
    let the = if other_is_person { "" } else { "the " };
    match suggestion.reason {
        SuggestionReason::SameAddress => {
            format!("The sources give the address {shared} for the {called} and for {the}{other}.")
        }
        SuggestionReason::Trailer => format!(
            "A 'Co-authored-by' line calls the address {} by the name {shared}, which leads to {the}{other}.",
            account.name
        ),
        SuggestionReason::SameName if other_is_person => {
            format!("The {called} is shown with the full name of a person of the roster, {other}.")
        }
        SuggestionReason::SameName => {
            format!("The {called} and the {other} are shown with the same full name, {shared}.")
        }
    }
}
