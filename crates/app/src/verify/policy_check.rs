//! Holds the versions of the policy against the events that told of them, and every such event against
//! the versions.

use changeproof_store::{Digest, Event, Reader};
use serde_json::Value;

use crate::error::AppError;
use crate::policy::{POLICY_VERSION_ADDED, version_payload};
use crate::wire::verification::Check;

const CHECK: &str = "policy";

/// The check of the policy.
pub(super) fn policy_check(reader: &Reader<'_>, events: &[Event]) -> Result<Check, AppError> {
    let told: Vec<&Event> = events
        .iter()
        .filter(|event| event.action == POLICY_VERSION_ADDED)
        .collect();
    let stored = reader.policy_versions(i64::MAX)?;
    if told.len() != stored.len() {
        return Ok(Check::fails(
            CHECK,
            format!(
                "The log tells of {} imported versions of the policy, but {} are stored.",
                told.len(),
                stored.len()
            ),
        ));
    }
    for (event, row) in told.into_iter().zip(&stored) {
        let payload: Value = serde_json::from_str(&event.payload).unwrap_or_default();
        let same = row.added_by == event.sequence
            && payload == version_payload(row)
            && Digest::of(row.text.as_bytes()) == row.sha256;
        if !same {
            return Ok(Check::fails(
                CHECK,
                format!(
                    "Version {} of the policy was changed after it was recorded.",
                    row.number
                ),
            ));
        }
    }
    Ok(match stored.len() {
        0 => Check::holds(CHECK, "The built-in policy profile is the only version."),
        _ => Check::holds(
            CHECK,
            "Every version of the policy is the one that was recorded.",
        ),
    })
}
