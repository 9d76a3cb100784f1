//! The canonical forms that results and population are hashed over.
//!
//! Both are lines of UTF-8, each ended by a line feed. What they say of subjects can be made again from
//! `results.json` and `population.json` of a pack; the parameters of each control stand in its section 7
//! and in `results`. JSON is compact, with fields in the order given here; times are UTC with milliseconds
//! only where there are some. Deployments come by time, service, id and source; controls by id. Outcomes on
//! anything else come in the order of the catalogue, imported files by SHA-256 and exceptions by id; those
//! without a time lack `at`. Marks stand behind the outcome that has them. Nothing here depends on the order
//! or the time of imports.
//!
//! Results:
//!
//! ```text
//! changeproof-results-2
//! {"control":"REV-01","version":1,"parameters":{"reviewers":1}}            one line a control
//! {"control":"REV-01","version":1,"policy_version":2,"from":"2025-07-01",  one more for each version
//!  "parameters":{"reviewers":2}}                        of the policy after the first
//! {"control":"RBK-01","version":1,"policy_version":2,"from":"2025-07-01",  where a version of the
//!  "parameters":{},"off":true}                          policy does not test the control
//! {"subject":{"kind":...,"source":...,"id":...,"service":...,"environment":...,"at":...},
//!  "verdicts":[["REV-01","pass","by_account"],...]}                         one line a deployment
//! {"subject":{"kind":...,"source":...,"id":...,"name":...,"at":...},
//!  "verdict":["EXC-01","pass","by_account"]}                one line an outcome on anything else
//! ```
//!
//! Population:
//!
//! ```text
//! changeproof-population-1
//! {"kind":...,"source":...,"id":...,"service":...,"environment":...,"at":...,"revision":...}
//! ```

use changeproof_controls::{Control, catalogue, registry};
use changeproof_domain::outcome::Outcome;
use changeproof_domain::policy::Policy;
use changeproof_domain::snapshot::{Snapshot, SubjectId};
use changeproof_domain::source::{KindSpan, Reading, RowIssue};
use changeproof_domain::time::Timestamp;
use changeproof_store::{Digest, DigestWriter, OtherOutcome, StoreError, SubjectRow};
use chrono::NaiveDate;
use serde::Serialize;

use crate::error::AppError;
use crate::loaded::subject_ref;
use crate::wire::result::{ParameterObject, SubjectRef};

/// The positions of controls, by id: the order in which results show them.
pub(crate) fn controls_by_id(controls: &[&Control]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..controls.len()).collect();
    order.sort_by_key(|position| controls[*position].id);
    order
}

#[derive(Serialize)]
struct ControlLine<'c> {
    control: &'c str,
    version: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    policy_version: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<NaiveDate>,
    parameters: ParameterObject,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    off: bool,
}

/// A subject's line; its verdicts are written behind the subject.
#[derive(Serialize)]
struct SubjectLine<'s> {
    subject: SubjectRef<'s>,
}

/// The verdicts of a control without marks, such as `["REV-01","pass"`, by the rank of the outcome: made
/// once, since every subject has one of each control.
fn verdict_words(control: &Control) -> Result<Vec<Vec<u8>>, AppError> {
    let words = |outcome: Outcome| {
        let mut words = serde_json::to_vec(&[control.id, outcome.id()])?;
        words.pop();
        Ok(words)
    };
    let all: Result<_, serde_json::Error> = Outcome::ALL.into_iter().map(words).collect();
    Ok(all.map_err(StoreError::from)?)
}

/// The first line of the canonical population.
const POPULATION_HEAD: &[u8] = b"changeproof-population-1\n";

#[derive(Serialize)]
struct PopulationLine<'s> {
    kind: &'s str,
    source: &'s str,
    id: &'s str,
    service: &'s str,
    environment: &'s str,
    at: Timestamp,
    revision: Option<&'s str>,
}

fn add(digest: &mut DigestWriter, line: &impl Serialize) -> Result<(), AppError> {
    let mut text = serde_json::to_vec(line).map_err(StoreError::from)?;
    text.push(b'\n');
    digest.add(&text);
    Ok(())
}

#[derive(Serialize)]
struct OtherSubjectLine<'o> {
    kind: &'o str,
    source: &'o str,
    id: &'o str,
    name: &'o str,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<Timestamp>,
}

/// An outcome on what is no deployment.
#[derive(Serialize)]
struct OtherLine<'o> {
    subject: OtherSubjectLine<'o>,
    verdict: Vec<&'o str>,
}

