//! `cargo xtask ui`: builds the pages of the desktop app into `ui/dist`, and checks them.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::Failure;
use crate::npm::{install, npm};
use crate::program;

fn folder(root: &Path) -> PathBuf {
    root.join("ui")
}

/// Installs what the pages need, and builds them.
///
/// # Errors
/// npm fails.
pub fn build(root: &Path) -> Result<(), Failure> {
    let ui = folder(root);
    install(&ui)?;
    program::show(&mut npm(&ui, &["run", "build"]))
}

/// Types, unit tests and the build, in that order.
///
/// # Errors
/// One of them fails.
pub fn check_and_build(root: &Path) -> Result<(), Failure> {
    let ui = folder(root);
    install(&ui)?;
    for script in ["check", "test"] {
        program::show(&mut npm(&ui, &["run", script]))?;
    }
    program::show(&mut npm(&ui, &["run", "build"]))
}

/// The pages on a mocked shell, in a browser: behaviour, and accessibility in both themes.
///
/// # Errors
/// A test fails.
pub fn in_a_browser(root: &Path) -> Result<(), Failure> {
    program::show(&mut npm(&folder(root), &["run", "test:e2e"]))
}

/// Builds the desktop app for release, with the command beside it. Answers where the app is.
///
/// # Errors
/// A build fails.
pub fn release(root: &Path, target: &Path) -> Result<PathBuf, Failure> {
    build(root)?;
    let mut cargo: Command = program::cargo(
        root,
        &[
            "build",
            "--release",
            "-p",
            "changeproof-cli",
            "-p",
            "changeproof-desktop",
            "--bins",
            // Makes the workspace of `cargo xtask demo`.
            "-p",
            "changeproof-app",
            "--example",
            "make_demo",
            "--features",
            "changeproof-desktop/custom-protocol",
        ],
    );
    program::show(&mut cargo)?;
    Ok(target.join("release/changeproof-desktop"))
}
