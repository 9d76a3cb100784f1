//! Lists: a query made into positions of rows once, of which pages are stretches.

use std::sync::{Arc, Mutex};

use changeproof_controls::registry;
use changeproof_domain::outcome::Outcome;
use changeproof_store::SubjectRow;

use super::evaluated::Evaluated;
use super::index::{Index, Names, category_bit};
use super::locked;
use crate::wire::view::deployments::{DeploymentOrder, DeploymentQuery};

/// How many lists are remembered: one for each screen that somebody goes back and forth between.
const REMEMBERED: usize = 8;

/// The latest lists, the newest last.
#[derive(Debug)]
pub(super) struct Lists<Q, T>(Mutex<Vec<(Q, Arc<[T]>)>>);

impl<Q, T> Default for Lists<Q, T> {
    fn default() -> Self {
        Lists(Mutex::default())
    }
}

impl<Q: PartialEq + Clone, T> Lists<Q, T> {
    fn find(&self, query: &Q) -> Option<Arc<[T]>> {
        let mut lists = locked(&self.0);
        let at = lists.iter().position(|(of, _)| of == query)?;
        let found = lists.remove(at);
        let list = found.1.clone();
        lists.push(found);
        Some(list)
    }

    fn keep(&self, query: &Q, list: &Arc<[T]>) {
        let mut lists = locked(&self.0);
        if lists.len() >= REMEMBERED {
            lists.remove(0);
        }
        lists.push((query.clone(), list.clone()));
    }

    /// The list of a query: the remembered one, else one that is made now.
    pub(super) fn get(&self, query: &Q, make: impl FnOnce() -> Vec<T>) -> Arc<[T]> {
        if let Some(list) = self.find(query) {
            return list;
        }
        let list: Arc<[T]> = make().into();
        self.keep(query, &list);
        list
    }
}

/// The rows that a query names, in its order. A plain loop: judging may hold every other thread, and a
/// list must not wait for it.
pub(super) fn list(evaluated: &Evaluated, query: &DeploymentQuery) -> Arc<[u32]> {
    evaluated.lists.get(query, || {
        let condition = Condition::of(evaluated, query);
        let count = u32::try_from(evaluated.rows.len()).unwrap_or(u32::MAX);
        let mut list: Vec<u32> = (0..count)
            .filter(|row| condition.holds(*row as usize))
            .collect();
        sort(&mut list, &evaluated.index, query);
        list
    })
}

/// A stretch of a list.
pub(super) fn stretch(list: &[u32], from: u64, limit: u32) -> &[u32] {
    let from = usize::try_from(from).unwrap_or(usize::MAX).min(list.len());
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    &list[from..from.saturating_add(limit).min(list.len())]
}

fn sort(list: &mut [u32], index: &Index, query: &DeploymentQuery) {
    let by_name = |list: &mut [u32], names: &Names| {
        list.sort_unstable_by_key(|row| (names.of[*row as usize], *row));
    };
    match query.order {
        // Rows are in time order already.
        DeploymentOrder::At => {}
        DeploymentOrder::Service => by_name(list, &index.services),
        DeploymentOrder::Author => by_name(list, &index.authors),
        DeploymentOrder::Deployer => by_name(list, &index.deployers),
        DeploymentOrder::Worst => {
            list.sort_unstable_by_key(|row| (index.worst[*row as usize], *row));
        }
    }
    if query.descending {
        list.reverse();
    }
}

/// A query made ready for comparing. `None` stands for 'whatever'.
struct Condition<'e> {
    rows: &'e [SubjectRow],
    index: &'e Index,
    services: Option<Vec<bool>>,
    environments: Option<Vec<bool>>,
    months: Option<Vec<bool>>,
    people: Option<(Vec<bool>, Vec<bool>)>,
    categories: Option<u8>,
    /// Ranks of outcomes, a bit each.
    outcomes: Option<u8>,
    /// The controls that count for them.
    controls: Vec<usize>,
    worst: bool,
    words: Option<(Vec<String>, &'e [Box<str>])>,
}

