//! Decisions on accounts and roles, through the command: what reaches into evaluated days needs a document and a
//! second person, and marks what it makes better.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use changeproof_acceptance::exports::{DEPLOYMENT, Exports, person};
use changeproof_acceptance::{Said, Workspace, command, said};
use serde_json::{Value, json};

const WORDS: &str = "correct horse battery";

/// Runs a call, signed in as somebody. Words are split at spaces; `BESIDE` is the folder of the workspace.
fn works(workspace: &Workspace, call: &str, by: &str, new: &str) -> Said {
    let path = workspace.path().to_str().unwrap();
    let folder = workspace.path().parent().unwrap().to_str().unwrap();
    let words = call.split(' ').map(|word| match word {
        "W" => path.to_owned(),
        word => word.replace("BESIDE", folder),
    });
    let mut call = command(words);
    call.env("CHANGEPROOF_NEW_PASSPHRASE", new);
    if !by.is_empty() {
        call.args(["--as", by]).env("CHANGEPROOF_PASSPHRASE", WORDS);
    }
    said(&mut call)
}

/// Nothing evaluated yet; the officers Ann and Bob sign in.
fn with_two(company: &Exports) -> Workspace {
    let workspace = company.imported();
    let lent = "lent for one morning";
    works(&workspace, "people add W ann --name Ann", "", WORDS).well();
    let bob = "people add W bob --name Bob --role compliance_officer";
    works(&workspace, bob, "ann", lent).well();
    let mut own = command(["people", "passphrase", workspace.path().to_str().unwrap()]);
    own.args(["--as", "bob"])
        .env("CHANGEPROOF_PASSPHRASE", lent);
    said(own.env("CHANGEPROOF_NEW_PASSPHRASE", WORDS)).well();
    workspace.file("contract.txt", "Lena deploys since January.\n");
    workspace
}

fn judged(workspace: &Workspace) -> Vec<Value> {
    let days = "--from 2025-01-01 --to 2025-12-31 --as-of 2026-01-02T09:00:00Z";
    works(workspace, &format!("evaluate W {days}"), "ann", "").well();
    works(workspace, "results W --format jsonl", "ann", "")
        .well()
        .lines()
}

#[track_caller]
fn result(results: &[Value], control: &str) -> Value {
    let own = |line: &&Value| line["subject"]["id"] == DEPLOYMENT && line["control"] == control;
    results.iter().find(own).unwrap().clone()
}

#[track_caller]
fn refused(workspace: &Workspace, call: &str, by: &str) -> String {
    let error = works(workspace, &format!("{call} --json"), by, "")
        .ended_with(2)
        .error();
    error["code"].as_str().unwrap().to_owned()
}

/// The clean company, whose roster does not call Lena a deployer.
fn lena_is_no_deployer() -> Exports {
    let mut company = Exports::clean();
    company.roster.retain(|line| !line.starts_with("lena"));
    company
        .roster
        .push(person("lena", "engineer", "2024-01-01", ""));
    company
}

/// The call that agrees with what was recorded.
fn second_of(done: &Value) -> String {
    format!("people second W {}", done["event"])
}

const ROLE: &str = "people add-role W lena deployer --from 2025-01-01 --reason Forgotten";

