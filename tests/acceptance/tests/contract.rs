//! The contract of the command: exit codes, streams, and errors as objects.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::sync::LazyLock;

use changeproof_acceptance::{Company, Said, Workspace, changeproof};

/// The demo's workspace file, judged.
static JUDGED: LazyLock<Vec<u8>> = LazyLock::new(|| Workspace::judged(&Company::demo()).bytes());

const YEAR: [&str; 4] = ["--from", "2025-01-01", "--to", "2025-12-31"];

/// Asserts that a call failed with an error object on stderr and nothing on stdout.
#[track_caller]
fn failed(said: Said, exit: i32, code: &str) {
    let said = said.ended_with(exit);
    let error = said.error();
    assert_eq!(error["code"], code, "{said}");
    let message = error["message"].as_str().unwrap_or_default();
    assert!(!message.is_empty(), "an error has a message: {said}");
    assert!(error["details"].is_object(), "details: {said}");
    assert_eq!(error.as_object().map(|fields| fields.len()), Some(3));
    assert_eq!(said.text(), "", "results alone go to stdout");
}

/// The check of a workspace that does not hold, or none where `verify` says yes.
#[track_caller]
fn broken_check(workspace: &Workspace) -> Option<String> {
    let said = workspace.run("verify", ["--json"]);
    let holds = said.code == Some(0);
    let said = if holds { said } else { said.ended_with(1) }.json();
    assert_eq!(said["holds"], holds);
    let checks = said["checks"].as_array().unwrap();
    let broken = checks.iter().find(|check| check["holds"] == false)?;
    broken["check"].as_str().map(str::to_owned)
}

/// The judged workspace with one byte changed.
fn changed_at(place: usize) -> Workspace {
    let mut bytes = JUDGED.clone();
    bytes[place] ^= 1;
    Workspace::of_bytes(&bytes)
}

#[test]
fn an_evaluation_ends_with_0_whatever_it_finds() {
    let workspace = Workspace::of_bytes(&JUDGED);
    workspace.run("evaluate", YEAR).ended_with(0);
}

#[test]
fn an_outcome_of_fail_on_that_is_found_ends_with_1() {
    let workspace = Workspace::of_bytes(&JUDGED);
    let fail_on = YEAR.into_iter().chain(["--fail-on", "pending,fail"]);
    workspace.run("evaluate", fail_on).ended_with(1);
}

#[test]
fn an_outcome_of_fail_on_that_is_not_found_ends_with_0() {
    // By 2027 nothing is pending any more.
    let workspace = Workspace::of_bytes(&JUDGED);
    let later = ["--as-of", "2027-01-01T00:00:00Z", "--fail-on", "pending"];
    let fail_on = YEAR.into_iter().chain(later);
    workspace.run("evaluate", fail_on).ended_with(0);
}

#[test]
fn an_evaluation_that_ends_with_1_is_kept() {
    let workspace = Workspace::holding(&Company::demo());
    let fail_on = YEAR.into_iter().chain(["--fail-on", "fail"]);
    workspace.run("evaluate", fail_on).ended_with(1);
    assert!(!workspace.results().is_empty());
}

#[test]
fn verify_says_yes_to_a_workspace_that_nobody_touched() {
    let workspace = Workspace::of_bytes(&JUDGED);
    let said = workspace.run("verify", ["--json"]).well().json();
    assert_eq!(said["holds"], true);
    assert_eq!(said["kind"], "workspace");
}

#[test]
fn verify_says_no_where_a_byte_of_the_event_log_was_changed() {
    // The last place: SQLite leaves copies of rows that it moved in the free space of its pages.
    let event = br#""records_sha256":""#;
    let mut windows = JUDGED.windows(event.len());
    let place = windows.rposition(|bytes| bytes == event).unwrap();
    let broken = broken_check(&changed_at(place + event.len()));
    assert_eq!(broken.as_deref(), Some("event_log"));
}

#[test]
fn verify_misses_no_changed_byte_that_an_answer_rests_on() {
    // A byte of free space or of an index, which is about half of the file, may change unnoticed:
    // then all answers are as before.
    let whole = Workspace::of_bytes(&JUDGED);
    let (results, links) = (whole.results(), whole.links());
    let mut noticed = 0;
    for part in 1..30 {
        let workspace = changed_at(JUDGED.len() * part / 30);
        if broken_check(&workspace).is_some() {
            noticed += 1;
        } else {
            assert!(workspace.results() == results && workspace.links() == links);
        }
    }
    assert!(noticed > 5, "{noticed} of 29 changed bytes were noticed");
}

#[test]
fn verify_says_no_to_a_file_that_is_no_workspace() {
    let notes = Workspace::of_bytes(b"These are my notes.\n");
    assert_eq!(broken_check(&notes).as_deref(), Some("file"));
}

#[test]
fn a_call_without_a_command_is_bad_usage() {
    let said = changeproof([] as [&str; 0]).ended_with(2);
    assert!(said.stderr.contains("Usage:"), "{said}");
}

#[test]
fn an_unknown_option_is_bad_usage() {
    let said = changeproof(["verify", "x", "--quickly", "--json"]);
    failed(said, 2, "bad_usage");
}

#[test]
fn a_row_count_for_several_files_is_bad_usage() {
    let workspace = Workspace::made();
    let before = workspace.bytes();
    let said = workspace.run("import", ["a.csv", "b.csv", "--expect", "3", "--json"]);
    failed(said, 2, "expect_with_several_files");
    assert!(workspace.bytes() == before, "nothing was imported");
}

