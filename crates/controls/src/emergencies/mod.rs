//! Emergency changes.

mod actions;
pub(crate) mod authorised;
pub(crate) mod emg_01_emergency_justified;
pub(crate) mod emg_02_emergency_documented;
pub(crate) mod emg_03_emergency_actions_logged;
pub(crate) mod emg_04_post_change_review;
pub(crate) mod emg_05_emergency_overuse;
pub(crate) mod reviewer;
mod support;
mod texts;
