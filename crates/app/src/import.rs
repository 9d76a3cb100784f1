//! Imports files: reads and packs them on all cores, writes them in one transaction.
//!
//! Recognised files are kept even where others of the same call are refused. Nothing shows in the
//! workspace before all of them are done.

mod declaration;
mod reading;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};

use changeproof_domain::source::Declaration;
use changeproof_store::{
    Digest, EventDraft, SourceKey, StoreError, StoredSource, Workspace, Writer,
};
use serde::Serialize;

pub use self::declaration::ImportOptions;
pub(crate) use self::declaration::warnings;
pub(crate) use self::reading::add_to_span;
use self::reading::{FileOutcome, FileRead, Known, Worker};
use crate::error::AppError;
use crate::ports::{Ports, Step, Unit};
use crate::wire::error::WireError;
use crate::wire::import::{FileReport, FileStatus, ImportReport};

/// Imports files into a workspace.
///
/// # Errors
///
/// Bad options, a workspace that cannot be used, or [`AppError::Cancelled`]. A file that cannot be
/// read is no error here: the report tells of it.
pub fn import(
    workspace: &Path,
    files: &[PathBuf],
    options: &ImportOptions,
    ports: &Ports<'_>,
) -> Result<ImportReport, AppError> {
    options.check(files.len())?;
    let mut open = Workspace::open(workspace)?;
    let writer = open.write()?;
    let defaults = options.resolve(&writer.company()?.zone)?;
    let known: Known = writer
        .sources(i64::MAX)?
        .into_iter()
        .map(|source| (source.source.sha256.clone(), source))
        .collect();
    let sizes: Vec<u64> = files
        .iter()
        .map(|file| ports.files.size(file).unwrap_or(0))
        .collect();
    ports.progress.tell(Step::Begin {
        name: "Reading files",
        total: sizes.iter().sum(),
        unit: Unit::Bytes,
    });
    let worker = Worker {
        options: &defaults,
        known: &known,
        ports,
    };
    let arrived = on_all_cores(files, &sizes, &worker, |outcomes| {
        let mut arrival = Arrival {
            writer: &writer,
            kept: HashMap::new(),
        };
        let mut arrived: Vec<(usize, Arrived)> = Vec::with_capacity(files.len());
        for (index, outcome) in outcomes {
            arrived.push((index, arrival.take(index, &files[index], outcome?)?));
        }
        Ok::<_, AppError>(arrived)
    });
    ports.progress.tell(Step::End);
    let mut arrived = arrived?;
    ports.check_cancelled()?;
    arrived.sort_unstable_by_key(|(index, _)| *index);
    let arrived: Vec<Arrived> = arrived.into_iter().map(|(_, file)| file).collect();
    let names = name_copies(&writer, files, &arrived)?;
    let told = tell(&writer, &names, &arrived, ports)?;
    if told {
        ports.check_cancelled()?;
        ports.during("Writing", || writer.commit())?;
    }
    Ok(ImportReport {
        workspace: workspace.to_owned(),
        files: files
            .iter()
            .zip(arrived)
            .map(|(file, arrived)| arrived.report(file))
            .collect(),
    })
}

/// Reads all files on as many threads as there are cores, the largest first, and hands each over as
/// soon as it is done. At most a few wait in memory.
fn on_all_cores<T>(
    files: &[PathBuf],
    sizes: &[u64],
    worker: &Worker<'_>,
    take: impl FnOnce(Receiver<(usize, Result<FileOutcome, AppError>)>) -> T,
) -> T {
    let mut order: Vec<usize> = (0..files.len()).collect();
    order.sort_by_key(|index| std::cmp::Reverse(sizes[*index]));
    let next = AtomicUsize::new(0);
    let threads = rayon::current_num_threads().min(files.len()).max(1);
    std::thread::scope(|scope| {
        let (send, receive) = sync_channel(1);
        for _ in 0..threads {
            let send = send.clone();
            let (order, next) = (&order, &next);
            scope.spawn(move || {
                while let Some(&index) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let outcome = worker.read(&files[index], sizes[index]);
                    // Nobody listens any more where the writing side failed.
                    if send.send((index, outcome)).is_err() {
                        break;
                    }
                }
            });
        }
        drop(send);
        take(receive)
    })
}

/// A file whose content is in the transaction, but not yet told by an event.
enum Arrived {
    /// A new file, or one that was read again in place of another reading.
    Read {
        file: Box<FileRead>,
        source: SourceKey,
    },
    /// The same bytes as another file of this call.
    Copy {
        of: usize,
        bytes: u64,
        sha256: Digest,
    },
    /// Known; declared otherwise.
    Redeclared {
        source: Box<StoredSource>,
        declaration: Declaration,
    },
    /// Known; nothing to do.
    Unchanged { source: Box<StoredSource> },
    /// Nothing could be read.
    Refused {
        sha256: Option<Digest>,
        bytes: u64,
        error: WireError,
    },
}

struct Arrival<'w, 'c> {
    writer: &'w Writer<'c>,
    /// What this call has read so far.
    kept: HashMap<Digest, usize>,
}

