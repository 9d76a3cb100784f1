//! Pull requests with their reviews, commits and checks.

use serde::{Deserialize, Serialize};

use crate::account::Account;
use crate::field::Field;
use crate::time::Moment;

/// Where a pull request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PullRequestState {
    /// Not merged, not closed.
    Open,
    /// Closed without a merge.
    Closed,
    /// Merged.
    Merged,
}

/// A pull or merge request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PullRequest {
    /// `owner/name`.
    pub repository: String,
    /// The number within the repository.
    pub number: u64,
    /// The title.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub title: Field<String>,
    /// The text.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub body: Field<String>,
    /// The address.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub url: Field<String>,
    /// Where it stands.
    pub state: PullRequestState,
    /// Who opened it. Not exported where the account was deleted.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub author: Field<Account>,
    /// When it was opened.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub created_at: Field<Moment>,
    /// When it was merged.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub merged_at: Field<Moment>,
    /// When the source last changed it.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub updated_at: Field<Moment>,
    /// Who merged it.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub merged_by: Field<Account>,
    /// The commit that the merge made: merge commit, squash commit, or the last commit of a rebase.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub merge_commit: Field<String>,
    /// The name of the merged branch.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub head_branch: Field<String>,
    /// The last commit of the merged branch.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub head: Field<String>,
    /// The branch that it was merged into.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub base_branch: Field<String>,
    /// Labels.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub labels: Field<Vec<String>>,
    /// The commits of the branch, oldest first.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub commits: Field<Vec<PullRequestCommit>>,
    /// Reviews, oldest first.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub reviews: Field<Vec<Review>>,
    /// Checks of the head commit.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub checks: Field<Vec<Check>>,
    /// Paths of the changed files.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub files: Field<Vec<String>>,
}

/// A list of this length may have been cut at the limit of one page of GitHub's answer.
pub const LISTING_LIMIT: usize = 100;

impl PullRequest {
    /// `owner/name#12`.
    pub fn key(&self) -> String {
        format!("{}#{}", self.repository, self.number)
    }

    /// The paths of all changed files; none where they were not exported, or their list was cut.
    pub fn all_files(&self) -> Option<&[String]> {
        let files = self.files.items();
        (self.files.is_exported() && files.len() < LISTING_LIMIT).then_some(files)
    }
}

/// A commit of a pull request's branch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PullRequestCommit {
    /// The commit.
    pub sha: String,
    /// The first line of its message.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub headline: Field<String>,
    /// The rest of its message.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub body: Field<String>,
    /// Author and co-authors, as the source resolved them, then those of trailers in the message. One without account and address is
    /// exported as [`Account`] with an empty name.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub authors: Field<Vec<Account>>,
    /// When it was written. Kept by a rebase.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub authored_at: Field<Moment>,
    /// When it was made.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub committed_at: Field<Moment>,
}

/// What a review says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewState {
    /// An approval.
    Approved,
    /// A request for changes.
    ChangesRequested,
    /// A comment: no vote.
    Commented,
    /// An approval or a request for changes that was taken back.
    Dismissed,
    /// Not submitted.
    Pending,
}

/// One review.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Review {
    /// Who reviewed. Not exported where the account was deleted.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub author: Field<Account>,
    /// What it says.
    pub state: ReviewState,
    /// When it was submitted.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub submitted_at: Field<Moment>,
    /// The commit that was reviewed.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub commit: Field<String>,
}

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckConclusion {
    /// Passed.
    Success,
    /// Failed, was cancelled, timed out or could not start.
    Failure,
    /// Skipped or neutral: no evidence either way.
    NoEvidence,
    /// Not finished when the export was made.
    Unfinished,
}

/// One check of a pull request's head.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Check {
    /// The check's name.
    pub name: String,
    /// How it ended; not exported too where the word for it is not known.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub conclusion: Field<CheckConclusion>,
    /// When it began.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub started_at: Field<Moment>,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub completed_at: Field<Moment>,
    /// The workflow that it is one of: several may have checks of one name.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub workflow: Field<String>,
}
