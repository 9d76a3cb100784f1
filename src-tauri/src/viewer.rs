//! Shows a file in the program that the system has for it.

use std::path::Path;

use crate::error::ShellError;

/// Opens a pack in the system's viewer.
///
/// # Errors
///
/// The system has no program for it, or could not start it.
pub fn show(path: &Path) -> Result<(), ShellError> {
    #[cfg(feature = "e2e")]
    if let Some(folder) = crate::file_choice::scripted::folder() {
        let path = path.display().to_string();
        crate::file_choice::scripted::note(&folder, "opened", &path);
        return Ok(());
    }
    opener::open(path).map_err(|error| ShellError::NotShown {
        path: path.to_owned(),
        reason: error.to_string(),
    })
}
