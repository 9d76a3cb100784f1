//! The runs of deployment pipelines: a second source of deployments, written by another system.
//!
//! A run counts as one of a deployment pipeline where its name is that of a run which a deployment
//! names. A deployment and a run are the same where the deployment's own record names the run, or
//! where they have the same revision within the tolerance.

use std::collections::{HashMap, HashSet};

use changeproof_domain::snapshot::{DeploymentId, RunId, RunIndex, Snapshot};
use changeproof_domain::time::Timestamp;

/// How a deployment and a run were found to be the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tie {
    /// The deployment's own record names the run.
    Named,
    /// Both have the same revision and start close to each other.
    SameRevision,
}

/// The runs of deployment pipelines.
#[derive(Debug)]
pub struct DeployingRuns<'s> {
    snapshot: &'s Snapshot,
    index: RunIndex<'s>,
    by_revision: HashMap<&'s str, Vec<(Timestamp, RunId)>>,
    deploying: Vec<RunId>,
}

impl<'s> DeployingRuns<'s> {
    /// Those of a snapshot.
    pub fn of(snapshot: &'s Snapshot) -> DeployingRuns<'s> {
        let mut runs = DeployingRuns {
            snapshot,
            index: RunIndex::of(snapshot),
            by_revision: HashMap::new(),
            deploying: Vec::new(),
        };
        let pipelines: HashSet<&str> = (0..snapshot.deployments.len())
            .filter_map(|index| runs.named(DeploymentId::from(index)))
            .filter_map(|run| snapshot.runs[run.index()].name.value())
            .map(String::as_str)
            .collect();
        for (index, run) in snapshot.runs.iter().enumerate() {
            let id = RunId::from(index);
            if run
                .name
                .value()
                .is_some_and(|name| pipelines.contains(name.as_str()))
            {
                runs.deploying.push(id);
                if let (Some(head), Some(at)) = (run.head.value(), run.started_at.value()) {
                    runs.by_revision.entry(head).or_default().push((at.at, id));
                }
            }
        }
        runs
    }

    /// All of them, in the order of the snapshot.
    pub fn all(&self) -> &[RunId] {
        &self.deploying
    }

    /// The run that a deployment's own record names.
    fn named(&self, deployment: DeploymentId) -> Option<RunId> {
        self.index.named_by(self.snapshot, deployment)
    }

    /// The runs that are the same as a deployment: the one that it names, or those of its revision
    /// close to it.
    pub fn of_deployment(
        &self,
        deployment: DeploymentId,
    ) -> impl Iterator<Item = (RunId, Tie)> + '_ {
        let named = self.named(deployment);
        let record = &self.snapshot.deployments[deployment.index()];
        let at = record.started_at.at;
        let tolerance = self.snapshot.parameters_of(record).same_deployment_window;
        let same = self
            .snapshot
            .revision(deployment)
            .filter(|_| named.is_none())
            .and_then(|revision| self.by_revision.get(revision))
            .into_iter()
            .flatten()
            .filter(move |(run_at, _)| (run_at.0 - at.0).abs() <= tolerance)
            .map(|(_, run)| (*run, Tie::SameRevision));
        named.map(|run| (run, Tie::Named)).into_iter().chain(same)
    }
}
