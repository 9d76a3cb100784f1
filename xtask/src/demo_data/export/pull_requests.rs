//! `prs-<repository>.json`: the answer of `gh pr list --json` for one repository.

use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

use super::json_text::write_value;
use super::{Output, create};

/// One pull request.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PullRequestRecord<'a> {
    pub number: u64,
    pub title: &'a str,
    pub body: &'a str,
    pub url: String,
    pub state: &'a str,
    pub is_draft: bool,
    pub author: Option<Account<'a>>,
    pub created_at: String,
    pub merged_at: Option<String>,
    pub closed_at: Option<String>,
    pub merged_by: Option<Account<'a>>,
    pub merge_commit: Option<CommitId<'a>>,
    pub head_ref_name: &'a str,
    pub head_ref_oid: &'a str,
    pub base_ref_name: &'a str,
    pub labels: [&'a str; 0],
    pub commits: Vec<CommitRecord<'a>>,
    pub reviews: Vec<ReviewRecord<'a>>,
    pub files: Vec<FileRecord<'a>>,
    pub status_check_rollup: Vec<CheckRecord<'a>>,
    pub closing_issues_references: [&'a str; 0],
}

/// An account as gh shows it.
#[derive(Debug, Serialize)]
pub struct Account<'a> {
    pub id: &'a str,
    pub is_bot: bool,
    pub login: &'a str,
    pub name: &'a str,
}

/// A commit hash.
#[derive(Debug, Serialize)]
pub struct CommitId<'a> {
    pub oid: &'a str,
}

/// A commit of the branch.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CommitRecord<'a> {
    pub oid: &'a str,
    pub message_headline: &'a str,
    pub message_body: String,
    pub authored_date: String,
    pub committed_date: String,
    pub authors: Vec<CommitAuthor<'a>>,
}

/// An author of a commit; the login is empty where GitHub knows no account of that e-mail.
#[derive(Debug, Serialize)]
pub struct CommitAuthor<'a> {
    pub login: &'a str,
    pub name: &'a str,
    pub email: &'a str,
    pub id: &'a str,
}

/// A review.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReviewRecord<'a> {
    pub id: String,
    pub author: ReviewAuthor<'a>,
    pub author_association: &'a str,
    pub body: &'a str,
    pub submitted_at: String,
    pub includes_created_edit: bool,
    pub reaction_groups: [&'a str; 0],
    pub state: &'a str,
    pub commit: CommitId<'a>,
}

/// Who wrote a review.
#[derive(Debug, Serialize)]
pub struct ReviewAuthor<'a> {
    pub login: &'a str,
}

/// A file of the change.
#[derive(Debug, Serialize)]
pub struct FileRecord<'a> {
    pub path: &'a str,
    pub additions: u64,
    pub deletions: u64,
}

/// A check run on the head.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CheckRecord<'a> {
    #[serde(rename = "__typename")]
    pub typename: &'a str,
    pub name: &'a str,
    pub workflow_name: &'a str,
    pub status: &'a str,
    pub conclusion: &'a str,
    pub started_at: String,
    pub completed_at: String,
    pub details_url: String,
}

/// Writes the array of one repository.
pub struct PullRequestFile {
    out: Output,
    records: usize,
}

impl PullRequestFile {
    /// Opens the file of `service`.
    pub fn create(folder: &Path, service: &str) -> io::Result<Self> {
        Ok(Self {
            out: create(folder, &format!("prs-{service}.json"))?,
            records: 0,
        })
    }

    /// Adds one pull request.
    pub fn push(&mut self, record: &PullRequestRecord<'_>) -> io::Result<()> {
        self.out
            .write_all(if self.records == 0 { b"[" } else { b", " })?;
        self.records += 1;
        write_value(&mut self.out, record)
    }

    /// Whether the number of rows is one at which `gh pr list --limit` likes to stop, so that a
    /// reader could take the file for a cut one.
    pub fn looks_cut(&self) -> bool {
        self.records == 30 || (self.records > 0 && self.records.is_multiple_of(50))
    }

    /// Ends the array.
    pub fn finish(mut self) -> io::Result<()> {
        self.out
            .write_all(if self.records == 0 { b"[]" } else { b"]" })?;
        self.out.flush()
    }
}
