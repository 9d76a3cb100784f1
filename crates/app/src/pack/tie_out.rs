//! The tie-out: production deployments against the runs of deployment pipelines, a second source
//! that is written by another system. POP-03 judges the same comparison.

use std::collections::{BTreeMap, HashSet};

use changeproof_controls::tie_out::{DeployingRuns, Tie};
use changeproof_domain::snapshot::{DeploymentId, RunId, Snapshot, SubjectId};
use changeproof_domain::time::MINUTE;
use changeproof_reports::pack::{TieOut, TieOutItem};

use super::Material;

/// The comparison with pipeline runs; none where no runs of deployment pipelines were imported.
pub(super) fn with_runs(material: &Material<'_>) -> Option<TieOut> {
    let loaded = &material.explained.loaded;
    let snapshot = &loaded.snapshot;
    let runs = DeployingRuns::of(snapshot);
    if runs.all().is_empty() {
        return None;
    }
    let mut in_both = Vec::new();
    let mut only_first = Vec::new();
    let mut matched: HashSet<RunId> = HashSet::new();
    for deployment in (0..snapshot.deployments.len()).map(DeploymentId::from) {
        matched.extend(runs.of_deployment(deployment).map(|(run, _)| run));
    }
    for &id in &material.explained.subjects {
        let subject = &snapshot.subjects[id.index()];
        let named = subject
            .runs
            .iter()
            .any(|link| link.attempt == subject.deployment);
        let also = std::iter::once(subject.deployment).chain(subject.also_in.iter().copied());
        let found = also
            .flat_map(|deployment| runs.of_deployment(deployment))
            .next();
        match found {
            Some((run, Tie::Named)) => {
                in_both.push(item(
                    snapshot,
                    id,
                    &format!("named run {}", name(snapshot, run)),
                ));
            }
            Some((run, Tie::SameRevision)) => in_both.push(item(
                snapshot,
                id,
                &format!("same revision as run {}", name(snapshot, run)),
            )),
            None if named => in_both.push(item(snapshot, id, "named run")),
            None => only_first.push(item(snapshot, id, "no run found")),
        }
    }
    let mut only_second: Vec<TieOutItem> = runs
        .all()
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
             or where both have the same revision and start at most {} minutes apart.",
            material.policy_at_end().parameters.same_deployment_window / MINUTE
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
            || snapshot
                .revision(subject.deployment)
                .is_some_and(|revision| revisions.contains(revision));
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
        revision: snapshot
            .revision(subject.deployment)
            .unwrap_or_default()
            .to_owned(),
        at: subject.at.utc(),
        note: note.to_owned(),
    }
}
