//! What a workspace says of itself: whole file, event log, original bytes, records, outcomes.
//!
//! The log is the measure. Whatever stands beside it must be told by an event, and whatever an event
//! tells must stand there; the latest outcomes are judged again from the records.

use std::collections::BTreeMap;
use std::path::Path;

use changeproof_domain::outcome::Outcome;
use changeproof_store::{
    Digest, Evaluation, Event, OtherOutcome, Reader, StoreError, StoredSource, SubjectRow,
    Workspace,
};
use serde_json::Value;

use super::decisions_check::decisions_check;
use super::people_check::people_check;
use super::policy_check::policy_check;
use crate::error::AppError;
use crate::evaluate::{self, control_list, evaluation_payload};
use crate::loaded::load_evaluated;
use crate::period::Period;
use crate::ports::Ports;
use crate::pruning::{self, PACK_EXPORTED};
use crate::results::all_rows;
use crate::triage::shown::{self, Shown, Standing};
use crate::wire::verification::Check;
use crate::{canonical, others, policy};

/// What a workspace says of itself.
pub(super) fn workspace_checks(path: &Path, ports: &Ports<'_>) -> Result<Vec<Check>, AppError> {
    match all_workspace_checks(path, ports) {
        Ok(checks) => Ok(checks),
        Err(
            error @ AppError::Store(
                StoreError::NotAWorkspace { .. } | StoreError::Damaged(_) | StoreError::Database(_),
            ),
        ) => Ok(vec![Check::fails("file", error.to_string())]),
        Err(error) => Err(error),
    }
}

fn all_workspace_checks(path: &Path, ports: &Ports<'_>) -> Result<Vec<Check>, AppError> {
    let open = Workspace::open(path)?;
    let reader = open.read()?;
    let mut checks = Vec::new();
    let faults = reader.structure_faults()?;
    checks.push(match faults.first() {
        None => Check::holds("file", "The file is whole."),
        Some(fault) => Check::fails("file", format!("The file is damaged: {fault}.")),
    });
    checks.push(chain_check(&reader)?);
    checks.push(originals_check(&reader)?);
    checks.push(company_check(&reader)?);
    let events = reader.events(1, reader.head()?.sequence)?;
    checks.push(records_check(&reader, &events)?);
    checks.push(people_check(&reader, &events)?);
    checks.push(policy_check(&reader, &events)?);
    checks.push(decisions_check(&reader, &events)?);
    checks.push(evaluations_check(&reader, &events, ports)?);
    Ok(checks)
}

pub(super) fn chain_check(reader: &Reader<'_>) -> Result<Check, AppError> {
    Ok(match reader.verify_chain()? {
        Ok(head) => Check::holds(
            "event_log",
            format!(
                "The event log is whole: {} events, the last with hash {}.",
                head.sequence, head.hash
            ),
        ),
        Err(fault) => Check::fails("event_log", format!("The event log is broken: {fault}.")),
    })
}

fn originals_check(reader: &Reader<'_>) -> Result<Check, AppError> {
    let changed = reader.changed_originals()?;
    Ok(match changed.as_slice() {
        [] => Check::holds(
            "originals",
            "Every imported file has the bytes it was imported with.",
        ),
        changed => {
            let sources = reader.sources(i64::MAX)?;
            let names: Vec<String> = changed
                .iter()
                .map(|digest| {
                    let digest = digest.to_string();
                    sources
                        .iter()
                        .find(|source| source.source.sha256 == digest)
                        .map_or(digest, |source| source.source.file.clone())
                })
                .collect();
            Check::fails(
                "originals",
                format!("The bytes of {} were changed.", names.join(", ")),
            )
        }
    })
}

/// Holds what is stored about the company against the first event.
fn company_check(reader: &Reader<'_>) -> Result<Check, AppError> {
    let company = reader.company()?;
    let first = reader.events(1, 1)?.pop();
    let same = first.is_some_and(|event| {
        let told = payload(&event);
        event.action == "workspace_created"
            && event.at == company.created_at
            && told["entity"] == company.entity.as_str()
            && told["zone"] == company.zone.as_str()
    });
    Ok(if same {
        Check::holds(
            "company",
            "Name and time zone are those that were recorded.",
        )
    } else {
        Check::fails(
            "company",
            "The company's name, time zone or date is not what the first event recorded.",
        )
    })
}

