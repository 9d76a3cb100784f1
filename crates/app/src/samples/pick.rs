//! Which items a draw has: a function of population, seed and plan alone, so that the same again gives the
//! same items.
//!
//! Deployments are ordered by SHA-256 of seed, line feed and id; the first ones are drawn. Where the population
//! is divided, each stratum gives its share, by the same order, and no stratum gives none.

use std::collections::BTreeMap;

use changeproof_store::{Digest, SubjectRow};

use super::event::{Group, GroupKind, Item, Part, Strata};
use super::frame::{Frame, belongs};
use super::item::ItemName;

/// The largest group that is taken as a whole.
pub(super) const WHOLE_UP_TO: u64 = 25;

/// What a draw has to do.
pub(super) struct Plan<'p> {
    pub(super) seed: &'p str,
    /// How many are drawn by chance.
    pub(super) size: u64,
    pub(super) strata: &'p [Strata],
}

/// What was drawn.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Picked {
    pub(super) parts: Vec<Part>,
    pub(super) groups: Vec<Group>,
    pub(super) items: Vec<Item>,
}

/// The place of an id in the order of a seed.
pub(super) fn place(seed: &str, id: &str) -> Digest {
    Digest::of(format!("{seed}\n{id}").as_bytes())
}

/// Draws.
pub(super) fn pick(frame: &Frame, plan: &Plan<'_>) -> Picked {
    let rows = &frame.rows;
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_cached_key(|at| (place(plan.seed, &rows[*at].id), ItemName::of(&rows[*at])));
    let strata: Vec<Option<String>> = rows
        .iter()
        .map(|row| frame.stratum(row, plan.strata))
        .collect();
    let mut by_stratum: BTreeMap<&Option<String>, Vec<usize>> = BTreeMap::new();
    for at in &order {
        by_stratum.entry(&strata[*at]).or_default().push(*at);
    }
    let sizes: Vec<usize> = by_stratum.values().map(Vec::len).collect();
    let shares = shares(&sizes, usize::try_from(plan.size).unwrap_or(usize::MAX));
    let mut is_drawn = vec![false; rows.len()];
    let mut parts = Vec::new();
    for ((name, members), share) in by_stratum.iter().zip(shares) {
        for at in &members[..share] {
            is_drawn[*at] = true;
        }
        if let Some(name) = name {
            parts.push(Part {
                name: name.clone(),
                population: members.len() as u64,
                drawn: share as u64,
            });
        }
    }
    let groups = GroupKind::ALL.map(|group| {
        let population = rows.iter().filter(|row| belongs(row, group)).count() as u64;
        Group {
            group,
            population,
            taken: (1..=WHOLE_UP_TO).contains(&population),
        }
    });
    let of_groups = |row: &SubjectRow| -> Vec<GroupKind> {
        let taken = groups.iter().filter(|one| one.taken);
        let kinds = taken.map(|one| one.group);
        kinds.filter(|group| belongs(row, *group)).collect()
    };
    let item = |at: usize| Item {
        item: ItemName::of(&rows[at]),
        at: rows[at].at,
        stratum: strata[at].clone(),
        drawn: is_drawn[at],
        groups: of_groups(&rows[at]),
    };
    let (drawn, others): (Vec<usize>, Vec<usize>) = order.iter().partition(|at| is_drawn[**at]);
    let drawn = drawn.into_iter().map(item);
    let others = others.into_iter().map(item);
    let taken = others.filter(|item| !item.groups.is_empty());
    Picked {
        parts,
        items: drawn.chain(taken).collect(),
        groups: groups.to_vec(),
    }
}

/// How many each stratum gives: one at least, the rest by its size, what is left over to the largest
/// remainders. Where there are more strata than items to draw, each gives one.
fn shares(sizes: &[usize], size: usize) -> Vec<usize> {
    let total: usize = sizes.iter().sum();
    let wanted = size.max(sizes.len()).min(total);
    let (rest, others) = (wanted - sizes.len().min(wanted), total - sizes.len());
    if others == 0 {
        return sizes.to_vec();
    }
    let exact = |of: usize| (of - 1) as u128 * rest as u128;
    let mut shares: Vec<usize> = sizes
        .iter()
        .map(|of| 1 + usize::try_from(exact(*of) / others as u128).unwrap_or(usize::MAX))
        .collect();
    let left = wanted - shares.iter().sum::<usize>();
    let mut by_remainder: Vec<usize> = (0..sizes.len()).collect();
    by_remainder.sort_by_key(|at| std::cmp::Reverse(exact(sizes[*at]) % others as u128));
    for at in by_remainder.into_iter().take(left) {
        shares[at] += 1;
    }
    shares
}

#[cfg(test)]
mod tests {
    use changeproof_domain::outcome::{Outcome, Overlay, Overlays};
    use changeproof_domain::time::Timestamp;
    use changeproof_store::Verdicts;
    use chrono::NaiveDate;

    use super::*;
    use crate::period::Period;

