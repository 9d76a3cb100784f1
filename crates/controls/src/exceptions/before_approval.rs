//! What can be told of an exception before somebody approves it, by the rules that judge it later.

use changeproof_domain::account::Account;
use changeproof_domain::person::{Identity, Sameness};
use changeproof_domain::record::ExceptionEntry;
use changeproof_domain::snapshot::{ExceptionEntryId, Snapshot, SubjectId};
use changeproof_domain::time::Timestamp;

use crate::context::Context;
use crate::exceptions::effect::{had_a_hand, is_for};
use crate::exceptions::exc_01_exceptions_valid::{length, parts};
use crate::exceptions::risk::risk;
use crate::exceptions::rule::Rule;
use crate::exceptions::scope::Scope;
use crate::judging::{Detail, Judging};
use crate::others::ExceptionContext;
use crate::shared::attested_parties::{self, Hand, about_implementation};

/// Which part of an exception lacks or says nothing, such as a placeholder, by the policy on its first day.
pub fn content_fault(snapshot: &Snapshot, as_of: Timestamp, of: &ExceptionEntry) -> Option<String> {
    let cx = on_first_day(snapshot, as_of, of);
    parts(&cx).find_map(|part| broken(part.rule))
}

/// Why an exception holds longer than its scope allows, by the policy on its first day.
pub fn length_fault(snapshot: &Snapshot, as_of: Timestamp, of: &ExceptionEntry) -> Option<String> {
    broken(length(&on_first_day(snapshot, as_of, of), of))
}

fn on_first_day<'a>(
    snapshot: &'a Snapshot,
    as_of: Timestamp,
    of: &'a ExceptionEntry,
) -> ExceptionContext<'a> {
    let first_day = of.from.value().map_or(as_of, |from| from.at);
    let judging = Judging::by_policy_at(first_day, snapshot, as_of, Detail::OutcomeOnly);
    // The place of a line that is in no register yet: rules do not read it.
    ExceptionContext::within(judging, ExceptionEntryId(0), of)
}

/// Why its risk is too low for its controls.
pub fn risk_fault(of: &ExceptionEntry) -> Option<String> {
    broken(risk(of))
}

fn broken(rule: Rule) -> Option<String> {
    match rule {
        Rule::Broken(why) | Rule::Open(why) => Some(why),
        Rule::Met | Rule::MetByAccount => None,
    }
}

/// The production deployments that an exception names, none where its scope is another.
pub fn deployments_named(
    snapshot: &Snapshot,
    as_of: Timestamp,
    of: &ExceptionEntry,
) -> Vec<SubjectId> {
    let subjects = (0..snapshot.subjects.len()).map(SubjectId::from);
    subjects
        .filter(|id| {
            let cx = Context::new(snapshot, *id, as_of, Detail::OutcomeOnly);
            is_for(&cx, of)
        })
        .collect()
}

/// The part that somebody took in a deployment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PartTaken {
    /// This one, such as `a contributor`.
    Known(String),
    /// None.
    None,
    /// It cannot be told, and why.
    Unknown(String),
}

/// Whether somebody wrote, reviewed or carried out what a deployment brought.
pub fn part_taken(
    snapshot: &Snapshot,
    as_of: Timestamp,
    subject: SubjectId,
    account: &Account,
) -> PartTaken {
    let cx = Context::new(snapshot, subject, as_of, Detail::OutcomeOnly);
    let parts = attested_parties::of(&cx, &about_implementation(&cx));
    let people = &snapshot.people;
    let somebody = people.identify(account);
    let mut unknown = parts.incomplete.map(str::to_owned);
    for part in parts.known.iter().filter(|part| had_a_hand(part.hand)) {
        match part.is_of(&cx, somebody) {
            Sameness::Same => return PartTaken::Known(part.hand.to_string()),
            Sameness::Different | Sameness::DifferentByAccount => {}
            Sameness::Unknown => {
                let why = match (part.hand, part.identity) {
                    (Hand::SquashAuthor, _) => part.open(cx.shown(account)),
                    (_, Identity::Unknown) => format!("nobody knows who {} is", part.shown),
                    _ => format!("whether it is {} is not known", part.shown),
                };
                unknown = unknown.or(Some(why));
            }
        }
    }
    unknown.map_or(PartTaken::None, PartTaken::Unknown)
}

/// The service that its scope names, in lower case.
pub fn service_named(of: &ExceptionEntry) -> Option<String> {
    match Scope::of(of.scope.text())? {
        Scope::Service(name) => Some(name),
        Scope::Deployment(_) | Scope::Control | Scope::Window => None,
    }
}

/// The production deployment that its scope names, where it was imported.
pub fn deployment_named(
    snapshot: &Snapshot,
    as_of: Timestamp,
    of: &ExceptionEntry,
) -> Option<SubjectId> {
    match Scope::of(of.scope.text())? {
        Scope::Deployment(_) => deployments_named(snapshot, as_of, of).into_iter().next(),
        Scope::Service(_) | Scope::Control | Scope::Window => None,
    }
}
