//! Adds a version of the policy profile, in force from a day on.

use std::path::{Path, PathBuf};

use changeproof_controls::catalogue;
use changeproof_domain::policy::{Fault, effective_as, read_knowing};
use changeproof_store::{Digest, PolicyVersionRow, StoreError, Workspace, Writer};
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
    let version = NewVersion {
        text,
        from: options.from,
        reason: reason.to_owned(),
        by: ports.decided_by(options.by.as_deref())?,
    };
    let added = add_within(&writer, workspace, version, ports)?;
    writer.commit()?;
    Ok(added)
}

/// A version whose text was checked, with its day and reason in it.
pub(crate) struct NewVersion {
    pub(crate) text: String,
    pub(crate) from: NaiveDate,
    pub(crate) reason: String,
    pub(crate) by: Option<String>,
}

/// Adds a version in a step that others may add to.
pub(crate) fn add_within(
    writer: &Writer<'_>,
    workspace: &Path,
    version: NewVersion,
    ports: &Ports<'_>,
) -> Result<PolicyAdded, AppError> {
    let before = versions(writer, i64::MAX)?;
    let latest = newest(&before)?;
    if let Some(day) = latest.from().filter(|day| version.from < *day) {
        return Err(AppError::PolicyTooEarly {
            from: version.from,
            version: latest.number,
            since: day,
        });
    }
    let zone = workspace_zone(writer)?;
    let now = ports.clock.now();
    let mut row = PolicyVersionRow {
        number: latest.number + 1,
        from: version.from,
        reason: version.reason,
        person: version.by,
        sha256: Digest::of(version.text.as_bytes()),
        text: version.text,
        added_by: 0,
    };
    let payload = version_payload(&row);
    let head = log::append(
        writer,
        Act::AddPolicyVersion,
        POLICY_VERSION_ADDED,
        &payload,
        ports,
    )?;
    row.added_by = head.sequence;
    writer.add_policy_version(&row)?;
    let after = versions(writer, i64::MAX)?;
    let differences = differences::between(latest, newest(&after)?);
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
        recorded_after_its_first_day: now.date_in(zone) > version.from,
    })
}

pub(crate) fn newest(versions: &[PolicyVersion]) -> Result<&PolicyVersion, AppError> {
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
    let text = checked_text(file, bytes)?;
    let checked = effective_as(&text, options.from, reason);
    checked.map_err(|faults| bad(file, &faults))
}

/// The text of a profile that can be read, and that names no unknown control.
pub(crate) fn checked_text(file: &Path, bytes: Vec<u8>) -> Result<String, AppError> {
    let text = String::from_utf8(bytes).map_err(|error| {
        let line = error.as_bytes()[..error.utf8_error().valid_up_to()]
            .iter()
            .filter(|byte| **byte == b'\n')
            .count();
        AppError::BadProfile {
            path: file.to_owned(),
            faults: vec![format!("line {}: This is not UTF-8.", line + 1)],
        }
    })?;
    let controls: Vec<&str> = catalogue().iter().map(|control| control.id).collect();
    match read_knowing(&text, &controls) {
        Ok(_) => Ok(text),
        Err(faults) => Err(bad(file, &faults)),
    }
}

fn bad(file: &Path, faults: &[Fault]) -> AppError {
    AppError::BadProfile {
        path: file.to_owned(),
        faults: faults.iter().map(ToString::to_string).collect(),
    }
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
