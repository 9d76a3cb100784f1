//! Adds a version of the policy profile, in force from a day on.

use std::path::{Path, PathBuf};

use changeproof_controls::catalogue;
use changeproof_domain::policy::{effective_as, read_knowing};
use changeproof_store::{Digest, PolicyVersionRow, StoreError, Workspace};
use chrono::NaiveDate;
use serde_json::json;

use super::{PolicyVersion, differences, versions};
use crate::error::AppError;
use crate::loaded::workspace_zone;
use crate::log;
use crate::permission::{self, Act};
use crate::ports::Ports;
use crate::wire::policy::PolicyAdded;

/// The action of the event.
pub(crate) const POLICY_VERSION_ADDED: &str = "policy_version_added";

/// A version to add.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddOptions {
    /// The profile.
    pub file: PathBuf,
    /// The first day in force, in the workspace's zone.
    pub from: NaiveDate,
    /// Why.
    pub reason: String,
    /// Who says so, as it was given.
    pub by: Option<String>,
}

/// Adds a version. Its text is kept as it is, but for the first day and the reason, which are those
/// given here.
///
/// # Errors
///
/// [`AppError::NotRead`], [`AppError::BadProfile`], [`AppError::NoReason`],
/// [`AppError::PolicyTooEarly`], or what the store says.
pub fn add(
    workspace: &Path,
    options: &AddOptions,
    ports: &Ports<'_>,
) -> Result<PolicyAdded, AppError> {
    let reason = options.reason.trim();
    if reason.is_empty() {
        return Err(AppError::NoReason);
    }
    let text = profile_text(options, reason, ports)?;
    let mut open = Workspace::open(workspace)?;
    let writer = open.write()?;
    permission::check(&writer, Act::AddPolicyVersion, ports)?;
    let before = versions(&writer, i64::MAX)?;
    let latest = newest(&before)?;
    if let Some(day) = latest.from().filter(|day| options.from < *day) {
        return Err(AppError::PolicyTooEarly {
            from: options.from,
            version: latest.number,
            since: day,
        });
    }
    let zone = workspace_zone(&writer)?;
    let now = ports.clock.now();
    let mut row = PolicyVersionRow {
        number: latest.number + 1,
        from: options.from,
        reason: reason.to_owned(),
        person: ports.decided_by(options.by.as_deref())?,
        sha256: Digest::of(text.as_bytes()),
        text,
        added_by: 0,
    };
    let payload = version_payload(&row);
    let head = log::append(
        &writer,
        Act::AddPolicyVersion,
        POLICY_VERSION_ADDED,
        &payload,
        ports,
    )?;
    row.added_by = head.sequence;
    writer.add_policy_version(&row)?;
    let after = versions(&writer, i64::MAX)?;
    let differences = differences::between(latest, newest(&after)?);
    writer.commit()?;
    Ok(PolicyAdded {
        workspace: workspace.to_owned(),
        version: row.number,
        from: row.from,
        reason: row.reason,
        by: row.person,
        sha256: row.sha256.to_string(),
        before: latest.number,
        differences,
        signed_in: ports.signed_in.is_some(),
        recorded_after_its_first_day: now.date_in(zone) > options.from,
    })
}

fn newest(versions: &[PolicyVersion]) -> Result<&PolicyVersion, AppError> {
    let newest = versions.last();
    newest.ok_or_else(|| StoreError::Damaged("the policy has no version".to_owned()).into())
}

/// The text to keep: checked, with the day and the reason of this call.
fn profile_text(options: &AddOptions, reason: &str, ports: &Ports<'_>) -> Result<String, AppError> {
    let file = &options.file;
    let bytes = ports.files.read(file);
    let bytes = bytes.map_err(|source| AppError::NotRead {
        path: file.clone(),
        source,
    })?;
    let bad = |faults: Vec<String>| AppError::BadProfile {
        path: file.clone(),
        faults,
    };
    let text = String::from_utf8(bytes).map_err(|error| {
        let line = error.as_bytes()[..error.utf8_error().valid_up_to()]
            .iter()
            .filter(|byte| **byte == b'\n')
            .count();
        bad(vec![format!("line {}: This is not UTF-8.", line + 1)])
    })?;
    let controls: Vec<&str> = catalogue().iter().map(|control| control.id).collect();
    let checked =
        read_knowing(&text, &controls).and_then(|_| effective_as(&text, options.from, reason));
    checked.map_err(|faults| bad(faults.iter().map(ToString::to_string).collect()))
}

/// What the event of a version tells: everything that its row holds but the text, which it has the hash
/// of.
pub(crate) fn version_payload(row: &PolicyVersionRow) -> serde_json::Value {
    json!({
        "version": row.number,
        "from": row.from,
        "reason": row.reason,
        "by": row.person,
        "sha256": row.sha256,
    })
}
