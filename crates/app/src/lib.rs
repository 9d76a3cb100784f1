//! The use cases of Changeproof, one file each: make a workspace, import, evaluate, try other parameters,
//! show results and links, explain one outcome, tell the coverage, keep the policy, write a pack, verify.
//!
//! The command and the desktop shell call these and add nothing to their meaning. Clock, files and
//! progress come in through [`ports`]; what goes out to other programs stands in [`wire`].

pub mod account_decisions;
pub mod annual_review;
pub mod attestations;
mod canonical;
mod change_list;
mod changes;
pub mod coverage;
pub mod decisions;
pub mod error;
pub mod evaluate;
pub mod event_log;
mod event_words;
pub mod exceptions;
pub mod explain;
pub mod import;
pub mod init;
pub mod kept_here;
mod lacking;
pub mod link_decisions;
pub mod links;
mod loaded;
mod log;
pub mod members;
mod months;
mod original;
mod others;
pub mod pack;
mod parameters;
pub mod period;
pub mod permission;
pub mod persons;
pub mod policy;
pub mod policy_triggers;
pub mod ports;
pub mod post_change_reviews;
mod pruning;
mod record_names;
pub mod results;
mod returned;
pub mod samples;
mod shown_period;
mod stretch;
mod table_text;
#[cfg(test)]
mod testing;
pub mod triage;
pub mod verify;
pub mod views;
pub mod what_if;
mod what_would_change;
pub mod wire;
mod words;
mod zone;

pub use error::{AppError, ErrorKind};

/// The version of the app, as evaluations and packs record it.
pub const APP_VERSION: &str = env!("CARGO_PKG_VERSION");
