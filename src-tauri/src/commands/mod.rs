//! What the pages can ask for: thin commands, one file a feature. Each takes what the page sent,
//! calls `changeproof_app` in a thread that may wait, and hands back what that answers.
//!
//! A new command is added to `list.rs` and to `capabilities/main.json`.

#[macro_use]
mod list;

mod change_records;
mod decisions;
mod deployments;
mod event_log;
mod exceptions;
mod findings;
mod home;
mod imports;
mod links;
mod members;
mod overview;
mod packs;
mod people;
mod policy;
mod samples;
mod session;
mod workspace;

use tauri::Runtime;
use tauri::ipc::Invoke;

use crate::error::CommandError;

/// What a command answers.
type Answer<T> = Result<T, CommandError>;

/// Registers all commands.
pub fn handler<R: Runtime>() -> impl Fn(Invoke<R>) -> bool + Send + Sync + 'static {
    with_commands!(tauri::generate_handler)
}

/// Names of all commands.
pub static NAMES: &[&str] = &with_commands!(names);
