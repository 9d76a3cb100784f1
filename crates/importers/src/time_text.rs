//! Spellings of times: which instant a text means, and when a text is too ambiguous to be read.

use changeproof_domain::text::trim;
use changeproof_domain::time::{Moment, Precision, Timestamp};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use chrono_tz::Tz;

/// What a text says about a time.
#[derive(Clone, Debug, PartialEq)]
pub enum TimeText {
    /// The text says that there is no time: blank, or a tool's word for none.
    None,
    /// A time with its zone.
    Moment(Moment),
    /// A time without a zone.
    Local(NaiveDateTime, Precision),
    /// No time that can be read for certain.
    Unreadable(&'static str),
}

const NOT_A_TIME: &str = "is not a time that can be read; write it as 2025-03-01T10:00:00Z";
const DAY_OR_MONTH: &str = "can be read as day/month or as month/day; write it as 2025-03-01 10:00";

impl TimeText {
    /// The moment, where the text has one; the flag tells whether the zone was assumed.
    pub fn in_zone(self, zone: Tz) -> Result<Option<(Moment, bool)>, &'static str> {
        match self {
            TimeText::None => Ok(None),
            TimeText::Moment(moment) => Ok(Some((moment, false))),
            TimeText::Local(local, precision) => {
                Ok(Some((Moment::in_zone(local, zone, precision), true)))
            }
            TimeText::Unreadable(why) => Err(why),
        }
    }
}

/// Reads a text as a time.
///
/// Known are RFC 3339 and its relatives (a space for `T`, `+0000`, any number of decimals), the
/// same without zone or seconds, dates alone, day first with dots, slashes where only one reading
/// is possible or the month is a name, and seconds or milliseconds since 1970.
pub fn read(text: &str) -> TimeText {
    let text = trim(text);
    if is_no_time(text) {
        return TimeText::None;
    }
    if let Ok(moment) = text.parse::<Moment>() {
        return with_sentinels(moment);
    }
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return epoch(text);
    }
    if let Some((body, offset)) = text.rsplit_once(' ')
        && (offset == "UTC" || offset == "Z" || offset.starts_with(['+', '-']))
    {
        let offset = if offset == "UTC" { "Z" } else { offset };
        for seconds in ["", ":00"] {
            if let Ok(mut moment) = format!("{body}{seconds}{offset}").parse::<Moment>() {
                if !seconds.is_empty() {
                    moment.precision = Precision::Minute;
                }
                return with_sentinels(moment);
            }
        }
    }
    if let Some(moment) = as_git_writes(text) {
        return TimeText::Moment(moment);
    }
    if let Some(moment) = minutes_with_offset(text) {
        return TimeText::Moment(moment);
    }
    local(text)
}

/// Reads a text as a date alone; a time of day behind it is left out.
pub fn read_date(text: &str) -> Result<Option<NaiveDate>, &'static str> {
    match read(text) {
        TimeText::None => Ok(None),
        TimeText::Moment(moment) => {
            let east = i64::from(moment.zone.minutes_east()) * 60_000;
            Ok(Some(moment.at.plus(east).utc().date_naive()))
        }
        TimeText::Local(local, _) => Ok(Some(local.date())),
        TimeText::Unreadable(DAY_OR_MONTH) => {
            Err("can be read as day/month or as month/day; write it as 2025-03-01")
        }
        TimeText::Unreadable(_) => Err("is not a date; write it as 2025-03-01"),
    }
}

/// Words and dates that tools write for 'no time'.
fn is_no_time(text: &str) -> bool {
    text.is_empty()
        || text == "\\N"
        || text == "-"
        || text.starts_with("0001-01-01")
        || text.starts_with("0000-00-00")
        || ["null", "none", "n/a", "unknown", "nil"]
            .iter()
            .any(|word| text.eq_ignore_ascii_case(word))
}

/// The first second of 1970 is written by tools that have no time.
fn with_sentinels(moment: Moment) -> TimeText {
    if moment.at == Timestamp(0) {
        TimeText::None
    } else {
        TimeText::Moment(moment)
    }
}

