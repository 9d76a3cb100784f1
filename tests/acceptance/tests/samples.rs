//! Samples, their working papers, and what packs print of them; dossiers; the log outside the app.
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

use changeproof_acceptance::{Company, Said, Workspace, command, said, tool};
use rusqlite::Connection;
use serde_json::Value;

const ANA: &str = "correct horse battery";
const EVE: &str = "staple of other words";
const LENT: &str = "lent for one morning";

const AS_ANA: (&str, &str) = ("ana", ANA);
const AS_EVE: (&str, &str) = ("eve", EVE);
const AS_BO: (&str, &str) = ("bo", EVE);

/// Runs words split at spaces; `W` is the workspace, `BESIDE` its folder, `_` a space within a word.
fn works(workspace: &Workspace, call: &str, signed_in: Option<(&str, &str)>, new: &str) -> Said {
    let path = workspace.path().to_str().unwrap();
    let beside = workspace.path().parent().unwrap().to_str().unwrap();
    let words = call.split(' ').map(|word| match word {
        "W" => path.to_owned(),
        word if word.starts_with("BESIDE") => word.replace("BESIDE", beside),
        word => word.to_owned(),
    });
    let mut call = command(words);
    call.env_remove("CHANGEPROOF_PASSPHRASE")
        .env("CHANGEPROOF_NEW_PASSPHRASE", new);
    if let Some((person, words)) = signed_in {
        call.args(["--as", person])
            .env("CHANGEPROOF_PASSPHRASE", words);
    }
    said(&mut call)
}

/// The demo company, judged, with the officer Ana, the auditor Eve and the reviewer Bo.
static JUDGED: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let workspace = Workspace::judged(&Company::demo());
    works(&workspace, "people add W ana --name Ana", None, ANA).well();
    for (person, role) in [("eve", "auditor"), ("bo", "reviewer")] {
        let add = format!("people add W {person} --name {person} --role {role}");
        works(&workspace, &add, Some(AS_ANA), LENT).well();
        works(&workspace, "people passphrase W", Some((person, LENT)), EVE).well();
    }
    workspace.bytes()
});

/// The same with a sample that the auditor drew and began to compare.
static SAMPLED: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let workspace = Workspace::of_bytes(&JUDGED);
    draw(&workspace, "S|1").well();
    let paper = paper(&workspace);
    let (item, control) = cell(&paper, "pass");
    let tick = format!("sample W tick 1 {item} {control} agreed");
    works(&workspace, &tick, Some(AS_EVE), "").well();
    let (item, control) = cell(&paper, "fail");
    let tick = format!("sample W tick 1 {item} {control} deviation --note Seen\u{2028}there");
    works(&workspace, &tick, Some(AS_EVE), "").well();
    workspace.bytes()
});

fn draw(workspace: &Workspace, seed: &str) -> Said {
    let call = format!("sample W draw --seed {seed} --by category --json");
    works(workspace, &call, Some(AS_EVE), "")
}

fn paper(workspace: &Workspace) -> Value {
    works(workspace, "sample W paper 1 --json", Some(AS_EVE), "")
        .well()
        .json()
}

/// An item and a control of a paper with an outcome.
fn cell(paper: &Value, outcome: &str) -> (String, String) {
    let controls = paper["controls"].as_array().unwrap();
    for item in paper["items"].as_array().unwrap() {
        let cells = item["cells"].as_array().unwrap();
        if let Some(at) = cells.iter().position(|cell| cell["outcome"] == outcome) {
            let name = &item["item"]["item"];
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            let key = format!("{}:{}", text(&name["source"]), text(&name["id"]));
            return (key, text(&controls[at]["control"]));
        }
    }
    panic!("no cell is {outcome}");
}

fn marks(paper: &Value) -> Vec<String> {
    let items = paper["items"].as_array().unwrap().iter();
    let cells = items.flat_map(|item| item["cells"].as_array().unwrap());
    cells
        .map(|cell| cell["mark"].as_str().unwrap().to_owned())
        .filter(|mark| mark != "blank")
        .collect()
}

