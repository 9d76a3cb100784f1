//! What a control is made of.

use std::collections::BTreeSet;

use changeproof_domain::parameters::Parameters;
use changeproof_domain::record::RecordKind;
use changeproof_domain::snapshot::{ChangeRecordId, Subject};

use crate::case::Case;
use crate::context::Context;
use crate::finding::Finding;
use crate::implementation::Implementation;
use crate::others::{ExceptionContext, FindingContext, ImportContext, PeriodContext};

/// How much a failure matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Breaks a promise that the policy makes without exception.
    Critical,
    /// Weakens a promise of the policy.
    High,
    /// Makes the promise harder to prove.
    Medium,
}

impl Severity {
    /// The word for people.
    pub fn label(self) -> &'static str {
        match self {
            Severity::Critical => "Critical",
            Severity::High => "High",
            Severity::Medium => "Medium",
        }
    }
}

/// How much of a framework's requirement a control tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coverage {
    /// All of it.
    Full,
    /// A part; the tag's reason says which.
    Partial,
}

/// A framework's requirement that a control helps to prove.
#[derive(Clone, Copy, Debug)]
pub struct Tag {
    /// The framework with its edition, such as `SOC 2`.
    pub framework: &'static str,
    /// The requirement, such as `CC8.1`.
    pub requirement: &'static str,
    /// How much of it is tested.
    pub coverage: Coverage,
    /// What the control tests of it, and what not.
    pub reason: &'static str,
}

/// A partial tag.
pub(crate) const fn partial(
    framework: &'static str,
    requirement: &'static str,
    reason: &'static str,
) -> Tag {
    Tag {
        framework,
        requirement,
        coverage: Coverage::Partial,
        reason,
    }
}

/// The value of a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParameterValue {
    /// A count or a span, in the unit that the parameter's name says.
    Number(i64),
    /// A list of words; empty means any.
    Words(Vec<String>),
}

/// A parameter with the value in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// The name, with its unit where it has one.
    pub name: &'static str,
    /// The value.
    pub value: ParameterValue,
}

impl Parameter {
    pub(crate) fn number(name: &'static str, value: impl TryInto<i64>) -> Parameter {
        Parameter {
            name,
            value: ParameterValue::Number(value.try_into().unwrap_or(i64::MAX)),
        }
    }

    pub(crate) fn words(name: &'static str, words: &[String]) -> Parameter {
        Parameter {
            name,
            value: ParameterValue::Words(words.to_vec()),
        }
    }
}

