//! From records to a [`Snapshot`]: who is who, which version of a record counts, what each
//! production deployment changed, and which change records it rests on.
//!
//! Pure: the same records give the same snapshot in whatever order they come.

mod abbreviations;
mod change_set;
mod coverage;
mod endings;
mod history;
mod keys;
mod link_decisions;
pub mod links;
mod persons;
mod pull_requests;
mod registers;
mod service_paths;
mod shared_ids;
mod sorting;
mod subjects;
mod traced;
mod unproven_links;
mod versions;

use changeproof_domain::calendar::Calendar;
use changeproof_domain::coverage::KeptHere;
use changeproof_domain::policy::Policy;
use changeproof_domain::record::Record;
use changeproof_domain::snapshot::{Findings, Held, LinkDecision, Snapshot, SourceId};
use changeproof_domain::source::{Place, Source};

pub use links::{Link, LinkState, links};

/// A record as one source tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct Versioned {
    /// The position of its source in [`Input::sources`].
    pub source: SourceId,
    /// Its place in that source.
    pub place: Place,
    /// What it says.
    pub record: Record,
}

/// What a snapshot is built from.
#[derive(Clone, Debug)]
pub struct Input {
    /// The imported files.
    pub sources: Vec<Source>,
    /// Their records, all versions, in any order.
    pub records: Vec<Versioned>,
    /// The company's calendar.
    pub calendar: Calendar,
    /// The versions of the policy. A deployment is matched by the one that was in force when it began.
    pub policy: Policy,
    /// Registers that are kept in the workspace itself, in the source that is its own log.
    pub kept_here: Vec<KeptHere>,
    /// The newest decision on each link that people decided about, by deployment and target.
    pub link_decisions: Vec<Held<LinkDecision>>,
    /// What evaluations showed before, and what people did about it.
    pub findings: Findings,
}

/// Builds the snapshot.
pub fn build(input: Input) -> Snapshot {
    let mut input = sorting::by_file(input);
    abbreviations::resolve(&mut input.records);
    let repositories = coverage::Repositories::of(&input);
    let coverage = coverage::of(&input, &repositories);
    let repositories = repositories.of_source;
    let Input {
        sources,
        records,
        mut calendar,
        policy,
        kept_here: _,
        findings,
        link_decisions,
    } = input;
    calendar.holidays.extend(policy.holidays(calendar.zone));
    let newest = versions::newest(&sources, records);
    let mut snapshot = sorting::snapshot(sources, newest.records, calendar, policy, coverage);
    snapshot.older_histories = newest.older_histories;
    snapshot.contested = newest.contested;
    snapshot.link_decisions = link_decisions;
    snapshot.people = persons::of(&snapshot);
    snapshot.endings = endings::of(&snapshot);
    link_decisions::runs(&mut snapshot);
    snapshot.sharing_runs = endings::sharing_runs(&snapshot);
    snapshot.traced = traced::of(&snapshot, &repositories);
    subjects::add(&mut snapshot);
    snapshot.findings = findings_of(&snapshot, findings);
    snapshot
}

/// The findings, with the deployments that they may be about.
fn findings_of(snapshot: &Snapshot, mut findings: Findings) -> Findings {
    if findings.shown.is_empty() {
        return findings;
    }
    for (index, subject) in snapshot.subjects.iter().enumerate() {
        for id in subject.also_in.iter().chain([&subject.deployment]) {
            let record = &snapshot.deployments[id.index()].record;
            let name = (record.source.id().to_owned(), record.id.clone());
            findings.deployments.insert(name, index.into());
        }
    }
    findings
}
