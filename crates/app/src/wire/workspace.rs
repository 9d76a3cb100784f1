//! A workspace as `init` tells of it.

use std::path::PathBuf;

use changeproof_domain::time::Timestamp;
use serde::Serialize;

/// A new workspace.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WorkspaceMade {
    /// Its file.
    pub workspace: PathBuf,
    /// The company.
    pub entity: String,
    /// The company's zone.
    pub zone: String,
    /// When it was made.
    pub created_at: Timestamp,
}
