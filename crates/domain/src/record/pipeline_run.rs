//! Runs of build and deployment pipelines.

use serde::{Deserialize, Serialize};

use crate::account::Account;
use crate::field::Field;
use crate::record::CheckConclusion;
use crate::time::Moment;

/// One run of a pipeline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PipelineRun {
    /// `owner/name`.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub repository: Field<String>,
    /// The source's own id.
    pub id: String,
    /// The pipeline's name.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub name: Field<String>,
    /// What set it off, such as `push` or `workflow_dispatch`.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub event: Field<String>,
    /// How it ended.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub conclusion: Field<CheckConclusion>,
    /// The commit that it ran on.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub head: Field<String>,
    /// The branch that it ran on.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub branch: Field<String>,
    /// Who caused the first attempt.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub actor: Field<Account>,
    /// Who caused this attempt.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub triggering_actor: Field<Account>,
    /// When it began.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub started_at: Field<Moment>,
    /// When the source last changed it.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub updated_at: Field<Moment>,
    /// The address.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub url: Field<String>,
}

impl PipelineRun {
    /// The id with its repository, where that is known.
    pub fn key(&self) -> String {
        match self.repository.value() {
            Some(repository) => format!("{repository}/runs/{}", self.id),
            None => self.id.clone(),
        }
    }
}
