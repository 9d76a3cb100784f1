//! A pull request as gh tells it: the record of a change that has landed, or never will.

use super::export::pull_requests::{
    Account, CheckRecord, CommitAuthor, CommitId, CommitRecord, FileRecord, PullRequestRecord,
    ReviewAuthor, ReviewRecord,
};
use super::export::roster::{DEPENDENCY_BOT, DEPENDENCY_BOT_IN_GH};
use super::landing::{Landed, name_and_email};
use super::people::{PersonId, Staff};
use super::services::Service;
use super::story::{
    Author, BranchCommit, Change, Check, CheckEnd, Review, ReviewState, Reviewed, Reviewer,
};

/// State of a pull request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Merged.
    Merged,
    /// Closed without a merge.
    Closed,
    /// Still open.
    Open,
}

/// A change with all that its record needs.
pub struct Told<'a> {
    /// Everybody.
    pub staff: &'a Staff,
    /// Whose repository it is.
    pub service: &'a Service,
    /// The change.
    pub change: &'a Change,
    /// What became of it.
    pub landed: &'a Landed,
    /// Its number.
    pub number: u64,
    /// Its state.
    pub state: State,
    /// Ids for its reviews and checks, in that order.
    pub ids: &'a [u64],
    /// Lines added.
    pub size: u64,
}

impl<'a> Told<'a> {
    /// The record.
    pub fn record(&self) -> PullRequestRecord<'a> {
        let (change, landed) = (self.change, self.landed);
        let repository = self.service.repository();
        let merged = self.state == State::Merged;
        let ended = change.merged.iso();
        let (review_ids, check_ids) = self.ids.split_at(change.reviews.len().min(self.ids.len()));
        let head = landed.commits.last().map_or("", String::as_str);
        PullRequestRecord {
            number: self.number,
            title: &landed.title,
            body: &landed.body,
            url: format!("https://github.com/{repository}/pull/{}", self.number),
            state: match self.state {
                State::Merged => "MERGED",
                State::Closed => "CLOSED",
                State::Open => "OPEN",
            },
            is_draft: false,
            author: match &change.author {
                Author::Person(id) => Some(self.account(*id)),
                Author::DependencyBot => Some(Account {
                    id: "",
                    is_bot: true,
                    login: DEPENDENCY_BOT_IN_GH,
                    name: "",
                }),
                Author::Deleted { .. } | Author::Unknown { .. } => None,
            },
            created_at: change.created.iso(),
            merged_at: merged.then(|| ended.clone()),
            closed_at: (self.state != State::Open).then_some(ended),
            merged_by: merged.then(|| self.account(change.merged_by)),
            merge_commit: merged.then_some(CommitId { oid: &landed.tip }),
            head_ref_name: &landed.branch,
            head_ref_oid: head,
            base_ref_name: "main",
            labels: [],
            commits: change
                .commits
                .iter()
                .zip(landed.commits.iter().zip(&landed.headlines))
                .map(|(commit, (sha, headline))| self.commit(commit, sha, headline))
                .collect(),
            reviews: change
                .reviews
                .iter()
                .zip(review_ids)
                .map(|(review, id)| self.review(review, *id))
                .collect(),
            files: vec![FileRecord {
                path: &change.file,
                additions: self.size,
                deletions: self.size / 4,
            }],
            status_check_rollup: change
                .checks
                .iter()
                .zip(check_ids)
                .map(|(check, id)| check_record(check, *id, &repository))
                .collect(),
            closing_issues_references: [],
        }
    }

    fn account(&self, id: PersonId) -> Account<'a> {
        let person = self.staff.person(id);
        Account {
            id: "",
            is_bot: false,
            login: person.login(),
            name: &person.name,
        }
    }

    fn commit(
        &self,
        commit: &'a BranchCommit,
        sha: &'a str,
        headline: &'a str,
    ) -> CommitRecord<'a> {
        let mut authors = vec![self.commit_author(&commit.author)];
        let mut message_body = String::new();
        if let Some(id) = commit.co_author {
            let person = self.staff.person(id);
            message_body = format!("Co-authored-by: {} <{}>", person.name, person.email);
            authors.push(CommitAuthor {
                login: person.login(),
                name: &person.name,
                email: &person.email,
                id: "",
            });
        }
        CommitRecord {
            oid: sha,
            message_headline: headline,
            message_body,
            authored_date: commit.authored.iso(),
            committed_date: commit.committed.iso(),
            authors,
        }
    }

    fn commit_author(&self, author: &'a Author) -> CommitAuthor<'a> {
        let (name, email) = name_and_email(self.staff, author);
        let login = match author {
            Author::Person(id) => self.staff.person(*id).login(),
            Author::DependencyBot => DEPENDENCY_BOT,
            Author::Deleted { .. } | Author::Unknown { .. } => "",
        };
        CommitAuthor {
            login,
            name,
            email,
            id: "",
        }
    }

    fn review(&self, review: &'a Review, id: u64) -> ReviewRecord<'a> {
        let login = match &review.by {
            Reviewer::Person(id) => self.staff.person(*id).login(),
            Reviewer::SecondAccount(id) => self
                .staff
                .person(*id)
                .github
                .last()
                .map_or("", String::as_str),
            Reviewer::ApprovalBot => "auto-approve[bot]",
        };
        let oid = match review.on {
            Reviewed::Commit(place) => self.landed.commits.get(place).map_or("", String::as_str),
            Reviewed::Replaced => &self.landed.replaced,
        };
        ReviewRecord {
            id: format!("PRR_{id}"),
            author: ReviewAuthor { login },
            author_association: "MEMBER",
            body: &review.comment,
            submitted_at: review.at.iso(),
            includes_created_edit: false,
            reaction_groups: [],
            state: match review.state {
                ReviewState::Approved => "APPROVED",
                ReviewState::ChangesRequested => "CHANGES_REQUESTED",
                ReviewState::Commented => "COMMENTED",
                ReviewState::Dismissed => "DISMISSED",
            },
            commit: CommitId { oid },
        }
    }
}

fn check_record<'a>(check: &Check, id: u64, repository: &str) -> CheckRecord<'a> {
    CheckRecord {
        typename: "CheckRun",
        name: check.name,
        workflow_name: "ci",
        status: "COMPLETED",
        conclusion: match check.end {
            CheckEnd::Success => "SUCCESS",
            CheckEnd::Failure => "FAILURE",
            CheckEnd::Skipped => "SKIPPED",
        },
        started_at: check.started.iso(),
        completed_at: check.completed.iso(),
        details_url: format!("https://github.com/{repository}/actions/runs/{id}/job/1"),
    }
}
