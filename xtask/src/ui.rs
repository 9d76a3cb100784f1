//! `cargo xtask ui`: builds the pages of the desktop app into `ui/dist`, and checks them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::{At as _, Failure};
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
        if has_script(&ui, script)? {
            program::show(&mut npm(&ui, &["run", script]))?;
        }
    }
    program::show(&mut npm(&ui, &["run", "build"]))
}

/// The pages on a mocked shell, in a browser: behaviour, and accessibility in both themes.
///
/// # Errors
/// A test fails.
pub fn in_a_browser(root: &Path) -> Result<(), Failure> {
    let ui = folder(root);
    if !has_script(&ui, "test:e2e")? {
        println!("  ui/package.json has no script test:e2e; left out");
        return Ok(());
    }
    program::show(&mut npm(&ui, &["run", "test:e2e"]))
}

fn has_script(ui: &Path, name: &str) -> Result<bool, Failure> {
    let file = ui.join("package.json");
    let text = fs::read_to_string(&file).at(&file)?;
    let package: serde_json::Value =
        serde_json::from_str(&text).map_err(|source| Failure::Answer {
            what: file.display().to_string(),
            source,
        })?;
    Ok(package["scripts"].get(name).is_some())
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
            "--features",
            "changeproof-desktop/custom-protocol",
        ],
    );
    program::show(&mut cargo)?;
    Ok(target.join("release/changeproof-desktop"))
}
