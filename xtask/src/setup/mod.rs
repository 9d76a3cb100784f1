//! `cargo xtask setup`: sees to everything that building, the demo and the tests need.

mod python;
mod system;
mod toolchain;

use std::path::PathBuf;

use crate::failure::Failure;
use crate::workspace::Metadata;

/// What the other commands find ready.
#[derive(Debug)]
pub struct Ready {
    /// The Python that has the PDF checkers.
    pub python: PathBuf,
}

/// Checks the tools, installs what is missing, and says what it does.
///
/// # Errors
/// Something is missing that cannot be installed from here; the text says what to do.
pub fn run(metadata: &Metadata) -> Result<Ready, Failure> {
    toolchain::check(&metadata.workspace_root)?;
    system::install_missing()?;
    let python = python::environment(&metadata.target_directory)?;
    Ok(Ready { python })
}
