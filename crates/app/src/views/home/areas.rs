//! What waits in each area of the app.

use changeproof_controls::registry;
use changeproof_domain::outcome::Outcome;
use changeproof_domain::text::folded;
use chrono::Months;

use super::{Desk, Waiting};
use crate::error::AppError;
use crate::permission::Act;
use crate::samples::Register;
use crate::views::evaluated::Evaluated;
use crate::views::index::key_of;
use crate::wire::view::home::HomeItem;
use crate::words::counted;

/// Deadlines that are named each; more are told as a number.
const NAMED_DEADLINES: usize = 20;
/// The control of the policy's review.
const REVIEW: &str = "GOV-01";

fn item(area: &str, title: String, detail: String, address: &str) -> HomeItem {
    HomeItem {
        area: area.to_owned(),
        title,
        detail,
        due: None,
        overdue: false,
        address: address.to_owned(),
    }
}

/// Imported files that need a look.
pub(super) fn imports(desk: &Desk<'_>) -> Result<Vec<Waiting>, AppError> {
    let facts = desk.open.facts()?;
    let (count, problems) = (facts.sources.count, facts.sources.problems);
    let item = match (count, problems) {
        (0, _) => item(
            "Imports",
            "Import the first exports".to_owned(),
            "Nothing was imported yet, so nothing can be judged.".to_owned(),
            "#/imports",
        ),
        (_, 0) => return Ok(Vec::new()),
        (_, n) => item(
            "Imports",
            format!("{} a look", counted(n, "file needs", "files need")),
            "Cut, with rows that could not be read, or with other row counts than declared."
                .to_owned(),
            "#/imports",
        ),
    };
    let act = Act::Import;
    Ok(vec![Waiting { act, item }])
}

/// Results that are older than what they rest on.
pub(super) fn outdated(desk: &Desk<'_>) -> Result<Vec<Waiting>, AppError> {
    if !desk.open.view(desk.ports)?.outdated {
        return Ok(Vec::new());
    }
    let item = item(
        "Results",
        "Work out the results again".to_owned(),
        "Something was imported or decided since, or a deadline may have passed.".to_owned(),
        "#/overview",
    );
    let act = Act::Evaluate;
    Ok(vec![Waiting { act, item }])
}

/// The day on which the policy has to be reviewed again.
pub(super) fn policy(desk: &Desk<'_>) -> Result<Vec<Waiting>, AppError> {
    let Some(evaluated) = desk.open.current().evaluated else {
        return Ok(Vec::new());
    };
    let explained = evaluated.explained(desk.open.path(), desk.ports)?;
    let snapshot = &explained.loaded.snapshot;
    let parameters = &snapshot.policy.at(desk.ports.clock.now()).parameters;
    let is_ours = |name: &str| {
        let name = folded(name);
        let mut words = parameters.policy_names.iter();
        words.any(|word| name.contains(word.as_str()))
    };
    let reviews = snapshot.registers.policy_reviews.iter();
    let approved = reviews.filter(|one| is_ours(&one.policy) && one.approved_by.is_value());
    let days = approved.filter_map(|review| review.reviewed_at.value());
    let last = days.map(|at| at.at.date_in(evaluated.zone)).max();
    let months = Months::new(parameters.policy_review_months);
    let due = last.and_then(|last| last.checked_add_months(months));
    let (title, detail) = match last {
        Some(last) => (
            "Review the policy".to_owned(),
            format!("{REVIEW}: it was last reviewed and approved on {last}."),
        ),
        None => (
            "Review the policy".to_owned(),
            format!("{REVIEW}: no approved review of the policy is known."),
        ),
    };
    let mut item = item("Policy", title, detail, "#/policy");
    item.due = due;
    item.overdue = due.is_none_or(|due| due < desk.today);
    let act = Act::ReviewPolicy;
    Ok(vec![Waiting { act, item }])
}

/// Outcomes that are pending: their deadlines have not passed.
pub(super) fn pending(desk: &Desk<'_>) -> Result<Vec<Waiting>, AppError> {
    let Some(evaluated) = desk.open.current().evaluated else {
        return Ok(Vec::new());
    };
    let found = pending_outcomes(&evaluated);
    let act = Act::ReviewChange;
    let mut waiting = Vec::new();
    if found.is_empty() {
        return Ok(waiting);
    }
    let explained = evaluated.explained(desk.open.path(), desk.ports)?;
    for (subject, control) in found.iter().copied().take(NAMED_DEADLINES) {
        let judgement = explained.judgement(subject, control)?;
        let row = &evaluated.rows[subject];
        let title = format!("{} of {} {}", registry()[control].name, row.service, row.id);
        let address = format!("#/deployment/{}", key_of(row));
        let item = item("Deadlines", title, judgement.reason, &address);
        waiting.push(Waiting { act, item });
    }
    let rest = found.len().saturating_sub(NAMED_DEADLINES) as u64;
    if rest > 0 {
        let title = format!(
            "{} pending",
            counted(rest, "more deadline is", "more deadlines are")
        );
        let detail = "The list of deployments has them all.".to_owned();
        let item = item("Deadlines", title, detail, "#/deployments?outcome=pending");
        waiting.push(Waiting { act, item });
    }
    Ok(waiting)
}

/// Positions of deployments and controls that are pending, the oldest deployment first.
fn pending_outcomes(evaluated: &Evaluated) -> Vec<(usize, usize)> {
    let rows = evaluated.rows.iter().enumerate();
    rows.flat_map(|(subject, row)| {
        let controls = 0..row.verdicts.len();
        let pending = controls.filter(|at| {
            let verdict = row.verdicts.get(*at);
            verdict.is_some_and(|(outcome, _)| outcome == Outcome::Pending)
        });
        pending.map(move |control| (subject, control))
    })
    .collect()
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
            act: Act::DrawSample,
            item: item("Samples", title, detail, &address),
        }
    });
    Ok(waiting.collect())
}
