//! The annual review pack and the management summary, by the command: what they say, that they conform, and that
//! `verify` knows them.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use changeproof_acceptance::signed_in::{added, first, run};
use changeproof_acceptance::{Company, Workspace, changeproof, said, tool};

const POLICY: &str = include_str!("../../../policies/clicki.toml");
const YEAR: &str = "--from 2025-01-01 --to 2025-12-31";

static DEMO: LazyLock<Vec<u8>> = LazyLock::new(|| Workspace::judged(&Company::demo()).bytes());

fn demo() -> Workspace {
    Workspace::of_bytes(&DEMO)
}

/// Writes a pack.
#[track_caller]
fn written(workspace: &Workspace, person: Option<&str>, call: &str, name: &str) -> PathBuf {
    let call = format!("pack W {call} --at 2199-01-05T09:00:00Z --out BESIDE/{name}");
    run(workspace, person, &call).well();
    workspace.beside(name)
}

/// The words of a pack on one line; none where the machine has no program that reads them.
fn words(pack: &PathBuf) -> Option<String> {
    let read = said(tool("pdftotext")?.arg("-layout").arg(pack).arg("-")).well();
    let words: Vec<&str> = read.text().split_whitespace().collect();
    Some(words.join(" "))
}

fn pages(pack: &PathBuf) -> Option<u32> {
    let read = said(tool("pdfinfo")?.arg(pack)).well();
    let line = read.text().lines().find(|line| line.starts_with("Pages:"));
    line.unwrap()["Pages:".len()..].trim().parse().ok()
}

#[track_caller]
fn holds(text: &str, all: &[&str]) {
    for words in all {
        assert!(text.contains(words), "{words}: {text}");
    }
}

#[test]
fn both_packs_are_the_same_twice_conform_and_verify_beside_their_workspace() {
    let workspace = demo();
    for kind in ["annual", "summary"] {
        let call = format!("--kind {kind} {YEAR} --prepared-by Ana");
        let pack = written(&workspace, None, &call, "one.pdf");
        let again = written(&workspace, None, &call, "again.pdf");
        assert!(
            fs::read(&pack).unwrap() == fs::read(&again).unwrap(),
            "{kind} differs"
        );
        changeproof(["verify".as_ref(), pack.as_path(), workspace.path()]).well();
        let mut changed = fs::read(&pack).unwrap();
        let middle = changed.len() / 2;
        changed[middle] ^= 1;
        let changed = workspace.file("changed.pdf", changed);
        changeproof(["verify".as_ref(), changed.as_path()]).ended_with(1);
        if let Some(mut qpdf) = tool("qpdf") {
            let said = said(qpdf.arg("--check").arg(&pack)).well();
            assert_eq!(said.stderr, "", "{kind}: no warnings");
        }
    }
    run(&workspace, None, "verify W").well();
}

#[test]
fn a_summary_is_two_pages_with_the_caveat_before_the_conclusion() {
    let workspace = demo();
    let call = format!("--kind summary {YEAR}");
    let pack = written(&workspace, None, &call, "summary.pdf");
    let Some((text, pages)) = words(&pack).zip(pages(&pack)) else {
        return;
    };
    assert_eq!(pages, 2);
    holds(
        &text,
        &[
            "Read first.",
            "400 production deployments",
            "Top risks",
            "Overdue actions",
            "Exceptions about to expire",
            "Decisions needed",
            "Results hash",
        ],
    );
    let at = |words: &str| text.find(words).unwrap();
    assert!(at("Read first.") < at("Of 400"), "the caveat stands first");
}

#[test]
fn an_annual_pack_without_a_review_says_what_is_missing_and_is_still_of_use() {
    let workspace = demo();
    let call = format!("--kind annual {YEAR}");
    let pack = written(&workspace, None, &call, "annual.pdf");
    let Some((text, pages)) = words(&pack).zip(pages(&pack)) else {
        return;
    };
    assert!((8..=12).contains(&pages), "{pages} pages");
    holds(
        &text,
        &[
            "No review of the policy that looks at these days was held in Changeproof.",
            "Clauses that controls test, with failures and what could not be judged.",
            "6 Controls by month",
            "7 Emergencies",
            "8 Exceptions by clause and age",
            "9 Parameters and rosters",
            "10 Actions and the next review",
            "11 Manifest, and how to check this file",
        ],
    );
}

