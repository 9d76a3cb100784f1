//! What was decided of a change record: approvals, refusals, and moves of its status that take them back.

use changeproof_domain::account::Account;
use changeproof_domain::approval_status::{is_approved, is_first, is_planned_anew, is_refused};
use changeproof_domain::field::Field;
use changeproof_domain::outcome::Fact;
use changeproof_domain::record::{
    Approval, ApprovalDecision, ChangeRecord, FieldChange, RecordSource,
};
use changeproof_domain::snapshot::{ChangeApprovalId, ChangeRecordId, RecordRef};
use changeproof_domain::text::folded;
use changeproof_domain::time::Moment;

use crate::context::{account_text, field_text, when};
use crate::implementation::Implementation;

/// The fields of a record by which it says whether it is approved.
pub(crate) const STATE_FIELDS: [&str; 2] = ["approval_state", "status"];

/// Something that was decided of a change record.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Event<'a> {
    pub decision: ApprovalDecision,
    pub approver: Option<&'a Account>,
    pub at: Option<&'a Moment>,
    id: ChangeRecordId,
    told: Told<'a>,
}

/// What tells of it.
#[derive(Clone, Copy, Debug)]
enum Told<'a> {
    /// The record's own approval at this position.
    Own(usize, &'a Approval),
    /// A row of its own.
    Row(ChangeApprovalId),
    /// The edit at this position, which moved the record to another status.
    Move(usize, &'a FieldChange),
    /// What one of [`STATE_FIELDS`] says now.
    Now(&'static str, &'a str),
}

impl<'a> Event<'a> {
    /// Of a move of the record.
    fn by_move(
        id: ChangeRecordId,
        (position, edit): (usize, &'a FieldChange),
        decision: ApprovalDecision,
    ) -> Event<'a> {
        Event {
            decision,
            approver: edit.author.value(),
            at: Some(&edit.at),
            id,
            told: Told::Move(position, edit),
        }
    }

    /// Of what a field of the record says now, and said at that time if there is one.
    pub(crate) fn now(
        id: ChangeRecordId,
        field: &'static str,
        word: &'a str,
        at: Option<&'a Moment>,
    ) -> Event<'a> {
        Event {
            decision: ApprovalDecision::Rejected,
            approver: None,
            at,
            id,
            told: Told::Now(field, word),
        }
    }

    /// Whether it was read from a move of the record to another status.
    pub(crate) fn is_by_status(&self) -> bool {
        match self.told {
            Told::Own(_, approval) => approval.is_by_status(),
            Told::Move(..) => true,
            Told::Row(_) | Told::Now(..) => false,
        }
    }

    /// Whether it says something of the record as a whole, and not of one person's approval alone.
    pub(crate) fn is_of_record(&self) -> bool {
        matches!(self.told, Told::Move(..) | Told::Now(..))
    }

    /// Whether it is a move to that word of that field.
    pub(crate) fn is_move_to(&self, field: &str, word: &str) -> bool {
        matches!(self.told, Told::Move(_, edit) if edit.field == field
            && edit.to.as_deref().is_some_and(|to| folded(to) == folded(word)))
    }

    /// Whether somebody refused or took back in an approval of their own.
    pub(crate) fn is_own_refusal(&self) -> bool {
        self.decision == ApprovalDecision::Rejected && !self.is_of_record()
    }

    /// Who decided and when, as facts.
    pub(crate) fn facts(&self, cx: &Implementation<'_>) -> Vec<Fact> {
        let own = RecordRef::ChangeRecord(self.id);
        let facts = match self.told {
            Told::Own(i, approval) => {
                let place = approval.place.as_deref();
                let field = |of: &str| format!("approvals[{i}].{of}");
                [
                    cx.fact_at(own, field("approver"), place, || {
                        account_text(&approval.approver)
                    }),
                    cx.fact_at(own, field("at"), place, || field_text(&approval.at)),
                ]
            }
            Told::Row(row) => {
                let approval = &cx.snapshot.change_approvals[row.index()].record;
                let own = RecordRef::ChangeApproval(row);
                [
                    cx.fact(own, "approver", || account_text(&approval.approver)),
                    cx.fact(own, "decided_at", || field_text(&approval.decided_at)),
                ]
            }
            Told::Move(i, edit) => {
                let by = format!("history[{i}].author");
                let by = cx.fact_at(own, by, edit.place.as_deref(), || {
                    account_text(&edit.author)
                });
                return by.into_iter().chain(cx.edit_facts(self.id, i)).collect();
            }
            Told::Now(field, word) => {
                let updated_at = &cx.record(self.id).updated_at;
                [
                    cx.fact(own, field, || word.to_owned()),
                    cx.fact(own, "updated_at", || field_text(updated_at)),
                ]
            }
        };
        facts.into_iter().flatten().collect()
    }

    /// What was decided, as a fact, where the place of [`Event::facts`] does not tell.
    pub(crate) fn decision_fact(&self, cx: &Implementation<'_>) -> Option<Fact> {
        let word = || self.decision_word().to_owned();
        match self.told {
            Told::Own(i, approval) => {
                let field = format!("approvals[{i}].decision");
                let own = RecordRef::ChangeRecord(self.id);
                cx.fact_at(own, field, approval.place.as_deref(), word)
            }
            Told::Row(row) => cx.fact(RecordRef::ChangeApproval(row), "decision", word),
            Told::Move(..) | Told::Now(..) => None,
        }
    }

    pub(crate) fn decision_word(&self) -> &'static str {
        match self.decision {
            ApprovalDecision::Approved => "approved",
            ApprovalDecision::Rejected => "rejected",
            ApprovalDecision::Withdrawn => "withdrawn",
            ApprovalDecision::Pending => "pending",
        }
    }

    /// What the record says where this is of the record as a whole, as a clause: `it was moved to the status
    /// 'Draft' at ...`.
    pub(crate) fn clause(&self) -> Option<String> {
        let at = |at: Option<&Moment>, words: &str| {
            at.map(|at| format!("{words} {}", when(at)))
                .unwrap_or_default()
        };
        let name = |field: &str| match field {
            "status" => "status",
            _ => "state of approval",
        };
        match self.told {
            Told::Own(..) | Told::Row(_) => None,
            Told::Move(_, edit) => Some(format!(
                "it was moved to the {} '{}'{}",
                name(&edit.field),
                edit.to.as_deref().unwrap_or_default(),
                at(self.at, " at")
            )),
            Told::Now(field, word) => Some(format!(
                "its {} is '{word}'{}",
                name(field),
                at(
                    self.at,
                    ", since the record's last update at the latest, at"
                )
            )),
        }
    }
}

