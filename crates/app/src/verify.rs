//! Verifies a workspace, or a pack with or without the workspace that it came from.
//!
//! What is found broken is an answer, not an error: the report says no, and where.

use std::path::Path;

use changeproof_controls::registry;
use changeproof_reports::verify::{FileState, Manifest, WholeFile};
use changeproof_store::{Digest, Evaluation, Page, Reader, StoreError, SubjectFilter, Workspace};
use serde_json::Value;

use crate::canonical;
use crate::error::AppError;
use crate::evaluate::control_list;
use crate::parameters;
use crate::ports::Ports;
use crate::wire::verification::{Check, VerificationReport, Verified};

/// Verifies the file at `path`: a pack, held against `workspace` where one is given, or a workspace.
///
/// # Errors
///
/// [`AppError::NotRead`] where there is no such file, and what keeps a workspace from being opened
/// without being wrong with it: another program, a newer schema.
pub fn verify(
    path: &Path,
    workspace: Option<&Path>,
    ports: &Ports<'_>,
) -> Result<VerificationReport, AppError> {
    let not_read = |source| AppError::NotRead {
        path: path.to_owned(),
        source,
    };
    // A workspace can be large: only a pack is read as a whole.
    if workspace.is_none() && is_database(path).map_err(not_read)? {
        let checks = ports.during("Verifying the workspace", || workspace_checks(path))?;
        return Ok(VerificationReport::of(
            path.to_owned(),
            Verified::Workspace,
            checks,
        ));
    }
    let bytes = ports.files.read(path).map_err(not_read)?;
    let mut checks = ports.during("Verifying the pack", || pack_checks(&bytes));
    if let (Some(workspace), Some(manifest)) = (workspace, &checks.1) {
        let against = ports.during("Comparing with the workspace", || {
            against_workspace(workspace, manifest, Digest::of(&bytes))
        })?;
        checks.0.extend(against);
    }
    Ok(VerificationReport::of(
        path.to_owned(),
        Verified::Pack,
        checks.0,
    ))
}

/// SQLite's first bytes (file format, section 1.3). Anything that is no PDF is taken for a
/// workspace too: a damaged one may have lost them.
fn is_database(path: &Path) -> std::io::Result<bool> {
    use std::io::Read as _;
    let mut start = Vec::new();
    std::fs::File::open(path)?
        .take(1024)
        .read_to_end(&mut start)?;
    Ok(!start.windows(5).any(|bytes| bytes == b"%PDF-")
        && (start.starts_with(b"SQLite format 3\0") || !looks_like_pack(path)))
}

fn looks_like_pack(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("pdf"))
}

/// What a workspace says of itself.
fn workspace_checks(path: &Path) -> Result<Vec<Check>, AppError> {
    match all_workspace_checks(path) {
        Ok(checks) => Ok(checks),
        Err(
            error @ AppError::Store(
                StoreError::NotAWorkspace { .. } | StoreError::Damaged(_) | StoreError::Database(_),
            ),
        ) => Ok(vec![Check::fails("file", error.to_string())]),
        Err(error) => Err(error),
    }
}

fn all_workspace_checks(path: &Path) -> Result<Vec<Check>, AppError> {
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
    checks.push(records_check(&reader)?);
    checks.push(evaluations_check(&reader)?);
    Ok(checks)
}

