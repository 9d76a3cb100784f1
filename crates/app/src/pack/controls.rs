//! The controls with their parameters, and all results with their facts.

use changeproof_controls::{
    Control as Tested, Coverage, ParameterValue, Severity as ControlSeverity, catalogue, registry,
};
use changeproof_domain::outcome::Judgement;
use changeproof_domain::policy::{InForce, Interpretation as Reading, Profile};
use changeproof_domain::snapshot::Snapshot;
use changeproof_reports::pack::{
    Clause, Control, ControlResult, Extent, Fact, FrameworkTag, Interpretation, Parameter,
    Severity, Subject, SwitchedOff,
};
use changeproof_store::OtherOutcome;
use chrono::NaiveDate;
use chrono_tz::Tz;
use rayon::prelude::*;

use super::sources::Numbering;
use super::{Material, dossier, follow_up};
use crate::error::AppError;
use crate::others::{self, Other};
use crate::policy::{self, Acceptances, PolicyVersion};
use crate::record_names;

/// The controls, in the order of the catalogue, by the policy as it was in force within the period.
pub(super) fn controls(material: &Material<'_>) -> Result<Vec<Control>, AppError> {
    let in_force = material.versions_in_force();
    let log = material.head.sequence;
    let loaded = &material.explained.loaded;
    let readings = Readings {
        in_force: &in_force,
        profiles: &loaded.profiles,
        accepted: Acceptances::until(material.reader, log)?,
        zone: loaded.zone,
    };
    let profile = policy::profile_of(&loaded.profiles, material.policy_at_end().number);
    let mut answers = material
        .followed
        .by_control(&follow_up::findings(material.explained));
    let controls = catalogue().iter();
    Ok(controls
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
                    words: policy::clause_words(profile, id).to_owned(),
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
            parameters: parameters(control, &in_force),
            interpretations: readings.of(control),
            stricter_than_policy: control.stricter_than_policy.map(str::to_owned),
            criterion: control.checks.to_owned(),
            effect: control.why.to_owned(),
            follow_up: answers.remove(control.id),
        })
        .collect())
}

