//! The register of reviews that are held after a change.

use changeproof_domain::field::Field;
use changeproof_domain::record::{PostChangeReview, Record};
use changeproof_domain::source::Reading;

use super::Format;
use super::plain;
use super::rows::{self, Layout};
use crate::collector::{Rejection, RowContext};
use crate::container::{Document, Probe};
use crate::table::{Cells, Column, Header};
use crate::{Options, ReadError, Sink};

static CHANGE: Column = Column::new(
    "change",
    "change",
    &[
        "changekey",
        "changeid",
        "changenumber",
        "changeticket",
        "changerequest",
        "ticket",
    ],
);
static REVIEWED_AT: Column = Column::new(
    "reviewed_at",
    "reviewed_at",
    &["reviewed", "reviewdate", "reviewedon", "dateofreview"],
);
static REVIEWED_BY: Column = Column::new(
    "reviewed_by",
    "reviewed_by",
    &["reviewer", "reviewers", "heldby"],
);
static OUTCOME: Column = Column::new("outcome", "outcome", &["result", "conclusion", "findings"]);
static CODE_REVIEWED: Column = Column::new(
    "code_reviewed",
    "code_reviewed",
    &["codereview", "codereviewdone", "codewasreviewed"],
);
static NOTES: Column = Column::new(
    "notes",
    "notes",
    &["note", "comment", "comments", "remarks"],
);

static LAYOUT: Layout = Layout {
    columns: &[
        &CHANGE,
        &REVIEWED_AT,
        &REVIEWED_BY,
        &OUTCOME,
        &CODE_REVIEWED,
        &NOTES,
    ],
    claims,
    map,
};

/// A change and its review.
fn claims(header: &Header) -> bool {
    header.has_all(&[&CHANGE, &REVIEWED_AT])
        && header.has_any(&[&REVIEWED_BY, &OUTCOME, &CODE_REVIEWED])
}

/// The plain table of post-change reviews.
pub struct PostChangeReviews;

impl Format for PostChangeReviews {
    fn id(&self) -> &'static str {
        "post-change-reviews"
    }

    fn label(&self) -> &'static str {
        "post-change reviews (table)"
    }

    fn version(&self) -> u32 {
        1
    }

    fn how_to_export(&self) -> &'static str {
        "A table (CSV, xlsx or ods) with one row a review and the columns change (the ticket's \
         key), reviewed_at, reviewed_by, outcome, code_reviewed (yes or no), notes."
    }

    fn detect(&self, probe: &Probe<'_>) -> Option<String> {
        rows::detect(probe, &LAYOUT)
    }

    fn parse(
        &self,
        document: &Document<'_>,
        signature: String,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Reading, ReadError> {
        rows::parse(self, &LAYOUT, document, signature, options, sink)
    }
}

fn map(context: &mut RowContext<'_>, row: &dyn Cells) -> Result<Record, Rejection> {
    Ok(Record::from(PostChangeReview {
        change: row.required(&CHANGE, "key of the change")?,
        reviewed_at: row.time(context, &REVIEWED_AT),
        reviewed_by: plain::account(row, &REVIEWED_BY),
        outcome: row.text(&OUTCOME),
        code_reviewed: plain::yes_or_no(context, row, &CODE_REVIEWED),
        notes: row.text(&NOTES),
        code_reviewed_by: Field::NotExported,
    }))
}
