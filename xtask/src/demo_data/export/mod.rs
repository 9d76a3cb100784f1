//! The exports: one writer per file of the company. Writers stream; what a file needs to know
//! before its first record (a total) is written to a spool beside it and put together at the end.

pub mod attestations;
pub mod csv_text;
pub mod deploy_log;
pub mod git_log;
pub mod github_deployments;
pub mod jira;
pub mod json_text;
pub mod monitoring;
pub mod pagerduty;
pub mod post_change_reviews;
pub mod pull_requests;
pub mod registers;
pub mod roster;
pub mod secret_scan;
pub mod servicenow;
pub mod truth_file;
pub mod workflow_runs;

use std::fs::File;
use std::io::{self, BufWriter};
use std::path::Path;

/// How many records the REST interface of GitHub gives a page.
pub const PAGE: usize = 100;

/// A buffered output file.
pub type Output = BufWriter<File>;

/// Creates the file `name` in `folder`.
pub fn create(folder: &Path, name: &str) -> io::Result<Output> {
    Ok(BufWriter::with_capacity(
        1 << 16,
        File::create(folder.join(name))?,
    ))
}
