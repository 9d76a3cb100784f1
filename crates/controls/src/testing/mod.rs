//! Tests.

mod infeasible;
pub(crate) mod tst_01_tested_before_production;
