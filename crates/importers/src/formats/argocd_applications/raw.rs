//! An application of Argo CD as Kubernetes lists it: the fields that are read.

use changeproof_domain::field::Field;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::container::json_value::{Members, Text};

#[derive(Debug, Deserialize)]
#[serde(expecting = "an object")]
pub(in crate::formats) struct RawApplication<'t> {
    #[serde(default, borrow)]
    pub(in crate::formats) metadata: RawMetadata<'t>,
    #[serde(default, borrow)]
    pub(in crate::formats) spec: RawSpec<'t>,
    #[serde(default, borrow)]
    pub(in crate::formats) status: Field<RawStatus<'t>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(expecting = "an object")]
pub(in crate::formats) struct RawMetadata<'t> {
    #[serde(default, borrow)]
    pub(in crate::formats) name: Field<Text<'t>>,
    #[serde(default, borrow)]
    pub(in crate::formats) namespace: Field<Text<'t>>,
    #[serde(default, borrow)]
    pub(in crate::formats) labels: Field<Members<'t>>,
}

impl RawMetadata<'_> {
    /// The environment that a label names.
    pub(in crate::formats) fn environment_label(&self) -> Option<String> {
        let labels = self.labels.value()?;
        let named = ["environment", "env", "app.kubernetes.io/environment"];
        let label = named.iter().find_map(|name| labels.get(name))?;
        serde_json::from_str::<String>(label.get())
            .ok()
            .filter(|name| !name.trim().is_empty())
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(expecting = "an object", rename_all = "camelCase")]
pub(in crate::formats) struct RawSpec<'t> {
    #[serde(default, borrow)]
    pub(in crate::formats) project: Field<Text<'t>>,
    #[serde(default, borrow)]
    pub(in crate::formats) destination: Field<RawDestination<'t>>,
    #[serde(default)]
    pub(in crate::formats) revision_history_limit: Field<usize>,
}

#[derive(Debug, Deserialize)]
#[serde(expecting = "an object")]
pub(in crate::formats) struct RawDestination<'t> {
    #[serde(default, borrow)]
    pub(in crate::formats) namespace: Field<Text<'t>>,
    #[serde(default, borrow)]
    pub(in crate::formats) name: Field<Text<'t>>,
}

#[derive(Debug, Deserialize)]
#[serde(expecting = "an object", rename_all = "camelCase")]
pub(in crate::formats) struct RawStatus<'t> {
    #[serde(default, borrow)]
    pub(in crate::formats) history: Field<Vec<&'t RawValue>>,
    #[serde(default, borrow)]
    pub(in crate::formats) operation_state: Field<&'t RawValue>,
}

#[derive(Debug, Deserialize)]
#[serde(expecting = "an object", rename_all = "camelCase")]
pub(in crate::formats) struct RawEntry<'t> {
    #[serde(default, borrow)]
    pub(in crate::formats) id: Field<Text<'t>>,
    #[serde(default, borrow)]
    pub(in crate::formats) revision: Field<Text<'t>>,
    #[serde(default, borrow)]
    pub(in crate::formats) revisions: Field<Vec<Text<'t>>>,
    #[serde(default, borrow)]
    pub(in crate::formats) source: Field<RawSource<'t>>,
    #[serde(default, borrow)]
    pub(in crate::formats) sources: Field<Vec<RawSource<'t>>>,
    #[serde(default, borrow)]
    pub(in crate::formats) deploy_started_at: Field<Text<'t>>,
    #[serde(default, borrow)]
    pub(in crate::formats) deployed_at: Field<Text<'t>>,
    #[serde(default, borrow)]
    pub(in crate::formats) initiated_by: Field<RawInitiator<'t>>,
}

#[derive(Debug, Deserialize)]
#[serde(expecting = "an object")]
pub(in crate::formats) struct RawInitiator<'t> {
    #[serde(default, borrow)]
    pub(in crate::formats) username: Field<Text<'t>>,
    #[serde(default)]
    pub(in crate::formats) automated: Field<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(expecting = "an object")]
pub(in crate::formats) struct RawSource<'t> {
    #[serde(default, borrow, rename = "repoURL")]
    pub(in crate::formats) repo_url: Field<Text<'t>>,
    #[serde(default, borrow)]
    pub(in crate::formats) helm: Field<RawHelm<'t>>,
    #[serde(default, borrow)]
    pub(in crate::formats) kustomize: Field<RawKustomize<'t>>,
}

#[derive(Debug, Deserialize)]
#[serde(expecting = "an object")]
pub(in crate::formats) struct RawHelm<'t> {
    #[serde(default, borrow)]
    pub(in crate::formats) parameters: Field<Vec<RawParameter<'t>>>,
}

#[derive(Debug, Deserialize)]
#[serde(expecting = "an object")]
pub(in crate::formats) struct RawParameter<'t> {
    #[serde(default, borrow)]
    pub(in crate::formats) name: Field<Text<'t>>,
    #[serde(default, borrow)]
    pub(in crate::formats) value: Field<Text<'t>>,
}

#[derive(Debug, Deserialize)]
#[serde(expecting = "an object")]
pub(in crate::formats) struct RawKustomize<'t> {
    #[serde(default, borrow)]
    pub(in crate::formats) images: Field<Vec<Text<'t>>>,
}

#[derive(Debug, Deserialize)]
#[serde(expecting = "an object", rename_all = "camelCase")]
pub(in crate::formats) struct RawOperation<'t> {
    #[serde(default, borrow)]
    pub(in crate::formats) phase: Field<Text<'t>>,
    #[serde(default, borrow)]
    pub(in crate::formats) started_at: Field<Text<'t>>,
    #[serde(default, borrow)]
    pub(in crate::formats) finished_at: Field<Text<'t>>,
    #[serde(default, borrow)]
    pub(in crate::formats) operation: Field<RawWanted<'t>>,
    #[serde(default, borrow)]
    pub(in crate::formats) sync_result: Field<RawSync<'t>>,
}

#[derive(Debug, Deserialize)]
#[serde(expecting = "an object", rename_all = "camelCase")]
pub(in crate::formats) struct RawWanted<'t> {
    #[serde(default, borrow)]
    pub(in crate::formats) initiated_by: Field<RawInitiator<'t>>,
}

#[derive(Debug, Deserialize)]
#[serde(expecting = "an object")]
pub(in crate::formats) struct RawSync<'t> {
    #[serde(default, borrow)]
    pub(in crate::formats) revision: Field<Text<'t>>,
    #[serde(default, borrow)]
    pub(in crate::formats) revisions: Field<Vec<Text<'t>>>,
    #[serde(default, borrow)]
    pub(in crate::formats) source: Field<RawSource<'t>>,
    #[serde(default, borrow)]
    pub(in crate::formats) resources: Field<Vec<RawResource<'t>>>,
}

#[derive(Debug, Deserialize)]
#[serde(expecting = "an object")]
pub(in crate::formats) struct RawResource<'t> {
    #[serde(default, borrow)]
    pub(in crate::formats) status: Field<Text<'t>>,
}
