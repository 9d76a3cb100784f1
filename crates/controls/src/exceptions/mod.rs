//! Exceptions from the policy.

pub(crate) mod exc_01_exceptions_valid;
