//! The commit graph: which commits a revision adds to another.

use std::collections::BinaryHeap;

use changeproof_domain::record::Commit;
use changeproof_domain::snapshot::{CommitId, Held};
use hashbrown::{HashMap, HashSet};

/// The parents of all imported commits.
pub(crate) struct History {
    parents: Vec<Vec<CommitId>>,
    /// Commits of which a parent was not imported.
    has_missing_parent: Vec<bool>,
    /// Greater than that of every ancestor.
    generation: Vec<u32>,
}

/// What a walk from one revision to another found.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Walk {
    /// The commits that the head adds, newest first.
    Adds(Vec<CommitId>),
    /// The base contains the head: the way goes back.
    Contained,
    /// The imported history ends before the walk does.
    Cut,
}

impl History {
    pub(crate) fn of(commits: &[Held<Commit>], by_sha: &HashMap<String, CommitId>) -> History {
        let mut parents = Vec::with_capacity(commits.len());
        let mut has_missing_parent = Vec::with_capacity(commits.len());
        for commit in commits {
            let known: Vec<CommitId> = commit
                .parents
                .iter()
                .filter_map(|sha| by_sha.get(sha).copied())
                .collect();
            has_missing_parent.push(known.len() < commit.parents.len());
            parents.push(known);
        }
        let generation = generations(&parents);
        History {
            parents,
            has_missing_parent,
            generation,
        }
    }

    pub(crate) fn parents(&self, commit: CommitId) -> &[CommitId] {
        &self.parents[commit.index()]
    }

    /// The commits that are in `head` and not in `base`, as `git log base..head` tells them.
    ///
    /// Commits are visited from the highest generation down, so that each is reached from all its
    /// descendants before it is looked at. The walk ends when all that is left belongs to the base.
    pub(crate) fn walk(&self, head: CommitId, base: CommitId) -> Walk {
        const IN_HEAD: u8 = 1;
        const IN_BASE: u8 = 2;
        let mut marks: HashMap<CommitId, u8> = HashMap::new();
        let mut queue = BinaryHeap::new();
        let mut open = 1_usize; // queued commits that only the head is known to contain
        marks.insert(head, IN_HEAD);
        queue.push((self.generation[head.index()], head));
        match marks.insert(base, IN_BASE) {
            None => queue.push((self.generation[base.index()], base)),
            Some(_) => return Walk::Contained,
        }
        let mut added = Vec::new();
        while open > 0 {
            let Some((_, commit)) = queue.pop() else {
                break;
            };
            let mark = marks[&commit];
            if mark == IN_HEAD {
                open -= 1;
                added.push(commit);
            }
            // A parent that was not imported could lie on either side.
            if self.has_missing_parent[commit.index()] && (mark == IN_HEAD || open > 0) {
                return Walk::Cut;
            }
            for parent in &self.parents[commit.index()] {
                match marks.get_mut(parent) {
                    None => {
                        marks.insert(*parent, mark);
                        queue.push((self.generation[parent.index()], *parent));
                        open += usize::from(mark == IN_HEAD);
                    }
                    Some(known) => {
                        let before = *known;
                        *known |= mark;
                        if before == IN_HEAD && *known != IN_HEAD {
                            open -= 1;
                        }
                    }
                }
            }
        }
        if marks[&head] & IN_BASE != 0 {
            Walk::Contained
        } else {
            Walk::Adds(added)
        }
    }

    /// Adds a commit and all its imported ancestors to a set that holds the ancestors of each of
    /// its members.
    pub(crate) fn add_ancestors(&self, of: CommitId, contained: &mut HashSet<CommitId>) {
        let mut queue = vec![of];
        while let Some(commit) = queue.pop() {
            if contained.insert(commit) {
                queue.extend(&self.parents[commit.index()]);
            }
        }
    }

    /// The commits of a revision that are not in such a set. None where the imported history ends
    /// among them.
    pub(crate) fn beyond(
        &self,
        head: CommitId,
        contained: &HashSet<CommitId>,
    ) -> Option<Vec<CommitId>> {
        let mut found = Vec::new();
        let mut seen = HashSet::new();
        let mut queue = vec![head];
        while let Some(commit) = queue.pop() {
            if contained.contains(&commit) || !seen.insert(commit) {
                continue;
            }
            if self.has_missing_parent[commit.index()] {
                return None;
            }
            found.push(commit);
            queue.extend(&self.parents[commit.index()]);
        }
        found.sort_unstable();
        Some(found)
    }

    /// The commits that a merge commit brought in through its second and later parents.
    pub(crate) fn merged_branch(&self, merge: CommitId) -> HashSet<CommitId> {
        let mut found = HashSet::new();
        if let [first, others @ ..] = self.parents(merge) {
            for other in others {
                if let Walk::Adds(commits) = self.walk(*other, *first) {
                    found.extend(commits);
                }
            }
        }
        found
    }
}

