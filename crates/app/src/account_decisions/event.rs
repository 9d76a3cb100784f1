//! The events that tell of decisions on accounts and roles of persons.

use std::collections::{BTreeMap, HashSet};

use changeproof_domain::account::Account;
use changeproof_domain::record::{Record, RosterEntry};
use changeproof_domain::text::folded;
use changeproof_store::Reader;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::decisions::attachment::Attachment;
use crate::decisions::{DecisionKind, Recorded, recorded};
use crate::error::AppError;
use crate::event_words::sentence_end;
use crate::permission::Act;

/// Whose an account is, or is not.
pub(crate) const ACCOUNT: &str = "account.decided";
/// Which role a person had, and when.
pub(crate) const ROLE: &str = "role.added";
/// A second person agrees with one of these.
pub(crate) const SECONDED: &str = "account.seconded";

/// The actions of the events.
pub(crate) const ACTIONS: &[&str] = &[ACCOUNT, ROLE, SECONDED];

/// The fields of records, and what payloads call them.
pub(crate) const FIELDS: &[(&str, &str)] = &[
    ("accounts", "account"),
    ("roles", "role"),
    ("valid_from", "from"),
    ("valid_to", "to"),
];

/// The kinds of events.
pub(crate) const KINDS: &[DecisionKind] = &[
    DecisionKind {
        action: ACCOUNT,
        act: Act::DecideAccount,
        label: "Account decided",
        changes_outcomes: true,
        sentence: |payload| {
            let account = &payload["account"];
            let (system, name) = (text(account, "system"), text(account, "name"));
            let person = text(payload, "person");
            let what = match text(payload, "verdict") {
                "refused" => format!("{name} ({system}) is not an account of {person}"),
                _ => format!("{name} ({system}) is an account of {person}"),
            };
            format!(
                "Decided that {what}{}. Reason: {}",
                waits(payload),
                sentence_end(text(payload, "reason"))
            )
        },
    },
    DecisionKind {
        action: ROLE,
        act: Act::DecideAccount,
        label: "Role of a person",
        changes_outcomes: true,
        sentence: |payload| {
            let to = payload["to"].as_str();
            let to = to.map_or_else(|| "further notice".to_owned(), str::to_owned);
            format!(
                "Recorded that {} was {} from {} to {to}{}. Reason: {}",
                text(payload, "person"),
                text(payload, "role"),
                text(payload, "from"),
                waits(payload),
                sentence_end(text(payload, "reason"))
            )
        },
    },
    DecisionKind {
        action: SECONDED,
        act: Act::DecideAccount,
        label: "Decision seconded",
        changes_outcomes: true,
        sentence: |payload| {
            format!(
                "Agreed as a second person with the decision of event {}.",
                payload["decision"]
            )
        },
    },
];

fn text<'p>(payload: &'p Value, key: &str) -> &'p str {
    payload[key].as_str().unwrap_or("?")
}

fn waits(payload: &Value) -> &'static str {
    match payload["reaches_back"].as_bool() {
        Some(true) => ", which reaches into days that were evaluated and needs a second person",
        Some(false) | None => "",
    }
}

/// What was decided about an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountVerdict {
    /// What was suggested holds: it is the person's.
    Confirmed,
    /// What was suggested does not hold.
    Refused,
    /// It is the person's, though nothing suggests so.
    Added,
}

/// What [`ACCOUNT`] tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccountDecided {
    /// The account.
    pub(crate) account: Account,
    /// The person, as the roster writes it.
    pub(crate) person: String,
    /// The first account that the roster gives the person: it tells namesakes apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) known_by: Option<Account>,
    /// What was decided.
    pub(crate) verdict: AccountVerdict,
    /// Why.
    pub(crate) reason: String,
    /// Whether it may change outcomes that were evaluated before.
    pub(crate) reaches_back: bool,
    /// The files that show it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) evidence: Vec<Attachment>,
}

impl AccountDecided {
    /// Whether it is about the same account and person.
    pub(crate) fn is_on_the_same(&self, other: &AccountDecided) -> bool {
        by_name(&self.account) == by_name(&other.account) && self.person == other.person
    }
}

/// An account by its system and its name in small letters alone.
pub(crate) fn by_name(account: &Account) -> Account {
    Account::new(account.system, folded(&account.name).into_owned())
}

/// What [`ROLE`] tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RoleAdded {
    /// The person, as the roster writes it.
    pub(crate) person: String,
    /// The first account that the roster gives the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) known_by: Option<Account>,
    /// The role, such as `deployer`.
    pub(crate) role: String,
    /// The first day.
    pub(crate) from: NaiveDate,
    /// The last day; none means until further notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) to: Option<NaiveDate>,
    /// Why.
    pub(crate) reason: String,
    /// Whether its first day lies in days that were evaluated before.
    pub(crate) reaches_back: bool,
    /// The files that show it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) evidence: Vec<Attachment>,
}