impl<'o> OtherLine<'o> {
    fn of(one: &'o OtherOutcome) -> OtherLine<'o> {
        let marks = one.overlays.iter().map(|mark| mark.id());
        OtherLine {
            subject: OtherSubjectLine {
                kind: &one.kind,
                source: &one.source,
                id: &one.id,
                name: &one.name,
                at: one.at,
            },
            verdict: [one.control.as_str(), one.outcome.id()]
                .into_iter()
                .chain(marks)
                .collect(),
        }
    }
}

/// SHA-256 over the canonical results.
pub(crate) fn results_hash(
    policy: &Policy,
    rows: &[SubjectRow],
    others: &[OtherOutcome],
) -> Result<Digest, AppError> {
    let mut digest = DigestWriter::default();
    digest.add(b"changeproof-results-2\n");
    for position in controls_by_id(catalogue()) {
        let control = catalogue()[position];
        for (at, version) in policy.versions().enumerate() {
            let line = ControlLine {
                control: control.id,
                version: control.version,
                policy_version: (at > 0).then_some(version.number),
                from: version.from.filter(|_| at > 0),
                parameters: ParameterObject((control.parameters)(&version.parameters)),
                off: version.controls_off.contains_key(control.id),
            };
            add(&mut digest, &line)?;
        }
    }
    let mut words = Vec::with_capacity(registry().len());
    for position in controls_by_id(registry()) {
        words.push((position, verdict_words(registry()[position])?));
    }
    let mut line = Vec::new();
    for row in rows {
        let subject = SubjectRef {
            kind: &row.kind,
            source: &row.source,
            id: &row.id,
            service: &row.service,
            environment: &row.environment,
            at: row.at,
        };
        line.clear();
        serde_json::to_writer(&mut line, &SubjectLine { subject }).map_err(StoreError::from)?;
        line.pop();
        line.extend(b",\"verdicts\":");
        add_verdicts(&mut line, row, &words);
        line.extend(b"}\n");
        digest.add(&line);
    }
    add_others(&mut digest, others)?;
    Ok(digest.finish())
}

fn add_others(digest: &mut DigestWriter, others: &[OtherOutcome]) -> Result<(), AppError> {
    for one in others {
        add(digest, &OtherLine::of(one))?;
    }
    Ok(())
}

/// `[["REV-01","pass","by_account"],...]`, in the order of `words`.
fn add_verdicts(line: &mut Vec<u8>, row: &SubjectRow, words: &[(usize, Vec<Vec<u8>>)]) {
    line.push(b'[');
    let mut first = true;
    for (position, words) in words {
        let Some((outcome, overlays)) = row.verdicts.get(*position) else {
            continue;
        };
        if !std::mem::take(&mut first) {
            line.push(b',');
        }
        line.extend_from_slice(&words[usize::from(outcome.rank())]);
        for mark in overlays.iter() {
            line.extend_from_slice(b",\"");
            line.extend_from_slice(mark.id().as_bytes());
            line.push(b'"');
        }
        line.push(b']');
    }
    line.push(b']');
}

/// SHA-256 over what was found out about a file: the compact JSON of the reading and of the rows
/// that could not be read, a line each. The import's event holds it.
pub(crate) fn reading_digest(reading: &Reading, issues: &[RowIssue]) -> Result<Digest, AppError> {
    let mut digest = DigestWriter::default();
    add(&mut digest, reading)?;
    for issue in issues {
        add(&mut digest, issue)?;
    }
    Ok(digest.finish())
}

/// SHA-256 over how many records of each kind a file has, and when: compact JSON on one line. The
/// import's event holds it.
pub(crate) fn spans_digest(spans: &[KindSpan]) -> Result<Digest, AppError> {
    let mut digest = DigestWriter::default();
    add(&mut digest, &spans)?;
    Ok(digest.finish())
}

/// SHA-256 over all that is stored of each subject: its columns as lists in compact JSON, a line
/// each, and behind it the bytes of the outcomes. The evaluation's event holds it.
pub(crate) fn rows_digest(rows: &[SubjectRow]) -> Result<Digest, AppError> {
    let mut digest = DigestWriter::default();
    for row in rows {
        let named = (
            row.ordinal,
            &row.kind,
            &row.source,
            &row.id,
            &row.service,
            &row.environment,
            row.at,
        );
        let told = (
            &row.revision,
            &row.version,
            &row.deployer,
            &row.author,
            &row.changes,
            &row.pull_requests,
            &row.categories,
        );
        let verdicts = row.verdicts.bytes();
        add(&mut digest, &(named, told, verdicts.len()))?;
        digest.add(verdicts);
    }
    Ok(digest.finish())
}

/// SHA-256 over all that is stored of the outcomes on what is no deployment: compact JSON, a line each.
/// The evaluation's event holds it.
pub(crate) fn others_digest(others: &[OtherOutcome]) -> Result<Digest, AppError> {
    let mut digest = DigestWriter::default();
    add_others(&mut digest, others)?;
    Ok(digest.finish())
}

/// SHA-256 over the canonical population, as stored deployments tell it: the same as over the snapshot that
/// they were made from.
pub(crate) fn population_hash_of_rows(rows: &[SubjectRow]) -> Result<Digest, AppError> {
    let mut digest = DigestWriter::default();
    digest.add(POPULATION_HEAD);
    for row in rows {
        let line = PopulationLine {
            kind: &row.kind,
            source: &row.source,
            id: &row.id,
            service: &row.service,
            environment: &row.environment,
            at: row.at,
            revision: row.revision.as_deref(),
        };
        add(&mut digest, &line)?;
    }
    Ok(digest.finish())
}

/// SHA-256 over the canonical population.
pub(crate) fn population_hash(
    snapshot: &Snapshot,
    subjects: &[SubjectId],
) -> Result<Digest, AppError> {
    let mut digest = DigestWriter::default();
    digest.add(POPULATION_HEAD);
    for &id in subjects {
        let deployment = snapshot.subjects[id.index()].deployment;
        let subject = subject_ref(snapshot, id);
        let line = PopulationLine {
            kind: subject.kind,
            source: subject.source,
            id: subject.id,
            service: subject.service,
            environment: subject.environment,
            at: subject.at,
            revision: snapshot.revision(deployment),
        };
        add(&mut digest, &line)?;
    }
    Ok(digest.finish())
}
