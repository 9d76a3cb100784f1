//! The text form of a [`Moment`]: RFC 3339, with suffixes for the precision and for a declared zone.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate, Timelike};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

use crate::text::trim;

use super::{MINUTE, Moment, Precision, Timestamp, Zone};

/// Writes `2025-03-01T10:00:00`, with milliseconds only where there are some. Every record has
/// several times, so this is done without a format to be read each time.
pub(super) fn write_local(f: &mut fmt::Formatter<'_>, local: Timestamp) -> fmt::Result {
    let local = local.utc();
    let year = u32::try_from(local.year()).ok();
    let Some(year) = year.filter(|year| *year < 10_000) else {
        return write!(f, "{}", local.format("%Y-%m-%dT%H:%M:%S%.f"));
    };
    let mut text = *b"0000-00-00T00:00:00.000";
    let mut put = |at: usize, digits: usize, number: u32| {
        let mut rest = number;
        for place in text[at..at + digits].iter_mut().rev() {
            *place = b'0' + u8::try_from(rest % 10).unwrap_or(0);
            rest /= 10;
        }
    };
    put(0, 4, year);
    put(5, 2, local.month());
    put(8, 2, local.day());
    put(11, 2, local.hour());
    put(14, 2, local.minute());
    put(17, 2, local.second());
    let millis = local.timestamp_subsec_millis();
    put(20, 3, millis);
    let length = if millis == 0 { 19 } else { 23 };
    f.write_str(std::str::from_utf8(&text[..length]).map_err(|_| fmt::Error)?)
}

/// A text that is no time in the form that was asked for.
#[derive(Debug, Error, PartialEq, Eq, Clone)]
#[error("'{0}' is not a time such as 2025-03-01T10:00:00Z")]
pub struct NotATime(pub String);

/// Reads RFC 3339 with any number of decimals, `Z`, `+08:00`, `+0800` or `+08`, a space for the
/// `T`, and the suffixes that [`Moment`]'s text form writes. Texts without a zone are refused: what
/// they mean depends on a declaration (see [`Moment::in_zone`]).
impl FromStr for Moment {
    type Err = NotATime;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refuse = || NotATime(text.to_owned());
        let (body, suffix) = match text.find('[') {
            Some(cut) => text.split_at(cut),
            None => (text, ""),
        };
        let bytes = trim(body).as_bytes();
        let (local, used) = local_seconds(bytes).ok_or_else(refuse)?;
        let (millis, used) = decimals(bytes, used);
        let minutes = offset_minutes(&bytes[used..]).ok_or_else(refuse)?;
        // Exports have no suffix.
        let marked = |mark: &str| !suffix.is_empty() && suffix.contains(mark);
        let precision = if marked("[precision=day]") {
            Precision::Day
        } else if marked("[precision=hour]") {
            Precision::Hour
        } else if marked("[precision=minute]") {
            Precision::Minute
        } else {
            Precision::Second
        };
        let zone = if marked("[zone=declared]") {
            Zone::Declared(minutes)
        } else {
            Zone::Offset(minutes)
        };
        let at = Timestamp(local * 1000 + millis - i64::from(minutes) * MINUTE);
        Ok(Moment {
            at,
            zone,
            precision,
        })
    }
}

/// Seconds since the epoch of a local `YYYY-MM-DD?HH:MM:SS`, and the bytes used.
fn local_seconds(b: &[u8]) -> Option<(i64, usize)> {
    let number = |from: usize, to: usize| -> Option<u32> {
        b.get(from..to)?.iter().try_fold(0_u32, |n, c| {
            c.is_ascii_digit().then(|| n * 10 + u32::from(c - b'0'))
        })
    };
    let separator = |i: usize, any: &[u8]| b.get(i).filter(|c| any.contains(c)).map(|_| ());
    separator(4, b"-").and(separator(7, b"-"))?;
    separator(10, b"Tt ").and(separator(13, b":"))?;
    separator(16, b":")?;
    let date = NaiveDate::from_ymd_opt(
        i32::try_from(number(0, 4)?).ok()?,
        number(5, 7)?,
        number(8, 10)?,
    )?;
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let days = i64::from(date.num_days_from_ce()) - 719_163;
    let seconds = i64::from(hour * 3600 + minute * 60 + second.min(59));
    Some((days * 86_400 + seconds, 19))
}

