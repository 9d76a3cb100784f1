//! What an auditor reads of every case of every control: outcome, marks, sentence and the facts compared, held
//! against the pages under `fixtures/controls`.
//!
//! `CHANGEPROOF_BLESS=1` writes the pages; read the difference before it is committed.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

use std::fmt::Write as _;
use std::path::Path;

use changeproof_controls::case::{START, World};
use changeproof_controls::{Control, OtherSubject, catalogue, judge};
use changeproof_domain::calendar::Calendar;
use changeproof_domain::outcome::{Judgement, Overlay};
use changeproof_domain::policy::Policy;
use changeproof_domain::record::{Record, RecordKind};
use changeproof_domain::snapshot::{RecordRef, Snapshot, SourceId};
use changeproof_domain::source::Place;
use changeproof_matching::{Input, Versioned};

fn snapshot(world: &World) -> Snapshot {
    let source = |record: &Record| {
        let mut kinds = RecordKind::ALL.iter();
        SourceId::from(kinds.position(|kind| *kind == record.kind()).unwrap())
    };
    let records = world.records().into_iter().map(|record| Versioned {
        source: source(&record),
        place: Place::default(),
        record,
    });
    changeproof_matching::build(Input {
        sources: world.sources(),
        records: records.collect(),
        calendar: Calendar::new(chrono_tz::Tz::UTC),
        policy: Policy::with(world.parameters.clone()),
        kept_here: Vec::new(),
        findings: world.findings(),
        link_decisions: Vec::new(),
    })
}

/// The kind of a record and its position, such as `PullRequest 2`.
fn record(of: RecordRef) -> String {
    let debug = format!("{of:?}");
    let (kind, rest) = debug.split_once('(').unwrap();
    let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
    format!("{kind} {digits}")
}

fn told(page: &mut String, name: &str, judgement: &Judgement) {
    let marks: Vec<&str> = judgement.overlays.iter().map(Overlay::id).collect();
    let marks = if marks.is_empty() {
        String::new()
    } else {
        format!(" ({})", marks.join(", "))
    };
    let outcome = judgement.outcome.label();
    write!(
        page,
        "\n## {name}\n{outcome}{marks}. {}\n",
        judgement.reason
    )
    .unwrap();
    for fact in &judgement.facts {
        let own = fact.own_place.as_deref().map(|own| format!(" [{own}]"));
        let (field, own) = (&fact.field, own.unwrap_or_default());
        writeln!(
            page,
            "- {} {field}{own}: {}",
            record(fact.record),
            fact.value
        )
        .unwrap();
    }
}

fn page(control: &Control) -> String {
    let mut page = format!("# {} {}\n", control.id, control.name);
    for case in control.cases {
        let mut world = World::default();
        (case.given)(&mut world);
        let snapshot = snapshot(&world);
        let judgement = match World::other_subject(control) {
            Some(other) => world.evidence(&snapshot).judge(control, other).unwrap(),
            None => {
                let mut subjects = snapshot.subjects.iter();
                let subject = subjects.position(|subject| subject.at == START).unwrap();
                judge(control, &snapshot, subject.into(), world.judged_as_of())
            }
        };
        told(&mut page, case.name, &judgement);
    }
    for case in control
        .check
        .of_records()
        .into_iter()
        .flat_map(|of| of.cases)
    {
        let mut world = World::without_deployment();
        (case.given)(&mut world);
        let snapshot = snapshot(&world);
        let subject: OtherSubject = World::record_alone(&snapshot).unwrap();
        let judgement = world.evidence(&snapshot).judge(control, subject).unwrap();
        told(
            &mut page,
            &format!("Without a deployment: {}", case.name),
            &judgement,
        );
    }
    page
}

#[test]
fn every_case_reads_as_it_was_last_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/controls");
    let bless = std::env::var_os("CHANGEPROOF_BLESS").is_some();
    let mut different = Vec::new();
    for control in catalogue() {
        let found = page(control);
        let path = folder.join(format!("{}.md", control.id));
        if bless {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&path, found).unwrap();
            continue;
        }
        let expected = std::fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut lines = found.lines().zip(expected.lines()).enumerate();
        if let Some((at, (found, expected))) =
            lines.find(|(_, (found, expected))| found != expected)
        {
            different.push(format!(
                "{}.md line {}:\n  was: {expected}\n  is:  {found}",
                control.id,
                at + 1
            ));
        } else if found != expected {
            different.push(format!("{}.md: one is longer", control.id));
        }
    }
    assert!(
        different.is_empty(),
        "{}\nWhere the new words are right: CHANGEPROOF_BLESS=1 cargo test -p changeproof-controls --test as_read",
        different.join("\n")
    );
}
