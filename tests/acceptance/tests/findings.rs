//! The work on findings, through the command: who owns what, GOV-03, history, and what is refused.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::sync::LazyLock;

use changeproof_acceptance::exports::{Exports, Judged, evaluate};
use changeproof_acceptance::{Said, Workspace, command, said, tool};
use serde_json::Value;

const ANA: &str = "correct horse battery";
const EVE: &str = "staple of other words";
const REVIEW: &str = "REV-01/deployment/github/103";

/// Runs a call on a workspace, signed in as somebody. Words are split at spaces; `_` within one is a space.
fn works(workspace: &Workspace, call: &str, person: &str, new: &str) -> Said {
    let path = workspace.path().to_str().unwrap();
    let words = call.split(' ').map(|word| match word {
        "W" => path.to_owned(),
        word if word.contains('/') || word.starts_with("--") || word.contains("insufficient") => {
            word.to_owned()
        }
        word => word.replace('_', " "),
    });
    let mut call = command(words);
    call.env("CHANGEPROOF_NEW_PASSPHRASE", new);
    if !person.is_empty() {
        let words = if person == "ana" { ANA } else { EVE };
        call.args(["--as", person])
            .env("CHANGEPROOF_PASSPHRASE", words);
    }
    said(&mut call)
}

fn ana(workspace: &Workspace, call: &str) -> Said {
    works(workspace, call, "ana", "")
}

/// A company whose change nobody reviewed, judged, with its officer Ana.
static UNREVIEWED: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut company = Exports::clean();
    company.reviewed(&[]);
    let workspace = company.evaluated();
    works(&workspace, "people add W ana --name Ana", "", ANA).well();
    workspace.bytes()
});

fn unreviewed() -> Workspace {
    Workspace::of_bytes(&UNREVIEWED)
}

fn judged(workspace: &Workspace, as_of: &str) -> Vec<Value> {
    let days = "--from 2025-01-01 --to 2025-12-31";
    ana(workspace, &format!("evaluate W {days} --as-of {as_of}")).well();
    ana(workspace, "results W --format jsonl").well().lines()
}

/// What GOV-03 says of the missing review; none where it says nothing.
fn followed(results: &[Value]) -> Option<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let mut own = results.iter().filter(|line| line["control"] == "GOV-03");
    let line = own.find(|line| line["subject"]["id"] == REVIEW)?;
    assert_eq!(line["subject"]["kind"], "finding");
    Some((text(&line["outcome"]), text(&line["reason"])))
}

#[track_caller]
fn outcome(workspace: &Workspace, as_of: &str) -> String {
    followed(&judged(workspace, as_of)).unwrap().0
}

const EARLY: &str = "2026-01-02T09:00:00Z";
/// Long after whatever is evaluated today.
const LATE: &str = "2199-01-01T00:00:00Z";

#[test]
fn a_failure_that_no_evaluation_showed_is_no_finding_and_one_that_was_shown_is() {
    let mut company = Exports::clean();
    company.reviewed(&[]);
    let workspace = company.evaluated();
    let first = Judged::of(&workspace);
    first.says("REV-01", "fail");
    assert_eq!(followed(first.results()), None);
    evaluate(&workspace).well();
    let (outcome, why) = followed(Judged::of(&workspace).results()).unwrap();
    assert_eq!(outcome, "pending", "{why}");
    assert!(why.contains("lacks: owner, cause, action, date"), "{why}");
    workspace.run("verify", [""; 0]).well();
}

#[test]
fn a_finding_that_is_followed_up_in_time_passes_and_one_that_nobody_cares_for_fails() {
    let workspace = unreviewed();
    assert_eq!(outcome(&workspace, LATE), "fail");
    let given = format!("findings acknowledge W {REVIEW} --owner Lena --due 2198-12-31");
    ana(&workspace, &given).well();
    assert_eq!(outcome(&workspace, EARLY), "pending");
    assert_eq!(outcome(&workspace, LATE), "fail");
    let done = "--cause No_protection --action Protected_now --on 2025-03-11";
    ana(&workspace, &format!("findings remediate W {REVIEW} {done}")).well();
    let (outcome, why) = followed(&judged(&workspace, LATE)).unwrap();
    assert_eq!(outcome, "pass", "{why}");
    assert!(why.contains("Lena"), "{why}");
    workspace.run("verify", [""; 0]).well();
}