impl<'e> Condition<'e> {
    fn of(evaluated: &'e Evaluated, query: &DeploymentQuery) -> Condition<'e> {
        let (rows, index) = (&*evaluated.rows, &evaluated.index);
        let words: Vec<String> = query
            .text
            .split_whitespace()
            .map(str::to_lowercase)
            .collect();
        let month: Vec<String> = query.month.iter().cloned().collect();
        let people = (!query.people.is_empty()).then(|| {
            // Several authors stand one a line.
            let one_of = |name: &String| name.lines().any(|one| is_among(one, &query.people));
            let authors = index.authors.names.iter().map(one_of).collect();
            let deployers = among(&index.deployers, &query.people).unwrap_or_default();
            (authors, deployers)
        });
        Condition {
            rows,
            index,
            services: among(&index.services, &query.services),
            environments: among(&index.environments, &query.environments),
            months: among(&index.months, &month),
            people,
            categories: (!query.categories.is_empty()).then(|| {
                let bits = query
                    .categories
                    .iter()
                    .filter_map(|name| category_bit(name));
                bits.fold(0, |bits, bit| bits | bit)
            }),
            outcomes: bits(&query.outcomes),
            controls: controls(query.control.as_deref(), query.severity.as_deref()),
            worst: query.worst,
            words: (!words.is_empty()).then_some((words, index.texts.as_slice())),
        }
    }

    fn holds(&self, row: usize) -> bool {
        let named = |allowed: &Option<Vec<bool>>, names: &Names| {
            allowed
                .as_ref()
                .is_none_or(|allowed| is_in(allowed, names, row))
        };
        named(&self.services, &self.index.services)
            && named(&self.environments, &self.index.environments)
            && named(&self.months, &self.index.months)
            && self.people.as_ref().is_none_or(|(authors, deployers)| {
                is_in(authors, &self.index.authors, row)
                    || is_in(deployers, &self.index.deployers, row)
            })
            && self
                .categories
                .is_none_or(|bits| self.index.categories[row] & bits != 0)
            && self.outcomes.is_none_or(|bits| self.has_outcome(row, bits))
            && self.words.as_ref().is_none_or(|(words, texts)| {
                words.iter().all(|word| texts[row].contains(word.as_str()))
            })
    }

    fn has_outcome(&self, row: usize, bits: u8) -> bool {
        let verdicts = &self.rows[row].verdicts;
        let mut ranks = self
            .controls
            .iter()
            .filter_map(|control| verdicts.get(*control))
            .map(|(outcome, _)| outcome.rank());
        if self.worst {
            ranks.min().is_some_and(|rank| bits & (1 << rank) != 0)
        } else {
            ranks.any(|rank| bits & (1 << rank) != 0)
        }
    }
}

/// Which of the names are wanted; none where all are.
fn among(names: &Names, wanted: &[String]) -> Option<Vec<bool>> {
    let is_wanted = |name: &String| wanted.contains(name);
    (!wanted.is_empty()).then(|| names.names.iter().map(is_wanted).collect())
}

fn is_among(name: &str, wanted: &[String]) -> bool {
    wanted.iter().any(|one| one == name)
}

fn is_in(allowed: &[bool], names: &Names, row: usize) -> bool {
    let at = usize::try_from(names.of[row]).unwrap_or(usize::MAX);
    allowed.get(at).copied().unwrap_or(false)
}

/// Outcomes as bits by rank; none where there are none.
pub(super) fn bits(outcomes: &[Outcome]) -> Option<u8> {
    let bits = outcomes.iter().map(|outcome| 1 << outcome.rank());
    bits.reduce(|bits, bit| bits | bit)
}

/// The positions of the controls that count: one, those of a severity, or all.
fn controls(control: Option<&str>, severity: Option<&str>) -> Vec<usize> {
    (0..registry().len())
        .filter(|at| {
            let of = registry()[*at];
            control.is_none_or(|id| of.id.eq_ignore_ascii_case(id))
                && severity.is_none_or(|label| of.severity.label().eq_ignore_ascii_case(label))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_made_once_and_the_least_used_is_forgotten() {
        let lists: Lists<usize, u32> = Lists::default();
        let made = std::cell::Cell::new(0);
        let get = |query: usize| {
            let list = lists.get(&query, || {
                made.set(made.get() + 1);
                vec![u32::try_from(query).unwrap()]
            });
            assert_eq!(&*list, [u32::try_from(query).unwrap()]);
        };
        (0..REMEMBERED).for_each(get);
        (0..REMEMBERED).for_each(get);
        assert_eq!(made.get(), REMEMBERED, "each was remembered");
        get(0);
        get(99);
        get(0);
        assert_eq!(made.get(), REMEMBERED + 1, "the first was used lately");
        get(1);
        assert_eq!(made.get(), REMEMBERED + 2, "the second made room");
    }

    #[test]
    fn a_stretch_behind_the_end_is_empty() {
        assert_eq!(stretch(&[1, 2, 3], 1, 1), [2]);
        assert_eq!(stretch(&[1, 2, 3], 2, 9), [3]);
        assert!(stretch(&[1, 2, 3], u64::MAX, u32::MAX).is_empty());
    }
}
