//! Whether a deployment that failed after it had changed production was put right soon enough.

use changeproof_domain::field::Field;
use changeproof_domain::record::DeploymentState;
use changeproof_domain::snapshot::RecordRef;
use changeproof_domain::time::{HOUR, Moment, Order};

use crate::context::{Context, when};
use crate::finding::Finding;
use crate::rollbacks::later_deployments::{
    Later, are_complete, completed_by, first_success, later, state_fact,
};
use crate::shared::emergency::{OnService, after, incident_facts, incident_name};
use crate::shared::ended::{finished, resolved};
use crate::shared::known::Known;

const WHAT: &str = "The deployment failed after it had changed production";

/// The verdict on a deployment that failed after it had changed production, or may have; none where
/// it went through.
pub(super) fn check(cx: &Context<'_>, incidents: &[&OnService<'_>]) -> Option<Finding> {
    let ending = &cx.snapshot.endings[cx.subject.deployment.index()];
    match ending.state {
        DeploymentState::Success => return None,
        DeploymentState::Failure | DeploymentState::Partial => {}
        DeploymentState::InProgress | DeploymentState::Unknown => {
            return Some(cx.insufficient(|| {
                "How the deployment ended was not exported, so whether it failed cannot be told."
                    .to_owned()
            }));
        }
    }
    let said = said(cx);
    let told: Option<&Moment> = said.map(|(at, ..)| at);
    let tolerance = cx.parameters().clock_tolerance;
    // One that was over before the failure says nothing of it.
    let was_over = |of: &OnService<'_>| match (told, resolved(of.incident).value()) {
        (Some(told), Some(resolved)) => known(told, resolved, tolerance) == Known::No,
        _ => false,
    };
    let incidents: Vec<&OnService<'_>> = { incidents.iter().copied() }
        .filter(|of| !was_over(of))
        .collect();
    let opened = incidents
        .iter()
        .filter_map(|of| of.incident.opened_at.value());
    let Some(detected) = opened.chain(told).min_by_key(|at| at.at) else {
        return Some(
            cx.insufficient(|| format!("{WHAT}; when that was detected was not exported.")),
        );
    };
    let limit = after(detected, cx.parameters().reversion_within);
    let until = limit.latest().plus(cx.parameters().clock_tolerance);
    let next: Vec<(Later<'_>, Known)> = later(cx, until)
        .map(|next| {
            let in_time = next.went_through.and(next.ended_by(cx, &limit));
            (next, in_time)
        })
        .collect();
    let first = |known: Known| next.iter().find(|(_, in_time)| *in_time == known);
    let hours = cx.parameters().reversion_within / HOUR;
    let at = when(detected);
    let put_right = |of: &OnService<'_>| match &resolved(of.incident) {
        Field::Empty => Known::No,
        Field::NotExported => Known::Unknown,
        Field::Value(at) => {
            let after_it = told.map_or(Known::Unknown, |told| known(told, at, tolerance));
            after_it.and(known(at, &limit, tolerance))
        }
    };
    let ended = |known: Known| incidents.iter().find(|of| put_right(of) == known);
    let shown = first(Known::Yes)
        .or_else(|| first(Known::Unknown))
        .or_else(|| first(Known::No));
    let finding = if first(Known::Yes).is_some() {
        cx.pass(|| {
            format!("{WHAT}, detected at {at}; one that went through followed within {hours} h.")
        })
    } else if let Some(ended) = ended(Known::Yes) {
        cx.pass(|| {
            let name = incident_name(ended.incident);
            format!("{WHAT}, detected at {at}; {name:#} was resolved within {hours} h of it.")
        })
    } else if cx.as_of <= limit.latest() {
        cx.pending(|| format!("{WHAT}; it is to be put right by {}.", when(&limit)))
    } else if let Some((next, _)) = first(Known::Unknown) {
        cx.insufficient(|| {
            format!(
                "{WHAT}, detected at {at}, and {hours} h are allowed. Whether the next one, begun at {}, \
                 put it right in time cannot be told: {}.",
                when(next.started),
                next.doubt()
            )
        })
    } else if let Some(perhaps) = ended(Known::Unknown) {
        cx.insufficient(|| {
            format!(
                "{WHAT}, detected at {at}. Whether {:#} was resolved after that and within {hours} h cannot \
                 be told from what was exported.",
                incident_name(perhaps.incident)
            )
        })
    } else if are_complete(cx, &limit) {
        let late = match first(Known::No) {
            Some((next, _)) if next.went_through == Known::Yes => format!(
                " The next one, begun at {}, had not gone through by then.",
                when(next.started)
            ),
            Some(_) | None => String::new(),
        };
        cx.fail(|| {
            format!(
                "{WHAT}, detected at {at}, and none that went through followed within {hours} h.{late}"
            )
        })
        .with(completed_by(cx, &limit))
    } else {
        cx.insufficient(|| {
            format!("{WHAT}, detected at {at}; the imported deployments do not cover the {hours} h after.")
        })
    };
    let failed = said.and_then(|(at, record, field)| cx.fact(record, field, || at.to_string()));
    let of_next = shown.map(|(next, _)| next.facts(cx));
    let of_incidents = incidents.iter().flat_map(|of| incident_facts(cx, of.id));
    Some(
        finding
            .with(first_success(cx))
            .with(state_fact(cx, cx.subject.deployment))
            .with(failed)
            .with(of_incidents)
            .with(of_next.into_iter().flatten())
            .with_each_fact_once(),
    )
}

/// When it was said how the deployment ended, with the record and the field that tell.
fn said<'a>(cx: &Context<'a>) -> Option<(&'a Moment, RecordRef, &'static str)> {
    match cx.snapshot.endings[cx.subject.deployment.index()].said_by {
        Some(status @ RecordRef::Status(id)) => {
            let status_of = &cx.snapshot.statuses[id.index()].record;
            Some((&status_of.created_at, status, "created_at"))
        }
        _ => {
            let finished = finished(cx.deployment())?;
            Some((finished, cx.own_record(), "finished_at"))
        }
    }
}

/// Whether one time lies before another of another system.
fn known(earlier: &Moment, later: &Moment, tolerance: i64) -> Known {
    match earlier.order(later, tolerance) {
        Order::Earlier => Known::Yes,
        Order::Undecided => Known::Unknown,
        Order::Equal | Order::Later => Known::No,
    }
}
