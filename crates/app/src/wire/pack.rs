//! What `pack` tells about the file that it wrote.

use std::path::PathBuf;

use serde::Serialize;

/// A written pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PackReport {
    /// The file.
    pub file: PathBuf,
    /// The id on every page.
    pub pack_id: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// Production deployments in it.
    pub subjects: u64,
    /// SHA-256 over the results.
    pub results_hash: String,
    /// SHA-256 over the population.
    pub population_hash: String,
}
