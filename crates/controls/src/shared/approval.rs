//! Approvals of change records: embedded ones and those that are rows of their own.

use std::rc::Rc;

use changeproof_domain::account::Account;
use changeproof_domain::coverage::Scope;
use changeproof_domain::field::Field;
use changeproof_domain::outcome::Fact;
use changeproof_domain::record::{
    Approval, ApprovalDecision, ChangeRecord, FieldChange, RecordKind, RecordSource,
};
use changeproof_domain::snapshot::{ChangeRecordId, RecordRef};
use changeproof_domain::text::folded;
use changeproof_domain::time::{Moment, Order, Timestamp};

use crate::context::{EventSystem, field_text, text_by};
use crate::implementation::Implementation;
use crate::shared::decided::{self, Event, events};
use crate::shared::known::Known;
use crate::worked_out::of_record;

/// When an approval was given, seen from the deployment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Timing {
    Before,
    After,
    /// Too close for two clocks, or a date alone on the deciding day.
    Undecided,
    /// The export gives no time.
    Unknown,
    /// It came before, and the scope was edited; whether between the approval and the deployment cannot
    /// be told.
    PerhapsOutdated,
    /// It came before, and the same account rejected the change or took the approval back, or the record's
    /// status did; whether that came before the deployment too cannot be told.
    PerhapsTakenBack,
}

/// An approval with decision 'approved' that was not taken back before the deployment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Approved<'a> {
    pub approver: Option<&'a Account>,
    pub at: Option<&'a Moment>,
    pub timing: Timing,
    /// The field that was edited after the approval and before the deployment.
    pub outdated_by: Option<&'a FieldChange>,
    /// Whether it was given by a service identity: that is no person's approval.
    pub by_machine: bool,
    event: Event<'a>,
    /// The position of the edit of the scope that makes it, or may make it, outdated.
    edit: Option<usize>,
    /// The event by which it was, or may have been, taken back.
    pub refusal: Option<Event<'a>>,
}

impl Approved<'_> {
    /// Approver and time, as facts.
    pub(crate) fn facts(&self, cx: &Implementation<'_>) -> Vec<Fact> {
        self.event.facts(cx)
    }

    /// The same with what took it back or made it outdated, or may have.
    pub(crate) fn facts_with_what_followed(
        &self,
        cx: &Implementation<'_>,
        id: ChangeRecordId,
    ) -> Vec<Fact> {
        let refusal = self.refusal.iter().flat_map(|of| {
            let decision = of.decision_fact(cx);
            of.facts(cx).into_iter().chain(decision)
        });
        let edit = self.edit.map(|at| cx.edit_facts(id, at));
        let own = self.facts(cx).into_iter().chain(refusal);
        own.chain(edit.into_iter().flatten()).collect()
    }
}

/// The approvals of a record that were not taken back before the deployment, oldest first.
pub(crate) fn approved<'a>(cx: &Implementation<'a>, id: ChangeRecordId) -> Rc<[Approved<'a>]> {
    of_record(cx, id, |of| &of.approved, || find_approved(cx, id).into())
}

fn find_approved<'a>(cx: &Implementation<'a>, id: ChangeRecordId) -> Vec<Approved<'a>> {
    let all = all_approved(cx, id).into_iter();
    all.filter(|(_, taken_back)| *taken_back != TakenBack::Before)
        .map(|(approved, _)| approved)
        .collect()
}

/// The approvals of a record that were taken back before the deployment, oldest first.
pub(crate) fn taken_back<'a>(cx: &Implementation<'a>, id: ChangeRecordId) -> Vec<Approved<'a>> {
    let all = all_approved(cx, id).into_iter();
    all.filter(|(_, taken_back)| *taken_back == TakenBack::Before)
        .map(|(approved, _)| approved)
        .collect()
}

fn all_approved<'a>(cx: &Implementation<'a>, id: ChangeRecordId) -> Vec<(Approved<'a>, TakenBack)> {
    let events = events(cx, id);
    events
        .iter()
        .enumerate()
        .filter(|(_, event)| event.decision == ApprovalDecision::Approved)
        .map(|(position, event)| {
            let (taken_back, refusal) = fate(cx, id, &events, position);
            let at = event.at;
            let edited = at.map_or(Edited::No, |at| edited_between(cx, cx.record(id), at));
            let approved = Approved {
                approver: event.approver,
                at,
                by_machine: event
                    .approver
                    .is_some_and(|of| cx.snapshot.people.is_machine(of)),
                timing: match (timing(cx, at), taken_back, edited) {
                    (Timing::Before, TakenBack::Perhaps, _) => Timing::PerhapsTakenBack,
                    (Timing::Before, _, Edited::Perhaps(_)) => Timing::PerhapsOutdated,
                    (timing, ..) => timing,
                },
                outdated_by: match edited {
                    Edited::Between(_, edit) => Some(edit),
                    Edited::No | Edited::Perhaps(_) => None,
                },
                event: *event,
                edit: match edited {
                    Edited::Between(position, _) | Edited::Perhaps(position) => Some(position),
                    Edited::No => None,
                },
                refusal,
            };
            (approved, taken_back)
        })
        .collect()
}

