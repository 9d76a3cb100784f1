//! Periods: two days of the workspace's zone, both included.

use changeproof_domain::time::Timestamp;
use changeproof_store::EvaluationDraft;
use chrono::{Datelike as _, Months, NaiveDate};
use chrono_tz::Tz;

use crate::error::AppError;

/// The longest period in months: every day and month of it has its place on the screens.
const LONGEST: Months = Months::new(120);

/// The years in which periods may lie. Outside them somebody mistyped a year.
const YEARS: std::ops::RangeInclusive<i32> = 1990..=2100;

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
    /// [`AppError::PeriodReversed`], [`AppError::PeriodOutOfRange`] for years before 1990 or after
    /// 2100, or [`AppError::PeriodTooLong`] for more than ten years.
    pub fn new(from: NaiveDate, to: NaiveDate) -> Result<Period, AppError> {
        let period = Period::in_order(from, to)?;
        if let Some(day) = [from, to].iter().find(|day| !YEARS.contains(&day.year())) {
            return Err(AppError::PeriodOutOfRange { day: *day });
        }
        let end = from.checked_add_months(LONGEST);
        if end.is_none_or(|end| to >= end) {
            return Err(AppError::PeriodTooLong { from, to });
        }
        Ok(period)
    }

    /// Two days of any years, such as those that a file covers.
    ///
    /// # Errors
    ///
    /// [`AppError::PeriodReversed`].
    pub(crate) fn in_order(from: NaiveDate, to: NaiveDate) -> Result<Period, AppError> {
        if to < from {
            return Err(AppError::PeriodReversed { from, to });
        }
        Ok(Period { from, to })
    }

    /// Whether all days of another period are among its own.
    pub(crate) fn covers(&self, other: Period) -> bool {
        self.from <= other.from && other.to <= self.to
    }

    /// The period of the same length that ends on the day before: as many months where it is whole months,
    /// else as many days.
    ///
    /// # Errors
    ///
    /// As for [`Period::new`].
    pub(crate) fn before(&self) -> Result<Period, AppError> {
        let to = self.from.pred_opt().unwrap_or(self.from);
        let after = self.to.succ_opt();
        let whole = (1..=LONGEST.as_u32())
            .map(Months::new)
            .find(|months| self.from.checked_add_months(*months) == after);
        let from = match whole {
            Some(months) => self.from.checked_sub_months(months),
            None => to.checked_sub_signed(self.to - self.from),
        };
        Period::new(from.unwrap_or(self.from), to)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_period_before_is_as_long_in_whole_months_or_in_days() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let before = |from: &str, to: &str| {
            let before = Period::new(day(from), day(to)).unwrap().before().unwrap();
            (before.from.to_string(), before.to.to_string())
        };
        let is = |from: &str, to: &str| (from.to_owned(), to.to_owned());
        assert_eq!(
            before("2025-01-01", "2025-12-31"),
            is("2024-01-01", "2024-12-31"),
            "366 days before 365"
        );
        assert_eq!(
            before("2025-04-01", "2025-06-30"),
            is("2025-01-01", "2025-03-31")
        );
        assert_eq!(
            before("2025-03-10", "2025-03-19"),
            is("2025-02-28", "2025-03-09")
        );
    }

    #[test]
    fn both_days_count_in_the_zone() {
        let day = NaiveDate::from_ymd_opt(2025, 3, 1).unwrap();
        let period = Period::new(day, day).unwrap();
        let zone = chrono_tz::Asia::Tokyo;
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

    #[test]
    fn a_mistyped_year_is_refused_before_anything_is_counted_by_day() {
        let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
        for (from, to) in [
            (day(202, 1, 1), day(202, 12, 31)),
            (day(1989, 12, 31), day(1990, 1, 31)),
            (day(2025, 1, 1), day(20_255, 12, 31)),
        ] {
            let refused = Period::new(from, to);
            let out = matches!(refused, Err(AppError::PeriodOutOfRange { .. }));
            assert!(out, "{from} to {to}: {refused:?}");
        }
        let ten_years = Period::new(day(2015, 1, 1), day(2024, 12, 31));
        assert!(ten_years.is_ok(), "ten years");
        let refused = Period::new(day(2015, 1, 1), day(2025, 1, 1));
        assert!(matches!(refused, Err(AppError::PeriodTooLong { .. })));
    }
}
