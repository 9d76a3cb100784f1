//! Drafts an exception, edits one, hands one in.

use std::path::{Path, PathBuf};

use changeproof_controls::{find, knows_no_exception};
use changeproof_domain::time::{Moment, Timestamp};
use changeproof_store::{Reader, Workspace};
use chrono::NaiveDate;
use serde_json::json;

use super::event::{Step, Submitted, Written};
use super::request::{Request, Risk, Scope};
use super::rules;
use super::take::{Taking, take, take_knowing};
use crate::decisions::{Refusal, attachment};
use crate::error::AppError;
use crate::loaded::workspace_zone;
use crate::permission::{self, Act};
use crate::ports::Ports;
use crate::wire::exception::ExceptionLine;

/// A day, or a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// All of a day in the workspace's zone.
    Day(NaiveDate),
    /// An instant.
    At(Timestamp),
}

impl When {
    /// A day such as `2025-01-31`, or a time with its zone.
    pub fn read(text: &str) -> Option<When> {
        let text = text.trim();
        let day = text.parse().map(When::Day);
        let at = || text.parse().map(|moment: Moment| When::At(moment.at));
        day.ok().or_else(|| at().ok())
    }
}

/// What somebody writes into an exception. What is left out stays as it was, and is empty in a new one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExceptionWords {
    /// The control.
    pub control: Option<String>,
    /// The policy's clause; where it is left out and the control tests one clause alone, that one.
    pub clause: Option<String>,
    /// The exact deviation.
    pub deviation: Option<String>,
    /// Why it is needed.
    pub justification: Option<String>,
    /// What it holds for.
    pub scope: Option<Scope>,
    /// The beginning; of a day its first instant.
    pub from: Option<When>,
    /// The end; of a day its last instant.
    pub to: Option<When>,
    /// Who bears the risk.
    pub risk_owner: Option<String>,
    /// How much is at risk.
    pub risk: Option<Risk>,
    /// The risk that remains.
    pub residual_risk: Option<String>,
    /// What stands in for the control.
    pub compensating_controls: Option<String>,
    /// How the company returns to the policy.
    pub return_plan: Option<String>,
    /// Files that show why it is needed; they are added to those that are there.
    pub evidence: Vec<PathBuf>,
}

/// Drafts an exception, asked for by whoever signed in.
///
/// # Errors
///
/// [`AppError::UnknownControl`], [`AppError::Refused`] where the control knows no exception or has no such
/// clause, [`AppError::NotRead`], what a person may not do, or what the store says.
pub fn draft(
    workspace: &Path,
    words: &ExceptionWords,
    ports: &Ports<'_>,
) -> Result<ExceptionLine, AppError> {
    allowed(workspace, ports)?;
    let evidence = attachment::read(&words.evidence)?;
    take(workspace, Act::RequestException, ports, |taking, writer| {
        let told = Written {
            exception: taking.register.next_id(),
            version: 1,
            request: written(writer, Request::default(), words)?,
            evidence: attachment::keep(writer, &evidence)?,
        };
        Ok(Step::Drafted(told))
    })
}

/// Writes a new version of an exception. Whatever was approved of it ends.
///
/// # Errors
///
/// As for [`draft`], or a refusal where it is another person's or over.
pub fn edit(
    workspace: &Path,
    exception: &str,
    words: &ExceptionWords,
    ports: &Ports<'_>,
) -> Result<ExceptionLine, AppError> {
    allowed(workspace, ports)?;
    let added = attachment::read(&words.evidence)?;
    take(workspace, Act::RequestException, ports, |taking, writer| {
        let (found, newest) = taking.find(exception)?;
        rules::not_over(found, newest, taking.now)?;
        let mut evidence = newest.evidence.clone();
        for one in attachment::keep(writer, &added)? {
            if !evidence.contains(&one) {
                evidence.push(one);
            }
        }
        let told = Written {
            exception: found.id.clone(),
            version: newest.number + 1,
            request: written(writer, newest.request.clone(), words)?,
            evidence,
        };
        Ok(Step::Edited(told))
    })
}

