//! Code review.

pub(crate) mod rev_01_independent_review;
pub(crate) mod rev_02_review_covers_deployed;
pub(crate) mod rev_03_qualified_reviewer;
