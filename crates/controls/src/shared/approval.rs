//! Approvals of change records: embedded ones and those that are rows of their own.

use std::rc::Rc;

use changeproof_domain::account::Account;
use changeproof_domain::coverage::Scope;
use changeproof_domain::field::Field;
use changeproof_domain::outcome::Fact;
use changeproof_domain::record::{
    Approval, ApprovalDecision, ChangeRecord, RecordKind, RecordSource,
};
use changeproof_domain::snapshot::{ChangeRecordId, RecordRef};
use changeproof_domain::text::folded;
use changeproof_domain::time::{Moment, Order, Timestamp};

use crate::context::EventSystem;
use crate::implementation::Implementation;
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
    /// It came before, and the same account rejected the change or took the approval back; whether
    /// that came before the deployment too cannot be told.
    PerhapsTakenBack,
}

/// An approval with decision 'approved' that was not taken back before the deployment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Approved<'a> {
    pub approver: Option<&'a Account>,
    pub at: Option<&'a Moment>,
    pub timing: Timing,
    /// The field that was edited after the approval and before the deployment.
    pub outdated_by: Option<&'a str>,
    record: RecordRef,
    /// The position among the record's own approvals; none where it is a row of its own.
    position: Option<usize>,
    own_place: Option<&'a str>,
}

impl Approved<'_> {
    /// Approver and time, as facts.
    pub(crate) fn facts(&self, cx: &Implementation<'_>) -> Vec<Fact> {
        let name = || {
            self.approver
                .map_or_else(String::new, |account| account.shown().to_owned())
        };
        let at = || self.at.map_or_else(String::new, ToString::to_string);
        let (record, place) = (self.record, self.own_place);
        let facts = match self.position {
            Some(i) => [
                cx.fact_at(record, format_args!("approvals[{i}].approver"), place, name),
                cx.fact_at(record, format_args!("approvals[{i}].at"), place, at),
            ],
            None => [
                cx.fact_at(record, "approver", place, name),
                cx.fact_at(record, "decided_at", place, at),
            ],
        };
        facts.into_iter().flatten().collect()
    }
}

struct Event<'a> {
    approver: Option<&'a Account>,
    decision: ApprovalDecision,
    at: Option<&'a Moment>,
    record: RecordRef,
    position: Option<usize>,
    own_place: Option<&'a str>,
}

fn events<'a>(cx: &Implementation<'a>, id: ChangeRecordId) -> Vec<Event<'a>> {
    let record = cx.record(id);
    let mut events: Vec<Event<'a>> = record
        .approvals
        .items()
        .iter()
        .enumerate()
        .map(|(i, approval)| Event {
            approver: approval.approver.value(),
            decision: approval.decision,
            at: approval.at.value(),
            record: RecordRef::ChangeRecord(id),
            position: Some(i),
            own_place: approval.place.as_deref(),
        })
        .collect();
    for row in cx
        .snapshot
        .approvals_of
        .get(&id)
        .map_or(&[][..], Vec::as_slice)
    {
        let approval = &cx.snapshot.change_approvals[row.index()].record;
        events.push(Event {
            approver: approval.approver.value(),
            decision: approval.decision,
            at: approval.decided_at.value(),
            record: RecordRef::ChangeApproval(*row),
            position: None,
            own_place: None,
        });
    }
    events.sort_by_key(|event| event.at.map(|moment| moment.at));
    events
}

/// The approvals of a record that were not taken back before the deployment, oldest first.
pub(crate) fn approved<'a>(cx: &Implementation<'a>, id: ChangeRecordId) -> Rc<[Approved<'a>]> {
    of_record(cx, id, |of| &of.approved, || find_approved(cx, id).into())
}