/// Holds every source against the events that told of it, and every such event against the sources.
fn records_check(reader: &Reader<'_>, events: &[Event]) -> Result<Check, AppError> {
    const CHECK: &str = "records";
    let mut told: BTreeMap<String, ToldFile> = BTreeMap::new();
    for event in events {
        if matches!(
            event.action.as_str(),
            "file_imported" | "source_declared_again"
        ) {
            let payload = payload(event);
            let sha256 = payload["sha256"].as_str().unwrap_or_default().to_owned();
            let file = told.entry(sha256).or_default();
            file.declaration = payload["declaration"].clone();
            if payload.get("records_sha256").is_some() {
                file.readings.push((event.sequence, payload));
            }
        }
    }
    for source in reader.sources(i64::MAX)? {
        let name = &source.source.file;
        let Some(told) = told.remove(&source.source.sha256) else {
            return Ok(Check::fails(
                CHECK,
                format!("No event tells of the import of {name}, or it is stored twice."),
            ));
        };
        let same_declaration = serde_json::to_value(&source.source.declaration)
            .is_ok_and(|value| value == told.declaration);
        // Readings that count no more are shown with the evaluations that rest on them.
        let sha256 = source.source.sha256.parse().unwrap_or_default();
        let stored = reader.readings_of_file(sha256)?;
        let newest_counts = stored
            .first()
            .is_some_and(|newest| newest.key == source.key);
        let mut same = same_declaration && newest_counts && stored.len() == told.readings.len();
        for (reading, (event, read)) in stored.iter().rev().zip(&told.readings) {
            same = same && reading.added_by == *event && is_as_told(reader, reading, read)?;
        }
        same = same && is_kept_as_told(reader, sha256, &source, told.readings.last())?;
        if !same {
            return Ok(Check::fails(
                CHECK,
                format!("What is stored of {name} is not what its import recorded."),
            ));
        }
    }
    Ok(match told.into_values().next() {
        Some(lost) => Check::fails(
            CHECK,
            format!(
                "The log tells of the import of {}, but it is not among the sources any more.",
                lost.name().unwrap_or("a file")
            ),
        ),
        None => Check::holds(
            CHECK,
            "The records of every file are those that its import recorded.",
        ),
    })
}

/// What the log tells of a file.
#[derive(Default)]
struct ToldFile {
    /// The event of each reading, the oldest first.
    readings: Vec<(i64, Value)>,
    /// What was last declared.
    declaration: Value,
}

impl ToldFile {
    fn name(&self) -> Option<&str> {
        self.readings.last()?.1["file"].as_str()
    }
}

/// Whether a reading of a file is what its event told.
fn is_as_told(reader: &Reader<'_>, stored: &StoredSource, told: &Value) -> Result<bool, AppError> {
    let digest = reader.record_digest(stored)?;
    let issues = reader.issues(stored.key)?;
    let reading = canonical::reading_digest(&stored.source.reading, &issues)?;
    let spans = canonical::spans_digest(&stored.spans)?;
    Ok(told["file"] == stored.source.file.as_str()
        && told["records_sha256"] == digest.sha256.to_string().as_str()
        && told["records"] == digest.records
        && told["records"] == stored.record_count()
        && told["reading_sha256"] == reading.to_string().as_str()
        && told["spans_sha256"] == spans.to_string().as_str())
}

/// Whether the kept copy of a file is masked as its latest reading and the event of that say.
fn is_kept_as_told(
    reader: &Reader<'_>,
    sha256: Digest,
    stored: &StoredSource,
    told: Option<&(i64, Value)>,
) -> Result<bool, AppError> {
    let kept = reader.masked_digest(sha256)?.map(|kept| kept.to_string());
    let masked = stored.source.reading.secrets.as_ref();
    let counts = masked
        .map(|masked| &masked.counts)
        .filter(|counts| !counts.is_empty());
    let counts = serde_json::to_value(counts).map_err(StoreError::from)?;
    Ok(told.is_some_and(|(_, told)| {
        told["kept_sha256"].as_str() == kept.as_deref() && told["secrets_masked"] == counts
    }) && masked.and_then(|masked| masked.kept_sha256.as_deref()) == kept.as_deref())
}

/// Holds every stored evaluation against its event and its hash, and judges the latest anew.
fn evaluations_check(
    reader: &Reader<'_>,
    events: &[Event],
    ports: &Ports<'_>,
) -> Result<Check, AppError> {
    const CHECK: &str = "evaluations";
    let evaluations = reader.evaluations()?;
    let told: Vec<&Event> = events
        .iter()
        .filter(|event| event.action == "evaluated")
        .collect();
    let pairs = told.iter().zip(&evaluations);
    let same = told.len() == evaluations.len()
        && pairs
            .clone()
            .all(|(event, evaluation)| event.sequence == evaluation.head.event);
    if !same {
        return Ok(Check::fails(
            CHECK,
            "The stored evaluations are not those that the log tells of.",
        ));
    }
    let Some(latest) = evaluations.last() else {
        return Ok(Check::holds(CHECK, "Nothing was evaluated yet."));
    };
    let this_version = control_list();
    let packs: Vec<Event> = events
        .iter()
        .filter(|event| event.action == PACK_EXPORTED)
        .cloned()
        .collect();
    let droppable = pruning::droppable(&evaluations, &packs);
    let mut standing = Standing::default();
    for (event, evaluation) in pairs {
        ports.check_cancelled()?;
        let may_lack_rows = droppable.contains(&evaluation.id);
        if let Some(fault) = evaluation_fault(reader, event, evaluation, may_lack_rows, &standing)?
        {
            return Ok(Check::fails(CHECK, fault));
        }
        standing.take(&Shown::told(event)?);
    }
    if latest.head.controls != this_version {
        return Ok(Check::holds(
            CHECK,
            "The latest evaluation was made by another version; it was not judged again.",
        ));
    }
    Ok(if comes_out_the_same(reader, latest, ports)? {
        Check::holds(
            CHECK,
            "The outcomes are those that were recorded, and the latest come out the same when they \
             are judged again.",
        )
    } else {
        Check::fails(
            CHECK,
            "The latest outcomes, or what is listed with them, come out otherwise when they are \
             judged again.",
        )
    })
}