/// The parameters of a control. One that changed within the period has each value with its days.
fn parameters(control: &Tested, in_force: &[InForce<'_>]) -> Vec<Parameter> {
    let of = |one: &InForce<'_>| (control.parameters)(&one.version.parameters);
    let by_version: Vec<_> = in_force.iter().map(of).collect();
    let names = by_version.first().into_iter().flatten();
    let parameter = |(at, parameter): (usize, &changeproof_controls::Parameter)| {
        let values = by_version.iter().map(|all| value(&all[at]));
        Parameter {
            name: parameter.name.to_owned(),
            value: with_days(in_force, values.collect()),
        }
    };
    names.enumerate().map(parameter).collect()
}

fn value(parameter: &changeproof_controls::Parameter) -> String {
    match &parameter.value {
        ParameterValue::Number(number) => number.to_string(),
        ParameterValue::Words(words) if words.is_empty() => {
            without_words(parameter.name).to_owned()
        }
        ParameterValue::Words(words) => words.join(", "),
    }
}

/// The value of each version, where they differ with the first day of each.
fn with_days(in_force: &[InForce<'_>], values: Vec<String>) -> String {
    let mut told: Vec<(String, Option<NaiveDate>)> = Vec::new();
    for (one, value) in in_force.iter().zip(values) {
        if told.last().is_none_or(|(last, _)| *last != value) {
            told.push((value, one.version.from));
        }
    }
    match told.as_slice() {
        [(only, _)] => only.clone(),
        several => {
            let each = several.iter().enumerate().map(|(at, (value, from))| {
                match (several.get(at + 1), from) {
                    (Some((_, Some(next))), _) => {
                        let until = next.pred_opt().unwrap_or(*next);
                        format!("{value} until {until}")
                    }
                    (_, Some(from)) => format!("{value} from {from}"),
                    (_, None) => value.clone(),
                }
            });
            each.collect::<Vec<_>>().join(", ")
        }
    }
}

/// Controls that some version of the policy in force does not test, a sentence each.
pub(super) fn switched_off(in_force: &[InForce<'_>]) -> Vec<SwitchedOff> {
    let mut told = Vec::new();
    for one in in_force {
        for (id, off) in &one.version.controls_off {
            let days = match (one.version.from, one.until) {
                (None, None) => String::new(),
                _ => format!(" {}", super::identity::days(one)),
            };
            told.push(SwitchedOff {
                control: id.clone(),
                sentence: format!(
                    "{id} was not tested{days}, by decision of {} of {}: {}",
                    off.decided_by, off.decided_on, off.reason
                ),
            });
        }
    }
    told
}

/// How the policy was read within the period, and who accepted that.
struct Readings<'m> {
    in_force: &'m [InForce<'m>],
    profiles: &'m [PolicyVersion],
    accepted: Acceptances,
    zone: Tz,
}

impl Readings<'_> {
    /// Those that shape a control, and the decision not to test it: each once, although several versions
    /// have it.
    fn of(&self, control: &Tested) -> Vec<Interpretation> {
        let mut found: Vec<Interpretation> = Vec::new();
        for one in self.in_force {
            let profile = policy::profile_of(self.profiles, one.version.number);
            let mut all: Vec<Interpretation> = profile
                .interpretations
                .iter()
                .filter(|reading| reading.controls.iter().any(|id| id == control.id))
                .map(|reading| self.printed(reading, profile))
                .collect();
            if let Some(off) = profile.controls_off.get(control.id) {
                all.push(Interpretation {
                    text: format!("Not tested by decision: {}", off.reason),
                    decided_by: Some(off.decided_by.clone()),
                    since: Some(off.decided_on),
                });
            }
            for reading in all {
                if !found.contains(&reading) {
                    found.push(reading);
                }
            }
        }
        found
    }

    fn printed(&self, reading: &Reading, profile: &Profile) -> Interpretation {
        let values = policy::values(reading, profile);
        let each = values.iter().map(|(name, value)| match value.as_str() {
            "" => format!("{name} = {}", without_words(name)),
            value => format!("{name} = {value}"),
        });
        let accepted = self.accepted.of(reading, profile);
        Interpretation {
            text: format!(
                "{}: \u{201c}{}\u{201d}. {} {}",
                reading.clause,
                reading.words,
                reading.reading,
                each.collect::<Vec<_>>().join("; ")
            ),
            since: accepted.as_ref().map(|one| one.on.date(self.zone)),
            decided_by: accepted.map(|one| one.by),
        }
    }
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

/// The positions in the pack of the controls of deployments, in the order of a deployment's verdicts.
pub(super) fn positions() -> Vec<usize> {
    registry().iter().map(|control| position(control)).collect()
}

/// All results: by deployment in the order of the population, then by control; then those on anything
/// else.
pub(super) fn results(material: &Material<'_>) -> Result<Vec<ControlResult>, AppError> {
    let explained = material.explained;
    let (snapshot, numbering) = (&explained.loaded.snapshot, &material.numbering);
    let positions = positions();
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
        let subject = other_subject(other, &explained.others.outcomes[at]);
        let control = position(other.control);
        Ok(result((snapshot, numbering), control, subject, judgement))
    });
    let mut results: Vec<ControlResult> = by_subject.into_iter().flatten().collect();
    results.extend(others.collect::<Result<Vec<_>, AppError>>()?);
    Ok(results)
}

fn other_subject(other: Other, stored: &OtherOutcome) -> Subject {
    let about = others::subject_of(other, stored);
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
        let (source, _) = snapshot.origin_of(fact.record, &fact.field);
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
        outcome: dossier::outcome(judgement.outcome),
        overlays: judgement.overlays.iter().map(dossier::overlay).collect(),
        facts: facts.collect(),
        reason: judgement.reason,
    }
}