/// Whether an approval was taken back before the deployment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum TakenBack {
    No,
    Perhaps,
    Before,
}

/// What became of the approval at that position, and by which event.
fn fate<'a>(
    cx: &Implementation<'a>,
    id: ChangeRecordId,
    events: &[Event<'a>],
    position: usize,
) -> (TakenBack, Option<Event<'a>>) {
    let approval = &events[position];
    let by_event = events
        .iter()
        .filter(|event| {
            matches!(
                event.decision,
                ApprovalDecision::Rejected | ApprovalDecision::Withdrawn
            ) && takes_back(event, approval)
        })
        .map(|event| (taken_back_by(cx, approval, event), *event));
    let by_state = decided::refused_now(cx.record(id))
        .flat_map(|(field, word)| by_state(cx, id, (field, word), events, approval));
    let worst = by_event
        .chain(by_state)
        .max_by_key(|(taken_back, _)| *taken_back);
    match worst {
        None | Some((TakenBack::No, _)) => (TakenBack::No, None),
        Some((taken_back, event)) => (taken_back, Some(event)),
    }
}

/// Whether a refusal came after an approval and before the start.
fn taken_back_by(cx: &Implementation<'_>, approval: &Event<'_>, refusal: &Event<'_>) -> TakenBack {
    // What has no time may have come at any.
    let follows = match (approval.at, refusal.at) {
        (Some(approved), Some(refused)) => match approved.order(refused, 0) {
            Order::Earlier => Known::Yes,
            Order::Later => Known::No,
            // One step is no longer asked for as soon as another was approved.
            Order::Equal if refusal.decision == ApprovalDecision::Withdrawn => Known::No,
            Order::Equal | Order::Undecided => Known::Unknown,
        },
        _ => Known::Yes,
    };
    match (follows, timing(cx, refusal.at)) {
        (Known::No, _) | (_, Timing::After) => TakenBack::No,
        (Known::Yes, Timing::Before) => TakenBack::Before,
        _ => TakenBack::Perhaps,
    }
}

/// Whether what the record says now took an approval back before the start. Where refusals or moves tell when
/// it came to that, they decide; else the record's last update may.
fn by_state<'a>(
    cx: &Implementation<'a>,
    id: ChangeRecordId,
    (field, word): (&'static str, &'a str),
    events: &[Event<'a>],
    approval: &Event<'a>,
) -> Option<(TakenBack, Event<'a>)> {
    if events.iter().any(|event| event.is_move_to(field, word)) {
        return None;
    }
    let is_refusal = |event: &&Event<'a>| {
        let follows = match (approval.at, event.at) {
            (Some(approved), Some(refused)) => approved.order(refused, 0) != Order::Later,
            _ => false,
        };
        field != "status" && event.is_own_refusal() && follows
    };
    let refusals = events.iter().filter(is_refusal);
    let by_refusal = refusals.map(|event| match timing(cx, event.at) {
        Timing::Before => (TakenBack::Before, *event),
        Timing::After => (TakenBack::No, *event),
        _ => (TakenBack::Perhaps, *event),
    });
    if let Some(told) = by_refusal.max_by_key(|(taken_back, _)| *taken_back) {
        return Some(told);
    }
    let updated = cx.record(id).updated_at.value();
    let was_so = updated.filter(|at| {
        let is_later = approval
            .at
            .is_none_or(|of| of.order(at, 0) == Order::Earlier);
        is_later && timing(cx, Some(at)) == Timing::Before
    });
    let event = Event::now(id, field, word, was_so);
    Some(match was_so {
        Some(_) => (TakenBack::Before, event),
        None => (TakenBack::Perhaps, event),
    })
}

/// Whether a refusal is one of that approval: by the same account, of the record as a whole or, where both
/// were read from the record's status, by whoever moved it on.
fn takes_back(refusal: &Event<'_>, approval: &Event<'_>) -> bool {
    refusal.is_of_record()
        || same_account(refusal.approver, approval.approver)
        || (refusal.is_by_status() && approval.is_by_status())
}

fn same_account(a: Option<&Account>, b: Option<&Account>) -> bool {
    matches!((a, b), (Some(a), Some(b)) if a.name.eq_ignore_ascii_case(&b.name))
}

fn timing(cx: &Implementation<'_>, at: Option<&Moment>) -> Timing {
    match at.map(|at| cx.against_start(at, EventSystem::Other)) {
        None => Timing::Unknown,
        Some(Order::Earlier | Order::Equal) => Timing::Before,
        Some(Order::Later) => Timing::After,
        Some(Order::Undecided) => Timing::Undecided,
    }
}

/// Whether the change's scope was edited between an approval and the deployment.
#[derive(Clone, Copy, Debug)]
enum Edited<'a> {
    No,
    /// The edit at this position lies too close to either, or one of the times is too coarse.
    Perhaps(usize),
    /// By the edit at this position.
    Between(usize, &'a FieldChange),
}

