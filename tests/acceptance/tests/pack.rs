//! The audit pack of the demo: the same bytes twice, a clean file, attachments that match, and
//! `verify`, which says yes to it and no to anything else.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use changeproof_acceptance::{Company, Said, Workspace, changeproof, outcomes, said, tool};

/// A workspace with the pack that it exported.
struct Exported {
    workspace: Vec<u8>,
    pack: Vec<u8>,
}

fn write_pack(workspace: &Workspace, name: &str) -> PathBuf {
    let out = workspace.beside(name);
    let period = ["--from", "2025-01-01", "--to", "2025-12-31"];
    let at = ["--at", "2026-01-05T09:00:00Z", "--prepared-by", "Ana Silva"];
    let file = ["--kind", "audit", "--out", out.to_str().unwrap()];
    let options = period.into_iter().chain(at).chain(file);
    workspace.run("pack", options).well();
    out
}

static EXPORTED: LazyLock<Exported> = LazyLock::new(|| {
    let workspace = Workspace::judged(&Company::demo());
    let pack = fs::read(write_pack(&workspace, "audit.pdf")).unwrap();
    let workspace = workspace.bytes();
    Exported { workspace, pack }
});

/// The workspace, and the pack beside it.
fn exported() -> (Workspace, PathBuf) {
    let workspace = Workspace::of_bytes(&EXPORTED.workspace);
    let pack = workspace.file("audit.pdf", &EXPORTED.pack);
    (workspace, pack)
}

fn verify(pack: &Path, workspace: Option<&Path>) -> Said {
    let command = Path::new("verify");
    changeproof([command, pack].into_iter().chain(workspace))
}

/// Takes the attachments out into a folder.
fn detach(pack: &Path, folder: &Path) -> Option<()> {
    fs::create_dir(folder).unwrap();
    let mut detach = tool("pdfdetach")?;
    said(detach.arg("-saveall").arg("-o").arg(folder).arg(pack)).well();
    Some(())
}

#[test]
fn two_runs_at_the_same_time_give_the_same_bytes() {
    let (workspace, _) = exported();
    let again = fs::read(write_pack(&workspace, "again.pdf")).unwrap();
    assert!(again == EXPORTED.pack, "the second pack differs");
}

#[test]
fn qpdf_finds_nothing_wrong() {
    let (_workspace, pack) = exported();
    let Some(mut qpdf) = tool("qpdf") else {
        return;
    };
    let said = said(qpdf.arg("--check").arg(pack)).well();
    assert!(said.text().contains("No syntax or stream encoding errors"));
    assert_eq!(said.stderr, "", "no warnings either");
}

#[test]
fn the_attachments_match_their_sums() {
    let (workspace, pack) = exported();
    let folder = workspace.beside("attached");
    if detach(&pack, &folder).is_none() {
        return;
    }
    let check = ["-c", "--strict", "SHA256SUMS"];
    let said = said(Command::new("sha256sum").args(check).current_dir(&folder)).well();
    let attached = fs::read_dir(&folder).unwrap().count();
    let matched = said.text().lines().filter(|line| line.ends_with(": OK"));
    assert_eq!(matched.count(), attached - 1, "all but the sums: {said}");
    assert!(attached > 5, "there are attachments");
}

#[test]
fn the_attached_results_have_as_many_of_each_outcome_as_the_command_prints() {
    let (workspace, pack) = exported();
    let folder = workspace.beside("attached");
    if detach(&pack, &folder).is_none() {
        return;
    }
    let attached = fs::read_to_string(folder.join("results.json")).unwrap();
    let attached: serde_json::Value = serde_json::from_str(&attached).unwrap();
    let (attached, printed) = (attached.to_string(), workspace.results());
    let shown: BTreeSet<String> = outcomes(&printed)
        .into_values()
        .map(|(outcome, _)| outcome)
        .collect();
    for outcome in shown {
        let text = format!(r#""outcome":"{outcome}""#);
        let count = |text_of: &str| text_of.matches(&text).count();
        assert_eq!(count(&attached), count(&printed), "{outcome}");
    }
}

#[test]
fn verify_says_yes_to_a_pack() {
    let (_workspace, pack) = exported();
    verify(&pack, None).well();
}

#[test]
fn verify_says_yes_to_a_pack_beside_its_workspace() {
    let (workspace, pack) = exported();
    verify(&pack, Some(workspace.path())).well();
}

#[test]
fn verify_says_yes_to_a_pack_when_its_workspace_went_on() {
    let (workspace, pack) = exported();
    workspace.evaluate(&Company::demo()).well();
    verify(&pack, Some(workspace.path())).well();
}

#[test]
fn verify_says_no_to_a_pack_beside_another_workspace() {
    // The same files, judged the same way: only the log tells the two apart.
    let (_workspace, pack) = exported();
    let other = Workspace::judged(&Company::demo());
    let said = verify(&pack, Some(other.path())).ended_with(1);
    assert!(said.text().contains("does not hold"), "{said}");
}

#[test]
fn verify_says_no_to_a_pack_with_one_changed_byte() {
    let (workspace, _) = exported();
    let length = EXPORTED.pack.len();
    for part in 1..20 {
        let mut pack = EXPORTED.pack.clone();
        pack[length * part / 20] ^= 1;
        let pack = workspace.file("changed.pdf", pack);
        verify(&pack, None).ended_with(1);
    }
}

#[test]
fn verify_says_no_to_a_pack_that_was_cut() {
    let (workspace, _) = exported();
    let cut = &EXPORTED.pack[..EXPORTED.pack.len() / 2];
    let pack = workspace.file("cut.pdf", cut);
    verify(&pack, None).ended_with(1);
}

#[test]
fn verify_says_no_where_something_was_added_behind_the_end() {
    let (workspace, _) = exported();
    let longer = [&EXPORTED.pack[..], b"\n%\n"].concat();
    let pack = workspace.file("longer.pdf", longer);
    verify(&pack, None).ended_with(1);
}

#[test]
fn verify_says_no_to_any_other_document() {
    let (workspace, _) = exported();
    let pack = workspace.file("letter.pdf", "%PDF-1.7\nDear auditor,\n%%EOF\n");
    verify(&pack, None).ended_with(1);
}
