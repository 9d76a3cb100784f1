//! `deploy-log.csv`: the plain table of deployments that another pipeline made.

use std::io::{self, Write};
use std::path::Path;

use super::csv_text::{LineEnd, write_row};
use super::{Output, create};

const HEADER: [&str; 15] = [
    "deployment_id",
    "service",
    "repository",
    "environment",
    "version",
    "commit_sha",
    "status",
    "started_at",
    "finished_at",
    "deployed_by",
    "triggered_by",
    "pipeline",
    "run_url",
    "change_ticket",
    "notes",
];

/// One row.
#[derive(Debug)]
pub struct DeployLogRow<'a> {
    pub deployment_id: &'a str,
    pub service: &'a str,
    pub repository: &'a str,
    pub environment: &'a str,
    pub version: &'a str,
    pub commit_sha: &'a str,
    pub status: &'a str,
    pub started_at: &'a str,
    pub finished_at: &'a str,
    pub deployed_by: &'a str,
    pub triggered_by: &'a str,
    pub pipeline: &'a str,
    pub run_url: &'a str,
    pub change_ticket: &'a str,
    pub notes: &'a str,
}

/// The table.
pub struct DeployLogFile(Output);

impl DeployLogFile {
    /// Opens the table and writes its header.
    pub fn create(folder: &Path) -> io::Result<Self> {
        let mut out = create(folder, "deploy-log.csv")?;
        write_row(&mut out, &HEADER, LineEnd::Lf)?;
        Ok(Self(out))
    }

    /// Adds one row.
    pub fn push(&mut self, row: &DeployLogRow<'_>) -> io::Result<()> {
        let cells = [
            row.deployment_id,
            row.service,
            row.repository,
            row.environment,
            row.version,
            row.commit_sha,
            row.status,
            row.started_at,
            row.finished_at,
            row.deployed_by,
            row.triggered_by,
            row.pipeline,
            row.run_url,
            row.change_ticket,
            row.notes,
        ];
        write_row(&mut self.0, &cells, LineEnd::Lf)
    }

    /// Ends the table.
    pub fn finish(mut self) -> io::Result<()> {
        self.0.flush()
    }
}
