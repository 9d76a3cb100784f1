//! What the version of a deployment leads to, where it names no commit itself.

use super::{LinkRule, RecordRef};

/// How a version was traced to a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TraceRule {
    /// A tag of that name.
    Tag,
    /// An artifact of that version or digest.
    Artifact,
    /// The run that built the artifact.
    BuildRun,
    /// The commit of the environments that was carried out, which itself names the commit.
    EnvironmentsCommit,
}

impl TraceRule {
    /// The field of [`Traced::record`] that names the commit.
    pub fn field(self) -> &'static str {
        match self {
            TraceRule::Tag => "commit",
            TraceRule::Artifact | TraceRule::EnvironmentsCommit => "revision",
            TraceRule::BuildRun => "run_url",
        }
    }

    /// The rule of the link.
    pub fn link_rule(self) -> LinkRule {
        match self {
            TraceRule::Tag => LinkRule::Tag,
            TraceRule::Artifact | TraceRule::BuildRun => LinkRule::Artifact,
            TraceRule::EnvironmentsCommit => LinkRule::EnvironmentsCommit,
        }
    }
}

/// What the version of a deployment leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Traced {
    /// How.
    pub rule: TraceRule,
    /// The tag, the artifact, the run, or the deployment that the commit of the environments is.
    pub record: RecordRef,
    /// The commit; none where it is in doubt.
    pub revision: Option<String>,
}
