//! Attestations that are recorded here: a person's judgement where a control asks for one. They are only
//! added; another answer is another attestation.

mod event;
mod list;
mod record;
mod rules;
#[cfg(test)]
pub(crate) mod tests;

pub use list::list;
pub use record::{NewAttestation, record};

pub(crate) use event::{ACTIONS, Attested, FIELDS, KINDS, records};
