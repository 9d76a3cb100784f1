//! `cargo xtask test`: every check and test of the project, in the order in which they are quick to
//! fail.

use std::path::Path;

use crate::failure::Failure;
use crate::program::{Built, cargo, show};
use crate::steps::Steps;
use crate::workspace::Metadata;
use crate::{audit, bindings, docs, pack_check, setup, tidy, ui};

/// The one set of features of all test builds: with another one, the desktop's toolkit would be
/// built twice.
pub const FEATURES: &str = "changeproof-desktop/e2e";

/// Runs the command.
///
/// # Errors
/// The first check that fails.
pub fn run(metadata: &Metadata) -> Result<(), Failure> {
    let root = &metadata.workspace_root;
    let mut steps = Steps::begin(12);
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

/// Builds programs, tests and examples of the whole workspace as the tests want them.
///
/// # Errors
/// The build fails.
pub fn build(root: &Path) -> Result<(), Failure> {
    let build = [
        "build",
        "--workspace",
        "--bins",
        "--tests",
        "--examples",
        "--features",
        FEATURES,
    ];
    show(&mut cargo(root, &build))
}

fn all(metadata: &Metadata, root: &Path, steps: &mut Steps) -> Result<(), Failure> {
    let ready = steps.step("Looking for what is needed", || setup::run(metadata))?;
    steps.step("Form of the code", || {
        show(&mut cargo(root, &["fmt", "--all", "--check"]))
    })?;
    steps.step("Rules of the house", || tidy::run(metadata))?;
    steps.step("Licences and origins of the dependencies", || {
        audit::run_if_installed(root)
    })?;
    // Before everything that builds the desktop app: it takes the pages in.
    steps.step("Types, tests and build of the pages", || {
        ui::check_and_build(root)
    })?;
    steps.step("Warnings of the compiler and of clippy", || {
        let clippy = [
            "clippy",
            "--workspace",
            "--all-targets",
            "--features",
            FEATURES,
            "--",
            "-D",
            "warnings",
        ];
        show(&mut cargo(root, &clippy))
    })?;
    steps.step("Build of programs and tests", || build(root))?;
    steps.step("Generated files are current", || {
        let built = Built::In(metadata.target_directory.join("debug"));
        docs::check(root, &built)?;
        bindings::check(root, &built)
    })?;
    steps.step("Tests", || {
        // All that fails is told, not the first alone.
        let all = [
            "test",
            "--workspace",
            "--features",
            FEATURES,
            "--no-fail-fast",
        ];
        let mut command = cargo(root, &all);
        command
            .env("CHANGEPROOF_PYTHON", &ready.python)
            // They have a step of their own.
            .env("CHANGEPROOF_DESKTOP_TESTS", "off");
        show(&mut command)
    })?;
    steps.step("The demo's audit pack is a valid document", || {
        pack_check::run(metadata, &ready.python)
    })?;
    steps.step("The pages in a browser, on a mocked shell", || {
        ui::in_a_browser(root)
    })?;
    steps.step("The built app on a screen", || {
        let mut command = cargo(root, &desktop_tests());
        // What cannot be run here is a failure, not left out.
        command.env("CHANGEPROOF_DESKTOP_TESTS", "required");
        show(&mut command)
    })
}

/// The tests of `tests/e2e`. The whole workspace is named, so that features stay the same.
fn desktop_tests() -> Vec<&'static str> {
    let mut words = vec!["test", "--workspace", "--features", FEATURES];
    for test in ["journeys", "keyboard", "decisions", "security"] {
        words.extend(["--test", test]);
    }
    words
}
