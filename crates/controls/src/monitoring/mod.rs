//! What is watched after a deployment.

pub(crate) mod mon_01_monitored_after_deployment;
pub(crate) mod mon_02_issues_investigated;
mod ruled_out;