#[test]
fn a_period_that_ends_before_it_begins_is_bad_usage() {
    let workspace = Workspace::made();
    let period = ["--from", "2025-12-31", "--to", "2025-01-01", "--json"];
    failed(workspace.run("evaluate", period), 2, "period_reversed");
}

#[test]
fn a_date_that_is_none_is_bad_usage() {
    let workspace = Workspace::made();
    let period = ["--from", "2025-02-30", "--to", "2025-12-31", "--json"];
    failed(workspace.run("evaluate", period), 2, "bad_usage");
}

#[test]
fn an_outcome_that_is_none_is_bad_usage() {
    let workspace = Workspace::of_bytes(&JUDGED);
    workspace
        .run("results", ["--outcome", "green"])
        .ended_with(2);
}

#[test]
fn a_zone_that_is_none_is_bad_usage() {
    let workspace = Workspace::unmade();
    let said = workspace.run("init", ["--timezone", "Europe/Atlantis", "--json"]);
    failed(said, 2, "unknown_zone");
    assert!(!workspace.path().exists(), "no workspace was made");
}

#[test]
fn a_format_that_is_none_is_bad_usage() {
    let workspace = Workspace::made();
    let said = workspace.run("import", ["a.csv", "--format", "crystal-ball", "--json"]);
    failed(said, 2, "unknown_format");
}

#[test]
fn a_control_that_is_none_is_bad_usage() {
    let workspace = Workspace::of_bytes(&JUDGED);
    let said = workspace
        .run("results", ["--control", "XYZ-99"])
        .ended_with(2);
    assert!(said.stderr.contains("REV-01"), "the known ones: {said}");
}

#[test]
fn a_file_that_cannot_be_read_is_bad_input_with_an_error_object_in_the_report() {
    let workspace = Workspace::made();
    let said = workspace
        .run("import", ["missing.csv", "--json"])
        .ended_with(3);
    let files = said.files();
    assert_eq!(files[0]["error"]["code"], "file_not_read");
    assert!(files[0]["error"]["details"].is_object());
    assert_eq!(said.stderr, "", "programs read stdout alone");
}

#[test]
fn a_pack_that_is_not_there_is_bad_input() {
    let said = changeproof(["verify", "missing.pdf", "--json"]);
    failed(said, 3, "file_not_read");
}

#[test]
fn a_workspace_that_is_not_there_is_a_workspace_problem_and_is_not_made() {
    let workspace = Workspace::unmade();
    let year = YEAR.into_iter().chain(["--json"]);
    failed(workspace.run("evaluate", year), 4, "workspace_missing");
    assert!(!workspace.path().exists(), "no workspace was made");
}

#[test]
fn a_workspace_that_is_there_is_not_made_again() {
    let workspace = Workspace::of_bytes(&JUDGED);
    failed(workspace.run("init", ["--json"]), 4, "workspace_exists");
    assert!(workspace.bytes() == *JUDGED, "it is as it was");
}

#[test]
fn a_file_that_is_no_workspace_is_a_workspace_problem_and_stays_as_it_is() {
    let notes = b"These are my notes.\n";
    let workspace = Workspace::of_bytes(notes);
    let roster = Company::demo().input("roster.csv");
    let said = workspace.run("import", [roster.to_str().unwrap(), "--json"]);
    failed(said, 4, "not_a_workspace");
    assert_eq!(workspace.bytes(), notes);
}

#[test]
fn a_workspace_of_a_newer_schema_is_refused_with_a_clear_word() {
    // Where SQLite keeps `PRAGMA user_version` (file format, section 1.3).
    let mut bytes = JUDGED.clone();
    bytes[60..64].copy_from_slice(&999_u32.to_be_bytes());
    let workspace = Workspace::of_bytes(&bytes);
    let year = YEAR.into_iter().chain(["--json"]);
    failed(workspace.run("evaluate", year), 4, "workspace_newer");
    let said = workspace.run("links", [] as [&str; 0]).ended_with(4);
    assert!(said.stderr.contains("Update Changeproof"), "{said}");
    assert!(workspace.bytes() == bytes, "it is as it was");
}

#[test]
fn results_before_an_evaluation_are_a_workspace_problem_that_names_the_next_step() {
    let workspace = Workspace::made();
    let said = workspace.run("results", [] as [&str; 0]).ended_with(4);
    assert!(said.stderr.contains("changeproof evaluate"), "{said}");
}

#[test]
fn a_pack_of_a_period_that_was_not_judged_is_a_workspace_problem() {
    let workspace = Workspace::of_bytes(&JUDGED);
    let out = workspace.beside("audit.pdf");
    let period = ["--from", "2024-01-01", "--to", "2025-12-31", "--json"];
    let pack = ["--kind", "audit", "--out", out.to_str().unwrap()];
    let said = workspace.run("pack", pack.into_iter().chain(period));
    failed(said, 4, "period_not_evaluated");
    assert!(!out.exists(), "no pack was written");
}

#[test]
fn progress_and_messages_never_reach_stdout() {
    let workspace = Workspace::of_bytes(&JUDGED);
    let said = workspace.run("results", [] as [&str; 0]).well();
    assert!(said.stderr.contains("Matching"), "progress: {said}");
    assert!(said.lines().iter().all(|line| line["control"].is_string()));
}

#[test]
fn with_json_an_answer_is_one_object_and_nothing_is_told() {
    let workspace = Workspace::holding(&Company::demo());
    let year = YEAR.into_iter().chain(["--json"]);
    let said = workspace.run("evaluate", year).well();
    assert_eq!(said.json()["subjects"], 400);
    assert_eq!(said.stderr, "");
}
