//! The events that tell where a register is kept, and the days that follow from them.

use changeproof_domain::coverage::KeptHere;
use changeproof_domain::record::{Record, RecordKind};
use changeproof_store::Reader;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use crate::decisions::attachment::Attachment;
use crate::decisions::{DecisionKind, Recorded, recorded};
use crate::error::AppError;
use crate::event_words::sentence_end;
use crate::permission::Act;

/// A register is kept here.
pub(crate) const HERE: &str = "register.kept_here";
/// A register is kept here no more.
pub(crate) const ELSEWHERE: &str = "register.kept_elsewhere";

/// The events that coverage follows from.
pub(crate) const ACTIONS: &[&str] = &[HERE, ELSEWHERE];

/// The kinds of events.
pub(crate) const KINDS: &[DecisionKind] = &[
    DecisionKind {
        action: HERE,
        act: Act::KeepRegister,
        label: "Register kept here",
        changes_outcomes: true,
        sentence: |payload| sentence(payload, "is kept here"),
    },
    DecisionKind {
        action: ELSEWHERE,
        act: Act::KeepRegister,
        label: "Register kept elsewhere",
        changes_outcomes: true,
        sentence: |payload| sentence(payload, "is kept elsewhere"),
    },
];

/// A register that can be kept here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename_all = "snake_case")]
pub enum Register {
    /// Reviews after emergencies.
    PostChangeReviews,
    /// Exceptions.
    Exceptions,
    /// Attestations.
    Attestations,
    /// Reviews of the policy.
    PolicyReviews,
    /// Significant changes, with what was decided on the policy.
    PolicyTriggers,
}

impl Register {
    /// All of them.
    pub const ALL: [Register; 5] = [
        Register::PostChangeReviews,
        Register::Exceptions,
        Register::Attestations,
        Register::PolicyReviews,
        Register::PolicyTriggers,
    ];

    /// The name for programs.
    pub fn id(self) -> &'static str {
        match self {
            Register::PostChangeReviews => "post_change_reviews",
            Register::Exceptions => "exceptions",
            Register::Attestations => "attestations",
            Register::PolicyReviews => "policy_reviews",
            Register::PolicyTriggers => "policy_triggers",
        }
    }

    /// The name for people.
    pub fn label(self) -> &'static str {
        match self {
            Register::PostChangeReviews => "post-change reviews",
            Register::Exceptions => "exceptions",
            Register::Attestations => "attestations",
            Register::PolicyReviews => "policy reviews",
            Register::PolicyTriggers => "significant changes",
        }
    }

    /// The register of that name for programs; dashes count as underscores.
    pub fn from_id(id: &str) -> Option<Register> {
        let id = id.trim().to_lowercase().replace('-', "_");
        Register::ALL.into_iter().find(|of| of.id() == id)
    }

    /// The kind of record that its lines are.
    pub fn kind(self) -> RecordKind {
        match self {
            Register::PostChangeReviews => RecordKind::PostChangeReview,
            Register::Exceptions => RecordKind::ExceptionEntry,
            Register::Attestations => RecordKind::Attestation,
            Register::PolicyReviews => RecordKind::PolicyReview,
            Register::PolicyTriggers => RecordKind::PolicyTrigger,
        }
    }
}

/// What [`HERE`] and [`ELSEWHERE`] tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Kept {
    /// The register.
    pub(crate) register: Register,
    /// The first day of it.
    pub(crate) from: NaiveDate,
    /// Why.
    pub(crate) reason: String,
    /// The files behind it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) evidence: Vec<Attachment>,
}

fn sentence(payload: &Value, place: &str) -> String {
    let text = |key: &str| payload[key].as_str().unwrap_or("?");
    let register = Register::from_id(text("register")).map_or("?", Register::label);
    format!(
        "The register of {register} {place} from {} on: {}",
        text("from"),
        sentence_end(text("reason"))
    )
}

/// All that was decided, in order, each with whether the register is kept here by it.
pub(crate) fn all(
    reader: &Reader<'_>,
    as_of: i64,
) -> Result<Vec<(bool, Recorded<Kept>)>, AppError> {
    let here = recorded(reader, HERE, as_of)?.into_iter();
    let elsewhere = recorded(reader, ELSEWHERE, as_of)?.into_iter();
    let mut all: Vec<(bool, Recorded<Kept>)> = here
        .map(|one| (true, one))
        .chain(elsewhere.map(|one| (false, one)))
        .collect();
    all.sort_by_key(|(_, one)| one.sequence);
    Ok(all)
}

/// The days on which each register is kept here, when the log ended with that event.
pub(crate) fn spans(reader: &Reader<'_>, as_of: i64) -> Result<Vec<KeptHere>, AppError> {
    Ok(spans_of(&all(reader, as_of)?)
        .into_iter()
        .map(|(_, span)| span)
        .collect())
}

/// The days of all registers.
pub(crate) fn spans_of(all: &[(bool, Recorded<Kept>)]) -> Vec<(Register, KeptHere)> {
    let mut spans: Vec<(Register, KeptHere)> = Vec::new();
    for (here, one) in all {
        let Kept { register, from, .. } = one.told;
        if *here {
            let kind = register.kind();
            let to = None;
            spans.push((register, KeptHere { kind, from, to }));
            continue;
        }
        let mut open = spans.iter_mut().rev();
        if let Some((_, span)) = open.find(|(of, span)| *of == register && span.to.is_none()) {
            span.to = from.pred_opt();
        }
    }
    spans
}

/// Where a register is kept is no record.
pub(crate) fn none(_: &Reader<'_>, _: i64) -> Result<Vec<(i64, Record)>, AppError> {
    Ok(Vec::new())
}
