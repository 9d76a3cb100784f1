//! One story: what happened around one production deployment, before it is written into exports.
//! A scenario starts from the story of a change that followed the policy and bends it.

use super::attestation::Attestation;
use super::calendar::Moment;
use super::people::PersonId;
use super::services::Tracker;
use super::truth::{Control, Expectations, Outcome};

/// All that one scenario tells.
#[derive(Debug)]
pub struct Story {
    /// Change records, the first one belonging to the first change.
    pub tickets: Vec<Ticket>,
    /// What landed on the main branch, oldest first.
    pub changes: Vec<Change>,
    /// Deployments in the order in which they happened, staging included.
    pub deployments: Vec<Deployment>,
    /// An incident on the service.
    pub incident: Option<Incident>,
    /// What persons attested.
    pub attestations: Vec<Attestation>,
    /// A post-change review of the first ticket.
    pub post_review: Option<PostChangeReview>,
    /// The first ticket may serve a later deployment as well.
    pub ticket_can_be_reused: bool,
}

/// A change record in Jira or ServiceNow.
#[derive(Debug, Clone)]
pub struct Ticket {
    /// The tool that holds it.
    pub tracker: Tracker,
    /// `CHG-1001` or `CHG0030001`; given when it is written.
    pub key: String,
    /// One line.
    pub summary: String,
    /// Standard, normal or emergency.
    pub category: Category,
    /// The entry of the catalogue of standard changes that it follows.
    pub template: Option<&'static str>,
    /// The declared systems.
    pub systems: Vec<String>,
    /// The description.
    pub description: String,
    /// Risk and impact as text.
    pub risk_and_impact: String,
    /// Rollback plan; `None` is an empty field.
    pub backout: Option<String>,
    /// Test plan.
    pub test_plan: String,
    /// Implementation plan (ServiceNow only).
    pub implementation_plan: String,
    /// Who asked for it.
    pub requester: PersonId,
    /// Who carries it out.
    pub implementer: PersonId,
    /// When it was written.
    pub created: Moment,
    /// When it was closed.
    pub closed: Moment,
    /// Approvals with their times.
    pub approvals: Vec<Approval>,
    /// ServiceNow says 'approved' though no approval row exists.
    pub approved_by_status_only: bool,
    /// Edits that the history shows (Jira only).
    pub edits: Vec<FieldEdit>,
    /// Incident that it names.
    pub justified_by: Option<String>,
    /// An earlier story wrote it already; this one only names it again.
    pub already_written: bool,
}

/// Category of a change record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Category {
    /// From the catalogue of standard changes.
    Standard,
    /// Reviewed and approved before.
    Normal,
    /// For an incident.
    Emergency,
}

/// Level of a change record's risk and impact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Risk {
    /// Low.
    Low,
    /// Medium.
    Medium,
    /// High: a second approval is asked for.
    High,
    /// Critical: validation is asked for as well.
    Critical,
}

impl Risk {
    /// The level that goes with the words of an assessment.
    pub fn told_in(assessment: &str) -> Self {
        let is = |word: &str| assessment.starts_with(word);
        if is("Critical") {
            Self::Critical
        } else if is("High") {
            Self::High
        } else if is("Medium") || is("Moderate") {
            Self::Medium
        } else {
            Self::Low
        }
    }
}

/// One approval of a change record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Approval {
    /// Who approved.
    pub by: PersonId,
    /// When.
    pub at: Moment,
}

/// One edit of a field in a ticket's history.
#[derive(Debug, Clone)]
pub struct FieldEdit {
    /// When.
    pub at: Moment,
    /// Who.
    pub by: PersonId,
    /// The field's name.
    pub field: &'static str,
    /// Value before.
    pub from: String,
    /// Value after.
    pub to: String,
}

/// Where the ticket's key is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyPlace {
    /// In the pull request's title, and with it in the commit.
    Title,
    /// Only in the branch name.
    Branch,
    /// Only in the pull request's text.
    Body,
}