/// Seconds (10 digits) or milliseconds (13 digits) since 1970: from 2001 to 2286.
fn epoch(digits: &str) -> TimeText {
    match (digits.len(), digits.parse::<i64>()) {
        (10, Ok(seconds)) => TimeText::Moment(Moment::utc(Timestamp(seconds * 1000))),
        (13, Ok(millis)) => TimeText::Moment(Moment::utc(Timestamp(millis))),
        _ => TimeText::Unreadable(NOT_A_TIME),
    }
}

/// `Fri Aug 21 10:25:11 2026 +0100`, as `git log` writes times where nobody asks for another format.
fn as_git_writes(text: &str) -> Option<Moment> {
    let mut words = text.split_whitespace().skip(1);
    let (month, day, time) = (words.next()?, words.next()?, words.next()?);
    let (year, zone, None) = (words.next()?, words.next()?, words.next()) else {
        return None;
    };
    let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let month = months.iter().position(|name| *name == month)? + 1;
    let (hours, minutes) = zone.split_at_checked(3)?;
    format!("{year}-{month:02}-{day:0>2}T{time}{hours}:{minutes}")
        .parse()
        .ok()
}

/// `2025-01-02T03:04Z` and `2025-01-02 03:04+01:00`.
fn minutes_with_offset(text: &str) -> Option<Moment> {
    let (body, offset) = text.split_at_checked(16)?;
    let mut moment: Moment = format!("{body}:00{offset}").parse().ok()?;
    moment.precision = Precision::Minute;
    Some(moment)
}

/// A time without a zone.
fn local(text: &str) -> TimeText {
    let split = text.find(['T', 't', ' ']).unwrap_or(text.len());
    let (date_text, time_text) = text.split_at(split);
    let date = match date(date_text) {
        Ok(date) => date,
        Err(why) => return TimeText::Unreadable(why),
    };
    let time_text = time_text.trim_start_matches(['T', 't', ' ']);
    if time_text.is_empty() {
        return TimeText::Local(date.and_time(NaiveTime::MIN), Precision::Day);
    }
    match time_of_day(time_text) {
        Some((time, precision)) => TimeText::Local(date.and_time(time), precision),
        None => TimeText::Unreadable(NOT_A_TIME),
    }
}

/// A date: year first, day first with dots, or with slashes where that is certain.
fn date(text: &str) -> Result<NaiveDate, &'static str> {
    let separator = ['-', '/', '.']
        .into_iter()
        .find(|separator| text.contains(*separator))
        .ok_or(NOT_A_TIME)?;
    let mut parts = text.split(separator);
    let (Some(a), Some(b), Some(c), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(NOT_A_TIME);
    };
    let number = |part: &str| -> Option<u32> {
        (!part.is_empty() && part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit()))
            .then(|| part.parse().ok())
            .flatten()
    };
    let day_of = |year: Option<i32>, month: u32, day: u32| -> Result<NaiveDate, &'static str> {
        year.and_then(|year| NaiveDate::from_ymd_opt(year, month, day))
            .ok_or(NOT_A_TIME)
    };
    if a.len() == 4 {
        let (Some(year), Some(month), Some(day)) = (number(a), number(b), number(c)) else {
            return Err(NOT_A_TIME);
        };
        return day_of(i32::try_from(year).ok(), month, day);
    }
    let (Some(first), Some(year)) = (number(a), four_digits(c)) else {
        return Err(NOT_A_TIME);
    };
    if let Some(month) = month_of(b) {
        return day_of(Some(year), month, first);
    }
    let second = number(b).ok_or(NOT_A_TIME)?;
    match separator {
        '.' => day_of(Some(year), second, first),
        _ if first > 12 => day_of(Some(year), second, first),
        _ if second > 12 => day_of(Some(year), first, second),
        _ if first == second => day_of(Some(year), first, second),
        _ => Err(DAY_OR_MONTH),
    }
}

/// A year of four digits, or of two: 2000 to 2099.
fn four_digits(text: &str) -> Option<i32> {
    let year: i32 = text.parse().ok()?;
    match text.len() {
        4 => Some(year),
        2 => Some(2000 + year),
        _ => None,
    }
}

/// The number of an English month's name or its first three letters.
fn month_of(text: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let text = text.to_ascii_lowercase();
    let found = MONTHS
        .iter()
        .position(|month| *month == text || (text.len() == 3 && month.starts_with(&text)))?;
    u32::try_from(found + 1).ok()
}

