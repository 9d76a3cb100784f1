//! Publishes the new version with its first day.

use std::path::Path;

use changeproof_domain::policy::effective_as;
use changeproof_store::{StoreError, Workspace};
use chrono::NaiveDate;
use serde_json::json;

use super::draft::check_newest;
use super::event::{PUBLISHED, Published};
use super::{review, show};
use crate::decisions::{Refusal, attachment};
use crate::error::AppError;
use crate::loaded::workspace_zone;
use crate::log;
use crate::permission::{self, Act};
use crate::policy::{self, NewVersion};
use crate::ports::Ports;
use crate::wire::annual_review::AnnualReview;

/// Adds the approved draft as a version of the policy, in force from a day on.
///
/// # Errors
///
/// [`AppError::Refused`] where nothing is approved or the day has passed, [`AppError::PolicyTooEarly`], what a
/// person may not do, or what the store says.
pub fn publish(
    workspace: &Path,
    from: NaiveDate,
    ports: &Ports<'_>,
) -> Result<AnnualReview, AppError> {
    let mut open = Workspace::open(workspace)?;
    let writer = open.write()?;
    permission::check(&writer, Act::ReviewPolicy, ports)?;
    let review = review::open_one(&writer)?;
    let approved = review.approval()?;
    if let Some(published) = &review.published {
        return Err(Refusal::new(
            "published_already",
            format!(
                "Version {} was published at {}.",
                published.told.version, published.at
            ),
        )
        .into());
    }
    let mut drafts = review.drafts.iter();
    let draft = drafts.find(|draft| draft.sequence == approved.told.draft);
    let Some(text) = draft.and_then(|draft| draft.told.evidence.first()) else {
        return Err(Refusal::new(
            "nothing_to_publish",
            "The policy stays as it is: there is no new version to publish.",
        )
        .into());
    };
    let versions = policy::versions(&writer, i64::MAX)?;
    check_newest(&review, policy::newest(&versions)?)?;
    let today = ports.clock.now().date_in(workspace_zone(&writer)?);
    if from < today {
        return Err(Refusal::new(
            "published_too_early",
            format!(
                "{from} has passed. A version that comes out of a review is in force from {today} on at the \
                 earliest, since nobody could follow it before."
            ),
        )
        .with(json!({ "from": from, "today": today }))
        .into());
    }
    let reason = approved.told.reason.clone();
    let damaged = |what: String| StoreError::Damaged(format!("the draft of the policy {what}"));
    let draft = String::from_utf8(attachment::bytes(&writer, text)?);
    let draft = draft.map_err(|_| damaged("is not UTF-8".to_owned()))?;
    let text = effective_as(&draft, from, &reason);
    let text = text.map_err(|faults| damaged(format!("cannot be read: {faults:?}")))?;
    let version = NewVersion {
        text,
        from,
        reason,
        by: ports.decided_by(None)?,
    };
    let added = policy::add_within(&writer, workspace, version, ports)?;
    let told = Published {
        review: review.opened.sequence,
        version: added.version,
        from,
    };
    log::append(&writer, Act::ReviewPolicy, PUBLISHED, &told, ports)?;
    writer.commit()?;
    show(workspace, ports)
}
