//! Findings: which failures evaluations showed, and what people did about them.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use hashbrown::HashMap;
use serde::{Deserialize, Serialize};

use super::{FindingId, FollowUpId, Held, SubjectId};
use crate::time::Timestamp;

/// What a finding is about: a control and its subject. It stays the same over evaluations.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FindingKey {
    /// The control.
    pub control: String,
    /// The kind of the subject, such as `deployment`.
    pub kind: String,
    /// Where the subject comes from, such as `github`.
    pub source: String,
    /// The subject's own id.
    pub id: String,
}

impl fmt::Display for FindingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let FindingKey {
            control,
            kind,
            source,
            id,
        } = self;
        write!(f, "{control}/{kind}/{source}/{id}")
    }
}

/// A text that names no finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoFindingKey(pub String);

impl fmt::Display for NoFindingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "'{}' names no finding: one is CONTROL/KIND/SOURCE/ID, such as \
             REV-01/deployment/github/912513",
            self.0
        )
    }
}

impl std::error::Error for NoFindingKey {}

impl FromStr for FindingKey {
    type Err = NoFindingKey;

    fn from_str(text: &str) -> Result<FindingKey, NoFindingKey> {
        let mut parts = text.splitn(4, '/').map(str::to_owned);
        let mut next = || parts.next().filter(|part| !part.is_empty());
        match (next(), next(), next(), next()) {
            (Some(control), Some(kind), Some(source), Some(id)) => Ok(FindingKey {
                control,
                kind,
                source,
                id,
            }),
            _ => Err(NoFindingKey(text.to_owned())),
        }
    }
}

impl TryFrom<String> for FindingKey {
    type Error = NoFindingKey;

    fn try_from(text: String) -> Result<FindingKey, NoFindingKey> {
        text.parse()
    }
}

impl From<FindingKey> for String {
    fn from(key: FindingKey) -> String {
        key.to_string()
    }
}

/// A failure that an evaluation showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownFinding {
    /// What it is about.
    pub key: FindingKey,
    /// When it was evaluated that first showed it.
    pub at: Timestamp,
    /// The event of that evaluation.
    pub event: i64,
}

/// What somebody did about a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FollowUpStep {
    /// Somebody owns it now.
    Acknowledged {
        /// Who.
        owner: String,
        /// Until when something is done about it.
        due: NaiveDate,
        /// What caused it, where that is known already.
        cause: Option<String>,
        /// What is to be done, where that is known already.
        action: Option<String>,
    },
    /// Something was done about it.
    Remediated {
        /// What caused it.
        cause: String,
        /// What was done.
        action: String,
        /// On which day.
        on: NaiveDate,
    },
    /// What was recorded before holds no more.
    Reopened {
        /// Why.
        reason: String,
    },
}

/// A step of the work on a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowUp {
    /// The finding.
    pub key: FindingKey,
    /// When it was recorded.
    pub at: Timestamp,
    /// What was done.
    pub step: FollowUpStep,
}

/// Failures that evaluations showed, and the work on them, as the workspace's own log tells them.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// Failures that some evaluation showed, in the order in which they were first shown.
    pub shown: Vec<Held<ShownFinding>>,
    /// Steps, in the order in which they were recorded.
    pub follow_ups: Vec<Held<FollowUp>>,
    /// The place of each failure in [`Findings::shown`].
    pub by_key: HashMap<FindingKey, FindingId>,
    /// The steps of each finding, in order.
    pub follow_ups_of: HashMap<FindingKey, Vec<FollowUpId>>,
    /// Production deployments by source and id, whichever of their records it names; filled where
    /// something was shown.
    pub deployments: HashMap<(String, String), SubjectId>,
}

impl Findings {
    /// From what the log tells, without the deployments.
    pub fn of(shown: Vec<Held<ShownFinding>>, follow_ups: Vec<Held<FollowUp>>) -> Findings {
        let ids = shown.iter().enumerate();
        let by_key = ids.map(|(at, one)| (one.key.clone(), at.into())).collect();
        let mut follow_ups_of: HashMap<FindingKey, Vec<FollowUpId>> = HashMap::new();
        for (at, step) in follow_ups.iter().enumerate() {
            let of = follow_ups_of.entry(step.key.clone()).or_default();
            of.push(at.into());
        }
        Findings {
            shown,
            follow_ups,
            by_key,
            follow_ups_of,
            deployments: HashMap::new(),
        }
    }

    /// The production deployment that a finding is about; none where it is about anything else.
    pub fn deployment(&self, key: &FindingKey) -> Option<SubjectId> {
        let name = (key.source.clone(), key.id.clone());
        let known = self.deployments.get(&name).copied();
        known.filter(|_| key.kind == "deployment")
    }

    /// The steps of a finding, in order.
    pub fn steps(&self, key: &FindingKey) -> impl Iterator<Item = (FollowUpId, &FollowUp)> {
        let of = self.follow_ups_of.get(key).map_or(&[][..], Vec::as_slice);
        let held = |id: FollowUpId| &*self.follow_ups[id.index()].record;
        of.iter().map(move |id| (*id, held(*id)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_reads_back_whatever_its_id_holds() {
        for text in [
            "REV-01/deployment/github/912513",
            "EXC-01/exception/exception-register/EX/7 of May",
        ] {
            assert_eq!(text.parse::<FindingKey>().unwrap().to_string(), text);
        }
        for text in [
            "",
            "REV-01",
            "REV-01/deployment/github",
            "REV-01//github/1",
            "a/b/c/",
        ] {
            assert!(text.parse::<FindingKey>().is_err(), "{text}");
        }
    }
}
