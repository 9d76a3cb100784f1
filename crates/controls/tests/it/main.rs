//! Tests of the controls: their cases, what an auditor reads of these, and what no case can show.
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

mod approvals;
mod as_read;
mod attested;
mod cases;
mod catalogue;
mod commits;
mod emergencies;
mod followed;
mod gaps;
mod granting;
mod keys;
mod left_out;
mod marks;
mod matters;
mod missing_deployment;
mod named_runs;
mod nobodys;
mod period;
mod policies;
mod returns;
mod reviewers;
mod secrets;
mod separate_duties;
mod shown;
mod support;
mod two_changes;
mod two_projects;
mod whole;
mod without_deployment;