/// All that was decided, oldest first; what has no time comes first.
pub(crate) fn events<'a>(cx: &Implementation<'a>, id: ChangeRecordId) -> Vec<Event<'a>> {
    let record = cx.record(id);
    let own = record.approvals.items().iter().enumerate();
    let mut events: Vec<Event<'a>> = own
        .map(|(i, approval)| Event {
            decision: approval.decision,
            approver: approval.approver.value(),
            at: approval.at.value(),
            id,
            told: Told::Own(i, approval),
        })
        .collect();
    let rows = cx.snapshot.approvals_of.get(&id);
    for row in rows.into_iter().flatten() {
        let approval = &cx.snapshot.change_approvals[row.index()].record;
        events.push(Event {
            decision: approval.decision,
            approver: approval.approver.value(),
            at: approval.decided_at.value(),
            id,
            told: Told::Row(*row),
        });
    }
    let mut moves = moves(id, record);
    // Moves that are told twice count once.
    moves.retain(|of| !{ events.iter() }.any(|told| told.is_by_status() && told.at == of.at));
    events.append(&mut moves);
    events.sort_by_key(|event| event.at.map(|moment| moment.at));
    events
}

/// The moves of a record that take its approvals back, and those that approve it anew after one of them:
/// whoever makes such a move approves.
fn moves(id: ChangeRecordId, record: &ChangeRecord) -> Vec<Event<'_>> {
    let mut events = Vec::new();
    let edits = record.history.items().iter().enumerate();
    let mut moves: Vec<(usize, &FieldChange)> = edits
        .filter(|(_, edit)| STATE_FIELDS.contains(&edit.field.as_str()) && edit.from != edit.to)
        .collect();
    moves.sort_by_key(|(_, edit)| edit.at.at);
    let mut was_approved = false;
    let mut is_taken_back = false;
    let mut seen: Vec<&str> = Vec::new();
    for (position, edit) in moves {
        let from = edit.from.as_deref().unwrap_or_default();
        let to = edit.to.as_deref().unwrap_or_default();
        was_approved |= is_approved(from);
        // Before the first approval nothing is taken back: where it was seen before, it is back there.
        let is_anew = || {
            let is_back = || seen.iter().any(|of| folded(of) == folded(to));
            was_approved && (is_planned_anew(to) || (is_first(to) && is_back()))
        };
        if is_refused_word(record, to) {
            let decision = ApprovalDecision::Rejected;
            events.push(Event::by_move(id, (position, edit), decision));
            is_taken_back = true;
        } else if is_anew() {
            let decision = ApprovalDecision::Withdrawn;
            events.push(Event::by_move(id, (position, edit), decision));
            is_taken_back = true;
        } else if is_approved(to) {
            if is_taken_back {
                let decision = ApprovalDecision::Approved;
                events.push(Event::by_move(id, (position, edit), decision));
            }
            was_approved = true;
            is_taken_back = false;
        }
        seen.push(from);
    }
    events
}

/// Whether a word of one of [`STATE_FIELDS`] says that an approval was refused or taken back. ServiceNow
/// exports a number where values are not shown as words.
fn is_refused_word(record: &ChangeRecord, word: &str) -> bool {
    let is_number = record.source == RecordSource::ServiceNow && word.trim() == "4";
    is_number || is_refused(word)
}

/// Which of [`STATE_FIELDS`] says now that the record was refused or taken back, and in which words.
pub(crate) fn refused_now(record: &ChangeRecord) -> impl Iterator<Item = (&'static str, &str)> {
    let of = |field: &str| -> &Field<String> {
        match field {
            "status" => &record.status,
            _ => &record.approval_state,
        }
    };
    let words = STATE_FIELDS
        .into_iter()
        .map(move |field| (field, of(field).text()));
    words.filter(|(_, word)| is_refused_word(record, word))
}
