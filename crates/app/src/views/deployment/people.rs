//! Who had which part in a deployment, by the rules of the controls. Accounts of one person are one
//! row.

use changeproof_controls::standing::{self, Worth};
use changeproof_domain::account::Account;
use changeproof_domain::person::{Identity, Sameness};
use changeproof_domain::snapshot::ChangeRecordId;

use super::About;
use crate::changes::shown;
use crate::wire::view::deployment::PersonRow;

/// What is known of somebody's vote.
const YES: &str = "yes";
const UNCLEAR: &str = "unclear";
const LATE: &str = "late";
const NO: &str = "no";

/// The people of a deployment, in the order of the process.
pub(super) fn of(about: &About<'_>) -> Vec<PersonRow> {
    let mut people = People {
        about,
        rows: Vec::new(),
    };
    let records = about.subject.records();
    for id in &records {
        let record = &about.snapshot.change_records[id.index()].record;
        if let Some(requester) = record.requester.value() {
            people.of_account(requester).asked = true;
        }
    }
    let changes = &about.subject.change_set.changes;
    for contributor in changes
        .iter()
        .flat_map(|change| standing::contributors(&about.context, change))
    {
        people.row(contributor.identity, contributor.shown).wrote = true;
    }
    for vote in changes
        .iter()
        .flat_map(|change| standing::votes(&about.context, change))
    {
        people.add_vote(vote.review.author.value(), vote.worth, |row| {
            &mut row.reviewed
        });
    }
    for id in records {
        people.add_approvals(id);
    }
    people.add_deployers();
    people.rows.into_iter().map(|(_, row)| row).collect()
}

struct People<'a, 'e> {
    about: &'a About<'e>,
    rows: Vec<(Identity<'e>, PersonRow)>,
}

/// What a vote is in the matrix.
fn state(worth: Worth) -> &'static str {
    match worth {
        // Whoever had a hand in the change voted all the same: the row shows both.
        Worth::Counts | Worth::OwnHand(_) => YES,
        Worth::Unclear => UNCLEAR,
        Worth::Late => LATE,
        Worth::Void(_) => NO,
    }
}

/// Notes a vote: the best of somebody's votes is shown.
fn note(part: &mut String, state: &str) {
    let rank = |state: &str| [NO, LATE, UNCLEAR, YES].iter().position(|of| *of == state);
    if rank(state) > rank(part) {
        state.clone_into(part);
    }
}

impl<'e> People<'_, 'e> {
    fn row(&mut self, identity: Identity<'e>, name: &str) -> &mut PersonRow {
        let people = &self.about.snapshot.people;
        let same = |(of, row): &(Identity<'_>, PersonRow)| match (identity, *of) {
            // Nobody knows who these are: only what they are called can be said.
            (Identity::Unknown, Identity::Unknown) => row.name == name,
            (_, of) => people.same(identity, of) == Sameness::Same,
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

    /// Notes a vote in one of a row's two columns. What does not stand adds nobody to the table.
    fn add_vote(
        &mut self,
        account: Option<&'e Account>,
        worth: Worth,
        column: fn(&mut PersonRow) -> &mut String,
    ) {
        let state = state(worth);
        if state == NO {
            return;
        }
        let row = match account {
            Some(account) => self.of_account(account),
            None => self.row(Identity::Unknown, "an unknown account"),
        };
        note(column(row), state);
    }

    fn add_approvals(&mut self, id: ChangeRecordId) {
        for approval in standing::approvals(&self.about.context, id) {
            self.add_vote(approval.approver, approval.worth, |row| &mut row.approved);
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
    fn the_best_of_somebodys_votes_is_shown() {
        let mut part = NO.to_owned();
        for (worth, shown) in [
            (Worth::Void("no person"), NO),
            (Worth::Late, LATE),
            (Worth::Unclear, UNCLEAR),
            (Worth::Late, UNCLEAR),
            (Worth::Counts, YES),
            (Worth::Unclear, YES),
        ] {
            note(&mut part, state(worth));
            assert_eq!(part, shown, "{worth:?}");
        }
    }
}
