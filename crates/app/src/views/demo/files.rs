//! The exports of the demo company as part of the app.

use std::io;
use std::path::Path;

use crate::ports::{Draft, Files};

macro_rules! inputs {
    ($($name:literal,)*) => {
        /// Names and bytes of the exports.
        pub(super) const INPUTS: &[(&str, &[u8])] = &[$((
            $name,
            include_bytes!(concat!("../../../../../fixtures/demo/inputs/", $name)),
        ),)*];
    };
}

inputs! {
    "attestations.csv",
    "deploy-log.csv",
    "exception-register.csv",
    "gh-deployment-statuses.json",
    "gh-deployments.json",
    "gh-workflow-runs.json",
    "gitlog-edge-infra.txt",
    "gitlog-partner-web.txt",
    "gitlog-payout-worker.txt",
    "gitlog-referral-api.txt",
    "gitlog-reward-ledger.txt",
    "holidays.csv",
    "inventory.csv",
    "jira-search.json",
    "monitoring.csv",
    "pagerduty-incidents.json",
    "policy-reviews.csv",
    "policy-triggers.csv",
    "post-change-reviews.csv",
    "protection-snapshots.csv",
    "prs-edge-infra.json",
    "prs-partner-web.json",
    "prs-payout-worker.json",
    "prs-referral-api.json",
    "prs-reward-ledger.json",
    "roster.csv",
    "secret-scan.sarif",
    "servicenow-change_request.csv",
    "servicenow-sysapproval_approver.csv",
    "standard-changes.csv",
}

/// The embedded files: they can be read and nothing else.
pub(super) struct Embedded;

fn find(path: &Path) -> io::Result<&'static [u8]> {
    INPUTS
        .iter()
        .find(|(name, _)| Path::new(name) == path)
        .map(|(_, bytes)| *bytes)
        .ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
}

impl Files for Embedded {
    fn size(&self, path: &Path) -> io::Result<u64> {
        find(path).map(|bytes| bytes.len() as u64)
    }

    fn read_start(&self, path: &Path, bytes: u64) -> io::Result<Vec<u8>> {
        let length = usize::try_from(bytes).unwrap_or(usize::MAX);
        find(path).map(|all| all[..length.min(all.len())].to_vec())
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        find(path).map(<[u8]>::to_vec)
    }

    fn write_draft(&self, _: &Path, _: &[u8]) -> io::Result<Draft> {
        Err(io::Error::from(io::ErrorKind::ReadOnlyFilesystem))
    }

    fn remove(&self, _: &Path) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_export_of_the_demo_company_comes_with_the_app() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/demo/inputs");
        let mut there: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        there.sort();
        let embedded: Vec<&str> = INPUTS.iter().map(|(name, _)| *name).collect();
        assert_eq!(embedded, there);
    }
}
