//! What change records must hold.

pub(crate) mod rec_01_record_content;
pub(crate) mod rec_02_affected_systems;
