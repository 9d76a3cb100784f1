//! Reviews of the policy.

use changeproof_domain::record::{PolicyReview, Record};

use super::plain::{self, PlainTable};
use super::rows::Layout;
use crate::collector::{Rejection, RowContext};
use crate::table::{Cells, Column, Header};

static POLICY: Column = Column::new("policy", "policy", &["policyname", "document"]);
static VERSION: Column = Column::new("version", "version", &["policyversion", "newversion"]);
static REVIEWED_AT: Column = Column::new(
    "reviewed_at",
    "reviewed_at",
    &["reviewed", "reviewedon", "reviewdate", "dateofreview"],
);
static APPROVED_BY: Column = Column::new(
    "approved_by",
    "approved_by",
    &["approver", "owner", "policyowner"],
);
static DECISION: Column = Column::new("decision", "decision", &["outcome", "result"]);
static EFFECTIVE_FROM: Column = Column::new(
    "effective_from",
    "effective_from",
    &["effective", "effectivedate", "inforcefrom"],
);
static NOTES: Column = Column::new(
    "notes",
    "notes",
    &["note", "comment", "comments", "remarks"],
);

/// The plain table of policy reviews.
pub const TABLE: PlainTable = PlainTable {
    id: "policy-reviews",
    label: "policy reviews (table)",
    version: 1,
    how_to_export: "A table (CSV, xlsx or ods) with one row a review and the columns policy, version, reviewed_at, \
                    approved_by, decision, effective_from, notes.",
    layout: Layout {
        columns: &[
            &POLICY,
            &VERSION,
            &REVIEWED_AT,
            &APPROVED_BY,
            &DECISION,
            &EFFECTIVE_FROM,
            &NOTES,
        ],
        claims,
        map,
    },
};

/// A policy and its review.
fn claims(header: &Header) -> bool {
    header.has_all(&[&POLICY, &REVIEWED_AT])
}

fn map(context: &mut RowContext<'_>, row: &dyn Cells) -> Result<Record, Rejection> {
    Ok(Record::from(PolicyReview {
        policy: row.required(&POLICY, "policy")?,
        version: row.text(&VERSION),
        reviewed_at: row.time(context, &REVIEWED_AT),
        approved_by: plain::account(row, &APPROVED_BY),
        decision: row.text(&DECISION),
        effective_from: plain::date(row, &EFFECTIVE_FROM)?,
        notes: row.text(&NOTES),
    }))
}
