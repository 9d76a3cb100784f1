//! Deployments and what is later said of their outcome.

use serde::{Deserialize, Serialize};

use crate::account::Account;
use crate::field::Field;
use crate::time::Moment;

/// Which kind of source a deployment comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeploymentSource {
    /// GitHub's deployments API.
    #[serde(rename = "github")]
    GitHub,
    /// A plain table.
    DeployLog,
    /// The log of a repository that holds what runs where.
    #[serde(rename = "gitops")]
    GitOps,
    /// Argo CD.
    #[serde(rename = "argocd")]
    ArgoCd,
    /// Flux.
    Flux,
}

impl DeploymentSource {
    /// All of them.
    pub const ALL: [DeploymentSource; 5] = [
        DeploymentSource::GitHub,
        DeploymentSource::DeployLog,
        DeploymentSource::GitOps,
        DeploymentSource::ArgoCd,
        DeploymentSource::Flux,
    ];

    /// The name in results, such as `deploy-log`.
    pub fn id(self) -> &'static str {
        match self {
            DeploymentSource::GitHub => "github",
            DeploymentSource::DeployLog => "deploy-log",
            DeploymentSource::GitOps => "gitops",
            DeploymentSource::ArgoCd => "argocd",
            DeploymentSource::Flux => "flux",
        }
    }

    /// Which of two sources of one deployment is shown: the deploying tool comes before a table.
    pub fn rank(self) -> u8 {
        match self {
            DeploymentSource::GitHub => 0,
            DeploymentSource::ArgoCd | DeploymentSource::Flux => 1,
            DeploymentSource::GitOps => 2,
            DeploymentSource::DeployLog => 3,
        }
    }
}

/// How an attempt to deploy ended, as far as the source says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeploymentState {
    /// It went through (GitHub's `inactive` too: superseded after success).
    Success,
    /// It failed and nothing says that production was changed.
    Failure,
    /// Some of it went through.
    Partial,
    /// It was under way when the export was made.
    InProgress,
    /// The source's word is not known.
    Unknown,
}

impl DeploymentState {
    /// The word for messages.
    pub fn label(self) -> &'static str {
        match self {
            DeploymentState::Success => "success",
            DeploymentState::Failure => "failure",
            DeploymentState::Partial => "partial",
            DeploymentState::InProgress => "in progress",
            DeploymentState::Unknown => "unknown",
        }
    }
}

/// One attempt to bring a revision of a service into an environment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Deployment {
    /// The kind of source.
    pub source: DeploymentSource,
    /// The source's own id.
    pub id: String,
    /// The service or application.
    pub service: String,
    /// `owner/name` of the repository.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub repository: Field<String>,
    /// The environment's name, as exported.
    pub environment: String,
    /// The source's own flag for production, which wins over the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub production: Option<bool>,
    /// The deployed commit: hexadecimal, lower case, possibly abbreviated.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub revision: Field<String>,
    /// The branch, tag or revision that was asked for.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub git_ref: Field<String>,
    /// The release's own version text.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub version: Field<String>,
    /// The outcome, where the deployment's own record gives it.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub state: Field<DeploymentState>,
    /// When it began.
    pub started_at: Moment,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub finished_at: Field<Moment>,
    /// When the source last changed the record.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub updated_at: Field<Moment>,
    /// Who or what carried it out.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub deployed_by: Field<Account>,
    /// Who set it off, where that is somebody else.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub triggered_by: Field<Account>,
    /// The pipeline's name.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub pipeline: Field<String>,
    /// The address of the pipeline run.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub run_url: Field<String>,
    /// The change ticket that the deployment itself names.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub change_ticket: Field<String>,
    /// Notes, description or payload: free text in which a key may stand.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub notes: Field<String>,
    /// The commit of the repository of environments that was carried out, where that is another
    /// repository than the service's own.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub environments_commit: Field<String>,
}

impl Deployment {
    /// `github:912513`: ids are unique within a source only.
    pub fn key(&self) -> String {
        format!("{}:{}", self.source.id(), self.id)
    }
}

/// A later word about a deployment's outcome.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeploymentStatus {
    /// The key of the deployment that it is about, such as `github:912513`.
    pub deployment: String,
    /// The source's own id.
    pub id: String,
    /// The outcome.
    pub state: DeploymentState,
    /// When it was said.
    pub created_at: Moment,
    /// The address of the pipeline run.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub run_url: Field<String>,
    /// Who said it.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub creator: Field<Account>,
}
