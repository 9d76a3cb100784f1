//! Points in time, as exports give them: stored in UTC, with the zone and the precision of the
//! original text, since both can decide a verdict.

mod text;

use std::fmt;

use chrono::{DateTime, LocalResult, NaiveDate, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use text::NotATime;

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Timestamp(pub i64);

/// Milliseconds of one minute.
pub const MINUTE: i64 = 60_000;
/// Milliseconds of one hour.
pub const HOUR: i64 = 60 * MINUTE;
/// Milliseconds of one day without a change of clocks.
pub const DAY: i64 = 24 * HOUR;

impl Timestamp {
    /// The same instant for `chrono`; out-of-range values become the epoch.
    pub fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or_default()
    }

    /// The calendar date of this instant in a zone.
    pub fn date_in(self, zone: Tz) -> NaiveDate {
        self.utc().with_timezone(&zone).date_naive()
    }

    /// The instant `millis` milliseconds later.
    #[must_use]
    pub fn plus(self, millis: i64) -> Timestamp {
        Timestamp(self.0.saturating_add(millis))
    }

    /// The first instant of a date in a zone. Where the zone skips midnight, the first instant
    /// that exists on that date.
    pub fn start_of(date: NaiveDate, zone: Tz) -> Timestamp {
        let midnight = date.and_time(chrono::NaiveTime::MIN);
        (0..=12)
            .find_map(|quarters| {
                let local = midnight + chrono::TimeDelta::minutes(15 * quarters);
                zone.from_local_datetime(&local).earliest()
            })
            .map_or_else(
                || Timestamp(midnight.and_utc().timestamp_millis()),
                |at| Timestamp(at.timestamp_millis()),
            )
    }

    /// The last millisecond of a date in a zone.
    pub fn end_of(date: NaiveDate, zone: Tz) -> Timestamp {
        let next = date.succ_opt().unwrap_or(date);
        Timestamp::start_of(next, zone).plus(-1)
    }
}

impl From<DateTime<Utc>> for Timestamp {
    fn from(at: DateTime<Utc>) -> Self {
        Timestamp(at.timestamp_millis())
    }
}

/// `2025-03-01T10:00:00Z`, with milliseconds only where there are some.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        text::write_local(f, *self)?;
        f.write_str("Z")
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let moment = Moment::deserialize(deserializer)?;
        Ok(moment.at)
    }
}

/// The zone of the original text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Zone {
    /// The text gives an offset from UTC, in minutes east.
    Offset(i16),
    /// The text gives no zone; it was read in the zone declared at import. The offset is what that
    /// zone had at that moment, in minutes east.
    Declared(i16),
}

impl Zone {
    /// Minutes east of UTC.
    pub fn minutes_east(self) -> i16 {
        match self {
            Zone::Offset(minutes) | Zone::Declared(minutes) => minutes,
        }
    }
}

/// How fine the original text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Precision {
    /// A date alone.
    Day,
    /// A local time of the hour that clocks repeat as summer time ends, or skip as it begins: it can mean two
    /// instants, an hour apart.
    Hour,
    /// Hours and minutes.
    Minute,
    /// Seconds or finer.
    Second,
}

impl Precision {
    /// How long the span is that such a text can mean, in milliseconds.
    fn width(self) -> i64 {
        match self {
            Precision::Day => DAY,
            Precision::Hour => HOUR + MINUTE,
            Precision::Minute => MINUTE,
            Precision::Second => 0,
        }
    }
}

/// A time from an export: the earliest instant that its text can mean, with zone and precision.
///
/// As text it is RFC 3339 with RFC 9557 suffixes where something was assumed:
/// `2025-04-23T08:04:56+08:00`, `2025-04-23T08:04:56+02:00[zone=declared]`,
/// `2025-04-23T00:00:00Z[precision=day]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Moment {
    /// The earliest instant that the text can mean.
    pub at: Timestamp,
    /// The zone of the text.
    pub zone: Zone,
    /// The precision of the text.
    pub precision: Precision,
}

/// How two times lie to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The first is certainly earlier.
    Earlier,
    /// Both are the same instant, of one clock.
    Equal,
    /// The first is certainly later.
    Later,
    /// The times are too coarse, or too close for two different clocks.
    Undecided,
}

impl Moment {
    /// A moment of second precision in UTC.
    pub fn utc(at: Timestamp) -> Moment {
        Moment {
            at,
            zone: Zone::Offset(0),
            precision: Precision::Second,
        }
    }

