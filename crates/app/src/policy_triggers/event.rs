//! The events that tell of significant changes, and the records that controls read.

use changeproof_domain::field::Field;
use changeproof_domain::record::{PolicyTrigger, Record};
use changeproof_domain::time::{Moment, Precision};
use changeproof_store::Reader;
use chrono::{NaiveDate, NaiveTime};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::decisions::attachment::Attachment;
use crate::decisions::{DecisionKind, Recorded, recorded};
use crate::error::AppError;
use crate::event_words::sentence_end;
use crate::loaded::workspace_zone;
use crate::permission::Act;

/// A significant change was recorded.
pub(crate) const RECORDED: &str = "policy_trigger.recorded";
/// It was decided what it means for the policy.
pub(crate) const DECIDED: &str = "policy_trigger.decided";

/// The actions that records come from.
pub(crate) const ACTIONS: &[&str] = &[RECORDED, DECIDED];

/// The fields of records, and what the payload calls them.
pub(crate) const FIELDS: &[(&str, &str)] = &[("what", "what"), ("decision", "decision")];

/// The kinds of events.
pub(crate) const KINDS: &[DecisionKind] = &[
    DecisionKind {
        action: RECORDED,
        act: Act::PreparePolicyReview,
        label: "Significant change",
        changes_outcomes: true,
        sentence: |payload| {
            let text = |key: &str| payload[key].as_str().unwrap_or("?");
            format!(
                "Recorded a significant change of {}: {}",
                text("on"),
                sentence_end(text("what"))
            )
        },
    },
    DecisionKind {
        action: DECIDED,
        act: Act::ReviewPolicy,
        label: "Significant change decided",
        changes_outcomes: true,
        sentence: |payload| {
            let text = |key: &str| payload[key].as_str().unwrap_or("?");
            format!(
                "Decided on the policy after '{}': {} {}",
                text("what"),
                sentence_end(text("decision")),
                sentence_end(text("reason"))
            )
        },
    },
];

/// What [`RECORDED`] tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Happened {
    /// What changed.
    pub(crate) what: String,
    /// The day.
    pub(crate) on: NaiveDate,
    /// The files behind it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) evidence: Vec<Attachment>,
}

/// What [`DECIDED`] tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Decided {
    /// The event that recorded the change.
    pub(crate) trigger: i64,
    /// What changed.
    pub(crate) what: String,
    /// What it means for the policy.
    pub(crate) decision: String,
    /// Why.
    pub(crate) reason: String,
}

/// A significant change with the first decision on it.
#[derive(Debug)]
pub(crate) struct Trigger {
    pub(crate) happened: Recorded<Happened>,
    pub(crate) decided: Option<Recorded<Decided>>,
}

/// All of them when the log ended with that event, in the order in which they were recorded.
pub(crate) fn all(reader: &Reader<'_>, as_of: i64) -> Result<Vec<Trigger>, AppError> {
    let mut decided = recorded::<Decided>(reader, DECIDED, as_of)?;
    let happened = recorded::<Happened>(reader, RECORDED, as_of)?.into_iter();
    Ok(happened
        .map(|happened| {
            let own = |one: &Recorded<Decided>| one.told.trigger == happened.sequence;
            let decided = decided.iter().position(own).map(|at| decided.remove(at));
            Trigger { happened, decided }
        })
        .collect())
}

/// The same, as controls read them.
pub(crate) fn records(reader: &Reader<'_>, as_of: i64) -> Result<Vec<(i64, Record)>, AppError> {
    let all = all(reader, as_of)?;
    if all.is_empty() {
        return Ok(Vec::new());
    }
    let zone = workspace_zone(reader)?;
    Ok(all.iter().map(|one| record(one, zone)).collect())
}

fn record(one: &Trigger, zone: Tz) -> (i64, Record) {
    let Trigger { happened, decided } = one;
    let on = happened.told.on.and_time(NaiveTime::MIN);
    let last = decided.as_ref();
    let told = |text: fn(&Decided) -> &String| {
        last.map_or(Field::Empty, |one| Field::Value(text(&one.told).clone()))
    };
    let record = PolicyTrigger {
        what: happened.told.what.clone(),
        at: Field::Value(Moment::in_zone(on, zone, Precision::Day)),
        decision: told(|of| &of.decision),
        decided_by: last.map_or(Field::Empty, |one| Field::Value(one.account())),
        decided_at: last.map_or(Field::Empty, |one| Field::Value(Moment::utc(one.at))),
        reason: told(|of| &of.reason),
    };
    let event = last.map_or(happened.sequence, |one| one.sequence);
    (event, Record::PolicyTrigger(Box::new(record)))
}
