//! What a deployment of a population is called: the names that tell it apart from every other.

use changeproof_store::SubjectRow;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The names of a deployment.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ItemName {
    /// The source's own id, which decides the order of a draw.
    pub id: String,
    /// The source, such as `github`.
    pub source: String,
    /// The service.
    pub service: String,
    /// The environment.
    pub environment: String,
}

impl ItemName {
    /// The names of a stored deployment.
    pub(crate) fn of(row: &SubjectRow) -> ItemName {
        ItemName {
            id: row.id.clone(),
            source: row.source.clone(),
            service: row.service.clone(),
            environment: row.environment.clone(),
        }
    }

    /// Whether a stored deployment has these names.
    pub(crate) fn names(&self, row: &SubjectRow) -> bool {
        self.id == row.id
            && self.source == row.source
            && self.service == row.service
            && self.environment == row.environment
    }
}
