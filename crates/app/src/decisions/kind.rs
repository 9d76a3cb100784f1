//! The kinds of events that tell of decisions.

use serde_json::Value;

use crate::account_decisions;
use crate::annual_review;
use crate::attestations;
use crate::exceptions;
use crate::kept_here;
use crate::link_decisions;
use crate::permission::Act;
use crate::policy_triggers;
use crate::post_change_reviews;
use crate::samples;
use crate::triage;

/// A kind of event that tells of a decision.
pub(crate) struct DecisionKind {
    /// The action, as the log names it.
    pub(crate) action: &'static str,
    /// What its person has to be allowed.
    pub(crate) act: Act,
    /// The action in a few words.
    pub(crate) label: &'static str,
    /// Whether outcomes may be others after it, so that the period has to be judged again.
    pub(crate) changes_outcomes: bool,
    /// What one says, from its payload.
    pub(crate) sentence: fn(&Value) -> String,
}

/// All of them, by what they are about.
pub(crate) const KINDS: &[&[DecisionKind]] = &[
    account_decisions::KINDS,
    annual_review::KINDS,
    attestations::KINDS,
    exceptions::KINDS,
    kept_here::KINDS,
    link_decisions::KINDS,
    policy_triggers::KINDS,
    post_change_reviews::KINDS,
    samples::KINDS,
    triage::KINDS,
];

/// The kind of an action; none where it tells of no decision.
pub(crate) fn kind_of(action: &str) -> Option<&'static DecisionKind> {
    let mut kinds = KINDS.iter().copied().flatten();
    kinds.find(|kind| kind.action == action)
}

/// The actions of the decisions after which outcomes may be others.
pub(crate) fn changing() -> impl Iterator<Item = &'static str> {
    let kinds = KINDS.iter().copied().flatten();
    kinds
        .filter(|kind| kind.changes_outcomes)
        .map(|kind| kind.action)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_action_is_there_once() {
        let all: Vec<&str> = KINDS
            .iter()
            .copied()
            .flatten()
            .map(|kind| kind.action)
            .collect();
        let different: BTreeSet<&str> = all.iter().copied().collect();
        assert_eq!(all.len(), different.len());
    }
}
