//! The events that tell of decisions on links.

use std::collections::BTreeMap;

use changeproof_domain::snapshot::{FindingKey, LinkDecision, LinkTargetKind, LinkVerdict};
use changeproof_store::Reader;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::decisions::attachment::Attachment;
use crate::decisions::{DecisionKind, Recorded, recorded};
use crate::error::AppError;
use crate::event_words::sentence_end;
use crate::permission::Act;

/// Somebody decided about a link.
pub(crate) const DECIDED: &str = "link.decided";

/// The actions of the events.
pub(crate) const ACTIONS: &[&str] = &[DECIDED];

/// The fields of decisions, and what the payload calls them.
pub(crate) const FIELDS: &[(&str, &str)] = &[("target", "target"), ("run_url", "target")];

/// The kinds of events.
pub(crate) const KINDS: &[DecisionKind] = &[DecisionKind {
    action: DECIDED,
    act: Act::DecideLink,
    label: "Link decided",
    changes_outcomes: true,
    sentence,
}];

/// What [`DECIDED`] tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Decided {
    /// Where the deployment comes from, such as `github`.
    pub(crate) source: String,
    /// The deployment's own id.
    pub(crate) deployment: String,
    /// What it is linked to.
    pub(crate) kind: LinkTargetKind,
    /// The key of that.
    pub(crate) target: String,
    /// What was decided.
    pub(crate) verdict: LinkVerdict,
    /// The rule and the state of the link before.
    pub(crate) before: String,
    /// Why.
    pub(crate) reason: String,
    /// The files that were looked at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) evidence: Vec<Attachment>,
}

impl Decided {
    /// Whether a failure may be none any more because of it: it is about the same deployment, and of a kind that
    /// controls rest on.
    pub(crate) fn may_end(&self, key: &FindingKey) -> bool {
        let counts = matches!(
            self.kind,
            LinkTargetKind::ChangeRecord | LinkTargetKind::PipelineRun
        );
        counts && key.kind == "deployment" && key.source == self.source && key.id == self.deployment
    }
}

fn sentence(payload: &Value) -> String {
    let text = |key: &str| payload[key].as_str().unwrap_or("?");
    let verdict = match text("verdict") {
        "confirmed" => "Confirmed",
        "refused" => "Refused",
        "added" => "Added",
        "cut" => "Cut",
        other => other,
    };
    format!(
        "{verdict} the link of deployment {} to {} {}. Reason: {}",
        text("deployment"),
        text("kind").replace('_', " "),
        text("target"),
        sentence_end(text("reason"))
    )
}

/// All decisions that were recorded when the log ended with that event, in order.
///
/// # Errors
///
/// What the store says.
pub(crate) fn all(reader: &Reader<'_>, as_of: i64) -> Result<Vec<Recorded<Decided>>, AppError> {
    recorded(reader, DECIDED, as_of)
}

/// The newest decision on each link, by deployment and target.
///
/// # Errors
///
/// What the store says.
pub(crate) fn newest(reader: &Reader<'_>, as_of: i64) -> Result<Vec<LinkDecision>, AppError> {
    let mut newest = BTreeMap::new();
    for one in all(reader, as_of)? {
        let told = one.told;
        let link = (
            told.source.clone(),
            told.deployment.clone(),
            told.kind,
            told.target.to_lowercase(),
        );
        newest.insert(
            link,
            LinkDecision {
                source: told.source,
                deployment: told.deployment,
                kind: told.kind,
                target: told.target,
                verdict: told.verdict,
                reason: told.reason,
                person: one.person,
                at: one.at,
                event: one.sequence,
            },
        );
    }
    Ok(newest.into_values().collect())
}
