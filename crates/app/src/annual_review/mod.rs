//! The yearly review of the policy: opened with its inputs frozen, decided clause by clause, drafted, approved by
//! the policy owner, published, acknowledged, closed. Each step is one event, and one file.

mod acknowledge;
mod approve;
mod close;
mod decide;
mod draft;
mod event;
mod inputs;
mod next;
mod open;
mod publish;
mod review;
mod show;
#[cfg(test)]
mod tests;

pub use acknowledge::acknowledge;
pub use approve::approve;
pub use close::{Closing, close};
pub use decide::{ClauseDecided, decide};
pub use draft::{Draft, draft};
pub use event::ClauseDecision;
pub use open::{OpenOptions, open};
pub use publish::publish;
pub use show::show;

pub(crate) use event::{ACTIONS, FIELDS, KINDS};
pub(crate) use inputs::roster;
pub(crate) use next::{NextReview, next_known, next_review};
pub(crate) use review::records;
pub(crate) use show::of_period;
