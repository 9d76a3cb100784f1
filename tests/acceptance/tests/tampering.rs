//! A workspace is an ordinary SQLite file: whoever can write it can change any row. `verify` holds
//! every row that an answer rests on against the event log.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::sync::LazyLock;

use changeproof_acceptance::exports::{DEPLOYMENT, Exports, evaluate};
use changeproof_acceptance::{Company, Workspace, changeproof};
use rusqlite::Connection;

static JUDGED: LazyLock<Vec<u8>> = LazyLock::new(|| Workspace::judged(&Company::demo()).bytes());

/// Changes the judged demo with SQL; answers the checks that do not hold any more.
#[track_caller]
fn found_after(sql: &str) -> Vec<String> {
    found_in(&JUDGED, sql)
}

/// The same of another workspace.
#[track_caller]
fn found_in(bytes: &[u8], sql: &str) -> Vec<String> {
    Workspace::of_bytes(bytes).found_after(sql)
}

#[track_caller]
fn finds(check: &str, changes: &[&str]) {
    for sql in changes {
        let found = found_after(sql);
        assert!(
            found.iter().any(|name| name == check),
            "{check} finds '{sql}', not only {found:?}"
        );
    }
}

#[test]
fn nothing_is_found_where_nothing_was_changed() {
    assert_eq!(found_after("SELECT 1"), Vec::<String>::new());
}

#[test]
fn what_is_told_of_the_company_is_that_of_the_first_event() {
    finds(
        "company",
        &[
            "UPDATE workspace SET entity = 'Another company'",
            "UPDATE workspace SET zone = 'Asia/Tokyo'",
            "UPDATE workspace SET created_at = created_at - 86400000",
        ],
    );
}

#[test]
fn a_version_of_the_policy_cannot_be_changed_removed_or_added() {
    let workspace = Workspace::made();
    let built_in = include_str!("../../../policies/clicki.toml");
    let file = workspace.file("policy.toml", built_in);
    let path = workspace.path().to_str().unwrap();
    let call = ["policy", "import", path, file.to_str().unwrap()];
    let options = ["--from", "2025-07-01", "--reason", "A decision"];
    changeproof(call.into_iter().chain(options)).well();
    let bytes = workspace.bytes();
    assert_eq!(found_in(&bytes, "SELECT 1"), Vec::<String>::new());
    for sql in [
        "UPDATE policy_version SET text = replace(text, 'reviewers = 1', 'reviewers = 2')",
        "UPDATE policy_version SET from_date = '2025-07-02'",
        "UPDATE policy_version SET reason = 'Another'",
        "UPDATE policy_version SET person = 'Ana Silva'",
        "UPDATE policy_version SET number = 3",
        "DELETE FROM policy_version",
        "INSERT INTO policy_version SELECT 3, from_date, reason, person, text, sha256, added_by
             FROM policy_version",
    ] {
        let found = found_in(&bytes, sql);
        assert!(
            found.iter().any(|name| name == "policy"),
            "'{sql}' gives {found:?}"
        );
    }
}

#[test]
fn a_source_cannot_be_removed_renamed_set_aside_or_declared_otherwise() {
    finds(
        "records",
        &[
            "DELETE FROM record_piece WHERE source = 3; DELETE FROM row_issue WHERE source = 3;
             DELETE FROM declaration WHERE source = 3; DELETE FROM source WHERE id = 3",
            "UPDATE source SET file = 'other.json' WHERE id = 3",
            "UPDATE source SET superseded_by = 5 WHERE id = 3",
            "UPDATE declaration SET body = replace(body, '2025-12-31', '2025-12-30') WHERE source = 3",
            "UPDATE source SET records = records + 1 WHERE id = 3",
            "UPDATE source SET spans = '[]' WHERE id = 3",
            "UPDATE source SET spans = replace(spans, '\"records\":', '\"records\":1')",
        ],
    );
}

