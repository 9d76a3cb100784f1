//! Abbreviated names of commits in pull requests.
//!
//! Some exports shorten them. Each is replaced by the longest name among the records that it begins, once, so
//! that nothing else has to compare prefixes. One that could be several commits, or is too short to be
//! trusted, tells nothing and counts as not exported.

use std::collections::BTreeSet;
use std::ops::Bound;

use changeproof_domain::field::Field;
use changeproof_domain::record::{PullRequest, Record};

use crate::Versioned;
use crate::change_set::SHORTEST_REVISION;

/// The length of a commit's full name; those of the newer kind have 64 digits.
const FULL: usize = 40;

/// What an abbreviation leads to.
enum Found {
    /// The longest name of the only commit that it begins.
    One(String),
    /// No record names that commit at greater length.
    None,
    /// Several commits, or none that it could be trusted to name.
    Unclear,
}

/// Puts full names in the place of abbreviated ones.
pub(crate) fn resolve(records: &mut [Versioned]) {
    let pull_requests = records.iter().filter_map(|version| match &version.record {
        Record::PullRequest(pull_request) => Some(&**pull_request),
        _ => None,
    });
    if !pull_requests.clone().any(has_abbreviation) {
        return;
    }
    let known = Names::of(records);
    for version in records.iter_mut() {
        if let Record::PullRequest(pull_request) = &mut version.record {
            known.complete(pull_request);
        }
    }
}

fn is_abbreviated(sha: &str) -> bool {
    sha.len() < FULL
}

fn is_trusted(sha: &str) -> bool {
    sha.len() >= SHORTEST_REVISION && sha.bytes().all(|digit| digit.is_ascii_hexdigit())
}

fn has_abbreviation(pull_request: &PullRequest) -> bool {
    let own = [&pull_request.merge_commit, &pull_request.head];
    let reviewed = pull_request.reviews.items().iter().map(|of| &of.commit);
    let fields = own.into_iter().chain(reviewed).filter_map(Field::value);
    let commits = pull_request.commits.items().iter().map(|of| &of.sha);
    fields.chain(commits).any(|sha| is_abbreviated(sha))
}

/// The names of commits that records tell, at any length that is trusted.
struct Names(BTreeSet<String>);

impl Names {
    fn of(records: &[Versioned]) -> Names {
        let mut names = BTreeSet::new();
        let mut add = |sha: &str| {
            if is_trusted(sha) && !names.contains(sha) {
                names.insert(sha.to_owned());
            }
        };
        for version in records {
            match &version.record {
                Record::Commit(commit) => add(&commit.sha),
                Record::Deployment(deployment) => add(deployment.revision.text()),
                Record::PullRequest(pull_request) => {
                    add(pull_request.merge_commit.text());
                    add(pull_request.head.text());
                    for review in pull_request.reviews.items() {
                        add(review.commit.text());
                    }
                    for commit in pull_request.commits.items() {
                        add(&commit.sha);
                    }
                }
                _ => {}
            }
        }
        Names(names)
    }

    fn find(&self, sha: &str) -> Found {
        if !is_trusted(sha) {
            return Found::Unclear;
        }
        let from = self
            .0
            .range::<str, _>((Bound::Included(sha), Bound::Unbounded));
        let mut longest = sha;
        for name in from.take_while(|name| name.starts_with(sha)) {
            // In order, a name comes right after those that begin it.
            if !name.starts_with(longest) {
                return Found::Unclear;
            }
            longest = name;
        }
        match longest.len() > sha.len() {
            true => Found::One(longest.to_owned()),
            false => Found::None,
        }
    }

    fn complete(&self, pull_request: &mut PullRequest) {
        self.complete_field(&mut pull_request.merge_commit);
        self.complete_field(&mut pull_request.head);
        if let Field::Value(reviews) = &mut pull_request.reviews {
            for review in reviews {
                self.complete_field(&mut review.commit);
            }
        }
        let mut unclear = false;
        if let Field::Value(commits) = &mut pull_request.commits {
            for commit in commits.iter_mut().filter(|of| is_abbreviated(&of.sha)) {
                match self.find(&commit.sha) {
                    Found::One(full) => commit.sha = full,
                    Found::None => {}
                    Found::Unclear => unclear = true,
                }
            }
        }
        if unclear {
            pull_request.commits = Field::NotExported;
        }
    }

    fn complete_field(&self, field: &mut Field<String>) {
        let Some(sha) = field.value().filter(|sha| is_abbreviated(sha)) else {
            return;
        };
        match self.find(sha) {
            Found::One(full) => *field = Field::Value(full),
            Found::None => {}
            Found::Unclear => *field = Field::NotExported,
        }
    }
}