/// What a control judges, and how.
#[derive(Clone, Copy, Debug)]
pub enum Judges {
    /// Each production deployment.
    Deployment(fn(&Context<'_>) -> Finding),
    /// Each production deployment, and each change record that was carried out without one.
    Change {
        /// Of a deployment.
        deployment: fn(&Context<'_>) -> Finding,
        /// Of such a record.
        record: &'static OfRecords,
    },
    /// Each imported file.
    Import(fn(&ImportContext<'_>) -> Finding),
    /// The period as a whole.
    Period(fn(&PeriodContext<'_>) -> Finding),
    /// The policy, in the period.
    Policy(fn(&PeriodContext<'_>) -> Finding),
    /// Each exception that holds on a day of the period.
    Exception(fn(&ExceptionContext<'_>) -> Finding),
    /// Each failure in the period that an evaluation showed before.
    Finding(fn(&FindingContext<'_>) -> Finding),
}

/// How a control judges change records that were carried out without a deployment.
#[derive(Debug)]
pub struct OfRecords {
    /// The check of one record.
    pub check: fn(&Implementation<'_>, ChangeRecordId) -> Finding,
    /// Its cases: each starts from a clean change without a deployment.
    pub cases: &'static [Case],
}

impl Judges {
    /// Whether it judges production deployments.
    pub fn judges_deployments(self) -> bool {
        match self {
            Judges::Deployment(_) | Judges::Change { .. } => true,
            Judges::Import(_)
            | Judges::Period(_)
            | Judges::Policy(_)
            | Judges::Exception(_)
            | Judges::Finding(_) => false,
        }
    }

    /// How it judges change records that were carried out without a deployment; none where it judges no
    /// such record.
    pub fn of_records(self) -> Option<&'static OfRecords> {
        match self {
            Judges::Change { record, .. } => Some(record),
            Judges::Deployment(_)
            | Judges::Import(_)
            | Judges::Period(_)
            | Judges::Policy(_)
            | Judges::Exception(_)
            | Judges::Finding(_) => None,
        }
    }

    /// The kind of its subjects, as results name it; that of the first where it has two.
    pub fn subject_kind(self) -> &'static str {
        match self {
            Judges::Deployment(_) | Judges::Change { .. } => "deployment",
            Judges::Import(_) => "import",
            Judges::Period(_) => "period",
            Judges::Policy(_) => "policy",
            Judges::Exception(_) => "exception",
            Judges::Finding(_) => "finding",
        }
    }

    /// What it judges, in words.
    pub fn words(self) -> &'static str {
        match self {
            Judges::Deployment(_) => "each production deployment",
            Judges::Change { .. } => {
                "each production deployment, and each change record that was closed as carried out without one"
            }
            Judges::Import(_) => "each imported file",
            Judges::Period(_) => "the period",
            Judges::Policy(_) => "the policy",
            Judges::Exception(_) => "each exception that holds in the period",
            Judges::Finding(_) => "each failure of the period that an earlier evaluation showed",
        }
    }
}

/// A testable sentence of the policy.
#[derive(Debug)]
pub struct Control {
    /// The id, such as `REV-01`.
    pub id: &'static str,
    /// Counts up when the check's meaning changes.
    pub version: u32,
    /// The name.
    pub name: &'static str,
    /// How much a failure matters.
    pub severity: Severity,
    /// The policy's clauses that it tests.
    pub clauses: &'static [&'static str],
    /// The version of Changeproof that brought it.
    pub since: &'static str,
    /// The parameters that it reads.
    pub parameters: fn(&Parameters) -> Vec<Parameter>,
    /// Requirements of frameworks.
    pub frameworks: &'static [Tag],
    /// Where the default asks more than the policy's words: how.
    pub stricter_than_policy: Option<&'static str>,
    /// When it passes, when it fails, and what cannot be told.
    pub checks: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// The exports that it needs.
    pub evidence: &'static str,
    /// The kinds of records that it can lack: of a control of deployments, beside the deployment itself.
    /// Where one of two kinds is enough, the usual one.
    pub needs: &'static [RecordKind],
    /// What to do about a failure, and about missing evidence.
    pub remedy: &'static str,
    /// What it judges, and how.
    pub check: Judges,
    /// Its cases, at least one for each outcome that it can have.
    pub cases: &'static [Case],
}

impl Control {
    /// Whether what is wrong with a deployment is the same matter as what was wrong with the first one of the same
    /// changes: the control judges what a deployment brought, and not how it was deployed or what came after it, and
    /// both name the same change records.
    pub fn is_same_matter(&self, first: &Subject, again: &Subject) -> bool {
        let records = |subject: &Subject| BTreeSet::from_iter(subject.records());
        self.is_about_changes() && records(first) == records(again)
    }

    fn is_about_changes(&self) -> bool {
        let family = self
            .id
            .split_once('-')
            .map_or(self.id, |(family, _)| family);
        match family {
            "TRC" => self.id != "TRC-03",
            "RBK" => self.id == "RBK-01",
            "EMG" => !["EMG-03", "EMG-05"].contains(&self.id),
            "CAT" | "REC" | "REV" | "APP" | "STD" | "TST" | "TPC" | "SEC" => true,
            _ => false,
        }
    }
}

/// No parameters.
pub(crate) fn none(_: &Parameters) -> Vec<Parameter> {
    Vec::new()
}
