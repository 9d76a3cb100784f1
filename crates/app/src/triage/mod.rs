//! Findings: a control and a subject of which the newest outcome is a failure or insufficient evidence; who
//! sees to them, what was done, and how each came about. Nothing is deleted: every step is an event.

pub(crate) mod current;
mod event;
mod history;
mod list;
mod record;
pub(crate) mod shown;
mod state;

pub use list::{FindingFilter, list, story};
pub use record::{
    NewAcknowledgement, NewRemediation, NewWords, acknowledge, comment, remediate, reopen,
};
pub use state::FindingState;

pub(crate) use event::{FIELDS, FOLLOWED, KINDS, follow_ups};
pub(crate) use list::{overdue, parsed, work};
pub(crate) use state::{Recorded, Work, recorded, recorded_until};
