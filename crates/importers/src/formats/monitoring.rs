//! Results of watching services after deployments.

use changeproof_domain::record::{MonitoringResult, Record};

use super::plain::{self, PlainTable};
use super::rows::Layout;
use crate::collector::{Rejection, RowContext};
use crate::table::{Cells, Column, Header};

static SERVICE: Column = Column::new(
    "service",
    "service",
    &["application", "app", "component", "servicename", "system"],
);
static DEPLOYMENT: Column = Column::new("deployment", "deployment", &["deploymentid", "deployid"]);
static REVISION: Column = Column::new(
    "revision",
    "revision",
    &["commitsha", "sha", "gitsha", "commit"],
);
static CHECKED_AT: Column = Column::new(
    "checked_at",
    "checked_at",
    &[
        "checked",
        "checkedon",
        "checktime",
        "monitoredat",
        "observedat",
        "watchedat",
    ],
);
static BY: Column = Column::new(
    "by",
    "by",
    &["checkedby", "monitoredby", "who", "person", "observedby"],
);
static RESULT: Column = Column::new(
    "result",
    "result",
    &["outcome", "status", "conclusion", "finding", "findings"],
);
static SIGNALS: Column = Column::new(
    "signals",
    "signals",
    &["signal", "metrics", "checks", "dashboards", "notes"],
);

/// The plain table of monitoring results.
pub const TABLE: PlainTable = PlainTable {
    id: "monitoring",
    label: "monitoring results (table)",
    version: 1,
    how_to_export: "A table (CSV, xlsx or ods) with one row a result and the columns service, deployment (its id) or \
                    revision (the commit), checked_at, by, result, signals.",
    layout: Layout {
        columns: &[
            &SERVICE,
            &DEPLOYMENT,
            &REVISION,
            &CHECKED_AT,
            &BY,
            &RESULT,
            &SIGNALS,
        ],
        claims,
        map,
    },
};

/// A service, a time of looking, and what came out.
fn claims(header: &Header) -> bool {
    header.has_all(&[&SERVICE, &CHECKED_AT]) && header.has_any(&[&RESULT, &SIGNALS])
}

fn map(context: &mut RowContext<'_>, row: &dyn Cells) -> Result<Record, Rejection> {
    let checked = row.time(context, &CHECKED_AT);
    Ok(Record::from(MonitoringResult {
        service: row.required(&SERVICE, "service")?,
        deployment: row.text(&DEPLOYMENT),
        revision: plain::revision(context, row, &REVISION),
        checked_at: context.required(row.name(&CHECKED_AT), "time of the check", checked)?,
        by: plain::account(row, &BY),
        result: row.text(&RESULT),
        signals: row.text(&SIGNALS),
    }))
}
