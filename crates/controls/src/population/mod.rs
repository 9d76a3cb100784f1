//! What was imported is all there is.

mod inventory;
pub(crate) mod pop_01_import_totals;
pub(crate) mod pop_02_gaps;
pub(crate) mod pop_03_independent_tie_out;
