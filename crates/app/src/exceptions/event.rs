//! The events that tell of exceptions.

use changeproof_store::Event;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::request::Request;
use crate::decisions::DecisionKind;
use crate::decisions::attachment::Attachment;
use crate::event_words::sentence_end;
use crate::permission::Act;

/// An exception was drafted.
pub(crate) const DRAFTED: &str = "exception.drafted";
/// A new version of it was written.
pub(crate) const EDITED: &str = "exception.edited";
/// A version was handed in.
pub(crate) const SUBMITTED: &str = "exception.submitted";
/// An approver approved a version.
pub(crate) const APPROVED: &str = "exception.approved";
/// A policy owner approved a version that extends an extension.
pub(crate) const APPROVED_HIGHER: &str = "exception.approved_higher";
/// An approver sent a version back.
pub(crate) const RETURNED: &str = "exception.returned";
/// An approver rejected a version.
pub(crate) const REJECTED: &str = "exception.rejected";
/// An approver revoked an approved version.
pub(crate) const REVOKED: &str = "exception.revoked";
/// Somebody closed it: it is needed no more.
pub(crate) const CLOSED: &str = "exception.closed";

/// The actions that records come from.
pub(crate) const ACTIONS: &[&str] = &[
    DRAFTED,
    EDITED,
    SUBMITTED,
    APPROVED,
    APPROVED_HIGHER,
    RETURNED,
    REJECTED,
    REVOKED,
    CLOSED,
];

/// The fields of records, and what the payload of the last approval calls them.
pub(crate) const FIELDS: &[(&str, &str)] = &[
    ("controls", "request.control"),
    ("deviation", "request.deviation"),
    ("scope", "request.scope"),
    ("justification", "request.justification"),
    ("risk", "request.risk"),
    ("residual_risk", "request.residual_risk"),
    ("risk_owner", "request.risk_owner"),
    ("from", "request.from"),
    ("to", "request.to"),
    ("compensating_controls", "request.compensating_controls"),
    ("return_plan", "request.return_plan"),
    ("requested_by", "requested_by"),
];

/// What [`DRAFTED`] and [`EDITED`] tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Written {
    /// The exception.
    pub(crate) exception: String,
    /// Counts up from 1.
    pub(crate) version: u32,
    /// What is asked for.
    pub(crate) request: Request,
    /// The files behind it, those of the version before included.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) evidence: Vec<Attachment>,
}

/// What [`SUBMITTED`] tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Submitted {
    /// The exception.
    pub(crate) exception: String,
    /// Its version.
    pub(crate) version: u32,
}

/// What [`APPROVED`] and [`APPROVED_HIGHER`] tell: all that was approved, so that it is signed as it was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Approved {
    /// The exception.
    pub(crate) exception: String,
    /// Its version.
    pub(crate) version: u32,
    /// What is approved.
    pub(crate) request: Request,
    /// Who asked for it.
    pub(crate) requested_by: String,
    /// The exception that it extends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) extends: Option<String>,
    /// Whether that is an extension itself, so that a policy owner has to approve as well.
    pub(crate) level_up: bool,
    /// What the rules ask about the approver that could not be told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) untold: Vec<String>,
    /// Why, or on which conditions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) note: Option<String>,
}

/// What [`RETURNED`], [`REJECTED`], [`REVOKED`] and [`CLOSED`] tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ended {
    /// The exception.
    pub(crate) exception: String,
    /// Its version.
    pub(crate) version: u32,
    /// Why.
    pub(crate) reason: String,
}

/// One thing that happens to an exception.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(crate) enum Step {
    Drafted(Written),
    Edited(Written),
    Submitted(Submitted),
    Approved(Approved),
    ApprovedHigher(Approved),
    Returned(Ended),
    Rejected(Ended),
    Revoked(Ended),
    Closed(Ended),
}

impl Step {
    /// What an event tells; none where it tells of no exception.
    pub(crate) fn of(event: &Event) -> Option<Result<Step, serde_json::Error>> {
        let text = event.payload.as_str();
        let ended = || serde_json::from_str::<Ended>(text);
        Some(match event.action.as_str() {
            DRAFTED => serde_json::from_str(text).map(Step::Drafted),
            EDITED => serde_json::from_str(text).map(Step::Edited),
            SUBMITTED => serde_json::from_str(text).map(Step::Submitted),
            APPROVED => serde_json::from_str(text).map(Step::Approved),
            APPROVED_HIGHER => serde_json::from_str(text).map(Step::ApprovedHigher),
            RETURNED => ended().map(Step::Returned),
            REJECTED => ended().map(Step::Rejected),
            REVOKED => ended().map(Step::Revoked),
            CLOSED => ended().map(Step::Closed),
            _ => return None,
        })
    }

