//! The snapshot: everything that controls judge, in memory, with links and change sets made.
//!
//! Matching builds it from records; controls only read it. All lists are in a fixed order, so that
//! the order of imports never shows.

mod change_set;
mod ending;
mod findings;
mod ids;
mod keys;
mod link_decision;
mod link_rule;
mod registers;
mod run_index;
mod traced;

use hashbrown::{HashMap, HashSet};

use crate::calendar::Calendar;
use crate::coverage::Coverage;
use crate::parameters::Parameters;
use crate::person::People;
use crate::policy::Policy;
use crate::record::{
    Artifact, ChangeApproval, ChangeRecord, Commit, Deployment, DeploymentStatus, GitRef, Incident,
    PipelineRun, PostChangeReview, PullRequest, RecordKind, RosterEntry,
};
use crate::source::{Place, Source};
use crate::time::Timestamp;

pub use change_set::{Change, ChangeKind, ChangeSet, ChangeSetKind, RangeUnknown};
pub use ending::{Ending, RunAddress};
pub use findings::{FindingKey, Findings, FollowUp, FollowUpStep, NoFindingKey, ShownFinding};
pub use ids::{
    ArtifactId, AttestationId, ChangeApprovalId, ChangeRecordId, CommitId, DeploymentId,
    ExceptionEntryId, FindingId, FollowUpId, GitRefId, HolidayId, IncidentId, InventoryEntryId,
    LinkDecisionId, MonitoringResultId, PolicyReviewId, PolicyTriggerId, PostChangeReviewId,
    ProtectionSnapshotId, PullRequestId, RecordRef, RosterEntryId, RunId, SecretFindingId,
    SecretScanId, SourceId, StandardChangeId, StatusId, SubjectId,
};
pub use keys::{DanglingKey, KeyPlace, Keys, RecordLink};
pub use link_decision::{LinkDecision, LinkTargetKind, LinkVerdict};
pub use link_rule::LinkRule;
pub use registers::Registers;
pub use run_index::{RunIndex, run_of_address};
pub use traced::{TraceRule, Traced};

/// A record with the place that it was read from.
#[derive(Clone, Debug, PartialEq)]
pub struct Held<T> {
    /// The record, where it was read into: a record is large, and sorting moves these.
    pub record: Box<T>,
    /// The file.
    pub source: SourceId,
    /// The place in it.
    pub place: Place,
}

impl<T> std::ops::Deref for Held<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.record
    }
}

/// A pipeline run that an attempt's own record names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunLink {
    /// The attempt.
    pub attempt: DeploymentId,
    /// The run.
    pub run: RunId,
}

impl Subject {
    /// The change records that the deployment and its changes name, each once, in the order in which they are
    /// named.
    pub fn records(&self) -> Vec<ChangeRecordId> {
        let changes = self.change_set.changes.iter().map(|change| &change.keys);
        let mut records = Vec::new();
        for keys in std::iter::once(&self.keys).chain(changes) {
            for link in &keys.links {
                if !records.contains(&link.record) {
                    records.push(link.record);
                }
            }
        }
        records
    }
}

/// A production deployment: what most controls judge.
#[derive(Clone, Debug, PartialEq)]
pub struct Subject {
    /// The deployment.
    pub deployment: DeploymentId,
    /// The same deployment in other sources.
    pub also_in: Vec<DeploymentId>,
    /// Earlier attempts at the same revision that did not go through, oldest first.
    pub attempts: Vec<DeploymentId>,
    /// The previous successful production deployment of the same service and environment.
    pub previous: Option<DeploymentId>,
    /// What it brought into production.
    pub change_set: ChangeSet,
    /// The deployment that brought the same changes first, where they return after a rollback.
    pub first_with: Option<DeploymentId>,
    /// Keys in the deployment's own records.
    pub keys: Keys,
    /// Pipeline runs that the attempts' own records name.
    pub runs: Vec<RunLink>,
    /// When it began.
    pub at: Timestamp,
}

