//! `cargo xtask tidy`: the rules of the house that no compiler knows. They are written down in
//! `ARCHITECTURE.md`.

mod arrows;
mod desktop;
mod files;
mod sources;

use crate::failure::Failure;
use crate::workspace::Metadata;

/// Checks all rules and lists every breach.
///
/// # Errors
/// A rule is broken, or a file cannot be read.
pub fn run(metadata: &Metadata) -> Result<(), Failure> {
    let root = &metadata.workspace_root;
    let texts = files::read_texts(root)?;
    let mut breaches = arrows::breaches(&metadata.packages);
    breaches.extend(files::missing(root));
    breaches.extend(texts.iter().flat_map(files::breaches));
    breaches.extend(texts.iter().flat_map(sources::breaches));
    breaches.extend(texts.iter().flat_map(desktop::breaches));
    if breaches.is_empty() {
        println!(
            "  {} files and {} packages keep the rules",
            texts.len(),
            metadata.packages.len()
        );
        return Ok(());
    }
    breaches.sort();
    let count = breaches.len();
    let list = breaches.join("\n  ");
    Err(Failure::Found(format!(
        "{count} rules are broken:\n  {list}"
    )))
}
