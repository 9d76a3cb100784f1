//! Emergency changes.

pub(crate) mod emg_04_post_change_review;
