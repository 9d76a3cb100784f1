//! `cargo xtask screenshots`: pictures of every screen of the built app, in both themes and two
//! sizes.

use std::path::Path;
use std::process::Command;

use crate::failure::Failure;
use crate::setup::{self, Purpose};
use crate::steps::Steps;
use crate::workspace::Metadata;
use crate::{demo, program, test, ui};

/// Runs the command.
///
/// # Errors
/// A build fails, or a screen does not come.
pub fn run(metadata: &Metadata) -> Result<(), Failure> {
    let root = &metadata.workspace_root;
    let mut steps = Steps::begin(4);
    steps.step("Looking for what is needed", || {
        setup::run_for(metadata, &[Purpose::Build, Purpose::Screen])
    })?;
    steps.step("Building the app as the tests do", || {
        ui::build(root)?;
        test::build(root)
    })?;
    let made = steps.step("Judging the year of the demo company", || {
        let out = metadata.target_directory.join("xtask/screenshots");
        demo::make(root, &metadata.changeproof("debug"), &out)
    })?;
    let out = root.join("out/screenshots");
    steps.step("Taking pictures", || {
        let app = metadata.program("debug", "changeproof-desktop");
        take(metadata, &app, &made.workspace, &out, true)
    })?;
    steps.summary();
    println!("\nThe pictures are in {}", out.display());
    Ok(())
}

/// Takes pictures with the tool of `tests/e2e`, which must be built. `everything` asks for all sizes
/// and for screens that need files to be chosen.
///
/// # Errors
/// A screen does not come.
pub fn take(
    metadata: &Metadata,
    app: &Path,
    workspace: &Path,
    out: &Path,
    everything: bool,
) -> Result<(), Failure> {
    let mut command = Command::new(metadata.program("debug", "screenshots"));
    command.arg(app).arg(workspace).arg(out);
    if everything {
        command.arg("--everything");
    }
    program::show(&mut command)
}
