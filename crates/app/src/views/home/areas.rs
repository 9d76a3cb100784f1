//! What waits in each area of the app.

use changeproof_controls::registry;
use changeproof_domain::outcome::Outcome;
use changeproof_store::OtherOutcome;

use super::{Desk, Waiting};
use crate::annual_review::{self, NextReview};
use crate::error::AppError;
use crate::permission::Act;
use crate::samples::Register;
use crate::views::evaluated::Evaluated;
use crate::views::index::key_of;
use crate::wire::view::home::{HomeArea, HomeItem};
use crate::words::counted;

/// What of one kind is named each; more is told as a number.
pub(super) const NAMED: usize = 20;
/// The control of the policy's review.
const REVIEW: &str = "GOV-01";
/// The control of post-change reviews, which are an area of their own.
const POST_CHANGE_REVIEW: &str = "EMG-04";
/// The control of the work on findings, which is an area of its own.
pub(super) const FOLLOW_UP: &str = "GOV-03";

pub(super) fn item(area: HomeArea, title: String, detail: String, address: &str) -> HomeItem {
    HomeItem {
        area,
        title,
        detail,
        number: 1,
        due: None,
        overdue: false,
        address: address.to_owned(),
    }
}

/// The address of a deployment's page: letters, digits and a few signs of its key stand for themselves.
pub(super) fn deployment_address(key: &str) -> String {
    let mut address = "#/deployment/".to_owned();
    for byte in key.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            address.push(char::from(byte));
        } else {
            address.push_str(&format!("%{byte:02X}"));
        }
    }
    address
}

/// Imported files that need a look.
pub(super) fn imports(desk: &Desk<'_>) -> Result<Vec<Waiting>, AppError> {
    let facts = desk.open.facts()?;
    let (count, problems) = (facts.sources.count, facts.sources.problems);
    let mut item = match (count, problems) {
        (0, _) => item(
            HomeArea::Imports,
            "Import the first exports".to_owned(),
            "Nothing was imported yet, so nothing can be judged.".to_owned(),
            "#/imports",
        ),
        (_, 0) => return Ok(Vec::new()),
        (_, n) => item(
            HomeArea::Imports,
            format!("{} a look", counted(n, "file needs", "files need")),
            "Cut, with rows that could not be read, or with other row counts than declared."
                .to_owned(),
            "#/imports",
        ),
    };
    item.number = problems.max(1);
    let mine = desk.may(Act::Import);
    Ok(vec![Waiting { mine, item }])
}

/// Results that are older than what they rest on.
pub(super) fn outdated(desk: &Desk<'_>) -> Result<Vec<Waiting>, AppError> {
    if !desk.open.view(desk.ports)?.outdated {
        return Ok(Vec::new());
    }
    let item = item(
        HomeArea::Results,
        "Work out the results again".to_owned(),
        "Something was imported or decided since, or a deadline may have passed.".to_owned(),
        "#/overview",
    );
    let mine = desk.may(Act::Evaluate);
    Ok(vec![Waiting { mine, item }])
}

/// The day on which the policy has to be reviewed again.
pub(super) fn policy(desk: &Desk<'_>) -> Result<Vec<Waiting>, AppError> {
    if desk.open.current().evaluated.is_none() {
        return Ok(Vec::new());
    }
    let now = desk.ports.clock.now();
    let next = annual_review::next_known(desk.reader, desk.zone, now)?;
    let due = next.map(|next| next.due);
    let (title, detail) = match next {
        Some(NextReview { last, .. }) => (
            "Review the policy".to_owned(),
            format!("{REVIEW}: it was last reviewed and approved on {last}."),
        ),
        None => (
            "Review the policy".to_owned(),
            format!("{REVIEW}: no approved review of the policy is known."),
        ),
    };
    let mut item = item(HomeArea::Policy, title, detail, "#/policy");
    item.due = due;
    item.overdue = due.is_none_or(|due| due < desk.today);
    let mine = desk.may(Act::ReviewPolicy);
    Ok(vec![Waiting { mine, item }])
}

