//! Registers that are kept in Changeproof itself from a day on: a compliance officer's decision, by which what
//! is not recorded here counts as missing and no longer as not exported.

mod decide;
mod event;
#[cfg(test)]
mod tests;

pub use decide::{Move, list, record};
pub use event::Register;
pub(crate) use event::{ACTIONS, KINDS, Kept, none, spans};
