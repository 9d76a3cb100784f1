//! `gh-deployments.json` and `gh-deployment-statuses.json`: pages of `gh api --paginate`, glued.

use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

use super::json_text::write_value;
use super::{Output, PAGE, create};

/// One deployment.
#[derive(Debug, Serialize)]
pub struct DeploymentRecord<'a> {
    pub url: &'a str,
    pub id: u64,
    pub node_id: String,
    pub task: &'a str,
    pub original_environment: &'a str,
    pub environment: &'a str,
    pub description: Option<&'a str>,
    pub created_at: String,
    pub updated_at: String,
    pub sha: &'a str,
    #[serde(rename = "ref")]
    pub reference: &'a str,
    pub payload: Empty,
    pub transient_environment: bool,
    pub production_environment: bool,
    pub creator: Creator<'a>,
    pub statuses_url: String,
    pub repository_url: &'a str,
}

/// An empty object.
#[derive(Debug, Serialize)]
pub struct Empty {}

/// Who created a deployment.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Creator<'a> {
    pub login: &'a str,
    #[serde(rename = "type")]
    pub kind: &'a str,
}

/// One status of a deployment.
#[derive(Debug, Serialize)]
pub struct StatusRecord<'a> {
    pub url: String,
    pub id: u64,
    pub state: &'a str,
    pub creator: Login<'a>,
    pub description: &'a str,
    pub environment: &'a str,
    pub target_url: &'a str,
    pub log_url: &'a str,
    pub created_at: String,
    pub updated_at: String,
    pub deployment_url: &'a str,
}

/// A GitHub login.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Login<'a> {
    pub login: &'a str,
}

/// Writes arrays of at most [`PAGE`] records with nothing between them.
pub struct GluedPages {
    out: Output,
    records: usize,
}

impl GluedPages {
    /// Opens the file.
    pub fn create(folder: &Path, name: &str) -> io::Result<Self> {
        Ok(Self {
            out: create(folder, name)?,
            records: 0,
        })
    }

    /// Adds one record, on a new page where the last one is full.
    pub fn push<T: Serialize>(&mut self, record: &T) -> io::Result<()> {
        let separator: &[u8] = match (self.records, self.records % PAGE) {
            (0, _) => b"[",
            (_, 0) => b"][",
            _ => b", ",
        };
        self.out.write_all(separator)?;
        self.records += 1;
        write_value(&mut self.out, record)
    }

    /// Closes the last page. Behind a number of records at which a listing likes to stop comes an empty page, so that a
    /// reader does not take the file for a cut one.
    pub fn finish(mut self) -> io::Result<()> {
        let end: &[u8] = match self.records {
            0 => b"[]",
            30 => b"][]",
            of if of % PAGE == 0 => b"][]",
            _ => b"]",
        };
        self.out.write_all(end)?;
        self.out.flush()
    }
}
