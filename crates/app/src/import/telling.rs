//! The events that tell of an import, in the order in which the files were given.

use std::collections::{BTreeMap, HashMap};

use changeproof_domain::source::Declaration;
use changeproof_store::{Digest, Writer};
use serde::Serialize;

use super::arrival::Arrived;
use super::{ImportFile, file_name};
use crate::canonical::spans_digest;
use crate::error::AppError;
use crate::log;
use crate::permission::Act;
use crate::ports::Ports;

/// Of several files with the same bytes any may have been read first. The source takes the name
/// that sorts first, so that it never depends on which. Answers the name of each file.
pub(super) fn name_copies(
    writer: &Writer<'_>,
    files: &[ImportFile],
    arrived: &[Arrived],
) -> Result<Vec<String>, AppError> {
    let mut names: Vec<String> = files.iter().map(|file| file_name(&file.path)).collect();
    let mut copies: HashMap<usize, Vec<String>> = HashMap::new();
    for (index, file) in arrived.iter().enumerate() {
        if let Arrived::Copy { of, .. } = file {
            copies.entry(*of).or_default().push(names[index].clone());
        }
    }
    for (index, file) in arrived.iter().enumerate() {
        if let (
            Arrived::Read {
                source: Some(source),
                ..
            },
            Some(copies),
        ) = (file, copies.remove(&index))
        {
            for copy in copies {
                if copy < names[index] {
                    names[index] = copy;
                }
            }
            writer.name_source(*source, &names[index])?;
        }
    }
    Ok(names)
}

/// What an event tells about a file.
#[derive(Serialize)]
struct FileEvent<'f> {
    file: String,
    sha256: String,
    format: &'f str,
    format_version: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    rows: Option<changeproof_domain::source::RowCounts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    records: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    records_sha256: Option<Digest>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reading_sha256: Option<Digest>,
    #[serde(skip_serializing_if = "Option::is_none")]
    spans_sha256: Option<Digest>,
    /// SHA-256 of the kept copy, where secrets in it were masked.
    #[serde(skip_serializing_if = "Option::is_none")]
    kept_sha256: Option<Digest>,
    /// How many secrets each rule found.
    #[serde(skip_serializing_if = "Option::is_none")]
    secrets_masked: Option<&'f BTreeMap<String, u64>>,
    declaration: &'f Declaration,
}

/// Writes the events, in the order in which the files were given. Answers whether there were any.
pub(super) fn tell(
    writer: &Writer<'_>,
    names: &[String],
    arrived: &[Arrived],
    ports: &Ports<'_>,
) -> Result<bool, AppError> {
    let mut told = false;
    for (name, file) in names.iter().zip(arrived) {
        match file {
            Arrived::Read {
                file,
                source: Some(source),
            } => {
                let action = match file.replaces {
                    Some(_) => "source_declared_again",
                    None => "file_imported",
                };
                let payload = FileEvent {
                    file: name.clone(),
                    sha256: file.sha256.to_string(),
                    format: &file.reading.format,
                    format_version: file.reading.format_version,
                    rows: Some(file.reading.rows),
                    records: Some(file.record_digest.records),
                    records_sha256: Some(file.record_digest.sha256),
                    reading_sha256: Some(file.reading_digest),
                    spans_sha256: Some(spans_digest(&file.span)?),
                    kept_sha256: file.kept_sha256,
                    secrets_masked: file
                        .reading
                        .secrets
                        .as_ref()
                        .map(|masked| &masked.counts)
                        .filter(|counts| !counts.is_empty()),
                    declaration: &file.declaration,
                };
                let event = append(writer, action, &payload, ports)?;
                if let Some(older) = file.replaces {
                    writer.supersede(older, event)?;
                }
                writer.declare(*source, event, &file.declaration)?;
            }
            Arrived::Redeclared {
                source,
                declaration,
                ..
            } => {
                let payload = FileEvent {
                    file: source.source.file.clone(),
                    sha256: source.source.sha256.clone(),
                    format: &source.source.reading.format,
                    format_version: source.source.reading.format_version,
                    rows: None,
                    records: None,
                    records_sha256: None,
                    reading_sha256: None,
                    spans_sha256: None,
                    kept_sha256: None,
                    secrets_masked: None,
                    declaration,
                };
                let event = append(writer, "source_declared_again", &payload, ports)?;
                writer.declare(source.key, event, declaration)?;
            }
            Arrived::Read { source: None, .. }
            | Arrived::Copy { .. }
            | Arrived::Unchanged { .. }
            | Arrived::Refused { .. } => continue,
        }
        told = true;
    }
    Ok(told)
}

fn append(
    writer: &Writer<'_>,
    action: &'static str,
    payload: &FileEvent<'_>,
    ports: &Ports<'_>,
) -> Result<i64, AppError> {
    Ok(log::append(writer, Act::Import, action, payload, ports)?.sequence)
}
