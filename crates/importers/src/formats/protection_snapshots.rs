//! How branches were protected, at moments.

use changeproof_domain::account::{Account, System};
use changeproof_domain::field::Field;
use changeproof_domain::record::{ProtectionSnapshot, Record};

use super::plain::{self, PlainTable};
use super::rows::Layout;
use crate::collector::{Rejection, RowContext};
use crate::table::{Cells, Column, Header};

static REPOSITORY: Column = Column::new("repository", "repository", &["repo", "repositoryname"]);
static BRANCH: Column = Column::new("branch", "branch", &["branchname", "pattern"]);
static TAKEN_AT: Column = Column::new(
    "taken_at",
    "taken_at",
    &["taken", "takenon", "snapshotat", "capturedat", "exportedat"],
);
static REQUIRED_REVIEWS: Column = Column::new(
    "required_reviews",
    "required_reviews",
    &[
        "requiredapprovals",
        "requiredapprovingreviewcount",
        "reviewsrequired",
    ],
);
static DISMISS_STALE: Column =
    Column::new("dismiss_stale", "dismiss_stale", &["dismissstalereviews"]);
static REQUIRED_CHECKS: Column = Column::new(
    "required_checks",
    "required_checks",
    &["requiredstatuschecks", "checksrequired"],
);
static ENFORCE_ADMINS: Column = Column::new(
    "enforce_admins",
    "enforce_admins",
    &["includeadmins", "includeadministrators"],
);
static BYPASS_ACTORS: Column = Column::new(
    "bypass_actors",
    "bypass_actors",
    &["bypass", "maybypass", "bypassallowed"],
);

/// The plain table of protection snapshots.
pub const TABLE: PlainTable = PlainTable {
    id: "protection-snapshots",
    label: "snapshots of branch protection (table)",
    version: 1,
    how_to_export: "A table (CSV, xlsx or ods) with one row for each branch and moment and the columns repository, \
                    branch, taken_at, required_reviews, dismiss_stale, required_checks, enforce_admins, \
                    bypass_actors. Several values in a cell are joined with ';'.",
    layout: Layout {
        columns: &[
            &REPOSITORY,
            &BRANCH,
            &TAKEN_AT,
            &REQUIRED_REVIEWS,
            &DISMISS_STALE,
            &REQUIRED_CHECKS,
            &ENFORCE_ADMINS,
            &BYPASS_ACTORS,
        ],
        claims,
        map,
    },
};

/// A repository, a time, and a setting.
fn claims(header: &Header) -> bool {
    header.has_all(&[&REPOSITORY, &TAKEN_AT])
        && header.has_any(&[
            &REQUIRED_REVIEWS,
            &REQUIRED_CHECKS,
            &ENFORCE_ADMINS,
            &BYPASS_ACTORS,
        ])
}

fn map(context: &mut RowContext<'_>, row: &dyn Cells) -> Result<Record, Rejection> {
    let taken = row.time(context, &TAKEN_AT);
    let bypass = plain::names(row, &BYPASS_ACTORS);
    Ok(Record::from(ProtectionSnapshot {
        repository: row.required(&REPOSITORY, "repository")?,
        branch: row.required(&BRANCH, "branch")?,
        taken_at: context.required(row.name(&TAKEN_AT), "time of the snapshot", taken)?,
        required_reviews: count(context, row),
        dismiss_stale: plain::yes_or_no(context, row, &DISMISS_STALE),
        required_checks: plain::names(row, &REQUIRED_CHECKS),
        enforce_admins: plain::yes_or_no(context, row, &ENFORCE_ADMINS),
        bypass_actors: bypass.map(|names| {
            let names = names.into_iter();
            names
                .map(|name| Account::new(System::Plain, name))
                .collect()
        }),
    }))
}

fn count(context: &mut RowContext<'_>, row: &dyn Cells) -> Field<u64> {
    match row.text(&REQUIRED_REVIEWS) {
        Field::NotExported => Field::NotExported,
        Field::Empty => Field::Empty,
        Field::Value(text) => match text.parse() {
            Ok(count) => Field::Value(count),
            Err(_) => {
                context.unread(
                    row.name(&REQUIRED_REVIEWS),
                    format!(
                        "'{text}' is no whole number. The value counts as not exported; write how \
                         many reviews a merge needs."
                    ),
                );
                Field::NotExported
            }
        },
    }
}