#[test]
fn a_role_of_evaluated_days_counts_with_a_document_and_a_second_person_and_is_marked() {
    let workspace = with_two(&lena_is_no_deployer());
    assert_eq!(result(&judged(&workspace), "DEP-02")["outcome"], "fail");
    assert_eq!(refused(&workspace, ROLE, "ann"), "source_document_missing");
    let role = format!("{ROLE} --evidence BESIDE/contract.txt --json");
    let by_ann = works(&workspace, &role, "ann", "").well().json();
    assert_eq!(
        refused(&workspace, &second_of(&by_ann), "bob"),
        "second_person_account_of_the_first"
    );
    let done = works(&workspace, &role, "bob", "").well().json();
    assert_eq!(done["waits_for_second"], true);
    assert_eq!(
        result(&judged(&workspace), "DEP-02")["outcome"],
        "fail",
        "nobody agreed"
    );
    let second = second_of(&done);
    assert_eq!(
        refused(&workspace, &second, "bob"),
        "second_person_is_the_first"
    );
    assert_eq!(
        refused(&workspace, "people second W 1", "ann"),
        "nothing_to_second"
    );
    works(&workspace, &second, "ann", "").well();
    assert_eq!(refused(&workspace, &second, "ann"), "nothing_to_second");
    let after = result(&judged(&workspace), "DEP-02");
    assert_eq!(
        (&after["outcome"], &after["overlays"]),
        (&json!("pass"), &json!(["backdated"]))
    );
    let reason = after["reason"].as_str().unwrap();
    let both =
        "By the links, accounts and roles as they had been recorded by then, the outcome is: fail.";
    assert!(reason.ends_with(both), "{reason}");
    let decisions = works(&workspace, "people decisions W", "ann", "").well();
    assert!(decisions.text().contains("ann agreed."), "{decisions}");
    workspace.run("verify", [""; 0]).well();
}

#[test]
fn a_role_that_is_taken_back_counts_no_more_once_a_second_person_agrees() {
    let workspace = with_two(&lena_is_no_deployer());
    let role = format!("{ROLE} --json");
    let role = works(&workspace, &role, "ann", "").well().json();
    assert_eq!(result(&judged(&workspace), "DEP-02")["outcome"], "pass");
    let withdraw = format!("people withdraw W {} --reason Wrong", role["event"]);
    let without = refused(&workspace, &withdraw, "bob");
    assert_eq!(without, "source_document_missing");
    let withdraw = format!("{withdraw} --evidence BESIDE/contract.txt");
    let as_json = format!("{withdraw} --json");
    let done = works(&workspace, &as_json, "bob", "").well().json();
    assert_eq!(done["waits_for_second"], true);
    assert_eq!(result(&judged(&workspace), "DEP-02")["outcome"], "pass");
    assert_eq!(refused(&workspace, &withdraw, "ann"), "withdrawal_waits");
    let second = second_of(&done);
    assert_eq!(
        refused(&workspace, &second, "bob"),
        "second_person_is_the_first"
    );
    works(&workspace, &second, "ann", "").well();
    let after = result(&judged(&workspace), "DEP-02");
    assert_eq!(after["outcome"], "fail");
    assert_eq!(after["overlays"], json!([]), "it is no better than before");
    assert_eq!(refused(&workspace, &withdraw, "ann"), "withdrawn_already");
    let nothing = "people withdraw W 1 --reason Wrong";
    assert_eq!(refused(&workspace, nothing, "ann"), "nothing_to_withdraw");
    let decisions = works(&workspace, "people decisions W", "ann", "").well();
    let taken_back = format!("Taken back by event {}.", done["event"]);
    assert!(decisions.text().contains(&taken_back), "{decisions}");
    workspace.run("verify", [""; 0]).well();
}

#[test]
fn what_is_better_since_an_account_was_taken_back_is_marked() {
    let mut company = Exports::clean();
    let not_bao = company
        .roster
        .iter()
        .position(|line| line.starts_with("bao"))
        .unwrap();
    company.roster[not_bao] =
        company.roster[not_bao].replace("bao@clicki.example,bao,", "bao@clicki.example,,");
    let workspace = with_two(&company);
    // Who reviewed is taken for who wrote it, by an account that is wrong.
    let wrong = "people add-account W github:bao ana --reason Told --json";
    let wrong = works(&workspace, wrong, "ann", "").well().json();
    assert_eq!(result(&judged(&workspace), "REV-01")["outcome"], "fail");
    let withdraw = format!(
        "people withdraw W {} --reason Wrong --evidence BESIDE/contract.txt --json",
        wrong["event"]
    );
    let done = works(&workspace, &withdraw, "bob", "").well().json();
    works(&workspace, &second_of(&done), "ann", "").well();
    let after = result(&judged(&workspace), "REV-01");
    assert_ne!(after["outcome"], "fail");
    let marks = after["overlays"].as_array().unwrap();
    assert!(marks.contains(&json!("backdated")), "{after}");
    workspace.run("verify", [""; 0]).well();
}

