//! Decides whose an account is, records a role that the roster lacks, and agrees as a second person.

use std::path::{Path, PathBuf};

use changeproof_domain::account::{Account, System};
use changeproof_domain::person::{Identity, PersonId};
use changeproof_domain::snapshot::Snapshot;
use changeproof_store::Workspace;
use chrono::NaiveDate;
use serde::Serialize;
use serde_json::json;

use super::event::{ACCOUNT, AccountDecided, AccountVerdict, ROLE, RoleAdded, SECONDED, all};
use crate::decisions::attachment::{self, Attachment};
use crate::decisions::second::{
    Seconded, check_may_second, evaluated_to, needs_document, nothing_to_second,
};
use crate::decisions::{Refusal, known_to_writer, needed};
use crate::error::AppError;
use crate::log;
use crate::permission::{self, Act};
use crate::persons;
use crate::ports::Ports;
use crate::wire::people::AccountDone;

/// A decision about an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAccountDecision {
    /// The system of the account.
    pub system: System,
    /// Its name there.
    pub account: String,
    /// The person, by name, or by an account that the roster gives.
    pub person: String,
    /// What is decided.
    pub verdict: AccountVerdict,
    /// Why.
    pub reason: String,
    /// Files that show it.
    pub evidence: Vec<PathBuf>,
}

/// A role that the roster lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRole {
    /// The person, by name, or by an account that the roster gives.
    pub person: String,
    /// The role, such as `deployer`.
    pub role: String,
    /// The first day.
    pub from: NaiveDate,
    /// The last day; none means until further notice.
    pub to: Option<NaiveDate>,
    /// Why.
    pub reason: String,
    /// Files that show it.
    pub evidence: Vec<PathBuf>,
}

/// What a decision is checked against.
struct Known<'s> {
    snapshot: &'s Snapshot,
    id: PersonId,
    name: String,
    known_by: Option<Account>,
    /// The last day that was evaluated; none where nothing was.
    evaluated_to: Option<NaiveDate>,
}

/// Decides about an account. Where something was evaluated before, the decision reaches back: it needs a file
/// that shows it, and counts once a second person agrees.
///
/// # Errors
///
/// A refusal where the person is not in the roster, nothing is suggested, the account is somebody else's, or
/// something is missing; what a person may not do, or what the store says.
pub fn decide(
    workspace: &Path,
    new: &NewAccountDecision,
    ports: &Ports<'_>,
) -> Result<AccountDone, AppError> {
    let reason = needed(&new.reason, "The reason")?.to_owned();
    let account = Account::new(new.system, needed(&new.account, "The account")?);
    step(
        workspace,
        &new.person,
        &new.evidence,
        ports,
        |known, evidence| {
            account_fits(&known, &account, new.verdict)?;
            let back = known.evaluated_to.is_some() && new.verdict != AccountVerdict::Refused;
            needs_document(back, evidence.is_empty())?;
            Ok((
                ACCOUNT,
                back,
                AccountDecided {
                    account,
                    person: known.name,
                    known_by: known.known_by,
                    verdict: new.verdict,
                    reason,
                    reaches_back: back,
                    evidence,
                },
            ))
        },
    )
}

/// Records a role of a person. Where its first day lies in days that were evaluated, it reaches back.
///
/// # Errors
///
/// As for [`decide`].
pub fn add_role(
    workspace: &Path,
    new: &NewRole,
    ports: &Ports<'_>,
) -> Result<AccountDone, AppError> {
    let reason = needed(&new.reason, "The reason")?.to_owned();
    let role = needed(&new.role, "The role")?.to_lowercase();
    if new.to.is_some_and(|to| to < new.from) {
        return Err(Refusal::new(
            "role_ends_before_it_begins",
            format!("The last day of the role is before {}.", new.from),
        )
        .into());
    }
    step(
        workspace,
        &new.person,
        &new.evidence,
        ports,
        |known, evidence| {
            let back = known.evaluated_to.is_some_and(|last| new.from <= last);
            needs_document(back, evidence.is_empty())?;
            Ok((
                ROLE,
                back,
                RoleAdded {
                    person: known.name,
                    known_by: known.known_by,
                    role,
                    from: new.from,
                    to: new.to,
                    reason,
                    reaches_back: back,
                    evidence,
                },
            ))
        },
    )
}

