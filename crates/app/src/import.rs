//! Imports files: reads and packs them on all cores, writes them in one transaction.
//!
//! Recognised files are kept even where others of the same call are refused. Nothing shows in the
//! workspace before all of them are done. A preview does the same and keeps nothing.

mod arrival;
mod copies;
mod declaration;
mod masking;
mod reading;
mod telling;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};

use changeproof_store::{Reader, Workspace, Writer};

use self::arrival::{Arrival, Arrived};
pub use self::declaration::ImportOptions;
use self::declaration::Resolved;
pub(crate) use self::declaration::warnings;
pub(crate) use self::masking::masked_words;
pub(crate) use self::reading::add_to_span;
use self::reading::{FileOutcome, Known, Worker};
use crate::error::AppError;
use crate::permission::{self, Act};
use crate::ports::{Ports, Step, Unit};
use crate::wire::import::ImportReport;

/// A file with what is said about it.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportFile {
    /// Where it is.
    pub path: PathBuf,
    /// What is said about it.
    pub options: ImportOptions,
    /// Whether that stands for all that was declared before of a known file. Otherwise what is left
    /// out stays as it was declared.
    pub instead: bool,
    /// The SHA-256 of the bytes that whoever imports has looked at, where that is to be held.
    pub seen: Option<String>,
}

impl ImportFile {
    /// A file of which something is said, beside what was declared before.
    pub fn new(path: PathBuf, options: ImportOptions) -> ImportFile {
        ImportFile {
            path,
            options,
            instead: false,
            seen: None,
        }
    }
}

/// Imports files of which all that is said holds for each.
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
    if options.expected_rows.is_some() && files.len() > 1 {
        return Err(AppError::ExpectWithSeveralFiles(files.len()));
    }
    let files: Vec<ImportFile> = files
        .iter()
        .map(|path| ImportFile::new(path.clone(), options.clone()))
        .collect();
    options.check()?;
    import_each(workspace, &files, ports)
}

/// Imports files, each with its own options. Where a file is not the one that was looked at, none of
/// the call is imported, and the report says which one it is.
///
/// # Errors
///
/// As for [`import`].
pub fn import_each(
    workspace: &Path,
    files: &[ImportFile],
    ports: &Ports<'_>,
) -> Result<ImportReport, AppError> {
    let mut open = Workspace::open(workspace)?;
    let writer = open.write()?;
    permission::check(&writer, Act::Import, ports)?;
    let arrived = read_all(&writer, Some(&writer), files, ports)?;
    if arrived.iter().any(Arrived::is_another_file) {
        drop(writer);
        return Ok(report(workspace, files, arrived, false));
    }
    let names = telling::name_copies(&writer, files, &arrived)?;
    let told = telling::tell(&writer, &names, &arrived, ports)?;
    if told {
        ports.check_cancelled()?;
        ports.during("Writing", || writer.commit())?;
    }
    Ok(report(workspace, files, arrived, true))
}

/// What importing files would come to. Nothing is kept.
///
/// # Errors
///
/// As for [`import`].
pub fn preview(
    workspace: &Path,
    files: &[ImportFile],
    ports: &Ports<'_>,
) -> Result<ImportReport, AppError> {
    let open = Workspace::open(workspace)?;
    let reader = open.read()?;
    permission::check(&reader, Act::Import, ports)?;
    let arrived = read_all(&reader, None, files, ports)?;
    Ok(report(workspace, files, arrived, false))
}

fn report(
    workspace: &Path,
    files: &[ImportFile],
    arrived: Vec<Arrived>,
    kept: bool,
) -> ImportReport {
    ImportReport {
        kept,
        workspace: workspace.to_owned(),
        files: files
            .iter()
            .zip(arrived)
            .map(|(file, arrived)| arrived.report(&file.path))
            .collect(),
    }
}

/// Reads all files; what is new goes to the writer, where there is one. The answer is in the order of
/// the files.
fn read_all(
    reader: &Reader<'_>,
    writer: Option<&Writer<'_>>,
    files: &[ImportFile],
    ports: &Ports<'_>,
) -> Result<Vec<Arrived>, AppError> {
    let zone = reader.company()?.zone;
    let options: Vec<Resolved<'_>> = files
        .iter()
        .map(|file| {
            file.options.check()?;
            file.options.resolve(&zone, file.instead)
        })
        .collect::<Result<_, AppError>>()?;
    let known: Known = reader
        .sources(i64::MAX)?
        .into_iter()
        .map(|source| (source.source.sha256.clone(), source))
        .collect();
    let sizes: Vec<u64> = files
        .iter()
        .map(|file| ports.files.size(&file.path).unwrap_or(0))
        .collect();
    ports.progress.tell(Step::Begin {
        name: "Reading files",
        total: sizes.iter().sum(),
        unit: Unit::Bytes,
    });
    let mut worker = Worker {
        files,
        options: &options,
        known: &known,
        ports,
        keep: writer.is_some(),
        described_twice: Vec::new(),
    };
    worker.described_twice = copies::described_twice(&worker, &sizes);
    let arrived = on_all_cores(files, &sizes, &worker, |outcomes| {
        let mut arrival = Arrival::new(reader, writer);
        let mut arrived: Vec<(usize, Arrived)> = Vec::with_capacity(files.len());
        for (index, outcome) in outcomes {
            arrived.push((index, arrival.take(index, &files[index].path, outcome?)?));
        }
        Ok::<_, AppError>(arrived)
    });
    ports.progress.tell(Step::End);
    let mut arrived = arrived?;
    ports.check_cancelled()?;
    arrived.sort_unstable_by_key(|(index, _)| *index);
    let mut arrived: Vec<Arrived> = arrived.into_iter().map(|(_, file)| file).collect();
    copies::earliest_first(&mut arrived);
    Ok(arrived)
}

/// Reads all files on as many threads as there are cores, the largest first, and hands each over as
/// soon as it is done. At most a few wait in memory.
fn on_all_cores<T>(
    files: &[ImportFile],
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
                    let outcome = worker.read(index, sizes[index]);
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

fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}
