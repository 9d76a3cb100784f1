//! What the desktop's screens show, one file a screen. The TypeScript types of the pages are
//! generated from these (`cargo xtask bindings`), so a field that changes here changes there.
//!
//! Times are RFC 3339 texts in UTC; the pages show them in the workspace's zone. Keys are opaque:
//! a page hands back what it was given and never builds one itself.

pub mod catalogue;
pub mod change_records;
pub mod chart;
pub mod deployment;
pub mod deployments;
pub mod event_log;
pub mod findings;
pub mod home;
pub mod imports;
pub mod members;
pub mod original;
pub mod overview;
pub mod packs;
pub mod people;
pub mod policy;
pub mod progress;
pub mod samples;
pub mod session;
