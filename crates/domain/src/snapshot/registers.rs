//! Lines of the company's own registers, with the indexes that controls need.

use std::sync::OnceLock;

use hashbrown::{HashMap, HashSet};

use super::{
    AttestationId, CommitId, Held, MonitoringResultId, SecretFindingId, SecretScanId,
    StandardChangeId,
};
use crate::record::{
    Attestation, ExceptionEntry, Holiday, InventoryEntry, MonitoringResult, PolicyReview,
    PolicyTrigger, ProtectionSnapshot, SecretFinding, SecretScan, StandardChange,
};
use crate::text::folded;
use crate::time::{DAY, Timestamp};

/// Lines of the company's own registers, beside the roster and the post-change reviews.
#[derive(Clone, Debug, Default)]
pub struct Registers {
    /// Attestations, by control, subject and time.
    pub attestations: Vec<Held<Attestation>>,
    /// Monitoring results, by service and time.
    pub monitoring: Vec<Held<MonitoringResult>>,
    /// What ran, by service, environment and time.
    pub inventory: Vec<Held<InventoryEntry>>,
    /// Protection of branches, by repository, branch and time.
    pub protection: Vec<Held<ProtectionSnapshot>>,
    /// Holidays, by date.
    pub holidays: Vec<Held<Holiday>>,
    /// Standard changes, by template and time of approval.
    pub standard_changes: Vec<Held<StandardChange>>,
    /// Reviews of the policy, by policy and time.
    pub policy_reviews: Vec<Held<PolicyReview>>,
    /// Significant changes, by time.
    pub policy_triggers: Vec<Held<PolicyTrigger>>,
    /// Exceptions, by id.
    pub exceptions: Vec<Held<ExceptionEntry>>,
    /// Scans of repositories for secrets, by key.
    pub secret_scans: Vec<Held<SecretScan>>,
    /// What looks like a secret, by key.
    pub secret_findings: Vec<Held<SecretFinding>>,
    /// Secret findings of each commit, by its name.
    pub secrets_in_commit: HashMap<String, Vec<SecretFindingId>>,
    /// Secret findings in the text of each record, by kind and key.
    pub secrets_in_record: HashMap<String, Vec<SecretFindingId>>,
    /// Scans of each repository, by key; its name as [`folded`] gives it.
    pub secret_scans_of: HashMap<String, Vec<SecretScanId>>,
    /// Attestations of each control and subject, by time; both as [`folded`] gives them.
    pub attestations_of: HashMap<(String, String), Vec<AttestationId>>,
    /// Monitoring results of each service, by time; its name as [`folded`] gives it.
    pub monitoring_of: HashMap<String, Vec<MonitoringResultId>>,
    /// Monitoring results that name an imported deployment, by its id or its key.
    pub monitoring_of_deployments: HashSet<MonitoringResultId>,
    /// Lines of each template, by the time of approval; its name as [`folded`] gives it.
    pub standard_changes_of: HashMap<String, Vec<StandardChangeId>>,
    /// The commits that each scanned revision contains; without revisions that no imported commit has.
    /// Worked out when the first of them is asked for.
    scanned: OnceLock<HashMap<String, HashSet<CommitId>>>,
}

impl Registers {
    /// What was attested to a control about a subject, oldest first.
    pub fn attested(&self, control: &str, subject: &str) -> &[AttestationId] {
        let key = (folded(control).into_owned(), folded(subject).into_owned());
        self.attestations_of.get(&key).map_or(&[], Vec::as_slice)
    }

    /// What looks like a secret in a commit, by its name.
    pub fn secrets_in_commit(&self, sha: &str) -> &[SecretFindingId] {
        self.secrets_in_commit.get(sha).map_or(&[], Vec::as_slice)
    }

    /// What looks like a secret in the text of a record, by kind and key.
    pub fn secrets_in_record(&self, name: &str) -> &[SecretFindingId] {
        self.secrets_in_record.get(name).map_or(&[], Vec::as_slice)
    }

    /// Whether a scanned revision is a commit or has it among its ancestors. None where no imported commit is
    /// that revision.
    pub(super) fn contains(
        &self,
        revision: &str,
        commit: CommitId,
        work_out: impl Fn(&str) -> Option<HashSet<CommitId>>,
    ) -> Option<bool> {
        let all = self.scanned.get_or_init(|| {
            let revisions = self.secret_scans.iter();
            let revisions = revisions.filter_map(|scan| scan.revision.value());
            let mut all = HashMap::new();
            for revision in revisions {
                if !all.contains_key(revision)
                    && let Some(within) = work_out(revision)
                {
                    all.insert(revision.clone(), within);
                }
            }
            all
        });
        Some(all.get(revision)?.contains(&commit))
    }

    /// The scans of a repository for secrets.
    pub fn scans_of(&self, repository: &str) -> impl Iterator<Item = &Held<SecretScan>> + Clone {
        let of = self.secret_scans_of.get(&*folded(repository));
        of.into_iter()
            .flatten()
            .map(|id| &self.secret_scans[id.index()])
    }

    /// The monitoring results of a service that may be of a span of time, oldest first: all whose text
    /// can mean an instant of it, and perhaps some of the day before.
    pub fn monitored(
        &self,
        service: &str,
        from: Timestamp,
        to: Timestamp,
    ) -> &[MonitoringResultId] {
        let Some(of) = self.monitoring_of.get(&*folded(service)) else {
            return &[];
        };
        let at = |id: &MonitoringResultId| self.monitoring[id.index()].checked_at.at;
        // A date alone, the coarsest of texts, can mean any instant of its day.
        let first = of.partition_point(|id| at(id) < from.plus(-DAY));
        let end = of.partition_point(|id| at(id) <= to);
        of.get(first..end).unwrap_or_default()
    }

    /// The lines of a template, oldest approval first.
    pub fn template(&self, name: &str) -> &[StandardChangeId] {
        let of = self.standard_changes_of.get(&*folded(name));
        of.map_or(&[], Vec::as_slice)
    }
}
