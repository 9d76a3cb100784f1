//! The policy profile: clauses, parameters, holidays, interpretations and controls that are not tested, as
//! one readable TOML text.
//!
//! The built-in profile is `policies/clicki.toml`: the only place where defaults stand.

mod fault;
mod read;
pub mod settings;
#[cfg(test)]
mod tests;
mod toml_text;
mod versions;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::NaiveDate;

use crate::parameters::Parameters;

pub use fault::Fault;
pub use read::{effective_as, read, read_knowing};
pub use versions::{InForce, Policy, Version};

/// The text of the built-in profile.
pub const BUILT_IN: &str = include_str!("../../../../policies/clicki.toml");

/// What a policy profile says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// The policy's name.
    pub name: String,
    /// The first day in force; none where it always was.
    pub effective_from: Option<NaiveDate>,
    /// Why this version was made.
    pub reason: String,
    /// The policy's clauses, in the order of the text.
    pub clauses: Vec<Clause>,
    /// What the controls take as given.
    pub parameters: Parameters,
    /// Days without work beside Saturday and Sunday, with their names.
    pub holidays: BTreeMap<NaiveDate, String>,
    /// How the policy's words are read where they give no number.
    pub interpretations: Vec<Interpretation>,
    /// Controls that are not tested, by decision; by id.
    pub controls_off: BTreeMap<String, ControlOff>,
}

impl Profile {
    /// What a clause says in short.
    pub fn clause(&self, id: &str) -> Option<&str> {
        let clause = self.clauses.iter().find(|clause| clause.id == id)?;
        Some(&clause.words)
    }
}

/// A clause of the policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// Its id, such as `2-REV`.
    pub id: String,
    /// What it says, in short.
    pub words: String,
}

/// How words of the policy that give no number or no list are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interpretation {
    /// Its id, such as `prompt-reversion`.
    pub id: String,
    /// The clause.
    pub clause: String,
    /// The policy's words.
    pub words: String,
    /// The parameters that follow from it.
    pub parameters: Vec<String>,
    /// The controls that it shapes.
    pub controls: Vec<String>,
    /// How we read them.
    pub reading: String,
    /// Whether the owner accepted it.
    pub state: InterpretationState,
}

/// Whether the owner accepted an interpretation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InterpretationState {
    /// Nobody did yet.
    Proposed,
    /// As the profile itself says.
    Accepted {
        /// Who.
        by: String,
        /// When.
        on: NaiveDate,
    },
}

/// The decision not to test a control.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ControlOff {
    /// Why.
    pub reason: String,
    /// Who decided.
    pub decided_by: String,
    /// When.
    pub decided_on: NaiveDate,
}

/// The built-in profile.
#[expect(
    clippy::panic,
    reason = "the text is part of the program; tests read it"
)]
pub fn built_in() -> &'static Profile {
    static PROFILE: LazyLock<Profile> = LazyLock::new(|| match read(BUILT_IN) {
        Ok(profile) => profile,
        Err(faults) => panic!("the built-in policy profile cannot be read: {faults:?}"),
    });
    &PROFILE
}
