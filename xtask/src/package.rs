//! `cargo xtask package`: the Debian package with the app, the `changeproof` command, icons, the
//! desktop entry and the file type. Tauri's bundler makes it without fetching anything.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::{At as _, Failure};
use crate::npm::install;
use crate::setup::{self, Purpose};
use crate::steps::Steps;
use crate::workspace::Metadata;
use crate::{program, ui};

/// Runs the command.
///
/// # Errors
/// A build or the bundler fails.
pub fn run(metadata: &Metadata) -> Result<(), Failure> {
    let root = &metadata.workspace_root;
    let mut steps = Steps::begin(4);
    steps.step("Looking for what is needed", || {
        setup::run_for(metadata, &[Purpose::Build])
    })?;
    steps.step("Building app and command for release", || {
        ui::release(root, &metadata.target_directory)
    })?;
    let package = steps.step("Bundling", || bundle(metadata))?;
    steps.step("Looking into the package", || check(&package))?;
    steps.summary();
    println!("\nThe package is {}", package.display());
    println!("Install it with `apt-get install {}`", package.display());
    Ok(())
}

/// Runs Tauri's bundler on the programs that were built.
fn bundle(metadata: &Metadata) -> Result<PathBuf, Failure> {
    let shell = metadata.workspace_root.join("src-tauri");
    install(&shell)?;
    let folder = metadata.target_directory.join("release/bundle/deb");
    if folder.exists() {
        fs::remove_dir_all(&folder).at(&folder)?;
    }
    // The build folder is wherever cargo was told, so the command's place cannot stand in the file.
    let files = serde_json::json!({ "bundle": { "linux": { "deb": { "files": {
        "/usr/bin/changeproof": metadata.changeproof("release"),
    } } } } });
    let tool = shell.join("node_modules/.bin/tauri");
    program::show(
        Command::new(tool)
            .current_dir(&shell)
            .args(["bundle", "--ci", "--bundles", "deb", "--config"])
            .arg(files.to_string()),
    )?;
    for entry in fs::read_dir(&folder).at(&folder)? {
        let path = entry.at(&folder)?.path();
        if path.extension().is_some_and(|ending| ending == "deb") {
            return Ok(path);
        }
    }
    Err(Failure::Missing(format!(
        "the bundler left no package in {}",
        folder.display()
    )))
}

/// What the package must hold.
const CONTENT: [&str; 7] = [
    "usr/bin/changeproof-desktop",
    "usr/bin/changeproof",
    "usr/share/applications/Changeproof.desktop",
    "usr/share/mime/packages/changeproof.xml",
    "usr/share/icons/hicolor/128x128/apps/changeproof-desktop.png",
    "usr/share/icons/hicolor/scalable/apps/changeproof-desktop.svg",
    "usr/share/doc/changeproof/copyright",
];

fn check(package: &Path) -> Result<(), Failure> {
    let list = program::read(Command::new("dpkg-deb").arg("--contents").arg(package))?;
    let holds = |wanted: &str| {
        let mut lines = list.lines();
        lines.any(|line| line.split_whitespace().nth(5) == Some(wanted))
    };
    let missing: Vec<&str> = CONTENT.into_iter().filter(|file| !holds(file)).collect();
    if missing.is_empty() {
        println!("  all {} expected files are in it", CONTENT.len());
        Ok(())
    } else {
        Err(Failure::Found(format!(
            "the package lacks {}; it holds:\n{list}",
            missing.join(", ")
        )))
    }
}
