//! Records that an interpretation was accepted.

use std::path::Path;

use changeproof_domain::policy::InterpretationState;
use changeproof_store::Workspace;
use serde_json::json;

use super::acceptances::{Acceptances, INTERPRETATION_ACCEPTED, content, values};
use super::{of_versions, profile_of, versions};
use crate::error::AppError;
use crate::loaded::workspace_zone;
use crate::log;
use crate::permission::{self, Act};
use crate::ports::Ports;
use crate::wire::policy::InterpretationAccepted;

/// What is accepted, by whom and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcceptOptions {
    /// The interpretation's id.
    pub id: String,
    /// Who accepts it, as it was given; whoever signed in where it is left out.
    pub by: Option<String>,
    /// Why.
    pub reason: String,
}

/// Accepts an interpretation of the version in force today. It holds for this reading with these values;
/// where a later version changes them, it has to be accepted again.
///
/// # Errors
///
/// [`AppError::UnknownInterpretation`], [`AppError::AcceptedAlready`], [`AppError::NoReason`],
/// [`AppError::NoName`], or what the store says.
pub fn accept(
    workspace: &Path,
    options: &AcceptOptions,
    ports: &Ports<'_>,
) -> Result<InterpretationAccepted, AppError> {
    let by = ports.decided_by(options.by.as_deref())?.unwrap_or_default();
    let (by, reason) = (by.as_str(), options.reason.trim());
    if reason.is_empty() {
        return Err(AppError::NoReason);
    }
    if by.is_empty() {
        return Err(AppError::NoName);
    }
    let mut open = Workspace::open(workspace)?;
    let writer = open.write()?;
    permission::check(&writer, Act::AcceptInterpretation, ports)?;
    let zone = workspace_zone(&writer)?;
    let now = ports.clock.now();
    let all = versions(&writer, i64::MAX)?;
    let number = of_versions(&all, zone).at(now).number;
    let profile = profile_of(&all, number);
    let found = profile.interpretations.iter();
    let one = found.clone().find(|one| one.id == options.id);
    let one = one.ok_or_else(|| AppError::UnknownInterpretation {
        id: options.id.clone(),
        known: found
            .map(|one| one.id.as_str())
            .collect::<Vec<_>>()
            .join(", "),
    })?;
    if let Some(before) = Acceptances::until(&writer, i64::MAX)?.of(one, profile) {
        return Err(AppError::AcceptedAlready {
            id: one.id.clone(),
            by: before.by,
            on: before.on.date(zone),
        });
    }
    debug_assert_eq!(one.state, InterpretationState::Proposed);
    let values = values(one, profile);
    let payload = json!({
        "interpretation": one.id,
        "policy_version": number,
        "clause": one.clause,
        "words": one.words,
        "reading": one.reading,
        "parameters": values.iter().cloned().collect::<std::collections::BTreeMap<_, _>>(),
        "content_sha256": content(one, profile),
        "by": by,
        "reason": reason,
    });
    log::append(
        &writer,
        Act::AcceptInterpretation,
        INTERPRETATION_ACCEPTED,
        &payload,
        ports,
    )?;
    writer.commit()?;
    Ok(InterpretationAccepted {
        workspace: workspace.to_owned(),
        interpretation: one.id.clone(),
        version: number,
        by: by.to_owned(),
        reason: reason.to_owned(),
        signed_in: ports.signed_in.is_some(),
    })
}
