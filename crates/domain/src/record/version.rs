//! What gives a revision another name: tags and other references of repositories, built artifacts.

use serde::{Deserialize, Serialize};

use crate::field::Field;
use crate::time::Moment;

/// A tag or another reference of a repository, as it was when it was exported.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GitRef {
    /// `owner/name`, where the source or the import says it.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub repository: Field<String>,
    /// The full name, such as `refs/tags/v1.2.0` or `refs/pull/7/head`.
    pub name: String,
    /// The object that it names: a commit, or the tag object of an annotated tag.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub object: Field<String>,
    /// The commit that it leads to, where the source says that it is one.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub commit: Field<String>,
    /// When an annotated tag was made. A light-weight tag has no time of its own.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub tagged_at: Field<Moment>,
    /// The branch or commit that a release names for its tag. It is unused where the tag was there
    /// already, so it does not prove where the tag leads.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub release_target: Field<String>,
}

impl GitRef {
    /// Repository, name and what it points to: a tag that was moved is told twice, and what a release
    /// says of its tag stands beside the tag.
    pub fn key(&self) -> String {
        let (repository, name) = (self.repository.text(), &self.name);
        if self.release_target.is_exported() {
            return format!("{repository}:{name}~{}", self.release_target.text());
        }
        let target = self.commit.value().or_else(|| self.object.value());
        format!("{repository}:{name}@{}", target.map_or("", String::as_str))
    }

    /// The tag's short name.
    pub fn tag(&self) -> Option<&str> {
        self.name.strip_prefix("refs/tags/")
    }

    /// The number of the pull or merge request whose head it is.
    pub fn pull_request(&self) -> Option<u64> {
        ["refs/pull/", "refs/merge-requests/"]
            .iter()
            .find_map(|prefix| self.name.strip_prefix(prefix))
            .and_then(|rest| rest.strip_suffix("/head"))
            .and_then(|number| number.parse().ok())
    }
}

/// Something that was built from a revision, such as an image.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Artifact {
    /// Its name, such as that of an image.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub name: Field<String>,
    /// The digest of its content, such as `sha256:...`, in lower case.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub digest: Field<String>,
    /// The version text that it was given.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub version: Field<String>,
    /// `owner/name` of the repository that it was built from.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub repository: Field<String>,
    /// The commit that it was built from.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub revision: Field<String>,
    /// The address of the run that built it.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub run_url: Field<String>,
    /// When it was built.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub built_at: Field<Moment>,
}

impl Artifact {
    /// All that it says about where it comes from: what two sources tell differently is kept twice.
    pub fn key(&self) -> String {
        format!(
            "{}/{}/{}/{}/{}/{}",
            self.repository.text(),
            self.name.text(),
            self.version.text(),
            self.digest.text(),
            self.revision.text(),
            self.run_url.text()
        )
    }
}
