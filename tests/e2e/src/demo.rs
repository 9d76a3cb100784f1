//! Steps that several tests begin with.

use std::fs;
use std::path::PathBuf;

use crate::failure::{Answer, Trouble};
use crate::session::App;
use crate::tools::fixtures;

/// Opens the demo company from the first screen, and waits for its figures.
///
/// # Errors
///
/// It does not come.
pub async fn explore_demo(app: &App) -> Answer<()> {
    let door = app.find("button", "Explore the demo company").await?;
    door.click().await?;
    app.see_text("overview-sentence", "production deployments")
        .await
}

/// The exports of the demo company.
///
/// # Errors
///
/// The folder cannot be read.
pub fn demo_exports() -> Answer<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(fixtures("demo/inputs"))? {
        files.push(entry?.path());
    }
    files.sort();
    Ok(files)
}

/// A file that looks like an export and is none.
///
/// # Errors
///
/// It cannot be written.
pub fn broken_export(app: &App) -> Answer<PathBuf> {
    let file = app.place("holiday-photos.json");
    fs::write(&file, "{\"photos\": [")?;
    Ok(file)
}

/// Fails where something is not as it should be.
///
/// # Errors
///
/// The condition does not hold.
pub fn ensure(condition: bool, otherwise: impl FnOnce() -> String) -> Answer<()> {
    if condition {
        Ok(())
    } else {
        Err(Trouble::Wrong(otherwise()))
    }
}
