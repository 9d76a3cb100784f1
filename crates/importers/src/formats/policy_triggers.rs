//! Significant changes after which the policy has to be looked at.

use changeproof_domain::record::{PolicyTrigger, Record};

use super::plain::{self, PlainTable};
use super::rows::Layout;
use crate::collector::{Rejection, RowContext};
use crate::table::{Cells, Column, Header};

static WHAT: Column = Column::new("what", "what", &["trigger", "event", "significantchange"]);
static AT: Column = Column::new(
    "at",
    "at",
    &["happenedat", "happenedon", "date", "occurredat"],
);
static DECISION: Column = Column::new("decision", "decision", &["outcome"]);
static DECIDED_BY: Column = Column::new("decided_by", "decided_by", &["decider", "decisionby"]);
static DECIDED_AT: Column = Column::new(
    "decided_at",
    "decided_at",
    &["decided", "decidedon", "decisiondate"],
);
static REASON: Column = Column::new("reason", "reason", &["reasons", "why", "rationale"]);

/// The plain table of significant changes.
pub const TABLE: PlainTable = PlainTable {
    id: "policy-triggers",
    label: "significant changes for the policy (table)",
    version: 1,
    how_to_export: "A table (CSV, xlsx or ods) with one row for each significant change and the columns what, at, \
                    decision, decided_by, decided_at, reason.",
    layout: Layout {
        columns: &[&WHAT, &AT, &DECISION, &DECIDED_BY, &DECIDED_AT, &REASON],
        claims,
        map,
    },
};

/// What changed when, and what was decided.
fn claims(header: &Header) -> bool {
    header.has_all(&[&WHAT, &AT]) && header.has_any(&[&DECISION, &DECIDED_AT, &DECIDED_BY])
}

fn map(context: &mut RowContext<'_>, row: &dyn Cells) -> Result<Record, Rejection> {
    Ok(Record::from(PolicyTrigger {
        what: row.required(&WHAT, "significant change")?,
        at: row.time(context, &AT),
        decision: row.text(&DECISION),
        decided_by: plain::account(row, &DECIDED_BY),
        decided_at: row.time(context, &DECIDED_AT),
        reason: row.text(&REASON),
    }))
}
