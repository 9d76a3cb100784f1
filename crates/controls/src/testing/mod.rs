//! Tests.

pub(crate) mod infeasible;
pub(crate) mod tst_01_tested_before_production;
pub(crate) mod tst_02_critical_change_validated;
