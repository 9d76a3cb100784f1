//! From records to a [`Snapshot`]: who is who, which version of a record counts, what each
//! production deployment changed, and which change records it rests on.
//!
//! Pure: the same records give the same snapshot in whatever order they come.

mod change_set;
mod coverage;
mod endings;
mod history;
mod keys;
pub mod links;
mod persons;
mod pull_requests;
mod registers;
mod service_paths;
mod sorting;
mod subjects;
mod traced;
mod unproven_links;
mod versions;

use changeproof_domain::calendar::Calendar;
use changeproof_domain::coverage::KeptHere;
use changeproof_domain::policy::Policy;
use changeproof_domain::record::Record;
use changeproof_domain::snapshot::{Snapshot, SourceId};
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
}

/// Builds the snapshot.
pub fn build(input: Input) -> Snapshot {
    let input = sorting::by_file(input);
    let repositories = coverage::Repositories::of(&input);
    let coverage = coverage::of(&input, &repositories);
    let repositories = repositories.of_source;
    let Input {
        sources,
        records,
        mut calendar,
        policy,
        kept_here: _,
    } = input;
    calendar.holidays.extend(policy.holidays(calendar.zone));
    let newest = versions::newest(&sources, records);
    let mut snapshot = sorting::snapshot(sources, newest, calendar, policy, coverage);
    snapshot.people = persons::of(&snapshot);
    snapshot.endings = endings::of(&snapshot);
    snapshot.traced = traced::of(&snapshot, &repositories);
    subjects::add(&mut snapshot);
    snapshot
}
