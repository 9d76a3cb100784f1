//! Whether what an incident told of was put right soon enough.

use changeproof_domain::field::Field;
use changeproof_domain::outcome::Fact;
use changeproof_domain::time::{HOUR, Moment, Order};

use crate::context::{Context, span, when};
use crate::finding::Finding;
use crate::rollbacks::later_deployments::{Later, are_complete, completed_by};
use crate::shared::emergency::{
    OnService, after, incident_facts, incident_name, not_proven, opened_words,
};
use crate::shared::ended::{before_opened, resolved};
use crate::shared::known::Known;

/// The verdict on what followed one incident.
pub(super) fn check(
    cx: &Context<'_>,
    found: &OnService<'_>,
    opened: &Moment,
    reversions: &[Later<'_>],
) -> Finding {
    let incident = found.incident;
    let name = incident_name(incident);
    let limit = after(opened, cx.parameters().reversion_within);
    let hours = cx.parameters().reversion_within / HOUR;
    let opened_at = opened_words(cx, incident);
    let ended = resolved(incident);
    let answers: Vec<Answer<'_>> = reversions
        .iter()
        .map(|later| Answer::of(cx, later, opened, &limit))
        .collect();
    let first = |is: fn(&Answer<'_>) -> bool| answers.iter().find(|answer| is(answer));
    let prompt = first(|answer| answer.was_prompt() == Known::Yes);
    let perhaps = first(|answer| answer.was_prompt() == Known::Unknown);
    let late = first(|answer| answer.is_one == Known::Yes && answer.in_time == Known::No);
    let failed = first(|answer| answer.failed());
    let facts = || -> Vec<Fact> {
        let shown = prompt.or(perhaps).or(late).or(failed);
        let of_rollback = shown.map(|answer| answer.later.facts(cx));
        let of_incident = incident_facts(cx, found.id).into_iter();
        of_incident
            .chain(of_rollback.into_iter().flatten())
            .collect()
    };
    if let Some(at) = ended.value()
        && matches!(at.order(&limit, 0), Order::Earlier | Order::Equal)
    {
        return cx
            .pass(|| {
                format!(
                    "{name} was opened {opened_at}, and resolved {} later, within {hours} h, whether or \
                     not the deployment caused it.",
                    span(opened.at, at.at)
                )
            })
            .with(facts());
    }
    if let Some(answer) = prompt {
        return cx
            .pass(|| {
                format!(
                    "{name} was opened {opened_at}, and the deployment was rolled back {} later, within \
                     {hours} h.",
                    span(opened.at, answer.later.at().at)
                )
            })
            .with(facts());
    }
    if cx.as_of <= limit.latest() {
        return cx
            .pending(|| {
                format!(
                    "{name} was opened {opened_at}; what caused it is to be reverted or mitigated by {}.",
                    when(&limit)
                )
            })
            .with(facts());
    }
    let lasted = match &ended {
        Field::Value(at) if at.order(&limit, 0) == Order::Later => {
            format!("was resolved only {} later", span(opened.at, at.at))
        }
        Field::Empty if not_proven(cx, opened.at, limit.latest()).is_none() => {
            "is not resolved".to_owned()
        }
        Field::Empty | Field::NotExported | Field::Value(_) => {
            return cx
                .insufficient(|| {
                    format!(
                        "{name} was opened {opened_at}; whether it was resolved within {hours} h cannot \
                         be told from what was exported.{}",
                        before_opened(incident)
                    )
                })
                .with(facts());
        }
    };
    match (perhaps, late) {
        (Some(answer), _) => cx.insufficient(|| {
            format!(
                "{name} was opened {opened_at}, and {lasted}. Whether the deployment was rolled back \
                 within {hours} h cannot be told: {}.",
                answer.doubt()
            )
        }),
        (None, Some(answer)) if are_complete(cx, &limit) => cx.fail(|| {
            format!(
                "{name} was opened {opened_at}, and {lasted}, and the deployment was rolled back only {} \
                 after it was opened. {hours} h are allowed.",
                span(opened.at, answer.later.at().at)
            )
        })
        .with(completed_by(cx, &limit)),
        (None, Some(_)) => cx.insufficient(|| {
            format!(
                "{name} was opened {opened_at}, and {lasted}. The imported deployments do not cover the \
                 {hours} h after it, so it may have been rolled back before the rollback that is known."
            )
        }),
        (None, None) => cx.insufficient(|| {
            let failed = failed.map(|answer| {
                let began = when(answer.later.started);
                format!(" The rollback that began at {began} failed.")
            });
            format!(
                "{name} was opened {opened_at}, and {lasted}; {hours} h are allowed.{} Whether the \
                 deployment caused it has to be said by a person, and that is not recorded.",
                failed.unwrap_or_default()
            )
        }),
    }
    .with(facts())
}

/// A rollback as an answer to an incident.
struct Answer<'a> {
    later: &'a Later<'a>,
    /// Whether it began after the incident was opened: one before says nothing of it.
    came_after: Known,
    /// Whether it took the deployment back after the incident was opened.
    is_one: Known,
    /// Whether it ended in time.
    in_time: Known,
}

impl<'a> Answer<'a> {
    fn of(cx: &Context<'_>, later: &'a Later<'a>, opened: &Moment, limit: &Moment) -> Answer<'a> {
        let came_after = match later.started.order(opened, cx.parameters().clock_tolerance) {
            Order::Later | Order::Equal => Known::Yes,
            Order::Earlier => Known::No,
            Order::Undecided => Known::Unknown,
        };
        Answer {
            later,
            came_after,
            is_one: later.goes_back.and(later.went_through).and(came_after),
            in_time: later.ended_by(cx, limit),
        }
    }

    fn was_prompt(&self) -> Known {
        self.is_one.and(self.in_time)
    }

    /// Whether it was to take the deployment back after the incident was opened, and failed.
    fn failed(&self) -> bool {
        let was_meant = self.later.goes_back.and(self.came_after);
        self.later.went_through == Known::No && was_meant == Known::Yes
    }

    /// Why it cannot be told whether it was prompt, as the rest of a sentence.
    fn doubt(&self) -> String {
        let began = when(self.later.started);
        if self.later.goes_back == Known::Unknown {
            format!("what the deployment at {began} brought is not known")
        } else if self.came_after == Known::Unknown {
            format!(
                "the rollback at {began} began too close to the opening of the incident to tell which came \
                 first"
            )
        } else {
            format!("the rollback began at {began}, and {}", self.later.doubt())
        }
    }
}
