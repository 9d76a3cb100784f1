//! Persons, and who is who.
//!
//! Two accounts are one person only by the roster, or where the source itself gives an address for
//! an account; never by a similar name.

use std::borrow::Cow;

use chrono::NaiveDate;
use hashbrown::{HashMap, HashSet};

use crate::account::{Account, AccountKind, GHOST, System, app_slug, is_known_app};
use crate::snapshot::RosterEntryId;
use crate::text::{folded, trim};

/// Index of a person in [`People`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonId(pub u32);

/// A role between two dates, both included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleSpan {
    /// The role, such as `deployer`.
    pub role: String,
    /// The first day; without one, always.
    pub from: Option<NaiveDate>,
    /// The last day; without one, until further notice.
    pub to: Option<NaiveDate>,
    /// The roster line that says so.
    pub entry: RosterEntryId,
}

/// One human or service identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The name in the roster.
    pub name: String,
    /// The systems in which the roster gives an account.
    pub systems: Vec<System>,
    /// Roles with dates. They bound what the person may do, never who the person is.
    pub roles: Vec<RoleSpan>,
    /// Whether the roster calls it a service identity.
    pub service: bool,
    /// The first roster line of this person.
    pub entry: RosterEntryId,
}

impl Person {
    /// A span in which the person held one of the roles on that day.
    pub fn held(&self, roles: &[String], on: NaiveDate) -> Option<&RoleSpan> {
        self.roles.iter().find(|span| {
            roles.contains(&span.role)
                && span.from.is_none_or(|from| from <= on)
                && span.to.is_none_or(|to| on <= to)
        })
    }
}

/// Who an account is, as far as is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identity<'a> {
    /// A person of the roster.
    Person(PersonId),
    /// An account that no roster entry covers.
    Account(System, &'a str),
    /// No account at all (deleted, not exported), or one that the roster gives to several persons.
    Unknown,
}

/// Whether two identities are one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sameness {
    /// One person.
    Same,
    /// Two persons.
    Different,
    /// Two persons, if two accounts of one system are two persons.
    DifferentByAccount,
    /// Cannot be told.
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Owner {
    One(PersonId),
    Several,
}

/// All persons, and the index of their accounts.
#[derive(Clone, Debug, Default)]
pub struct People {
    persons: Vec<Person>,
    /// By system, in the order of [`System`].
    owners: [HashMap<String, Owner>; System::COUNT],
    /// Any account name of any system: for plain tables, where only one person has it.
    anywhere: HashMap<String, Owner>,
    /// Addresses that a source itself gives for one of its accounts.
    stated: HashMap<String, (System, String)>,
    /// Slugs of GitHub's apps that the workspace knows: bare logins that are machines.
    apps: HashSet<String>,
    has_roster: bool,
    /// Two persons of the roster who may be one, the lower one first.
    perhaps_one: HashSet<(PersonId, PersonId)>,
}

/// Whether a role makes whoever holds it a service identity and no person.
pub fn is_service(role: &str) -> bool {
    trim(role).eq_ignore_ascii_case("service_account")
}

/// The login in an address that GitHub gives to accounts that keep theirs private
/// (`12345+login@users.noreply.github.com`, older ones without the number).
fn login_of_noreply(email: &str) -> Option<&str> {
    let local = email.strip_suffix("@users.noreply.github.com")?;
    Some(local.split_once('+').map_or(local, |(_, login)| login))
}

/// What stands under a name. Most names are written as they are compared: only where that finds
/// nothing, another way to write it is looked for.
fn by_name(owners: &HashMap<String, Owner>, name: &str) -> Option<Owner> {
    let owner = owners.get(name).or_else(|| match folded(name) {
        Cow::Borrowed(_) => None,
        Cow::Owned(name) => owners.get(&name),
    });
    owner.copied()
}

impl People {
    /// Adds a person, with every account that the roster gives.
    pub fn add(&mut self, person: Person, accounts: &[Account]) -> PersonId {
        let id = PersonId(u32::try_from(self.persons.len()).unwrap_or(u32::MAX));
        self.persons.push(person);
        self.has_roster = true;
        self.add_accounts(id, accounts);
        id
    }

    /// Adds accounts to a person.
    pub fn add_accounts(&mut self, id: PersonId, accounts: &[Account]) {
        for account in accounts {
            let name = folded(&account.name).into_owned();
            if name.is_empty() {
                continue;
            }
            let person = &mut self.persons[id.0 as usize];
            if !person.systems.contains(&account.system) {
                person.systems.push(account.system);
            }
            let own = self.owners[account.system as usize].entry(name.clone());
            for slot in [own, self.anywhere.entry(name)] {
                slot.and_modify(|owner| {
                    if *owner != Owner::One(id) {
                        *owner = Owner::Several;
                    }
                })
                .or_insert(Owner::One(id));
            }
        }
    }

    /// Adds a role to a person.
    pub fn add_role(&mut self, id: PersonId, span: RoleSpan) {
        let person = &mut self.persons[id.0 as usize];
        if is_service(&span.role) {
            person.service = true;
        }
        person.roles.push(span);
    }

    /// Notes that two persons of the roster may be one: by one account of both, or by one name.
    pub fn note_perhaps_one(&mut self, a: PersonId, b: PersonId) {
        if a != b {
            self.perhaps_one.insert((a.min(b), a.max(b)));
        }
    }

    /// Notes an address that a source itself gives for one of its accounts. The first one stays.
    pub fn note_stated_email(&mut self, email: &str, system: System, name: &str) {
        let key = folded(email);
        if !key.is_empty() && !name.is_empty() && !self.stated.contains_key(&*key) {
            self.stated
                .insert(key.into_owned(), (system, name.to_owned()));
        }
    }