    fn row(number: u64, category: &str, marks: &[Overlay]) -> SubjectRow {
        let mut verdicts = Verdicts::default();
        let mut overlays = Overlays::default();
        for mark in marks {
            overlays.add(*mark);
        }
        verdicts.push(Outcome::Fail, overlays);
        SubjectRow {
            ordinal: number,
            kind: "deployment".to_owned(),
            source: "log".to_owned(),
            id: format!("deploy-{number:04}"),
            service: format!("service-{}", number % 3),
            environment: "production".to_owned(),
            at: Timestamp(i64::try_from(number).unwrap_or(0) * 86_400_000),
            revision: None,
            version: None,
            deployer: None,
            author: None,
            changes: String::new(),
            pull_requests: String::new(),
            categories: category.to_owned(),
            verdicts,
        }
    }

    fn frame(rows: Vec<SubjectRow>) -> Frame {
        let day = |year| NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
        let period = Period {
            from: day(1970),
            to: day(1990),
        };
        Frame::of(rows, period, chrono_tz::Tz::UTC).unwrap()
    }

    fn normal(rows: std::ops::RangeInclusive<u64>) -> Vec<SubjectRow> {
        rows.map(|number| row(number, "normal", &[])).collect()
    }

    fn plan<'p>(size: u64, strata: &'p [Strata]) -> Plan<'p> {
        Plan {
            seed: "CM-FY2025|pop=2f1c|v1",
            size,
            strata,
        }
    }

    fn ids(picked: &Picked) -> Vec<&str> {
        let ids = picked.items.iter().map(|one| one.item.id.as_str());
        ids.map(|id| id.trim_start_matches("deploy-")).collect()
    }

    #[test]
    fn the_order_is_that_of_the_design() {
        let picked = pick(&frame(normal(1..=200)), &plan(5, &[]));
        assert_eq!(ids(&picked), ["0014", "0150", "0072", "0110", "0177"]);
        assert!(picked.items.iter().all(|one| one.drawn));
    }

    #[test]
    fn the_order_of_the_population_never_shows() {
        let forth = pick(&frame(normal(1..=200)), &plan(5, &[]));
        let mut rows = normal(1..=200);
        rows.reverse();
        assert_eq!(pick(&frame(rows), &plan(5, &[])), forth);
    }

    #[test]
    fn a_small_group_is_taken_as_a_whole_beside_what_chance_draws() {
        let with = |emergencies: u64| {
            let mut rows = normal(1..=200);
            rows.extend((201..=200 + emergencies).map(|number| row(number, "emergency", &[])));
            rows.push(row(999, "normal", &[Overlay::ExceptedRetroactive]));
            pick(&frame(rows), &plan(5, &[]))
        };
        let whole = with(WHOLE_UP_TO);
        let of = |picked: &Picked, group| {
            let items = picked.items.iter();
            items.filter(|one| one.groups.contains(&group)).count() as u64
        };
        assert_eq!(of(&whole, GroupKind::Emergencies), WHOLE_UP_TO);
        assert_eq!(of(&whole, GroupKind::Exceptions), 1);
        assert_eq!(whole.items.iter().filter(|one| one.drawn).count(), 5);
        let large = with(WHOLE_UP_TO + 1);
        assert_eq!(of(&large, GroupKind::Emergencies), 0);
        assert!(!large.groups[0].taken, "{:?}", large.groups);
    }

    #[test]
    fn each_stratum_gives_its_share_and_never_none() {
        let mut rows = normal(1..=90);
        rows.extend((91..=98).map(|number| row(number, "standard", &[])));
        rows.extend((99..=100).map(|number| row(number, "", &[])));
        let picked = pick(&frame(rows), &plan(20, &[Strata::Category]));
        let parts = picked.parts.iter();
        let told: Vec<(&str, u64, u64)> = parts
            .map(|part| (part.name.as_str(), part.population, part.drawn))
            .collect();
        assert_eq!(
            told,
            [
                ("no change record", 2, 1),
                ("normal", 90, 17),
                ("standard", 8, 2)
            ]
        );
        assert_eq!(picked.items.len(), 20);
    }

    #[test]
    fn shares_add_up_and_are_never_more_than_there_are() {
        for (sizes, size) in [
            (vec![1, 1, 1], 2),
            (vec![5], 3),
            (vec![5], 9),
            (vec![1, 100, 3], 50),
            (vec![2, 2, 2, 7], 12),
            (vec![40, 1, 1], 42),
        ] {
            let shares = shares(&sizes, size);
            let total: usize = sizes.iter().sum();
            let sum: usize = shares.iter().sum();
            assert_eq!(sum, size.max(sizes.len()).min(total), "{sizes:?}");
            let fits = shares.iter().zip(&sizes).all(|(a, b)| (1..=*b).contains(a));
            assert!(fits, "{sizes:?} gives {shares:?}");
        }
        assert_eq!(shares(&[], 5), Vec::<usize>::new());
    }
}
