//! Exceptions: what was allowed, by whom, until when?

use std::path::PathBuf;

use changeproof_controls::{Control, Severity, catalogue, knows_no_exception};
use changeproof_domain::policy::Profile;

use super::OpenWorkspace;
use crate::decisions::Refusal;
use crate::error::AppError;
use crate::exceptions::{
    Ending, ExceptionWords, Level, NewApproval, Risk, Scope, When, approve, draft, edit, end,
    listed, submit,
};
use crate::loaded::workspace_zone;
use crate::permission::{self, Act};
use crate::policy::{clause_words, of_versions, profile_of, versions};
use crate::ports::Ports;
use crate::wire::exception::{
    ExceptedClause, ExceptedControl, ExceptionForm, ExceptionLine, ExceptionStep, ExceptionsView,
};

impl OpenWorkspace {
    /// The register, and the rules beside which an exception is asked for.
    ///
    /// # Errors
    ///
    /// What a person may not do, or what the store says.
    pub fn exceptions(&self, ports: &Ports<'_>) -> Result<ExceptionsView, AppError> {
        let ports = self.for_its_person(ports);
        let open = changeproof_store::Workspace::open(&self.path)?;
        let reader = open.read()?;
        let register = listed(&reader, None, &ports)?;
        let zone = workspace_zone(&reader)?;
        let all = versions(&reader, i64::MAX)?;
        let policy = of_versions(&all, zone);
        let profile = profile_of(&all, policy.at(ports.clock.now()).number);
        let draft_forbidden = permission::forbidden(&reader, Act::RequestException, &ports)?;
        let controls = catalogue().iter().filter(|one| !knows_no_exception(one.id));
        Ok(ExceptionsView {
            zone: zone.name().to_owned(),
            register,
            controls: controls.map(|one| excepted(one, profile)).collect(),
            draft_forbidden,
        })
    }

    /// Drafts an exception, or writes a new version of one.
    ///
    /// # Errors
    ///
    /// As for [`draft`] and [`edit`], or a refusal of words that cannot be read.
    pub fn write_exception(
        &self,
        form: &ExceptionForm,
        evidence: Vec<PathBuf>,
        ports: &Ports<'_>,
    ) -> Result<ExceptionLine, AppError> {
        let words = words(form, evidence)?;
        let ports = self.for_its_person(ports);
        match &form.exception {
            Some(exception) => edit(&self.path, exception, &words, &ports),
            None => draft(&self.path, &words, &ports),
        }
    }

    /// Takes a step with an exception.
    ///
    /// # Errors
    ///
    /// The rule that forbids it, what a person may not do, or what the store says.
    pub fn exception_step(
        &self,
        exception: &str,
        step: &ExceptionStep,
        ports: &Ports<'_>,
    ) -> Result<ExceptionLine, AppError> {
        let ports = self.for_its_person(ports);
        let path = &self.path;
        match step {
            ExceptionStep::Submit => submit(path, exception, &ports),
            ExceptionStep::Approve {
                version,
                as_policy_owner,
                note,
            } => {
                let approval = NewApproval {
                    exception: exception.to_owned(),
                    version: *version,
                    level: match as_policy_owner {
                        true => Level::PolicyOwner,
                        false => Level::Approver,
                    },
                    note: Some(note.clone()),
                };
                approve(path, &approval, &ports)
            }
            ExceptionStep::Return { reason } => {
                end(path, exception, Ending::Return, reason, &ports)
            }
            ExceptionStep::Reject { reason } => {
                end(path, exception, Ending::Reject, reason, &ports)
            }
            ExceptionStep::Revoke { reason } => {
                end(path, exception, Ending::Revoke, reason, &ports)
            }
            ExceptionStep::Close { reason } => end(path, exception, Ending::Close, reason, &ports),
        }
    }
}

fn excepted(control: &Control, profile: &Profile) -> ExceptedControl {
    let clauses = control.clauses.iter().map(|clause| ExceptedClause {
        clause: (*clause).to_owned(),
        words: clause_words(profile, clause).to_owned(),
    });
    let risk = match control.severity {
        Severity::Critical => Risk::Critical,
        Severity::High => Risk::High,
        Severity::Medium => Risk::Medium,
    };
    ExceptedControl {
        control: control.id.to_owned(),
        name: control.name.to_owned(),
        risk: risk.id().to_owned(),
        checks: control.checks.to_owned(),
        clauses: clauses.collect(),
    }
}

/// What the form says; parts that are empty are still missing.
fn words(form: &ExceptionForm, evidence: Vec<PathBuf>) -> Result<ExceptionWords, Refusal> {
    let text = |text: &str| Some(text.to_owned());
    let filled = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let when = |words: &str| {
        match filled(words) {
        None => Ok(None),
        Some(words) => When::read(&words).map(Some).ok_or_else(|| {
            Refusal::new(
                "day_unreadable",
                format!("'{words}' is neither a date such as 2025-01-31 nor a time with its zone, such as 2025-03-01T10:00:00Z."),
            )
        }),
    }
    };
    let named = filled(&form.scope_of);
    let scope = match (form.scope.as_str(), named) {
        ("deployment", Some(id)) => Some(Scope::Deployment(id)),
        ("service", Some(name)) => Some(Scope::Service(name)),
        ("control", _) => Some(Scope::Control),
        ("window", _) => Some(Scope::Window),
        _ => None,
    };
    Ok(ExceptionWords {
        control: text(&form.control),
        clause: filled(&form.clause),
        deviation: text(&form.deviation),
        justification: text(&form.justification),
        scope,
        from: when(&form.from)?,
        to: when(&form.to)?,
        risk_owner: text(&form.risk_owner),
        risk: Risk::from_id(&form.risk),
        residual_risk: text(&form.residual_risk),
        compensating_controls: text(&form.compensating_controls),
        return_plan: text(&form.return_plan),
        evidence,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_that_is_none_is_refused_and_an_empty_one_is_still_missing() {
        let mut form = ExceptionForm {
            exception: None,
            control: "REV-01".to_owned(),
            clause: String::new(),
            deviation: String::new(),
            justification: String::new(),
            scope: "control".to_owned(),
            scope_of: String::new(),
            from: String::new(),
            to: "next week".to_owned(),
            risk_owner: String::new(),
            risk: "high".to_owned(),
            residual_risk: String::new(),
            compensating_controls: String::new(),
            return_plan: String::new(),
            with_files: false,
        };
        let refusal = words(&form, Vec::new()).unwrap_err();
        assert_eq!(refusal.code, "day_unreadable");
        assert!(refusal.message.contains("'next week'"), "{refusal}");
        form.to = "2025-03-31".to_owned();
        let read = words(&form, Vec::new()).unwrap();
        assert_eq!((read.from, read.to), (None, When::read("2025-03-31")));
    }
}
