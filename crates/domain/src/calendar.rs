//! The company's calendar: its zone, its working week and its holidays.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, Weekday};
use chrono_tz::Tz;

use crate::time::Timestamp;

/// Two days of the company's zone and all days between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
}

impl Days {
    /// Each day, in order.
    pub fn iter(self) -> impl Iterator<Item = NaiveDate> {
        self.from.iter_days().take_while(move |day| *day <= self.to)
    }
}

/// Counts business days in the company's zone.
#[derive(Clone, Debug)]
pub struct Calendar {
    /// The company's zone: dates are dates there.
    pub zone: Tz,
    /// Days without work beside Saturday and Sunday.
    pub holidays: BTreeSet<NaiveDate>,
}

impl Calendar {
    /// Monday to Friday in a zone, without holidays.
    pub fn new(zone: Tz) -> Calendar {
        Calendar {
            zone,
            holidays: BTreeSet::new(),
        }
    }

    /// Whether the company works on that date.
    pub fn is_business_day(&self, date: NaiveDate) -> bool {
        !matches!(date.weekday(), Weekday::Sat | Weekday::Sun) && !self.holidays.contains(&date)
    }

    /// The end of the `days`-th business day after the date of `start`: the last instant at which
    /// something due within that many business days is in time.
    pub fn due(&self, start: Timestamp, days: u32) -> Timestamp {
        let mut date = start.date_in(self.zone);
        let mut left = days;
        while left > 0 {
            let Some(next) = date.succ_opt() else { break };
            date = next;
            if self.is_business_day(date) {
                left -= 1;
            }
        }
        Timestamp::end_of(date, self.zone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Moment;

    fn at(text: &str) -> Timestamp {
        text.parse::<Moment>().unwrap().at
    }

    #[test]
    fn five_business_days_after_a_friday_end_on_the_next_friday() {
        let calendar = Calendar::new(Tz::UTC);
        let due = calendar.due(at("2025-03-14T23:54:37Z"), 5);
        assert_eq!(
            due,
            at("2025-03-21T23:59:59.999Z"),
            "the weekend does not count"
        );
    }

    #[test]
    fn a_holiday_moves_the_due_date() {
        let mut calendar = Calendar::new(Tz::UTC);
        calendar
            .holidays
            .extend(NaiveDate::from_ymd_opt(2025, 4, 18));
        let due = calendar.due(at("2025-04-17T10:00:00Z"), 1);
        assert_eq!(
            due,
            at("2025-04-21T23:59:59.999Z"),
            "Good Friday and the weekend do not count"
        );
    }

    #[test]
    fn the_zone_decides_which_day_it_is() {
        let calendar = Calendar::new(chrono_tz::Asia::Tokyo);
        let due = calendar.due(at("2025-03-12T16:00:00Z"), 1);
        assert_eq!(
            due,
            at("2025-03-14T14:59:59.999Z"),
            "16:00 UTC on Wednesday is Thursday in Tokyo"
        );
    }
}
