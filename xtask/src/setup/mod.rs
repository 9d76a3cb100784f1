//! `cargo xtask setup`: sees to everything that building, the demo and the tests need.

mod python;
mod system;
mod toolchain;

use std::path::PathBuf;

use crate::failure::Failure;
use crate::workspace::Metadata;

pub use system::Purpose;

/// What the tests find ready.
#[derive(Debug)]
pub struct Ready {
    /// The Python that has the PDF checkers.
    pub python: PathBuf,
}

/// Checks the tools for everything, installs what is missing, and says what it does.
///
/// # Errors
/// Something is missing that cannot be installed from here; the text says what to do.
pub fn run(metadata: &Metadata) -> Result<Ready, Failure> {
    run_for(metadata, &[Purpose::Build, Purpose::Screen, Purpose::Check])?;
    let python = python::environment(&metadata.target_directory)?;
    Ok(Ready { python })
}

/// The same for some purposes only.
///
/// # Errors
/// Something is missing that cannot be installed from here; the text says what to do.
pub fn run_for(metadata: &Metadata, purposes: &[Purpose]) -> Result<(), Failure> {
    toolchain::check(&metadata.workspace_root)?;
    system::install_missing(purposes)
}
