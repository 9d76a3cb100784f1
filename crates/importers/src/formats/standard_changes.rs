//! The catalogue of changes that are approved in advance.

use changeproof_domain::record::{Record, StandardChange};

use super::plain::{self, PlainTable};
use super::rows::Layout;
use crate::collector::{Rejection, RowContext};
use crate::table::{Cells, Column, Header};

static TEMPLATE: Column = Column::new(
    "template",
    "template",
    &[
        "templateid",
        "templatename",
        "standardchange",
        "templatekey",
    ],
);
static DESCRIPTION: Column = Column::new(
    "description",
    "description",
    &["purpose", "whatitisfor", "details"],
);
static SCOPE: Column = Column::new(
    "scope",
    "scope",
    &["systems", "services", "appliesto", "affectedsystems"],
);
static APPROVED_BY: Column = Column::new("approved_by", "approved_by", &["approver", "approval"]);
static APPROVED_AT: Column = Column::new(
    "approved_at",
    "approved_at",
    &["approved", "approvedon", "approvaldate", "dateofapproval"],
);
static VALID_TO: Column = Column::new(
    "valid_to",
    "valid_to",
    &["validuntil", "expires", "expiry", "expirydate", "until"],
);

/// The plain catalogue of standard changes.
pub const TABLE: PlainTable = PlainTable {
    id: "standard-changes",
    label: "catalogue of standard changes (table)",
    version: 1,
    how_to_export: "A table (CSV, xlsx or ods) with one row a template and the columns template, description, scope \
                    (systems, joined with ';'), approved_by, approved_at, valid_to.",
    layout: Layout {
        columns: &[
            &TEMPLATE,
            &DESCRIPTION,
            &SCOPE,
            &APPROVED_BY,
            &APPROVED_AT,
            &VALID_TO,
        ],
        claims,
        map,
    },
};

/// A template and its approval or its end.
fn claims(header: &Header) -> bool {
    header.has(&TEMPLATE) && header.has_any(&[&APPROVED_AT, &APPROVED_BY, &VALID_TO])
}

fn map(context: &mut RowContext<'_>, row: &dyn Cells) -> Result<Record, Rejection> {
    Ok(Record::from(StandardChange {
        template: row.required(&TEMPLATE, "template")?,
        description: row.text(&DESCRIPTION),
        scope: row.list(&SCOPE),
        approved_by: plain::account(row, &APPROVED_BY),
        approved_at: row.time(context, &APPROVED_AT),
        valid_to: plain::date(row, &VALID_TO)?,
    }))
}
