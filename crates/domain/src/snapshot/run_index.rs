//! Pipeline runs by what deployments call them.

use hashbrown::HashMap;

use super::{DeploymentId, RunAddress, RunId, Snapshot};

/// Pipeline runs by address and by id.
#[derive(Debug)]
pub struct RunIndex<'a> {
    by_id: HashMap<&'a str, Vec<RunId>>,
    by_url: HashMap<&'a str, RunId>,
}

/// The part of an address that names a run, without what it says of the run's jobs or attempts; all of it where it
/// names none.
pub fn run_of_address(address: &str) -> &str {
    let end = address.split_once("/runs/").map(|(before, behind)| {
        let id = behind.split(['/', '?', '#']).next().unwrap_or_default();
        before.len() + "/runs/".len() + id.len()
    });
    end.map_or(address, |end| &address[..end])
}

impl<'a> RunIndex<'a> {
    /// All runs of a snapshot.
    pub fn of(snapshot: &'a Snapshot) -> RunIndex<'a> {
        let mut runs = RunIndex {
            by_id: HashMap::new(),
            by_url: HashMap::new(),
        };
        for (i, run) in snapshot.runs.iter().enumerate() {
            runs.by_id
                .entry(run.id.as_str())
                .or_default()
                .push(i.into());
            if let Some(url) = run.url.value() {
                runs.by_url.entry(url).or_insert_with(|| i.into());
            }
        }
        runs
    }

    /// The run that a deployment's own records name by its address: `.../OWNER/NAME/.../runs/ID`.
    pub fn named_by(&self, snapshot: &Snapshot, deployment: DeploymentId) -> Option<RunId> {
        let RunAddress::Found(address, _) = &snapshot.endings[deployment.index()].run_address
        else {
            return None;
        };
        self.at(snapshot, address)
    }

    /// The run of an address.
    pub fn at(&self, snapshot: &Snapshot, address: &str) -> Option<RunId> {
        if let Some(run) = self.by_url.get(address) {
            return Some(*run);
        }
        let (_, rest) = address.split_once("/runs/")?;
        let id = rest.split(['/', '?', '#']).next()?;
        self.by_id.get(id)?.iter().copied().find(|run| {
            let repository = snapshot.runs[run.index()].repository.value();
            repository.is_none_or(|name| address.contains(&format!("/{name}/")))
        })
    }
}