#[test]
fn a_role_that_was_recorded_before_anything_was_evaluated_counts_at_once() {
    let workspace = with_two(&lena_is_no_deployer());
    works(&workspace, ROLE, "ann", "").well();
    let after = result(&judged(&workspace), "DEP-02");
    assert_eq!(after["outcome"], "pass");
    assert_eq!(after["overlays"], json!([]));
}

/// The clean company, whose roster gives no GitHub login for Bao, who reviewed, and for Ana, who wrote.
fn without_logins() -> Exports {
    let mut company = Exports::clean();
    for line in &mut company.roster {
        for name in ["ana", "bao"] {
            *line = line.replace(
                &format!("{name}@clicki.example,{name},"),
                &format!("{name}@clicki.example,,"),
            );
        }
    }
    company
}

#[test]
fn an_account_that_is_added_to_a_person_is_that_persons() {
    let workspace = with_two(&without_logins());
    let bao = "people add-account W github:bao bao --reason Told --evidence BESIDE/contract.txt";
    works(&workspace, bao, "ann", "").well();
    assert_eq!(result(&judged(&workspace), "REV-03")["outcome"], "pass");
    assert_eq!(refused(&workspace, bao, "ann"), "account_known");
}

#[test]
fn without_the_account_nobody_knows_whether_the_reviewer_was_qualified() {
    let workspace = with_two(&without_logins());
    assert_eq!(
        result(&judged(&workspace), "REV-03")["outcome"],
        "insufficient_evidence"
    );
}

#[test]
fn a_suggestion_is_confirmed_or_refused_and_is_shown_no_more() {
    let workspace = with_two(&without_logins());
    judged(&workspace);
    let suggested = || {
        let who = works(&workspace, "people W --json", "ann", "")
            .well()
            .json();
        let all = who["suggestions"].as_array().unwrap().clone();
        all.into_iter()
            .filter(|one| one["account"] == "ana")
            .count()
    };
    assert_eq!(suggested(), 1);
    works(
        &workspace,
        "people refuse W github:ana ana --reason Namesake",
        "ann",
        "",
    )
    .well();
    judged(&workspace);
    assert_eq!(suggested(), 0);
    let confirm =
        "people confirm W github:ana ana --reason Same --evidence BESIDE/contract.txt --json";
    let done = works(&workspace, confirm, "bob", "").well().json();
    works(&workspace, &second_of(&done), "ann", "").well();
    judged(&workspace);
    let who = works(&workspace, "people W --json", "ann", "")
        .well()
        .json();
    let persons = who["persons"].as_array().unwrap();
    let ana = persons.iter().find(|one| one["person"] == "ana").unwrap();
    assert!(ana["accounts"].to_string().contains("GitHub"), "{ana}");
    workspace.run("verify", [""; 0]).well();
}

#[test]
fn what_the_rules_forbid_is_refused_with_its_code() {
    let workspace = with_two(&Exports::clean());
    for (call, code) in [
        (
            "people add-role W nobody deployer --from 2025-01-01 --reason R",
            "person_not_in_roster",
        ),
        (
            "people add-role W lena deployer --from 2025-02-01 --to 2025-01-01 --reason R",
            "role_ends_before_it_begins",
        ),
        (
            "people confirm W github:zed ana --reason R",
            "nothing_suggested",
        ),
        (
            "people add-account W github:bao ana --reason R",
            "account_of_somebody_else",
        ),
    ] {
        assert_eq!(refused(&workspace, call, "ann"), code, "{call}");
    }
}
