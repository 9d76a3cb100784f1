//! `cargo xtask test`: every check and test of the project, in the order in which they are quick to
//! fail.

use crate::failure::Failure;
use crate::program::{cargo, show};
use crate::steps::Steps;
use crate::workspace::Metadata;
use crate::{audit, docs, pack_check, setup, tidy};

/// Runs the command.
///
/// # Errors
/// The first check that fails.
pub fn run(metadata: &Metadata) -> Result<(), Failure> {
    let root = &metadata.workspace_root;
    let mut steps = Steps::begin(8);
    let result = all(metadata, root, &mut steps);
    steps.summary();
    match &result {
        Ok(()) => println!(
            "\nAll checks and tests passed. Build results: {}",
            metadata.target_directory.display()
        ),
        Err(_) => println!("\nNot all is well: the last step above did not pass."),
    }
    result
}

fn all(metadata: &Metadata, root: &std::path::Path, steps: &mut Steps) -> Result<(), Failure> {
    let ready = steps.step("Looking for what is needed", || setup::run(metadata))?;
    steps.step("Form of the code", || {
        show(&mut cargo(root, &["fmt", "--all", "--check"]))
    })?;
    steps.step("Rules of the house", || tidy::run(metadata))?;
    steps.step("Licences and origins of the dependencies", || {
        audit::run_if_installed(root)
    })?;
    steps.step("Warnings of the compiler and of clippy", || {
        let clippy = [
            "clippy",
            "--workspace",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ];
        show(&mut cargo(root, &clippy))
    })?;
    steps.step("Generated documents are current", || docs::check(root))?;
    steps.step("Tests", || {
        let mut command = cargo(root, &["test", "--workspace"]);
        show(command.env("CHANGEPROOF_PYTHON", &ready.python))
    })?;
    steps.step("The demo's audit pack is a valid document", || {
        pack_check::run(metadata, &ready.python)
    })
}