/// One more than the greatest generation of the parents; without recursion, since histories are
/// long.
fn generations(parents: &[Vec<CommitId>]) -> Vec<u32> {
    let mut children: Vec<Vec<u32>> = vec![Vec::new(); parents.len()];
    let mut waiting: Vec<u32> = Vec::with_capacity(parents.len());
    let mut ready: Vec<usize> = Vec::new();
    for (i, of) in parents.iter().enumerate() {
        for parent in of {
            children[parent.index()].push(u32::try_from(i).unwrap_or(u32::MAX));
        }
        waiting.push(u32::try_from(of.len()).unwrap_or(u32::MAX));
        if of.is_empty() {
            ready.push(i);
        }
    }
    let mut generation = vec![0; parents.len()];
    while let Some(i) = ready.pop() {
        for child in &children[i] {
            let child = *child as usize;
            generation[child] = generation[child].max(generation[i] + 1);
            waiting[child] -= 1;
            if waiting[child] == 0 {
                ready.push(child);
            }
        }
    }
    generation
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A history from parents by position; `u32::MAX` stands for a parent that was not imported.
    fn history(parents: &[&[u32]]) -> History {
        let has_missing_parent = parents.iter().map(|of| of.contains(&u32::MAX)).collect();
        let parents: Vec<Vec<CommitId>> = parents
            .iter()
            .map(|of| {
                of.iter()
                    .filter(|p| **p != u32::MAX)
                    .map(|p| CommitId(*p))
                    .collect()
            })
            .collect();
        let generation = generations(&parents);
        History {
            parents,
            has_missing_parent,
            generation,
        }
    }

    fn adds(walk: Walk) -> Vec<u32> {
        let Walk::Adds(mut commits) = walk else {
            panic!("{walk:?}")
        };
        commits.sort_unstable();
        commits.into_iter().map(|commit| commit.0).collect()
    }

    #[test]
    fn a_straight_line_adds_what_lies_between() {
        let history = history(&[&[], &[0], &[1], &[2]]);
        assert_eq!(
            adds(history.walk(CommitId(3), CommitId(1))),
            [2, 3],
            "two newer commits"
        );
    }

    #[test]
    fn the_way_back_adds_nothing() {
        let history = history(&[&[], &[0], &[1], &[2]]);
        assert_eq!(
            history.walk(CommitId(1), CommitId(3)),
            Walk::Contained,
            "an ancestor"
        );
        assert_eq!(
            history.walk(CommitId(1), CommitId(1)),
            Walk::Contained,
            "the same revision"
        );
    }

    #[test]
    fn a_merge_brings_in_its_branch_but_not_what_the_base_has() {
        // 0 - 1 - 2 - 5(merge of 4) ; 0 - 3 - 4
        let history = history(&[&[], &[0], &[1], &[0], &[3], &[2, 4]]);
        assert_eq!(
            adds(history.walk(CommitId(5), CommitId(2))),
            [3, 4, 5],
            "branch and merge"
        );
        let branch = history.merged_branch(CommitId(5));
        assert_eq!(
            branch,
            HashSet::from([CommitId(3), CommitId(4)]),
            "second parent's own"
        );
    }

    #[test]
    fn a_walk_equals_the_difference_of_ancestors_on_many_graphs() {
        let mut seed = 7_u64;
        let mut random = |below: usize| {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(seed >> 33).unwrap() % below
        };
        for _ in 0..300 {
            let n = 2 + random(20);
            let parents: Vec<Vec<u32>> = (0..n)
                .map(|i| {
                    let mut of: Vec<u32> = (0..random(3).min(i))
                        .map(|_| u32::try_from(random(i)).unwrap())
                        .collect();
                    of.sort_unstable();
                    of.dedup();
                    of
                })
                .collect();
            let slices: Vec<&[u32]> = parents.iter().map(Vec::as_slice).collect();
            let history = history(&slices);
            let (head, base) = (CommitId::from(random(n)), CommitId::from(random(n)));
            let ancestors = |of| {
                let mut found = HashSet::new();
                history.add_ancestors(of, &mut found);
                found
            };
            let (of_head, of_base) = (ancestors(head), ancestors(base));
            let walk = history.walk(head, base);
            if of_base.contains(&head) {
                assert_eq!(walk, Walk::Contained, "{parents:?} {head:?} {base:?}");
            } else {
                let mut want: Vec<u32> = of_head.difference(&of_base).map(|c| c.0).collect();
                want.sort_unstable();
                assert_eq!(adds(walk), want, "{parents:?} {head:?} {base:?}");
            }
        }
    }

    #[test]
    fn a_history_that_ends_within_the_range_is_cut() {
        let history = history(&[&[u32::MAX], &[0], &[u32::MAX], &[2]]);
        assert_eq!(
            history.walk(CommitId(3), CommitId(1)),
            Walk::Cut,
            "2's parent is not known"
        );
        assert_eq!(
            adds(history.walk(CommitId(1), CommitId(0))),
            [1],
            "the cut lies behind the base"
        );
    }

    #[test]
    fn a_base_whose_own_history_is_not_known_may_hold_what_the_head_brings() {
        // 0 - 2 - 3 is the head's; of 1, the base, no parent was imported.
        let history = history(&[&[], &[u32::MAX], &[0], &[2]]);
        assert_eq!(history.walk(CommitId(3), CommitId(1)), Walk::Cut);
    }

    #[test]
    fn a_history_that_ends_behind_what_both_have_is_not_cut() {
        // 0 - 1, whose own parent was not imported, is in the base 2 and in the head 3.
        let history = history(&[&[u32::MAX], &[0], &[1], &[1]]);
        assert_eq!(adds(history.walk(CommitId(3), CommitId(2))), [3]);
    }
}