/// Outcomes that are pending: their deadlines have not passed.
pub(super) fn pending(desk: &Desk<'_>) -> Result<Vec<Waiting>, AppError> {
    let Some(evaluated) = desk.open.current().evaluated else {
        return Ok(Vec::new());
    };
    let found = pending_outcomes(&evaluated);
    let others = pending_others(&evaluated.others);
    let mut waiting = Vec::new();
    if found.is_empty() && others.is_empty() {
        return Ok(waiting);
    }
    let explained = evaluated.explained(desk.open.path(), desk.ports)?;
    for (subject, control) in found.iter().copied().take(NAMED) {
        let judgement = explained.judgement(subject, control)?;
        let row = &evaluated.rows[subject];
        let title = format!("{} of {} {}", registry()[control].name, row.service, row.id);
        let address = deployment_address(&key_of(row));
        waiting.push(Waiting {
            mine: desk.may(Act::TriageFinding),
            item: item(HomeArea::Deadlines, title, judgement.reason, &address),
        });
    }
    for position in others.iter().copied().take(NAMED) {
        let judgement = explained.other_judgement(position)?;
        let about = &evaluated.others[position];
        let control = explained.others.judged[position].control;
        let title = format!("{}: {}", control.name, about.name);
        waiting.push(Waiting {
            mine: desk.may(act_of(control.id)),
            item: item(HomeArea::Deadlines, title, judgement.reason, "#/overview"),
        });
    }
    let hidden = |all: usize| all.saturating_sub(NAMED) as u64;
    for (rest, address) in [
        (hidden(found.len()), "#/deployments?outcome=pending"),
        (hidden(others.len()), "#/overview"),
    ] {
        if rest > 0 {
            waiting.push(Waiting {
                mine: desk.may(Act::TriageFinding),
                item: rest_of(HomeArea::Deadlines, rest, "deadline", address),
            });
        }
    }
    Ok(waiting)
}

/// Who sees to what is pending and is no deployment's.
fn act_of(control: &str) -> Act {
    match control.starts_with("GOV-") {
        true => Act::ReviewPolicy,
        false => Act::TriageFinding,
    }
}

/// What is not named any more, as a number.
pub(super) fn rest_of(area: HomeArea, rest: u64, one: &str, address: &str) -> HomeItem {
    let title = format!(
        "{} waiting",
        counted(rest, &format!("more {one} is"), &format!("more {one}s are"))
    );
    let mut item = item(area, title, "The list has them all.".to_owned(), address);
    item.number = rest;
    item
}

/// Positions of deployments and controls that are pending, the oldest deployment first.
fn pending_outcomes(evaluated: &Evaluated) -> Vec<(usize, usize)> {
    let is_listed = |control: usize| registry()[control].id != POST_CHANGE_REVIEW;
    let rows = evaluated.rows.iter().enumerate();
    rows.flat_map(|(subject, row)| {
        let controls = 0..row.verdicts.len();
        let pending = controls.filter(move |at| {
            let verdict = row.verdicts.get(*at);
            verdict.is_some_and(|(outcome, _)| outcome == Outcome::Pending) && is_listed(*at)
        });
        pending.map(move |control| (subject, control))
    })
    .collect()
}

/// Positions of what is no deployment and is pending.
fn pending_others(others: &[OtherOutcome]) -> Vec<usize> {
    let elsewhere = [FOLLOW_UP, POST_CHANGE_REVIEW];
    let all = others.iter().enumerate();
    let pending = all.filter(|(_, one)| {
        one.outcome == Outcome::Pending && !elsewhere.contains(&one.control.as_str())
    });
    pending.map(|(position, _)| position).collect()
}

/// Samples of which nothing was compared yet.
pub(super) fn samples(desk: &Desk<'_>) -> Result<Vec<Waiting>, AppError> {
    let register = Register::until(desk.reader, i64::MAX)?;
    let untouched = register.draws.iter().filter(|draw| {
        let mut ticks = register.ticks.iter();
        !ticks.any(|tick| tick.told.draw == draw.told.number)
    });
    let waiting = untouched.map(|draw| {
        let told = &draw.told;
        let items = told.items.len() as u64;
        let title = format!("Compare sample {}", told.number);
        let detail = format!(
            "{} of {} to {}; nobody compared any with its originals yet.",
            counted(items, "item", "items"),
            told.from,
            told.to
        );
        let address = format!("#/samples?sample={}", told.number);
        Waiting {
            mine: desk.may(Act::DrawSample),
            item: item(HomeArea::Samples, title, detail, &address),
        }
    });
    Ok(waiting.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_one_part_of_its_address_whatever_it_holds() {
        let address = deployment_address("deploy-log:prod/eu #7?ü");
        assert_eq!(
            address,
            "#/deployment/deploy-log%3Aprod%2Feu%20%237%3F%C3%BC"
        );
    }
}