fn chain_check(reader: &Reader<'_>) -> Result<Check, AppError> {
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

/// Holds every source against the events that told of it.
fn records_check(reader: &Reader<'_>) -> Result<Check, AppError> {
    let head = reader.head()?;
    let told: Vec<Value> = reader
        .events(1, head.sequence)?
        .iter()
        .filter(|event| {
            matches!(
                event.action.as_str(),
                "file_imported" | "source_declared_again"
            )
        })
        .map(|event| serde_json::from_str(&event.payload).unwrap_or_default())
        .collect();
    for source in reader.sources(head.sequence)? {
        let file = &source.source.file;
        let mut of_file = told
            .iter()
            .filter(|payload| payload["sha256"] == source.source.sha256.as_str());
        let Some(read) = of_file
            .clone()
            .rfind(|payload| payload.get("records_sha256").is_some())
        else {
            return Ok(Check::fails(
                "records",
                format!("No event tells of the import of {file}."),
            ));
        };
        let digest = reader.record_digest(&source)?;
        let issues = reader.issues(source.key)?;
        let reading = canonical::reading_digest(&source.source.reading, &issues)?;
        let declared = of_file.next_back().map(|payload| &payload["declaration"]);
        let same_declaration = serde_json::to_value(&source.source.declaration)
            .is_ok_and(|value| Some(&value) == declared);
        let same = read["records_sha256"] == digest.sha256.to_string().as_str()
            && read["records"] == digest.records
            && read["reading_sha256"] == reading.to_string().as_str();
        if !same || !same_declaration {
            return Ok(Check::fails(
                "records",
                format!("What is stored of {file} is not what its import recorded."),
            ));
        }
    }
    Ok(Check::holds(
        "records",
        "The records of every file are those that its import recorded.",
    ))
}

/// Holds the outcomes of the latest evaluation against its hash, and the hash against the log.
fn evaluations_check(reader: &Reader<'_>) -> Result<Check, AppError> {
    let Some(evaluation) = reader.latest_evaluation()? else {
        return Ok(Check::holds("evaluation", "Nothing was evaluated yet."));
    };
    let head = &evaluation.head;
    let event = reader.events(head.event, head.event)?.pop();
    let told: Value = event
        .map(|event| serde_json::from_str(&event.payload).unwrap_or_default())
        .unwrap_or_default();
    let same = told["results_hash"] == head.results_hash.to_string().as_str()
        && told["population_hash"] == head.population_hash.to_string().as_str()
        && told["parameters"] == head.parameters.as_str()
        && told["controls"] == head.controls.as_str()
        && told["data_sequence"] == head.data_sequence;
    if !same {
        return Ok(Check::fails(
            "evaluation",
            "The latest evaluation is not the one that its event tells of.",
        ));
    }
    if head.controls != control_list() {
        return Ok(Check::holds(
            "evaluation",
            "The latest evaluation was made by another version; its outcomes were not compared.",
        ));
    }
    Ok(
        if stored_results_hash(reader, &evaluation)? == head.results_hash {
            Check::holds(
                "evaluation",
                "The outcomes of the latest evaluation are those that were recorded.",
            )
        } else {
            Check::fails(
                "evaluation",
                "The outcomes of the latest evaluation were changed after they were recorded.",
            )
        },
    )
}

fn stored_results_hash(reader: &Reader<'_>, evaluation: &Evaluation) -> Result<Digest, AppError> {
    let parameters = parameters::from_json(&evaluation.head.parameters)?;
    let page = Page {
        after: None,
        limit: u32::MAX,
    };
    let rows = reader.subjects(evaluation.id, &SubjectFilter::default(), page)?;
    canonical::results_hash(registry(), &parameters, &rows)
}

/// What a pack says of itself, and its manifest where it has one.
fn pack_checks(bytes: &[u8]) -> (Vec<Check>, Option<Manifest>) {
    let verification = match changeproof_reports::verify::pack(bytes) {
        Ok(verification) => verification,
        Err(error) => {
            return (
                vec![Check::fails("pack", sentence(&error.to_string()))],
                None,
            );
        }
    };
    let whole = match verification.whole {
        WholeFile::Unchanged => {
            Check::holds("whole", "The file has the bytes it was written with.")
        }
        WholeFile::Changed => Check::fails("whole", "The file was changed after it was written."),
        WholeFile::Unknown => Check::fails(
            "whole",
            "The file does not carry the mark of a pack: it was saved by another program.",
        ),
    };
    let mut checks = vec![whole];
    for (state, what) in [
        (FileState::Differs, "differ from what SHA256SUMS says"),
        (FileState::Missing, "are missing"),
        (FileState::Extra, "are not listed in SHA256SUMS"),
    ] {
        let names: Vec<&str> = verification.in_state(state).collect();
        if !names.is_empty() {
            let sentence = format!("Attached files that {what}: {}.", names.join(", "));
            checks.push(Check::fails("attachments", sentence));
        }
    }
    if checks.len() == 1 {
        let sentence = format!(
            "All {} attached files match SHA256SUMS.",
            verification.files.len()
        );
        checks.push(Check::holds("attachments", sentence));
    }
    (checks, Some(verification.manifest))
}

/// A sentence with a capital and a full stop.
fn sentence(words: &str) -> String {
    let mut letters = words.trim_end_matches('.').chars();
    let first = letters.next().map(char::to_uppercase);
    first
        .into_iter()
        .flatten()
        .chain(letters)
        .chain(['.'])
        .collect()
}

/// Holds a pack against the workspace that it should come from.
fn against_workspace(
    workspace: &Path,
    manifest: &Manifest,
    sha256: Digest,
) -> Result<Vec<Check>, AppError> {
    let open = Workspace::open(workspace)?;
    let reader = open.read()?;
    let mut checks = vec![chain_check(&reader)?];
    checks.push(head_check(&reader, manifest)?);
    checks.push(export_check(&reader, manifest, sha256)?);
    Ok(checks)
}

/// The head that a pack prints must be an event of the log: this is what shows a truncated one.
fn head_check(reader: &Reader<'_>, manifest: &Manifest) -> Result<Check, AppError> {
    const CHECK: &str = "log_head";
    let Some(printed) = &manifest.event_log_head else {
        return Ok(Check::fails(
            CHECK,
            "The pack names no head of the event log.",
        ));
    };
    let sequence = i64::try_from(printed.sequence).unwrap_or(i64::MAX);
    let event = reader.events(sequence, sequence)?.pop();
    Ok(match event {
        Some(event) if event.hash.to_string() == printed.hash => Check::holds(
            CHECK,
            format!("The log holds event {sequence}, which the pack prints as its head."),
        ),
        Some(_) => Check::fails(
            CHECK,
            format!("Event {sequence} of the log is another one than the pack prints as its head."),
        ),
        None => Check::fails(
            CHECK,
            format!(
                "The log has no event {sequence}, which the pack prints as its head: it was cut, or \
                 belongs to another workspace."
            ),
        ),
    })
}

/// The log tells of every export with the file's SHA-256.
fn export_check(
    reader: &Reader<'_>,
    manifest: &Manifest,
    sha256: Digest,
) -> Result<Check, AppError> {
    const CHECK: &str = "export";
    let head = reader.head()?;
    let exports: Vec<(i64, Value)> = reader
        .events(1, head.sequence)?
        .iter()
        .filter(|event| event.action == "pack_exported")
        .map(|event| {
            let payload = serde_json::from_str(&event.payload).unwrap_or_default();
            (event.sequence, payload)
        })
        .collect();
    let this = sha256.to_string();
    if let Some((sequence, payload)) = exports
        .iter()
        .find(|(_, payload)| payload["sha256"] == this.as_str())
    {
        let same = payload["results_hash"] == manifest.results_hash.as_str()
            && payload["population_hash"] == manifest.population_hash.as_str();
        return Ok(if same {
            Check::holds(
                CHECK,
                format!("Event {sequence} tells of the export of this very file."),
            )
        } else {
            Check::fails(
                CHECK,
                format!("Event {sequence} tells of other results than the pack prints."),
            )
        });
    }
    let same_id = exports
        .iter()
        .any(|(_, payload)| payload["pack_id"] == manifest.pack_id.as_str());
    Ok(Check::fails(
        CHECK,
        if same_id {
            format!(
                "The workspace exported a pack {}, but not with these bytes.",
                manifest.pack_id
            )
        } else {
            format!(
                "The workspace's log tells of no export of a pack {}.",
                manifest.pack_id
            )
        },
    ))
}
