//! The event that tells of a post-change review, and the record that controls read.

use changeproof_domain::account::{Account, System};
use changeproof_domain::field::Field;
use changeproof_domain::record::{PostChangeReview, Record};
use changeproof_domain::time::{Moment, Precision};
use changeproof_store::Reader;
use chrono::{NaiveDate, NaiveTime};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::decisions::attachment::Attachment;
use crate::decisions::{DecisionKind, Recorded, recorded};
use crate::error::AppError;
use crate::event_words::sentence_end;
use crate::loaded::workspace_zone;
use crate::permission::Act;

/// A review was recorded.
pub(crate) const RECORDED: &str = "post_change_review.recorded";

/// The actions that records come from.
pub(crate) const ACTIONS: &[&str] = &[RECORDED];

/// The fields of records, and what the payload calls them.
pub(crate) const FIELDS: &[(&str, &str)] = &[
    ("change", "change"),
    ("outcome", "outcome"),
    ("code_reviewed", "code_review"),
    ("code_reviewed_by", "code_review.by"),
    ("notes", "cause"),
];

/// The kinds of events.
pub(crate) const KINDS: &[DecisionKind] = &[DecisionKind {
    action: RECORDED,
    act: Act::ReviewChange,
    label: "Post-change review",
    changes_outcomes: true,
    sentence,
}];

/// What [`RECORDED`] tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reviewed {
    /// The key of the change record.
    pub(crate) change: String,
    /// The day on which it was held, where that was before the day of the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) held_on: Option<NaiveDate>,
    /// What it came to.
    pub(crate) outcome: String,
    /// What had made the emergency.
    pub(crate) cause: String,
    /// The retrospective code review; none where there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) code_review: Option<CodeReview>,
    /// What is to be done, by whom and until when.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) follow_up: Vec<String>,
    /// Who took part.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) attendees: Vec<String>,
    /// The files behind it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) evidence: Vec<Attachment>,
}

/// A retrospective code review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CodeReview {
    /// Who read the code.
    pub(crate) by: String,
    /// What was read: commits, pull requests, files.
    pub(crate) read: String,
}

fn sentence(payload: &Value) -> String {
    let text = |key: &str| payload[key].as_str().unwrap_or("?");
    let code = match payload["code_review"]["by"].as_str() {
        Some(by) => format!("Code read by {by}."),
        None => "No code was read.".to_owned(),
    };
    let held = match payload["held_on"].as_str() {
        Some(day) => format!(", held on {day}"),
        None => String::new(),
    };
    format!(
        "Post-change review of {}{held}: {} Cause: {} {code}",
        text("change"),
        sentence_end(text("outcome")),
        sentence_end(text("cause"))
    )
}

/// All reviews that were recorded when the log ended with that event.
pub(crate) fn all(reader: &Reader<'_>, as_of: i64) -> Result<Vec<Recorded<Reviewed>>, AppError> {
    recorded(reader, RECORDED, as_of)
}

/// The same, as controls read them.
pub(crate) fn records(reader: &Reader<'_>, as_of: i64) -> Result<Vec<(i64, Record)>, AppError> {
    let all = all(reader, as_of)?;
    if all.is_empty() {
        return Ok(Vec::new());
    }
    let zone = workspace_zone(reader)?;
    let records = all.iter().map(|one| (one.sequence, record(one, zone)));
    Ok(records.collect())
}

fn record(one: &Recorded<Reviewed>, zone: Tz) -> Record {
    let told = &one.told;
    let code = told.code_review.as_ref();
    Record::PostChangeReview(Box::new(PostChangeReview {
        change: told.change.clone(),
        reviewed_at: Field::Value(held_at(told.held_on, one.at, zone)),
        reviewed_by: Field::Value(one.account()),
        outcome: Field::Value(told.outcome.clone()),
        code_reviewed: Field::Value(code.is_some()),
        notes: Field::Value(told.cause.clone()),
        code_reviewed_by: code.map_or(Field::Empty, |code| {
            Field::Value(Account::new(System::Plain, code.by.clone()))
        }),
    }))
}

/// When a review was held: when it was recorded, unless an earlier day was given, which is as fine as a day.
pub(crate) fn held_at(
    held_on: Option<NaiveDate>,
    at: changeproof_domain::time::Timestamp,
    zone: Tz,
) -> Moment {
    match held_on {
        Some(day) => Moment::in_zone(day.and_time(NaiveTime::MIN), zone, Precision::Day),
        None => Moment::utc(at),
    }
}