fn edited_between<'a>(
    cx: &Implementation<'_>,
    record: &'a ChangeRecord,
    approval: &Moment,
) -> Edited<'a> {
    let edits = record
        .history
        .items()
        .iter()
        .enumerate()
        .filter(|(_, edit)| cx.parameters().scope_fields.contains(&edit.field))
        .filter(|(_, edit)| edit.from != edit.to);
    let mut perhaps = Edited::No;
    for (position, edit) in edits {
        let after_approval = match approval.order(&edit.at, 0) {
            Order::Earlier => Known::Yes,
            Order::Equal | Order::Later => Known::No,
            Order::Undecided => Known::Unknown,
        };
        let before_start = match cx.against_start(&edit.at, EventSystem::Other) {
            Order::Earlier | Order::Equal => Known::Yes,
            Order::Later => Known::No,
            Order::Undecided => Known::Unknown,
        };
        match after_approval.and(before_start) {
            Known::Yes => return Edited::Between(position, edit),
            Known::Unknown => perhaps = Edited::Perhaps(position),
            Known::No => {}
        }
    }
    perhaps
}

/// What the exports say about approvals where no approval event was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoApproval {
    /// The source of approvals covers record and time, and has none.
    Proven,
    /// Only a state says 'approved', without an event.
    StateOnly,
    /// Approvals were not exported for this record.
    NotExported,
}

/// What 'no approval event' means for a record.
pub(crate) fn absence(
    cx: &Implementation<'_>,
    id: ChangeRecordId,
    through: Timestamp,
) -> NoApproval {
    let record = cx.record(id);
    let state = folded(record.approval_state.text());
    let by_record = |of: &Approved<'_>| of.refusal.is_some_and(|of| of.is_of_record());
    if state == "approved" && !taken_back(cx, id).iter().any(by_record) {
        return NoApproval::StateOnly;
    }
    if source_covers(cx, id, through) {
        NoApproval::Proven
    } else {
        NoApproval::NotExported
    }
}

/// Whether all approvals of a record are known: its source covers the deployment's start, and does not
/// tell of them by moves into an approved status alone.
pub(crate) fn are_complete(cx: &Implementation<'_>, id: ChangeRecordId) -> bool {
    let approved = approved(cx, id);
    let by_status = approved.iter().any(|of| of.event.is_by_status());
    let own = cx.record(id).approvals.items();
    source_covers(cx, id, cx.start().at) && !by_status && !own.iter().any(Approval::is_by_status)
}

/// Whether the source of a record's approvals covers the time.
fn source_covers(cx: &Implementation<'_>, id: ChangeRecordId, through: Timestamp) -> bool {
    let from = cx.start().at.min(through);
    source(cx, id).is_some_and(|(kind, scope)| {
        let coverage = &cx.snapshot.coverage;
        coverage.through(kind, &scope, from, through)
    })
}

/// What holds the approvals of a record; none where they were not exported.
fn source(cx: &Implementation<'_>, id: ChangeRecordId) -> Option<(RecordKind, Scope)> {
    let record = cx.record(id);
    let kind = match record.source {
        RecordSource::Jira | RecordSource::ServiceNow if record.approvals.is_exported() => {
            RecordKind::ChangeRecord
        }
        RecordSource::Jira => return None,
        RecordSource::ServiceNow => RecordKind::ChangeApproval,
    };
    let scope = Scope::Project(record.source, record.project().to_uppercase());
    Some((kind, scope))
}

/// What the record holds of approvals where none stands, and the imports that are complete for them, as facts.
pub(crate) fn absence_facts(cx: &Implementation<'_>, id: ChangeRecordId) -> Vec<Fact> {
    let record = cx.record(id);
    let own = RecordRef::ChangeRecord(id);
    let taken_back = taken_back(cx, id);
    let mut facts: Vec<Fact> = taken_back
        .iter()
        .flat_map(|of| of.facts_with_what_followed(cx, id))
        .collect();
    let source = source(cx, id);
    let is_in_rows = matches!(source, Some((RecordKind::ChangeApproval, _)));
    if taken_back.is_empty() && !is_in_rows {
        facts.extend(cx.fact(own, "approvals", || {
            text_by(&record.approvals, |_| {
                let own = events(cx, id).into_iter().filter(|of| !of.is_of_record());
                let words = own.map(|of| of.decision_word());
                words.collect::<Vec<_>>().join(", ")
            })
        }));
    }
    if let Some((kind, scope)) = source {
        let start = cx.start().at;
        facts.extend(cx.covered_by(kind, [&scope], (start, start)));
    }
    facts
}

/// What to call it that a record has no approval.
pub(crate) fn none_words(cx: &Implementation<'_>, id: ChangeRecordId) -> &'static str {
    match taken_back(cx, id).is_empty() {
        true => "no approval at all",
        false => "no approval that was not taken back",
    }
}

/// The state of approval, as a fact, where it is exported.
pub(crate) fn state_fact(cx: &Implementation<'_>, id: ChangeRecordId) -> Option<Fact> {
    match &cx.record(id).approval_state {
        Field::NotExported => None,
        state => cx.fact(RecordRef::ChangeRecord(id), "approval_state", || {
            field_text(state)
        }),
    }
}
