//! Times of the made-up company: seconds since 1970 in UTC, the spellings that the exports use, and
//! working hours.

/// A moment in UTC, to the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(i64);

/// Seconds in a day.
const DAY: i64 = 86_400;
/// The working day begins at this hour (UTC).
const WORK_BEGINS: i64 = 8;
/// The working day ends at this hour (UTC).
const WORK_ENDS: i64 = 18;

impl Moment {
    /// The beginning of a calendar day in UTC.
    pub fn midnight(year: i64, month: i64, day: i64) -> Self {
        Self(days_from_civil(year, month, day) * DAY)
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub fn epoch_seconds(self) -> i64 {
        self.0
    }

    /// This moment and `seconds` more (fewer where negative).
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0 + seconds)
    }

    /// This moment and `minutes` more (fewer where negative).
    pub fn plus_minutes(self, minutes: i64) -> Self {
        Self(self.0 + minutes * 60)
    }

    /// This moment and `days` more (fewer where negative).
    pub fn plus_days(self, days: i64) -> Self {
        Self(self.0 + days * DAY)
    }

    /// Whole minutes from `earlier` to this moment.
    pub fn minutes_since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0).div_euclid(60)
    }

    /// Day of the week, Monday = 0.
    pub fn weekday(self) -> i64 {
        // 1970-01-01 was a Thursday.
        (self.0.div_euclid(DAY) + 3).rem_euclid(7)
    }

    /// Year, month and day.
    pub fn date(self) -> (i64, i64, i64) {
        civil_from_days(self.0.div_euclid(DAY))
    }

    /// Goes back by `minutes` of working time (Monday to Friday, 08:00 to 18:00 UTC).
    pub fn back_working(self, minutes: i64) -> Self {
        let mut at = self.0;
        let mut left = minutes * 60;
        loop {
            let day = at.div_euclid(DAY) * DAY;
            let opens = day + WORK_BEGINS * 3_600;
            let within = (at - opens).clamp(0, (WORK_ENDS - WORK_BEGINS) * 3_600);
            if Self(at).weekday() < 5 && within > 0 {
                let from = opens + within;
                if left <= within {
                    return Self(from - left);
                }
                left -= within;
            }
            at = day - 1;
        }
    }

    /// Goes on by `minutes` of working time (Monday to Friday, 08:00 to 18:00 UTC).
    pub fn on_working(self, minutes: i64) -> Self {
        let mut at = self.0;
        let mut left = minutes * 60;
        loop {
            let day = at.div_euclid(DAY) * DAY;
            let closes = day + WORK_ENDS * 3_600;
            let within = (closes - at).clamp(0, (WORK_ENDS - WORK_BEGINS) * 3_600);
            if Self(at).weekday() < 5 && within > 0 {
                let from = closes - within;
                if left <= within {
                    return Self(from + left);
                }
                left -= within;
            }
            at = day + DAY;
        }
    }

    /// `2025-03-01T10:00:00Z`, as GitHub and PagerDuty write it.
    pub fn iso(self) -> String {
        format!("{}T{}Z", self.day_text(), self.clock_text())
    }

    /// `2025-03-01T18:00:00+08:00`: the same moment told in a zone `offset` minutes east of UTC.
    pub fn iso_with_offset(self, offset: i64) -> String {
        let local = self.plus_minutes(offset);
        format!(
            "{}T{}{}",
            local.day_text(),
            local.clock_text(),
            offset_text(offset, ":")
        )
    }

    /// `2025-03-01T10:00:00.000+0000`, as Jira writes it.
    pub fn jira(self) -> String {
        format!("{}T{}.000+0000", self.day_text(), self.clock_text())
    }

    /// `2025-03-01T10:00:00+0000`, as the Approvals field of Jira writes it.
    pub fn jira_approval(self) -> String {
        format!("{}T{}+0000", self.day_text(), self.clock_text())
    }

    /// `2025-03-01 10:00:00`, as ServiceNow writes it (no zone; the export is in UTC).
    pub fn plain(self) -> String {
        format!("{} {}", self.day_text(), self.clock_text())
    }

    /// `1740823200 +0100`, as a git commit object writes it.
    pub fn git(self, offset: i64) -> String {
        format!("{} {}", self.0, offset_text(offset, ""))
    }

    /// `2025-03-01`.
    pub fn day_text(self) -> String {
        let (year, month, day) = self.date();
        format!("{year:04}-{month:02}-{day:02}")
    }

    fn clock_text(self) -> String {
        let second = self.0.rem_euclid(DAY);
        format!(
            "{:02}:{:02}:{:02}",
            second / 3_600,
            second / 60 % 60,
            second % 60
        )
    }
}

fn offset_text(offset: i64, separator: &str) -> String {
    let sign = if offset < 0 { '-' } else { '+' };
    format!(
        "{sign}{:02}{separator}{:02}",
        offset.abs() / 60,
        offset.abs() % 60
    )
}

/// Days since 1970-01-01 of a date in the Gregorian calendar (Hinnant, 'chrono-Compatible Low-Level
/// Date Algorithms').
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year - era * 400;
    let day_of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The inverse of [`days_from_civil`], from the same source.
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days - era * 146_097;
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

/// Month, day and name of the company's holidays, the same every year.
pub const HOLIDAYS: [(i64, i64, &str); 10] = [
    (1, 1, "New Year's Day"),
    (5, 1, "Labour Day"),
    (12, 22, "Company shutdown"),
    (12, 23, "Company shutdown"),
    (12, 24, "Christmas Eve"),
    (12, 25, "Christmas Day"),
    (12, 26, "Boxing Day"),
    (12, 29, "Company shutdown"),
    (12, 30, "Company shutdown"),
    (12, 31, "New Year's Eve"),
];

/// Whether the company works on the day of a moment.
pub fn is_business_day(at: Moment) -> bool {
    let (_, month, day) = at.date();
    let is_holiday = HOLIDAYS.iter().any(|(m, d, _)| (*m, *d) == (month, day));
    at.weekday() < 5 && !is_holiday
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_told_in_every_spelling_of_the_exports() {
        let at = Moment::midnight(2025, 3, 1).plus_minutes(615);
        assert_eq!(at.iso(), "2025-03-01T10:15:00Z");
        assert_eq!(at.iso_with_offset(480), "2025-03-01T18:15:00+08:00");
        assert_eq!(at.iso_with_offset(-300), "2025-03-01T05:15:00-05:00");
        assert_eq!(at.jira(), "2025-03-01T10:15:00.000+0000");
        assert_eq!(at.plain(), "2025-03-01 10:15:00");
        assert_eq!(at.git(60), "1740824100 +0100");
    }

    #[test]
    fn dates_survive_the_way_there_and_back() {
        for days in -200_000..200_000 {
            let (year, month, day) = civil_from_days(days);
            assert_eq!(
                days_from_civil(year, month, day),
                days,
                "{year}-{month}-{day}"
            );
        }
    }

    #[test]
    fn working_time_skips_nights_and_weekends() {
        let monday = Moment::midnight(2025, 3, 3).plus_minutes(9 * 60);
        assert_eq!(monday.weekday(), 0, "2025-03-03 was a Monday");
        assert_eq!(monday.back_working(120).iso(), "2025-02-28T17:00:00Z");
        let friday = Moment::midnight(2025, 2, 28).plus_minutes(17 * 60);
        assert_eq!(friday.on_working(120).iso(), "2025-03-03T09:00:00Z");
    }
}
