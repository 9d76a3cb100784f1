//! The events that tell of the work on findings.

use changeproof_domain::snapshot::{FindingKey, FollowUp, FollowUpStep};
use changeproof_store::{Event, Reader};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::decisions::attachment::Attachment;
use crate::decisions::{DecisionKind, Recorded, recorded_in};
use crate::error::AppError;
use crate::event_words::sentence_end;
use crate::permission::Act;

/// Somebody owns findings now.
pub(crate) const ACKNOWLEDGED: &str = "finding.acknowledged";
/// Something was done about findings.
pub(crate) const REMEDIATED: &str = "finding.remediated";
/// What was recorded about findings holds no more.
pub(crate) const REOPENED: &str = "finding.reopened";
/// Somebody said something about findings.
pub(crate) const COMMENTED: &str = "finding.commented";

/// The actions of the events that a control reads.
pub(crate) const FOLLOWED: &[&str] = &[ACKNOWLEDGED, REMEDIATED, REOPENED];

/// The fields of steps, and what payloads call them.
pub(crate) const FIELDS: &[(&str, &str)] = &[
    ("owner", "owner"),
    ("due", "due"),
    ("cause", "cause"),
    ("action", "action"),
    ("on", "on"),
];

/// The kinds of events.
pub(crate) const KINDS: &[DecisionKind] = &[
    DecisionKind {
        action: ACKNOWLEDGED,
        act: Act::TriageFinding,
        label: "Finding acknowledged",
        changes_outcomes: true,
        sentence: |payload| {
            let why = match payload["reason"].as_str() {
                Some(reason) => format!(" Reason: {}", sentence_end(reason)),
                None => String::new(),
            };
            format!(
                "Acknowledged {}: {} owns it, due {}.{why}",
                findings(payload),
                text(payload, "owner"),
                text(payload, "due"),
            )
        },
    },
    DecisionKind {
        action: REMEDIATED,
        act: Act::TriageFinding,
        label: "Finding remediated",
        changes_outcomes: true,
        sentence: |payload| {
            format!(
                "Remediated {} on {}. Cause: {} Action: {}",
                findings(payload),
                text(payload, "on"),
                sentence_end(text(payload, "cause")),
                sentence_end(text(payload, "action"))
            )
        },
    },
    DecisionKind {
        action: REOPENED,
        act: Act::TriageFinding,
        label: "Finding reopened",
        changes_outcomes: true,
        sentence: |payload| {
            format!(
                "Opened {} again. Reason: {}",
                findings(payload),
                sentence_end(text(payload, "reason"))
            )
        },
    },
    DecisionKind {
        action: COMMENTED,
        act: Act::TriageFinding,
        label: "Comment on a finding",
        changes_outcomes: false,
        sentence: |payload| {
            format!(
                "Commented on {}: {}",
                findings(payload),
                sentence_end(text(payload, "text"))
            )
        },
    },
];

fn text<'p>(payload: &'p Value, key: &str) -> &'p str {
    payload[key].as_str().unwrap_or("?")
}

/// The findings of a payload in words.
fn findings(payload: &Value) -> String {
    let all = payload["findings"]
        .as_array()
        .map_or(&[][..], Vec::as_slice);
    let name = |one: &Value| match one.as_str().unwrap_or("?").parse::<FindingKey>() {
        Ok(key) => format!("{} on {}", key.control, key.id),
        Err(_) => "?".to_owned(),
    };
    match all {
        [] => "nothing".to_owned(),
        [one] => name(one),
        [first, rest @ ..] => format!("{} and {} more findings", name(first), rest.len()),
    }
}

/// What [`ACKNOWLEDGED`] tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Acknowledged {
    /// The findings.
    pub(crate) findings: Vec<FindingKey>,
    /// Who sees to them.
    pub(crate) owner: String,
    /// Until when.
    pub(crate) due: NaiveDate,
    /// Why these are taken as they are; one reason for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<String>,
    /// What caused them, where that is known already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) cause: Option<String>,
    /// What is to be done, where that is known already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) action: Option<String>,
    /// The files that were looked at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) evidence: Vec<Attachment>,
}

