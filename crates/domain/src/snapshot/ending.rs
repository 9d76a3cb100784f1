//! How an attempt at a deployment ended.

use super::RecordRef;
use crate::record::DeploymentState;

/// Where the address of a pipeline run was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunAddress {
    /// No record of this deployment has such a field.
    NotExported,
    /// The field is there and empty.
    Empty(RecordRef),
    /// The address, and the record that names it.
    Found(String, RecordRef),
}

/// How an attempt ended, from its own record and from what was said later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// The outcome.
    pub state: DeploymentState,
    /// The record that says so; none where nothing does.
    pub said_by: Option<RecordRef>,
    /// The pipeline run that the attempt's own records name.
    pub run_address: RunAddress,
}