/// How the imported deployments became subjects: each line of the reconciliation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PopulationCounts {
    /// All imported deployments, newest versions only.
    pub imported: usize,
    /// Of environments that are not production.
    pub non_production: usize,
    /// Attempts that did not change production.
    pub attempts: usize,
    /// The same deployment in a second source.
    pub duplicates: usize,
    /// Production deployments.
    pub subjects: usize,
}

/// Records that two files, or two rows of one, tell differently, where nothing tells which is the newer: neither
/// when the record was updated nor when the file was exported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contested {
    /// The file whose versions count.
    pub counts: SourceId,
    /// The other one; the same where both stand in one file.
    pub other: SourceId,
    /// How many records.
    pub records: usize,
    /// The first of them, by kind and key.
    pub first: (RecordKind, String),
}

/// The place of what is said of a file as a whole.
pub const WHOLE_FILE: &str = "whole file";

/// Everything that controls judge.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// Imported files, by SHA-256.
    pub sources: Vec<Source>,
    /// Deployments, by start, service and id.
    pub deployments: Vec<Held<Deployment>>,
    /// How each deployment ended; same positions.
    pub endings: Vec<Ending>,
    /// Deployment statuses, by deployment and time.
    pub statuses: Vec<Held<DeploymentStatus>>,
    /// Pull requests, by repository and number.
    pub pull_requests: Vec<Held<PullRequest>>,
    /// Commits, by name.
    pub commits: Vec<Held<Commit>>,
    /// Pipeline runs, by key.
    pub runs: Vec<Held<PipelineRun>>,
    /// Change records, by key.
    pub change_records: Vec<Held<ChangeRecord>>,
    /// Change records with a number, in its order, by their project in upper case.
    pub numbered: HashMap<String, Vec<(u64, ChangeRecordId)>>,
    /// By its key, where the history of a change record stands that its newest export does not hold: in an
    /// older one.
    pub older_histories: HashMap<String, (SourceId, Place)>,
    /// Records of which the newest version is not known, by the files that tell them.
    pub contested: Vec<Contested>,
    /// Change approvals, by change and time.
    pub change_approvals: Vec<Held<ChangeApproval>>,
    /// Incidents, by id.
    pub incidents: Vec<Held<Incident>>,
    /// Roster lines, by person and first day.
    pub roster: Vec<Held<RosterEntry>>,
    /// Post-change reviews, by change and time.
    pub post_change_reviews: Vec<Held<PostChangeReview>>,
    /// Tags and other references, by name and repository.
    pub git_refs: Vec<Held<GitRef>>,
    /// Artifacts, by repository, name and version.
    pub artifacts: Vec<Held<Artifact>>,
    /// Deployments that name no commit but a version, with what that leads to.
    pub traced: HashMap<DeploymentId, Traced>,
    /// Lines of the company's other registers.
    pub registers: Registers,
    /// What evaluations showed, and what people did about it.
    pub findings: Findings,
    /// The newest decision on each link that people decided about, by deployment and target.
    pub link_decisions: Vec<Held<LinkDecision>>,
    /// Who is who.
    pub people: People,
    /// The same without what people decided about accounts and roles of days that had been evaluated already;
    /// none where nothing of the kind was decided.
    pub as_recorded: Option<Box<Snapshot>>,
    /// What is complete.
    pub coverage: Coverage,
    /// The company's calendar.
    pub calendar: Calendar,
    /// The versions of the policy, with the parameters of matching and controls.
    pub policy: Policy,
    /// Production deployments, by start, service and id.
    pub subjects: Vec<Subject>,
    /// How deployments became subjects.
    pub population: PopulationCounts,
    /// Approvals of each change record that are rows of their own, by time.
    pub approvals_of: HashMap<ChangeRecordId, Vec<ChangeApprovalId>>,
    /// Post-change reviews of each change key, by time.
    pub reviews_of: HashMap<String, Vec<PostChangeReviewId>>,
    /// Incidents of each service, by the time of their opening; the service's name as [`folded`]
    /// gives it, empty where the incident names none.
    ///
    /// [`folded`]: crate::text::folded
    pub incidents_of: HashMap<String, Vec<IncidentId>>,
    /// Incidents by id, in upper case, and by number.
    pub incident_by_name: HashMap<String, IncidentId>,
    /// Subjects that rest on each change record, by time.
    pub uses_of: HashMap<ChangeRecordId, Vec<SubjectId>>,
    /// Of each change record that no subject rests on, a merged pull request or a commit outside the
    /// subjects that names it, where there is one.
    pub named_elsewhere: HashMap<ChangeRecordId, RecordRef>,
    /// Deployments outside production of each revision that did not fail, by time.
    pub rehearsals_of: HashMap<String, Vec<DeploymentId>>,
    /// The branch that most pull requests of a repository were merged into, by its name; none where several took
    /// equally many.
    pub main_branches: HashMap<String, String>,
    /// Production deployments that name one pipeline run, by start, where several do: by the run as
    /// [`run_of_address`] gives it.
    pub sharing_runs: HashMap<String, Vec<DeploymentId>>,
    /// The position of each commit by its name.
    pub commit_by_sha: HashMap<String, CommitId>,
}

