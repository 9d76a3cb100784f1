//! Who is who: the persons of the roster, the accounts that the records name, whose they are, and which
//! of them may belong together. Nothing here changes an outcome.

mod accounts;
mod blocked;
mod report;
mod rows;
mod suggestions;

use std::collections::HashMap;

use changeproof_domain::account as domain;
use changeproof_domain::person::PersonId;
use changeproof_domain::snapshot::{RecordRef, Snapshot};

use crate::account_decisions::by_name;
use crate::results::Explained;
use crate::wire::view::people::AccountKind;

use self::accounts::{Account, named};
use self::blocked::Blocked;
use self::suggestions::{Other, Suggestion};

pub(crate) use self::report::last_day;
pub use self::report::{PeopleOptions, people};
pub(crate) use self::rows::{account_row, person_rows, suggestion_row};

/// What is known of everybody whom the records of an evaluation name.
pub(crate) struct WhoIsWho {
    /// Every account that a record names, by system and name.
    accounts: Vec<Account>,
    /// Positions of the accounts that are no person's, those that leave most without evidence first.
    nobodys: Vec<usize>,
    /// Positions of service identities and shared logins, the most named first.
    machines: Vec<usize>,
    /// What each account leaves without evidence; same positions as the accounts.
    blocked: Vec<Blocked>,
    suggestions: Vec<Suggestion>,
}

impl WhoIsWho {
    /// Reads it out of the records, and out of the outcomes of the evaluated days.
    pub(crate) fn of(explained: &Explained) -> WhoIsWho {
        let snapshot = &explained.loaded.snapshot;
        let accounts = named(snapshot);
        let blocked = blocked::of(explained, &accounts);
        let mut suggestions = suggestions::of(snapshot, &accounts);
        suggestions.retain(|one| {
            let Other::Person(person) = one.other else {
                return true;
            };
            let (account, person) = (&accounts[one.account], snapshot.people.person(person));
            let account = domain::Account::new(account.system, account.name.as_str());
            let account = by_name(&account);
            let refused = &explained.loaded.refused_accounts;
            !refused.contains(&(account, person.name.clone()))
        });
        let of_kinds = |kinds: &[AccountKind]| -> Vec<usize> {
            let all = 0..accounts.len();
            all.filter(|at| kinds.contains(&accounts[*at].kind))
                .collect()
        };
        let mut nobodys = of_kinds(&[AccountKind::Unresolved, AccountKind::SeveralPersons]);
        nobodys.sort_by_key(|at| {
            let worst = (blocked[*at].deployments.len(), accounts[*at].records);
            (std::cmp::Reverse(worst), *at)
        });
        let mut machines = of_kinds(&[AccountKind::Service, AccountKind::Shared]);
        machines.sort_by_key(|at| (std::cmp::Reverse(accounts[*at].records), *at));
        WhoIsWho {
            accounts,
            nobodys,
            machines,
            blocked,
            suggestions,
        }
    }

    /// Positions of the accounts that are no person's, those that leave most without evidence first.
    pub(crate) fn nobodys(&self) -> &[usize] {
        &self.nobodys
    }

    /// Positions of service identities and shared logins.
    pub(crate) fn machines(&self) -> &[usize] {
        &self.machines
    }

    /// How many outcomes these leave without evidence, each counted once.
    pub(crate) fn blocked_outcomes(&self) -> u64 {
        let mut of_row: HashMap<usize, u64> = HashMap::new();
        for at in &self.nobodys {
            for (row, controls) in &self.blocked[*at].deployments {
                *of_row.entry(*row).or_default() |= controls;
            }
        }
        of_row
            .values()
            .map(|controls| u64::from(controls.count_ones()))
            .sum()
    }

    /// How many suggestions there are.
    pub(crate) fn suggestions(&self) -> usize {
        self.suggestions.len()
    }

    /// Whether all words stand in what an account is called.
    pub(crate) fn account_matches(&self, at: usize, words: &[String]) -> bool {
        let account = &self.accounts[at];
        let text = format!(
            "{}\n{}\n{}\n{}",
            account.system.label(),
            account.name,
            account.display.as_deref().unwrap_or_default(),
            account.emails.join("\n")
        )
        .to_lowercase();
        words.iter().all(|word| text.contains(word.as_str()))
    }
}

/// Whether something suggests that an account is a person's.
pub(crate) fn is_suggested(
    snapshot: &Snapshot,
    account: &domain::Account,
    person: PersonId,
) -> bool {
    let accounts = named(snapshot);
    let is_same = |of: &Account| {
        of.system == account.system && of.name.eq_ignore_ascii_case(account.name.trim())
    };
    suggestions::of(snapshot, &accounts)
        .iter()
        .any(|one| is_same(&accounts[one.account]) && one.other == Other::Person(person))
}

/// How a record that a row shows is opened; empty where nobody can open it.
pub(crate) type OriginOf<'o> = &'o dyn Fn(RecordRef) -> String;