/// `3:04`, `03:04:05.678`, `3:04 PM`.
fn time_of_day(text: &str) -> Option<(NaiveTime, Precision)> {
    let upper = text.trim().to_ascii_uppercase();
    let (clock, half) = match (upper.strip_suffix("AM"), upper.strip_suffix("PM")) {
        (Some(clock), _) => (clock.trim(), Some(0)),
        (_, Some(clock)) => (clock.trim(), Some(12)),
        _ => (upper.as_str(), None),
    };
    let mut parts = clock.splitn(3, ':');
    let digits = |part: &str| -> Option<u32> {
        ((1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()))
            .then(|| part.parse().ok())
            .flatten()
    };
    let mut hour = digits(parts.next()?)?;
    let minute = digits(parts.next()?)?;
    if let Some(half) = half {
        if !(1..=12).contains(&hour) {
            return None;
        }
        hour = hour % 12 + half;
    }
    let Some(seconds) = parts.next() else {
        return Some((NaiveTime::from_hms_opt(hour, minute, 0)?, Precision::Minute));
    };
    let (whole, decimals) = seconds.split_once(['.', ',']).unwrap_or((seconds, "0"));
    if decimals.is_empty() || !decimals.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let millis: u32 = format!("{decimals:0<3}").get(..3)?.parse().ok()?;
    let time = NaiveTime::from_hms_milli_opt(hour, minute, digits(whole)?, millis)?;
    Some((time, Precision::Second))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn local_text(text: &str) -> String {
        match read(text) {
            TimeText::Local(local, precision) => format!("{local:?} {precision:?}"),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn a_time_with_a_zone_keeps_it_in_every_spelling() {
        for text in [
            "2025-01-02T03:04:05Z",
            "2025-01-02T03:04:05.000+0000",
            "2025-01-02 04:04:05 +0100",
            "2025-01-02 03:04:05 UTC",
            "1735787045",
            "1735787045000",
        ] {
            let TimeText::Moment(moment) = read(text) else {
                panic!("{text} has a zone");
            };
            assert_eq!(moment.at, Timestamp(1_735_787_045_000), "{text}");
        }
    }

    #[test]
    fn a_time_without_a_zone_is_local() {
        for (text, want) in [
            ("2025-01-02 03:04:05", "2025-01-02T03:04:05 Second"),
            ("2025-01-02 03:04", "2025-01-02T03:04:00 Minute"),
            ("2025-01-02", "2025-01-02T00:00:00 Day"),
            ("24.10.2023 7:07:31", "2023-10-24T07:07:31 Second"),
            ("03/Jan/26 3:50 PM", "2026-01-03T15:50:00 Minute"),
            ("25/03/2025 12:00 AM", "2025-03-25T00:00:00 Minute"),
        ] {
            assert_eq!(local_text(text), want, "{text}");
        }
    }

    #[test]
    fn day_and_month_that_could_be_swapped_are_never_guessed() {
        assert_eq!(
            read("3/4/2026 6:55:03 PM"),
            TimeText::Unreadable(DAY_OR_MONTH),
            "3 April or March 4"
        );
    }

    #[test]
    fn words_for_no_time_are_no_time() {
        for text in [
            "",
            "  ",
            "\\N",
            "0001-01-01T00:00:00Z",
            "UNKNOWN",
            "1970-01-01T00:00:00.000Z",
        ] {
            assert_eq!(
                read(text),
                TimeText::None,
                "{text:?} means that there is none"
            );
        }
    }

    #[test]
    fn nonsense_is_unreadable_and_not_empty() {
        for text in [
            "soon",
            "2025-02-30",
            "2025-13-01 10:00",
            "12345",
            "2025-01-02 25:00",
        ] {
            assert_eq!(read(text), TimeText::Unreadable(NOT_A_TIME), "{text}");
        }
    }

    #[test]
    fn a_date_is_the_one_written_not_the_one_in_utc() {
        assert_eq!(
            read_date("2025-03-01T00:30:00+02:00"),
            Ok(NaiveDate::from_ymd_opt(2025, 3, 1)),
            "the local date counts"
        );
    }
}