/// What [`REMEDIATED`] tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Remediated {
    /// The findings.
    pub(crate) findings: Vec<FindingKey>,
    /// What caused them.
    pub(crate) cause: String,
    /// What was done.
    pub(crate) action: String,
    /// On which day.
    pub(crate) on: NaiveDate,
    /// The files that show it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) evidence: Vec<Attachment>,
}

/// What [`REOPENED`] tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reopened {
    /// The findings.
    pub(crate) findings: Vec<FindingKey>,
    /// Why.
    pub(crate) reason: String,
    /// The files that show it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) evidence: Vec<Attachment>,
}

/// What [`COMMENTED`] tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Commented {
    /// The findings.
    pub(crate) findings: Vec<FindingKey>,
    /// What was said.
    pub(crate) text: String,
    /// The files beside it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) evidence: Vec<Attachment>,
}

/// What an event of the work on findings tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    Acknowledged(Acknowledged),
    Remediated(Remediated),
    Reopened(Reopened),
    Commented(Commented),
}

impl Told {
    /// The findings that it is about.
    pub(crate) fn findings(&self) -> &[FindingKey] {
        match self {
            Told::Acknowledged(told) => &told.findings,
            Told::Remediated(told) => &told.findings,
            Told::Reopened(told) => &told.findings,
            Told::Commented(told) => &told.findings,
        }
    }

    /// The files behind it.
    pub(crate) fn evidence(&self) -> &[Attachment] {
        match self {
            Told::Acknowledged(told) => &told.evidence,
            Told::Remediated(told) => &told.evidence,
            Told::Reopened(told) => &told.evidence,
            Told::Commented(told) => &told.evidence,
        }
    }

    /// The step that a control reads; none of a comment.
    fn step(&self) -> Option<FollowUpStep> {
        Some(match self {
            Told::Acknowledged(told) => FollowUpStep::Acknowledged {
                owner: told.owner.clone(),
                due: told.due,
                cause: told.cause.clone(),
                action: told.action.clone(),
            },
            Told::Remediated(told) => FollowUpStep::Remediated {
                cause: told.cause.clone(),
                action: told.action.clone(),
                on: told.on,
            },
            Told::Reopened(told) => FollowUpStep::Reopened {
                reason: told.reason.clone(),
            },
            Told::Commented(_) => return None,
        })
    }
}

/// A step of the work on findings, with the event that tells of it.
pub(crate) type Step = Recorded<Told>;

fn step(event: &Event) -> Result<Step, AppError> {
    recorded_in(event, |payload| match event.action.as_str() {
        ACKNOWLEDGED => serde_json::from_str(payload).map(Told::Acknowledged),
        REMEDIATED => serde_json::from_str(payload).map(Told::Remediated),
        REOPENED => serde_json::from_str(payload).map(Told::Reopened),
        _ => serde_json::from_str(payload).map(Told::Commented),
    })
}

/// All steps that were recorded when the log ended with that event, in order.
///
/// # Errors
///
/// [`StoreError::Damaged`] where an event does not tell what such an event tells, or what SQLite says.
pub(crate) fn steps(reader: &Reader<'_>, as_of: i64) -> Result<Vec<Step>, AppError> {
    let actions: Vec<&str> = KINDS.iter().map(|kind| kind.action).collect();
    let events = reader.events_of(&actions)?.into_iter();
    let until = events.take_while(|event| event.sequence <= as_of);
    until.map(|event| step(&event)).collect()
}

/// The same as a control reads them, each with its event; one for each finding.
///
/// # Errors
///
/// As for [`steps`].
pub(crate) fn follow_ups(
    reader: &Reader<'_>,
    as_of: i64,
) -> Result<Vec<(i64, FollowUp)>, AppError> {
    let mut all = Vec::new();
    for one in steps(reader, as_of)? {
        let Some(step) = one.told.step() else {
            continue;
        };
        all.extend(one.told.findings().iter().map(|key| {
            let follow_up = FollowUp {
                key: key.clone(),
                at: one.at,
                step: step.clone(),
            };
            (one.sequence, follow_up)
        }));
    }
    Ok(all)
}
