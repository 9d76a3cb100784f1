//! What several controls ask about one deployment: worked out when the first of them asks.

use std::cell::OnceCell;
use std::rc::Rc;

use changeproof_domain::snapshot::{Change, ChangeRecordId, RecordLink};

use crate::approvals::app_02_no_self_approval::Hand;
use crate::implementation::Implementation;
use crate::shared::approval::Approved;
use crate::shared::category::{Category, Justification};
use crate::shared::contributors::Contributors;
use crate::shared::linked_records::{Presence, links_of_deployment};
use crate::shared::votes::Votes;

/// What was worked out of one subject as of one time. A context with another subject or another time
/// needs its own.
#[derive(Default)]
pub struct WorkedOut<'a> {
    /// The change records of the deployment and its changes.
    pub(crate) links: OnceCell<Rc<[&'a RecordLink]>>,
    changes: OnceCell<Box<[OfChange<'a>]>>,
    records: OnceCell<Box<[(ChangeRecordId, OfRecord<'a>)]>>,
}

/// What was worked out of a change.
#[derive(Default)]
pub(crate) struct OfChange<'a> {
    pub links: OnceCell<Rc<[&'a RecordLink]>>,
    pub presence: OnceCell<Presence>,
    pub contributors: OnceCell<Rc<Contributors<'a>>>,
    pub votes: OnceCell<Rc<Votes<'a>>>,
}

/// What was worked out of a change record.
#[derive(Default)]
pub(crate) struct OfRecord<'a> {
    pub category: OnceCell<Category>,
    pub justification: OnceCell<Justification>,
    pub approved: OnceCell<Rc<[Approved<'a>]>>,
    pub hands: OnceCell<Rc<[Hand]>>,
}

/// A property of one of the subject's changes, from what was worked out before where that is kept.
pub(crate) fn of_change<'a, T: Clone>(
    cx: &Implementation<'a>,
    change: &Change,
    property: for<'c> fn(&'c OfChange<'a>) -> &'c OnceCell<T>,
    work_out: impl FnOnce() -> T,
) -> T {
    let known = cx.worked_out.and_then(|worked_out| {
        let changes = cx.changes();
        let of_all = worked_out
            .changes
            .get_or_init(|| changes.iter().map(|_| OfChange::default()).collect());
        of_all.get(position(changes, change)?)
    });
    match known {
        Some(of) => property(of).get_or_init(work_out).clone(),
        None => work_out(),
    }
}

/// A property of one of the deployment's change records, likewise.
pub(crate) fn of_record<'a, T: Clone>(
    cx: &Implementation<'a>,
    id: ChangeRecordId,
    property: for<'c> fn(&'c OfRecord<'a>) -> &'c OnceCell<T>,
    work_out: impl FnOnce() -> T,
) -> T {
    let known = cx.worked_out.and_then(|worked_out| {
        let of_all = worked_out.records.get_or_init(|| {
            let links = links_of_deployment(cx);
            let records = links.iter().map(|link| (link.record, OfRecord::default()));
            records.collect()
        });
        of_all.iter().find(|(of, _)| *of == id).map(|(_, of)| of)
    });
    match known {
        Some(of) => property(of).get_or_init(work_out).clone(),
        None => work_out(),
    }
}

/// Where a change stands among those of the subject, known by its place in memory; none for a change of
/// another one.
fn position(changes: &[Change], change: &Change) -> Option<usize> {
    let address = std::ptr::from_ref(change).addr();
    let offset = address.checked_sub(changes.as_ptr().addr())?;
    let at = offset / size_of::<Change>();
    std::ptr::eq(changes.get(at)?, change).then_some(at)
}
