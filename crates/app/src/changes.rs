//! What a deployment ships, in the words of lists: its change records, pull requests and commits, its
//! author and its categories.

use changeproof_controls::context::{Context, Detail};
use changeproof_controls::standing::{self, Category};
use changeproof_domain::account::Account;
use changeproof_domain::person::{Identity, People};
use changeproof_domain::record::{Commit, GitPerson};
use changeproof_domain::snapshot::{Change, ChangeKind, Snapshot, Subject, SubjectId};

/// The plain names of categories, the strictest last.
pub(crate) const CATEGORIES: [&str; 4] = ["standard", "normal", "emergency", "unknown"];

/// Digits of a commit that lists show.
const SHORT: usize = 7;

/// The first digits of a commit.
pub(crate) fn short(sha: &str) -> &str {
    sha.get(..SHORT).unwrap_or(sha)
}

/// Keys of the pull requests of a deployment, oldest first.
pub(crate) fn pull_requests(snapshot: &Snapshot, subject: &Subject) -> Vec<String> {
    let changes = subject.change_set.changes.iter();
    changes
        .filter_map(|change| match change.kind {
            ChangeKind::PullRequest(id) => Some(snapshot.pull_requests[id.index()].key()),
            ChangeKind::Commit(_) => None,
        })
        .collect()
}

/// Keys of the changes as lists name them: change records, then the pull requests that no record
/// stands for, then such commits.
pub(crate) fn keys(snapshot: &Snapshot, subject: &Subject) -> Vec<String> {
    let records = subject.records();
    let mut keys: Vec<String> = records
        .iter()
        .map(|id| snapshot.change_records[id.index()].key.clone())
        .collect();
    // A record that the deployment itself names stands for every change that names none.
    if !subject.keys.links.is_empty() {
        return keys;
    }
    let changes = subject.change_set.changes.iter();
    let without = changes.filter(|change| change.keys.links.is_empty());
    let (mut pull_requests, mut commits) = (Vec::new(), Vec::new());
    for change in without {
        match change.kind {
            ChangeKind::PullRequest(id) => {
                pull_requests.push(snapshot.pull_requests[id.index()].key());
            }
            ChangeKind::Commit(id) => {
                commits.push(short(&snapshot.commits[id.index()].sha).to_owned());
            }
        }
    }
    keys.append(&mut pull_requests);
    keys.append(&mut commits);
    keys
}

/// A key as lists show it: `#12` for a pull request, whose repository the service tells.
pub(crate) fn label(key: &str) -> &str {
    match key.rfind('#') {
        Some(at) if key[..at].contains('/') => &key[at..],
        _ => key,
    }
}

/// The authors of the changes, each once, in the order of the changes.
pub(crate) fn authors<'s>(snapshot: &'s Snapshot, subject: &Subject) -> Vec<&'s str> {
    let mut authors: Vec<&str> = Vec::new();
    for change in &subject.change_set.changes {
        if let Some(author) = author_of(snapshot, change)
            && !authors.contains(&author)
        {
            authors.push(author);
        }
    }
    authors
}

/// The author of a change: a person's name where the roster knows it.
pub(crate) fn author_of<'s>(snapshot: &'s Snapshot, change: &Change) -> Option<&'s str> {
    match change.kind {
        ChangeKind::PullRequest(id) => {
            let author = snapshot.pull_requests[id.index()].record.author.value()?;
            Some(shown(&snapshot.people, author))
        }
        ChangeKind::Commit(id) => {
            let commit: &Commit = &snapshot.commits[id.index()].record;
            Some(git_name(&snapshot.people, &commit.author))
        }
    }
    .filter(|name| !name.is_empty())
}

/// Who deployed: the person, where the records name one. Behind a service identity that is whoever
/// set off its run.
pub(crate) fn deployer<'s>(snapshot: &'s Snapshot, subject: &Subject) -> Option<&'s str> {
    let account = deploying_account(snapshot, subject)?;
    Some(shown(&snapshot.people, account))
}

/// The same as the account that the records name.
pub(crate) fn deploying_account<'s>(
    snapshot: &'s Snapshot,
    subject: &Subject,
) -> Option<&'s Account> {
    let record = &snapshot.deployments[subject.deployment.index()].record;
    let of_run = subject
        .runs
        .iter()
        .filter(|link| link.attempt == subject.deployment)
        .map(|link| &snapshot.runs[link.run.index()].record);
    let own = [record.deployed_by.value(), record.triggered_by.value()];
    let of_run = of_run.flat_map(|run| [run.triggering_actor.value(), run.actor.value()]);
    let mut accounts: Vec<&Account> = own.into_iter().chain(of_run).flatten().collect();
    // A stable sort: the nearest record wins among persons, and among machines.
    accounts.sort_by_key(|account| snapshot.people.is_machine(account));
    accounts.into_iter().next()
}

/// What to call an account: the person's name where the roster knows it.
pub(crate) fn shown<'p>(people: &'p People, account: &'p Account) -> &'p str {
    people.shown(account)
}

/// What to call whoever a commit names.
pub(crate) fn git_name<'p>(people: &'p People, person: &'p GitPerson) -> &'p str {
    match people.identify_email(&person.email) {
        Identity::Person(id) => &people.person(id).name,
        Identity::Account(..) | Identity::Unknown => &person.name,
    }
}

/// The plain name of a category.
pub(crate) fn category_name(category: Category) -> &'static str {
    match category {
        Category::Standard => CATEGORIES[0],
        Category::Normal => CATEGORIES[1],
        Category::Emergency | Category::PerhapsEmergency => CATEGORIES[2],
        Category::Unknown => CATEGORIES[3],
    }
}

/// The categories of a deployment's changes when it began, in the order of [`CATEGORIES`]; none where
/// it is proven that there is no change record.
pub(crate) fn categories(snapshot: &Snapshot, id: SubjectId) -> Vec<&'static str> {
    let subject = &snapshot.subjects[id.index()];
    // No deadline matters for a category.
    let context = Context::new(snapshot, id, subject.at, Detail::OutcomeOnly);
    let found: Vec<&str> = standing::categories(&context)
        .into_iter()
        .map(category_name)
        .collect();
    CATEGORIES
        .into_iter()
        .filter(|name| found.contains(name))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pull_request_is_called_by_its_number_and_a_ticket_by_its_key() {
        assert_eq!(label("clicki/web#12"), "#12");
        assert_eq!(label("CHG-1042"), "CHG-1042");
        assert_eq!(
            label("odd#key"),
            "odd#key",
            "no repository, no pull request"
        );
    }
}