/// Milliseconds of a decimal part that may follow, and where it ends.
fn decimals(b: &[u8], from: usize) -> (i64, usize) {
    if !matches!(b.get(from), Some(b'.' | b',')) {
        return (0, from);
    }
    let digits = b[from + 1..].iter().take_while(|c| c.is_ascii_digit());
    let (mut millis, mut weight, mut used) = (0, 100, 0);
    for digit in digits {
        millis += i64::from(digit - b'0') * weight;
        weight /= 10;
        used += 1;
    }
    (millis, from + 1 + used)
}

/// Minutes east of `Z`, `+08:00`, `+0800` or `+08`, where it is the whole rest.
fn offset_minutes(rest: &[u8]) -> Option<i16> {
    let (sign, digits) = match rest {
        [b'Z' | b'z'] => return Some(0),
        [b'+', digits @ ..] => (1, digits),
        [b'-', digits @ ..] => (-1, digits),
        _ => return None,
    };
    let digit = |c: u8| c.is_ascii_digit().then(|| i16::from(c - b'0'));
    let (hours, minutes) = match digits {
        [a, b] => (digit(*a)? * 10 + digit(*b)?, 0),
        [a, b, c, d] | [a, b, b':', c, d] => {
            (digit(*a)? * 10 + digit(*b)?, digit(*c)? * 10 + digit(*d)?)
        }
        _ => return None,
    };
    (hours <= 14 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}

/// Text in formats that people read, otherwise two numbers: see [`packed`].
impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            packed(self).serialize(serializer)
        }
    }
}

/// Milliseconds since the epoch; and the minutes east of UTC times eight, plus four where the zone was
/// declared, plus the precision.
fn packed(moment: &Moment) -> (i64, i32) {
    let (minutes, declared) = match moment.zone {
        Zone::Offset(minutes) => (minutes, 0),
        Zone::Declared(minutes) => (minutes, 4),
    };
    let precision = match moment.precision {
        Precision::Second => 0,
        Precision::Minute => 1,
        Precision::Day => 2,
        Precision::Hour => 3,
    };
    (moment.at.0, i32::from(minutes) * 8 + declared + precision)
}

fn unpacked((at, rest): (i64, i32)) -> Option<Moment> {
    let minutes = i16::try_from(rest.div_euclid(8)).ok()?;
    let marks = rest.rem_euclid(8);
    Some(Moment {
        at: Timestamp(at),
        zone: if marks & 4 == 0 {
            Zone::Offset(minutes)
        } else {
            Zone::Declared(minutes)
        },
        precision: match marks & 3 {
            0 => Precision::Second,
            1 => Precision::Minute,
            2 => Precision::Day,
            _ => Precision::Hour,
        },
    })
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl serde::de::Visitor<'_> for Text {
            type Value = Moment;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a time such as 2025-03-01T10:00:00Z")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Moment, E> {
                text.parse().map_err(E::custom)
            }
        }
        if deserializer.is_human_readable() {
            return deserializer.deserialize_str(Text);
        }
        let numbers = <(i64, i32)>::deserialize(deserializer)?;
        unpacked(numbers).ok_or_else(|| D::Error::custom("two numbers that are no time"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_times_keep_zone_and_precision() {
        for text in [
            "2025-03-01T10:00:00Z",
            "1969-12-31T23:59:59.999-03:30",
            "2025-04-23T08:04:56+14:00[zone=declared]",
            "2025-04-23T00:00:00Z[precision=day]",
            "2025-04-23T08:04:00-08:00[zone=declared][precision=minute]",
            "2025-10-26T02:30:00+02:00[precision=hour][zone=declared]",
        ] {
            let moment: Moment = text.parse().unwrap();
            assert_eq!(unpacked(packed(&moment)), Some(moment), "{text}");
        }
    }

    #[test]
    fn times_are_written_as_a_general_formatter_writes_them() {
        let mut instants = vec![0, 1, 999, -1, -1000, i64::from(i32::MAX) * 1000];
        // The first and last day of the years 0, 9999 and 10000, then instants all over.
        instants.extend([
            -62_167_219_200_000,
            253_402_300_799_999,
            253_402_300_800_000,
        ]);
        instants.extend((0..2000).map(|n| n * 126_233_677_113 - 62_167_219_200_000));
        for millis in instants {
            let at = Timestamp(millis);
            let format = if millis % 1000 == 0 {
                "%Y-%m-%dT%H:%M:%SZ"
            } else {
                "%Y-%m-%dT%H:%M:%S%.3fZ"
            };
            assert_eq!(
                at.to_string(),
                at.utc().format(format).to_string(),
                "{millis}"
            );
        }
    }
}