/// The words of a pack on one line; none where the machine has no program that reads them.
fn printed(workspace: &Workspace, call: &str) -> Option<String> {
    let file = workspace.beside("pack.pdf");
    let out = file.to_str().unwrap();
    ana(
        workspace,
        &format!("pack W {call} --at 2199-01-01T00:00:00Z --out {out}"),
    )
    .well();
    let read = said(tool("pdftotext")?.arg("-layout").arg(&file).arg("-")).well();
    let words: Vec<&str> = read.text().split_whitespace().collect();
    Some(words.join(" "))
}

const AUDIT: &str = "--kind audit --from 2025-01-01 --to 2025-12-31";
const DOSSIER: &str = "--kind change --subject 103";

#[test]
fn packs_tell_what_was_recorded_about_a_failure() {
    let workspace = unreviewed();
    let Some(before) = printed(&workspace, AUDIT) else {
        return;
    };
    assert!(before.contains("Cause not recorded"), "nobody took it");
    let given = format!("findings acknowledge W {REVIEW} --owner Lena --due 2198-12-31");
    ana(&workspace, &given).well();
    let owned = printed(&workspace, AUDIT).unwrap();
    assert!(owned.contains("Of 1 failure: 1 acknowledged."), "{owned}");
    assert!(owned.contains("1 due 2198-12-31, Lena, overdue."));
    let dossier = printed(&workspace, DOSSIER).unwrap();
    let sentence = "REV-01: Lena owns it, due 2198-12-31, which has passed.";
    assert!(dossier.contains(sentence), "{dossier}");
    let done = "--cause No_protection --action Protected_now --on 2025-03-11";
    ana(&workspace, &format!("findings remediate W {REVIEW} {done}")).well();
    let done = printed(&workspace, AUDIT).unwrap();
    for words in [
        "Cause No protection.",
        "Of 1 failure: 1 remediated. Action: Protected now.",
        "1 done 2025-03-11.",
    ] {
        assert!(done.contains(words), "{words}: {done}");
    }
    let dossier = printed(&workspace, DOSSIER).unwrap();
    let sentence = "REV-01: remediated on 2025-03-11. Cause: No protection. Action: Protected now.";
    assert!(dossier.contains(sentence), "{dossier}");
    let again = "findings reopen W REV-01/deployment/github/103 --reason Not_so";
    ana(&workspace, again).well();
    let reopened = printed(&workspace, AUDIT).unwrap();
    assert!(reopened.contains("Cause not recorded"), "{reopened}");
    let file = workspace.beside("pack.pdf");
    ana(&workspace, &format!("verify {} W", file.to_str().unwrap())).well();
}

#[test]
fn what_was_recorded_after_the_time_of_a_pack_is_not_in_it() {
    let workspace = unreviewed();
    let given = format!("findings acknowledge W {REVIEW} --owner Lena --due 2198-12-31");
    ana(&workspace, &given).well();
    let file = workspace.beside("early.pdf");
    let out = file.to_str().unwrap();
    let call = format!("pack W {AUDIT} --at 2026-01-05T09:00:00Z --out {out}");
    ana(&workspace, &call).well();
    let Some(mut reader) = tool("pdftotext") else {
        return;
    };
    let read = said(reader.arg(&file).arg("-")).well();
    assert!(!read.text().contains("Lena"));
}

#[test]
fn an_imported_review_ends_the_finding_and_the_history_says_why() {
    let workspace = unreviewed();
    let text = "findings comment W REV-01/deployment/github/103 --text Asked_the_team";
    ana(&workspace, text).well();
    let reviewed = Exports::clean().pull_requests.to_string();
    let file = workspace.file("later.json", reviewed);
    let declared = "--covers 2025-01-01..2025-12-31 --exported-at 2026-01-01T10:00:00Z";
    let import = format!("import W {} {declared}", file.display());
    ana(&workspace, &import).well();
    let results = judged(&workspace, EARLY);
    let (outcome, why) = followed(&results).unwrap();
    assert_eq!(outcome, "not_applicable", "{why}");
    let open = ana(&workspace, "findings W --json").well().json();
    let named = |list: &Value| {
        let all = list.as_array().unwrap().iter();
        all.filter(|line| line["finding"] == REVIEW).count()
    };
    assert_eq!(named(&open), 0, "{open}");
    let over = ana(&workspace, "findings W --state corrected --json").well();
    assert_eq!(named(&over.json()), 1);
    let story = format!("findings W --finding {REVIEW} --json");
    let story = ana(&workspace, &story).well().json();
    assert_eq!(story["state"], "corrected");
    assert_eq!(
        story["steps"][0]["sentence"],
        "Commented on REV-01 on 103: Asked the team."
    );
    let history = story["history"].as_array().unwrap();
    let outcomes: Vec<&Value> = history.iter().map(|one| &one["outcome"]).collect();
    assert_eq!(outcomes, ["fail", "pass"], "{story}");
    let because = history[1]["because"].as_array().unwrap();
    let import = because.iter().find(|one| one["action"] == "file_imported");
    assert!(
        import.unwrap()["sentence"]
            .as_str()
            .unwrap()
            .contains("later.json")
    );
    workspace.run("verify", [""; 0]).well();
}

