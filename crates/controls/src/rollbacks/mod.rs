//! Rollback plans.

pub(crate) mod rbk_01_rollback_plan_usable;