#[test]
fn packs_of_a_company_without_any_record_say_that_nothing_is_known() {
    let workspace = Workspace::made();
    run(&workspace, None, &format!("evaluate W {YEAR}")).well();
    let annual = written(&workspace, None, &format!("--kind annual {YEAR}"), "a.pdf");
    let summary = written(&workspace, None, &format!("--kind summary {YEAR}"), "s.pdf");
    let Some((annual, summary)) = words(&annual).zip(words(&summary)) else {
        return;
    };
    holds(
        &annual,
        &[
            "Missing. No control was evaluated for a deployment of these days",
            "Missing. No production deployment was found in these days",
            "Missing. No register of exceptions was imported",
            "Missing. No roster was imported",
            "No approved review is known",
        ],
    );
    holds(
        &summary,
        &[
            "No production deployment was found in the period.",
            "Missing. No month has a result that was judged.",
            "Missing. No register of exceptions was imported",
        ],
    );
}

/// A company whose policy was reviewed: one clause gets other words, the rest stays.
fn reviewed() -> Workspace {
    let workspace = Workspace::made();
    first(&workspace, "ana");
    added(&workspace, "ana", "olga", "policy_owner");
    added(&workspace, "ana", "omar", "policy_owner");
    let step = |person: &str, call: &str| {
        let call = format!("policy review {call} --json");
        run(&workspace, Some(person), &call).well().json()["review"].clone()
    };
    let review = step("ana", "open W");
    for clause in review["clauses"].as_array().unwrap() {
        let id = clause["id"].as_str().unwrap();
        let decision = if id == "ENF" { "change" } else { "keep" };
        step(
            "ana",
            &format!("decide W {id} {decision} --reason As~we~do"),
        );
    }
    let text = POLICY.replace(
        "Violations have consequences.",
        "Violations are followed up.",
    );
    assert_ne!(text, POLICY);
    workspace.file("policy.toml", text);
    step("olga", "draft W BESIDE/policy.toml --reason As~decided");
    step("omar", "approve W --reason Fine");
    step("omar", "publish W --from 2199-01-01");
    step("olga", "acknowledge W");
    step("ana", "close W --action Train~the~team");
    workspace
}

#[test]
fn an_annual_pack_tells_the_review_that_was_held() {
    let workspace = reviewed();
    let shown = run(&workspace, Some("ana"), "policy review show W --json").well();
    let review = shown.json()["review"].clone();
    let day = |key: &str| review["inputs"][key].as_str().unwrap().to_owned();
    let days = format!("--from {} --to {}", day("from"), day("to"));
    run(&workspace, Some("ana"), &format!("evaluate W {days}")).well();
    let pack = written(
        &workspace,
        Some("ana"),
        &format!("--kind annual {days}"),
        "a.pdf",
    );
    run(&workspace, None, "verify BESIDE/a.pdf W").well();
    let number = review["event"].as_i64().unwrap();
    let chosen = format!("--kind annual {days} --subject {number}");
    let chosen = written(&workspace, Some("ana"), &chosen, "b.pdf");
    assert!(
        fs::read(&pack).unwrap() == fs::read(chosen).unwrap(),
        "it is the same review"
    );
    let unknown = format!("pack W --kind annual {days} --subject 999 --out BESIDE/c.pdf --json");
    let refused = run(&workspace, Some("ana"), &unknown).ended_with(2);
    assert_eq!(refused.error()["code"], "unknown_review", "{refused}");
    let Some(text) = words(&pack) else {
        return;
    };
    holds(
        &text,
        &[
            "1 get other words, 0 go, 0 are new",
            "Violations are followed up.",
            "Violations have consequences.",
            "Version 2, in force from 2199-01-01 on",
            "Train the team",
            "What becomes of each clause.",
        ],
    );
}

#[test]
fn calls_that_cannot_be_meant_are_refused_with_a_word() {
    let workspace = Workspace::made();
    for (call, words) in [
        (format!("--kind annual {YEAR} --subject new"), "--subject"),
        (format!("--kind summary {YEAR} --subject 3"), "--subject"),
        (format!("--kind change --subject 3 {YEAR}"), "no days"),
        ("--kind annual".to_owned(), "--from"),
    ] {
        let said = run(
            &workspace,
            None,
            &format!("pack W {call} --out BESIDE/x.pdf"),
        );
        let said = said.ended_with(2);
        assert!(said.stderr.contains(words), "{call}: {said}");
    }
}
