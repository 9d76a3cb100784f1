//! The policy itself: its reviews, and what follows where it was broken.

mod decision;
pub(crate) mod gov_01_annual_policy_review;
pub(crate) mod gov_02_review_after_significant_change;
pub(crate) mod gov_03_violations_followed_up;
