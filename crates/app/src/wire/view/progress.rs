//! What long work tells while it runs.

use serde::Serialize;
use ts_rs::TS;

/// A word about long work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ProgressEvent {
    /// The work began; its id cancels it.
    Started {
        /// The id.
        job: u32,
    },
    /// A part of the work runs.
    Step {
        /// Its name, such as `Reading files`.
        name: String,
        /// How much is done.
        done: u64,
        /// How much there is; 0 where that is not known.
        total: u64,
        /// What is counted: `bytes` or `steps`.
        unit: String,
    },
}
