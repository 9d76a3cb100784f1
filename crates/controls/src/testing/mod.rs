//! Tests.

pub(crate) mod tst_01_tested_before_production;