#[test]
fn an_evaluation_cannot_be_removed_or_changed() {
    finds(
        "evaluations",
        &[
            "DELETE FROM subject; DELETE FROM evaluation",
            "UPDATE evaluation SET from_date = '2025-02-01'",
            "UPDATE evaluation SET to_date = '2026-01-31'",
            "UPDATE evaluation SET zone = 'Asia/Tokyo'",
            "UPDATE evaluation SET as_of = as_of - 86400000",
            "UPDATE evaluation SET app_version = '9.9.9'",
            "UPDATE evaluation SET subjects = subjects - 1",
            "UPDATE evaluation SET pending = 0",
            "UPDATE evaluation SET results_hash = population_hash",
            "UPDATE evaluation SET coverage = '{}'",
            "UPDATE evaluation SET coverage = replace(coverage, 'partial', 'covered') || ' '",
        ],
    );
}

#[test]
fn what_is_listed_with_the_outcomes_cannot_be_changed() {
    finds(
        "evaluations",
        &[
            "UPDATE subject SET deployer = 'somebody else' WHERE ordinal = 7",
            "UPDATE subject SET revision = 'abc' WHERE ordinal = 7",
            "UPDATE subject SET version = 'v0' WHERE ordinal = 7",
            "UPDATE subject SET verdicts = zeroblob(length(verdicts)) WHERE ordinal = 7",
            "DELETE FROM subject WHERE ordinal = 399",
            "UPDATE other_outcome SET outcome = 0 WHERE outcome <> 0",
            "UPDATE other_outcome SET control = 'REV-01' WHERE ordinal = 0",
            "UPDATE other_outcome SET name = 'other.csv' WHERE ordinal = 0",
            "UPDATE other_outcome SET overlays = 1 - (overlays & 1) WHERE ordinal = 0",
            "UPDATE other_outcome SET kind = 'policy' WHERE ordinal = 0",
            "UPDATE other_outcome SET source = 'roster' WHERE ordinal = 0",
            "UPDATE other_outcome SET source_id = 'abc' WHERE ordinal = 0",
            "UPDATE other_outcome SET at = 7 WHERE ordinal = 0",
            "DELETE FROM other_outcome WHERE ordinal = 0",
            "DELETE FROM other_outcome",
        ],
    );
}

#[test]
fn a_mark_that_there_is_not_makes_an_outcome_unreadable() {
    finds(
        "file",
        &["UPDATE other_outcome SET overlays = overlays + 128 WHERE ordinal = 0"],
    );
}

/// The demo, of which a year, a quarter and the year again were judged: the newest of each period keeps
/// its rows, also where it is not the newest of all.
static JUDGED_AGAIN: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let workspace = Workspace::of_bytes(&JUDGED);
    for to in ["2025-03-31", "2025-12-31", "2025-12-31"] {
        let period = ["--from", "2025-01-01", "--to", to];
        workspace.run("evaluate", period).well();
    }
    workspace.bytes()
});

#[test]
fn rows_of_an_older_evaluation_of_the_same_days_are_dropped_and_others_cannot_be() {
    let again = |sql: &str| found_in(&JUDGED_AGAIN, sql);
    assert_eq!(again("SELECT 1"), Vec::<String>::new());
    let workspace = Workspace::of_bytes(&JUDGED_AGAIN);
    let raw = Connection::open(workspace.path()).unwrap();
    let mut kept = raw
        .prepare("SELECT DISTINCT evaluation FROM subject ORDER BY evaluation")
        .unwrap();
    let kept: Vec<i64> = kept
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(kept, [2, 4]);
    for sql in [
        "DELETE FROM subject WHERE evaluation = 2",
        "DELETE FROM subject WHERE evaluation = 2 AND ordinal = 3",
        "UPDATE subject SET author = 'somebody else' WHERE evaluation = 2 AND ordinal = 3",
        "UPDATE subject SET changes = 'CHG-1' WHERE evaluation = 2 AND ordinal = 3",
        "UPDATE subject SET evaluation = 1 WHERE evaluation = 2",
        "DELETE FROM other_outcome WHERE evaluation = 2",
    ] {
        assert_eq!(again(sql), ["evaluations"], "'{sql}'");
    }
}

