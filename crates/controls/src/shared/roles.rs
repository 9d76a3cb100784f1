//! Whether somebody held a role on the day of an event, by the roster.

use changeproof_domain::account::Account;
use changeproof_domain::coverage::Scope;
use changeproof_domain::outcome::Fact;
use changeproof_domain::person::{Identity, Person, PersonId, RoleSpan};
use changeproof_domain::record::RecordKind;
use changeproof_domain::snapshot::RecordRef;
use changeproof_domain::time::Moment;
use chrono::NaiveDate;

use crate::judging::Judging;
use crate::shared::known::Known;

/// Whether somebody held one of the roles on the day of an event.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Role<'a> {
    Held {
        span: &'a RoleSpan,
        on: NaiveDate,
    },
    NotHeld {
        person: PersonId,
        on: NaiveDate,
    },
    /// A service identity holds no role of a person.
    Machine,
    Unknown(Gap),
}

/// Why it cannot be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gap {
    NoRoster,
    NotInRoster,
    NotCovered,
    NoTime,
    /// The time can mean two days, and the role began or ended between them.
    DayOpen,
}

impl Gap {
    /// Why, as the end of a sentence about that person.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Gap::NoRoster => "no roster was imported",
            Gap::NotInRoster => "the roster does not say which one person that is",
            Gap::NotCovered => "the roster does not cover that day",
            Gap::NoTime => "the day was not exported",
            Gap::DayOpen => {
                "the time is too coarse to tell on which side of the change of role it lies"
            }
        }
    }
}

impl Role<'_> {
    /// Whether the role was held.
    pub(crate) fn held(&self) -> Known {
        match self {
            Role::Held { .. } => Known::Yes,
            Role::NotHeld { .. } | Role::Machine => Known::No,
            Role::Unknown(_) => Known::Unknown,
        }
    }

    /// The roster's lines that tell, as facts.
    pub(crate) fn facts(&self, cx: &Judging<'_>, roles: &[String]) -> Vec<Fact> {
        match self {
            Role::Held { span, .. } => cx
                .fact(RecordRef::RosterEntry(span.entry), "roles", || {
                    span.role.clone()
                })
                .into_iter()
                .collect(),
            Role::NotHeld { person, .. } => facts_of(cx, cx.snapshot.people.person(*person), roles),
            Role::Machine | Role::Unknown(_) => Vec::new(),
        }
    }
}

/// Whether the owner of an account held one of the roles on the day of an event.
pub(crate) fn on_day_of<'a>(
    cx: &Judging<'a>,
    account: Option<&'a Account>,
    at: Option<&Moment>,
    roles: &[String],
) -> Role<'a> {
    let people = &cx.snapshot.people;
    if account.is_some_and(|account| people.is_machine(account)) {
        return Role::Machine;
    }
    let identity = account.map_or(Identity::Unknown, |account| people.identify(account));
    let id = match identity {
        Identity::Person(id) => id,
        Identity::Account(..) | Identity::Unknown if !people.has_roster() => {
            return Role::Unknown(Gap::NoRoster);
        }
        Identity::Account(..) | Identity::Unknown => return Role::Unknown(Gap::NotInRoster),
    };
    let person = people.person(id);
    let Some(at) = at else {
        return Role::Unknown(Gap::NoTime);
    };
    let zone = cx.snapshot.calendar.zone;
    let (first, last) = (at.at.date_in(zone), at.latest().date_in(zone));
    match (person.held(roles, first), person.held(roles, last)) {
        (Some(span), Some(_)) => Role::Held { span, on: first },
        (Some(_), None) | (None, Some(_)) => Role::Unknown(Gap::DayOpen),
        (None, None) => {
            let coverage = &cx.snapshot.coverage;
            let kind = RecordKind::RosterEntry;
            if coverage.through(kind, &Scope::Company, at.at, at.latest()) {
                Role::NotHeld {
                    person: id,
                    on: first,
                }
            } else {
                Role::Unknown(Gap::NotCovered)
            }
        }
    }
}

/// What the roster knows of the roles of somebody who held none of them that day: 'was never given',
/// 'ended on ...' or 'began only on ...'.
pub(crate) fn story(person: &Person, roles: &[String], on: NaiveDate) -> String {
    let spans = || {
        person
            .roles
            .iter()
            .filter(|span| roles.contains(&span.role))
    };
    let ended = spans().filter_map(|span| span.to).filter(|to| *to < on);
    let begins = spans()
        .filter_map(|span| span.from)
        .filter(|from| on < *from);
    match (ended.max(), begins.min()) {
        (Some(to), _) => format!("ended on {to}"),
        (None, Some(from)) => format!("began only on {from}"),
        (None, None) => "was never given".to_owned(),
    }
}

/// A person's spans of those roles and the roles held at all, as facts.
pub(crate) fn facts_of(cx: &Judging<'_>, person: &Person, roles: &[String]) -> Vec<Fact> {
    let date = |date: Option<NaiveDate>| date.map_or_else(String::new, |day| day.to_string());
    let spans = person
        .roles
        .iter()
        .filter(|span| roles.contains(&span.role));
    let all = || {
        let names: Vec<&str> = person.roles.iter().map(|span| span.role.as_str()).collect();
        names.join(", ")
    };
    spans
        .flat_map(|span| {
            let line = RecordRef::RosterEntry(span.entry);
            [
                cx.fact(line, "valid_from", || date(span.from)),
                cx.fact(line, "valid_to", || date(span.to)),
            ]
        })
        .flatten()
        .chain(cx.fact(RecordRef::RosterEntry(person.entry), "roles", all))
        .collect()
}
