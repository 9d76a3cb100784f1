//! The controls, as the pages explain them.

use changeproof_controls::{Control, Coverage, catalogue, registry};
use changeproof_domain::outcome::Outcome;
use changeproof_domain::parameters::Parameters;
use changeproof_domain::time::Timestamp;
use changeproof_store::Verdicts;
use chrono_tz::Tz;

use super::OpenWorkspace;
use crate::error::AppError;
use crate::policy;
use crate::wire::result::ParameterObject;
use crate::wire::view::catalogue::{CatalogueView, ControlView, FamilyView, TagView};
use crate::wire::view::deployments::FamilyVerdict;

/// Families of the catalogue in the order of the strip: the way of a change into production. Each
/// with its name and what fits a table head.
const FAMILIES: [(&str, &str, &str); 17] = [
    ("TRC", "Trace", "Trc"),
    ("CAT", "Category", "Cat"),
    ("REC", "Record", "Rec"),
    ("REV", "Review", "Rev"),
    ("APP", "Approval", "App"),
    ("STD", "Standard", "Std"),
    ("TST", "Tests", "Tst"),
    ("DEP", "Deploy", "Dep"),
    ("RBK", "Rollback", "Rbk"),
    ("SEC", "Security", "Sec"),
    ("TPC", "Third party", "Tpc"),
    ("EMG", "Emergency", "Emg"),
    ("MON", "Monitor", "Mon"),
    ("EXC", "Exceptions", "Exc"),
    ("POP", "Population", "Pop"),
    ("LOG", "Logs", "Log"),
    ("GOV", "Governance", "Gov"),
];

/// The family of a control: the letters before its number.
pub(super) fn family_of(control: &Control) -> &'static str {
    control.id.split('-').next().unwrap_or(control.id)
}

/// The families that have controls of deployments, in order, each with the positions of its controls.
fn families() -> impl Iterator<
    Item = (
        &'static (&'static str, &'static str, &'static str),
        Vec<usize>,
    ),
> {
    FAMILIES.iter().filter_map(|family| {
        let of = |at: &usize| family_of(registry()[*at]) == family.0;
        let controls: Vec<usize> = (0..registry().len()).filter(of).collect();
        (!controls.is_empty()).then_some((family, controls))
    })
}

/// The verdict strip of a deployment.
pub(super) fn strip(verdicts: &Verdicts) -> Vec<FamilyVerdict> {
    families()
        .map(|((id, _, _), controls)| {
            let mut cell = FamilyVerdict {
                family: (*id).to_owned(),
                outcome: Outcome::NotApplicable,
                marked: false,
            };
            for (outcome, overlays) in controls.iter().filter_map(|at| verdicts.get(*at)) {
                cell.outcome = cell.outcome.worse(outcome);
                cell.marked |= overlays.iter().next().is_some();
            }
            cell
        })
        .collect()
}

/// Parameters as `reviewers = 1`.
pub(super) fn parameters(control: &Control, parameters: &Parameters) -> Vec<String> {
    ParameterObject((control.parameters)(parameters)).words()
}

fn view_of(control: &Control, defaults: &Parameters) -> ControlView {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    ControlView {
        id: control.id.to_owned(),
        name: control.name.to_owned(),
        severity: control.severity.label().to_owned(),
        family: family_of(control).to_owned(),
        judges: control.check.subject_kind().to_owned(),
        version: control.version,
        clauses: words(control.clauses),
        checks: control.checks.to_owned(),
        why: control.why.to_owned(),
        evidence: control.evidence.to_owned(),
        remedy: control.remedy.to_owned(),
        stricter_than_policy: control.stricter_than_policy.map(str::to_owned),
        parameters: parameters(control, defaults),
        tags: control
            .frameworks
            .iter()
            .map(|tag| TagView {
                framework: tag.framework.to_owned(),
                requirement: tag.requirement.to_owned(),
                coverage: match tag.coverage {
                    Coverage::Full => "full",
                    Coverage::Partial => "partial",
                }
                .to_owned(),
                reason: tag.reason.to_owned(),
            })
            .collect(),
    }
}

impl OpenWorkspace {
    /// The parameters in force at the end of the period that is shown.
    fn parameters_in_force(&self) -> Result<Parameters, AppError> {
        let Some(evaluated) = self.current().evaluated else {
            return Ok(Parameters::default());
        };
        let head = &evaluated.evaluation.head;
        let zone = head.zone.parse();
        let zone: Tz = zone.map_err(|_| AppError::WorkspaceZone(head.zone.clone()))?;
        let policy = policy::from_json(&head.parameters, zone)?;
        let end = Timestamp::end_of(head.to, zone).min(head.as_of);
        Ok(policy.at(end).parameters.clone())
    }

    /// All controls of this version, with the parameters in force at the end of the period.
    ///
    /// # Errors
    ///
    /// What the store says about the parameters of the evaluation.
    pub fn catalogue(&self) -> Result<CatalogueView, AppError> {
        let in_force = self.parameters_in_force()?;
        Ok(CatalogueView {
            families: families()
                .map(|((id, name, short), _)| FamilyView {
                    id: (*id).to_owned(),
                    name: (*name).to_owned(),
                    short: (*short).to_owned(),
                })
                .collect(),
            controls: catalogue()
                .iter()
                .map(|control| view_of(control, &in_force))
                .collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_control_has_its_cell_in_the_strip() {
        let shown: usize = families().map(|(_, controls)| controls.len()).sum();
        assert_eq!(shown, registry().len(), "a family is missing");
    }
}