impl Arrival<'_, '_> {
    fn take(
        &mut self,
        index: usize,
        path: &Path,
        outcome: FileOutcome,
    ) -> Result<Arrived, AppError> {
        Ok(match outcome {
            FileOutcome::Read(mut file) => {
                let (sha256, bytes) = (file.sha256, file.bytes);
                if let Some(&of) = self.kept.get(&sha256) {
                    return Ok(Arrived::Copy { of, bytes, sha256 });
                }
                self.kept.insert(sha256, index);
                if let Some(blob) = file.blob.take() {
                    self.writer.keep(&blob)?;
                }
                let records = std::mem::take(&mut file.records);
                let name = file_name(path);
                let source =
                    self.writer
                        .add_source(&name, sha256, &file.reading, &records, &file.issues)?;
                Arrived::Read { file, source }
            }
            FileOutcome::Redeclared {
                source,
                declaration,
            } => Arrived::Redeclared {
                source,
                declaration,
            },
            FileOutcome::Unchanged(source) => Arrived::Unchanged { source },
            FileOutcome::Refused {
                sha256,
                bytes,
                error,
            } => Arrived::Refused {
                sha256,
                bytes,
                error,
            },
        })
    }
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}

/// Of several files with the same bytes any may have been read first. The source takes the name
/// that sorts first, so that it never depends on which. Answers the name of each file.
fn name_copies(
    writer: &Writer<'_>,
    files: &[PathBuf],
    arrived: &[Arrived],
) -> Result<Vec<String>, AppError> {
    let mut names: Vec<String> = files.iter().map(|file| file_name(file)).collect();
    let mut copies: HashMap<usize, Vec<String>> = HashMap::new();
    for (index, file) in arrived.iter().enumerate() {
        if let Arrived::Copy { of, .. } = file {
            copies.entry(*of).or_default().push(names[index].clone());
        }
    }
    for (index, file) in arrived.iter().enumerate() {
        if let (Arrived::Read { source, .. }, Some(copies)) = (file, copies.remove(&index)) {
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
    declaration: &'f Declaration,
}

/// Writes the events, in the order in which the files were given. Answers whether there were any.
fn tell(
    writer: &Writer<'_>,
    names: &[String],
    arrived: &[Arrived],
    ports: &Ports<'_>,
) -> Result<bool, AppError> {
    let mut told = false;
    for (name, file) in names.iter().zip(arrived) {
        match file {
            Arrived::Read { file, source } => {
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
                    declaration,
                };
                let event = append(writer, "source_declared_again", &payload, ports)?;
                writer.declare(source.key, event, declaration)?;
            }
            Arrived::Copy { .. } | Arrived::Unchanged { .. } | Arrived::Refused { .. } => continue,
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
    let head = writer.append(EventDraft {
        at: ports.clock.now(),
        person: ports.person.clone(),
        action,
        payload: serde_json::to_string(payload).map_err(StoreError::from)?,
    })?;
    Ok(head.sequence)
}

impl Arrived {
    fn report(self, path: &Path) -> FileReport {
        let mut report = FileReport {
            file: path.to_owned(),
            status: FileStatus::Unchanged,
            sha256: None,
            bytes: 0,
            format: None,
            signature: None,
            rows: None,
            span: Vec::new(),
            cut: None,
            declaration: None,
            notes: Vec::new(),
            issues: Vec::new(),
            error: None,
        };
        let source = match self {
            Arrived::Read { file, .. } => {
                report.status = match file.replaces {
                    Some(_) => FileStatus::DeclaredAgain,
                    None => FileStatus::Imported,
                };
                report.notes = warnings(&file.reading, &file.declaration);
                report.sha256 = Some(file.sha256.to_string());
                report.bytes = file.bytes;
                report.format = Some(file.reading.format);
                report.signature = Some(file.reading.signature);
                report.rows = Some(file.reading.rows);
                report.cut = file.reading.cut;
                report.declaration = Some(file.declaration);
                report.span = file.span;
                report.issues = file.issues;
                return report;
            }
            Arrived::Copy { bytes, sha256, .. } => {
                report.bytes = bytes;
                report.sha256 = Some(sha256.to_string());
                report.notes = vec![
                    "The same bytes as another file of this call; they count once.".to_owned(),
                ];
                return report;
            }
            Arrived::Refused {
                sha256,
                bytes,
                error,
            } => {
                report.status = FileStatus::Refused;
                report.bytes = bytes;
                report.sha256 = sha256.map(|digest| digest.to_string());
                report.error = Some(error);
                return report;
            }
            Arrived::Redeclared {
                mut source,
                declaration,
            } => {
                report.status = FileStatus::DeclaredAgain;
                source.source.declaration = declaration;
                source.source
            }
            Arrived::Unchanged { source } => source.source,
        };
        report.notes = warnings(&source.reading, &source.declaration);
        report.bytes = source.bytes;
        report.sha256 = Some(source.sha256);
        report.format = Some(source.reading.format);
        report.signature = Some(source.reading.signature);
        report.rows = Some(source.reading.rows);
        report.cut = source.reading.cut;
        report.declaration = Some(source.declaration);
        report
    }
}
