//! Declares the shell's commands to Tauri, so that each is refused where no capability grants it.

#[macro_use]
#[path = "src/commands/list.rs"]
mod list;

/// Names of all commands.
static NAMES: &[&str] = &with_commands!(names);

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let manifest = tauri_build::AppManifest::new().commands(NAMES);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest))?;
    Ok(())
}
