//! Traceability: which record, review and person a deployment goes back to.

mod deployed_branch;
pub(crate) mod trc_01_change_record;
pub(crate) mod trc_02_revision_reviewed;
pub(crate) mod trc_03_attributable_actor;
