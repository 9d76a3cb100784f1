//! The events that tell of decisions on links.

use std::collections::BTreeMap;

use changeproof_domain::snapshot::{FindingKey, LinkDecision, LinkTargetKind, LinkVerdict};
use changeproof_store::Reader;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::decisions::attachment::Attachment;
use crate::decisions::second::{Second, Seconds};
use crate::decisions::{DecisionKind, Recorded, recorded};
use crate::error::AppError;
use crate::event_words::sentence_end;
use crate::permission::Act;

/// Somebody decided about a link.
pub(crate) const DECIDED: &str = "link.decided";

/// A second person agrees with such a decision.
pub(crate) const SECONDED: &str = "link.seconded";

/// The actions of the events.
pub(crate) const ACTIONS: &[&str] = &[DECIDED, SECONDED];

/// The fields of decisions, and what the payload calls them.
pub(crate) const FIELDS: &[(&str, &str)] = &[("target", "target"), ("run_url", "target")];

/// The kinds of events.
pub(crate) const KINDS: &[DecisionKind] = &[
    DecisionKind {
        action: DECIDED,
        act: Act::DecideLink,
        label: "Link decided",
        changes_outcomes: true,
        sentence,
    },
    DecisionKind {
        action: SECONDED,
        act: Act::DecideLink,
        label: "Link decision seconded",
        changes_outcomes: true,
        sentence: |payload| {
            format!(
                "Agreed as a second person with the decision on a link of event {}.",
                payload["decision"]
            )
        },
    },
];

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
    /// Whether it may change outcomes that were evaluated before.
    #[serde(default)]
    pub(crate) reaches_back: bool,
    /// The files that were looked at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) evidence: Vec<Attachment>,
}

impl Decided {
    /// Whether it is about the same link.
    fn is_on_the_same(&self, other: &Decided) -> bool {
        self.source == other.source
            && self.deployment == other.deployment
            && self.kind == other.kind
            && self.target.eq_ignore_ascii_case(&other.target)
    }

    /// Whether a failure may be none any more because of it: it is about the same deployment, and of a kind that
    /// controls rest on.
    pub(crate) fn may_end(&self, key: &FindingKey) -> bool {
        self.kind.is_judged()
            && key.kind == "deployment"
            && key.source == self.source
            && key.id == self.deployment
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
    let waits = match payload["reaches_back"].as_bool() {
        Some(true) => ", which reaches into days that were evaluated and needs a second person",
        Some(false) | None => "",
    };
    format!(
        "{verdict} the link of deployment {} to {} {}{waits}. Reason: {}",
        text("deployment"),
        text("kind").replace('_', " "),
        text("target"),
        sentence_end(text("reason"))
    )
}

/// A decision with who agreed as a second person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Decision {
    pub(crate) recorded: Recorded<Decided>,
    /// Who agreed.
    pub(crate) second: Option<Second>,
}

impl Decision {
    /// Whether it counts: what reaches back needs a second person.
    pub(crate) fn holds(&self) -> bool {
        !self.recorded.told.reaches_back || self.second.is_some()
    }

    /// The event from which on it counts; none while it waits.
    pub(crate) fn holds_from(&self) -> Option<i64> {
        match self.recorded.told.reaches_back {
            true => self.second.as_ref().map(|second| second.event),
            false => Some(self.recorded.sequence),
        }
    }
}

/// All decisions that were recorded when the log ended with that event, in order.
///
/// # Errors
///
/// What the store says.
pub(crate) fn all(reader: &Reader<'_>, as_of: i64) -> Result<Vec<Decision>, AppError> {
    let seconds = Seconds::until(reader, SECONDED, as_of)?;
    let decided = recorded(reader, DECIDED, as_of)?.into_iter();
    Ok(decided
        .map(|recorded| Decision {
            second: seconds.of(&recorded),
            recorded,
        })
        .collect())
}

/// Whether a decision waits for a second person: a later one on the same link that counts takes its place.
pub(crate) fn waits(all: &[Decision], of: &Decision) -> bool {
    let later = |one: &&Decision| {
        one.recorded.sequence > of.recorded.sequence
            && one.holds()
            && one.recorded.told.is_on_the_same(&of.recorded.told)
    };
    !of.holds() && !all.iter().any(|one| later(&one))
}

/// The newest decision on each link that counts, by deployment and target.
///
/// # Errors
///
/// What the store says.
pub(crate) fn newest(reader: &Reader<'_>, as_of: i64) -> Result<Vec<LinkDecision>, AppError> {
    Ok(newest_of(
        all(reader, as_of)?.into_iter().filter(Decision::holds),
    ))
}

/// The same without decisions that reach into what was evaluated before them; none where there is no such decision.
///
/// # Errors
///
/// What the store says.
pub(crate) fn as_recorded(
    reader: &Reader<'_>,
    as_of: i64,
) -> Result<Option<Vec<LinkDecision>>, AppError> {
    let all = all(reader, as_of)?;
    let reaches = |one: &Decision| one.recorded.told.reaches_back;
    if !all.iter().any(|one| reaches(one) && one.holds()) {
        return Ok(None);
    }
    Ok(Some(newest_of(all.into_iter().filter(|one| !reaches(one)))))
}

fn newest_of(all: impl Iterator<Item = Decision>) -> Vec<LinkDecision> {
    let mut newest = BTreeMap::new();
    for one in all {
        let one = one.recorded;
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
    newest.into_values().collect()
}
