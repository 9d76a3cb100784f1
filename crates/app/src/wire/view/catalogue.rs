//! The controls, as the pages explain them.

use serde::Serialize;
use ts_rs::TS;

/// A group of controls: one cell of the verdict strip.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct FamilyView {
    /// The letters before the number, such as `REV`.
    pub id: String,
    /// The name, such as `Review`.
    pub name: String,
    /// At most four letters, for table heads.
    pub short: String,
}

/// A framework's requirement that a control helps to prove.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct TagView {
    /// The framework with its edition.
    pub framework: String,
    /// The requirement.
    pub requirement: String,
    /// `full` or `partial`.
    pub coverage: String,
    /// What is tested of it, and what not.
    pub reason: String,
}

/// A control.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ControlView {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// `Critical`, `High` or `Medium`.
    pub severity: String,
    /// The id of its family.
    pub family: String,
    /// What it judges: `deployment`, `import`, `period`, `policy` or `exception`.
    pub judges: String,
    /// The version of its check.
    pub version: u32,
    /// The policy's clauses.
    pub clauses: Vec<String>,
    /// When it passes, when it fails, and what cannot be told.
    pub checks: String,
    /// Why it matters.
    pub why: String,
    /// The exports that it needs.
    pub evidence: String,
    /// What to do about a failure, and about missing evidence.
    pub remedy: String,
    /// Where it asks more than the policy's words: how.
    pub stricter_than_policy: Option<String>,
    /// Parameters in force, as `reviewers = 1`.
    pub parameters: Vec<String>,
    /// Requirements of frameworks.
    pub tags: Vec<TagView>,
}

/// All controls of this version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct CatalogueView {
    /// Families, in the order of the strip.
    pub families: Vec<FamilyView>,
    /// Controls, in the order of the catalogue.
    pub controls: Vec<ControlView>,
}
