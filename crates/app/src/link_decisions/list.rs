//! Lists decisions on links.

use std::path::Path;

use changeproof_store::{Reader, Workspace};

use super::event::{Decision, all, waits};
use crate::error::AppError;
use crate::permission::{self, Act};
use crate::ports::Ports;
use crate::wire::attachment::AttachmentLine;
use crate::wire::link::LinkDecisionLine;

/// All decisions, in the order in which they were recorded.
///
/// # Errors
///
/// What a person may not do, or what the store says.
pub fn list(workspace: &Path, ports: &Ports<'_>) -> Result<Vec<LinkDecisionLine>, AppError> {
    let open = Workspace::open(workspace)?;
    let reader = open.read()?;
    permission::check(&reader, Act::Look, ports)?;
    all_lines(&reader)
}

/// The same, for whoever may look already.
///
/// # Errors
///
/// What the store says.
pub(crate) fn all_lines(reader: &Reader<'_>) -> Result<Vec<LinkDecisionLine>, AppError> {
    lines(reader, |_| true)
}

/// Those on the links of one deployment.
///
/// # Errors
///
/// What the store says.
pub(crate) fn of_deployment(
    reader: &Reader<'_>,
    names: &[(&str, &str)],
) -> Result<Vec<LinkDecisionLine>, AppError> {
    lines(reader, |one| {
        let told = &one.recorded.told;
        names.contains(&(told.source.as_str(), told.deployment.as_str()))
    })
}

fn lines(
    reader: &Reader<'_>,
    is_asked_for: impl Fn(&Decision) -> bool,
) -> Result<Vec<LinkDecisionLine>, AppError> {
    let all = all(reader, i64::MAX)?;
    let asked_for = all.iter().filter(|one| is_asked_for(one));
    Ok(asked_for.map(|one| line(&all, one)).collect())
}

fn line(all: &[Decision], one: &Decision) -> LinkDecisionLine {
    let recorded = &one.recorded;
    let told = &recorded.told;
    LinkDecisionLine {
        event: recorded.sequence,
        at: recorded.at,
        by: recorded.person.clone(),
        source: told.source.clone(),
        deployment: told.deployment.clone(),
        kind: told.kind.id(),
        target: told.target.clone(),
        verdict: told.verdict.id(),
        reason: told.reason.clone(),
        reaches_back: told.reaches_back,
        second: one.second.as_ref().map(|second| second.person.clone()),
        holds: one.holds(),
        waits: waits(all, one),
        evidence: told.evidence.iter().map(AttachmentLine::of).collect(),
    }
}
