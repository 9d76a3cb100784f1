//! Approved exceptions as controls read them: like lines of a register, one for each version that was approved.

use changeproof_domain::account::{Account, System};
use changeproof_domain::field::Field;
use changeproof_domain::record::{ExceptionEntry, Record};
use changeproof_domain::time::Moment;
use changeproof_store::Reader;

use super::register::{Approval, Exception, Register, Version};
use crate::error::AppError;

/// All of them, each with the event that approved it.
pub(crate) fn records(reader: &Reader<'_>, as_of: i64) -> Result<Vec<(i64, Record)>, AppError> {
    let register = Register::until(reader, as_of)?;
    let mut records = Vec::new();
    for exception in &register.exceptions {
        for version in &exception.versions {
            if let Some((event, entry)) = record(exception, version) {
                records.push((event, Record::from(entry)));
            }
        }
    }
    Ok(records)
}

/// The name of a version among all lines of registers.
pub(crate) fn record_id(exception: &Exception, version: &Version) -> String {
    format!("{} v{}", exception.id, version.number)
}

/// A version as a line of a register; none where it was never approved: then it allows nothing.
fn record(exception: &Exception, version: &Version) -> Option<(i64, ExceptionEntry)> {
    let granted = version.granted.as_ref()?;
    let id = record_id(exception, version);
    let by = |approval: Option<&Approval>| {
        approval.map_or(Field::Empty, |of| {
            Field::Value(Account::new(System::Plain, of.done.by.clone()))
        })
    };
    let moment = |at| Field::Value(Moment::utc(at));
    let entry = ExceptionEntry {
        approved_by: by(version.approvals.first()),
        second_approver: by(version.approvals.get(1)),
        higher_approver: by(version.higher.as_ref()),
        approved_at: moment(granted.at),
        ended_at: version
            .ended
            .as_ref()
            .map_or(Field::Empty, |ended| moment(ended.at)),
        ..version.request.entry(id, &exception.requested_by)
    };
    Some((granted.event, entry))
}
