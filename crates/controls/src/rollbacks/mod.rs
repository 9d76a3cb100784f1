//! Plans to take a change back, and whether it was done in time.

mod after_incident;
mod failed_deployment;
mod later_deployments;
pub(crate) mod rbk_01_rollback_plan_usable;
pub(crate) mod rbk_02_prompt_reversion;
pub(crate) mod sampled;
