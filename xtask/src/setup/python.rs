//! A Python environment in the build folder, with pinned checkers for PDF files. It is made once and
//! again only where the pins change.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::{At as _, Failure};
use crate::program;

/// The checkers. `pikepdf` and `fonttools` serve the project's own check, `outloud` reads a tagged
/// PDF as an assistive program would.
const PINS: [&str; 3] = ["pikepdf==10.17.0", "fonttools==4.68.0", "outloud==0.2.1"];

/// Gives the environment's Python, and makes the environment where it is missing or outdated.
pub fn environment(target: &Path) -> Result<PathBuf, Failure> {
    let folder = target.join("xtask").join("python");
    let python = folder.join(if cfg!(windows) {
        "Scripts/python.exe"
    } else {
        "bin/python"
    });
    let stamp = folder.join("pins.txt");
    let pins = PINS.join("\n");
    if python.exists() && fs::read_to_string(&stamp).is_ok_and(|text| text == pins) {
        println!("  Python checkers: all there");
        return Ok(python);
    }
    println!("  Python checkers: installing {}", PINS.join(", "));
    if folder.exists() {
        fs::remove_dir_all(&folder).at(&folder)?;
    }
    program::show(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
    let install = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ];
    program::show(Command::new(&python).args(install).args(PINS))?;
    fs::write(&stamp, pins).at(&stamp)?;
    Ok(python)
}