    /// A local date and time, read in a declared zone. Where the zone's clocks repeat that hour or skip it, the
    /// earlier of the two instants that it can mean, with [`Precision::Hour`].
    pub fn in_zone(local: NaiveDateTime, zone: Tz, precision: Precision) -> Moment {
        let of_hour = match precision {
            Precision::Day => Precision::Day,
            Precision::Hour | Precision::Minute | Precision::Second => Precision::Hour,
        };
        let minutes = |local: &NaiveDateTime| {
            let found = zone.from_local_datetime(local).latest()?;
            Some((found.naive_local() - found.naive_utc()).num_minutes())
        };
        let (minutes, precision) = match zone.from_local_datetime(&local) {
            LocalResult::Single(_) => (minutes(&local), precision),
            // The offset before the clocks went back is the larger one.
            LocalResult::Ambiguous(first, _) => (
                Some((first.naive_local() - first.naive_utc()).num_minutes()),
                of_hour,
            ),
            LocalResult::None => {
                // A day whose midnight is skipped begins as the clocks are turned, so by the offset before that.
                let aside = if precision == Precision::Day { -3 } else { 3 };
                (minutes(&(local + chrono::TimeDelta::hours(aside))), of_hour)
            }
        };
        let minutes = minutes.unwrap_or(0);
        Moment {
            at: Timestamp(local.and_utc().timestamp_millis() - minutes * MINUTE),
            zone: Zone::Declared(i16::try_from(minutes).unwrap_or(0)),
            precision,
        }
    }

    /// The last instant that the text can mean.
    pub fn latest(&self) -> Timestamp {
        self.at.plus((self.precision.width() - 1).max(0))
    }

    /// How this time lies to another. `tolerance` is in milliseconds: zero for times of one
    /// system, the clock tolerance for times of two.
    pub fn order(&self, other: &Moment, tolerance: i64) -> Order {
        if self.latest().0 < other.at.0 - tolerance {
            Order::Earlier
        } else if self.at.0 > other.latest().0 + tolerance {
            Order::Later
        } else if tolerance == 0
            && self.at == other.at
            && self.precision == Precision::Second
            && other.precision == Precision::Second
        {
            Order::Equal
        } else {
            Order::Undecided
        }
    }
}

/// For people: `2025-04-23 00:04 UTC`, with seconds only where there are some.
pub struct ForPeople(pub Timestamp);