/// How a change came onto the main branch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Landing {
    /// One new commit.
    Squash,
    /// A commit with two parents.
    Merge,
    /// Every commit again, with new hashes.
    Rebase,
    /// Pushed to the main branch without a pull request.
    DirectPush,
    /// Pushed directly, with the message of a merge.
    FakeMerge,
}

/// One pull request, or one direct push.
#[derive(Debug, Clone)]
pub struct Change {
    /// The topic in plain words.
    pub topic: String,
    /// A title that is written as it stands, with no key added.
    pub fixed_title: Option<String>,
    /// Index of its ticket in [`Story::tickets`].
    pub ticket: Option<usize>,
    /// Where the key stands.
    pub key_place: KeyPlace,
    /// Text of the pull request.
    pub body: String,
    /// How it landed.
    pub landing: Landing,
    /// Who opened it.
    pub author: Author,
    /// Commits of the branch, oldest first; at least one.
    pub commits: Vec<BranchCommit>,
    /// When the pull request was opened.
    pub created: Moment,
    /// When it landed.
    pub merged: Moment,
    /// Who merged it.
    pub merged_by: PersonId,
    /// Reviews, oldest first.
    pub reviews: Vec<Review>,
    /// Checks on the head.
    pub checks: Vec<Check>,
    /// Source file that it touches.
    pub file: String,
    /// Whether a key was left in it.
    pub leaks_key: bool,
}

/// Who wrote a pull request or a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Author {
    /// Somebody in the roster.
    Person(PersonId),
    /// The app that updates dependencies.
    DependencyBot,
    /// A GitHub account that was deleted since; name and e-mail remain in the commits.
    Deleted {
        /// Name in the commit.
        name: String,
        /// E-mail in the commit.
        email: String,
    },
    /// A commit whose e-mail belongs to no account.
    Unknown {
        /// Name in the commit.
        name: String,
        /// E-mail in the commit.
        email: String,
    },
}

/// One commit of a branch.
#[derive(Debug, Clone)]
pub struct BranchCommit {
    /// Who wrote it.
    pub author: Author,
    /// Further author, as a trailer.
    pub co_author: Option<PersonId>,
    /// First line of the message.
    pub headline: String,
    /// When it was written.
    pub authored: Moment,
    /// When it was committed (later than `authored` after a rebase).
    pub committed: Moment,
    /// It merges the main branch into this one.
    pub merges_main: bool,
}

/// Which revision a review saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reviewed {
    /// The commit with this index.
    Commit(usize),
    /// A commit that a forced push replaced since.
    Replaced,
}

/// State of a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReviewState {
    /// Approved.
    Approved,
    /// Changes requested.
    ChangesRequested,
    /// A comment.
    Commented,
    /// An approval that was dismissed.
    Dismissed,
}

/// Who reviewed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reviewer {
    /// A person, with the account in daily use.
    Person(PersonId),
    /// A person, with the second account.
    SecondAccount(PersonId),
    /// The app that approves everything.
    ApprovalBot,
}

/// One review of a pull request.
#[derive(Debug, Clone)]
pub struct Review {
    /// Who.
    pub by: Reviewer,
    /// What they said.
    pub state: ReviewState,
    /// When.
    pub at: Moment,
    /// On which revision.
    pub on: Reviewed,
    /// Comment.
    pub comment: String,
}

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckEnd {
    /// Succeeded.
    Success,
    /// Failed.
    Failure,
    /// Was skipped.
    Skipped,
}

/// One check on the head of a pull request.
#[derive(Debug, Clone)]
pub struct Check {
    /// Its name.
    pub name: &'static str,
    /// How it ended.
    pub end: CheckEnd,
    /// When it began.
    pub started: Moment,
    /// When it ended.
    pub completed: Moment,
}

/// Environment of a deployment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Environment {
    /// Not production.
    Staging,
    /// Production.
    Production,
}

impl Environment {
    /// Its name in the exports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Staging => "staging",
            Self::Production => "production",
        }
    }
}

/// Which revision was deployed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Revision {
    /// The main branch after the change with this index.
    AfterChange(usize),
    /// What was in production before the story began.
    BeforeStory,
    /// A revision that no repository of the exports knows.
    Unknown(String),
}

