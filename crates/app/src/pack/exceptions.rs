//! Exceptions from the policy, of the register that was imported and of the one that is kept here.

use changeproof_controls::OtherSubject;
use changeproof_controls::exceptions::{deployment_named, service_named};
use changeproof_domain::account::Account;
use changeproof_domain::field::Field;
use changeproof_domain::record::ExceptionEntry;
use changeproof_domain::time::{Moment, Order};
use changeproof_reports::Outcome;
use changeproof_reports::pack::{ApprovedWhen, ExceptionItem, ExceptionRegister, ExceptionRequest};
use chrono::{DateTime, Utc};

use super::Material;
use super::dossier;
use crate::error::AppError;
use crate::exceptions::{Register, pack_requests};

/// The register within the period, as it was known when the results were worked out.
pub(super) fn register(material: &Material<'_>) -> Result<ExceptionRegister, AppError> {
    let loaded = &material.explained.loaded;
    let snapshot = &loaded.snapshot;
    let (from, to) = material.known_time();
    let holds = |entry: &ExceptionEntry| {
        let begins = entry.from.value().map(|at| at.at);
        let last = entry.to.value().map(Moment::latest);
        let ended = entry.ended_at.value().map(Moment::latest);
        let end = last.map_or(ended, |last| {
            Some(ended.map_or(last, |ended| last.min(ended)))
        });
        begins.is_none_or(|begins| begins <= to) && end.is_none_or(|end| end >= from)
    };
    let all = snapshot.registers.exceptions.iter().enumerate();
    let items = all
        .filter(|(_, held)| holds(&held.record))
        .map(|(index, held)| {
            let entry = &held.record;
            ExceptionItem {
                judged: judged(material, index),
                register: snapshot.sources[held.source.index()].file.clone(),
                ..item(material, entry)
            }
        })
        .collect();
    let as_of = material.explained.evaluation.head.data_sequence;
    let own = Register::until(material.reader, as_of)?;
    let requests = pack_requests(&own, material.explained.as_of());
    let requests = requests.into_iter().filter(|one| one.since <= to.utc());
    let requests: Vec<ExceptionRequest> = requests.collect();
    let is_kept = !snapshot.registers.exceptions.is_empty() || !own.exceptions.is_empty();
    Ok(ExceptionRegister {
        is_kept,
        items,
        requests,
    })
}

fn judged(material: &Material<'_>, index: usize) -> Option<Outcome> {
    let others = &material.explained.others;
    let mut all = others.judged.iter().zip(&others.outcomes);
    let (_, outcome) = all.find(|(of, _)| {
        of.control.id == "EXC-01" && of.subject == OtherSubject::Exception(index.into())
    })?;
    Some(dossier::outcome(outcome.outcome))
}

fn item(material: &Material<'_>, entry: &ExceptionEntry) -> ExceptionItem {
    let people = &material.explained.loaded.snapshot.people;
    let account = |field: &Field<Account>| field.value().map(|by| people.shown(by).to_owned());
    let moment =
        |field: &Field<Moment>| -> Option<DateTime<Utc>> { field.value().map(|at| at.at.utc()) };
    let approvers = [
        &entry.approved_by,
        &entry.second_approver,
        &entry.higher_approver,
    ];
    ExceptionItem {
        id: entry.id.clone(),
        controls: entry.controls.items().to_vec(),
        deviation: entry.deviation.text().to_owned(),
        scope: entry.scope.text().to_owned(),
        service: service(material, entry),
        requested_by: account(&entry.requested_by),
        approved_by: approvers.into_iter().filter_map(account).collect(),
        approved_at: moment(&entry.approved_at),
        from: moment(&entry.from),
        to: moment(&entry.to),
        ended_at: moment(&entry.ended_at),
        risk: entry.risk.text().to_owned(),
        approved: approved_when(entry),
        judged: None,
        register: String::new(),
    }
}

/// In the order that EXC-01 goes by.
fn approved_when(entry: &ExceptionEntry) -> ApprovedWhen {
    let times = entry.approved_at.value().zip(entry.from.value());
    match times.map(|(approved, began)| approved.order(began, 0)) {
        Some(Order::Earlier | Order::Equal) => ApprovedWhen::Before,
        Some(Order::Later) => ApprovedWhen::Afterwards,
        Some(Order::Undecided) | None => ApprovedWhen::NotKnown,
    }
}

/// The one service that it is for: as its scope names it, or that of the deployment which it names.
fn service(material: &Material<'_>, entry: &ExceptionEntry) -> Option<String> {
    if let Some(service) = service_named(entry) {
        return Some(service);
    }
    let explained = material.explained;
    let snapshot = &explained.loaded.snapshot;
    let named = deployment_named(snapshot, explained.as_of(), entry)?;
    let subject = &snapshot.subjects[named.index()];
    Some(
        snapshot.deployments[subject.deployment.index()]
            .service
            .clone(),
    )
}
