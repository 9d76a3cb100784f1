//! Changes that third parties make.

pub(crate) mod tpc_01_third_party_change_assessed;
