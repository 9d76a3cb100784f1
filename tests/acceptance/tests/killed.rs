//! An import that is killed at any moment either happened or did not.
//!
//! The moments are spread over the time that the import takes when nobody kills it, with more of
//! them towards its end, where it commits. Nothing here depends on how long that is.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant};

use changeproof_acceptance::{Company, Workspace, command};
use serde_json::Value;
use tempfile::TempDir;

/// One at a time: a measured run tells little while another test keeps the cores busy.
static ALONE: Mutex<()> = Mutex::new(());

/// How many moments are spread over the whole run, and how many over its last quarter.
const SPREAD: u32 = 20;
const AT_THE_END: u32 = 10;

/// The moments to kill at, in a run of that length.
fn moments(run: Duration) -> Vec<Duration> {
    let whole = (0..SPREAD).map(|part| run * part / SPREAD);
    let end = (0..AT_THE_END).map(|part| run * 3 / 4 + run * part / (AT_THE_END * 4));
    whole.chain(end).collect()
}

/// A call of `import` that has not begun, with nobody listening to it.
fn import(workspace: &Workspace, company: &Company, files: &[PathBuf]) -> Command {
    let call = [OsString::from("import"), workspace.path().into()];
    let arguments = company.import_arguments(files);
    let mut command = command(call.into_iter().chain(arguments));
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Lets an import come to its end. Answers how long that took.
fn to_its_end(mut import: Command) -> Duration {
    let start = Instant::now();
    let status = import.status().unwrap();
    assert!(status.success(), "an import that nobody kills works");
    start.elapsed()
}

/// Lets an import begin and kills it (SIGKILL) after a while. Answers whether it was still at work.
fn killed(mut import: Command, delay: Duration) -> bool {
    let mut running = import.spawn().unwrap();
    sleep(delay);
    running.kill().unwrap();
    !running.wait().unwrap().success()
}

/// What a workspace comes to when its year is judged for the first time: population and results, as hashes. A copy
/// is judged, since failures that were shown before are followed up.
fn judged(workspace: &Workspace, company: &Company) -> (Value, Value) {
    let workspace = Workspace::of_bytes(&workspace.bytes());
    let mut arguments: Vec<OsString> = Vec::new();
    arguments.extend(company.evaluate_arguments().into_iter().map(OsString::from));
    arguments.push("--json".into());
    let said = workspace.run("evaluate", arguments).well().json();
    assert!(said["results_hash"].is_string(), "{said}");
    (
        said["population_hash"].clone(),
        said["results_hash"].clone(),
    )
}

/// How many events a workspace that verifies has.
#[track_caller]
fn events(workspace: &Workspace) -> u64 {
    let head = workspace.log_head();
    let count = head
        .split_ascii_whitespace()
        .find_map(|word| word.parse().ok());
    count.unwrap()
}

/// Kills an import of `files` into a copy of that workspace at many moments.
fn all_or_nothing(bytes: &[u8], company: &Company, files: &[PathBuf]) {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let before = Workspace::of_bytes(bytes);
    let events_before = events(&before);
    let judged_before = judged(&before, company);
    let after = Workspace::of_bytes(bytes);
    let mut run = to_its_end(import(&after, company, files));
    for _ in 0..2 {
        let again = Workspace::of_bytes(bytes);
        run = run.min(to_its_end(import(&again, company, files)));
    }
    let events_after = events(&after);
    let judged_after = judged(&after, company);
    assert_ne!(judged_before, judged_after, "the import makes a difference");
    let mut at_work = 0;
    for delay in moments(run) {
        let workspace = Workspace::of_bytes(bytes);
        at_work += u32::from(killed(import(&workspace, company, files), delay));
        let events = events(&workspace);
        let judged_now = judged(&workspace, company);
        let as_before = events == events_before && judged_now == judged_before;
        let as_after = events == events_after && judged_now == judged_after;
        assert!(
            as_before || as_after,
            "killed after {delay:?} of {run:?}: {events} events where {events_before} or \
             {events_after} are right"
        );
        to_its_end(import(&workspace, company, files));
        assert_eq!(
            judged(&workspace, company),
            judged_after,
            "a later import works"
        );
        assert!(workspace.log_head().contains("is whole"));
    }
    // A machine that is busy for a while makes the measure longer than the runs.
    assert!(
        at_work >= SPREAD / 4,
        "only {at_work} imports were still at work when they were killed"
    );
}

/// A company that is small, since it is imported and judged many times.
fn company() -> (TempDir, Company) {
    let folder = tempfile::tempdir().unwrap();
    let company = Company::made_up(folder.path(), 5, 100);
    (folder, company)
}

#[test]
fn a_first_import_that_is_killed_happened_or_did_not() {
    let (_folder, company) = company();
    let empty = Workspace::made().bytes();
    all_or_nothing(&empty, &company, &company.files());
}

#[test]
fn a_later_import_that_is_killed_happened_or_did_not() {
    let (_folder, company) = company();
    let files = company.files();
    let (first, second) = files.split_at(10);
    let workspace = Workspace::made();
    workspace.import(&company, first).well();
    all_or_nothing(&workspace.bytes(), &company, second);
}
