//! Exceptions from the policy that are kept here: requested, approved by others, and read by controls like the
//! lines of a company's own register.
//!
//! Every step is one signed event. [`register`] follows them and refuses what the rules forbid by the log alone;
//! [`rules`] asks what the policy, the roster and the records say.

mod decide;
mod event;
mod list;
mod records;
mod register;
mod request;
mod rules;
mod state;
mod take;
#[cfg(test)]
pub(crate) mod tests;
mod write;

pub use decide::{Ending, Level, NewApproval, approve, end};
pub use list::list;
pub use request::{Risk, Scope};
pub use state::{State, WARNINGS};
pub use write::{ExceptionWords, When, draft, edit, submit};

pub(crate) use event::{ACTIONS, FIELDS, KINDS};
pub(crate) use list::{listed, pack_requests};
pub(crate) use records::records;
pub(crate) use register::Register;