/// The first evaluation that shows failures tells no number of pending outcomes: it is not the last word.
#[test]
fn the_number_of_pending_outcomes_is_held_against_the_log_and_against_the_outcomes() {
    let again = |sql: &str| found_in(&JUDGED_AGAIN, sql);
    for sql in [
        "UPDATE evaluation SET pending = pending + 1 WHERE id = 4",
        "UPDATE evaluation SET pending = NULL WHERE id = 4",
    ] {
        assert_eq!(again(sql), ["evaluations"], "'{sql}'");
    }
    let with_its_event = "DROP TRIGGER event_is_never_changed;
         UPDATE event SET payload = json_set(payload, '$.pending', (payload ->> '$.pending') + 1)
             WHERE action = 'evaluated' AND payload ->> '$.pending' IS NOT NULL;
         UPDATE evaluation SET pending = pending + 1";
    let found = again(with_its_event);
    assert!(
        found.iter().any(|name| name == "evaluations"),
        "held against the outcomes: {found:?}"
    );
}

/// The demo, of which a file was read once more in another time zone.
static READ_AGAIN: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let workspace = Workspace::of_bytes(&JUDGED);
    let file = Company::demo().input("deploy-log.csv");
    let arguments = [
        file.as_os_str(),
        "--timezone".as_ref(),
        "Asia/Tokyo".as_ref(),
    ];
    workspace.run("import", arguments).well();
    workspace.bytes()
});

#[test]
fn a_reading_that_counts_no_more_cannot_be_changed_either() {
    let older = "(SELECT id FROM source WHERE superseded_by IS NOT NULL)";
    assert_eq!(found_in(&READ_AGAIN, "SELECT 1"), Vec::<String>::new());
    for sql in [
        format!("UPDATE source SET spans = '[]' WHERE id = {older}"),
        format!("UPDATE source SET reading = replace(reading, 'csv', 'text') WHERE id = {older}"),
        format!("UPDATE source SET superseded_by = NULL WHERE id = {older}"),
        format!("UPDATE record_piece SET data = zeroblob(9) WHERE source = {older}"),
        "UPDATE source SET superseded_by = (SELECT max(sequence) FROM event) WHERE id =
             (SELECT max(id) FROM source)"
            .to_owned(),
    ] {
        let found = found_in(&READ_AGAIN, &sql);
        assert!(!found.is_empty(), "'{sql}'");
    }
}

/// A small judged company whose every kept byte was damaged afterwards.
static DAMAGED: LazyLock<Workspace> = LazyLock::new(|| {
    let workspace = Exports::clean().evaluated();
    let raw = Connection::open(workspace.path()).unwrap();
    raw.execute_batch("UPDATE chunk SET data = zeroblob(length(data))")
        .unwrap();
    workspace
});

#[test]
fn what_was_judged_is_still_explained_where_the_bytes_of_a_file_were_damaged_since() {
    let said = DAMAGED.run("explain", [DEPLOYMENT, "REV-01"]).well();
    let words = said.text();
    assert!(
        words.contains("THE STORED BYTES ARE NOT THOSE THAT WERE IMPORTED"),
        "{words}"
    );
    let before = Exports::clean().evaluated().results();
    assert_eq!(DAMAGED.results(), before, "with LOG-01 as it was judged");
    let said = DAMAGED.run("verify", ["--json"]).json();
    let checks = said["checks"].as_array().unwrap();
    let broken: Vec<&str> = checks
        .iter()
        .filter(|check| check["holds"] == false)
        .map(|check| check["check"].as_str().unwrap())
        .collect();
    assert_eq!(broken, ["originals"]);
}

#[test]
fn a_file_that_was_damaged_before_is_a_failure_of_retention_that_stays_explained() {
    let workspace = Exports::clean().imported();
    let damage = |sql: &str| {
        let raw = Connection::open(workspace.path()).unwrap();
        raw.execute_batch(sql).unwrap();
    };
    damage("CREATE TABLE kept AS SELECT id, data FROM chunk");
    damage("UPDATE chunk SET data = zeroblob(length(data))");
    evaluate(&workspace).well();
    damage("UPDATE chunk SET data = (SELECT data FROM kept WHERE kept.id = chunk.id)");
    damage("DROP TABLE kept");
    let said = workspace.run("results", ["--control", "LOG-01"]).well();
    assert_eq!(said.json()["outcome"], "fail");
    let said = workspace.run("verify", ["--json"]).well().json();
    assert_eq!(said["holds"], true, "{said}");
}

#[test]
fn the_bytes_of_a_file_cannot_be_changed() {
    finds(
        "originals",
        &["UPDATE blob SET sha256 = zeroblob(32) WHERE id = 1"],
    );
}
