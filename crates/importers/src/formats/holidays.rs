//! The days on which the company does not work.

use changeproof_domain::record::{Holiday, Record};

use super::plain::PlainTable;
use super::rows::Layout;
use crate::collector::{Rejection, RowContext};
use crate::table::{Cells, Column, Header};

static DATE: Column = Column::new("date", "date", &["day", "holidaydate"]);
static NAME: Column = Column::new("name", "name", &["holiday", "holidayname"]);

/// The plain table of holidays.
pub const TABLE: PlainTable = PlainTable {
    id: "holidays",
    label: "holidays (table)",
    version: 1,
    how_to_export: "A table (CSV, xlsx or ods) with one row a day and the columns date and name.",
    layout: Layout {
        columns: &[&DATE, &NAME],
        claims,
        map,
    },
};

/// A date and a name, and nothing else: both are common words.
fn claims(header: &Header) -> bool {
    header.has_all(&[&DATE, &NAME])
        && header
            .names
            .iter()
            .filter(|name| !name.trim().is_empty())
            .count()
            == 2
}

fn map(_: &mut RowContext<'_>, row: &dyn Cells) -> Result<Record, Rejection> {
    let date = row.date(&DATE)?;
    Ok(Record::from(Holiday {
        date: date.ok_or_else(|| Rejection::missing(row.name(&DATE), "date of the holiday"))?,
        name: row.text(&NAME),
    }))
}
