//! What waits for a decision or for work: exceptions, post-change reviews, findings.

use changeproof_controls::registry;
use changeproof_domain::account::{Account, System};
use changeproof_domain::outcome::{Outcome, Overlays};
use changeproof_domain::snapshot::FindingKey;

use super::areas::{FOLLOW_UP, NAMED, item, rest_of};
use super::{Desk, Waiting};
use crate::error::AppError;
use crate::exceptions::{self, State};
use crate::permission::Act;
use crate::post_change_reviews;
use crate::triage;
use crate::triage::shown::of_other;
use crate::views::evaluated::Evaluated;
use crate::wire::exception::ExceptionLine;
use crate::wire::post_change_review::{ReviewLine, ReviewState, YourPart};
use crate::wire::view::home::{HomeArea, HomeItem};
use crate::words::counted;

/// Where findings that have an owner are worked on.
const ACKNOWLEDGED: &str = "#/findings?state=acknowledged";

/// Exceptions to decide on, that were sent back, or that end soon.
pub(super) fn exceptions(desk: &Desk<'_>) -> Result<Vec<Waiting>, AppError> {
    let register = exceptions::listed(desk.reader, None, desk.ports)?;
    let all = register.exceptions.iter();
    Ok(all.filter_map(|line| exception(desk, line)).collect())
}

fn exception(desk: &Desk<'_>, line: &ExceptionLine) -> Option<Waiting> {
    let scope = line.scope.as_ref().map_or("", |scope| scope.text.as_str());
    let what = format!("{} on {scope}", line.control);
    let zone = desk.zone;
    let asked = &line.requested_by;
    if line.state == State::Submitted.id() {
        let mut approvals = line.choices.iter();
        let mine = approvals.any(|one| one.action.starts_with("approve") && one.why_not.is_none());
        let title = format!("Decide on exception {}", line.id);
        let detail = format!(
            "{what}, asked for by {asked}. It waits for {}.",
            line.waits_for
        );
        let mut item = item(HomeArea::Exceptions, title, detail, "#/exceptions");
        item.due = line.from.map(|from| from.date_in(zone));
        item.overdue = item.due.is_some_and(|due| due < desk.today);
        return Some(Waiting { mine, item });
    }
    if line.state == State::Returned.id() {
        let reason = line.reason.as_deref().unwrap_or_default();
        let title = format!("Mend exception {}", line.id);
        let detail = format!("{what}. It was sent back to {asked}: {reason}");
        return Some(Waiting {
            mine: desk.is_me(asked),
            item: item(HomeArea::Exceptions, title, detail, "#/exceptions"),
        });
    }
    let left = line.days_left.filter(|_| line.warning.is_some())?;
    let title = match u64::try_from(left) {
        Ok(0) | Err(_) => format!("Exception {} ends today", line.id),
        Ok(left) => format!(
            "Exception {} ends in {}",
            line.id,
            counted(left, "day", "days")
        ),
    };
    let detail = format!("{what}, asked for by {asked}. Afterwards it covers nothing.");
    let mut item = item(HomeArea::Exceptions, title, detail, "#/exceptions");
    item.due = line.to.map(|to| to.date_in(zone));
    Some(Waiting {
        mine: desk.is_me(asked) || desk.may(Act::TriageFinding),
        item,
    })
}

/// Emergencies that still need a review. Those for which one was recorded since the results were worked out
/// are judged with them.
pub(super) fn reviews(desk: &Desk<'_>) -> Result<Vec<Waiting>, AppError> {
    let Some(evaluated) = desk.open.current().evaluated else {
        return Ok(Vec::new());
    };
    let explained = evaluated.explained(desk.open.path(), desk.ports)?;
    let me = desk.person.as_ref();
    let me = me.map(|(person, _)| Account::new(System::Plain, person.id()));
    let now = desk.ports.clock.now();
    let queue = post_change_reviews::queue_of(&explained.loaded, now, None, me.as_ref());
    let looked_until = evaluated.evaluation.head.data_sequence;
    let since = post_change_reviews::reviewed_since(desk.reader, looked_until)?;
    let open = queue.lines.iter().filter(|line| {
        let reviewed = |change: &String| change.eq_ignore_ascii_case(&line.change);
        line.state.is_open() && !since.iter().any(reviewed)
    });
    let all: Vec<Waiting> = open.map(|line| review(desk, line)).collect();
    Ok(named(all, |rest| {
        rest_of(HomeArea::Reviews, rest, "review", "#/reviews")
    }))
}

fn review(desk: &Desk<'_>, line: &ReviewLine) -> Waiting {
    let had_part = matches!(line.your_part, Some(YourPart::Had { .. }));
    let title = format!("Review emergency {}", line.change);
    let mut item = item(HomeArea::Reviews, title, line.sentence.clone(), "#/reviews");
    item.due = Some(line.due_on);
    item.overdue = line.state == ReviewState::Overdue;
    Waiting {
        mine: desk.may(Act::ReviewChange) && !had_part,
        item,
    }
}