impl Snapshot {
    /// The subject that a deployment is, which mostly has the same number in another snapshot of the same records.
    pub fn subject_of(&self, deployment: DeploymentId, mostly: SubjectId) -> Option<SubjectId> {
        let is_own = |subject: &Subject| subject.deployment == deployment;
        if self.subjects.get(mostly.index()).is_some_and(is_own) {
            return Some(mostly);
        }
        self.subjects.iter().position(is_own).map(SubjectId::from)
    }

    /// Whether a deployment went to production: as its source says, else by the name of the environment.
    pub fn is_production(&self, deployment: &Deployment) -> bool {
        deployment.production.unwrap_or_else(|| {
            self.parameters_of(deployment)
                .is_production(&deployment.environment)
        })
    }

    /// The parameters in force when a deployment began.
    pub fn parameters_of(&self, deployment: &Deployment) -> &Parameters {
        &self.policy.at(deployment.started_at.at).parameters
    }

    /// The commit that a deployment brought: the one that it names, else the one that its version leads
    /// to without doubt.
    pub fn revision(&self, id: DeploymentId) -> Option<&str> {
        let own = self.deployments[id.index()].record.revision.value();
        own.or_else(|| self.traced.get(&id)?.revision.as_ref())
            .map(String::as_str)
    }

    /// Whether two deployments are known to have brought the same commit.
    pub fn same_revision(&self, a: DeploymentId, b: DeploymentId) -> bool {
        let revision = self.revision(a);
        revision.is_some() && revision == self.revision(b)
    }

    /// Whether a scan for secrets that names a revision is of a commit too: of the revision itself or one of its
    /// ancestors. None where no imported commit is that revision.
    pub fn scan_contains(&self, revision: &str, commit: CommitId) -> Option<bool> {
        self.registers.contains(revision, commit, |revision| {
            let head = self.commit_named(revision)?;
            let sha = self.commits[head.index()].sha.as_str();
            let all = self.ancestry([sha], |_| true);
            Some(
                all.filter_map(|sha| self.commit_by_sha.get(sha).copied())
                    .collect(),
            )
        })
    }

