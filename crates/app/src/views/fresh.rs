//! Whether a stored evaluation is what this version would find today.

use changeproof_domain::time::Timestamp;
use changeproof_store::{Evaluation, Reader, StoreError};
use chrono_tz::Tz;

use super::{OpenWorkspace, demo};
use crate::decisions::changing;
use crate::error::AppError;
use crate::evaluate::control_list;
use crate::period::Period;
use crate::policy;

/// The actions of imports, after which records are others; so they are after decisions.
const IMPORTS: [&str; 2] = ["file_imported", "source_declared_again"];

/// The newest event that changes what is judged: of an import, or of a decision.
pub(super) fn newest_import(reader: &Reader<'_>) -> Result<i64, AppError> {
    let actions: Vec<&str> = IMPORTS.into_iter().chain(changing()).collect();
    Ok(reader.last_event_of(&actions)?.unwrap_or(0))
}

/// Whether this version finds the same: the same controls by the same policy.
fn is_of_this_version(reader: &Reader<'_>, stored: &Evaluation) -> Result<bool, StoreError> {
    if stored.head.controls != control_list() {
        return Ok(false);
    }
    let Ok(zone) = stored.head.zone.parse::<Tz>() else {
        return Ok(false);
    };
    let today = match policy::known(reader, zone, i64::MAX) {
        Ok(policy) => policy,
        Err(AppError::Store(error)) => return Err(error),
        Err(_) => return Ok(false),
    };
    let then = policy::from_json(&stored.head.parameters, zone);
    Ok(then.is_ok_and(|then| then == today))
}

impl OpenWorkspace {
    /// Whether deadlines that were ahead of an evaluation may lie behind by now: what was pending may
    /// have failed since, and where that was not recorded anything was. The demo company lives on its
    /// own day.
    pub(super) fn is_overdue(&self, stored: &Evaluation, now: Timestamp) -> bool {
        let zone: Tz = stored.head.zone.parse().unwrap_or(Tz::UTC);
        let pending = stored.head.pending != Some(0);
        !self.demo && pending && stored.head.as_of.date_in(zone) < now.date_in(zone)
    }

    /// Whether an evaluation can be shown: this version made the like, for no day that is still to
    /// come, and its rows are there.
    fn can_be_shown(
        &self,
        reader: &Reader<'_>,
        stored: &Evaluation,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let as_of = stored.head.as_of;
        let in_time = match demo::as_of().filter(|_| self.demo) {
            Some(own) => as_of == own,
            None => as_of <= now,
        };
        Ok(in_time && is_of_this_version(reader, stored)? && reader.has_rows(stored.id)?)
    }

    /// Whether an evaluation knows the newest imports and is what would be found today.
    fn is_current(
        &self,
        reader: &Reader<'_>,
        stored: &Evaluation,
        newest_import: i64,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        Ok(stored.head.data_sequence >= newest_import
            && self.can_be_shown(reader, stored, now)?
            && !self.is_overdue(stored, now))
    }

    /// The newest evaluation of exactly these days that can be shown, whatever was imported since.
    pub(super) fn newest_shown(
        &self,
        reader: &Reader<'_>,
        period: Period,
        now: Timestamp,
    ) -> Result<Option<Evaluation>, AppError> {
        let days = (period.from, period.to);
        Ok(reader.evaluation_where(days, |stored| {
            Ok(Period::of(&stored.head) == period && self.can_be_shown(reader, stored, now)?)
        })?)
    }

    /// The evaluation of exactly these days that is current.
    pub(super) fn current_of(
        &self,
        reader: &Reader<'_>,
        period: Period,
        now: Timestamp,
    ) -> Result<Option<Evaluation>, AppError> {
        let newest = newest_import(reader)?;
        let days = (period.from, period.to);
        Ok(reader.evaluation_where(days, |stored| {
            Ok(Period::of(&stored.head) == period
                && self.is_current(reader, stored, newest, now)?)
        })?)
    }

    /// A current evaluation that holds these days: of the period that the screens show, else of
    /// exactly these days, else the newest.
    pub(super) fn current_around(
        &self,
        reader: &Reader<'_>,
        period: Period,
        now: Timestamp,
    ) -> Result<Option<Evaluation>, AppError> {
        let shown = self.current().period;
        for days in [shown, period] {
            if days.covers(period)
                && let Some(found) = self.current_of(reader, days, now)?
            {
                return Ok(Some(found));
            }
        }
        let newest = newest_import(reader)?;
        Ok(reader.evaluation_where((period.from, period.to), |stored| {
            self.is_current(reader, stored, newest, now)
        })?)
    }
}
