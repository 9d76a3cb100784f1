//! Drives the built desktop app as a person would: through its own window, on a screen of its own.
//!
//! No tauri-driver: WebKit's own driver starts the app. Each test has its own screen (Xvfb), port,
//! folders and workspace, so tests run side by side.

mod by_keys;
mod demo;
mod failure;
mod hands;
mod keys;
mod page;
mod people;
mod processes;
mod session;
mod tools;

pub use demo::{broken_export, demo_exports, ensure, explore_demo};
pub use failure::{Answer, Trouble};
pub use keys::{Chord, Key};
pub use session::{App, Start, journey};
pub use tools::{fixtures, missing, root};
