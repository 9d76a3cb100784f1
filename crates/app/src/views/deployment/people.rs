//! Who had which part in a deployment. Accounts of one person are one row.

use changeproof_controls::context::EventSystem;
use changeproof_domain::account::Account;
use changeproof_domain::person::Identity;
use changeproof_domain::record::{ApprovalDecision, GitPerson, PullRequest, Review, ReviewState};
use changeproof_domain::snapshot::{ChangeKind, ChangeRecordId};
use changeproof_domain::time::{Moment, Order};

use super::About;
use crate::changes::{git_name, linked_records, shown};
use crate::wire::view::deployment::PersonRow;

/// How timely somebody's part was.
const YES: &str = "yes";
const LATE: &str = "late";
const NO: &str = "no";

/// The people of a deployment, in the order of the process.
pub(super) fn of(about: &About<'_>) -> Vec<PersonRow> {
    let all = with_identities(about);
    all.into_iter().map(|(_, row)| row).collect()
}

/// The same with who they are.
pub(super) fn with_identities<'e>(about: &About<'e>) -> Vec<(Identity<'e>, PersonRow)> {
    let mut people = People {
        about,
        rows: Vec::new(),
    };
    let records = linked_records(about.subject);
    for id in &records {
        let record = &about.snapshot.change_records[id.index()].record;
        if let Some(requester) = record.requester.value() {
            people.of_account(requester).asked = true;
        }
    }
    for change in &about.subject.change_set.changes {
        if let ChangeKind::PullRequest(id) = change.kind {
            let pull_request = &about.snapshot.pull_requests[id.index()].record;
            people.add_authors(pull_request);
        }
        // Of a pull request with its own list of commits the merge itself adds no author.
        let listed = match change.kind {
            ChangeKind::PullRequest(id) => about.snapshot.pull_requests[id.index()]
                .commits
                .is_exported(),
            ChangeKind::Commit(_) => false,
        };
        for (commit, _) in change.commits.iter().filter(|_| !listed) {
            let commit = &about.snapshot.commits[commit.index()].record;
            if commit.parents.len() < 2 {
                people.of_git(&commit.author).wrote = true;
            }
        }
    }
    for change in &about.subject.change_set.changes {
        if let ChangeKind::PullRequest(id) = change.kind {
            let pull_request = &about.snapshot.pull_requests[id.index()].record;
            for review in pull_request.reviews.items() {
                people.add_review(pull_request, review);
            }
        }
    }
    for id in records {
        people.add_approvals(id);
    }
    people.add_deployers();
    people.rows
}

struct People<'a, 'e> {
    about: &'a About<'e>,
    rows: Vec<(Identity<'e>, PersonRow)>,
}

/// Notes a part in time or late; one part in time is enough.
fn note(part: &mut String, late: bool) {
    if !late {
        YES.clone_into(part);
    } else if part == NO {
        LATE.clone_into(part);
    }
}

impl<'e> People<'_, 'e> {
    fn row(&mut self, identity: Identity<'e>, name: &str) -> &mut PersonRow {
        let same = |(of, row): &(Identity<'_>, PersonRow)| match identity {
            Identity::Unknown => *of == Identity::Unknown && row.name == name,
            Identity::Account(system, account) => matches!(
                of,
                Identity::Account(other, known)
                    if *other == system && known.eq_ignore_ascii_case(account)
            ),
            Identity::Person(_) => *of == identity,
        };
        let at = match self.rows.iter().position(same) {
            Some(at) => at,
            None => {
                let row = PersonRow {
                    name: name.to_owned(),
                    resolved: matches!(identity, Identity::Person(_)),
                    asked: false,
                    wrote: false,
                    reviewed: NO.to_owned(),
                    approved: NO.to_owned(),
                    deployed: false,
                };
                self.rows.push((identity, row));
                self.rows.len() - 1
            }
        };
        &mut self.rows[at].1
    }

    fn of_account(&mut self, account: &'e Account) -> &mut PersonRow {
        let people = &self.about.snapshot.people;
        self.row(people.identify(account), shown(people, account))
    }

    fn of_git(&mut self, person: &'e GitPerson) -> &mut PersonRow {
        let people = &self.about.snapshot.people;
        let identity = people.identify_email(&person.email);
        self.row(identity, git_name(people, person))
    }

    fn add_authors(&mut self, pull_request: &'e PullRequest) {
        if let Some(author) = pull_request.author.value() {
            self.of_account(author).wrote = true;
        }
        for commit in pull_request.commits.items() {
            for author in commit.authors.items() {
                if !author.name.is_empty() || author.email.is_some() {
                    self.of_account(author).wrote = true;
                }
            }
        }
    }

    fn is_late(&self, at: &Moment, system: EventSystem) -> bool {
        self.about.context.against_start(at, system) == Order::Later
    }

    fn add_review(&mut self, pull_request: &PullRequest, review: &'e Review) {
        let (Some(author), Some(at)) = (review.author.value(), review.submitted_at.value()) else {
            return;
        };
        if review.state == ReviewState::Pending {
            return;
        }
        let merged = pull_request.merged_at.value();
        let before_merge = merged
            .is_some_and(|merged| matches!(at.order(merged, 0), Order::Earlier | Order::Equal));
        let late = !before_merge && self.is_late(at, EventSystem::GitHub);
        note(&mut self.of_account(author).reviewed, late);
    }

    fn add_approvals(&mut self, id: ChangeRecordId) {
        let snapshot = self.about.snapshot;
        let record = &snapshot.change_records[id.index()].record;
        let embedded = record
            .approvals
            .items()
            .iter()
            .map(|approval| (&approval.approver, approval.decision, &approval.at));
        let rows = snapshot.approvals_of.get(&id).into_iter().flatten();
        let rows = rows.map(|row| {
            let approval = &snapshot.change_approvals[row.index()].record;
            (&approval.approver, approval.decision, &approval.decided_at)
        });
        for (approver, decision, at) in embedded.chain(rows) {
            if let (Some(approver), ApprovalDecision::Approved) = (approver.value(), decision) {
                let late = at
                    .value()
                    .is_some_and(|at| self.is_late(at, EventSystem::Other));
                note(&mut self.of_account(approver).approved, late);
            }
        }
    }

    fn add_deployers(&mut self) {
        let (about, subject) = (self.about, self.about.subject);
        let record = &about.snapshot.deployments[subject.deployment.index()].record;
        let mut accounts: Vec<&'e Account> =
            [record.deployed_by.value(), record.triggered_by.value()]
                .into_iter()
                .flatten()
                .collect();
        for link in subject
            .runs
            .iter()
            .filter(|link| link.attempt == subject.deployment)
        {
            let run = &about.snapshot.runs[link.run.index()].record;
            accounts.extend(run.triggering_actor.value().or_else(|| run.actor.value()));
        }
        for account in accounts {
            self.of_account(account).deployed = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_part_in_time_outweighs_late_ones() {
        let mut part = NO.to_owned();
        note(&mut part, true);
        assert_eq!(part, LATE);
        note(&mut part, false);
        note(&mut part, true);
        assert_eq!(part, YES);
    }
}
