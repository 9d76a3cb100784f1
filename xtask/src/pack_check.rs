//! Validates the demo's audit pack with programs that are not ours, and with the project's own check
//! of PDF/A-3.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::demo;
use crate::failure::{At as _, Failure};
use crate::program::{read, show};
use crate::workspace::Metadata;

/// Makes the pack with the program that was built for the tests, and checks it.
///
/// # Errors
/// A checker finds something; its output names it.
pub fn run(metadata: &Metadata, python: &Path) -> Result<(), Failure> {
    let root = &metadata.workspace_root;
    let out = metadata.target_directory.join("xtask").join("pack");
    let made = demo::make(root, &metadata.changeproof("debug"), &out)?;
    show(Command::new("qpdf").arg("--check").arg(&made.pack))?;
    show(
        Command::new(python)
            .arg(root.join("xtask/checks/pdf_a3.py"))
            .arg(&made.pack),
    )?;
    show(
        Command::new(python.with_file_name("outloud"))
            .arg("--no-info")
            .arg(&made.pack),
    )?;
    attachments(&made.pack, &out.join("attachments"))?;
    let changeproof = metadata.changeproof("debug");
    show(
        Command::new(changeproof)
            .arg("verify")
            .arg(&made.pack)
            .arg(&made.workspace),
    )
}

/// Takes the attached files out and compares them with the list of hashes among them.
fn attachments(pack: &Path, folder: &Path) -> Result<(), Failure> {
    if folder.exists() {
        fs::remove_dir_all(folder).at(folder)?;
    }
    fs::create_dir_all(folder).at(folder)?;
    show(
        Command::new("pdfdetach")
            .arg("-saveall")
            .arg("-o")
            .arg(folder)
            .arg(pack),
    )?;
    let listed = read(
        Command::new("sha256sum")
            .args(["--check", "--strict", "SHA256SUMS"])
            .current_dir(folder),
    )?;
    println!(
        "  {} attached files match SHA256SUMS",
        listed.lines().count()
    );
    Ok(())
}
