//! Controls: each tests one sentence of the policy on every production deployment.
//!
//! One control is one file: what it checks and why, its parameters and framework tags, the check,
//! and its cases. Checks read a snapshot and answer with an outcome, a sentence and the facts that
//! they compared; they never touch a store or a clock.

mod approvals;
pub mod case;
mod categories;
pub mod context;
pub mod control;
mod deployments;
pub mod docs;
mod emergencies;
mod evaluate;
pub mod finding;
mod monitoring;
mod records;
mod registry;
mod reviews;
mod rollbacks;
mod security;
mod shared;
mod standard_changes;
pub mod standing;
mod testing;
mod third_parties;
mod traceability;

pub use control::{Control, Coverage, Parameter, ParameterValue, Severity, Tag};
pub use evaluate::{Verdict, judge, outcomes};
pub use registry::{find, registry};
