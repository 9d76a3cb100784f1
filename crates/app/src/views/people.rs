//! People: who is who, who may do what, when?

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;

use super::OpenWorkspace;
use super::origin::Origin;
use crate::error::AppError;
use crate::persons::{WhoIsWho, account_row, last_day, person_rows, suggestion_row};
use crate::ports::Ports;
use crate::results::Explained;
use crate::wire::view::people::{
    AccountPage, AccountQuery, PeopleCounts, PersonLine, PersonPage, PersonQuery, SuggestionPage,
};

/// What the lists are made from.
pub(super) struct PeopleFound {
    who: WhoIsWho,
    counts: PeopleCounts,
}

impl PeopleFound {
    pub(super) fn of(explained: &Explained) -> PeopleFound {
        let who = WhoIsWho::of(explained);
        let counts = PeopleCounts {
            persons: explained.loaded.snapshot.people.persons().len() as u64,
            unresolved: who.nobodys().len() as u64,
            blocked: who.blocked_outcomes(),
            suggestions: who.suggestions() as u64,
            machines: who.machines().len() as u64,
        };
        PeopleFound { who, counts }
    }
}

/// The words of a search, in lower case.
fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_lowercase).collect()
}

fn person_matches(line: &PersonLine, query: &PersonQuery, words: &[String]) -> bool {
    let mut roles = line.roles.iter();
    let has_role = query.roles.is_empty()
        || roles.any(|role| role.in_force && query.roles.contains(&role.role));
    let accounts = line.accounts.iter().map(|one| one.account.as_str());
    let roles = line.roles.iter().map(|one| one.role.as_str());
    let parts: Vec<&str> = std::iter::once(line.person.as_str())
        .chain(accounts)
        .chain(roles)
        .collect();
    let text = parts.join("\n").to_lowercase();
    has_role && words.iter().all(|word| text.contains(word.as_str()))
}

/// A stretch of a list.
fn stretch<T>(list: Vec<T>, from: u64, limit: u32) -> impl Iterator<Item = T> {
    let from = usize::try_from(from).unwrap_or(usize::MAX);
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    list.into_iter().skip(from).take(limit)
}

impl OpenWorkspace {
    fn people_found(
        &self,
        ports: &Ports<'_>,
    ) -> Result<(Arc<Explained>, Arc<PeopleFound>), AppError> {
        let evaluated = self.evaluated()?;
        let explained = evaluated.explained(&self.path, ports)?;
        let made = || Arc::new(PeopleFound::of(&explained));
        let found = evaluated.people.get_or_init(made).clone();
        Ok((explained, found))
    }

    /// A stretch of the roster's persons by name, with their roles as they stood on a day.
    ///
    /// # Errors
    ///
    /// [`AppError::NotEvaluated`], [`AppError::Cancelled`], or what the store says.
    pub fn persons(
        &self,
        query: &PersonQuery,
        from: u64,
        limit: u32,
        ports: &Ports<'_>,
    ) -> Result<PersonPage, AppError> {
        let (explained, found) = self.people_found(ports)?;
        let snapshot = &explained.loaded.snapshot;
        let day: NaiveDate = query.day.unwrap_or_else(|| last_day(&explained));
        let origin = |record| Origin::of(snapshot, record).text();
        let all = person_rows(snapshot, &found.who, day, &origin);
        let roles: BTreeSet<&str> = all
            .iter()
            .flat_map(|line| line.roles.iter().map(|role| role.role.as_str()))
            .collect();
        let roles = roles.into_iter().map(str::to_owned).collect();
        let words = words(&query.text);
        let mut rows = all;
        rows.retain(|line| person_matches(line, query, &words));
        Ok(PersonPage {
            counts: found.counts,
            roles,
            day,
            matched: rows.len() as u64,
            rows: stretch(rows, from, limit).collect(),
        })
    }

    /// A stretch of the accounts that are no person's, or of service identities and shared logins.
    ///
    /// # Errors
    ///
    /// [`AppError::NotEvaluated`], [`AppError::Cancelled`], or what the store says.
    pub fn accounts(
        &self,
        query: &AccountQuery,
        from: u64,
        limit: u32,
        ports: &Ports<'_>,
    ) -> Result<AccountPage, AppError> {
        let (explained, found) = self.people_found(ports)?;
        let snapshot = &explained.loaded.snapshot;
        let origin = |record| Origin::of(snapshot, record).text();
        let listed = match query.machines {
            true => found.who.machines(),
            false => found.who.nobodys(),
        };
        let words = words(&query.text);
        let mut list = listed.to_vec();
        list.retain(|at| found.who.account_matches(*at, &words));
        Ok(AccountPage {
            matched: list.len() as u64,
            rows: stretch(list, from, limit)
                .map(|at| account_row(&explained, &found.who, at, &origin))
                .collect(),
        })
    }

    /// A stretch of the suggestions.
    ///
    /// # Errors
    ///
    /// [`AppError::NotEvaluated`], [`AppError::Cancelled`], or what the store says.
    pub fn suggestions(
        &self,
        from: u64,
        limit: u32,
        ports: &Ports<'_>,
    ) -> Result<SuggestionPage, AppError> {
        let (explained, found) = self.people_found(ports)?;
        let snapshot = &explained.loaded.snapshot;
        let origin = |record| Origin::of(snapshot, record).text();
        let all = (0..found.who.suggestions()).collect();
        Ok(SuggestionPage {
            matched: found.counts.suggestions,
            rows: stretch(all, from, limit)
                .map(|at| suggestion_row(&explained, &found.who, at, &origin))
                .collect(),
        })
    }
}