/// What is wrong with a stored evaluation, held against its event. One that was made again for the
/// same days may lack its rows, all of them.
fn evaluation_fault(
    reader: &Reader<'_>,
    event: &Event,
    evaluation: &Evaluation,
    may_lack_rows: bool,
    standing: &Standing,
) -> Result<Option<String>, AppError> {
    let head = &evaluation.head;
    let rows = all_rows(reader, evaluation)?;
    let told = payload(event);
    let others = reader.other_outcomes(evaluation.id)?;
    let digests = (
        canonical::rows_digest(&rows)?,
        canonical::others_digest(&others)?,
    );
    let dropped = may_lack_rows && rows.is_empty() && others.is_empty();
    let this_version = head.controls == control_list();
    // Which outcome stands where in a row, only the version knows that made it.
    let shown = match dropped || !this_version {
        true => Shown::told(event)?,
        false => standing.changed(shown::outcomes(&rows, &others)),
    };
    let mut expected = evaluation_payload(head, digests, &shown)?;
    let of_rows = ["rows_sha256", "other_outcomes_sha256"];
    if shown::KEYS
        .into_iter()
        .any(|key| told[key] != expected[key])
    {
        return Ok(Some(format!(
            "Which failures from {} to {} were new is not what their evaluation recorded.",
            head.from, head.to
        )));
    }
    if dropped {
        for key in of_rows {
            expected[key] = told[key].clone();
        }
    } else if others.is_empty() && told.get(of_rows[1]).is_none() {
        // Made before anything but deployments was judged.
        expected[of_rows[1]] = Value::Null;
    }
    let other = |key: &str| told[key] != expected[key];
    if other("coverage_sha256") {
        return Ok(Some(format!(
            "What the evidence from {} to {} covered was changed after it was recorded.",
            head.from, head.to
        )));
    }
    if of_rows.into_iter().any(other) {
        return Ok(Some(format!(
            "The outcomes from {} to {}, or what is listed with them, were changed after they were \
             recorded.",
            head.from, head.to
        )));
    }
    if told != evaluate::without_nulls(expected) {
        return Ok(Some(
            "The stored evaluations are not those that the log tells of.".to_owned(),
        ));
    }
    if dropped {
        return Ok(None);
    }
    if head
        .pending
        .is_some_and(|told| told != pending(&rows, &others))
    {
        return Ok(Some(format!(
            "The number of pending outcomes from {} to {} is not that of the outcomes.",
            head.from, head.to
        )));
    }
    if this_version && results_hash(evaluation, &rows, &others)? != head.results_hash {
        return Ok(Some(format!(
            "The outcomes from {} to {} were changed after they were recorded.",
            head.from, head.to
        )));
    }
    Ok(None)
}

/// How many outcomes have a deadline ahead.
fn pending(rows: &[SubjectRow], others: &[OtherOutcome]) -> u64 {
    let of_row = |row: &SubjectRow| {
        (0..row.verdicts.len())
            .filter_map(|at| row.verdicts.get(at))
            .filter(|(outcome, _)| *outcome == Outcome::Pending)
            .count()
    };
    let of_rows: usize = rows.iter().map(of_row).sum();
    let of_others = others.iter().filter(|one| one.outcome == Outcome::Pending);
    (of_rows + of_others.count()) as u64
}

fn results_hash(
    evaluation: &Evaluation,
    rows: &[SubjectRow],
    others: &[OtherOutcome],
) -> Result<Digest, AppError> {
    let zone = evaluation.head.zone.parse();
    let zone = zone.map_err(|_| AppError::WorkspaceZone(evaluation.head.zone.clone()))?;
    let policy = policy::from_json(&evaluation.head.parameters, zone)?;
    canonical::results_hash(&policy, rows, others)
}

/// Judges the records of an evaluation again and compares every stored row and count.
fn comes_out_the_same(
    reader: &Reader<'_>,
    evaluation: &Evaluation,
    ports: &Ports<'_>,
) -> Result<bool, AppError> {
    let loaded = load_evaluated(reader, evaluation, ports)?;
    let period = Period::of(&evaluation.head);
    let (subjects, rows) = evaluate::judged_rows(&loaded, period, evaluation.head.as_of, ports)?;
    let stored = reader.other_outcomes(evaluation.id)?;
    let others = others::judged_again(&loaded, period, evaluation.head.as_of, &stored);
    Ok(all_rows(reader, evaluation)? == rows
        && stored == others.outcomes
        && evaluation.head.subjects == rows.len() as u64
        && canonical::population_hash(&loaded.snapshot, &subjects)?
            == evaluation.head.population_hash)
}

fn payload(event: &Event) -> Value {
    serde_json::from_str(&event.payload).unwrap_or_default()
}