/// Agrees as a second person with a decision that reaches back: it counts from then on.
///
/// # Errors
///
/// A refusal where there is no such decision, it needs nobody, or whoever agrees decided it or signs in by a
/// passphrase that the first person chose; what a person may not do, or what the store says.
pub fn second(
    workspace: &Path,
    decision: i64,
    evidence: &[PathBuf],
    ports: &Ports<'_>,
) -> Result<AccountDone, AppError> {
    let mut open = Workspace::open(workspace)?;
    permission::check(&open.read()?, Act::DecideAccount, ports)?;
    let evidence = attachment::read(evidence)?;
    let (writer, loaded) = known_to_writer(&mut open, ports)?;
    let decided = all(&writer, i64::MAX)?;
    let waiting = decided.find(decision).filter(|one| decided.waits(one));
    let one = waiting.ok_or_else(|| nothing_to_second(decision))?;
    check_may_second(&writer, &loaded, &one.recorded.person, ports)?;
    let told = Seconded {
        decision,
        evidence: attachment::keep(&writer, &evidence)?,
    };
    let head = log::append(&writer, Act::DecideAccount, SECONDED, &told, ports)?;
    writer.commit()?;
    Ok(AccountDone {
        event: head.sequence,
        person: None,
        waits_for_second: false,
    })
}

/// Checks a decision against what is known, and appends it.
fn step<T: Serialize>(
    workspace: &Path,
    person: &str,
    evidence: &[PathBuf],
    ports: &Ports<'_>,
    decide: impl FnOnce(Known<'_>, Vec<Attachment>) -> Result<(&'static str, bool, T), Refusal>,
) -> Result<AccountDone, AppError> {
    let person = needed(person, "The person")?;
    let mut open = Workspace::open(workspace)?;
    permission::check(&open.read()?, Act::DecideAccount, ports)?;
    let evidence = attachment::read(evidence)?;
    let (writer, loaded) = known_to_writer(&mut open, ports)?;
    let known = known(&loaded.snapshot, person, evaluated_to(&writer)?)?;
    let name = known.name.clone();
    let (action, waits, told) = decide(known, attachment::keep(&writer, &evidence)?)?;
    let head = log::append(&writer, Act::DecideAccount, action, &told, ports)?;
    writer.commit()?;
    Ok(AccountDone {
        event: head.sequence,
        person: Some(name),
        waits_for_second: waits,
    })
}

/// The person of the roster.
fn known<'s>(
    snapshot: &'s Snapshot,
    person: &str,
    evaluated_to: Option<NaiveDate>,
) -> Result<Known<'s>, Refusal> {
    let persons = snapshot.people.persons().iter().enumerate();
    let by_name: Vec<usize> = persons
        .filter(|(_, one)| one.name.eq_ignore_ascii_case(person))
        .map(|(at, _)| at)
        .collect();
    let at = match by_name.as_slice() {
        [one] => *one,
        [] => {
            let account = Account::new(System::Plain, person);
            match snapshot.people.identify(&account) {
                Identity::Person(id) => id.0 as usize,
                Identity::Account(..) | Identity::Unknown => {
                    return Err(Refusal::new(
                        "person_not_in_roster",
                        format!(
                            "The roster has nobody called {person}. Put the person into the roster and import it; \
                             accounts and roles are then added to that person."
                        ),
                    )
                    .with(json!({ "person": person })));
                }
            }
        }
        _ => {
            return Err(Refusal::new(
                "person_not_unique",
                format!(
                    "The roster has several persons called {person}. Name the one by an account, such as the \
                     address."
                ),
            )
            .with(json!({ "person": person })));
        }
    };
    let id = PersonId(u32::try_from(at).unwrap_or(u32::MAX));
    let one = snapshot.people.person(id);
    let line = &snapshot.roster[one.entry.index()];
    Ok(Known {
        snapshot,
        id,
        name: one.name.clone(),
        known_by: line.accounts.first().cloned(),
        evaluated_to,
    })
}

/// Whether an account can be decided about so.
fn account_fits(
    known: &Known<'_>,
    account: &Account,
    verdict: AccountVerdict,
) -> Result<(), Refusal> {
    let people = &known.snapshot.people;
    match (people.identify(account), verdict) {
        (Identity::Person(owner), _) if owner != known.id => {
            return Err(Refusal::new(
                "account_of_somebody_else",
                format!(
                    "{} is an account of {}. Correct the roster where that is wrong.",
                    account.name,
                    people.person(owner).name
                ),
            ));
        }
        (Identity::Person(_), _) => {
            return Err(Refusal::new(
                "account_known",
                format!(
                    "{} is an account of {} already. Where that was decided here and is wrong, take the decision \
                     back; else correct the roster.",
                    account.name, known.name
                ),
            ));
        }
        (Identity::Account(..) | Identity::Unknown, _) => {}
    }
    let suggested = persons::is_suggested(known.snapshot, account, known.id);
    match verdict {
        AccountVerdict::Added => Ok(()),
        AccountVerdict::Confirmed | AccountVerdict::Refused if suggested => Ok(()),
        AccountVerdict::Confirmed | AccountVerdict::Refused => Err(Refusal::new(
            "nothing_suggested",
            format!(
                "Nothing suggests that {} is an account of {}. 'changeproof people' lists suggestions; an account is \
                 added with its reason.",
                account.name, known.name
            ),
        )),
    }
}
