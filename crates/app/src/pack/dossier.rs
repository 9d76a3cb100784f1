//! The dossier of a deployment, from what its page in the app shows.

use std::collections::BTreeMap;

use changeproof_domain::outcome::{Outcome as Judged, Overlay as Mark};
use changeproof_domain::snapshot::{RecordRef, Snapshot};
use changeproof_reports::pack::{
    Dossier, DossierChange, DossierEvidence, DossierException, DossierOutcome, DossierPerson,
    DossierStep,
};
use changeproof_reports::{Outcome, Overlay};
use chrono::NaiveDate;

use super::{Material, record_at_start};
use crate::error::AppError;
use crate::record_names;
use crate::results::Explained;
use crate::views::whole_deployment;
use crate::wire::view::deployment::{DeploymentView, PersonRow};

/// An outcome as packs print it.
pub(super) fn outcome(outcome: Judged) -> Outcome {
    match outcome {
        Judged::Fail => Outcome::Fail,
        Judged::InsufficientEvidence => Outcome::InsufficientEvidence,
        Judged::Pending => Outcome::Pending,
        Judged::Pass => Outcome::Pass,
        Judged::NotApplicable => Outcome::NotApplicable,
    }
}

/// A mark as packs print it.
pub(super) fn overlay(mark: Mark) -> Overlay {
    match mark {
        Mark::AsExported => Overlay::AsExported,
        Mark::ByAccount => Overlay::ByAccount,
        Mark::Excepted => Overlay::Excepted,
        Mark::ExceptedRetroactive => Overlay::ExceptedRetroactive,
        Mark::Backdated => Overlay::Backdated,
        Mark::Returned => Overlay::Returned,
    }
}

/// The dossier of the deployment at a position of an evaluation.
pub(super) fn dossier(material: &Material<'_>, position: usize) -> Result<Dossier, AppError> {
    let explained = material.explained;
    let view = whole_deployment(explained, position)?;
    let snapshot = &explained.loaded.snapshot;
    let subject = &snapshot.subjects[explained.subjects[position].index()];
    let day = subject.at.date_in(explained.loaded.zone);
    let records = subject.records().into_iter();
    let records = records.map(|id| record_at_start::of(explained, position, id));
    let (evidence, exceptions) = evidence(explained, position)?;
    Ok(Dossier {
        id: explained.rows[position].id.clone(),
        label: view.label.clone(),
        service: view.service.clone(),
        environment: view.environment.clone(),
        version: view.version.clone().unwrap_or_default(),
        revision: view.revision.clone().unwrap_or_default(),
        at: view.at.utc(),
        state: view.state.clone(),
        deployed_by: deployed_by(&view),
        pipeline: view.pipeline.clone().unwrap_or_default(),
        categories: view.categories.clone(),
        outcomes: view
            .outcomes
            .iter()
            .map(|one| DossierOutcome {
                control: one.control.clone(),
                name: one.name.clone(),
                outcome: outcome(one.outcome),
                overlays: one.overlays.iter().map(|mark| overlay(*mark)).collect(),
                reason: one.reason.clone(),
            })
            .collect(),
        timeline: view
            .timeline
            .iter()
            .map(|step| DossierStep {
                at: step.at.utc(),
                date_only: step.date_only,
                title: step.title.clone(),
                detail: step.detail.clone(),
                is_deployment: step.tone == "deployment",
                late: step.late,
            })
            .collect(),
        not_shown: view.not_shown.into(),
        change_set: view.change_set.clone(),
        changes: view
            .changes
            .iter()
            .map(|change| DossierChange {
                kind: change.kind.replace('_', " "),
                label: change.label.clone(),
                title: change.title.clone(),
                detail: change.detail.clone(),
                link: change.link.clone(),
            })
            .collect(),
        records: records.collect(),
        people: view
            .people
            .iter()
            .map(|row| person(snapshot, row, day))
            .collect(),
        evidence,
        exceptions,
        remediation: material.followed.of_deployment(&explained.rows[position]),
    })
}

fn deployed_by(view: &DeploymentView) -> String {
    match (&view.deployed_by, &view.triggered_by) {
        (Some(by), Some(trigger)) => format!("{by}, set off by {trigger}"),
        (Some(one), None) | (None, Some(one)) => one.clone(),
        (None, None) => String::new(),
    }
}

fn person(snapshot: &Snapshot, row: &PersonRow, day: NaiveDate) -> DossierPerson {
    let vote = |state: &str, what: &str| match state {
        "yes" => Some(what.to_owned()),
        "late" => Some(format!("{what}, too late")),
        "unclear" => Some(format!(
            "{what}, of which it cannot be told whether it counts"
        )),
        _ => None,
    };
    let parts = [
        row.asked.then(|| "asked for it".to_owned()),
        row.wrote.then(|| "wrote".to_owned()),
        vote(&row.reviewed, "reviewed"),
        vote(&row.approved, "approved"),
        row.deployed.then(|| "deployed".to_owned()),
    ];
    let persons = snapshot.people.persons().iter();
    let known = persons.filter(|person| row.resolved && person.name == row.name);
    let spans = known.flat_map(|person| &person.roles);
    let held = spans.filter(|span| {
        span.from.is_none_or(|from| from <= day) && span.to.is_none_or(|to| day <= to)
    });
    let mut roles: Vec<String> = held.map(|span| span.role.clone()).collect();
    roles.sort_unstable();
    roles.dedup();
    DossierPerson {
        name: row.name.clone(),
        resolved: row.resolved,
        parts: parts.into_iter().flatten().collect(),
        roles,
    }
}

/// The records that the outcomes rest on, and the exceptions among them.
fn evidence(
    explained: &Explained,
    position: usize,
) -> Result<(Vec<DossierEvidence>, Vec<DossierException>), AppError> {
    let snapshot = &explained.loaded.snapshot;
    let controls = changeproof_controls::registry();
    let mut found: BTreeMap<String, (RecordRef, Vec<String>)> = BTreeMap::new();
    let mut exceptions = Vec::new();
    for (at, control) in controls.iter().enumerate() {
        let judgement = explained.judgement(position, at)?;
        for fact in &judgement.facts {
            let (_, of) = found
                .entry(snapshot.name(fact.record))
                .or_insert_with(|| (fact.record, Vec::new()));
            if !of.iter().any(|id| id == control.id) {
                of.push(control.id.to_owned());
            }
            if let RecordRef::ExceptionEntry(id) = fact.record {
                let exception = DossierException {
                    id: snapshot.registers.exceptions[id.index()].id.clone(),
                    sentence: format!("{}: {}", control.id, judgement.reason),
                };
                if !exceptions.contains(&exception) {
                    exceptions.push(exception);
                }
            }
        }
    }
    let evidence = found.into_values().map(|(record, controls)| {
        let source = snapshot.source_of(record);
        DossierEvidence {
            record: record_names::name(snapshot, record),
            file: source.file.clone(),
            sha256: source.sha256.clone(),
            place: snapshot.place(record, "", None),
            controls,
        }
    });
    Ok((evidence.collect(), exceptions))
}
