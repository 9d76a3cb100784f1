//! Periods: two days of the workspace's zone, both included.

use changeproof_domain::time::Timestamp;
use changeproof_store::EvaluationDraft;
use chrono::NaiveDate;
use chrono_tz::Tz;

use crate::error::AppError;

/// Two days, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
}

impl Period {
    /// A period.
    ///
    /// # Errors
    ///
    /// [`AppError::PeriodReversed`].
    pub fn new(from: NaiveDate, to: NaiveDate) -> Result<Period, AppError> {
        if to < from {
            return Err(AppError::PeriodReversed { from, to });
        }
        Ok(Period { from, to })
    }

    /// The period of a stored evaluation.
    pub(crate) fn of(head: &EvaluationDraft) -> Period {
        Period {
            from: head.from,
            to: head.to,
        }
    }

    /// Whether an instant lies within it, in a zone.
    pub fn holds(&self, at: Timestamp, zone: Tz) -> bool {
        Timestamp::start_of(self.from, zone) <= at && at <= Timestamp::end_of(self.to, zone)
    }
}

/// The zone of that IANA name.
///
/// # Errors
///
/// [`AppError::UnknownZone`].
pub fn zone(name: &str) -> Result<Tz, AppError> {
    name.parse()
        .map_err(|_| AppError::UnknownZone(name.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_days_count_in_the_zone() {
        let day = NaiveDate::from_ymd_opt(2025, 3, 1).unwrap();
        let period = Period::new(day, day).unwrap();
        let zone = zone("Asia/Tokyo").unwrap();
        let at = |text: &str| {
            let at = text.parse::<changeproof_domain::time::Moment>().unwrap().at;
            period.holds(at, zone)
        };
        assert!(at("2025-03-01T00:00:00+09:00"), "the first instant");
        assert!(at("2025-03-01T23:59:59.999+09:00"), "the last instant");
        assert!(!at("2025-02-28T23:59:59.999+09:00"), "the day before");
        assert!(!at("2025-03-02T00:00:00+09:00"), "the day after");
    }

    #[test]
    fn a_period_that_ends_before_it_begins_is_refused() {
        let day = |day| NaiveDate::from_ymd_opt(2025, 3, day).unwrap();
        assert!(matches!(
            Period::new(day(2), day(1)),
            Err(AppError::PeriodReversed { .. })
        ));
    }
}
