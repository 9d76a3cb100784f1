//! Packages of Node, where a folder has a `package.json`: installed once, and again only where the
//! lock file changed.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::failure::{At as _, Failure};
use crate::program;

/// Runs npm in a folder.
pub fn npm(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command
        .current_dir(folder)
        .args(arguments)
        // Neither asks the network for news nor for money.
        .env("npm_config_update_notifier", "false")
        .env("npm_config_fund", "false")
        .env("npm_config_audit", "false")
        // The browser of the system is used.
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    command
}

/// Installs what the lock file names.
///
/// # Errors
/// npm fails, or a file cannot be read or written.
pub fn install(folder: &Path) -> Result<(), Failure> {
    let lock = folder.join("package-lock.json");
    let wanted = fs::read_to_string(&lock).at(&lock)?;
    let stamp = folder.join("node_modules/.changeproof-lock");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        println!("  Node packages: all there");
        return Ok(());
    }
    program::show(&mut npm(folder, &["ci"]))?;
    fs::write(&stamp, wanted).at(&stamp)
}
