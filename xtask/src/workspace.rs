//! Where things are: the root of the project, its build folder, and its packages.

use std::path::PathBuf;

use serde::Deserialize;

use crate::failure::Failure;
use crate::program;

/// What `cargo metadata --no-deps` tells.
#[derive(Debug, Deserialize)]
pub struct Metadata {
    /// Packages of the workspace.
    pub packages: Vec<Package>,
    /// The build folder.
    pub target_directory: PathBuf,
    /// The root of the project.
    pub workspace_root: PathBuf,
}

/// One package.
#[derive(Debug, Deserialize)]
pub struct Package {
    /// Its name.
    pub name: String,
    /// Its direct dependencies.
    pub dependencies: Vec<Dependency>,
}

/// One dependency of a package.
#[derive(Debug, Deserialize)]
pub struct Dependency {
    /// Name of the package it depends on.
    pub name: String,
    /// `null` for a normal dependency, else `dev` or `build`.
    pub kind: Option<String>,
}

impl Metadata {
    /// Asks cargo.
    ///
    /// # Errors
    /// Cargo fails, or its answer is not understood.
    pub fn read() -> Result<Self, Failure> {
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        let mut command =
            program::cargo(&root, &["metadata", "--no-deps", "--format-version", "1"]);
        let text = program::read(&mut command)?;
        serde_json::from_str(&text).map_err(|source| Failure::Answer {
            what: "`cargo metadata`".to_owned(),
            source,
        })
    }

    /// The built command-line program of a profile (`debug` or `release`).
    pub fn changeproof(&self, profile: &str) -> PathBuf {
        self.program(profile, "changeproof")
    }

    /// A built program of a profile (`debug` or `release`).
    pub fn program(&self, profile: &str, name: &str) -> PathBuf {
        let name = format!("{name}{}", std::env::consts::EXE_SUFFIX);
        self.target_directory.join(profile).join(name)
    }
}
