//! The events that tell of a review of the policy.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use crate::decisions::DecisionKind;
use crate::decisions::attachment::Attachment;
use crate::event_words::sentence_end;
use crate::permission::Act;

/// A review was opened.
pub(crate) const OPENED: &str = "policy_review.opened";
/// It was decided what becomes of a clause.
pub(crate) const DECIDED: &str = "policy_review.clause_decided";
/// A new version was drafted, or that there is none.
pub(crate) const DRAFTED: &str = "policy_review.drafted";
/// The outcome was approved.
pub(crate) const APPROVED: &str = "policy_review.approved";
/// The new version was published.
pub(crate) const PUBLISHED: &str = "policy_review.published";
/// Somebody acknowledged the outcome.
pub(crate) const ACKNOWLEDGED: &str = "policy_review.acknowledged";
/// The review was closed.
pub(crate) const CLOSED: &str = "policy_review.closed";

/// The actions that records come from.
pub(crate) const ACTIONS: &[&str] = &[OPENED, DRAFTED, APPROVED, PUBLISHED, CLOSED];

/// The fields of records, and what the payload calls them.
pub(crate) const FIELDS: &[(&str, &str)] = &[
    ("policy", "policy"),
    ("version", "version"),
    ("decision", "decision"),
    ("effective_from", "from"),
];

/// The kinds of events.
pub(crate) const KINDS: &[DecisionKind] = &[
    DecisionKind {
        action: OPENED,
        act: Act::PreparePolicyReview,
        label: "Policy review opened",
        changes_outcomes: false,
        sentence: |payload| {
            format!(
                "Opened the review of '{}', version {}, on the inputs of {} to {}. SHA-256 {}.",
                text(payload, "policy"),
                payload["version"],
                text(payload, "from"),
                text(payload, "to"),
                payload["evidence"][0]["sha256"].as_str().unwrap_or("?")
            )
        },
    },
    DecisionKind {
        action: DECIDED,
        act: Act::PreparePolicyReview,
        label: "Clause decided",
        changes_outcomes: false,
        sentence: |payload| {
            format!(
                "Clause {} of the policy: {}. {}",
                text(payload, "clause"),
                text(payload, "decision"),
                sentence_end(text(payload, "reason"))
            )
        },
    },
    DecisionKind {
        action: DRAFTED,
        act: Act::PreparePolicyReview,
        label: "Policy drafted",
        changes_outcomes: false,
        sentence: |payload| {
            let what = match payload["no_change"].as_bool() {
                Some(true) => "Proposed to leave the policy as it is",
                Some(false) | None => "Drafted a new version of the policy",
            };
            format!("{what}: {}", sentence_end(text(payload, "reason")))
        },
    },
    DecisionKind {
        action: APPROVED,
        act: Act::ReviewPolicy,
        label: "Policy review approved",
        changes_outcomes: true,
        sentence: |payload| {
            format!(
                "Approved the review of '{}', {}: {}",
                text(payload, "policy"),
                text(payload, "decision"),
                sentence_end(text(payload, "reason"))
            )
        },
    },
    DecisionKind {
        action: PUBLISHED,
        act: Act::ReviewPolicy,
        label: "Policy published",
        changes_outcomes: true,
        sentence: |payload| {
            format!(
                "Published version {} of the policy, in force from {} on.",
                payload["version"],
                text(payload, "from")
            )
        },
    },
    DecisionKind {
        action: ACKNOWLEDGED,
        act: Act::AcknowledgePolicy,
        label: "Policy acknowledged",
        changes_outcomes: false,
        sentence: |_| "Acknowledged the outcome of the review of the policy.".to_owned(),
    },
    DecisionKind {
        action: CLOSED,
        act: Act::PreparePolicyReview,
        label: "Policy review closed",
        changes_outcomes: true,
        sentence: |payload| match payload["abandoned"].as_str() {
            Some(why) => format!("Abandoned the review of the policy: {}", sentence_end(why)),
            None => format!(
                "Closed the review of the policy. The next one is due by {}.",
                text(payload, "next_due")
            ),
        },
    },
];

fn text<'p>(payload: &'p Value, key: &str) -> &'p str {
    payload[key].as_str().unwrap_or("?")
}

/// What becomes of a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename_all = "snake_case")]
pub enum ClauseDecision {
    /// It stays as it is.
    Keep,
    /// It gets other words.
    Change,
    /// It goes.
    Delete,
}

impl ClauseDecision {
    /// All of them.
    pub const ALL: [ClauseDecision; 3] = [
        ClauseDecision::Keep,
        ClauseDecision::Change,
        ClauseDecision::Delete,
    ];

    /// The name, for programs and people.
    pub fn id(self) -> &'static str {
        match self {
            ClauseDecision::Keep => "keep",
            ClauseDecision::Change => "change",
            ClauseDecision::Delete => "delete",
        }
    }

    /// The decision of that name.
    pub fn from_id(id: &str) -> Option<ClauseDecision> {
        let id = id.trim().to_lowercase();
        ClauseDecision::ALL.into_iter().find(|of| of.id() == id)
    }
}

/// What [`OPENED`] tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Opened {
    /// The policy's name.
    pub(crate) policy: String,
    /// The version that is reviewed.
    pub(crate) version: u32,
    /// The first day of the year that is looked at.
    pub(crate) from: NaiveDate,
    /// Its last day.
    pub(crate) to: NaiveDate,
    /// The inputs, as they were then.
    pub(crate) evidence: Vec<Attachment>,
}

/// What [`DECIDED`] tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Decided {
    /// The event that opened the review.
    pub(crate) review: i64,
    /// The clause.
    pub(crate) clause: String,
    /// What becomes of it.
    pub(crate) decision: ClauseDecision,
    /// Why.
    pub(crate) reason: String,
}

/// What [`DRAFTED`] tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Drafted {
    /// The event that opened the review.
    pub(crate) review: i64,
    /// Whether the policy is to stay as it is.
    pub(crate) no_change: bool,
    /// Why.
    pub(crate) reason: String,
    /// The text of the new version, where there is one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) evidence: Vec<Attachment>,
}

/// What [`APPROVED`] tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Approved {
    /// The event that opened the review.
    pub(crate) review: i64,
    /// The event of the draft that is approved.
    pub(crate) draft: i64,
    /// The policy's name.
    pub(crate) policy: String,
    /// The version that was reviewed.
    pub(crate) version: u32,
    /// What was decided, in a few words.
    pub(crate) decision: String,
    /// Why.
    pub(crate) reason: String,
}

/// What [`PUBLISHED`] tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Published {
    /// The event that opened the review.
    pub(crate) review: i64,
    /// The number of the new version.
    pub(crate) version: u32,
    /// The first day in force.
    pub(crate) from: NaiveDate,
}

/// What [`ACKNOWLEDGED`] tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Acknowledged {
    /// The event that opened the review.
    pub(crate) review: i64,
}

/// What [`CLOSED`] tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Closed {
    /// The event that opened the review.
    pub(crate) review: i64,
    /// What is to be done, by whom and until when.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) actions: Vec<String>,
    /// Why it ended without an outcome, where it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) abandoned: Option<String>,
    /// The last day on which the next review is in time, where this one had an outcome.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) next_due: Option<NaiveDate>,
}
