//! Exceptions from the policy.

pub(crate) mod exc_01_exceptions_valid;
mod extension;
mod granted;
mod risk;
mod rule;
