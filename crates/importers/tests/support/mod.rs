//! What the tests of the importers share: a sink that keeps everything, and where files are.

#![expect(dead_code, reason = "each test binary uses a part")]
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

use std::path::{Path, PathBuf};

use changeproof_domain::record::Record;
use changeproof_domain::source::{Place, Reading, RowIssue};
use changeproof_importers::{Options, ReadError, Sink, read};

/// Keeps everything that a file holds.
#[derive(Default)]
pub struct Kept {
    pub records: Vec<(Place, Record)>,
    pub issues: Vec<RowIssue>,
}

impl Sink for Kept {
    fn record(&mut self, place: Place, record: Record) {
        self.records.push((place, record));
    }

    fn issue(&mut self, issue: RowIssue) {
        self.issues.push(issue);
    }
}

/// Reads bytes with the given options.
pub fn read_with(bytes: &[u8], options: &Options) -> (Result<Reading, ReadError>, Kept) {
    let mut kept = Kept::default();
    let reading = read("input", bytes, options, &mut kept);
    (reading, kept)
}

/// Reads bytes that must be readable.
pub fn read_well(bytes: &[u8]) -> (Reading, Kept) {
    let (reading, kept) = read_with(bytes, &Options::default());
    (reading.expect("the file can be read"), kept)
}

/// The records alone.
pub fn records(kept: &Kept) -> Vec<Record> {
    kept.records
        .iter()
        .map(|(_, record)| record.clone())
        .collect()
}

/// The workspace's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A fixture: the folder's path below `fixtures/importers`, and the input file.
pub struct Fixture {
    pub format: String,
    pub name: String,
    pub folder: PathBuf,
    pub input: PathBuf,
}

/// All fixtures, in order.
pub fn fixtures() -> Vec<Fixture> {
    let base = root().join("fixtures/importers");
    let mut fixtures = Vec::new();
    for format in folders(&base) {
        for case in folders(&format) {
            let input = files(&case)
                .into_iter()
                .find(|path| path.file_stem().is_some_and(|stem| stem == "input"))
                .unwrap_or_else(|| panic!("{} has an input file", case.display()));
            fixtures.push(Fixture {
                format: name_of(&format),
                name: name_of(&case),
                folder: case,
                input,
            });
        }
    }
    assert!(!fixtures.is_empty(), "there are fixtures");
    fixtures
}

fn name_of(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("the entry can be read").path())
        .collect();
    paths.sort();
    paths
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    let mut paths = entries(folder);
    paths.retain(|path| path.is_dir());
    paths
}

/// All files below a folder, in order.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for path in entries(folder) {
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

/// A folder of the shared material; none with a word about it where it is absent.
///
/// # Panics
/// Where it is absent and `CI` is `true`: there it must not be skipped.
pub fn shared(folder: &str) -> Option<PathBuf> {
    let base = std::env::var_os("CHANGEPROOF_SHARED")
        .map_or_else(|| root().join("../shared"), PathBuf::from);
    let path = base.join(folder);
    if path.is_dir() {
        return Some(path);
    }
    let ci = std::env::var("CI").is_ok_and(|value| value == "true");
    assert!(!ci, "{} is needed in CI", path.display());
    eprintln!(
        "skipped: {} is not there; set CHANGEPROOF_SHARED to the shared folder",
        path.display()
    );
    None
}
