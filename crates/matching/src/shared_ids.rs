//! Ids that a deployment log uses for several deployments.
//!
//! People and scripts who write a log number deployments for each service or environment, or name them by their
//! version. Then an id alone is none of one deployment: all rows that share it get ids of service and environment,
//! and where that is not enough of the revision too. Files are looked at together, so that the order of imports
//! never matters.

use std::collections::BTreeSet;

use changeproof_domain::record::{Deployment, DeploymentSource, Record};
use changeproof_domain::text::folded;
use changeproof_domain::time::Timestamp;
use hashbrown::HashMap;

use crate::Versioned;

/// How much of a revision stands in an id.
const SHOWN: usize = 10;

/// Gives deployments that share an id ids of their own.
pub(crate) fn tell_apart(records: &mut [Versioned]) {
    let shared = shared(records);
    if shared.is_empty() {
        return;
    }
    for version in records {
        let Record::Deployment(of) = &mut version.record else {
            continue;
        };
        if of.source != DeploymentSource::DeployLog {
            continue;
        }
        let Some(by_revision) = shared.get(&of.id) else {
            continue;
        };
        let mut id = format!("{}/{}", of.id, place(of));
        if *by_revision {
            let revision = revision(of);
            id.push('/');
            id.push_str(revision.get(..SHOWN).unwrap_or(revision));
        }
        of.id = id;
    }
}

/// The ids that are shared, each with whether the revision is needed to tell them apart.
fn shared(records: &[Versioned]) -> HashMap<String, bool> {
    let mut rows: HashMap<&str, Rows<'_>> = HashMap::new();
    let logged = records.iter().filter_map(|version| match &version.record {
        Record::Deployment(of) if of.source == DeploymentSource::DeployLog => Some(&**of),
        _ => None,
    });
    for of in logged {
        let rows = rows.entry(&of.id).or_default();
        rows.places.insert(place(of));
        rows.revisions.insert(revision(of));
        rows.starts.insert(of.started_at.at);
    }
    rows.into_iter()
        .map(|(id, rows)| (id, rows.places.len() > 1, rows.is_of_several_revisions()))
        .filter(|(_, by_place, by_revision)| *by_place || *by_revision)
        .map(|(id, _, by_revision)| (id.to_owned(), by_revision))
        .collect()
}

/// What rows with one id tell.
#[derive(Default)]
struct Rows<'r> {
    places: BTreeSet<String>,
    revisions: BTreeSet<&'r str>,
    starts: BTreeSet<Timestamp>,
}

impl Rows<'_> {
    /// Whether they are of several revisions that began at several times: two exports of one deployment may tell
    /// its revision in full, shortened, not at all, or corrected.
    fn is_of_several_revisions(&self) -> bool {
        // In order, a text comes right after those that begin it, such as the empty one.
        let all = self.revisions.iter();
        let next = all.clone().skip(1);
        let several = all.zip(next).any(|(one, next)| !next.starts_with(one));
        several && self.starts.len() > 1
    }
}

/// Service and environment.
fn place(of: &Deployment) -> String {
    format!("{}/{}", folded(&of.service), folded(&of.environment))
}

/// The commit, or where none is named the version.
fn revision(of: &Deployment) -> &str {
    match of.revision.text() {
        "" => of.version.text(),
        revision => revision,
    }
}
