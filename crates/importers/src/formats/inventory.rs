//! What really runs in each environment.

use changeproof_domain::record::{InventoryEntry, Record};

use super::plain::{self, PlainTable};
use super::rows::Layout;
use crate::collector::{Rejection, RowContext};
use crate::table::{Cells, Column, Header};

static SERVICE: Column = Column::new(
    "service",
    "service",
    &["application", "app", "component", "servicename", "system"],
);
static ENVIRONMENT: Column = Column::new(
    "environment",
    "environment",
    &["env", "stage", "environmentname"],
);
static REVISION: Column = Column::new(
    "revision",
    "revision",
    &["commitsha", "sha", "gitsha", "commit", "runningrevision"],
);
static SEEN_AT: Column = Column::new(
    "seen_at",
    "seen_at",
    &["seen", "seenon", "observedat", "lastseen"],
);

/// The plain table of what runs.
pub const TABLE: PlainTable = PlainTable {
    id: "inventory",
    label: "inventory of what runs (table)",
    version: 1,
    how_to_export: "A table (CSV, xlsx or ods) with one row for each service and moment and the columns service, \
                    environment, revision (the running commit), seen_at.",
    layout: Layout {
        columns: &[&SERVICE, &ENVIRONMENT, &REVISION, &SEEN_AT],
        claims,
        map,
    },
};

/// A service and environment, and what was seen there when.
fn claims(header: &Header) -> bool {
    header.has_all(&[&SERVICE, &ENVIRONMENT, &REVISION, &SEEN_AT])
}

fn map(context: &mut RowContext<'_>, row: &dyn Cells) -> Result<Record, Rejection> {
    let seen = row.time(context, &SEEN_AT);
    Ok(Record::from(InventoryEntry {
        service: row.required(&SERVICE, "service")?,
        environment: row.required(&ENVIRONMENT, "environment")?,
        revision: plain::revision(context, row, &REVISION),
        seen_at: context.required(row.name(&SEEN_AT), "time at which it was seen", seen)?,
    }))
}
