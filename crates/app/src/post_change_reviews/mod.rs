//! Post-change reviews: which emergencies still need one, and those that are recorded here. They count the same
//! as the lines of an imported register.

mod event;
mod list;
mod paper;
mod queue;
mod record;
mod rules;
#[cfg(test)]
mod tests;

pub(crate) use event::{ACTIONS, FIELDS, KINDS, Reviewed, records};
pub(crate) use list::reviewed_since;
pub use list::{list, one};
pub use paper::paper;
pub(crate) use queue::queue_of;
pub use queue::{QueueOptions, queue};
pub use record::{NewReview, record};
