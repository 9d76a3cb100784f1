//! The policy itself: its reviews.

pub(crate) mod gov_01_annual_policy_review;
pub(crate) mod gov_02_review_after_significant_change;
