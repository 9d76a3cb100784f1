//! What an exception does to a failure: it stands, with a mark beside it.

use changeproof_domain::outcome::{Fact, Outcome, Overlay};
use changeproof_domain::person::Sameness;
use changeproof_domain::record::ExceptionEntry;
use changeproof_domain::snapshot::{ExceptionEntryId, RecordRef};
use changeproof_domain::text::folded;
use changeproof_domain::time::Order;

use crate::context::{EventSystem, field_text, when};
use crate::control::Control;
use crate::exceptions::exc_01_exceptions_valid::rules;
use crate::exceptions::granted::approvers;
use crate::exceptions::knows_no_exception;
use crate::exceptions::rule::Rule;
use crate::exceptions::scope::Scope;
use crate::finding::Finding;
use crate::implementation::Implementation;
use crate::judging::Judging;
use crate::others::ExceptionContext;
use crate::shared::attested_parties::{self, Hand, about_implementation, in_every_source};

/// A control's finding on a deployment, or on a change without one, with the mark of the exception that covers it where it is a failure.
/// One that was approved before it goes before one that was approved after it.
pub(crate) fn excepted(cx: &Implementation<'_>, control: &Control, finding: Finding) -> Finding {
    let register = &cx.snapshot.registers.exceptions;
    if finding.outcome != Outcome::Fail || register.is_empty() || knows_no_exception(control.id) {
        return finding;
    }
    let covering = register.iter().enumerate().filter_map(|(index, line)| {
        let mark = mark(cx, control, index.into(), &line.record)?;
        Some((mark, ExceptionEntryId::from(index), &*line.record))
    });
    let Some((mark, id, exception)) = covering.min_by_key(|(mark, ..)| *mark) else {
        return finding;
    };
    let Finding { reason, .. } = &finding;
    let reason = if reason.is_empty() {
        String::new()
    } else {
        format!("{reason} {}", sentence(cx, mark, exception))
    };
    Finding { reason, ..finding }
        .marked(mark)
        .with(facts(cx, id, exception))
}

/// The mark that an exception puts on a failure; none where it is not certain to cover it.
fn mark(
    cx: &Implementation<'_>,
    control: &Control,
    id: ExceptionEntryId,
    exception: &ExceptionEntry,
) -> Option<Overlay> {
    let controls = exception.controls.items().iter();
    let is_for_control = { controls }.any(|of| folded(of) == folded(control.id));
    if !is_for_control || !is_for(cx, exception) || !holds(cx, exception) {
        return None;
    }
    let first_day = exception.from.value()?.at;
    let judging = Judging::by_policy_at(first_day, cx.snapshot, cx.as_of, cx.detail);
    let judged = ExceptionContext::within(judging, id, exception);
    let is_met = |rule: Rule| matches!(rule, Rule::Met | Rule::MetByAccount);
    if !rules(&judged).all(is_met) || !approved_by_others(cx, exception) {
        return None;
    }
    let approved = exception.approved_at.value()?;
    if approved.latest() > cx.as_of {
        return None;
    }
    // Where the order cannot be told, it is no exception that was there in time.
    match cx.against_start(approved, EventSystem::Other) {
        Order::Earlier | Order::Equal => Some(Overlay::Excepted),
        Order::Later | Order::Undecided => Some(Overlay::ExceptedRetroactive),
    }
}

/// Whether an exception is for a deployment, or for a change without one, by its scope.
pub(super) fn is_for(cx: &Implementation<'_>, exception: &ExceptionEntry) -> bool {
    match Scope::of(exception.scope.text()) {
        Some(Scope::Deployment(id)) => cx.deployed().is_some_and(|deployed| {
            in_every_source(&deployed).any(|own| {
                let own = cx.attempt(own);
                [folded(&own.id), folded(&own.key())]
                    .iter()
                    .any(|name| *name == id)
            })
        }),
        Some(Scope::Service(name)) => {
            let systems = cx.systems();
            !systems.is_empty() && systems.iter().all(|system| folded(system) == name)
        }
        Some(Scope::Control | Scope::Window) => true,
        None => false,
    }
}

/// Whether an exception certainly held at the start.
fn holds(cx: &Implementation<'_>, exception: &ExceptionEntry) -> bool {
    let began = exception.from.value().is_some_and(|from| {
        let order = cx.against_start(from, EventSystem::Other);
        matches!(order, Order::Earlier | Order::Equal)
    });
    let lasts = exception.to.value().is_some_and(|to| {
        let order = cx.against_start(to, EventSystem::Other);
        matches!(order, Order::Later | Order::Equal)
    });
    // From the moment at which it was revoked it covers nothing more.
    let stands = exception.ended_at.value().is_none_or(|ended| {
        let order = cx.against_start(ended, EventSystem::Other);
        matches!(order, Order::Later)
    });
    began && lasts && stands
}

/// Whether a part in a change keeps somebody from approving an exception that covers it.
pub(super) fn had_a_hand(hand: Hand) -> bool {
    match hand {
        Hand::Contributor
        | Hand::SquashAuthor
        | Hand::Reviewer
        | Hand::Implementer
        | Hand::Deployer => true,
        Hand::Requester | Hand::Approver => false,
    }
}

/// Whether its approvers certainly neither wrote the change, nor carried it out, nor reviewed it.
fn approved_by_others(cx: &Implementation<'_>, exception: &ExceptionEntry) -> bool {
    let parts = attested_parties::of(cx, &about_implementation(cx));
    let people = &cx.snapshot.people;
    let mut approvers = approvers(exception);
    parts.incomplete.is_none()
        && approvers.all(|approver| {
            let approver = people.identify(approver);
            parts
                .known
                .iter()
                .filter(|part| had_a_hand(part.hand))
                .all(|part| {
                    let same = part.is_of(cx, approver);
                    matches!(same, Sameness::Different | Sameness::DifferentByAccount)
                })
        })
}

fn sentence(cx: &Implementation<'_>, mark: Overlay, exception: &ExceptionEntry) -> String {
    let id = &exception.id;
    let at = exception.approved_at.value().map(when).unwrap_or_default();
    if mark == Overlay::Excepted {
        format!("Exception {id}, approved at {at}, covers it; the failure stands.")
    } else {
        format!(
            "Exception {id} was approved only at {at}, which is not before {}, so it cures nothing.",
            cx.noun()
        )
    }
}

fn facts(
    cx: &Implementation<'_>,
    id: ExceptionEntryId,
    exception: &ExceptionEntry,
) -> impl Iterator<Item = Fact> {
    let own = RecordRef::ExceptionEntry(id);
    let facts = [
        cx.fact(own, "controls", || exception.controls.items().join(", ")),
        cx.fact(own, "scope", || exception.scope.text().to_owned()),
        cx.fact(own, "approved_at", || field_text(&exception.approved_at)),
        cx.fact(own, "from", || field_text(&exception.from)),
        cx.fact(own, "to", || field_text(&exception.to)),
    ];
    facts.into_iter().flatten()
}
