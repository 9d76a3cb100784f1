//! Records a post-change review.

use std::path::{Path, PathBuf};

use changeproof_domain::account::{Account, System};
use changeproof_store::Workspace;
use chrono::NaiveDate;
use serde_json::json;

use super::event::{CodeReview, RECORDED, Reviewed, held_at};
use super::rules::{Intended, check};
use crate::decisions::{Refusal, attachment, known_to_writer, needed};
use crate::error::AppError;
use crate::log;
use crate::members::SignInError;
use crate::permission::{self, Act};
use crate::ports::Ports;
use crate::wire::post_change_review::ReviewRecorded;

/// A review that was held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewReview {
    /// The key of the change record.
    pub change: String,
    /// The day on which it was held; today where it is left out. An earlier day needs the minutes as evidence.
    pub held_on: Option<NaiveDate>,
    /// What it came to.
    pub outcome: String,
    /// What had made the emergency.
    pub cause: String,
    /// What was read of the code; left out where none was.
    pub code_read: Option<String>,
    /// Who read it, as the roster names them; whoever signed in where it is left out.
    pub code_read_by: Option<String>,
    /// What is to be done, by whom and until when.
    pub follow_up: Vec<String>,
    /// Who took part.
    pub attendees: Vec<String>,
    /// Files behind it.
    pub evidence: Vec<PathBuf>,
}

/// Records it, with whoever signed in as the reviewer.
///
/// # Errors
///
/// [`AppError::Refused`] where words are missing, no such emergency is known, or whoever signed in had a part in
/// it; [`AppError::NotRead`], what a person may not do, or what the store says.
pub fn record(
    workspace: &Path,
    new: &NewReview,
    ports: &Ports<'_>,
) -> Result<ReviewRecorded, AppError> {
    let change = needed(&new.change, "The key of the change")?;
    let outcome = needed(&new.outcome, "The outcome")?.to_owned();
    let cause = needed(&new.cause, "The cause")?.to_owned();
    let mut open = Workspace::open(workspace)?;
    permission::check(&open.read()?, Act::ReviewChange, ports)?;
    let reviewer = ports.signed_in.as_ref().ok_or(SignInError::Needed)?;
    let reviewer = Account::new(System::Plain, reviewer.id());
    let code = code_review(new, &reviewer.name)?;
    let evidence = attachment::read(&new.evidence)?;
    let (writer, loaded) = known_to_writer(&mut open, ports)?;
    let now = ports.clock.now();
    let held_on = held_on(new, now.date_in(loaded.zone))?;
    let reader = code
        .as_ref()
        .map(|code| Account::new(System::Plain, code.by.clone()));
    let intended = Intended {
        change,
        reviewer: &reviewer,
        reader: reader.as_ref(),
        held: held_at(held_on, now, loaded.zone),
        now,
    };
    let known = check(&loaded, &intended)?;
    let told = Reviewed {
        change: known.key,
        held_on,
        outcome,
        cause,
        code_review: code,
        follow_up: lines(&new.follow_up),
        attendees: lines(&new.attendees),
        evidence: attachment::keep(&writer, &evidence)?,
    };
    let head = log::append(&writer, Act::ReviewChange, RECORDED, &told, ports)?;
    writer.commit()?;
    Ok(ReviewRecorded {
        review: super::one(workspace, head.sequence, ports)?,
        remarks: known.remarks,
    })
}

/// Lines with words, without the space around them.
fn lines(texts: &[String]) -> Vec<String> {
    let texts = texts.iter().map(|text| text.trim());
    texts
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
        .collect()
}

fn code_review(new: &NewReview, reviewer: &str) -> Result<Option<CodeReview>, Refusal> {
    let by = new.code_read_by.as_deref().map(str::trim);
    let by = by.filter(|by| !by.is_empty());
    match (new.code_read.as_deref(), by) {
        (None, None) => Ok(None),
        (read, by) => Ok(Some(CodeReview {
            by: by.unwrap_or(reviewer).to_owned(),
            read: needed(read.unwrap_or_default(), "What was read of the code")?.to_owned(),
        })),
    }
}

/// The day on which it was held, where that was before today.
fn held_on(new: &NewReview, today: NaiveDate) -> Result<Option<NaiveDate>, Refusal> {
    let Some(day) = new.held_on.filter(|day| *day != today) else {
        return Ok(None);
    };
    if day > today {
        return Err(Refusal::new(
            "review_not_held_yet",
            format!("{day} is still to come. Record the review when it was held."),
        )
        .with(json!({ "held_on": day })));
    }
    if new.evidence.is_empty() {
        return Err(Refusal::new(
            "minutes_missing",
            format!(
                "That the review was held on {day} already needs evidence: attach its minutes. Without them it \
                 counts as held today."
            ),
        )
        .with(json!({ "held_on": day })));
    }
    Ok(Some(day))
}
