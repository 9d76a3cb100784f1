//! `gh-workflow-runs.json`: pages that each tell the total.

use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

use super::github_deployments::Login;
use super::json_text::Spool;
use super::{PAGE, create};

const NAME: &str = "gh-workflow-runs.json";

/// One run of a deploy workflow.
#[derive(Debug, Serialize)]
pub struct RunRecord<'a> {
    pub id: u64,
    pub name: &'a str,
    pub path: &'a str,
    pub head_branch: &'a str,
    pub head_sha: &'a str,
    pub run_number: u64,
    pub run_attempt: u64,
    pub event: &'a str,
    pub status: &'a str,
    pub conclusion: &'a str,
    pub actor: Login<'a>,
    pub triggering_actor: Login<'a>,
    pub run_started_at: String,
    pub created_at: String,
    pub updated_at: String,
    pub html_url: String,
    pub repository: RepositoryName<'a>,
}

/// `owner/name`.
#[derive(Debug, Serialize)]
pub struct RepositoryName<'a> {
    pub full_name: &'a str,
}

/// Opens the spool of the runs.
pub fn spool(folder: &Path) -> io::Result<Spool> {
    Spool::create(folder, NAME)
}

/// Puts the pages together.
pub fn finish(spool: Spool, folder: &Path) -> io::Result<()> {
    let mut out = create(folder, NAME)?;
    let total = spool.len();
    if total == 0 {
        out.write_all(b"{\"total_count\": 0, \"workflow_runs\": []}")?;
    }
    spool.drain(|number, record| {
        if number % PAGE == 0 {
            write!(out, "{{\"total_count\": {total}, \"workflow_runs\": [")?;
        } else {
            out.write_all(b", ")?;
        }
        out.write_all(record)?;
        if number % PAGE == PAGE - 1 || number + 1 == total {
            out.write_all(b"]}")
        } else {
            Ok(())
        }
    })?;
    out.flush()
}
