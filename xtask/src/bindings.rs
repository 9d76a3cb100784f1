//! `cargo xtask bindings`: writes the types of the pages from those of the app, or checks that they
//! are current.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::{At as _, Failure};
use crate::program::{Built, read};

fn place(root: &Path) -> PathBuf {
    root.join("ui/src/ipc/bindings.ts")
}

fn generate(root: &Path, built: &Built) -> Result<String, Failure> {
    read(&mut built.example(root, "changeproof-app", "print_bindings"))
}

/// Writes the types.
///
/// # Errors
/// The generator fails, or the file cannot be written.
pub fn write(root: &Path) -> Result<(), Failure> {
    let file = place(root);
    let text = generate(root, &Built::ByCargo)?;
    fs::write(&file, &text).at(&file)?;
    println!("Written: {}", file.display());
    Ok(())
}

/// Checks that the types are what the app says now.
///
/// # Errors
/// They are not, or the generator fails.
pub fn check(root: &Path, built: &Built) -> Result<(), Failure> {
    let file = place(root);
    let current = generate(root, built)?;
    let committed = fs::read_to_string(&file).at(&file)?;
    if current == committed {
        println!("  ui/src/ipc/bindings.ts is current");
        return Ok(());
    }
    let line = current
        .lines()
        .zip(committed.lines())
        .position(|(new, old)| new != old)
        .unwrap_or_else(|| current.lines().count().min(committed.lines().count()))
        + 1;
    Err(Failure::Found(format!(
        "ui/src/ipc/bindings.ts is not what the app says now (first difference in line {line}). \
         Run `cargo xtask bindings` and commit the result."
    )))
}
