//! How and by whom production is changed.

pub(crate) mod compensated;
pub(crate) mod dep_01_controlled_process;
pub(crate) mod dep_02_authorised_deployer;
pub(crate) mod dep_03_separation_of_duties;
pub(crate) mod dep_04_enforcement_in_force;
pub(crate) mod named_run;
