//! What is watched after a deployment.

pub(crate) mod mon_01_monitored_after_deployment;
pub(crate) mod mon_02_issues_investigated;
pub(crate) mod ruled_out;