/// Hands in the newest version of an exception.
///
/// # Errors
///
/// A refusal where parts are missing, it holds too long, its risk is too low, or no exception cures what it is
/// for; what a person may not do, or what the store says.
pub fn submit(
    workspace: &Path,
    exception: &str,
    ports: &Ports<'_>,
) -> Result<ExceptionLine, AppError> {
    let submitted = |taking: &Taking<'_>| {
        let (found, newest) = taking.find(exception)?;
        Ok(Step::Submitted(Submitted {
            exception: found.id.clone(),
            version: newest.number,
        }))
    };
    let act = Act::RequestException;
    take_knowing(workspace, act, ports, submitted, |taking, loaded, step| {
        let (found, newest) = taking.find(exception)?;
        // Whether the request as such may be approved by anybody.
        rules::request(loaded, taking.now, found, newest)?;
        Ok(step)
    })
}

/// Asked before files are read, and once more when the event is appended.
fn allowed(workspace: &Path, ports: &Ports<'_>) -> Result<(), AppError> {
    let open = Workspace::open(workspace)?;
    permission::check(&open.read()?, Act::RequestException, ports)
}

/// A request with what was written into it.
fn written(
    reader: &Reader<'_>,
    mut request: Request,
    words: &ExceptionWords,
) -> Result<Request, AppError> {
    let zone = workspace_zone(reader)?;
    let texts = [
        (&mut request.deviation, &words.deviation),
        (&mut request.justification, &words.justification),
        (&mut request.risk_owner, &words.risk_owner),
        (&mut request.residual_risk, &words.residual_risk),
        (
            &mut request.compensating_controls,
            &words.compensating_controls,
        ),
        (&mut request.return_plan, &words.return_plan),
    ];
    for (text, written) in texts {
        if let Some(written) = written {
            written.trim().clone_into(text);
        }
    }
    if let Some(id) = &words.control {
        request.control = control(id)?.to_owned();
        // The clause belongs to the control.
        request.clause = String::new();
    }
    let id = control(&request.control)?;
    let clauses = find(id).map_or(&[][..], |control| control.clauses);
    request.clause = match (words.clause.as_deref().map(str::trim), clauses) {
        (Some(named), _) => clause(id, clauses, named)?.to_owned(),
        (None, [only]) => (*only).to_owned(),
        (None, _) => request.clause,
    };
    if let Some(scope) = &words.scope {
        request.scope = Some(trimmed(scope));
    }
    if let Some(from) = words.from {
        request.from = Some(match from {
            When::Day(day) => Timestamp::start_of(day, zone),
            When::At(at) => at,
        });
    }
    if let Some(to) = words.to {
        request.to = Some(match to {
            When::Day(day) => Timestamp::end_of(day, zone),
            When::At(at) => at,
        });
    }
    request.risk = words.risk.or(request.risk);
    Ok(request)
}

/// A control that knows exceptions, as it is written.
fn control(id: &str) -> Result<&'static str, AppError> {
    let wanted = id.trim().to_uppercase();
    let Some(control) = find(&wanted) else {
        let known = changeproof_controls::catalogue()
            .iter()
            .map(|one| one.id)
            .collect::<Vec<_>>();
        return Err(AppError::UnknownControl {
            id: id.to_owned(),
            known: known.join(", "),
        });
    };
    if knows_no_exception(control.id) {
        return Err(Refusal::new(
            "control_without_exception",
            format!(
                "{} knows no exception: what it fails has to be put right.",
                control.id
            ),
        )
        .with(json!({ "control": control.id }))
        .into());
    }
    Ok(control.id)
}

fn clause<'c>(
    control: &str,
    clauses: &'c [&'static str],
    named: &str,
) -> Result<&'c str, AppError> {
    let found = { clauses.iter() }.find(|clause| clause.eq_ignore_ascii_case(named));
    found.copied().ok_or_else(|| {
        Refusal::new(
            "clause_of_another_control",
            format!(
                "{control} does not test clause {named}. It tests {}.",
                clauses.join(", ")
            ),
        )
        .into()
    })
}

fn trimmed(scope: &Scope) -> Scope {
    match scope {
        Scope::Deployment(id) => Scope::Deployment(id.trim().to_owned()),
        Scope::Service(name) => Scope::Service(name.trim().to_owned()),
        Scope::Control => Scope::Control,
        Scope::Window => Scope::Window,
    }
}
