//! The events that tell of decisions on accounts and roles of persons.

use std::collections::HashSet;

use changeproof_domain::account::Account;
use changeproof_domain::record::{Record, RosterEntry};
use changeproof_domain::text::folded;
use changeproof_store::Reader;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::decisions::attachment::Attachment;
use crate::decisions::second::{Second, Seconds};
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
/// One of these was wrong and is taken back.
pub(crate) const WITHDRAWN: &str = "account.withdrawn";

/// The actions of the events.
pub(crate) const ACTIONS: &[&str] = &[ACCOUNT, ROLE, SECONDED, WITHDRAWN];

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
    DecisionKind {
        action: WITHDRAWN,
        act: Act::DecideAccount,
        label: "Decision taken back",
        changes_outcomes: true,
        sentence: |payload| {
            format!(
                "Took back the decision of event {}{}. Reason: {}",
                payload["decision"],
                waits(payload),
                sentence_end(text(payload, "reason"))
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

/// What [`WITHDRAWN`] tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Withdrawn {
    /// The event of the decision that is taken back.
    pub(crate) decision: i64,
    /// Why.
    pub(crate) reason: String,
    /// Whether it may change outcomes that were evaluated before.
    pub(crate) reaches_back: bool,
    /// The files that show it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) evidence: Vec<Attachment>,
}

/// What was decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    Account(AccountDecided),
    Role(RoleAdded),
    Withdrawn(Withdrawn),
}

impl Told {
    /// Whether it reaches into what was evaluated before.
    pub(crate) fn reaches_back(&self) -> bool {
        match self {
            Told::Account(told) => told.reaches_back && told.verdict != AccountVerdict::Refused,
            Told::Role(told) => told.reaches_back,
            Told::Withdrawn(told) => told.reaches_back,
        }
    }

    /// The files behind it.
    pub(crate) fn evidence(&self) -> &[Attachment] {
        match self {
            Told::Account(told) => &told.evidence,
            Told::Role(told) => &told.evidence,
            Told::Withdrawn(told) => &told.evidence,
        }
    }

    fn entry(&self, event: i64) -> Option<RosterEntry> {
        Some(match self {
            Told::Account(told) if told.verdict == AccountVerdict::Refused => return None,
            Told::Withdrawn(_) => return None,
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
    pub(crate) second: Option<Second>,
}

impl Decision {
    /// Whether everybody agreed who has to: what reaches back needs a second person.
    fn is_agreed(&self) -> bool {
        !self.recorded.told.reaches_back() || self.second.is_some()
    }

    /// The event of the decision that it takes back.
    fn taken_back(&self) -> Option<i64> {
        match &self.recorded.told {
            Told::Withdrawn(told) => Some(told.decision),
            Told::Account(_) | Told::Role(_) => None,
        }
        .filter(|event| self.recorded.sequence > *event)
    }

    fn takes_back(&self, event: i64) -> bool {
        self.taken_back() == Some(event)
    }
}

/// All decisions on accounts and roles, in the order of the log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Decisions(pub(crate) Vec<Decision>);

/// Which decisions are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Which {
    /// All.
    All,
    /// Those alone that reach into nothing that was evaluated before them.
    AsRecorded,
}

impl Decisions {
    /// The decision of an event.
    pub(crate) fn find(&self, event: i64) -> Option<&Decision> {
        self.0.iter().find(|one| one.recorded.sequence == event)
    }

    /// The newest step that takes a decision back: one that counts, else one that waits.
    pub(crate) fn withdrawal(&self, of: &Decision) -> Option<&Decision> {
        let mut steps = self
            .0
            .iter()
            .filter(|one| one.takes_back(of.recorded.sequence));
        let newest = steps.clone().next_back();
        steps.find(|one| one.is_agreed()).or(newest)
    }

    fn is_withdrawn(&self, of: &Decision, which: Which) -> bool {
        let mut steps = self
            .0
            .iter()
            .filter(|one| one.takes_back(of.recorded.sequence));
        steps.any(|one| one.is_agreed() && one.is_asked_for(which))
    }

    /// Whether a decision counts.
    pub(crate) fn holds(&self, of: &Decision) -> bool {
        self.counts(of, Which::All)
    }

    /// Whether a decision waits for a second person.
    pub(crate) fn waits(&self, of: &Decision) -> bool {
        !of.is_agreed() && !self.is_withdrawn(of, Which::All)
    }

    fn counts(&self, of: &Decision, which: Which) -> bool {
        of.is_agreed() && of.is_asked_for(which) && !self.is_withdrawn(of, which)
    }

    /// The first decision that says of itself that it reaches into nothing that was evaluated, and does.
    /// `evaluated` are the events of evaluations with the last day that each judged.
    pub(crate) fn conceals(&self, evaluated: &[(i64, NaiveDate)]) -> Option<i64> {
        let reaches = |told: &Told, before: i64| {
            let earlier = evaluated.iter().filter(|(event, _)| *event < before);
            let last = earlier.map(|(_, to)| *to).max();
            last.is_some_and(|last| match told {
                Told::Account(told) => told.verdict != AccountVerdict::Refused,
                Told::Role(told) => told.from <= last,
                Told::Withdrawn(_) => false,
            })
        };
        let found = self.0.iter().find(|one| {
            let at = one.recorded.sequence;
            let reaches = match one.taken_back().and_then(|event| self.find(event)) {
                Some(other) => {
                    let second = other.second.as_ref().map(|second| second.event);
                    let counted = !other.recorded.told.reaches_back()
                        || second.is_some_and(|second| second < at);
                    counted && reaches(&other.recorded.told, at)
                }
                None => reaches(&one.recorded.told, at),
            };
            reaches && !one.recorded.told.reaches_back()
        });
        found.map(|one| one.recorded.sequence)
    }

    /// What counts, as lines of the roster. The newest decision on an account and a person counts.
    fn entries(&self, which: Which) -> Vec<(i64, Record)> {
        let agreed = { self.0.iter() }.filter(|one| one.is_agreed() && one.is_asked_for(which));
        let withdrawn: HashSet<i64> = agreed.clone().filter_map(Decision::taken_back).collect();
        let mut decided = HashSet::new();
        let mut entries = Vec::new();
        for one in agreed.rev() {
            let one = &one.recorded;
            let is_newest = match &one.told {
                _ if withdrawn.contains(&one.sequence) => false,
                Told::Account(told) => decided.insert((by_name(&told.account), &told.person)),
                Told::Role(_) | Told::Withdrawn(_) => true,
            };
            if is_newest && let Some(entry) = one.told.entry(one.sequence) {
                entries.push((one.sequence, Record::from(entry)));
            }
        }
        entries.reverse();
        entries
    }
}

impl Decision {
    fn is_asked_for(&self, which: Which) -> bool {
        match which {
            Which::All => true,
            Which::AsRecorded => !self.recorded.told.reaches_back(),
        }
    }
}

/// All decisions that were recorded when the log ended with that event, in order.
///
/// # Errors
///
/// What the store says.
pub(crate) fn all(reader: &Reader<'_>, as_of: i64) -> Result<Decisions, AppError> {
    let seconds = Seconds::until(reader, SECONDED, as_of)?;
    let accounts = recorded(reader, ACCOUNT, as_of)?.into_iter();
    let accounts = accounts.map(|one| one.map(Told::Account));
    let roles = recorded(reader, ROLE, as_of)?.into_iter();
    let roles = roles.map(|one| one.map(Told::Role));
    let withdrawn = recorded(reader, WITHDRAWN, as_of)?.into_iter();
    let withdrawn = withdrawn.map(|one| one.map(Told::Withdrawn));
    let all = accounts.chain(roles).chain(withdrawn);
    let mut all: Vec<Decision> = all
        .map(|recorded| Decision {
            second: seconds.of(&recorded),
            recorded,
        })
        .collect();
    all.sort_by_key(|one| one.recorded.sequence);
    Ok(Decisions(all))
}

/// What holds, as lines of the roster.
///
/// # Errors
///
/// What the store says.
pub(crate) fn records(reader: &Reader<'_>, as_of: i64) -> Result<Vec<(i64, Record)>, AppError> {
    Ok(all(reader, as_of)?.entries(Which::All))
}

/// The same without decisions that reach into what was evaluated before them; none where there is no such decision.
///
/// # Errors
///
/// What the store says.
pub(crate) fn as_recorded(
    reader: &Reader<'_>,
    as_of: i64,
) -> Result<Option<Vec<(i64, Record)>>, AppError> {
    let all = all(reader, as_of)?;
    let mut each = all.0.iter();
    let reaches = each.any(|one| one.recorded.told.reaches_back() && one.is_agreed());
    Ok(reaches.then(|| all.entries(Which::AsRecorded)))
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
    let all = all(reader, as_of)?;
    let mut refused = HashSet::new();
    for one in &all.0 {
        if all.is_withdrawn(one, Which::All) {
            continue;
        }
        if let Told::Account(told) = &one.recorded.told {
            let pair = (by_name(&told.account), told.person.clone());
            match told.verdict {
                AccountVerdict::Refused => refused.insert(pair),
                AccountVerdict::Confirmed | AccountVerdict::Added => refused.remove(&pair),
            };
        }
    }
    Ok(refused)
}
