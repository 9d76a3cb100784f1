//! The rules that ask more than the log: the policy, the roster, and what is known of deployments.

use changeproof_controls::exceptions::{
    PartTaken, content_fault, deployments_named, length_fault, part_taken, risk_fault,
};
use changeproof_controls::{find, judge};
use changeproof_domain::account::{Account, System};
use changeproof_domain::outcome::Outcome;
use changeproof_domain::person::{Identity, Sameness};
use changeproof_domain::record::ExceptionEntry;
use changeproof_domain::time::{ForPeople, Timestamp};
use serde_json::json;

use super::records::record_id;
use super::register::{Exception, Version};
use super::request::Scope;
use super::state::{State, state};
use crate::decisions::Refusal;
use crate::loaded::Loaded;

/// What has expired is over: nothing more can happen to it.
pub(super) fn not_over(
    exception: &Exception,
    version: &Version,
    now: Timestamp,
) -> Result<(), Refusal> {
    match (state(version, now), version.request.to) {
        (State::Expired, Some(to)) => Err(Refusal::new(
            "exception_over",
            format!(
                "{} expired at {}. Draft a new one where it is needed again.",
                exception.id,
                ForPeople(to)
            ),
        )),
        _ => Ok(()),
    }
}

/// Whether a request may be approved by anybody; answers it as a line of a register.
pub(super) fn request(
    loaded: &Loaded,
    now: Timestamp,
    exception: &Exception,
    version: &Version,
) -> Result<ExceptionEntry, Refusal> {
    let id = record_id(exception, version);
    let entry = version.request.entry(id, &exception.requested_by);
    let snapshot = &loaded.snapshot;
    let faults = [
        (
            "exception_says_nothing",
            content_fault(snapshot, now, &entry),
            " Say what it is.",
        ),
        (
            "exception_too_long",
            length_fault(snapshot, now, &entry),
            " Give it another beginning or end.",
        ),
        ("exception_risk_too_low", risk_fault(&entry), ""),
    ];
    for (code, fault, advice) in faults {
        if let Some(why) = fault {
            let told = format!("{} cannot be approved: {why}.{advice}", exception.id);
            return Err(Refusal::new(code, told));
        }
    }
    let control = &version.request.control;
    if let Some(control) = find(control) {
        for subject in named(loaded, now, version, &entry) {
            let judged = judge(control, snapshot, subject, now);
            if judged.outcome == Outcome::InsufficientEvidence {
                let deployment = version.request.scope.as_ref().and_then(Scope::of);
                let deployment = deployment.unwrap_or_default();
                return Err(Refusal::new(
                    "evidence_cannot_be_excepted",
                    format!(
                        "{} has insufficient evidence on deployment {deployment}, and no exception stands in for \
                         evidence. {}",
                        control.id, judged.reason
                    ),
                )
                .with(json!({ "control": control.id, "deployment": deployment })));
            }
        }
    }
    Ok(entry)
}

/// The deployments that it names by their id.
fn named(
    loaded: &Loaded,
    now: Timestamp,
    version: &Version,
    entry: &ExceptionEntry,
) -> Vec<changeproof_domain::snapshot::SubjectId> {
    match version.request.scope {
        Some(Scope::Deployment(_)) => deployments_named(&loaded.snapshot, now, entry),
        Some(Scope::Service(_) | Scope::Control | Scope::Window) | None => Vec::new(),
    }
}

/// Whether somebody may approve a request, as far as it is known; answers what could not be told.
pub(super) fn approver(
    loaded: &Loaded,
    now: Timestamp,
    entry: &ExceptionEntry,
    version: &Version,
    person: &str,
    makers: &[String],
) -> Result<Vec<String>, Refusal> {
    let snapshot = &loaded.snapshot;
    let people = &snapshot.people;
    let account = Account::new(System::Plain, person);
    let approver = people.identify(&account);
    let mut untold = Vec::new();
    if !matches!(approver, Identity::Person(_)) {
        untold.push(format!(
            "The roster does not say which one person signs in as {person}."
        ));
    }
    let asked = entry.requested_by.value();
    let is_same = |other: &Account| people.same(approver, people.identify(other)) == Sameness::Same;
    if let Some(asked) = asked.filter(|asked| is_same(asked)) {
        return Err(Refusal::new(
            "approver_is_requester",
            format!(
                "By the roster {person} and {}, who asked for it, are one person. Another approver has to decide.",
                asked.shown()
            ),
        ));
    }
    let of_requester = |maker: &&String| {
        let maker = Account::new(System::Plain, maker.as_str());
        asked.is_some_and(|asked| {
            people.same(people.identify(asked), people.identify(&maker)) == Sameness::Same
        })
    };
    if let Some(maker) = makers.iter().find(of_requester) {
        return Err(Refusal::new(
            "approver_account_of_requester",
            format!(
                "{maker} added the sign-in of {person} or reset its passphrase, and is by the roster who asked for \
                 it. Somebody else has to approve it."
            ),
        ));
    }
    let before = version.approvals.iter().chain(&version.higher);
    for approval in before {
        let other = Account::new(System::Plain, approval.done.by.clone());
        if is_same(&other) {
            return Err(Refusal::new(
                "approved_twice",
                format!(
                    "By the roster {person} and {}, who approved it already, are one person.",
                    other.shown()
                ),
            ));
        }
    }
    let subjects = named(loaded, now, version, entry);
    if let (Some(Scope::Deployment(id)), []) = (&version.request.scope, subjects.as_slice()) {
        untold.push(format!(
            "No deployment {id} was imported yet, so that nobody knows who has a part in it."
        ));
    }
    for subject in subjects {
        match part_taken(snapshot, now, subject, &account) {
            PartTaken::Known(part) => {
                let deployment = version.request.scope.as_ref().and_then(Scope::of);
                let deployment = deployment.unwrap_or_default();
                return Err(Refusal::new(
                    "approver_took_part",
                    format!(
                        "{person} is {part} of deployment {deployment} and cannot approve an exception for it."
                    ),
                ));
            }
            PartTaken::None => {}
            PartTaken::Unknown(why) => untold.push(format!(
                "Whether {person} has a part in the deployment cannot be told: {why}."
            )),
        }
    }
    Ok(untold)
}

/// A policy owner is asked only where it extends an extension.
pub(super) fn no_level_up(exception: &Exception) -> Refusal {
    Refusal::new(
        "exception_no_extension",
        format!(
            "{} extends no exception that was extended before: approvers alone decide on it.",
            exception.id
        ),
    )
}
