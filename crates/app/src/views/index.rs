//! The index over the rows of an evaluation: small numbers for what filters and orders compare, so
//! that a list over hundreds of thousands of deployments is made in milliseconds.

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use changeproof_controls::registry;
use changeproof_domain::outcome::Outcome;
use changeproof_store::SubjectRow;
use chrono_tz::Tz;
use rayon::prelude::*;

use crate::changes::CATEGORIES;

/// No name.
pub(super) const NONE: u32 = u32::MAX;

/// Names in order, and which of them each row has.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// The names, in the order in which lists show them.
    pub(super) names: Vec<String>,
    /// The position of each row's name; [`NONE`] where it has none.
    pub(super) of: Vec<u32>,
}

impl Names {
    fn of<'r>(rows: impl Iterator<Item = Option<&'r str>> + Clone) -> Names {
        let mut order: BTreeMap<(String, &str), u32> = BTreeMap::new();
        let mut known: HashMap<&str, ()> = HashMap::new();
        for name in rows.clone().flatten() {
            if known.insert(name, ()).is_none() {
                order.insert((name.to_lowercase(), name), 0);
            }
        }
        for (number, position) in (0..).zip(order.values_mut()) {
            *position = number;
        }
        let positions: HashMap<&str, u32> =
            order.iter().map(|((_, name), at)| (*name, *at)).collect();
        let of = rows.map(|name| name.and_then(|name| positions.get(name).copied()));
        Names {
            of: of.map(|at| at.unwrap_or(NONE)).collect(),
            names: order.keys().map(|(_, name)| (*name).to_owned()).collect(),
        }
    }
}

/// The worst outcome of a row and the control that has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Worst {
    /// As [`Outcome::rank`].
    pub(super) rank: u8,
    /// The control's place in [`Index::by_severity`].
    place: u8,
}

/// The index.
#[derive(Debug)]
pub(super) struct Index {
    pub(super) services: Names,
    pub(super) environments: Names,
    pub(super) authors: Names,
    pub(super) deployers: Names,
    /// Months as `2025-03`.
    pub(super) months: Names,
    /// A bit for each of [`CATEGORIES`].
    pub(super) categories: Vec<u8>,
    pub(super) worst: Vec<Worst>,
    /// Positions of the controls in the registry, the severest first.
    by_severity: Vec<usize>,
    /// What words are looked for in, in lower case.
    pub(super) texts: Vec<Box<str>>,
    keys: OnceLock<HashMap<Box<str>, u32>>,
}

/// What names a deployment to the pages: ids are unique within a source.
pub(super) fn key_of(row: &SubjectRow) -> String {
    format!("{}:{}", row.source, row.id)
}

impl Index {
    pub(super) fn of(rows: &[SubjectRow], zone: Tz) -> Index {
        let mut by_severity: Vec<usize> = (0..registry().len()).collect();
        by_severity.sort_by_key(|control| registry()[*control].severity);
        let months: Vec<String> = rows
            .par_iter()
            .map(|row| row.at.date_in(zone).format("%Y-%m").to_string())
            .collect();
        let worst = rows
            .par_iter()
            .map(|row| worst_of(row, &by_severity))
            .collect();
        Index {
            services: Names::of(rows.iter().map(|row| Some(row.service.as_str()))),
            environments: Names::of(rows.iter().map(|row| Some(row.environment.as_str()))),
            authors: Names::of(rows.iter().map(|row| row.author.as_deref())),
            deployers: Names::of(rows.iter().map(|row| row.deployer.as_deref())),
            months: Names::of(months.iter().map(|month| Some(month.as_str()))),
            categories: rows.iter().map(categories).collect(),
            worst,
            by_severity,
            texts: rows.par_iter().map(text_of).collect(),
            keys: OnceLock::new(),
        }
    }

    /// The control that has the worst outcome of a row.
    pub(super) fn worst_control(&self, row: usize) -> usize {
        let place = self.worst.get(row).map_or(0, |worst| worst.place);
        let control = self.by_severity.get(usize::from(place));
        control.copied().unwrap_or_default()
    }

    /// The worst outcome of a row.
    pub(super) fn worst_outcome(&self, row: usize) -> Outcome {
        let rank = self.worst.get(row).map(|worst| worst.rank);
        rank.and_then(Outcome::from_rank)
            .unwrap_or(Outcome::NotApplicable)
    }

    /// The row with that key.
    pub(super) fn position(&self, rows: &[SubjectRow], key: &str) -> Option<usize> {
        let keys = self.keys.get_or_init(|| {
            let rows = rows.iter().zip(0..);
            rows.map(|(row, at)| (key_of(row).into_boxed_str(), at))
                .collect()
        });
        keys.get(key).and_then(|at| usize::try_from(*at).ok())
    }
}

fn worst_of(row: &SubjectRow, by_severity: &[usize]) -> Worst {
    let found = (0_u8..).zip(by_severity).filter_map(|(place, control)| {
        let (outcome, _) = row.verdicts.get(*control)?;
        Some(Worst {
            rank: outcome.rank(),
            place,
        })
    });
    found.min().unwrap_or(Worst {
        rank: Outcome::NotApplicable.rank(),
        place: 0,
    })
}

fn categories(row: &SubjectRow) -> u8 {
    let of = row.categories.lines();
    of.filter_map(category_bit).fold(0, |bits, bit| bits | bit)
}

/// The bit of a category.
pub(super) fn category_bit(name: &str) -> Option<u8> {
    let at = CATEGORIES.iter().position(|known| *known == name)?;
    Some(1 << at)
}

fn text_of(row: &SubjectRow) -> Box<str> {
    let parts = [
        row.service.as_str(),
        row.version.as_deref().unwrap_or_default(),
        row.revision.as_deref().unwrap_or_default(),
        &row.changes,
        &row.pull_requests,
        row.author.as_deref().unwrap_or_default(),
        row.deployer.as_deref().unwrap_or_default(),
        &row.id,
    ];
    // A line break cannot be typed into the search, so no match reaches over two parts.
    parts.join("\n").to_lowercase().into_boxed_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_numbered_in_the_order_in_which_people_read_them() {
        let rows = [Some("web"), None, Some("Api"), Some("web"), Some("api")];
        let names = Names::of(rows.into_iter());
        assert_eq!(names.names, ["Api", "api", "web"]);
        assert_eq!(names.of, [2, NONE, 0, 2, 1]);
    }
}
