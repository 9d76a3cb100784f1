//! Approval of change records.

pub(crate) mod app_01_approval_before_implementation;
pub(crate) mod app_02_no_self_approval;
pub(crate) mod app_03_additional_approval;
pub(crate) mod app_04_approvers_authority;
pub(crate) mod attested_second;
pub(crate) mod further_use;