    /// The action, as the log names it.
    pub(crate) fn action(&self) -> &'static str {
        match self {
            Step::Drafted(_) => DRAFTED,
            Step::Edited(_) => EDITED,
            Step::Submitted(_) => SUBMITTED,
            Step::Approved(_) => APPROVED,
            Step::ApprovedHigher(_) => APPROVED_HIGHER,
            Step::Returned(_) => RETURNED,
            Step::Rejected(_) => REJECTED,
            Step::Revoked(_) => REVOKED,
            Step::Closed(_) => CLOSED,
        }
    }

    /// What whoever does it has to be allowed.
    pub(crate) fn act(&self) -> Act {
        match self {
            Step::Drafted(_) | Step::Edited(_) | Step::Submitted(_) | Step::Closed(_) => {
                Act::RequestException
            }
            Step::Approved(_) | Step::Returned(_) | Step::Rejected(_) | Step::Revoked(_) => {
                Act::DecideException
            }
            Step::ApprovedHigher(_) => Act::ApproveExtension,
        }
    }

    /// The exception and its version.
    pub(crate) fn about(&self) -> (&str, u32) {
        match self {
            Step::Drafted(told) | Step::Edited(told) => (&told.exception, told.version),
            Step::Submitted(told) => (&told.exception, told.version),
            Step::Approved(told) | Step::ApprovedHigher(told) => (&told.exception, told.version),
            Step::Returned(told)
            | Step::Rejected(told)
            | Step::Revoked(told)
            | Step::Closed(told) => (&told.exception, told.version),
        }
    }
}

const fn kind(
    action: &'static str,
    act: Act,
    label: &'static str,
    changes_outcomes: bool,
    sentence: fn(&Value) -> String,
) -> DecisionKind {
    DecisionKind {
        action,
        act,
        label,
        changes_outcomes,
        sentence,
    }
}

/// The kinds of events. Outcomes may be others where an exception begins to hold or ends; an edit ends what was
/// approved.
pub(crate) const KINDS: &[DecisionKind] = &[
    kind(
        DRAFTED,
        Act::RequestException,
        "Exception drafted",
        false,
        |told| asked("Drafted", told),
    ),
    kind(
        EDITED,
        Act::RequestException,
        "Exception edited",
        true,
        |told| asked("Edited", told),
    ),
    kind(
        SUBMITTED,
        Act::RequestException,
        "Exception submitted",
        false,
        |told| format!("Submitted {}.", named(told)),
    ),
    kind(
        APPROVED,
        Act::DecideException,
        "Exception approved",
        true,
        |told| approved(told, ""),
    ),
    kind(
        APPROVED_HIGHER,
        Act::ApproveExtension,
        "Extension approved",
        true,
        |told| approved(told, ", as policy owner"),
    ),
    kind(
        RETURNED,
        Act::DecideException,
        "Exception returned",
        false,
        |told| ended("Returned", told),
    ),
    kind(
        REJECTED,
        Act::DecideException,
        "Exception rejected",
        false,
        |told| ended("Rejected", told),
    ),
    kind(
        REVOKED,
        Act::DecideException,
        "Exception revoked",
        true,
        |told| ended("Revoked", told),
    ),
    kind(
        CLOSED,
        Act::RequestException,
        "Exception closed",
        true,
        |told| ended("Closed", told),
    ),
];

fn text<'v>(told: &'v Value, key: &str) -> &'v str {
    told[key].as_str().unwrap_or("?")
}

fn named(told: &Value) -> String {
    let version = told["version"].as_u64().unwrap_or(0);
    format!("exception {}, version {version}", text(told, "exception"))
}

fn asked(verb: &str, told: &Value) -> String {
    let request = &told["request"];
    let deviation = match text(request, "deviation") {
        "" => "no deviation is named yet.".to_owned(),
        deviation => sentence_end(deviation),
    };
    let control = text(request, "control");
    format!("{verb} {}, from {control}: {deviation}", named(told))
}

fn approved(told: &Value, how: &str) -> String {
    let note = told["note"].as_str();
    let note = note.map_or(String::new(), |note| format!(" {}", sentence_end(note)));
    format!("Approved {}{how}.{note}", named(told))
}

fn ended(verb: &str, told: &Value) -> String {
    let reason = sentence_end(text(told, "reason"));
    format!("{verb} {}: {reason}", named(told))
}
