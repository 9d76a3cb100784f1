//! Snapshots for the tests of this crate: the small company of the controls' cases, matched.

use changeproof_controls::case::{Case, START, World};
use changeproof_domain::calendar::Calendar;
use changeproof_domain::record::{Record, RecordKind};
use changeproof_domain::snapshot::{Snapshot, SourceId, SubjectId};
use changeproof_domain::source::{
    Container, Declaration, DeclaredCoverage, Encoding, FieldMap, Form, Place, Reading, RowCounts,
    Source,
};
use changeproof_domain::time::Timestamp;
use changeproof_matching::{Input, Versioned};
use chrono::NaiveDate;

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
        sources: kinds
            .iter()
            .map(|kind| source(*kind, world.covers(*kind)))
            .collect(),
        calendar: Calendar::new(chrono_tz::Tz::UTC),
        parameters: world.parameters.clone(),
    })
}

/// A file a kind of record, declared to cover 2025, or 2024 where the case says so.
fn source(kind: RecordKind, covers_2025: bool) -> Source {
    let year = if covers_2025 { 2025 } else { 2024 };
    let day = |month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
    Source {
        file: format!("{kind}.json"),
        sha256: format!("{:064}", kind as u8),
        bytes: 0,
        reading: Reading {
            container: Container::Json,
            encoding: Encoding::Utf8,
            format: kind.id().to_owned(),
            format_version: 1,
            signature: String::new(),
            form: Form::Json {
                root: "$".to_owned(),
                list: true,
                glued: false,
            },
            fields: FieldMap::default(),
            rows: RowCounts::default(),
            cut: None,
            zone_assumed: false,
            notes: Vec::new(),
        },
        declaration: Declaration {
            covers: Some(DeclaredCoverage {
                from: day(1, 1),
                to: day(12, 31),
            }),
            ..Declaration::default()
        },
        imported_at: Timestamp(0),
        imported_by: None,
    }
}
