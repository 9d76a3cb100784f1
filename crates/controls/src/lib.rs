//! Controls: each tests one sentence of the policy, most on every production deployment, some on each
//! imported file, on the period as a whole, on the policy or on each exception.
//!
//! One control is one file: what it checks and why, its parameters and framework tags, the check,
//! and its cases. Checks read a snapshot and answer with an outcome, a sentence and the facts that
//! they compared; they never touch a store or a clock.

mod approvals;
mod asked;
pub mod attesting;
pub mod case;
mod categories;
pub mod contents;
pub mod context;
pub mod control;
mod deployments;
pub mod docs;
mod emergencies;
pub mod emergency_reviews;
mod evaluate;
pub mod exceptions;
pub mod finding;
mod governance;
pub mod identities;
pub mod implementation;
mod judging;
mod logs;
mod monitoring;
mod others;
mod population;
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
pub mod tie_out;
mod traceability;
pub mod undeployed;
mod worked_out;

pub use asked::question_of;
pub use control::{Control, Coverage, Judges, OfRecords, Parameter, ParameterValue, Severity, Tag};
pub use deployments::named_run::may_be_run;
pub use evaluate::{Verdict, judge, outcomes};
pub use exceptions::knows_no_exception;
pub use others::{Evidence, OldestOriginal, OriginalState, OtherSubject};
pub use registry::{catalogue, find, registry};
