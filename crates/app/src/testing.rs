//! Snapshots for the tests of this crate: the small company of the controls' cases, matched.

pub(crate) mod officers;
pub(crate) mod people;

use changeproof_controls::case::{Case, START, World};
use changeproof_domain::calendar::Calendar;
use changeproof_domain::policy::Policy;
use changeproof_domain::record::{Record, RecordKind};
use changeproof_domain::snapshot::{Snapshot, SourceId, SubjectId};
use changeproof_domain::source::Place;
use changeproof_matching::{Input, Versioned};

/// The company of a case, its snapshot, and the subject that the case is about.
pub(crate) fn of_case(case: &Case) -> (World, Snapshot, SubjectId) {
    let mut world = World::default();
    (case.given)(&mut world);
    let snapshot = snapshot(&world);
    let mut subjects = snapshot.subjects.iter();
    let subject = subjects.position(|subject| subject.at == START).unwrap();
    (world, snapshot, subject.into())
}

fn snapshot(world: &World) -> Snapshot {
    let kinds = RecordKind::ALL;
    let position = |record: &Record| kinds.iter().position(|k| *k == record.kind()).unwrap();
    let records = world.records().into_iter().map(|record| Versioned {
        source: SourceId::from(position(&record)),
        place: Place::default(),
        record,
    });
    changeproof_matching::build(Input {
        records: records.collect(),
        sources: world.sources(),
        calendar: Calendar::new(chrono_tz::Tz::UTC),
        policy: Policy::with(world.parameters.clone()),
        kept_here: Vec::new(),
        findings: world.findings(),
        link_decisions: Vec::new(),
    })
}
