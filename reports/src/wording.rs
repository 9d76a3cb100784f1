//! How numbers, dates and lists are written for people.

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};

use crate::figures::Tally;
use crate::outcome::Outcome;
use crate::pack::{Month, Period};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Beside a time, where nobody was signed in.
pub const WITHOUT_SIGN_IN: &str = "without sign-in";

/// A month of the year, by its number from 1: `March`.
#[must_use]
pub fn month_name(month: u32) -> &'static str {
    usize::try_from(month)
        .ok()
        .and_then(|month| month.checked_sub(1))
        .and_then(|index| MONTHS.get(index))
        .copied()
        .unwrap_or("unknown month")
}

/// A count with thousands separated by commas.
#[must_use]
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut written = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            written.push(',');
        }
        written.push(digit);
    }
    written
}

/// A count with its noun: `1 file`, `2 files`.
#[must_use]
pub fn counted(number: u64, one: &str, many: &str) -> String {
    format!(
        "{}\u{a0}{}",
        count(number),
        if number == 1 { one } else { many }
    )
}

/// A rate from 0 to 1 in per cent with one decimal. A rate that is not zero never reads as
/// zero, and one that is not whole never reads as 100 %.
#[must_use]
pub fn percent(rate: f64) -> String {
    let tenths = (rate * 1000.0).round();
    if rate > 0.0 && tenths < 1.0 {
        "<\u{a0}0.1\u{a0}%".into()
    } else if rate < 1.0 && tenths >= 1000.0 {
        ">\u{a0}99.9\u{a0}%".into()
    } else {
        format!("{:.1}\u{a0}%", tenths / 10.0)
    }
}

/// A day: `5 January 2026`.
#[must_use]
pub fn day(day: NaiveDate) -> String {
    format!(
        "{}\u{a0}{} {}",
        day.day(),
        month_name(day.month()),
        day.year()
    )
}

/// A day in few letters: `5 Jan 2026`.
#[must_use]
pub fn day_short(day: NaiveDate) -> String {
    format!(
        "{}\u{a0}{}\u{a0}{}",
        day.day(),
        &month_name(day.month())[..3],
        day.year()
    )
}

/// An instant: `5 January 2026 09:14 UTC`.
#[must_use]
pub fn instant(at: DateTime<Utc>) -> String {
    format!("{} {}\u{a0}UTC", day(at.date_naive()), at.format("%H:%M"))
}

/// An instant for tables: `2026-01-05 09:14:30Z`.
#[must_use]
pub fn instant_short(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d\u{a0}%H:%M:%SZ").to_string()
}

/// An instant for files: RFC 3339 in UTC.
#[must_use]
pub fn instant_file(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true)
}

/// A period: `1 January to 31 December 2025`.
#[must_use]
pub fn period(period: Period) -> String {
    if period.from.year() == period.to.year() {
        let from = format!(
            "{}\u{a0}{}",
            period.from.day(),
            month_name(period.from.month())
        );
        format!("{from} to {}", day(period.to))
    } else {
        format!("{} to {}", day(period.from), day(period.to))
    }
}

/// A period in few letters: `1 Jan – 31 Dec 2025`.
#[must_use]
pub fn period_short(period: Period) -> String {
    if period.from.year() == period.to.year() {
        let from = format!(
            "{}\u{a0}{}",
            period.from.day(),
            &month_name(period.from.month())[..3]
        );
        format!("{from} – {}", day_short(period.to))
    } else {
        format!("{} – {}", day_short(period.from), day_short(period.to))
    }
}

/// A month: `March 2025`.
#[must_use]
pub fn month(month: Month) -> String {
    format!("{} {}", month_name(month.month), month.year)
}

/// A month in three letters, without its year.
#[must_use]
pub fn month_name_short(month: Month) -> &'static str {
    month_name(month.month).get(..3).unwrap_or_default()
}

/// A month in three letters; January carries its year.
#[must_use]
pub fn month_short(month: Month) -> String {
    let name = month_name_short(month);
    if month.month == 1 {
        format!("{name}\u{a0}{:02}", month.year % 100)
    } else {
        name.into()
    }
}

/// Months that follow each other drawn together: the first and the last of each run.
#[must_use]
pub fn runs(months: &[Month]) -> Vec<(Month, Month)> {
    let mut runs: Vec<(Month, Month)> = Vec::new();
    for of in months {
        match runs.last_mut() {
            Some((_, last)) if last.next() == *of => *last = *of,
            _ => runs.push((*of, *of)),
        }
    }
    runs
}

