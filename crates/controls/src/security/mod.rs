//! Changes that touch security, and credentials.

pub(crate) mod sec_01_heightened_scrutiny;
