//! POP-01: every row that the source system counted was taken up, said to be a duplicate, or rejected
//! for a stated reason.

use changeproof_domain::outcome::{Fact, Outcome};
use changeproof_domain::snapshot::RecordRef;

use crate::case::Case;
use crate::control::{Control, Judges, Severity, none, partial};
use crate::finding::Finding;
use crate::others::ImportContext;

/// The control.
pub(crate) static CONTROL: Control = Control {
    id: "POP-01",
    version: 1,
    name: "Import totals",
    severity: Severity::Critical,
    clauses: &["LOG-KEEP"],
    since: "0.1.0",
    parameters: none,
    frameworks: &[partial(
        "SOC 2",
        "CC2.1",
        "Tests that the rows of each file agree with a count from the source system, not that the \
         source system recorded everything.",
    )],
    stricter_than_policy: Some(
        "The policy asks that logs are kept; that each import is complete is what an audit asks.",
    ),
    checks: "Passes where the number of rows that was declared at import equals the rows that were \
        accepted, were duplicates within the file, or were rejected, and none was rejected. Fails where \
        the numbers differ. Insufficient evidence where no number was declared, or where the \
        file shows itself that it was cut, or where rows were rejected: what became of each rejected row has to be attested, which this version does not read yet.",
    why: "A file that lacks rows hides deployments, and nothing in the file itself shows it.",
    evidence: "The number of rows from the source system, obtained apart from the file and given at \
        import.",
    needs: &[],
    remedy: "Fail: export the file again and compare the count in the source system. Insufficient \
        evidence: count the rows in the source system, and import the file again with that number; \
        correct rejected rows in the source system and export them again.",
    check: Judges::Import(check),
    cases: CASES,
};

fn check(cx: &ImportContext<'_>) -> Finding {
    let file = &cx.source.file;
    let rows = cx.source.reading.rows;
    let found = rows.accepted + rows.duplicate + rows.rejected;
    let cut = cx.source.reading.cut.as_ref();
    let Some(declared) = cx.source.declaration.expected_rows else {
        return cx
            .insufficient(|| {
                let mut sentence = format!(
                    "Of {file} no number of rows was declared that was obtained apart from the file; \
                     {found} were found in it."
                );
                if let Some(cut) = cut {
                    sentence.push(' ');
                    sentence.push_str(&cut.sentence);
                }
                sentence
            })
            .with(facts(cx));
    };
    let finding = if declared != found {
        cx.fail(|| {
            format!(
                "Of {file} {} declared, but {found} were found in the file.",
                match declared {
                    1 => "1 row was".to_owned(),
                    rows => format!("{rows} rows were"),
                }
            )
        })
    } else if rows.rejected > 0 {
        cx.insufficient(|| {
            format!(
                "{file} has the {declared} rows that were declared, but {} of them could not be read, and \
                 nobody attested what became of {}.",
                rows.rejected,
                if rows.rejected == 1 { "it" } else { "them" }
            )
        })
    } else if let Some(cut) = cut {
        cx.insufficient(|| {
            format!(
                "{file} has the {declared} rows that were declared, but shows itself that it was cut. {}",
                cut.sentence
            )
        })
    } else {
        cx.pass(|| {
            format!(
                "{file} has the {declared} rows that were declared: {} accepted, {} duplicate.",
                rows.accepted, rows.duplicate
            )
        })
    };
    finding.with(facts(cx))
}

fn facts(cx: &ImportContext<'_>) -> Vec<Fact> {
    let record = RecordRef::Import(cx.id);
    let rows = cx.source.reading.rows;
    let declared = cx.source.declaration.expected_rows;
    let declared = || declared.map_or_else(|| "(not declared)".to_owned(), |rows| rows.to_string());
    let counts = [
        ("rows.accepted", rows.accepted),
        ("rows.duplicate", rows.duplicate),
        ("rows.rejected", rows.rejected),
    ];
    let counted = counts
        .into_iter()
        .filter_map(|(field, rows)| cx.fact(record, field, || rows.to_string()));
    cx.fact(record, "expected_rows", declared)
        .into_iter()
        .chain(counted)
        .collect()
}

static CASES: &[Case] = &[
    Case {
        name: "as many rows as the source system counted",
        given: |_| {},
        then: Outcome::Pass,
    },
    Case {
        name: "two rows are duplicates of others in the file",
        given: |w| {
            w.import_rows().accepted -= 2;
            w.import_rows().duplicate = 2;
        },
        then: Outcome::Pass,
    },
    Case {
        name: "a row fewer than the source system counted",
        given: |w| w.import_rows().accepted -= 1,
        then: Outcome::Fail,
    },
    Case {
        name: "more rows than the source system counted",
        given: |w| w.import_rows().accepted += 1,
        then: Outcome::Fail,
    },
    Case {
        name: "a row fewer, and another was rejected",
        given: |w| {
            w.import_rows().accepted -= 2;
            w.import_rows().rejected = 1;
        },
        then: Outcome::Fail,
    },
    Case {
        name: "as many rows as were declared, but the file shows that it was cut",
        given: |w| w.cut_import(),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "nobody counted the rows in the source system",
        given: |w| w.declare_rows(None),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "a row was rejected, and what became of it is not attested",
        given: |w| {
            w.import_rows().accepted -= 1;
            w.import_rows().rejected = 1;
        },
        then: Outcome::InsufficientEvidence,
    },
];
