//! Significant changes after which the policy is looked at, recorded here, with what was decided on the policy.
//! They count the same as the lines of an imported register.

mod decide;
mod event;
mod list;
mod record;
#[cfg(test)]
mod tests;

pub use decide::{TriggerDecided, decide};
pub(crate) use event::{ACTIONS, FIELDS, KINDS, Trigger, records};
pub use list::list;
pub(crate) use list::of;
pub use record::{NewTrigger, record};
