//! What the rules forbid is refused with a code and a sentence: the rules of the workflows, each with its test, and those
//! tests that belong to no other file.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::fs::File;
use std::io::{Cursor, Write as _};
use std::sync::LazyLock;

use changeproof_acceptance::exports::{DEPLOYMENT, Exports, person};
use changeproof_acceptance::signed_in::{added, first, not_begun, run};
use changeproof_acceptance::{Said, Workspace, said};

/// The exports of a company, judged, with the officer Olga and, of her choice, the reviewer Chidi.
fn with_people(company: &Exports) -> Workspace {
    let workspace = company.evaluated();
    first(&workspace, "olga");
    added(&workspace, "olga", "chidi", "reviewer");
    workspace
}

static CLEAN: LazyLock<Vec<u8>> = LazyLock::new(|| with_people(&Exports::clean()).bytes());

/// The clean company with another deployment of the same id, which another tool logged.
static TWICE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut company = Exports::clean();
    let log = format!(
        "deployment_id,service,environment,commit_sha,status,started_at,deployed_by\n\
         {DEPLOYMENT},checkout,production,,success,2025-04-10T10:00:00Z,lena\n"
    );
    company.extra.push(("deploy-log.csv", log));
    with_people(&company).bytes()
});

/// Asserts that a call is refused with that code, in a sentence, and that nothing was recorded but sign-ins.
#[track_caller]
fn refused(workspace: &Workspace, person: &str, call: &str, code: &str) {
    let before = decisions(workspace);
    let said = run(workspace, Some(person), &format!("{call} --json"));
    assert_ne!(said.code, Some(0), "{said}");
    let error = said.error();
    assert_eq!(error["code"], code, "{said}");
    let sentence = error["message"].as_str().unwrap();
    assert!(sentence.ends_with('.') && sentence.contains(' '), "{said}");
    assert_eq!(decisions(workspace), before, "{call} recorded something");
}

/// How many events there are, apart from sign-ins.
fn decisions(workspace: &Workspace) -> i64 {
    let raw = rusqlite::Connection::open(workspace.path()).unwrap();
    let count = "SELECT count(*) FROM event WHERE action <> 'sign_in'";
    raw.query_row(count, [], |row| row.get(0)).unwrap()
}

#[test]
fn people_are_looked_after_by_rules() {
    let workspace = Workspace::of_bytes(&CLEAN);
    let short = |call: &str| {
        let mut call = not_begun(&workspace, Some("olga"), &format!("{call} --json"));
        let said: Said = said(call.env("CHANGEPROOF_NEW_PASSPHRASE", "short"));
        said.error()["code"].as_str().unwrap().to_owned()
    };
    let add = "people add W cy --name Cy --role auditor";
    assert_eq!(short(add), "passphrase_too_short");
    assert_eq!(short("people passphrase W"), "passphrase_too_short");
    for (call, code) in [
        ("people add W c~y --name Cy --role auditor", "bad_person_id"),
        (
            "people add W chidi --name Cy --role auditor",
            "person_exists",
        ),
        ("people add W cy --name Cy", "role_missing"),
        ("people roles W cy --give auditor", "unknown_person"),
        ("people reset W cy", "unknown_person"),
        ("people roles W chidi --give reviewer", "roles_unchanged"),
        ("people roles W chidi --take auditor", "roles_unchanged"),
        (
            "people roles W chidi --give auditor --from 2199-02-01 --to 2199-01-01",
            "role_reversed",
        ),
    ] {
        refused(&workspace, "olga", call, code);
    }
    run(&workspace, Some("olga"), "people deactivate W chidi").well();
    for call in [
        "people reset W chidi",
        "people roles W chidi --give auditor",
        "people deactivate W chidi",
    ] {
        refused(&workspace, "olga", call, "person_inactive");
    }
    let again = "people add W chidi --name Other --role auditor";
    refused(&workspace, "olga", again, "person_exists");
    run(&workspace, None, "verify W").well();
}

#[test]
fn a_file_that_is_too_large_or_hides_a_secret_is_not_attached() {
    let workspace = Workspace::of_bytes(&CLEAN);
    let large = File::create(workspace.beside("large.bin")).unwrap();
    large.set_len(50 * 1024 * 1024 + 1).unwrap();
    let comment = "findings comment W POP-01/period/workspace/period --text T --evidence";
    refused(
        &workspace,
        "olga",
        &format!("{comment} BESIDE/large.bin"),
        "attachment_too_large",
    );
    let mut packed = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    packed.start_file("notes.txt", stored).unwrap();
    packed
        .write_all(b"token ghp_q7Zk2LmX9vB4tRw8YpD3sNf6HgJc1KaQeU5o")
        .unwrap();
    let packed = packed.finish().unwrap().into_inner();
    workspace.file("notes.zip", packed);
    refused(
        &workspace,
        "olga",
        &format!("{comment} BESIDE/notes.zip"),
        "attachment_with_secrets",
    );
}

