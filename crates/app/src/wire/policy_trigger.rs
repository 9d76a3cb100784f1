//! Significant changes, as commands and pages tell them.

use changeproof_domain::time::Timestamp;
use chrono::NaiveDate;
use serde::Serialize;
use ts_rs::TS;

use super::attachment::AttachmentLine;
use crate::policy_triggers::Trigger;

/// A significant change that was recorded here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct PolicyTriggerLine {
    /// The event that recorded it.
    pub event: i64,
    /// What changed.
    pub what: String,
    /// The day.
    #[ts(type = "string")]
    pub on: NaiveDate,
    /// Who recorded it, as that person signs in.
    pub person: String,
    /// Files behind it.
    pub evidence: Vec<AttachmentLine>,
    /// What was decided on the policy; none where nothing was yet.
    pub decision: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// Who decided.
    pub decided_by: Option<String>,
    /// When.
    #[ts(type = "string | null")]
    pub decided_at: Option<Timestamp>,
}

impl PolicyTriggerLine {
    pub(crate) fn of(one: &Trigger) -> PolicyTriggerLine {
        let (happened, decided) = (&one.happened, one.decided.as_ref());
        PolicyTriggerLine {
            event: happened.sequence,
            what: happened.told.what.clone(),
            on: happened.told.on,
            person: happened.person.clone(),
            evidence: happened
                .told
                .evidence
                .iter()
                .map(AttachmentLine::of)
                .collect(),
            decision: decided.map(|one| one.told.decision.clone()),
            reason: decided.map(|one| one.told.reason.clone()),
            decided_by: decided.map(|one| one.person.clone()),
            decided_at: decided.map(|one| one.at),
        }
    }
}
