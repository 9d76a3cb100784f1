//! How each attempt to deploy ended: its own record, and what was said of it later.

use changeproof_domain::field::Field;
use changeproof_domain::record::{Deployment, DeploymentState, DeploymentStatus};
use changeproof_domain::snapshot::{
    DeploymentId, Ending, Held, RecordRef, RunAddress, Snapshot, StatusId, run_of_address,
};
use hashbrown::HashMap;

/// The endings of all deployments, in their order.
pub(crate) fn of(snapshot: &Snapshot) -> Vec<Ending> {
    // By the two parts of a deployment's key: putting them together for each would cost more.
    let mut statuses_of: HashMap<(&str, &str), Vec<StatusId>> = HashMap::new();
    for (i, status) in snapshot.statuses.iter().enumerate() {
        if let Some(parts) = status.deployment.split_once(':') {
            statuses_of.entry(parts).or_default().push(i.into());
        }
    }
    snapshot
        .deployments
        .iter()
        .enumerate()
        .map(|(i, deployment)| {
            let statuses = statuses_of
                .get(&(deployment.record.source.id(), deployment.id.as_str()))
                .map_or(&[][..], Vec::as_slice);
            ending(snapshot, i.into(), deployment, statuses)
        })
        .collect()
}

fn ending(
    snapshot: &Snapshot,
    id: DeploymentId,
    deployment: &Deployment,
    statuses: &[StatusId],
) -> Ending {
    let own = RecordRef::Deployment(id);
    let held =
        |status: &StatusId| -> &Held<DeploymentStatus> { &snapshot.statuses[status.index()] };
    // A later 'in progress' says nothing against an ending that was reported before it.
    let ended: Vec<&StatusId> = statuses
        .iter()
        .filter(|status| !matches!(held(status).state, DeploymentState::InProgress))
        .collect();
    let (state, said_by) = match (ended.last().or(statuses.last().as_ref()), &deployment.state) {
        (Some(last), _) => {
            let went_through = ended
                .iter()
                .any(|status| held(status).state == DeploymentState::Success);
            let state = match held(last).state {
                // Success first and failure afterwards: production was changed.
                DeploymentState::Failure if went_through => DeploymentState::Partial,
                state => state,
            };
            (state, Some(RecordRef::Status(**last)))
        }
        (None, Field::Value(state)) => (*state, Some(own)),
        (None, Field::Empty) => (DeploymentState::Unknown, Some(own)),
        (None, Field::NotExported) => (DeploymentState::Unknown, None),
    };
    Ending {
        state,
        said_by,
        run_address: run_address(snapshot, own, deployment, statuses),
    }
}

/// Production deployments that name one pipeline run, where several do.
pub(crate) fn sharing_runs(snapshot: &Snapshot) -> HashMap<String, Vec<DeploymentId>> {
    let mut by_run: HashMap<&str, Vec<DeploymentId>> = HashMap::new();
    for (at, ending) in snapshot.endings.iter().enumerate() {
        if let RunAddress::Found(address, _) = &ending.run_address
            && snapshot.is_production(&snapshot.deployments[at])
        {
            let run = run_of_address(address);
            by_run.entry(run).or_default().push(at.into());
        }
    }
    let shared = by_run.into_iter().filter(|(_, all)| all.len() > 1);
    shared.map(|(run, all)| (run.to_owned(), all)).collect()
}

fn run_address(
    snapshot: &Snapshot,
    own: RecordRef,
    deployment: &Deployment,
    statuses: &[StatusId],
) -> RunAddress {
    let named =
        std::iter::once((own, &deployment.run_url)).chain(statuses.iter().rev().map(|id| {
            (
                RecordRef::Status(*id),
                &snapshot.statuses[id.index()].run_url,
            )
        }));
    let mut address = RunAddress::NotExported;
    for (record, url) in named {
        match url {
            Field::Value(url) => return RunAddress::Found(url.clone(), record),
            Field::Empty => address = RunAddress::Empty(record),
            Field::NotExported => {}
        }
    }
    address
}
