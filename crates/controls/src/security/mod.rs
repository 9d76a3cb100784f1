//! Changes that touch security, and credentials.

mod found;
mod scans;
pub(crate) mod sec_01_heightened_scrutiny;
pub(crate) mod sec_02_no_exposed_credentials;
