//! What all decisions of people have in common: each is one signed event of the log, and what stands decided
//! follows from these events alone. No table repeats them, so that no half decision can be seen.
//!
//! [`KINDS`] lists the kinds of events with who may append them and how they are told;
//! [`own_source`] gives controls the records that are kept here instead of in a company's registers.

pub(crate) mod attachment;
#[cfg(test)]
pub(crate) mod company;
mod kind;
mod known;
pub(crate) mod own_source;
mod recorded;
mod refusal;
pub(crate) mod second;
pub(crate) mod sign_ins;

pub(crate) use kind::{DecisionKind, changing, kind_of};
pub(crate) use known::known_to_writer;
pub(crate) use recorded::{Recorded, needed, recorded, recorded_in};
pub use refusal::Refusal;