#[test]
fn a_deployment_or_person_that_is_named_like_another_has_to_be_told_apart() {
    let workspace = Workspace::of_bytes(&TWICE);
    let cut = format!("links cut W {DEPLOYMENT} change_record CHG-1000 --reason R");
    refused(&workspace, "olga", &cut, "deployment_not_unique");
    run(&workspace, Some("olga"), "sample W draw --seed S --size 4").well();
    let tick = |item: &str| format!("sample W tick 1 {item} DEP-01 deviation --note N");
    refused(&workspace, "olga", &tick(DEPLOYMENT), "ambiguous_item");
    run(
        &workspace,
        Some("olga"),
        &tick(&format!("github:{DEPLOYMENT}")),
    )
    .well();
    let mut company = Exports::clean();
    // Another Lena, with accounts of her own.
    let other = person("lena2", "engineer", "2024-01-01", "").replacen("lena2", "lena", 1);
    company.roster.push(other);
    let workspace = with_people(&company);
    refused(
        &workspace,
        "olga",
        "people add-role W lena engineer --from 2199-01-01 --reason R",
        "person_not_unique",
    );
}

#[test]
fn an_item_that_is_no_production_deployment_any_more_is_not_ticked() {
    let workspace = Workspace::of_bytes(&CLEAN);
    run(&workspace, Some("olga"), "sample W draw --seed S").well();
    let mut later = Exports::clean();
    let deployment = later.deployment();
    deployment["environment"] = "staging".into();
    deployment["original_environment"] = "staging".into();
    deployment["production_environment"] = false.into();
    deployment["updated_at"] = "2025-05-01T10:00:00Z".into();
    for status in later.statuses.as_array_mut().unwrap() {
        if status["id"] == 9103 {
            status["environment"] = "staging".into();
        }
    }
    workspace.file("later.json", later.deployments.to_string());
    workspace.file("statuses.json", later.statuses.to_string());
    let import = "import W BESIDE/later.json BESIDE/statuses.json --covers 2025-01-01..2025-12-31 \
                  --exported-at 2026-01-01T10:00:00Z";
    run(&workspace, Some("olga"), import).well();
    let days = "evaluate W --from 2025-01-01 --to 2025-12-31 --as-of 2026-01-02T09:00:00Z";
    run(&workspace, Some("olga"), days).well();
    let tick = format!("sample W tick 1 {DEPLOYMENT} DEP-01 deviation --note N");
    refused(&workspace, "olga", &tick, "item_left_population");
}

#[test]
fn who_does_not_hold_the_role_that_a_control_asks_for_attests_nothing_to_it() {
    let workspace = Workspace::made();
    // The roster covers today: by it Chidi is an engineer, and no designated approver.
    let mut import = "import W --timezone UTC --covers 2025-01-01..2199-12-31".to_owned();
    for (name, text) in Exports::clean().files() {
        workspace.file(name, text);
        import.push_str(&format!(" BESIDE/{name}"));
    }
    run(&workspace, None, &import).well();
    first(&workspace, "olga");
    added(&workspace, "olga", "chidi", "reviewer");
    let attest = "attest W APP-03 CHG-1000 --answer yes --reason By~phone";
    refused(&workspace, "chidi", attest, "attester_without_role");
}

#[test]
fn a_checkpoint_is_held_against_a_workspace() {
    let workspace = Workspace::of_bytes(&CLEAN);
    let log = "log W --checkpoint BESIDE/checkpoint.json";
    run(&workspace, Some("olga"), log).well();
    let pack = "pack W --kind audit --from 2025-01-01 --to 2025-12-31 --out BESIDE/audit.pdf";
    run(&workspace, Some("olga"), pack).well();
    let verify = "verify BESIDE/audit.pdf --checkpoint BESIDE/checkpoint.json --json";
    let said = run(&workspace, None, verify);
    assert_eq!(
        said.error()["code"],
        "checkpoint_without_workspace",
        "{said}"
    );
}

#[test]
fn a_finding_that_is_none_any_more_is_not_taken() {
    let mut company = Exports::clean();
    company.reviewed(&[]);
    let workspace = with_people(&company);
    workspace.file("later.json", Exports::clean().pull_requests.to_string());
    let import = "import W BESIDE/later.json --covers 2025-01-01..2025-12-31 --exported-at 2026-01-01T10:00:00Z";
    run(&workspace, Some("olga"), import).well();
    let days = "evaluate W --from 2025-01-01 --to 2025-12-31 --as-of 2026-01-02T09:00:00Z";
    run(&workspace, Some("olga"), days).well();
    let finding = format!("REV-01/deployment/github/{DEPLOYMENT}");
    for call in [
        format!("findings acknowledge W {finding} --owner Lena --due 2198-12-31"),
        format!("findings reopen W {finding} --reason R"),
    ] {
        refused(&workspace, "olga", &call, "finding_over");
    }
}
