//! The controls with their parameters, and all results with their facts.

use changeproof_controls::{
    Control as Tested, Coverage, ParameterValue, Severity as ControlSeverity, catalogue, registry,
};
use changeproof_domain::outcome::{Judgement, Outcome as Judged, Overlay as Mark};
use changeproof_domain::parameters::Parameters;
use changeproof_domain::snapshot::Snapshot;
use changeproof_reports::pack::{
    Clause, Control, ControlResult, Extent, Fact, FrameworkTag, Parameter, Severity, Subject,
};
use changeproof_reports::{Outcome, Overlay};
use rayon::prelude::*;

use super::Material;
use super::sources::Numbering;
use crate::error::AppError;
use crate::others::{self, Other};
use crate::period::Period;
use crate::{policy, record_names};

/// The controls, in the order of the catalogue.
pub(super) fn controls(parameters: &Parameters) -> Vec<Control> {
    catalogue()
        .iter()
        .map(|control| Control {
            id: control.id.to_owned(),
            name: control.name.to_owned(),
            version: control.version,
            severity: match control.severity {
                ControlSeverity::Critical => Severity::Critical,
                ControlSeverity::High => Severity::High,
                ControlSeverity::Medium => Severity::Medium,
            },
            clauses: control
                .clauses
                .iter()
                .map(|id| Clause {
                    id: (*id).to_owned(),
                    words: policy::words(id).unwrap_or_default().to_owned(),
                })
                .collect(),
            frameworks: control
                .frameworks
                .iter()
                .map(|tag| FrameworkTag {
                    requirement: format!("{} {}", tag.framework, tag.requirement),
                    extent: match tag.coverage {
                        Coverage::Full => Extent::Full,
                        Coverage::Partial => Extent::Partial(tag.reason.to_owned()),
                    },
                })
                .collect(),
            parameters: (control.parameters)(parameters)
                .into_iter()
                .map(|parameter| Parameter {
                    name: parameter.name.to_owned(),
                    value: match parameter.value {
                        ParameterValue::Number(number) => number.to_string(),
                        ParameterValue::Words(words) if words.is_empty() => {
                            without_words(parameter.name).to_owned()
                        }
                        ParameterValue::Words(words) => words.join(", "),
                    },
                })
                .collect(),
            interpretations: Vec::new(),
            stricter_than_policy: control.stricter_than_policy.map(str::to_owned),
        })
        .collect()
}

/// What an empty list means: where no pipeline is named, any is approved; other lists are empty.
fn without_words(parameter: &str) -> &'static str {
    match parameter {
        "approved_pipelines" => "any",
        _ => "none",
    }
}

/// The position of a control in the pack.
fn position(control: &Tested) -> usize {
    let mut all = catalogue().iter();
    all.position(|of| of.id == control.id).unwrap_or(usize::MAX)
}

/// All results: by deployment in the order of the population, then by control; then those on anything
/// else.
pub(super) fn results(material: &Material<'_>) -> Result<Vec<ControlResult>, AppError> {
    let explained = material.explained;
    let (snapshot, numbering) = (&explained.loaded.snapshot, &material.numbering);
    let positions: Vec<usize> = registry().iter().map(|control| position(control)).collect();
    let by_subject: Vec<Vec<ControlResult>> = (0..explained.subjects.len())
        .into_par_iter()
        .map(|subject| {
            (0..registry().len())
                .map(|control| {
                    let judgement = explained.judgement(subject, control)?;
                    let subject = Subject::Deployment(subject);
                    let control = positions[control];
                    Ok(result((snapshot, numbering), control, subject, judgement))
                })
                .collect::<Result<_, AppError>>()
        })
        .collect::<Result<_, _>>()?;
    let others = (0..explained.others.judged.len()).map(|at| {
        let other = explained.others.judged[at];
        let judgement = explained.other_judgement(at)?;
        let subject = other_subject(snapshot, explained.others.period, other);
        let control = position(other.control);
        Ok(result((snapshot, numbering), control, subject, judgement))
    });
    let mut results: Vec<ControlResult> = by_subject.into_iter().flatten().collect();
    results.extend(others.collect::<Result<Vec<_>, AppError>>()?);
    Ok(results)
}

fn other_subject(snapshot: &Snapshot, period: Period, other: Other) -> Subject {
    let about = others::reference(snapshot, period, other);
    Subject::Other {
        kind: about.kind.to_owned(),
        source: about.source,
        id: about.id,
        name: about.name,
        at: about.at.map(|at| at.utc()),
    }
}

fn result(
    (snapshot, numbering): (&Snapshot, &Numbering),
    control: usize,
    subject: Subject,
    judgement: Judgement,
) -> ControlResult {
    let facts = judgement.facts.iter().map(|fact| {
        let (source, _) = snapshot.origin(fact.record);
        let own = fact.own_place.as_deref();
        Fact {
            record: snapshot.name(fact.record),
            record_name: record_names::name(snapshot, fact.record),
            record_place: snapshot.place(fact.record, "", None),
            field: fact.field.clone(),
            value: fact.value.clone(),
            source: Some(numbering.position(source)),
            place: snapshot.place(fact.record, &fact.field, own),
        }
    });
    ControlResult {
        control,
        subject,
        outcome: match judgement.outcome {
            Judged::Fail => Outcome::Fail,
            Judged::InsufficientEvidence => Outcome::InsufficientEvidence,
            Judged::Pending => Outcome::Pending,
            Judged::Pass => Outcome::Pass,
            Judged::NotApplicable => Outcome::NotApplicable,
        },
        overlays: judgement
            .overlays
            .iter()
            .map(|mark| match mark {
                Mark::AsExported => Overlay::AsExported,
                Mark::ByAccount => Overlay::ByAccount,
                Mark::Excepted => Overlay::Excepted,
                Mark::ExceptedRetroactive => Overlay::ExceptedRetroactive,
            })
            .collect(),
        facts: facts.collect(),
        reason: judgement.reason,
    }
}
