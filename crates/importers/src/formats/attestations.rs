//! Attestations: judgements that persons recorded as part of the evidence.

use changeproof_domain::record::{Attestation, Record};

use super::plain::{self, PlainTable};
use super::rows::Layout;
use crate::collector::{Rejection, RowContext};
use crate::table::{Cells, Column, Header};

static CONTROL: Column = Column::new("control", "control", &["controlid"]);
static SUBJECT: Column = Column::new("subject", "subject", &["about", "changekey", "subjectid"]);
static QUESTION: Column = Column::new("question", "question", &["asked", "statement"]);
static ANSWER: Column = Column::new(
    "answer",
    "answer",
    &["judgement", "judgment", "conclusion", "attested"],
);
static REASON: Column = Column::new(
    "reason",
    "reason",
    &["reasons", "why", "rationale", "justification"],
);
static PERSON: Column = Column::new(
    "person",
    "person",
    &["attestedby", "by", "who", "judgedby", "signedby"],
);
static ROLE: Column = Column::new("role", "role", &["roleheld", "inrole"]);
static AT: Column = Column::new(
    "at",
    "at",
    &[
        "attestedat",
        "attestedon",
        "date",
        "time",
        "timestamp",
        "signedat",
    ],
);

/// The plain table of attestations.
pub const TABLE: PlainTable = PlainTable {
    id: "attestations",
    label: "attestations (table)",
    version: 1,
    how_to_export: "A table (CSV, xlsx or ods) with one row a judgement and the columns control (such as EMG-01), \
                    subject (the change record's key, or the id of the deployment or incident), question, answer, \
                    reason, person, role, at.",
    layout: Layout {
        columns: &[
            &CONTROL, &SUBJECT, &QUESTION, &ANSWER, &REASON, &PERSON, &ROLE, &AT,
        ],
        claims,
        map,
    },
};

/// A control, a subject and what was judged.
fn claims(header: &Header) -> bool {
    header.has_all(&[&CONTROL, &SUBJECT]) && header.has_any(&[&QUESTION, &ANSWER])
}

fn map(context: &mut RowContext<'_>, row: &dyn Cells) -> Result<Record, Rejection> {
    Ok(Record::from(Attestation {
        control: row.required(&CONTROL, "control")?,
        subject: row.required(&SUBJECT, "subject of the attestation")?,
        question: row.text(&QUESTION),
        answer: row.text(&ANSWER),
        reason: row.text(&REASON),
        person: plain::account(row, &PERSON),
        role: row.text(&ROLE),
        at: row.time(context, &AT),
    }))
}
