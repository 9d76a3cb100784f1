//! Opens a review: its inputs are frozen.

use std::path::Path;

use changeproof_store::{StoreError, Workspace};
use chrono::{Months, NaiveDate};
use serde_json::json;

use super::event::{OPENED, Opened};
use super::{inputs, review, show};
use crate::decisions::{Refusal, attachment, known_to_writer};
use crate::error::AppError;
use crate::log;
use crate::period::Period;
use crate::permission::{self, Act};
use crate::policy;
use crate::ports::Ports;
use crate::wire::annual_review::AnnualReview;

/// The name under which the inputs are kept.
const INPUTS: &str = "policy-review-inputs.json";

/// Which year is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OpenOptions {
    /// Its days; the twelve months up to yesterday where they are left out.
    pub period: Option<Period>,
}

/// Opens a review of the newest version of the policy.
///
/// # Errors
///
/// [`AppError::Refused`] where one is open, what a person may not do, or what the store says.
pub fn open(
    workspace: &Path,
    options: &OpenOptions,
    ports: &Ports<'_>,
) -> Result<AnnualReview, AppError> {
    let mut open = Workspace::open(workspace)?;
    permission::check(&open.read()?, Act::PreparePolicyReview, ports)?;
    let (writer, loaded) = known_to_writer(&mut open, ports)?;
    let before = review::all(&writer, i64::MAX)?;
    if let Some(other) = before.iter().find(|review| review.closed.is_none()) {
        let (person, at) = (&other.opened.person, other.opened.at);
        return Err(Refusal::new(
            "review_open_already",
            format!("A review of the policy was opened by {person} at {at}. Close it first."),
        )
        .with(json!({ "review": other.opened.sequence }))
        .into());
    }
    let now = ports.clock.now();
    let period = match options.period {
        Some(period) => period,
        None => last_year(now.date_in(loaded.zone))?,
    };
    let newest = policy::newest(&loaded.profiles)?;
    let frozen = inputs::gather(&writer, &loaded, period, now, ports)?;
    let bytes = serde_json::to_vec_pretty(&frozen).map_err(StoreError::from)?;
    let read = [attachment::of_bytes(INPUTS.to_owned(), bytes)?];
    let told = Opened {
        policy: newest.profile.name.clone(),
        version: newest.number,
        from: period.from,
        to: period.to,
        evidence: attachment::keep(&writer, &read)?,
    };
    log::append(&writer, Act::PreparePolicyReview, OPENED, &told, ports)?;
    writer.commit()?;
    show(workspace, ports)
}

/// The twelve months up to yesterday.
fn last_year(today: NaiveDate) -> Result<Period, AppError> {
    let from = today.checked_sub_months(Months::new(12)).unwrap_or(today);
    Period::new(from, today.pred_opt().unwrap_or(today))
}