    /// Notes an app of GitHub by a login that a record or the roster calls a machine: its bare slug, as
    /// `gh` names reviewers, is that machine too.
    pub fn note_app(&mut self, login: &str) {
        let slug = app_slug(login).unwrap_or(login);
        let slug = folded(slug);
        if !slug.is_empty() && !self.apps.contains(&*slug) {
            self.apps.insert(slug.into_owned());
        }
    }

    /// Whether any roster was imported.
    pub fn has_roster(&self) -> bool {
        self.has_roster
    }

    /// All persons, in the order of the roster.
    pub fn persons(&self) -> &[Person] {
        &self.persons
    }

    /// The person with that id.
    pub fn person(&self, id: PersonId) -> &Person {
        &self.persons[id.0 as usize]
    }

    fn owner(&self, system: System, name: &str) -> Option<Owner> {
        by_name(&self.owners[system as usize], name)
    }

    /// Who an account is.
    pub fn identify<'a>(&'a self, account: &'a Account) -> Identity<'a> {
        let name = account.name.as_str();
        if trim(name).is_empty() || account.is_ghost() {
            return match &account.email {
                Some(email) => self.identify_email(email),
                None => Identity::Unknown,
            };
        }
        let found = match account.system {
            System::Plain => self
                .owner(System::Email, name)
                .or_else(|| self.owner(System::Ci, name))
                .or_else(|| by_name(&self.anywhere, name)),
            System::Email => return self.identify_email(name),
            other => self.owner(other, name),
        };
        match (found, &account.email) {
            (Some(Owner::One(person)), _) => Identity::Person(person),
            (Some(Owner::Several), _) => Identity::Unknown,
            (None, Some(email)) => match self.identify_email(email) {
                Identity::Person(person) => Identity::Person(person),
                Identity::Account(..) | Identity::Unknown => {
                    Identity::Account(account.system, &account.name)
                }
            },
            (None, None) => Identity::Account(account.system, &account.name),
        }
    }

    /// Who an address belongs to: the roster first, then what sources themselves say.
    pub fn identify_email<'a>(&'a self, email: &'a str) -> Identity<'a> {
        match self.owner(System::Email, email) {
            Some(Owner::One(person)) => return Identity::Person(person),
            Some(Owner::Several) => return Identity::Unknown,
            None => {}
        }
        let key = folded(email);
        if key.is_empty() {
            return Identity::Unknown;
        }
        let (system, name) = match (self.stated.get(&*key), login_of_noreply(email)) {
            (Some((system, name)), _) => (*system, name.as_str()),
            (None, Some(login)) if login.eq_ignore_ascii_case(GHOST) => return Identity::Unknown,
            (None, Some(login)) => (System::GitHub, login),
            (None, None) => return Identity::Account(System::Email, email),
        };
        match self.owner(system, name) {
            Some(Owner::One(person)) => Identity::Person(person),
            Some(Owner::Several) => Identity::Unknown,
            None => Identity::Account(system, name),
        }
    }

    /// Whether two identities are one person.
    pub fn same(&self, a: Identity<'_>, b: Identity<'_>) -> Sameness {
        match (a, b) {
            (Identity::Unknown, _) | (_, Identity::Unknown) => Sameness::Unknown,
            (Identity::Person(a), Identity::Person(b)) => {
                if a == b {
                    Sameness::Same
                } else if self.perhaps_one.contains(&(a.min(b), a.max(b))) {
                    Sameness::Unknown
                } else {
                    Sameness::Different
                }
            }
            (Identity::Account(system, a), Identity::Account(other, b)) if system == other => {
                if a == b || folded(a) == folded(b) {
                    Sameness::Same
                } else {
                    by_account(system)
                }
            }
            (Identity::Account(..), Identity::Account(..)) => Sameness::Unknown,
            (Identity::Person(person), Identity::Account(system, _))
            | (Identity::Account(system, _), Identity::Person(person)) => {
                if self.person(person).systems.contains(&system) {
                    by_account(system)
                } else {
                    Sameness::Unknown
                }
            }
        }
    }

    /// What to call an account in a sentence: the person's name where it is known.
    pub fn shown<'a>(&'a self, account: &'a Account) -> &'a str {
        self.name_of(self.identify(account), account)
    }

    /// The same where it is known already who the account is.
    pub fn name_of<'a>(&'a self, identity: Identity<'_>, account: &'a Account) -> &'a str {
        match identity {
            Identity::Person(person) => &self.person(person).name,
            Identity::Account(..) | Identity::Unknown => account.shown(),
        }
    }

    /// Whether an account is a bot, an app or a service identity. A bare login of GitHub is one where it is
    /// the slug of a known app, unless the source calls it a person's account or the roster gives it to
    /// somebody.
    pub fn is_machine(&self, account: &Account) -> bool {
        if account.is_app() {
            return true;
        }
        match self.identify(account) {
            Identity::Person(id) => self.person(id).service,
            Identity::Account(System::GitHub, login) => {
                account.kind != AccountKind::User && self.is_slug(login)
            }
            Identity::Account(..) | Identity::Unknown => false,
        }
    }

    fn is_slug(&self, login: &str) -> bool {
        let slug = trim(login);
        app_slug(slug).is_some() || is_known_app(slug) || self.apps.contains(&*folded(slug))
    }
}

/// Two accounts of one system are taken for two persons, except addresses and names typed into
/// tables: one person commonly has several of those.
fn by_account(system: System) -> Sameness {
    match system {
        System::GitHub | System::GitLab | System::Jira | System::ServiceNow | System::Ci => {
            Sameness::DifferentByAccount
        }
        System::Email | System::Plain => Sameness::Unknown,
    }
}

#[cfg(test)]
mod tests;
