//! What no single case of a control shows: files of several projects, versions of the policy, and what stands in a verdict beside its
//! outcome.
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

mod approvals;
mod attested;
mod emergencies;
mod policies;
mod reviewers;
mod secrets;
mod separate_duties;
mod support;
mod two_projects;
