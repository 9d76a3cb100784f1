//! Decides what a significant change means for the policy.

use std::path::Path;

use changeproof_store::Workspace;
use serde_json::json;

use super::event::{DECIDED, Decided, all};
use super::list;
use crate::decisions::{Refusal, needed};
use crate::error::AppError;
use crate::log;
use crate::permission::{self, Act};
use crate::ports::Ports;
use crate::wire::policy_trigger::PolicyTriggerLine;

/// What a change means for the policy, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TriggerDecided {
    /// The event that recorded the change.
    pub trigger: i64,
    /// What it means: no change, a review, another version.
    pub decision: String,
    /// Why.
    pub reason: String,
}

/// Records the decision, as a policy owner. The first one stands.
///
/// # Errors
///
/// [`AppError::Refused`] where the change is not known or was decided on, what a person may not do, or what the
/// store says.
pub fn decide(
    workspace: &Path,
    decided: &TriggerDecided,
    ports: &Ports<'_>,
) -> Result<Vec<PolicyTriggerLine>, AppError> {
    let decision = needed(&decided.decision, "The decision")?.to_owned();
    let reason = needed(&decided.reason, "The reason")?.to_owned();
    let mut open = Workspace::open(workspace)?;
    let writer = open.write()?;
    permission::check(&writer, Act::ReviewPolicy, ports)?;
    let all = all(&writer, i64::MAX)?;
    let found = all
        .iter()
        .find(|one| one.happened.sequence == decided.trigger);
    let trigger = found.ok_or_else(|| {
        Refusal::new(
            "unknown_trigger",
            format!(
                "Event {} tells of no significant change that is recorded here.",
                decided.trigger
            ),
        )
        .with(json!({ "trigger": decided.trigger }))
    })?;
    if let Some(before) = &trigger.decided {
        return Err(Refusal::new(
            "trigger_decided_already",
            format!("{} decided on it at {}.", before.person, before.at),
        )
        .into());
    }
    let told = Decided {
        trigger: decided.trigger,
        what: trigger.happened.told.what.clone(),
        decision,
        reason,
    };
    log::append(&writer, Act::ReviewPolicy, DECIDED, &told, ports)?;
    writer.commit()?;
    list(workspace, ports)
}