#[test]
fn many_findings_are_acknowledged_at_once_with_one_reason() {
    let workspace = unreviewed();
    let all = ana(&workspace, "findings W --json").well().json();
    let all = all.as_array().unwrap();
    assert!(all.len() > 1, "{all:?}");
    let names: Vec<&str> = all
        .iter()
        .map(|one| one["finding"].as_str().unwrap())
        .collect();
    let call = format!(
        "findings acknowledge W {} --owner Lena --due 2198-12-31 --json",
        names.join(" ")
    );
    let without = ana(&workspace, &call).ended_with(2).error();
    assert_eq!(without["code"], "words_missing");
    let done = ana(&workspace, &format!("{call} --reason Known"))
        .well()
        .json();
    assert_eq!(done["findings"].as_array().unwrap().len(), names.len());
    let still = ana(&workspace, "findings W --state open --json")
        .well()
        .json();
    assert_eq!(still, serde_json::json!([]));
    let owned = ana(&workspace, "findings W --owner lena").well();
    assert!(
        owned
            .text()
            .contains("acknowledged, owner Lena, due 2198-12-31"),
        "{owned}"
    );
}

#[test]
fn what_the_rules_forbid_is_refused_with_its_code() {
    let workspace = unreviewed();
    let eve = "people add W eve --name Eve --role auditor";
    works(&workspace, eve, "ana", ANA).well();
    let refused = |call: &str| {
        let error = ana(&workspace, &format!("{call} --json"))
            .ended_with(2)
            .error();
        error["code"].as_str().unwrap().to_owned()
    };
    let given = "--owner Lena --due 2198-12-31";
    let done = "--cause Why --action What --on 2025-03-11";
    let acknowledge = format!("findings acknowledge W {REVIEW}");
    let remediate = format!("findings remediate W {REVIEW}");
    let reopen = format!("findings reopen W {REVIEW} --reason Again");
    for (call, code) in [
        (
            format!("findings acknowledge W REV-01 {given}"),
            "no_finding_named",
        ),
        (
            format!("findings acknowledge W REV-01/deployment/github/999 {given}"),
            "unknown_finding",
        ),
        (
            format!("findings acknowledge W CAT-01/deployment/github/103 {given}"),
            "unknown_finding",
        ),
        (
            format!("{acknowledge} --owner Lena --due 2020-01-01"),
            "due_date_passed",
        ),
        (format!("{remediate} {done}"), "finding_without_owner"),
        (reopen.clone(), "finding_open"),
    ] {
        assert_eq!(refused(&call), code, "{call}");
    }
    ana(&workspace, &format!("{acknowledge} {given}")).well();
    let to_come = format!("{remediate} --cause Why --action What --on 2198-12-31");
    assert_eq!(refused(&to_come), "day_to_come");
    ana(&workspace, &format!("{remediate} {done}")).well();
    assert_eq!(
        refused(&format!("{acknowledge} {given}")),
        "finding_remediated"
    );
    assert_eq!(
        refused(&format!("{remediate} {done}")),
        "finding_remediated"
    );
    ana(&workspace, &reopen).well();
    let story = format!("findings W --finding {REVIEW}");
    let story = ana(&workspace, &story).well();
    assert!(story.text().contains("State: open"), "{story}");
    assert!(
        story
            .text()
            .contains("Opened REV-01 on 103 again. Reason: Again."),
        "{story}"
    );
}