fn pack(workspace: &Workspace, name: &str) -> Vec<u8> {
    let call = format!(
        "pack W --kind audit --from 2025-01-01 --to 2025-12-31 --at 2030-01-05T09:00:00Z --out BESIDE/{name}"
    );
    works(workspace, &call, Some(AS_ANA), "").well();
    fs::read(workspace.beside(name)).unwrap()
}

fn text_of(pdf: &Path) -> Option<String> {
    let mut call = tool("pdftotext")?;
    let said = said(call.arg("-layout").arg(pdf).arg("-")).well();
    Some(said.text().to_owned())
}

#[test]
fn the_same_seed_draws_the_same_items_from_the_same_files_in_another_workspace() {
    let items = |workspace: &Workspace| draw(workspace, "S|1").well().json()["items"].clone();
    let first = items(&Workspace::of_bytes(&JUDGED));
    assert_eq!(first, items(&Workspace::of_bytes(&JUDGED)));
    let other = draw(&Workspace::of_bytes(&JUDGED), "S|2").well().json();
    assert_ne!(first, other["items"]);
    assert!(
        first.as_array().unwrap().len() >= 45,
        "by the table of sizes"
    );
}

#[test]
fn a_paper_has_the_marks_that_people_made_and_no_other() {
    let workspace = Workspace::of_bytes(&SAMPLED);
    let mut marks = marks(&paper(&workspace));
    marks.sort_unstable();
    let agreed = ["agreed", "attested"].contains(&marks[0].as_str());
    assert!(agreed && marks.len() == 2, "{marks:?}");
    let said = works(&workspace, "sample W paper 1", Some(AS_EVE), "").well();
    assert!(said.text().contains("not compared"), "{said}");
    assert!(said.text().contains("the same items"), "{said}");
    works(&workspace, "verify W", None, "").well();
}

#[test]
fn what_a_rule_of_samples_forbids_is_refused_with_its_code() {
    let workspace = Workspace::of_bytes(&SAMPLED);
    let before = workspace.bytes().len();
    let paper = paper(&workspace);
    let (failed, control) = cell(&paper, "fail");
    for (call, code) in [
        ("sample W draw --seed S|1 --reason R", "drawn_by_this_seed"),
        ("sample W draw --seed S|2", "redraw_without_reason"),
        (
            "sample W draw --seed S|2 --reason R --size 0",
            "sample_of_nothing",
        ),
        (
            "sample W draw --seed S|2 --reason R --confidence 100",
            "confidence_out_of_range",
        ),
        (
            "sample W draw --seed S --from 2025-12-25 --to 2025-12-25",
            "nothing_to_draw",
        ),
        ("sample W paper 7", "unknown_sample"),
        ("sample W tick 7 x REV-01 agreed", "unknown_sample"),
        ("sample W tick 1 nowhere REV-01 agreed", "not_in_sample"),
        (
            "sample W tick 1 nowhere GOV-01 agreed",
            "not_of_deployments",
        ),
        (
            "sample W tick 1 ITEM CONTROL agreed",
            "tick_against_outcome",
        ),
        ("sample W tick 1 ITEM CONTROL deviation", "words_missing"),
        (
            "sample W sizes --row 50=5 --source S --reason R",
            "sizes_incomplete",
        ),
    ] {
        let call = call.replace("ITEM", &failed).replace("CONTROL", &control);
        let said = works(&workspace, &format!("{call} --json"), Some(AS_EVE), "");
        assert_eq!(said.error()["code"], code, "{call}: {said}");
    }
    for call in ["draw --seed S|3 --reason R", "tick 1 x REV-01 agreed"] {
        let call = format!("sample W {call} --json");
        let said = works(&workspace, &call, Some(AS_BO), "").ended_with(4);
        assert_eq!(said.error()["code"], "not_allowed", "{said}");
        let said = works(&workspace, &call, None, "").ended_with(2);
        assert_eq!(said.error()["code"], "sign_in_needed", "{said}");
    }
    let raw = Connection::open(workspace.path()).unwrap();
    let sql = "SELECT count(*) FROM event WHERE action LIKE 'sample.%'";
    let events: i64 = raw.query_row(sql, [], |row| row.get(0)).unwrap();
    assert_eq!(events, 3, "a draw and two ticks: {before} bytes before");
}