fn find_approved<'a>(cx: &Implementation<'a>, id: ChangeRecordId) -> Vec<Approved<'a>> {
    let events = events(cx, id);
    events
        .iter()
        .enumerate()
        .filter(|(_, event)| event.decision == ApprovalDecision::Approved)
        .map(|(position, event)| (event, taken_back(cx, &events, position)))
        .filter(|(_, taken_back)| *taken_back != TakenBack::Before)
        .map(|(event, taken_back)| {
            let edited = event
                .at
                .map_or(Edited::No, |at| edited_between(cx, cx.record(id), at));
            Approved {
                approver: event.approver,
                at: event.at,
                timing: match (timing(cx, event.at), taken_back, edited) {
                    (Timing::Before, TakenBack::Perhaps, _) => Timing::PerhapsTakenBack,
                    (Timing::Before, _, Edited::Perhaps) => Timing::PerhapsOutdated,
                    (timing, ..) => timing,
                },
                outdated_by: match edited {
                    Edited::Between(field) => Some(field),
                    Edited::No | Edited::Perhaps => None,
                },
                record: event.record,
                position: event.position,
                own_place: event.own_place,
            }
        })
        .collect()
}

/// Whether the account that approved took that back before the deployment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum TakenBack {
    No,
    Perhaps,
    Before,
}

/// What became of the approval at that position; events without a time come first.
fn taken_back(cx: &Implementation<'_>, events: &[Event<'_>], position: usize) -> TakenBack {
    let approval = &events[position];
    events
        .iter()
        .enumerate()
        .filter(|(other, event)| {
            matches!(
                event.decision,
                ApprovalDecision::Rejected | ApprovalDecision::Withdrawn
            ) && takes_back(event, approval)
                && (*other > position || event.at.is_none())
        })
        .map(|(_, event)| match timing(cx, event.at) {
            Timing::Before => TakenBack::Before,
            Timing::After => TakenBack::No,
            Timing::Undecided
            | Timing::Unknown
            | Timing::PerhapsTakenBack
            | Timing::PerhapsOutdated => TakenBack::Perhaps,
        })
        .max()
        .unwrap_or(TakenBack::No)
}

/// Whether a refusal is one of that approval: by the same account or, where both were read from the
/// record's status, by whoever moved it on.
fn takes_back(refusal: &Event<'_>, approval: &Event<'_>) -> bool {
    let by_status = |event: &Event<'_>| event.own_place.is_some_and(Approval::is_place_of_status);
    same_account(refusal.approver, approval.approver) || (by_status(refusal) && by_status(approval))
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Edited<'a> {
    No,
    /// An edit lies too close to either, or one of the times is too coarse.
    Perhaps,
    /// This field was.
    Between(&'a str),
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
        .filter(|edit| cx.parameters().scope_fields.contains(&edit.field))
        .filter(|edit| edit.from != edit.to);
    let mut perhaps = false;
    for edit in edits {
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
            Known::Yes => return Edited::Between(&edit.field),
            Known::Unknown => perhaps = true,
            Known::No => {}
        }
    }
    if perhaps { Edited::Perhaps } else { Edited::No }
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
    if state == "approved" {
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
    let own = cx.record(id).approvals.items();
    source_covers(cx, id, cx.start().at) && !own.iter().any(Approval::is_by_status)
}

/// Whether the source of a record's approvals covers the time.
fn source_covers(cx: &Implementation<'_>, id: ChangeRecordId, through: Timestamp) -> bool {
    let record = cx.record(id);
    let kind = match record.source {
        RecordSource::Jira | RecordSource::ServiceNow if record.approvals.is_exported() => {
            RecordKind::ChangeRecord
        }
        RecordSource::Jira => return false,
        RecordSource::ServiceNow => RecordKind::ChangeApproval,
    };
    let scope = Scope::Project(record.source, record.project().to_uppercase());
    let from = cx.start().at.min(through);
    let coverage = &cx.snapshot.coverage;
    coverage.through(kind, &scope, from, through)
}

/// The state of approval, as a fact, where it is exported.
pub(crate) fn state_fact(cx: &Implementation<'_>, id: ChangeRecordId) -> Option<Fact> {
    match &cx.record(id).approval_state {
        Field::NotExported => None,
        state => cx.fact(RecordRef::ChangeRecord(id), "approval_state", || {
            crate::context::field_text(state)
        }),
    }
}