/// Months with runs drawn together: `March to May 2025, July 2025`.
#[must_use]
pub fn month_runs(months: &[Month]) -> String {
    let written: Vec<String> = runs(months)
        .into_iter()
        .map(|(first, last)| {
            if first == last {
                month(first)
            } else {
                format!("{} to {}", month(first), month(last))
            }
        })
        .collect();
    written.join(", ")
}

/// A list in a sentence: `a, b and c`.
#[must_use]
pub fn list(items: &[impl AsRef<str>]) -> String {
    let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    match items.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// A list in a sentence that stops after `limit` items and says how many there are more.
#[must_use]
pub fn list_up_to(items: &[String], limit: usize) -> String {
    if items.len() <= limit {
        return list(items);
    }
    let more = (items.len() - limit) as u64;
    format!("{} and {} more", items[..limit].join(", "), count(more))
}

/// Outcomes in words: `22 fail, 361 pass, 15 not applicable`.
#[must_use]
pub fn tally(tally: Tally) -> String {
    let parts = tally_parts(tally);
    if parts.is_empty() {
        "no result".into()
    } else {
        parts.join(", ")
    }
}

/// Outcomes of a bar for those who hear the page: `The bar shows the outcomes of 204 results: 11
/// fail and 193 pass.`
#[must_use]
pub fn bar(tally: Tally) -> String {
    let parts = tally_parts(tally);
    if parts.is_empty() {
        return "The bar is empty: there is no result.".into();
    }
    format!(
        "The bar shows the outcomes of {}: {}.",
        counted(tally.total(), "result", "results"),
        list(&parts)
    )
}

fn tally_parts(tally: Tally) -> Vec<String> {
    Outcome::ALL
        .into_iter()
        .filter(|outcome| tally.of(*outcome) > 0)
        .map(|outcome| format!("{} {}", count(tally.of(outcome)), outcome.words()))
        .collect()
}

/// A hash in groups of eight, which a reader can compare; line breaks may fall between groups.
#[must_use]
pub fn hash_groups(hash: &str) -> String {
    let letters: Vec<char> = hash.chars().collect();
    let groups: Vec<String> = letters
        .chunks(8)
        .map(|group| group.iter().collect())
        .collect();
    groups.join(" ")
}

/// The words if they have at most `limit` letters, else their start with an ellipsis.
#[must_use]
pub fn shortened(words: &str, limit: usize) -> String {
    if words.chars().count() <= limit {
        return words.to_owned();
    }
    let mut kept: String = words.chars().take(limit.saturating_sub(1)).collect();
    kept.push('…');
    kept
}

/// The words with a capital first letter.
#[must_use]
pub fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// A commit id by its first twelve digits, as usual; any other revision as it is.
#[must_use]
pub fn short_revision(revision: &str) -> String {
    let is_commit = revision.len() >= 40 && revision.bytes().all(|byte| byte.is_ascii_hexdigit());
    match revision.get(..12) {
        Some(start) if is_commit => start.to_owned(),
        _ => shortened(revision, 40),
    }
}

/// A size in bytes: `1,234 bytes`, or with a unit of 1,000.
#[must_use]
pub fn size(bytes: u64) -> String {
    match bytes {
        0..10_000 => counted(bytes, "byte", "bytes"),
        10_000..10_000_000 => format!("{}\u{a0}kB", count(bytes / 1000)),
        _ => format!("{}\u{a0}MB", count(bytes / 1_000_000)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_grouped_by_thousands() {
        assert_eq!(
            [7, 1_000, 18_204, 1_234_567].map(count),
            ["7", "1,000", "18,204", "1,234,567"]
        );
    }

    #[test]
    fn a_small_rate_never_reads_as_zero_and_a_large_one_never_as_all() {
        assert_eq!(percent(0.0), "0.0\u{a0}%");
        assert_eq!(percent(0.0002), "<\u{a0}0.1\u{a0}%");
        assert_eq!(percent(0.9998), ">\u{a0}99.9\u{a0}%");
        assert_eq!(percent(1.0), "100.0\u{a0}%");
    }

    #[test]
    fn months_that_follow_each_other_are_drawn_together() {
        let months = [3, 4, 5, 7].map(|month| Month { year: 2025, month });
        assert_eq!(month_runs(&months), "March 2025 to May 2025, July 2025");
    }
}
