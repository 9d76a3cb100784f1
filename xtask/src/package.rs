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

/// Runs the command. With `try_out` the package is also unpacked, and what is in it is started.
///
/// # Errors
/// A build or the bundler fails, or the package is not as it should be.
pub fn run(metadata: &Metadata, try_out: bool) -> Result<(), Failure> {
    let root = &metadata.workspace_root;
    let mut steps = Steps::begin(if try_out { 5 } else { 4 });
    steps.step("Looking for what is needed", || {
        let purposes = [Purpose::Build, Purpose::Screen, Purpose::Package];
        setup::run_for(metadata, if try_out { &purposes } else { &purposes[..1] })
    })?;
    steps.step("Building app and command for release", || {
        ui::release(root, &metadata.target_directory)
    })?;
    let package = steps.step("Bundling", || bundle(metadata))?;
    steps.step("Looking into the package", || check(&package))?;
    if try_out {
        steps.step("Starting what is in the package", || {
            start(metadata, &package)
        })?;
    }
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

/// Unpacks the package, and tries what is in it as far as that is possible without installing it.
fn start(metadata: &Metadata, package: &Path) -> Result<(), Failure> {
    // Whether this system has what the package depends on.
    program::show(
        Command::new("apt-get")
            .args(["install", "--simulate", "--quiet=2"])
            .arg(package),
    )?;
    let folder = metadata.target_directory.join("xtask/package");
    if folder.exists() {
        fs::remove_dir_all(&folder).at(&folder)?;
    }
    fs::create_dir_all(&folder).at(&folder)?;
    program::show(Command::new("dpkg-deb").arg("-x").arg(package).arg(&folder))?;
    let entry = folder.join("usr/share/applications/Changeproof.desktop");
    program::show(Command::new("desktop-file-validate").arg(entry))?;
    let version = program::read(Command::new(folder.join("usr/bin/changeproof")).arg("--version"))?;
    if version.trim() != concat!("changeproof ", env!("CARGO_PKG_VERSION")) {
        return Err(Failure::Found(format!(
            "the command in the package says that it is '{}'",
            version.trim()
        )));
    }
    println!("  {}", version.trim());
    let root = &metadata.workspace_root;
    let tool = ["build", "-p", "changeproof-e2e", "--bin", "opens"];
    program::show(&mut program::cargo(root, &tool))?;
    program::show(
        Command::new(metadata.program("debug", "opens"))
            .arg(folder.join("usr/bin/changeproof-desktop")),
    )
}
