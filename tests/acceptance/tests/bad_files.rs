//! Files that are not what they should be: empty, wrong, cut, or with bad rows. Each is explained
//! with its place and a remedy, to people and to programs, and what is good of it is kept.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::path::{Path, PathBuf};

use changeproof_acceptance::{Company, Said, Workspace, outcomes};

/// Imports one file twice, into two workspaces: once for people and once for programs.
fn imported(name: &str, content: &[u8]) -> (Said, Said, Workspace) {
    let workspace = Workspace::made();
    let file = workspace.file(name, content);
    let words = workspace.run("import", [&file]);
    let other = Workspace::made();
    let json = other.run("import", [file.as_path(), Path::new("--json")]);
    (words, json, other)
}

/// A file that nothing can be read from is explained with a remedy, and ends with exit code 3.
#[track_caller]
fn refused(name: &str, content: &[u8], code: &str, words: &[&str]) {
    let (for_people, for_programs, workspace) = imported(name, content);
    let for_people = for_people.ended_with(3);
    for word in [name].iter().chain(words) {
        assert!(
            for_people.stderr.contains(word),
            "'{word}' is told: {for_people}"
        );
    }
    let told = for_programs.ended_with(3).files();
    let error = &told[0]["error"];
    assert_eq!(told[0]["status"], "refused");
    assert_eq!(error["code"], code);
    assert_eq!(error["details"]["file"], name);
    for word in words {
        let message = error["message"].as_str().unwrap();
        assert!(message.contains(word), "'{word}' is in: {message}");
    }
    assert!(
        workspace.log_head().contains(" 1 event"),
        "nothing but the making of the workspace is in the log"
    );
}

#[test]
fn an_empty_file_is_refused_with_a_remedy() {
    let words = ["is empty", "Export it again"];
    refused("deployments.csv", b"", "file_empty", &words);
}

#[test]
fn a_file_of_blanks_is_refused_as_empty() {
    let words = ["is empty", "Export it again"];
    refused(
        "deployments.csv",
        b"\xef\xbb\xbf \r\n\n",
        "file_empty",
        &words,
    );
}

#[test]
fn a_table_of_something_else_is_refused_with_what_was_found() {
    let words = ["its first row is month, budget", "check the names"];
    let content = b"month,budget\n2025-01,100\n";
    refused("budget.csv", content, "format_unknown", &words);
}

#[test]
fn json_of_something_else_is_refused_with_what_was_found() {
    let words = ["its first record has the keys colour", "--format"];
    let content = br#"[{"colour": "red"}]"#;
    refused("colours.json", content, "format_unknown", &words);
}

#[test]
fn a_list_without_records_is_refused_until_its_format_is_named() {
    let words = ["empty list", "--format"];
    refused("incidents.json", b"[]", "format_not_told", &words);
    let workspace = Workspace::made();
    let file = workspace.file("prs.json", "[]");
    let named = [file.to_str().unwrap(), "--format", "github-pull-requests"];
    workspace.run("import", named).well();
}

#[test]
fn a_file_that_is_not_there_is_told_with_its_path() {
    let workspace = Workspace::made();
    let missing = workspace.beside("missing.csv");
    let said = workspace.run("import", [&missing]).ended_with(3);
    assert!(said.stderr.contains("missing.csv"), "{said}");
    assert!(said.stderr.contains("Check the path"), "{said}");
}

/// A file that was cut in the middle of a record: where, what to do, and what of it was kept.
#[track_caller]
fn cut(input: &str, bytes: usize, place: &str, accepted: u64) {
    let content = std::fs::read(Company::demo().input(input)).unwrap();
    let (words, json, _) = imported(input, &content[..bytes]);
    let words = words.well();
    for word in [input, place, "breaks off", "Export it again"] {
        assert!(words.stderr.contains(word), "'{word}' is told: {words}");
    }
    let told = json.well().files();
    assert_eq!(told[0]["status"], "imported");
    let sentence = told[0]["cut"]["sentence"].as_str().unwrap();
    assert!(sentence.contains(place), "{place} is in: {sentence}");
    assert_eq!(told[0]["rows"]["accepted"], accepted);
}

#[test]
fn a_cut_list_is_told_with_the_byte_where_it_breaks_off() {
    cut("gh-deployments.json", 20_000, "byte 19380", 29);
}

