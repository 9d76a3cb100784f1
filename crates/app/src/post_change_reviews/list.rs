//! The reviews that are recorded here.

use std::path::Path;

use changeproof_store::{Reader, Workspace};
use serde_json::json;

use super::event;
use crate::decisions::Refusal;
use crate::error::AppError;
use crate::permission::{self, Act};
use crate::ports::Ports;
use crate::wire::post_change_review::RecordedReview;

/// All of them, in the order in which they were recorded.
///
/// # Errors
///
/// What a person may not do, or what the store says.
pub fn list(workspace: &Path, ports: &Ports<'_>) -> Result<Vec<RecordedReview>, AppError> {
    let open = Workspace::open(workspace)?;
    let reader = open.read()?;
    permission::check(&reader, Act::Look, ports)?;
    let all = event::all(&reader, i64::MAX)?;
    Ok(all.iter().map(RecordedReview::of).collect())
}

/// The one that an event tells of.
///
/// # Errors
///
/// [`AppError::Refused`] where the event tells of none, what a person may not do, or what the store says.
pub fn one(workspace: &Path, event: i64, ports: &Ports<'_>) -> Result<RecordedReview, AppError> {
    let all = list(workspace, ports)?;
    let found = all.into_iter().find(|review| review.event == event);
    Ok(found.ok_or_else(|| {
        Refusal::new(
            "unknown_review",
            format!("Event {event} tells of no post-change review. The queue names those that do."),
        )
        .with(json!({ "event": event }))
    })?)
}

/// The change records of which a review was recorded after an event.
///
/// # Errors
///
/// What the store says.
pub(crate) fn reviewed_since(reader: &Reader<'_>, event: i64) -> Result<Vec<String>, AppError> {
    let all = event::all(reader, i64::MAX)?.into_iter();
    let since = all.filter(|review| review.sequence > event);
    Ok(since.map(|review| review.told.change).collect())
}