impl fmt::Display for ForPeople {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let format = if self.0.0 % MINUTE == 0 {
            "%Y-%m-%d %H:%M UTC"
        } else {
            "%Y-%m-%d %H:%M:%S UTC"
        };
        write!(f, "{}", self.0.utc().format(format))
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let minutes = i64::from(self.zone.minutes_east());
        text::write_local(f, self.at.plus(minutes * MINUTE))?;
        if minutes == 0 {
            f.write_str("Z")?;
        } else {
            let sign = if minutes < 0 { '-' } else { '+' };
            write!(
                f,
                "{sign}{:02}:{:02}",
                minutes.abs() / 60,
                minutes.abs() % 60
            )?;
        }
        match self.precision {
            Precision::Day => f.write_str("[precision=day]")?,
            Precision::Hour => f.write_str("[precision=hour]")?,
            Precision::Minute => f.write_str("[precision=minute]")?,
            Precision::Second => {}
        }
        if matches!(self.zone, Zone::Declared(_)) {
            f.write_str("[zone=declared]")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Moment {
        text.parse().unwrap()
    }

    #[test]
    fn offsets_are_compared_in_utc() {
        let early = moment("2025-04-23T10:34:00+08:00");
        let late = moment("2025-04-23T02:54:00Z");
        assert_eq!(
            early.order(&late, 0),
            Order::Earlier,
            "02:34Z is before 02:54Z"
        );
    }

    #[test]
    fn every_spelling_of_an_offset_is_the_same_instant() {
        let want = moment("2025-01-02T03:04:05Z").at;
        for text in [
            "2025-01-02T04:04:05+01:00",
            "2025-01-02T04:04:05+0100",
            "2025-01-02 04:04:05+01",
            "2025-01-01T22:04:05.000-0500",
        ] {
            assert_eq!(moment(text).at, want, "{text}");
        }
    }

    #[test]
    fn a_time_without_a_zone_is_refused() {
        assert!(
            "2025-01-02T03:04:05".parse::<Moment>().is_err(),
            "the zone is not known"
        );
        assert!(
            "2025-02-30T03:04:05Z".parse::<Moment>().is_err(),
            "no such date"
        );
        assert!(
            "2025-01-02T25:04:05Z".parse::<Moment>().is_err(),
            "no such hour"
        );
    }

    #[test]
    fn the_text_form_keeps_zone_and_precision() {
        for text in [
            "2025-04-23T08:04:56+08:00",
            "2025-04-23T08:04:56.123Z",
            "2025-04-23T08:04:00+02:00[precision=minute][zone=declared]",
            "2025-04-23T00:00:00Z[precision=day]",
            "1969-12-31T23:59:59.900Z",
        ] {
            assert_eq!(moment(text).to_string(), text, "text form changed");
        }
    }

    #[test]
    fn a_date_alone_cannot_decide_on_its_own_day() {
        let day = moment("2025-04-23T00:00:00Z[precision=day]");
        assert_eq!(
            day.order(&moment("2025-04-23T12:00:00Z"), 0),
            Order::Undecided,
            "same day"
        );
        assert_eq!(
            day.order(&moment("2025-04-24T00:00:00Z"), 0),
            Order::Earlier,
            "the day after"
        );
    }

    #[test]
    fn times_of_two_clocks_within_the_tolerance_are_undecided() {
        let (a, b) = (
            moment("2025-04-23T12:00:00Z"),
            moment("2025-04-23T12:04:59Z"),
        );
        assert_eq!(
            a.order(&b, 5 * MINUTE),
            Order::Undecided,
            "299 s are within 5 min"
        );
        assert_eq!(a.order(&b, 0), Order::Earlier, "one clock decides");
        assert_eq!(
            a.order(&a, 0),
            Order::Equal,
            "the same instant of one clock"
        );
    }

    #[test]
    fn a_zone_less_time_is_read_in_the_declared_zone() {
        let local = NaiveDate::from_ymd_opt(2025, 7, 1)
            .unwrap()
            .and_hms_opt(12, 0, 0)
            .unwrap();
        let read = Moment::in_zone(local, chrono_tz::Europe::Berlin, Precision::Second);
        assert_eq!(
            read.at,
            moment("2025-07-01T10:00:00Z").at,
            "Berlin is UTC+2 in July"
        );
        assert_eq!(
            read.zone,
            Zone::Declared(120),
            "the zone was declared, not in the text"
        );
    }

    #[test]
    fn a_time_of_the_hour_in_which_clocks_are_turned_can_mean_two_instants() {
        let read = |day: (u32, u32), hour: u32| {
            let day = NaiveDate::from_ymd_opt(2025, day.0, day.1).unwrap();
            let local = day.and_hms_opt(hour, 30, 0).unwrap();
            Moment::in_zone(local, chrono_tz::Europe::Berlin, Precision::Second)
        };
        let back = read((10, 26), 2);
        assert_eq!(back.precision, Precision::Hour);
        assert_eq!(back.at, moment("2025-10-26T00:30:00Z").at);
        let either = moment("2025-10-26T01:15:00Z");
        assert_eq!(back.order(&either, 0), Order::Undecided);
        assert_eq!(back.order(&moment("2025-10-26T00:29:00Z"), 0), Order::Later);
        assert_eq!(
            back.order(&moment("2025-10-26T01:31:00Z"), 0),
            Order::Earlier
        );
        let skipped = read((3, 30), 2);
        assert_eq!(skipped.precision, Precision::Hour);
        assert_eq!(skipped.at, moment("2025-03-30T00:30:00Z").at);
        for (day, hour, at) in [
            ((10, 26), 1, "2025-10-25T23:30:00Z"),
            ((10, 26), 3, "2025-10-26T02:30:00Z"),
            ((3, 30), 1, "2025-03-30T00:30:00Z"),
            ((3, 30), 3, "2025-03-30T01:30:00Z"),
        ] {
            let read = read(day, hour);
            assert_eq!(
                (read.at, read.precision),
                (moment(at).at, Precision::Second),
                "{at}"
            );
        }
    }

    #[test]
    fn a_day_whose_midnight_is_skipped_begins_as_the_clocks_are_turned() {
        // In Chile the clocks go from midnight to one on that Sunday.
        let zone = chrono_tz::America::Santiago;
        let date = NaiveDate::from_ymd_opt(2025, 9, 7).unwrap();
        let midnight = date.and_time(chrono::NaiveTime::MIN);
        let day = Moment::in_zone(midnight, zone, Precision::Day);
        assert_eq!(day.at, Timestamp::start_of(date, zone));
        assert_eq!(day.at, moment("2025-09-07T04:00:00Z").at);
        assert_eq!(day.precision, Precision::Day);
    }

    #[test]
    fn a_day_in_a_zone_starts_where_the_zone_says() {
        let date = NaiveDate::from_ymd_opt(2025, 3, 30).unwrap();
        let start = Timestamp::start_of(date, chrono_tz::Europe::Berlin);
        let end = Timestamp::end_of(date, chrono_tz::Europe::Berlin);
        assert_eq!(end.0 - start.0 + 1, 23 * HOUR, "clocks go forward that day");
    }
}
