//! Acceptance tests: the built `changeproof` command, driven from outside as its users drive it.
//!
//! # How the command is found
//!
//! `cargo test` builds the programs of a package only for that package's own integration tests, so
//! neither `cargo test --workspace` nor `cargo test -p changeproof-acceptance` can be trusted to
//! leave a current `changeproof` behind, and a package cannot depend on another one's program
//! (artifact dependencies are unstable). So the first test of a process that runs the command has
//! cargo build it, with the profile of the test itself, and takes the path from cargo's answer.
//! By then cargo has given up its lock, cargo alone decides whether anything is stale, and where
//! nothing is, this costs a fraction of a second.
//!
//! # What may be missing
//!
//! The shared folder (`CHANGEPROOF_SHARED`, else `../shared` beside the workspace) and tools of the
//! system such as `qpdf` may be missing on a machine: then the tests that need them say so on stderr
//! and pass. With `CI=true` they fail instead.
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a harness of tests: whatever goes wrong here fails the test"
)]

mod answers;
mod company;
pub mod exports;
mod machine;
mod program;
pub mod signed_in;
mod workspace;

pub use answers::{Outcomes, compare, compare_others, other_results, outcomes, unjustified};
pub use company::Company;
pub use machine::{shared, tool};
pub use program::{Said, changeproof, command, said};
pub use workspace::Workspace;
