//! What accounts that are no person's leave without evidence: outcomes with insufficient evidence for
//! which a control had to know who such an account is.

use std::collections::HashMap;

use changeproof_controls::context::{Context, Detail, WorkedOut};
use changeproof_controls::identities::compared;
use changeproof_controls::registry;
use changeproof_controls::standing::persons_are_open;
use changeproof_domain::account::System;
use changeproof_domain::outcome::Outcome;
use changeproof_domain::text::folded;
use rayon::prelude::*;

use super::accounts::Account;
use crate::results::Explained;

/// What one account leaves without evidence.
#[derive(Clone, Debug, Default)]
pub(super) struct Blocked {
    /// Positions of the deployments, each with the controls: a bit for each position of the registry.
    pub(super) deployments: Vec<(usize, u64)>,
}

impl Blocked {
    /// How many outcomes that are: deployments × controls.
    pub(super) fn outcomes(&self) -> u64 {
        let controls = self.deployments.iter();
        controls
            .map(|(_, controls)| u64::from(controls.count_ones()))
            .sum()
    }

    /// The controls, each with its deployments; in the order of the catalogue.
    pub(super) fn controls(&self) -> Vec<(usize, u64)> {
        let count = |control: usize| {
            let bit = 1_u64 << control;
            self.deployments
                .iter()
                .filter(|(_, of)| of & bit != 0)
                .count() as u64
        };
        let all = (0..registry().len()).map(|control| (control, count(control)));
        all.filter(|(_, count)| *count > 0).collect()
    }
}

/// For each account what it leaves without evidence.
pub(super) fn of(explained: &Explained, accounts: &[Account]) -> Vec<Blocked> {
    let positions: HashMap<(System, String), usize> = accounts
        .iter()
        .enumerate()
        .map(|(at, one)| ((one.system, folded(&one.name).into_owned()), at))
        .collect();
    let rows = (0..explained.rows.len()).into_par_iter();
    let found: Vec<Vec<(usize, u64)>> =
        rows.map(|row| of_row(explained, row, &positions)).collect();
    let mut all = vec![Blocked::default(); accounts.len()];
    for (row, accounts) in found.into_iter().enumerate() {
        for (account, controls) in accounts {
            all[account].deployments.push((row, controls));
        }
    }
    all
}

/// The accounts that leave outcomes of one deployment without evidence.
fn of_row(
    explained: &Explained,
    row: usize,
    positions: &HashMap<(System, String), usize>,
) -> Vec<(usize, u64)> {
    let verdicts = &explained.rows[row].verdicts;
    let is_open = |control: &usize| {
        let verdict = verdicts.get(*control);
        verdict.is_some_and(|(outcome, _)| outcome == Outcome::InsufficientEvidence)
    };
    let open: Vec<usize> = (0..registry().len()).filter(is_open).collect();
    let mut found: Vec<(usize, u64)> = Vec::new();
    if open.is_empty() {
        return found;
    }
    let snapshot = &explained.loaded.snapshot;
    let subject = explained.subjects[row];
    let worked_out = WorkedOut::default();
    let as_of = explained.as_of();
    let context = Context::new(snapshot, subject, as_of, Detail::OutcomeOnly).keeping(&worked_out);
    for control in open {
        let tested = registry()[control];
        let names = compared(&context, tested);
        if names.is_empty() || !persons_are_open(&context, tested) {
            continue;
        }
        for name in names {
            let key = (name.system, folded(name.name).into_owned());
            let Some(account) = positions.get(&key) else {
                continue;
            };
            match found.iter_mut().find(|(known, _)| known == account) {
                Some((_, controls)) => *controls |= 1 << control,
                None => found.push((*account, 1 << control)),
            }
        }
    }
    found
}
