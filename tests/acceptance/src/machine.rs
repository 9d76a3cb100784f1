//! What this machine has: the checkout, the shared folder, tools of the system.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The checkout.
pub fn root() -> PathBuf {
    let below = Path::new(env!("CARGO_MANIFEST_DIR"));
    below
        .ancestors()
        .nth(2)
        .expect("this package stands two folders below the checkout")
        .to_owned()
}

/// Says that something is missing here. With `CI=true` that is a failure.
fn skip(missing: &str) {
    let ci = std::env::var("CI").is_ok_and(|value| value == "true");
    assert!(!ci, "{missing}; CI must have it");
    // Not `eprintln!`: the test harness would keep what a passing test prints to itself.
    drop(writeln!(std::io::stderr(), "skipped: {missing}"));
}

/// A folder of the shared one, or none with a word about it.
pub fn shared(folder: &str) -> Option<PathBuf> {
    let base = std::env::var_os("CHANGEPROOF_SHARED").map(PathBuf::from);
    let path = base
        .unwrap_or_else(|| root().join("../shared"))
        .join(folder);
    if path.is_dir() {
        return Some(path);
    }
    let path = path.display();
    skip(&format!(
        "there is no {path}; set CHANGEPROOF_SHARED to the shared folder"
    ));
    None
}

/// A call of a tool of the system, or none with a word about it.
pub fn tool(program: &str) -> Option<Command> {
    if Command::new(program).arg("--version").output().is_ok() {
        return Some(Command::new(program));
    }
    skip(&format!(
        "'{program}' is not installed; 'cargo xtask setup' installs it"
    ));
    None
}
