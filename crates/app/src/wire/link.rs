//! One link as `links --format jsonl` prints it.

use serde::Serialize;

use super::result::SubjectRef;

/// What a deployment is linked to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LinkTarget<'l> {
    /// `commit`, `pull_request`, `change_record`, `incident` or `pipeline_run`.
    pub kind: &'l str,
    /// Its id.
    pub id: &'l str,
}

/// One link.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LinkLine<'l> {
    /// The deployment.
    pub deployment: SubjectRef<'l>,
    /// What it is linked to.
    pub target: LinkTarget<'l>,
    /// The rule that links them.
    pub rule: &'l str,
    /// The key that was found.
    pub key: &'l str,
    /// Where it was found.
    pub found_in: &'l str,
    /// How sure it is: `proven` or `suggested`.
    pub state: &'l str,
}