#[test]
fn without_people_nobody_draws() {
    let workspace = Workspace::judged(&Company::demo());
    let said = works(&workspace, "sample W draw --seed S --json", None, "");
    assert_eq!(said.error()["code"], "people_needed", "{said}");
}

#[test]
fn a_redraw_is_kept_beside_the_first_and_both_are_printed() {
    let workspace = Workspace::of_bytes(&SAMPLED);
    let again = "sample W draw --seed S|2 --reason More --size 3";
    works(&workspace, again, Some(AS_EVE), "").well();
    let said = works(&workspace, "sample W list --json", Some(AS_EVE), "").well();
    let samples = said.json()["samples"].clone();
    assert_eq!(samples.as_array().unwrap().len(), 2);
    assert_eq!(samples[1]["redraw_of"], serde_json::json!([1]));
    pack(&workspace, "audit.pdf");
    let Some(text) = text_of(&workspace.beside("audit.pdf")) else {
        return;
    };
    for words in ["Sample 1", "Sample 2", "S|1", "S|2", "More"] {
        assert!(text.contains(words), "{words}");
    }
}

#[test]
fn a_pack_prints_sample_matrix_and_dossiers_and_is_the_same_twice() {
    let workspace = Workspace::of_bytes(&SAMPLED);
    let first = pack(&workspace, "audit.pdf");
    assert!(
        first == pack(&workspace, "again.pdf"),
        "the second pack differs"
    );
    let verify = "verify BESIDE/audit.pdf W";
    works(&workspace, verify, None, "").well();
    let Some(text) = text_of(&workspace.beside("audit.pdf")) else {
        return;
    };
    for words in [
        "9 Sampling",
        "10 Attribute matrix",
        "11 Deviations",
        "13 People, decisions and changes",
        "14 Dossiers of the samples",
        "15 Clause parts that no test covers",
        "not recorded",
        "People able to deploy",
        "Clopper-Pearson",
        "eve, ",
    ] {
        assert!(text.contains(words), "{words}");
    }
}

#[test]
fn a_tick_that_came_after_the_time_of_a_pack_is_not_in_it() {
    let workspace = Workspace::of_bytes(&SAMPLED);
    let call = "pack W --kind audit --from 2025-01-01 --to 2025-12-31 --at 2026-01-05T09:00:00Z --out BESIDE/early.pdf";
    works(&workspace, call, Some(AS_ANA), "").well();
    let Some(text) = text_of(&workspace.beside("early.pdf")) else {
        return;
    };
    assert!(text.contains("No sample of these days was recorded"));
}