/// What [`SECONDED`] tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Seconded {
    /// The event that is agreed with.
    pub(crate) decision: i64,
    /// The files that were looked at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) evidence: Vec<Attachment>,
}

/// A decision of either kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    Account(AccountDecided),
    Role(RoleAdded),
}

impl Told {
    /// Whether it reaches into what was evaluated before.
    pub(crate) fn reaches_back(&self) -> bool {
        match self {
            Told::Account(told) => told.reaches_back && told.verdict != AccountVerdict::Refused,
            Told::Role(told) => told.reaches_back,
        }
    }

    fn entry(&self, event: i64) -> Option<RosterEntry> {
        Some(match self {
            Told::Account(told) if told.verdict == AccountVerdict::Refused => return None,
            Told::Account(told) => RosterEntry {
                person: told.person.clone(),
                accounts: told
                    .known_by
                    .iter()
                    .chain([&told.account])
                    .cloned()
                    .collect(),
                roles: Vec::new(),
                valid_from: None,
                valid_to: None,
                decided_in: Some(event),
            },
            Told::Role(told) => RosterEntry {
                person: told.person.clone(),
                accounts: told.known_by.iter().cloned().collect(),
                roles: vec![told.role.clone()],
                valid_from: Some(told.from),
                valid_to: told.to,
                decided_in: Some(event),
            },
        })
    }
}

/// A decision with who agreed as a second person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Decision {
    pub(crate) recorded: Recorded<Told>,
    /// Who agreed.
    pub(crate) second: Option<String>,
}

impl Decision {
    /// Whether it holds: what reaches back needs a second person.
    pub(crate) fn holds(&self) -> bool {
        !self.recorded.told.reaches_back() || self.second.is_some()
    }
}

/// All decisions that were recorded when the log ended with that event, in order.
///
/// # Errors
///
/// What the store says.
pub(crate) fn all(reader: &Reader<'_>, as_of: i64) -> Result<Vec<Decision>, AppError> {
    let seconded = recorded::<Seconded>(reader, SECONDED, as_of)?;
    let seconds: BTreeMap<i64, String> = seconded
        .into_iter()
        .map(|one| (one.told.decision, one.person))
        .collect();
    let accounts = recorded(reader, ACCOUNT, as_of)?.into_iter();
    let accounts = accounts.map(|one| one.map(Told::Account));
    let roles = recorded(reader, ROLE, as_of)?.into_iter();
    let roles = roles.map(|one| one.map(Told::Role));
    let mut all: Vec<Decision> = accounts
        .chain(roles)
        .map(|recorded| Decision {
            // Nobody is the second person of an own decision.
            second: seconds
                .get(&recorded.sequence)
                .filter(|by| **by != recorded.person)
                .cloned(),
            recorded,
        })
        .collect();
    all.sort_by_key(|one| one.recorded.sequence);
    Ok(all)
}

/// What holds, as lines of the roster. The newest decision on an account and a person counts.
///
/// # Errors
///
/// What the store says.
pub(crate) fn records(reader: &Reader<'_>, as_of: i64) -> Result<Vec<(i64, Record)>, AppError> {
    let all = all(reader, as_of)?;
    let taken_back = |at: usize| match &all[at].recorded.told {
        Told::Account(told) => all[at + 1..].iter().any(|later| {
            matches!(&later.recorded.told, Told::Account(other)
                if later.holds() && other.is_on_the_same(told))
        }),
        Told::Role(_) => false,
    };
    let holding = (0..all.len()).filter(|at| all[*at].holds() && !taken_back(*at));
    let entries = holding.filter_map(|at| {
        let one = &all[at].recorded;
        Some((one.sequence, Record::from(one.told.entry(one.sequence)?)))
    });
    Ok(entries.collect())
}

/// The events of decisions that hold and reach into what was evaluated before them.
///
/// # Errors
///
/// What the store says.
pub(crate) fn backdated(reader: &Reader<'_>, as_of: i64) -> Result<HashSet<i64>, AppError> {
    let all = all(reader, as_of)?.into_iter();
    let back = all.filter(|one| one.recorded.told.reaches_back() && one.holds());
    Ok(back.map(|one| one.recorded.sequence).collect())
}

/// The accounts that a person was decided not to have, by system and name in small letters, with the person:
/// the newest decision counts.
///
/// # Errors
///
/// What the store says.
pub(crate) fn refused(
    reader: &Reader<'_>,
    as_of: i64,
) -> Result<HashSet<(Account, String)>, AppError> {
    let mut refused = HashSet::new();
    for one in all(reader, as_of)? {
        if let Told::Account(told) = one.recorded.told {
            let pair = (by_name(&told.account), told.person);
            match told.verdict {
                AccountVerdict::Refused => refused.insert(pair),
                AccountVerdict::Confirmed | AccountVerdict::Added => refused.remove(&pair),
            };
        }
    }
    Ok(refused)
}
