//! The input of an audit evidence pack, and the one call that makes the PDF from it.
//!
//! Everything here is plain, owned data. Nothing reads a clock, a file or a random number, so
//! the same input gives the same bytes.

mod change_dossier;
mod decided;
mod dossier;
mod exceptions;
mod identity;
mod management;
mod population;
mod results;
mod sampling;
mod sources;

pub use change_dossier::{ChangeDossier, change_dossier};
pub use decided::{AbleToDeploy, Decided, DecidedGroup, Deployed, FollowUp, UntestedPart};
pub use dossier::{
    Dossier, DossierChange, DossierEdit, DossierEvidence, DossierException, DossierField,
    DossierOutcome, DossierPerson, DossierRecord, DossierStep, ValueAtStart,
};
pub use exceptions::{
    ApprovedWhen, ExceptionItem, ExceptionRegister, ExceptionRequest, ExceptionState,
};
pub use identity::{PackIdentity, PageSize, Period, Policy, PolicyVersion, Preparer};
pub use management::{
    Action, AnnualPack, ClauseDecided, ControlOfYears, DecisionNeeded, Emergency, KeptIn,
    Management, ManagementSummary, PolicyDay, PolicyReview, RosterChange, Trend, UNPROVEN,
    annual_pack, management_summary,
};
pub use population::{
    CalendarRule, Deployment, GapExplanation, Population, Reduction, TieOut, TieOutItem,
};
pub use results::{
    Clause, Control, ControlResult, Event, EventLog, Extent, Fact, FrameworkTag, Interpretation,
    LogHead, Parameter, Severity, Subject,
};
pub use sampling::{
    DrawnItems, Sample, SampleCell, SampleItem, SamplePart, SampledControl, Sampling, Tick,
};
pub use sources::{
    Coverage, CoverageRow, CoverageState, DeclaredRows, Month, RecordSpan, RejectedRow, Source,
    TimeZones,
};

use crate::error::ReportError;
use crate::{attachments, layout, pdf, sections};

/// What is in scope, in sentences.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scope {
    /// What is in scope beside the services and environments of the population.
    pub in_scope: Vec<String>,
    /// What is out of scope.
    pub out_of_scope: Vec<String>,
    /// Controls that were not tested by decision, on some days or on all.
    pub switched_off: Vec<SwitchedOff>,
    /// Limitations other than coverage and these.
    pub limitations: Vec<String>,
}

/// A control that was not tested, by decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SwitchedOff {
    /// Its id.
    pub control: String,
    /// On which days, and who decided that and why, in a sentence.
    pub sentence: String,
}

/// Everything an audit evidence pack is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditPack {
    /// Paper.
    pub page_size: PageSize,
    /// Who, for whom, when.
    pub identity: PackIdentity,
    /// Scope in and out.
    pub scope: Scope,
    /// Imported files, in the order of the register.
    pub sources: Vec<Source>,
    /// Coverage by kind of record and month.
    pub coverage: Coverage,
    /// The comparison with a second source; `None` where there is none.
    pub tie_out: Option<TieOut>,
    /// The deployments under audit.
    pub population: Population,
    /// The controls tested.
    pub controls: Vec<Control>,
    /// Their outcomes.
    pub results: Vec<ControlResult>,
    /// SHA-256 over the canonical list of the results.
    pub results_hash: String,
    /// Samples of the population.
    pub sampling: Sampling,
    /// Exceptions from the policy.
    pub exceptions: ExceptionRegister,
    /// Who could deploy, and what people decided and changed.
    pub decided: Decided,
    /// Parts of clauses that no control tests.
    pub untested: Vec<UntestedPart>,
    /// The event log.
    pub event_log: EventLog,
}

impl AuditPack {
    /// Checks that positions refer to something and that shapes agree.
    ///
    /// # Errors
    ///
    /// Names the first part of the input that does not fit.
    pub fn check(&self) -> Result<(), ReportError> {
        let Period { from, to } = self.identity.period;
        if to < from {
            return Err(ReportError::PeriodReversed { from, to });
        }
        for row in &self.coverage.rows {
            if row.states.len() != self.coverage.months.len() {
                return Err(ReportError::CoverageShape {
                    row: format!("{} {}", row.kind, row.scope),
                    found: row.states.len(),
                    expected: self.coverage.months.len(),
                });
            }
        }
        for (row, result) in self.results.iter().enumerate() {
            let within = |what, index, available| {
                if index < available {
                    Ok(())
                } else {
                    Err(ReportError::UnknownReference {
                        row,
                        what,
                        index,
                        available,
                    })
                }
            };
            within("control", result.control, self.controls.len())?;
            if let Subject::Deployment(index) = result.subject {
                within("deployment", index, self.population.deployments.len())?;
            }
            for source in result.facts.iter().filter_map(|fact| fact.source) {
                within("source", source, self.sources.len())?;
            }
        }
        self.check_samples()
    }

    /// The same of the items of samples.
    fn check_samples(&self) -> Result<(), ReportError> {
        let samples = self.sampling.samples.iter();
        for (row, drawn) in samples.filter_map(|one| one.drawn.as_ref()).enumerate() {
            let within = |what, index, available| match index < available {
                true => Ok(()),
                false => Err(ReportError::UnknownReference {
                    row,
                    what,
                    index,
                    available,
                }),
            };
            for item in &drawn.items {
                within(
                    "deployment",
                    item.deployment,
                    self.population.deployments.len(),
                )?;
                within("cell", drawn.controls.len(), item.cells.len() + 1)?;
            }
            for control in &drawn.controls {
                within("control", control.control, self.controls.len())?;
            }
        }
        Ok(())
    }
}

/// Writes an audit evidence pack: PDF/A-3a and PDF/UA-1 with its attachments.
///
/// # Errors
///
/// Where the input does not fit together, or the PDF could not be written.
pub fn audit_pack(input: &AuditPack) -> Result<Vec<u8>, ReportError> {
    input.check()?;
    let attachments = attachments::audit(input)?;
    let document = sections::audit(input, &attachments)?;
    let scene = layout::compose(&document)?;
    pdf::write(&scene, &attachments)
}