#[test]
fn a_cut_search_is_told_with_the_byte_where_it_breaks_off() {
    cut("jira-search.json", 300_000, "byte 298330", 118);
}

#[test]
fn a_cut_table_is_told_with_the_row_where_it_breaks_off() {
    cut("deploy-log.csv", 30_050, "row 134", 132);
}

#[test]
fn what_a_cut_file_lacks_counts_as_missing_evidence_and_not_as_a_failure() {
    // The search of Jira breaks off after May: of the later tickets nothing is known.
    let company = Company::demo();
    let workspace = Workspace::made();
    let whole = std::fs::read(company.input("jira-search.json")).unwrap();
    let mut files = company.files();
    files.retain(|file| !file.ends_with("jira-search.json"));
    files.push(workspace.file("jira-search.json", &whole[..300_000]));
    workspace.import(&company, &files).well();
    workspace.evaluate(&company).well();
    let whole = outcomes(&Workspace::judged(&company).results());
    let mut missing = 0;
    for (subject, (after, reason)) in outcomes(&workspace.results()) {
        let before = &whole[&subject].0;
        let proven = after == "pass" || after == "fail";
        assert!(
            after == *before || !proven,
            "{subject:?}: {before} became {after} ({reason})"
        );
        missing += usize::from(after == "insufficient_evidence" && before == "pass");
    }
    assert!(missing > 100, "{missing} outcomes lack the later tickets");
}

/// A deployment log of a thousand rows, of which the 10th, the 500th and the 999th are bad.
fn three_bad_rows(workspace: &Workspace) -> PathBuf {
    let mut text =
        "deployment_id,service,environment,commit_sha,status,started_at,run_url\n".to_owned();
    for n in 1..=1000 {
        let day = format!("2025-{:02}-{:02}", n % 12 + 1, n % 28 + 1);
        text += &match n {
            10 => format!(",api,production,{n:040x},success,{day}T10:00:00Z,\n"),
            500 => format!("d-{n},api,production,{n:040x},success,soon,\n"),
            999 => "what is this\n".to_owned(),
            _ => format!("d-{n},api,production,{n:040x},success,{day}T10:00:00Z,\n"),
        };
    }
    workspace.file("deploys.csv", text)
}

#[test]
fn bad_rows_are_told_to_people_with_place_and_remedy_and_are_no_bad_input() {
    let workspace = Workspace::made();
    let file = three_bad_rows(&workspace);
    let said = workspace.run("import", [&file]).well();
    let told: Vec<&str> = said
        .stderr
        .lines()
        .filter(|line| line.contains("(left out)"))
        .collect();
    assert_eq!(told.len(), 3, "{said}");
    assert!(told[0].contains("deploys.csv: row 11, deployment_id"));
    assert!(told[0].contains("complete the row"), "{}", told[0]);
    assert!(told[1].contains("deploys.csv: row 501, started_at"));
    assert!(told[1].contains("write it as 2025-"), "{}", told[1]);
    assert!(told[2].contains("deploys.csv: row 1000"));
    assert!(said.text().contains("997 rows, 3 left out"), "{said}");
}

#[test]
fn bad_rows_are_told_to_programs_and_the_good_ones_are_kept() {
    let workspace = Workspace::made();
    let file = three_bad_rows(&workspace);
    let json = [file.as_path(), Path::new("--json")];
    let told = &workspace.run("import", json).well().files()[0];
    assert_eq!(told["rows"]["accepted"], 997);
    assert_eq!(told["rows"]["rejected"], 3);
    let issues = told["issues"].as_array().unwrap();
    let places: Vec<&str> = issues
        .iter()
        .map(|issue| issue["place"].as_str().unwrap())
        .collect();
    assert_eq!(places, ["row 11", "row 501", "row 1000"]);
    assert!(issues.iter().all(|issue| issue["rejected"] == true));
    workspace.evaluate(&Company::demo()).well();
    let results = workspace.run("results", ["--control", "TRC-01"]).well();
    assert_eq!(results.lines().len(), 997, "the good rows are judged");
}

#[test]
fn other_rows_than_expected_are_told() {
    let workspace = Workspace::made();
    let file = three_bad_rows(&workspace);
    let file = file.to_str().unwrap();
    let said = workspace.run("import", [file, "--expect", "1200"]).well();
    let told = "1200 rows were declared, but the file holds 1000";
    assert!(said.stderr.contains(told), "{said}");
}