/// Findings whose due date has passed, and failures that nobody has seen to.
pub(super) fn findings(desk: &Desk<'_>) -> Result<Vec<Waiting>, AppError> {
    let evaluated = desk.open.current().evaluated;
    let evaluated = evaluated.as_deref();
    let clock = desk.ports.clock;
    let today = desk.open.today_of_findings(desk.reader, clock)?;
    let shown = |key: &FindingKey| evaluated.and_then(|evaluated| outcome_in(evaluated, key));
    let overdue = triage::overdue(desk.reader, today, shown)?;
    let overdue = overdue.iter().map(|(key, recorded)| {
        let owner = recorded.owner.as_deref().unwrap_or_default();
        let title = format!("Finish {} on {}", key.control, key.id);
        let detail = format!("{owner} owns this finding, and nothing is recorded as done.");
        let mut item = item(HomeArea::Findings, title, detail, address_of(key));
        item.due = recorded.due;
        item.overdue = true;
        Waiting {
            mine: desk.may(Act::TriageFinding) || desk.is_me(owner),
            item,
        }
    });
    let mut waiting = named(overdue.collect(), |rest| {
        rest_of(HomeArea::Findings, rest, "finding", ACKNOWLEDGED)
    });
    waiting.extend(evaluated.and_then(|evaluated| to_follow_up(desk, evaluated)));
    Ok(waiting)
}

/// Failures of which cause, owner, action or date are missing, by GOV-03.
fn to_follow_up(desk: &Desk<'_>, evaluated: &Evaluated) -> Option<Waiting> {
    let of = |outcome: Outcome| {
        let others = evaluated.others.iter();
        others
            .filter(|one| one.control == FOLLOW_UP && one.outcome == outcome)
            .count() as u64
    };
    let pending = of(Outcome::Pending);
    (pending > 0).then(|| {
        let title = format!(
            "Follow up {}",
            counted(pending, "failure", "failures")
        );
        let detail = format!(
            "{FOLLOW_UP}: each needs an owner, a cause, an action and a date, and their days are running."
        );
        let mut item = item(HomeArea::Findings, title, detail, "#/findings?state=open");
        item.number = pending;
        Waiting {
            mine: desk.may(Act::TriageFinding),
            item,
        }
    })
}

/// The outcome of a finding in the evaluation that the screens show.
fn outcome_in(evaluated: &Evaluated, key: &FindingKey) -> Option<(Outcome, Overlays)> {
    if key.kind != "deployment" {
        let mut others = evaluated.others.iter();
        let own = others.find(|one| of_other(one) == *key)?;
        return Some((own.outcome, own.overlays));
    }
    let control = registry().iter().position(|one| one.id == key.control)?;
    let name = format!("{}:{}", key.source, key.id);
    let row = evaluated.index.position(&evaluated.rows, &name)?;
    evaluated.rows[row].verdicts.get(control)
}

/// Where a finding is worked on.
fn address_of(key: &FindingKey) -> &'static str {
    match key.kind.as_str() {
        "deployment" => ACKNOWLEDGED,
        _ => "#/overview",
    }
}

/// The first ones that wait for whoever looks, and how many more there are, with the earliest of their days. Of
/// what waits for others only the number is told anyway.
fn named(all: Vec<Waiting>, rest_of: impl Fn(u64) -> HomeItem) -> Vec<Waiting> {
    let (mut told, others): (Vec<Waiting>, Vec<Waiting>) =
        all.into_iter().partition(|one| one.mine);
    let rest = told.split_off(told.len().min(NAMED));
    if !rest.is_empty() {
        let mut item = rest_of(rest.len() as u64);
        item.due = rest.iter().filter_map(|one| one.item.due).min();
        item.overdue = rest.iter().any(|one| one.item.overdue);
        told.push(Waiting { mine: true, item });
    }
    told.extend(others);
    told
}

#[cfg(test)]
mod tests {
    use chrono::{Days, NaiveDate};

    use super::*;

    #[test]
    fn what_is_not_named_any_more_keeps_its_number_and_its_earliest_day() {
        let first: NaiveDate = "2026-03-01".parse().unwrap();
        let waiting = |day: u64, mine: bool| {
            let title = format!("Review emergency {day}");
            let mut item = item(HomeArea::Reviews, title, String::new(), "#/reviews");
            item.due = first.checked_add_days(Days::new(day));
            item.overdue = day < 22;
            Waiting { mine, item }
        };
        let of = |days: u64| {
            let mut all: Vec<Waiting> = (0..days).map(|day| waiting(day, true)).collect();
            all.reverse();
            all.push(waiting(90, false));
            named(all, |rest| {
                rest_of(HomeArea::Reviews, rest, "review", "#/reviews")
            })
        };
        let told = of(57);
        assert_eq!(told.len(), NAMED + 2, "those named, the rest, the other's");
        let rest = &told[NAMED].item;
        assert_eq!(rest.title, "37 more reviews are waiting");
        assert_eq!((rest.number, rest.due), (37, Some(first)));
        assert!(rest.overdue);
        let mine = told.iter().filter(|one| one.mine);
        assert_eq!(mine.map(|one| one.item.number).sum::<u64>(), 57);
        let told = of(NAMED as u64);
        assert!(
            told.iter().all(|one| one.item.number == 1),
            "nothing hidden"
        );
    }
}