#[test]
fn a_dossier_is_written_of_a_deployment_and_of_a_change_that_it_alone_brought() {
    let workspace = Workspace::of_bytes(&JUDGED);
    let dossier = |subject: &str, name: &str| {
        let call = format!(
            "pack W --kind change --subject {subject} --at 2030-01-05T09:00:00Z --out BESIDE/{name} --json"
        );
        works(&workspace, &call, Some(AS_ANA), "")
    };
    let results = works(
        &workspace,
        "results W --control REV-01 --outcome fail",
        Some(AS_ANA),
        "",
    );
    let results = results.well();
    let line = results.text().lines().next().unwrap();
    let line: Value = serde_json::from_str(line).unwrap();
    let id = line["subject"]["id"].as_str().unwrap();
    let done = dossier(id, "one.pdf").well().json();
    assert_eq!(done["subjects"], 1);
    dossier(id, "again.pdf").well();
    let read = |name: &str| fs::read(workspace.beside(name)).unwrap();
    assert!(
        read("one.pdf") == read("again.pdf"),
        "the second one differs"
    );
    works(&workspace, "verify BESIDE/one.pdf W", None, "").well();
    works(&workspace, "verify W", None, "").well();
    let refused = dossier("nothing-of-the-kind", "none.pdf");
    assert_eq!(refused.error()["code"], "unknown_deployment", "{refused}");
    let Some(mut info) = tool("pdfinfo") else {
        return;
    };
    let said = said(info.arg(workspace.beside("one.pdf"))).well();
    let pages = said.text().lines().find(|line| line.starts_with("Pages:"));
    let pages: u32 = pages.unwrap()["Pages:".len()..].trim().parse().unwrap();
    assert!((3..=6).contains(&pages), "{pages} pages");
    let text = text_of(&workspace.beside("one.pdf")).unwrap_or_default();
    for words in [
        "Timeline",
        "People and roles",
        "Evidence",
        "Remediation",
        id,
    ] {
        assert!(text.contains(words), "{words}");
    }
    let nothing_done = ["Not recorded for", "there is nothing to remedy"];
    assert!(
        nothing_done.iter().any(|words| text.contains(words)),
        "{text}"
    );
}

#[test]
fn an_exported_log_is_checked_without_the_app_and_a_changed_line_shows() {
    let workspace = Workspace::of_bytes(&SAMPLED);
    works(
        &workspace,
        "log W --export BESIDE/log.jsonl",
        Some(AS_EVE),
        "",
    )
    .well();
    let Some(_) = tool("python3") else {
        return;
    };
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/check_event_log.py");
    let check = |name: &str| {
        let mut call = Command::new("python3");
        said(call.arg(script).arg(workspace.beside(name)))
    };
    let done = check("log.jsonl").well();
    assert!(done.text().contains("of them signed"), "{done}");
    let text = fs::read_to_string(workspace.beside("log.jsonl")).unwrap();
    for (from, to) in [
        ("\"person\":\"eve\"", "\"person\":\"ana\""),
        ("S|1", "S|9"),
        ("\"signature\":\"", "\"signature\":\"00"),
    ] {
        assert!(text.contains(from), "{from}");
        workspace.file("changed.jsonl", text.replacen(from, to, 1));
        check("changed.jsonl").ended_with(1);
    }
    let mut lines: Vec<&str> = text.lines().collect();
    lines.remove(2);
    workspace.file("changed.jsonl", lines.join("\n"));
    check("changed.jsonl").ended_with(1);
}

#[test]
fn a_log_that_was_cut_is_found_beside_its_checkpoint() {
    let workspace = Workspace::of_bytes(&SAMPLED);
    let write = "log W --checkpoint BESIDE/checkpoint.json";
    works(&workspace, write, Some(AS_EVE), "").well();
    let verify = "verify W --checkpoint BESIDE/checkpoint.json";
    works(&workspace, verify, None, "").well();
    let raw = Connection::open(workspace.path()).unwrap();
    raw.execute_batch(
        "DROP TRIGGER event_is_never_removed;
         DELETE FROM event WHERE sequence >= (SELECT max(sequence) - 1 FROM event)",
    )
    .unwrap();
    drop(raw);
    works(&workspace, "verify W", None, "").well();
    let said = works(&workspace, verify, None, "").ended_with(1);
    assert!(said.text().contains("The log was cut"), "{said}");
}

#[test]
fn a_pack_beside_a_workspace_whose_signatures_were_changed_does_not_hold() {
    let workspace = Workspace::of_bytes(&SAMPLED);
    pack(&workspace, "audit.pdf");
    let raw = Connection::open(workspace.path()).unwrap();
    raw.execute_batch(
        "DROP TRIGGER event_is_never_changed;
         UPDATE event SET signature = randomblob(64) WHERE action = 'sample.drawn'",
    )
    .unwrap();
    drop(raw);
    let said = works(&workspace, "verify BESIDE/audit.pdf W", None, "").ended_with(1);
    assert!(said.text().contains("is not signed by the key"), "{said}");
}
