//! Importing again, in other orders, and beside files that cannot be read.

use std::sync::LazyLock;

use changeproof_acceptance::{Company, Workspace};

/// The workspace file of the demo, with all files imported in one call.
static IMPORTED: LazyLock<Vec<u8>> = LazyLock::new(|| Workspace::holding(&Company::demo()).bytes());

/// Results and links of the demo in that workspace.
fn answers(workspace: &Workspace) -> (String, String) {
    workspace.evaluate(&Company::demo()).well();
    (workspace.results(), workspace.links())
}

static ANSWERS: LazyLock<(String, String)> =
    LazyLock::new(|| answers(&Workspace::of_bytes(&IMPORTED)));

#[track_caller]
fn same_answers(workspace: &Workspace) {
    let (results, links) = answers(workspace);
    let different = |a: &str, b: &str| {
        let pair = a.lines().zip(b.lines()).find(|(a, b)| a != b);
        pair.map(|(a, b)| format!("{a}\n{b}")).unwrap_or_default()
    };
    assert!(
        results == ANSWERS.0,
        "results differ:\n{}",
        different(&ANSWERS.0, &results)
    );
    assert!(
        links == ANSWERS.1,
        "links differ:\n{}",
        different(&ANSWERS.1, &links)
    );
}

#[test]
fn importing_the_same_files_again_changes_nothing() {
    let company = Company::demo();
    let workspace = Workspace::of_bytes(&IMPORTED);
    let head = workspace.log_head();
    workspace.import(&company, &company.files()).well();
    assert_eq!(workspace.log_head(), head, "no event was added");
    assert!(workspace.bytes() == *IMPORTED, "not a byte changed");
}

#[test]
fn files_that_are_known_are_told_to_be_unchanged() {
    let company = Company::demo();
    let workspace = Workspace::of_bytes(&IMPORTED);
    let mut arguments = company.import_arguments(&company.files());
    arguments.push("--json".into());
    let again = workspace.run("import", arguments).well().files();
    assert_eq!(again.len(), company.files().len());
    for file in again {
        assert_eq!(file["status"], "unchanged", "{file}");
    }
}

#[test]
fn a_known_file_under_another_name_changes_nothing() {
    let company = Company::demo();
    let workspace = Workspace::of_bytes(&IMPORTED);
    let roster = std::fs::read(company.input("roster.csv")).unwrap();
    let copy = workspace.file("people of the company.csv", roster);
    workspace.import(&company, &[copy]).well();
    assert!(workspace.bytes() == *IMPORTED, "not a byte changed");
}

#[test]
fn importing_in_reverse_gives_the_same_answers() {
    let company = Company::demo();
    let workspace = Workspace::made();
    let mut files = company.files();
    files.reverse();
    workspace.import(&company, &files).well();
    same_answers(&workspace);
}

#[test]
fn importing_one_by_one_gives_the_same_answers() {
    let company = Company::demo();
    let workspace = Workspace::made();
    // Starting in the middle: neither the order of one call nor its reverse.
    let mut files = company.files();
    files.rotate_left(7);
    for file in files {
        workspace.import(&company, &[file]).well();
    }
    same_answers(&workspace);
}

#[test]
fn judging_between_two_imports_gives_the_same_answers() {
    let company = Company::demo();
    let workspace = Workspace::made();
    let files = company.files();
    let (first, second) = files.split_at(11);
    workspace.import(&company, second).well();
    workspace.evaluate(&company).well();
    workspace.import(&company, first).well();
    same_answers(&workspace);
}

#[test]
fn recognised_files_are_kept_where_another_one_cannot_be_read() {
    let company = Company::demo();
    let workspace = Workspace::made();
    let mut all = company.files();
    all.insert(9, workspace.file("empty.json", ""));
    all.insert(
        3,
        workspace.file("budget.csv", "month,budget\n2025-01,100\n"),
    );
    workspace.import(&company, &all).ended_with(3);
    same_answers(&workspace);
}

#[test]
fn an_import_without_problems_tells_progress_and_nothing_else() {
    let company = Company::demo();
    let workspace = Workspace::made();
    let said = workspace
        .import(&company, &[company.input("roster.csv")])
        .well();
    let told: Vec<&str> = said.stderr.lines().collect();
    assert_eq!(told, ["Reading files ...", "Writing ..."]);
}
