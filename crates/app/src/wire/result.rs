//! One outcome as `results --format jsonl` prints it: fields and their order are the contract of
//! the command.

use std::borrow::Cow;
use std::fmt;

use changeproof_controls::{Parameter, ParameterValue};
use changeproof_domain::outcome::{Outcome, Overlay};
use changeproof_domain::time::Timestamp;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

/// The production deployment that an outcome is about.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SubjectRef<'s> {
    /// The kind, such as `deployment`.
    pub kind: &'s str,
    /// The source, such as `github` or `deploy-log`.
    pub source: &'s str,
    /// The source's own id.
    pub id: &'s str,
    /// The service.
    pub service: &'s str,
    /// The environment.
    pub environment: &'s str,
    /// When it began.
    pub at: Timestamp,
}

/// What an outcome is about that is no deployment.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OtherSubjectRef {
    /// The kind, such as `import` or `period`.
    pub kind: &'static str,
    /// Where it comes from, such as the format of a file.
    pub source: String,
    /// Its id, such as the SHA-256 of a file.
    pub id: String,
    /// Its name for people, such as that of a file.
    pub name: String,
    /// Its time, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
}

/// The subject of an outcome.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum ResultSubject<'s> {
    /// A production deployment.
    Deployment(SubjectRef<'s>),
    /// Anything else.
    Other(OtherSubjectRef),
}

impl fmt::Display for ResultSubject<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ResultSubject::Deployment(of) => write!(
                f,
                "{} {}:{} of {} to {} at {}",
                of.kind, of.source, of.id, of.service, of.environment, of.at
            ),
            ResultSubject::Other(of) => {
                write!(f, "{} {} ({}:{})", of.kind, of.name, of.source, of.id)
            }
        }
    }
}

/// A file and a place in it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FactSource<'s> {
    /// The file's name.
    pub file: &'s str,
    /// SHA-256 of the file.
    pub sha256: &'s str,
    /// The place, such as `$[12].reviews[0]` or `row 7 commit_sha`.
    pub at: String,
}

/// One value that was compared.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FactLine<'s> {
    /// The record, such as `pull_request:clicki/referral-api#12`.
    pub record: String,
    /// The field, such as `reviews[0].submitted_at`.
    pub field: String,
    /// The value; empty where the point is that there is none.
    pub value: String,
    /// Where it stands.
    pub source: FactSource<'s>,
}

/// Parameters as an object, in the control's order.
#[derive(Clone, Debug, PartialEq)]
pub struct ParameterObject(pub Vec<Parameter>);

impl ParameterObject {
    /// Each as `reviewers = 1`.
    pub fn words(&self) -> Vec<String> {
        let written = |parameter: &Parameter| {
            let value = match &parameter.value {
                ParameterValue::Number(number) => number.to_string(),
                ParameterValue::Words(words) if words.is_empty() => "any".to_owned(),
                ParameterValue::Words(words) => words.join(", "),
            };
            format!("{} = {value}", parameter.name.replace('_', " "))
        };
        self.0.iter().map(written).collect()
    }
}

impl Serialize for ParameterObject {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for parameter in &self.0 {
            match &parameter.value {
                ParameterValue::Number(number) => map.serialize_entry(parameter.name, number)?,
                ParameterValue::Words(words) => map.serialize_entry(parameter.name, words)?,
            }
        }
        map.end()
    }
}

/// One outcome of one control on one subject.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ResultLine<'s> {
    /// The control's id.
    pub control: &'s str,
    /// The version of its check.
    pub version: u32,
    /// The version of the policy that it was judged by, where there is more than one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_version: Option<u32>,
    /// The parameters in force.
    pub parameters: &'s ParameterObject,
    /// What it is about.
    pub subject: ResultSubject<'s>,
    /// The outcome.
    pub outcome: Outcome,
    /// Marks beside it.
    pub overlays: Vec<Overlay>,
    /// One sentence that an auditor can read alone.
    pub reason: Cow<'s, str>,
    /// The values compared.
    pub facts: Vec<FactLine<'s>>,
}
