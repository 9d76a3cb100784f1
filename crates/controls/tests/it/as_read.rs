//! What an auditor reads of every case of every control: outcome, marks, sentence and the facts compared, held
//! against the pages under `fixtures/controls`.
//!
//! `CHANGEPROOF_BLESS=1` writes the pages; read the difference before it is committed.

use std::fmt::Write as _;
use std::path::Path;

use changeproof_controls::case::World;
use changeproof_controls::{Control, catalogue};
use changeproof_domain::outcome::{Judgement, Overlay};
use changeproof_domain::record::Record;
use changeproof_domain::snapshot::RecordRef;

use crate::cases::judged;
use crate::support::of_case;

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
    for record in World::default().records() {
        if let Record::ExceptionEntry(of) = record
            && of.controls.items().iter().any(|own| own == control.id)
        {
            let id = &of.id;
            writeln!(
                page,
                "\nEvery case starts with exception {id} for failures of this control."
            )
            .unwrap();
        }
    }
    for case in control.cases {
        let (world, snapshot) = of_case(World::default(), case);
        let judgement = judged(control, &world, &snapshot);
        told(&mut page, case.name, &judgement);
    }
    for case in control
        .check
        .of_records()
        .into_iter()
        .flat_map(|of| of.cases)
    {
        let (world, snapshot) = of_case(World::without_deployment(), case);
        let subject = World::record_alone(&snapshot).unwrap();
        let judgement = world.evidence(&snapshot).judge(control, subject).unwrap();
        told(
            &mut page,
            &format!("Without a deployment: {}", case.name),
            &judgement,
        );
    }
    page
}

/// Holds a page a control against what was committed under that folder of the fixtures.
pub fn hold<'c>(
    folder: &str,
    controls: impl IntoIterator<Item = &'c Control>,
    page: impl Fn(&Control) -> String,
) {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures");
    let folder = fixtures.join(folder);
    let bless = std::env::var_os("CHANGEPROOF_BLESS").is_some();
    let mut different = Vec::new();
    for control in controls {
        let found = page(control);
        let path = folder.join(format!("{}.md", control.id));
        if bless {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&path, found).unwrap();
            continue;
        }
        let Ok(expected) = std::fs::read_to_string(&path) else {
            different.push(format!("{}: is missing", path.display()));
            continue;
        };
        let mut lines = found.lines().zip(expected.lines()).enumerate();
        let first = lines.find(|(_, (found, expected))| found != expected);
        if let Some((at, (found, expected))) = first {
            different.push(format!(
                "{} line {}:\n  was: {expected}\n  is:  {found}",
                path.display(),
                at + 1
            ));
        } else if found != expected {
            different.push(format!("{}: one is longer", path.display()));
        }
    }
    assert!(
        different.is_empty(),
        "{}\nWhere the new words are right: CHANGEPROOF_BLESS=1 cargo test -p changeproof-controls --test it",
        different.join("\n")
    );
}

#[test]
fn every_case_reads_as_it_was_last_read() {
    hold("controls", catalogue().iter().copied(), page);
}
