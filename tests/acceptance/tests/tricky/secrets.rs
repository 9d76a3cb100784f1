//! Credentials in what was exported: masked before anything is kept, found all the same.

use std::fs;
use std::path::Path;

use changeproof_acceptance::exports::{
    DEPLOYMENT, Exports, Judged, SQUASH, evaluate, push, secret,
};
use changeproof_acceptance::{Workspace, said, tool};
use rusqlite::Connection;
use serde_json::{Value, json};

/// Put together here, so that no scanner of this repository takes it for a real one.
fn token() -> String {
    format!("ghp_{}", "q7Zk2LmX9vB4tRw8YpD3sNf6HgJc1KaQeU5o")
}

/// What no file may hold: the token without the beginning that tells its form.
fn rest() -> String {
    token()[4..].to_owned()
}

/// The clean company, whose pull request says too much.
fn exposed() -> Exports {
    let mut company = Exports::clean();
    let said = company.pull_request()["body"].as_str().unwrap().to_owned();
    company.pull_request()["body"] =
        json!(format!("{said}\nTry it with {}\nand tell me.", token()));
    company
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes
        .windows(text.len())
        .any(|part| part == text.as_bytes())
}

/// Everything that a workspace keeps, also what is kept compressed.
fn kept(workspace: &Workspace) -> Vec<u8> {
    let mut kept = workspace.bytes();
    for end in ["-wal", "-shm"] {
        let mut name = workspace.path().as_os_str().to_owned();
        name.push(end);
        kept.extend(fs::read(Path::new(&name)).unwrap_or_default());
    }
    let raw = Connection::open(workspace.path()).unwrap();
    for table in ["chunk", "record_piece"] {
        let mut rows = raw
            .prepare(&format!("SELECT data, bytes FROM {table}"))
            .unwrap();
        let packed = rows
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap();
        for row in packed {
            let (data, bytes): (Vec<u8>, i64) = row.unwrap();
            let bytes = usize::try_from(bytes).unwrap();
            kept.extend(zstd::bulk::decompress(&data, bytes).unwrap());
        }
    }
    kept
}

#[test]
fn a_token_in_a_description_is_nowhere_in_the_workspace_and_fails_the_change() {
    let workspace = exposed().evaluated();
    let kept = kept(&workspace);
    assert!(
        holds(&kept, "Try it with ****"),
        "what stands around it is there"
    );
    assert!(!holds(&kept, &rest()), "the token is not");
    let reason = Judged::of(&workspace).says("SEC-02", "fail").to_owned();
    assert!(
        reason.contains("github-token in 'body' of pull request clicki/referral-api#42"),
        "{reason}"
    );
    workspace.run("verify", ["--json"]).well();
}

#[test]
fn no_other_control_comes_out_otherwise_for_the_mask() {
    let (clean, exposed) = (Exports::clean().judged(), exposed().judged());
    assert_eq!(clean.results().len(), exposed.results().len());
    for (before, after) in clean.results().iter().zip(exposed.results()) {
        let control = &before["control"];
        assert_eq!(*control, after["control"]);
        if control != "SEC-02" {
            assert_eq!(before["outcome"], after["outcome"], "{control}");
        }
    }
}

#[test]
fn the_original_record_opens_masked_at_its_own_place() {
    let workspace = exposed().evaluated();
    let arguments = [DEPLOYMENT, "SEC-02", "--json"];
    let explained = workspace.run("explain", arguments).well().json();
    let rows = explained["originals"].as_array().unwrap();
    let row = rows[0].to_string();
    assert!(row.contains(&"*".repeat(40)), "{row}");
    assert!(
        row.contains("clicki/referral-api") && !row.contains(&rest()),
        "{row}"
    );
}