/// How a deployment ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeployEnd {
    /// It succeeded.
    Success,
    /// It failed.
    Failure,
    /// The tool recorded no status at all.
    Unrecorded,
}

/// Who started a deployment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deployer {
    /// A person.
    Person(PersonId),
    /// The deploy tool's own account, on behalf of a person.
    BotFor(PersonId),
    /// An account that many people share.
    SharedLogin,
    /// An account that is in no roster.
    UnknownAccount(String),
}

/// How a deployment was carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Process {
    /// A pipeline run that a person started.
    DispatchedRun,
    /// A pipeline run that a push to the main branch started.
    PushedRun,
    /// By hand, past the pipeline.
    ByHand,
}

/// One deployment.
#[derive(Debug, Clone)]
pub struct Deployment {
    /// Where to.
    pub environment: Environment,
    /// What.
    pub revision: Revision,
    /// When it began.
    pub started: Moment,
    /// Minutes until it ended.
    pub minutes: i64,
    /// How it ended.
    pub end: DeployEnd,
    /// Who.
    pub deployer: Deployer,
    /// How.
    pub process: Process,
    /// Remark in the record.
    pub remark: &'static str,
    /// The deployment's own record names the first ticket (deploy-log only).
    pub names_ticket: bool,
    /// Zone in which the deploy-log tells the time, in minutes east of UTC.
    pub zone: Option<i64>,
    /// Name of the scenario and what must come out, where it is judged.
    pub truth: Option<(&'static str, Expectations)>,
}

/// An incident in PagerDuty.
#[derive(Debug, Clone)]
pub struct Incident {
    /// Title.
    pub title: String,
    /// When it was opened.
    pub opened: Moment,
    /// When it was resolved.
    pub resolved: Moment,
}

/// A row of the post-change reviews.
#[derive(Debug, Clone)]
pub struct PostChangeReview {
    /// When it was held.
    pub at: Moment,
    /// By whom.
    pub by: PersonId,
    /// What came out.
    pub outcome: String,
    /// Whether the code was reviewed after the fact.
    pub code_reviewed: bool,
}

impl Story {
    /// The first change.
    pub fn change(&mut self) -> &mut Change {
        &mut self.changes[0]
    }

    /// The first ticket.
    pub fn ticket(&mut self) -> &mut Ticket {
        &mut self.tickets[0]
    }

    /// The judged deployment; the last one where there are several.
    pub fn judged(&mut self) -> &mut Deployment {
        let last = self.deployments.iter().rposition(|d| d.truth.is_some());
        let last = last.unwrap_or(self.deployments.len() - 1);
        &mut self.deployments[last]
    }

    /// Takes the staging deployment away, so that it is no test evidence.
    pub fn never_on_staging(&mut self) {
        self.deployments
            .retain(|d| d.environment != Environment::Staging);
    }

    /// Expects `outcome` of each of `controls` for every judged deployment.
    pub fn expect(&mut self, controls: &[Control], outcome: Outcome) {
        for deployment in &mut self.deployments {
            if let Some((_, expected)) = &mut deployment.truth {
                *expected = expected.with(controls, outcome);
            }
        }
    }

    /// Leaves `controls` open for every judged deployment.
    pub fn leave_open(&mut self, controls: &[Control]) {
        for deployment in &mut self.deployments {
            if let Some((_, expected)) = &mut deployment.truth {
                *expected = expected.without(controls);
            }
        }
    }
}

impl Change {
    /// Index of the head commit.
    pub fn head(&self) -> usize {
        self.commits.len() - 1
    }

    /// The person who opened it, where it is a person.
    pub fn person(&self) -> Option<PersonId> {
        match &self.author {
            Author::Person(id) => Some(*id),
            Author::DependencyBot | Author::Deleted { .. } | Author::Unknown { .. } => None,
        }
    }

    /// When the head was committed.
    pub fn head_at(&self) -> Moment {
        self.commits[self.head()].committed
    }
}
