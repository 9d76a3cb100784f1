//! Records are kept.

pub(crate) mod log_01_retention;
