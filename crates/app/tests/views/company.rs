//! Workspaces for the tests.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use changeproof_app::ports::{Cancellation, Clock, Ports, Progress, Step, Unwatched};
use changeproof_app::views::{self, OpenWorkspace};
use changeproof_app::wire::view::deployments::{DeploymentQuery, DeploymentRow};
use changeproof_app::wire::view::imports::FileOptions;
use changeproof_app::wire::view::session::{NewWorkspace, PeriodView};
use changeproof_domain::time::{Moment, Timestamp};
use chrono::NaiveDate;
use tempfile::TempDir;

pub fn ports() -> Ports<'static> {
    Ports::system(&Unwatched, Cancellation::default())
}

/// A clock that stands still.
pub struct At(Timestamp);

impl At {
    /// At an instant, such as `2026-01-02T09:00:00Z`.
    pub fn new(at: &str) -> At {
        At(at.parse::<Moment>().unwrap().at)
    }

    pub fn ports(&self) -> Ports<'_> {
        Ports {
            clock: self,
            ..ports()
        }
    }
}

impl Clock for At {
    fn now(&self) -> Timestamp {
        self.0
    }
}

/// Does something whenever a part of the work begins.
pub struct When<F: Fn() + Sync>(pub &'static str, pub F);

impl<F: Fn() + Sync> Progress for When<F> {
    fn tell(&self, step: Step) {
        if matches!(step, Step::Begin { name, .. } if name == self.0) {
            (self.1)();
        }
    }
}

/// The demo company's exports in a workspace of somebody else, for whom time goes on: imported and
/// evaluated at that instant.
pub fn like_the_demo(at: &At) -> (TempDir, OpenWorkspace) {
    let (folder, open) = empty();
    let day = |month, day| NaiveDate::from_ymd_opt(2025, month, day).unwrap();
    let said = FileOptions {
        zone: Some("UTC".to_owned()),
        covers: Some(PeriodView {
            from: day(1, 1),
            to: day(12, 31),
        }),
        ..FileOptions::default()
    };
    let mut files: Vec<(PathBuf, FileOptions)> = std::fs::read_dir(input(""))
        .unwrap()
        .map(|entry| (entry.unwrap().path(), said.clone()))
        .collect();
    files.sort_by(|a, b| a.0.cmp(&b.0));
    let answer = open.commit_import(&files, &at.ports()).unwrap();
    assert_eq!(answer.evaluation_error, None);
    (folder, open)
}

/// The demo company's workspace, made once; tests only read it.
pub fn demo() -> &'static OpenWorkspace {
    static DEMO: OnceLock<(TempDir, OpenWorkspace)> = OnceLock::new();
    &DEMO.get_or_init(fresh_demo).1
}

/// A demo company that a test may change.
pub fn fresh_demo() -> (TempDir, OpenWorkspace) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("demo.changeproof");
    let open = views::demo::make(&path, &ports()).unwrap();
    (folder, open)
}

/// A new workspace with nothing in it.
pub fn empty() -> (TempDir, OpenWorkspace) {
    let folder = tempfile::tempdir().unwrap();
    let new = NewWorkspace {
        entity: "Nobody's".to_owned(),
        zone: "Europe/Berlin".to_owned(),
    };
    let path = folder.path().join("new.changeproof");
    let open = OpenWorkspace::create(&path, &new, &ports()).unwrap();
    (folder, open)
}

/// One of the demo company's exports.
pub fn input(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../fixtures/demo/inputs")
        .join(name)
}

/// Files of which nothing is said.
pub fn unsaid(files: &[PathBuf]) -> Vec<(PathBuf, FileOptions)> {
    files
        .iter()
        .map(|file| (file.clone(), FileOptions::default()))
        .collect()
}

/// All rows that a query names.
pub fn rows(open: &OpenWorkspace, query: &DeploymentQuery) -> Vec<DeploymentRow> {
    open.deployments(query, 0, u32::MAX).unwrap().rows
}
