//! `cargo xtask audit`: licences, bans and origins of all dependencies, by cargo-deny and `deny.toml`.

use std::path::Path;

use crate::failure::Failure;
use crate::program::{cargo, show, try_read};

/// How cargo-deny is installed. Compiling it takes several minutes, so `setup` leaves it to people.
const INSTALL: &str = "cargo install cargo-deny --version 0.20.2 --locked";

fn installed() -> bool {
    try_read("cargo-deny", &["--version"]).is_some_and(|output| output.status.success())
}

/// Runs the check.
///
/// # Errors
/// cargo-deny is missing, or finds something.
pub fn run(root: &Path) -> Result<(), Failure> {
    if !installed() {
        return Err(Failure::Missing(format!(
            "cargo-deny is not installed. Install it with\n\n    {INSTALL}\n"
        )));
    }
    // Advisories are left out: their database is fetched from the network at each run.
    show(&mut cargo(
        root,
        &["deny", "check", "bans", "licenses", "sources"],
    ))
}

/// Runs the check where cargo-deny is installed, and says so where it is not.
///
/// # Errors
/// cargo-deny finds something.
pub fn run_if_installed(root: &Path) -> Result<(), Failure> {
    if installed() {
        return run(root);
    }
    println!("  cargo-deny is not installed; left out. To run it: {INSTALL}");
    Ok(())
}
