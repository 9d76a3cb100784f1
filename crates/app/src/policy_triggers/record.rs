//! Records a significant change.

use std::path::{Path, PathBuf};

use changeproof_store::Workspace;
use chrono::NaiveDate;
use serde_json::json;

use super::event::{Happened, RECORDED, all};
use super::list;
use crate::decisions::{Refusal, attachment, needed};
use crate::error::AppError;
use crate::loaded::workspace_zone;
use crate::log;
use crate::permission::{self, Act};
use crate::ports::Ports;
use crate::wire::policy_trigger::PolicyTriggerLine;

/// A significant change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewTrigger {
    /// What changed.
    pub what: String,
    /// The day; today where it is left out.
    pub on: Option<NaiveDate>,
    /// Files behind it.
    pub evidence: Vec<PathBuf>,
}

/// Records it: a decision on the policy is due from then on.
///
/// # Errors
///
/// [`AppError::Refused`] where words are missing, the day is to come or it is recorded already,
/// [`AppError::NotRead`], what a person may not do, or what the store says.
pub fn record(
    workspace: &Path,
    new: &NewTrigger,
    ports: &Ports<'_>,
) -> Result<Vec<PolicyTriggerLine>, AppError> {
    let what = needed(&new.what, "What changed")?.to_owned();
    let mut open = Workspace::open(workspace)?;
    permission::check(&open.read()?, Act::PreparePolicyReview, ports)?;
    let evidence = attachment::read(&new.evidence)?;
    let writer = open.write()?;
    let today = ports.clock.now().date_in(workspace_zone(&writer)?);
    let on = new.on.unwrap_or(today);
    if on > today {
        return Err(Refusal::new(
            "trigger_not_happened_yet",
            format!("{on} is still to come. Record the change when it happened."),
        )
        .with(json!({ "on": on }))
        .into());
    }
    let before = all(&writer, i64::MAX)?;
    let same = |one: &&super::Trigger| {
        let told = &one.happened.told;
        told.on == on && told.what == what
    };
    if let Some(same) = before.iter().find(same) {
        return Err(Refusal::new(
            "trigger_recorded_already",
            format!(
                "This change of {on} is recorded already, by event {}.",
                same.happened.sequence
            ),
        )
        .into());
    }
    let told = Happened {
        what,
        on,
        evidence: attachment::keep(&writer, &evidence)?,
    };
    log::append(&writer, Act::PreparePolicyReview, RECORDED, &told, ports)?;
    writer.commit()?;
    list(workspace, ports)
}