#[test]
fn both_hashes_are_told_at_import_in_the_log_and_in_the_pack() {
    let company = exposed();
    let workspace = company.imported();
    let file = workspace.beside("prs-referral-api.json");
    let again = workspace
        .run("import", [file.as_os_str(), "--json".as_ref()])
        .well();
    let told = &again.files()[0];
    assert_eq!(
        told["status"], "unchanged",
        "the file as it came is known: {told}"
    );
    let note = told["notes"].to_string();
    assert!(note.contains("GitHub token 1"), "{note}");
    let raw = Connection::open(workspace.path()).unwrap();
    let payload: String = raw
        .query_row(
            "SELECT payload FROM event WHERE payload LIKE '%secrets_masked%'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    let payload: Value = serde_json::from_str(&payload).unwrap();
    assert_eq!(payload["secrets_masked"], json!({"github-token": 1}));
    let [came, masked] = ["sha256", "kept_sha256"].map(|key| payload[key].as_str().unwrap());
    assert_eq!(told["sha256"], came);
    assert_ne!(came, masked);
    assert!(note.contains(masked), "{note}");
    evaluate(&workspace).well();
    let pack = workspace.beside("pack.pdf");
    let year = [
        "--kind",
        "audit",
        "--from",
        "2025-01-01",
        "--to",
        "2025-12-31",
        "--out",
    ];
    let arguments = year
        .into_iter()
        .map(AsRef::as_ref)
        .chain([pack.as_os_str()]);
    workspace.run("pack", arguments).well();
    let Some(mut detach) = tool("pdfdetach") else {
        return;
    };
    let folder = workspace.beside("attached");
    fs::create_dir(&folder).unwrap();
    said(detach.arg("-saveall").arg("-o").arg(&folder).arg(&pack)).well();
    for attached in fs::read_dir(&folder).unwrap() {
        let path = attached.unwrap().path();
        assert!(
            !holds(&fs::read(&path).unwrap(), &rest()),
            "{}",
            path.display()
        );
    }
    let register = fs::read_to_string(folder.join("sources.csv")).unwrap();
    assert!(
        register.contains(came) && register.contains(masked),
        "{register}"
    );
    assert!(!holds(&fs::read(pack).unwrap(), &rest()));
}

#[test]
fn a_cell_that_cannot_be_read_is_quoted_masked() {
    let workspace = Workspace::made();
    let rows = format!(
        "service,environment,commit_sha,deployed_at,deployed_by\nweb,production,{SQUASH},{},ana\n",
        token()
    );
    let file = workspace.file("deploy-log.csv", rows);
    let said = workspace.run("import", [file.as_os_str(), "--json".as_ref()]);
    let printed = format!("{said}");
    assert!(printed.contains("****"), "{printed}");
    assert!(!printed.contains(&rest()), "{printed}");
}

#[test]
fn the_masked_copy_and_what_is_told_of_it_cannot_be_changed() {
    let bytes = exposed().evaluated().bytes();
    for (check, sql) in [
        ("originals", "UPDATE blob SET kept_sha256 = NULL"),
        (
            "originals",
            "UPDATE blob SET kept_sha256 = zeroblob(32) WHERE kept_sha256 IS NULL",
        ),
        (
            "records",
            "UPDATE blob SET kept_sha256 = sha256 WHERE kept_sha256 IS NULL",
        ),
        (
            "records",
            "UPDATE source SET reading = replace(reading, '\"github-token\":1', '\"github-token\":2')",
        ),
        (
            "records",
            "UPDATE source SET reading = replace(reading, '\"kept_sha256\":\"', '\"kept_sha256\":\"0')",
        ),
    ] {
        let workspace = Workspace::of_bytes(&bytes);
        let raw = Connection::open(workspace.path()).unwrap();
        raw.execute_batch(sql).unwrap();
        drop(raw);
        let said = workspace.run("verify", ["--json"]).json();
        let checks = said["checks"].as_array().unwrap();
        let found = |found: &&Value| found["check"] == check && found["holds"] == false;
        assert!(
            checks.iter().any(|one| found(&one)),
            "{check} finds '{sql}': {said}"
        );
    }
}

#[test]
fn a_finding_of_the_scanner_in_a_commit_fails_unless_its_report_suppresses_it() {
    let mut company = Exports::clean();
    push(
        &mut company.secrets,
        secret("generic-api-key", SQUASH, "dull-but-secret"),
    );
    let workspace = company.evaluated();
    Judged::of(&workspace).says("SEC-02", "fail");
    assert!(
        !holds(&kept(&workspace), "dull-but-secret"),
        "the snippet is masked too"
    );
    company.secrets[0]["suppressions"] = json!([{"kind": "external", "status": "accepted"}]);
    let reason = company.judged().says("SEC-02", "pass").to_owned();
    assert!(reason.contains("suppressed"), "{reason}");
}

#[test]
fn without_a_scan_nothing_is_said_of_the_code() {
    let mut company = Exports::clean();
    company.without.push("gitleaks.sarif");
    company.judged().says("SEC-02", "insufficient_evidence");
}

#[test]
fn an_empty_report_of_gitleaks_covers_the_repository_and_the_days_that_were_declared() {
    let mut company = Exports::clean();
    company.without.push("gitleaks.sarif");
    let workspace = company.imported();
    let report = workspace.file("gitleaks.json", "[]");
    let declare = |covers: &str| {
        let format = [
            "--format",
            "gitleaks",
            "--repository",
            "clicki/referral-api",
        ];
        let days = ["--covers", covers];
        let arguments = std::iter::once(report.as_os_str())
            .chain(format.into_iter().chain(days).map(AsRef::as_ref));
        workspace.run("import", arguments).well();
        evaluate(&workspace).well();
    };
    declare("2025-01-01..2025-02-20");
    Judged::of(&workspace).says("SEC-02", "insufficient_evidence");
    declare("2025-01-01..2025-03-31");
    Judged::of(&workspace).says("SEC-02", "pass");
}
