//! `cargo xtask docs`: writes `docs/controls.md` from the controls themselves, or checks that it is
//! current.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::{At as _, Failure};
use crate::program::{Built, read};

fn place(root: &Path) -> PathBuf {
    root.join("docs/controls.md")
}

fn generate(root: &Path, built: &Built) -> Result<String, Failure> {
    read(&mut built.example(root, "changeproof-controls", "print_docs"))
}

/// Writes the document.
///
/// # Errors
/// The generator fails, or the file cannot be written.
pub fn write(root: &Path) -> Result<(), Failure> {
    let file = place(root);
    let text = generate(root, &Built::ByCargo)?;
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).at(folder)?;
    }
    fs::write(&file, &text).at(&file)?;
    println!(
        "Written: {} ({} lines)",
        file.display(),
        text.lines().count()
    );
    Ok(())
}

/// Checks that the document is what the controls say now.
///
/// # Errors
/// It is not, or the generator fails.
pub fn check(root: &Path, built: &Built) -> Result<(), Failure> {
    let file = place(root);
    let current = generate(root, built)?;
    if !file.exists() {
        return Err(Failure::Found(
            "docs/controls.md is missing. Run `cargo xtask docs` and commit the result.".to_owned(),
        ));
    }
    let committed = fs::read_to_string(&file).at(&file)?;
    if current == committed {
        println!("  docs/controls.md is current");
        return Ok(());
    }
    let line = current
        .lines()
        .zip(committed.lines())
        .position(|(new, old)| new != old);
    let line = line.unwrap_or_else(|| current.lines().count().min(committed.lines().count())) + 1;
    Err(Failure::Found(format!(
        "docs/controls.md is not what the controls say now (first difference in line {line}). \
         Run `cargo xtask docs` and commit the result."
    )))
}
