//! Standard changes and their catalogue.

mod catalogue;
pub(crate) mod std_01_standard_change_catalogue;