    /// The names of commits and of their ancestors, each once, as far as commits were imported and `goes_on` holds
    /// for them; the parents of the last ones are among them.
    pub fn ancestry<'a>(
        &'a self,
        heads: impl IntoIterator<Item = &'a str>,
        goes_on: impl Fn(CommitId) -> bool,
    ) -> impl Iterator<Item = &'a str> {
        let mut open: Vec<&str> = heads.into_iter().collect();
        let mut seen: HashSet<&str> = HashSet::new();
        std::iter::from_fn(move || {
            loop {
                let sha = open.pop()?;
                if !seen.insert(sha) {
                    continue;
                }
                let id = self.commit_by_sha.get(sha).copied();
                if let Some(id) = id.filter(|id| goes_on(*id)) {
                    let parents = &self.commits[id.index()].parents;
                    open.extend(parents.iter().map(String::as_str));
                }
                return Some(sha);
            }
        })
    }

    /// The imported commit of a name that may be abbreviated, where only one begins so.
    fn commit_named(&self, name: &str) -> Option<CommitId> {
        const SHORTEST: usize = 7;
        if let Some(id) = self.commit_by_sha.get(name) {
            return Some(*id);
        }
        let first = self
            .commits
            .partition_point(|commit| commit.sha.as_str() < name);
        let begins =
            |at: usize| { self.commits.get(at) }.is_some_and(|of| of.sha.starts_with(name));
        (name.len() >= SHORTEST && begins(first) && !begins(first + 1)).then(|| first.into())
    }

    /// The record and the field that tell [`Snapshot::revision`].
    pub fn told_revision(&self, id: DeploymentId) -> (RecordRef, &'static str) {
        let own = self.deployments[id.index()].record.revision.is_value();
        match self.traced.get(&id).filter(|_| !own) {
            Some(traced) => (traced.record, traced.rule.field()),
            None => (RecordRef::Deployment(id), "revision"),
        }
    }

    /// The record's kind and key, such as `pull_request:clicki/referral-api#12`; an imported file is
    /// `import:` with its SHA-256.
    pub fn name(&self, record: RecordRef) -> String {
        let (kind, key) = match record {
            RecordRef::Import(id) => return format!("import:{}", self.sources[id.index()].sha256),
            RecordRef::LinkDecision(id) => {
                return format!(
                    "link_decision:event {}",
                    self.link_decisions[id.index()].event
                );
            }
            RecordRef::Finding(id) => {
                return format!("finding:{}", self.findings.shown[id.index()].key);
            }
            RecordRef::FollowUp(id) => {
                return format!("follow_up:{}", self.findings.follow_ups[id.index()].key);
            }
            RecordRef::Deployment(id) => {
                (RecordKind::Deployment, self.deployments[id.index()].key())
            }
            RecordRef::Status(id) => {
                let status = &self.statuses[id.index()];
                (
                    RecordKind::DeploymentStatus,
                    format!("{}/{}", status.deployment, status.id),
                )
            }
            RecordRef::PullRequest(id) => (
                RecordKind::PullRequest,
                self.pull_requests[id.index()].key(),
            ),
            RecordRef::Commit(id) => (RecordKind::Commit, self.commits[id.index()].sha.clone()),
            RecordRef::Run(id) => (RecordKind::PipelineRun, self.runs[id.index()].key()),
            RecordRef::ChangeRecord(id) => (
                RecordKind::ChangeRecord,
                self.change_records[id.index()].key.clone(),
            ),
            RecordRef::ChangeApproval(id) => (
                RecordKind::ChangeApproval,
                self.change_approvals[id.index()].key(),
            ),
            RecordRef::Incident(id) => {
                (RecordKind::Incident, self.incidents[id.index()].id.clone())
            }
            RecordRef::RosterEntry(id) => (RecordKind::RosterEntry, self.roster[id.index()].key()),
            RecordRef::PostChangeReview(id) => (
                RecordKind::PostChangeReview,
                self.post_change_reviews[id.index()].key(),
            ),
            RecordRef::Attestation(id) => (
                RecordKind::Attestation,
                self.registers.attestations[id.index()].key(),
            ),
            RecordRef::MonitoringResult(id) => (
                RecordKind::MonitoringResult,
                self.registers.monitoring[id.index()].key(),
            ),
            RecordRef::InventoryEntry(id) => (
                RecordKind::InventoryEntry,
                self.registers.inventory[id.index()].key(),
            ),
            RecordRef::ProtectionSnapshot(id) => (
                RecordKind::ProtectionSnapshot,
                self.registers.protection[id.index()].key(),
            ),
            RecordRef::Holiday(id) => (
                RecordKind::Holiday,
                self.registers.holidays[id.index()].date.to_string(),
            ),
            RecordRef::StandardChange(id) => (
                RecordKind::StandardChange,
                self.registers.standard_changes[id.index()].key(),
            ),
            RecordRef::PolicyReview(id) => (
                RecordKind::PolicyReview,
                self.registers.policy_reviews[id.index()].key(),
            ),
            RecordRef::PolicyTrigger(id) => (
                RecordKind::PolicyTrigger,
                self.registers.policy_triggers[id.index()].key(),
            ),
            RecordRef::ExceptionEntry(id) => (
                RecordKind::ExceptionEntry,
                self.registers.exceptions[id.index()].id.clone(),
            ),
            RecordRef::GitRef(id) => (RecordKind::GitRef, self.git_refs[id.index()].key()),
            RecordRef::Artifact(id) => (RecordKind::Artifact, self.artifacts[id.index()].key()),
            RecordRef::SecretScan(id) => (
                RecordKind::SecretScan,
                self.registers.secret_scans[id.index()].key(),
            ),
            RecordRef::SecretFinding(id) => (
                RecordKind::SecretFinding,
                self.registers.secret_findings[id.index()].key(),
            ),
        };
        format!("{kind}:{key}")
    }

    /// The file and the place that a record was read from.
    pub fn origin(&self, record: RecordRef) -> (SourceId, Place) {
        fn of<T>(held: &Held<T>) -> (SourceId, Place) {
            (held.source, held.place)
        }
        match record {
            RecordRef::Deployment(id) => of(&self.deployments[id.index()]),
            RecordRef::Status(id) => of(&self.statuses[id.index()]),
            RecordRef::PullRequest(id) => of(&self.pull_requests[id.index()]),
            RecordRef::Commit(id) => of(&self.commits[id.index()]),
            RecordRef::Run(id) => of(&self.runs[id.index()]),
            RecordRef::ChangeRecord(id) => of(&self.change_records[id.index()]),
            RecordRef::ChangeApproval(id) => of(&self.change_approvals[id.index()]),
            RecordRef::Incident(id) => of(&self.incidents[id.index()]),
            RecordRef::RosterEntry(id) => of(&self.roster[id.index()]),
            RecordRef::PostChangeReview(id) => of(&self.post_change_reviews[id.index()]),
            RecordRef::Attestation(id) => of(&self.registers.attestations[id.index()]),
            RecordRef::MonitoringResult(id) => of(&self.registers.monitoring[id.index()]),
            RecordRef::InventoryEntry(id) => of(&self.registers.inventory[id.index()]),
            RecordRef::ProtectionSnapshot(id) => of(&self.registers.protection[id.index()]),
            RecordRef::Holiday(id) => of(&self.registers.holidays[id.index()]),
            RecordRef::StandardChange(id) => of(&self.registers.standard_changes[id.index()]),
            RecordRef::PolicyReview(id) => of(&self.registers.policy_reviews[id.index()]),
            RecordRef::PolicyTrigger(id) => of(&self.registers.policy_triggers[id.index()]),
            RecordRef::ExceptionEntry(id) => of(&self.registers.exceptions[id.index()]),
            RecordRef::GitRef(id) => of(&self.git_refs[id.index()]),
            RecordRef::Artifact(id) => of(&self.artifacts[id.index()]),
            RecordRef::SecretScan(id) => of(&self.registers.secret_scans[id.index()]),
            RecordRef::SecretFinding(id) => of(&self.registers.secret_findings[id.index()]),
            RecordRef::LinkDecision(id) => of(&self.link_decisions[id.index()]),
            RecordRef::Finding(id) => of(&self.findings.shown[id.index()]),
            RecordRef::FollowUp(id) => of(&self.findings.follow_ups[id.index()]),
            RecordRef::Import(id) => (id, Place::default()),
        }
    }

    /// The file and the place that one field of a record was read from.
    pub fn origin_of(&self, record: RecordRef, field: &str) -> (SourceId, Place) {
        let older = match record {
            RecordRef::ChangeRecord(id) if field.starts_with("history") => {
                let key = &self.change_records[id.index()].key;
                self.older_histories.get(key)
            }
            _ => None,
        };
        older.copied().unwrap_or_else(|| self.origin(record))
    }

    /// Where a record, or one field of it, stands in its file, in words. See [`Source::place`].
    pub fn place(&self, record: RecordRef, field: &str, own: Option<&str>) -> String {
        if matches!(record, RecordRef::Import(_)) {
            return WHOLE_FILE.to_owned();
        }
        let (source, place) = self.origin_of(record, field);
        self.sources[source.index()].place(&place, field, own)
    }

    /// The file that a record was read from.
    pub fn source_of(&self, record: RecordRef) -> &Source {
        &self.sources[self.origin(record).0.index()]
    }
}
