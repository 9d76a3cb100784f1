//! The tie-out: production deployments against the runs of deployment pipelines, a second source
//! that is written by another system.
//!
//! A run counts as one of a deployment pipeline where its name is that of a run which a deployment
//! names. A deployment and a run are the same where the deployment's own record names the run, or
//! where they have the same revision within the tolerance.

use std::collections::{BTreeMap, HashMap, HashSet};

use changeproof_domain::snapshot::{DeploymentId, RunAddress, RunId, Snapshot, SubjectId};
use changeproof_domain::time::{MINUTE, Timestamp};
use changeproof_reports::pack::{TieOut, TieOutItem};

use super::Material;

/// Minutes between a deployment and a run of the same revision.
const TOLERANCE: u32 = 15;

/// The comparison with pipeline runs; none where no runs of deployment pipelines were imported.
pub(super) fn with_runs(material: &Material<'_>) -> Option<TieOut> {
    let loaded = &material.explained.loaded;
    let snapshot = &loaded.snapshot;
    let runs = Runs::of(snapshot);
    if runs.deploying.is_empty() {
        return None;
    }
    let mut in_both = Vec::new();
    let mut only_first = Vec::new();
    let mut matched: HashSet<RunId> = HashSet::new();
    for deployment in (0..snapshot.deployments.len()).map(DeploymentId::from) {
        matched.extend(runs.of_deployment(snapshot, deployment).map(|(run, _)| run));
    }
    for &id in &material.explained.subjects {
        let subject = &snapshot.subjects[id.index()];
        let named = subject
            .runs
            .iter()
            .any(|link| link.attempt == subject.deployment);
        let also = std::iter::once(subject.deployment).chain(subject.also_in.iter().copied());
        let found = also
            .flat_map(|deployment| runs.of_deployment(snapshot, deployment))
            .next();
        match found {
            Some((run, How::Named)) => {
                in_both.push(item(
                    snapshot,
                    id,
                    &format!("named run {}", name(snapshot, run)),
                ));
            }
            Some((run, How::SameRevision)) => in_both.push(item(
                snapshot,
                id,
                &format!("same revision as run {}", name(snapshot, run)),
            )),
            None if named => in_both.push(item(snapshot, id, "named run")),
            None => only_first.push(item(snapshot, id, "no run found")),
        }
    }
    let mut only_second: Vec<TieOutItem> = runs
        .deploying
        .iter()
        .filter(|run| !matched.contains(run))
        .filter_map(|run| {
            let record = &snapshot.runs[run.index()];
            let at = record.started_at.value()?.at;
            material.period.holds(at, loaded.zone).then(|| TieOutItem {
                id: record.id.clone(),
                service: record.repository.text().to_owned(),
                revision: record.head.text().to_owned(),
                at: at.utc(),
                note: record.name.text().to_owned(),
            })
        })
        .collect();
    only_second.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
    Some(TieOut {
        first: "deployment records".to_owned(),
        second: "pipeline runs".to_owned(),
        rule: format!(
            "A deployment and a run are the same where the deployment's own record names the run, \
             or where both have the same revision and start at most {TOLERANCE} minutes apart."
        ),
        without_second: services_without_runs(snapshot, &material.explained.subjects),
        in_both,
        only_first,
        only_second,
    })
}

/// Services of which no imported run can be: none has the revision of any of their deployments,
/// and no deployment of theirs names an imported run. Their deployments cannot be tied out, which
/// says nothing against any single one.
fn services_without_runs(snapshot: &Snapshot, subjects: &[SubjectId]) -> Vec<String> {
    let revisions: HashSet<&str> = snapshot
        .runs
        .iter()
        .filter_map(|run| run.head.value())
        .map(String::as_str)
        .collect();
    let mut has_runs: BTreeMap<&str, bool> = BTreeMap::new();
    for id in subjects {
        let subject = &snapshot.subjects[id.index()];
        let deployment = &snapshot.deployments[subject.deployment.index()];
        let found = !subject.runs.is_empty()
            || deployment
                .revision
                .value()
                .is_some_and(|revision| revisions.contains(revision.as_str()));
        *has_runs.entry(&deployment.service).or_default() |= found;
    }
    has_runs
        .into_iter()
        .filter(|(_, found)| !found)
        .map(|(service, _)| service.to_owned())
        .collect()
}

fn name(snapshot: &Snapshot, run: RunId) -> String {
    snapshot.runs[run.index()].id.clone()
}

fn item(snapshot: &Snapshot, id: SubjectId, note: &str) -> TieOutItem {
    let subject = &snapshot.subjects[id.index()];
    let deployment = &snapshot.deployments[subject.deployment.index()];
    TieOutItem {
        id: deployment.id.clone(),
        service: deployment.service.clone(),
        revision: deployment.revision.text().to_owned(),
        at: subject.at.utc(),
        note: note.to_owned(),
    }
}

/// How a deployment and a run were found to be the same.
#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    Named,
    SameRevision,
}

struct Runs<'s> {
    by_id: HashMap<&'s str, RunId>,
    by_revision: HashMap<&'s str, Vec<(Timestamp, RunId)>>,
    /// Runs of deployment pipelines, in the order of the snapshot.
    deploying: Vec<RunId>,
}

impl<'s> Runs<'s> {
    fn of(snapshot: &'s Snapshot) -> Runs<'s> {
        let mut runs = Runs {
            by_id: HashMap::new(),
            by_revision: HashMap::new(),
            deploying: Vec::new(),
        };
        for (index, run) in snapshot.runs.iter().enumerate() {
            runs.by_id.insert(&run.id, RunId::from(index));
        }
        let pipelines: HashSet<&str> = (0..snapshot.deployments.len())
            .filter_map(|index| runs.named(snapshot, DeploymentId::from(index)))
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

    /// The run that a deployment's own record names: `https://.../runs/123` with more behind it.
    fn named(&self, snapshot: &Snapshot, deployment: DeploymentId) -> Option<RunId> {
        let RunAddress::Found(address, _) = &snapshot.endings[deployment.index()].run_address
        else {
            return None;
        };
        let (_, rest) = address.split_once("/runs/")?;
        let id = rest.split(['/', '?', '#']).next()?;
        self.by_id.get(id).copied()
    }

    /// The runs that are the same as a deployment: the one that it names, or those of its revision
    /// close to it.
    fn of_deployment<'r>(
        &'r self,
        snapshot: &'r Snapshot,
        deployment: DeploymentId,
    ) -> impl Iterator<Item = (RunId, How)> + 'r {
        let named = self.named(snapshot, deployment);
        let record = &snapshot.deployments[deployment.index()];
        let at = record.started_at.at;
        let same = record
            .revision
            .value()
            .filter(|_| named.is_none())
            .and_then(|revision| self.by_revision.get(revision.as_str()))
            .into_iter()
            .flatten()
            .filter(move |(run_at, _)| (run_at.0 - at.0).abs() <= i64::from(TOLERANCE) * MINUTE)
            .map(|(_, run)| (*run, How::SameRevision));
        named.map(|run| (run, How::Named)).into_iter().chain(same)
    }
}
