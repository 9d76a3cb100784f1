//! One outcome as `explain --json` prints it: the line of `results`, with the rule, the original
//! records and what would change it.

use std::ops::Range;

use changeproof_domain::time::Timestamp;
use chrono::NaiveDate;
use serde::Serialize;

use super::result::ResultLine;
use super::view::original::OriginalCell;

/// The evaluation that an outcome belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ExplainedEvaluation<'e> {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// The zone of the days.
    pub zone: &'e str,
    /// The instant that decided what is pending.
    pub as_of: Timestamp,
}

/// A clause of the policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ClauseLine<'e> {
    /// Its id.
    pub id: &'static str,
    /// What it says in short.
    pub words: &'e str,
}

/// The version of the policy that an outcome was judged by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct PolicyInForce<'e> {
    /// Its number; 1 is the built-in profile.
    pub version: u32,
    /// The policy's name.
    pub name: &'e str,
    /// The first day in force; none where it always was.
    pub from: Option<NaiveDate>,
}

/// The rule in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleLine<'e> {
    /// The control's name.
    pub name: &'static str,
    /// `Critical`, `High` or `Medium`.
    pub severity: &'static str,
    /// When it passes, when it fails, and what cannot be told.
    pub checks: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// The policy's clauses that it tests.
    pub clauses: Vec<ClauseLine<'e>>,
    /// Where it asks more than the policy's words: how.
    pub stricter_than_policy: Option<&'static str>,
}

/// Where a compared value stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FactInOriginal {
    /// The position of the fact in `facts`, from 0.
    pub fact: usize,
    /// The bytes of the value in `text`; none where it cannot be found there. Not part of what the
    /// command prints.
    #[serde(skip)]
    pub bytes: Option<Range<usize>>,
}

/// A row or element of a file, as it stands there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OriginalRow<'e> {
    /// The records that were read from it and that facts name.
    pub records: Vec<String>,
    /// The file's name.
    pub file: &'e str,
    /// SHA-256 of the file.
    pub sha256: &'e str,
    /// Where it stands, such as `$[12]` or `row 7`.
    pub at: String,
    /// Its bytes in the decoded text, such as `bytes 120-480`; empty for workbooks.
    pub bytes: String,
    /// Whether the stored bytes still have the hash that they had at import.
    pub intact: bool,
    /// Its text, whole; empty for workbooks.
    pub text: String,
    /// For tables and workbooks: the row, cell by cell. Cells that a fact rests on are marked.
    pub cells: Vec<OriginalCell>,
    /// The facts that rest on it.
    pub facts: Vec<FactInOriginal>,
}

/// Records that were lacking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LackLine {
    /// The kind, such as `pull_request`.
    pub kind: &'static str,
    /// What was lacking.
    pub sentence: String,
}

/// One outcome, explained.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explanation<'e> {
    /// The outcome as `results` prints it.
    #[serde(flatten)]
    pub result: ResultLine<'e>,
    /// The evaluation that it belongs to.
    pub evaluation: ExplainedEvaluation<'e>,
    /// The rule.
    pub rule: RuleLine<'e>,
    /// The version of the policy that it was judged by.
    pub policy: PolicyInForce<'e>,
    /// The rows behind the facts, as they stand in their files.
    pub originals: Vec<OriginalRow<'e>>,
    /// For insufficient evidence: which kinds of records were lacking.
    pub lacking: Vec<LackLine>,
    /// What would change the outcome; none for passes and what does not apply.
    pub what_would_change: Option<String>,
}
