//! How many items are drawn: a table by the size of the population, which a person may replace.

use std::path::Path;

use changeproof_store::{Reader, Workspace};

use super::event::{SIZES, SizeRow, Sizes};
use crate::decisions::{Refusal, needed, recorded};
use crate::error::AppError;
use crate::log;
use crate::permission::{self, Act};
use crate::ports::Ports;
use crate::wire::sample::SizeTable;

/// Where the table that comes with the app is from.
const DEFAULT_SOURCE: &str = "The table that comes with Changeproof: 45 is the size of GAO's Financial Audit \
     Manual, figure 450.1 (no deviation accepted, 90 % confidence, 5 % tolerable rate). Smaller populations \
     follow what is customary by how often a control works: all of 1, 2 of a quarter's or a month's, 5 of a \
     week's, 25 of a day's. Agree it with the auditor.";

/// The table that comes with the app: up to so many, how many, how often a control of that population works.
const DEFAULT: [(Option<u64>, u64, &str); 6] = [
    (Some(1), 1, "once a year"),
    (Some(4), 2, "every quarter"),
    (Some(12), 2, "every month"),
    (Some(52), 5, "every week"),
    (Some(250), 25, "every day"),
    (None, 45, "several times a day"),
];

/// A table that takes the place of the one before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewSizes {
    /// Its rows, by population; the last one is for all larger ones.
    pub rows: Vec<SizeRow>,
    /// Where they are from.
    pub source: String,
    /// Why they replace those before.
    pub reason: String,
}

/// The table that is in force.
pub(super) fn in_force(reader: &Reader<'_>) -> Result<SizeTable, AppError> {
    let set = recorded::<Sizes>(reader, SIZES, i64::MAX)?.pop();
    Ok(match set {
        Some(set) => SizeTable {
            rows: set.told.rows,
            source: set.told.source,
            set_by: Some(set.person),
            reason: Some(set.told.reason),
        },
        None => SizeTable {
            rows: DEFAULT.map(default_row).to_vec(),
            source: DEFAULT_SOURCE.to_owned(),
            set_by: None,
            reason: None,
        },
    })
}

fn default_row((up_to, size, frequency): (Option<u64>, u64, &str)) -> SizeRow {
    SizeRow {
        up_to,
        size,
        frequency: Some(frequency.to_owned()),
    }
}

/// How many of a population a table draws, and why, in words.
pub(super) fn size_of(table: &SizeTable, population: u64) -> Option<(u64, String)> {
    let mut rows = table.rows.iter();
    let row = rows.find(|row| row.up_to.is_none_or(|up_to| population <= up_to))?;
    let range = match row.up_to {
        Some(up_to) => format!("For populations of up to {up_to}"),
        None => "For larger populations".to_owned(),
    };
    let frequency = row.frequency.as_ref();
    let frequency = frequency.map_or_else(String::new, |words| format!(" ({words})"));
    let set_by = match &table.set_by {
        Some(_) => "the table of this workspace",
        None => "the table that comes with Changeproof",
    };
    let basis = format!("{range}{frequency}, by {set_by}. Source: {}", table.source);
    Some((row.size, basis))
}

/// The table that is in force.
///
/// # Errors
///
/// What a person may not do, or what the store says.
pub fn sizes(workspace: &Path, ports: &Ports<'_>) -> Result<SizeTable, AppError> {
    let open = Workspace::open(workspace)?;
    let reader = open.read()?;
    permission::check(&reader, Act::Look, ports)?;
    in_force(&reader)
}

/// Replaces the table. Draws that were made keep the sizes that they had.
///
/// # Errors
///
/// [`AppError::Refused`] where rows are missing or out of order, what a person may not do, or what the store
/// says.
pub fn set_sizes(
    workspace: &Path,
    new: &NewSizes,
    ports: &Ports<'_>,
) -> Result<SizeTable, AppError> {
    let told = Sizes {
        rows: checked(&new.rows)?,
        source: needed(&new.source, "The source of the sizes")?.to_owned(),
        reason: needed(&new.reason, "The reason")?.to_owned(),
    };
    let mut open = Workspace::open(workspace)?;
    let writer = open.write()?;
    log::append(&writer, Act::DrawSample, SIZES, &told, ports)?;
    let table = in_force(&writer)?;
    writer.commit()?;
    Ok(table)
}

fn checked(rows: &[SizeRow]) -> Result<Vec<SizeRow>, Refusal> {
    let refuse = |why: &str| Err(Refusal::new("sizes_incomplete", why));
    let Some((last, others)) = rows.split_last() else {
        return refuse("The table has no rows. Give at least one, for populations of any size.");
    };
    if last.up_to.is_some() || others.iter().any(|row| row.up_to.is_none()) {
        return refuse("The last row, and no other, is for all larger populations.");
    }
    if !others.windows(2).all(|pair| pair[0].up_to < pair[1].up_to) {
        return refuse("Rows come by the size of the population, the smallest first.");
    }
    if rows.iter().any(|row| row.size == 0) {
        return refuse("A sample has at least one item.");
    }
    Ok(rows.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> SizeTable {
        SizeTable {
            rows: DEFAULT.map(default_row).to_vec(),
            source: "S".to_owned(),
            set_by: None,
            reason: None,
        }
    }

    #[test]
    fn the_size_follows_the_population() {
        let size = |population| size_of(&table(), population).unwrap().0;
        let found = [1, 2, 4, 5, 12, 13, 52, 53, 250, 251, 20_000].map(size);
        assert_eq!(found, [1, 2, 2, 2, 2, 5, 5, 25, 25, 45, 45]);
        let (_, basis) = size_of(&table(), 400).unwrap();
        assert_eq!(
            basis,
            "For larger populations (several times a day), by the table that comes with Changeproof. \
             Source: S"
        );
    }

    #[test]
    fn a_table_with_a_hole_is_refused() {
        let row = |up_to, size| SizeRow {
            up_to,
            size,
            frequency: None,
        };
        for rows in [
            vec![],
            vec![row(Some(10), 2)],
            vec![row(None, 2), row(None, 3)],
            vec![row(Some(10), 2), row(Some(10), 3), row(None, 4)],
            vec![row(Some(10), 0), row(None, 4)],
        ] {
            assert_eq!(checked(&rows).unwrap_err().code, "sizes_incomplete");
        }
        assert!(checked(&[row(Some(10), 2), row(None, 4)]).is_ok());
    }
}
