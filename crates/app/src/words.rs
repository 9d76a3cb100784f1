//! How lists, months and counts are written on the screens and in what they keep.

use changeproof_reports::pack::Month;
use chrono::NaiveDate;

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

/// A count with its noun: `1 file`, `1,200 files`.
pub(crate) fn counted(number: u64, one: &str, many: &str) -> String {
    format!(
        "{} {}",
        grouped(number),
        if number == 1 { one } else { many }
    )
}

/// A count with thousands separated by commas.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut written = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            written.push(',');
        }
        written.push(digit);
    }
    written
}

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn list(words: &[impl AsRef<str>]) -> String {
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    match words.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// A month as queries name it: `2025-03`.
pub(crate) fn month_id(month: Month) -> String {
    format!("{:04}-{:02}", month.year, month.month)
}

fn month_name(month: Month) -> &'static str {
    let index = usize::try_from(month.month).unwrap_or(0).wrapping_sub(1);
    MONTHS.get(index).copied().unwrap_or("unknown month")
}

/// Months with runs drawn together: `March and April 2025`, `March to May 2025 and July 2025`.
pub(crate) fn months(months: &[Month]) -> String {
    let mut runs: Vec<(Month, Month)> = Vec::new();
    for month in months {
        match runs.last_mut() {
            Some((_, last)) if last.next() == *month => *last = *month,
            _ => runs.push((*month, *month)),
        }
    }
    let written: Vec<String> = runs.into_iter().map(run).collect();
    list(&written)
}

fn run((first, last): (Month, Month)) -> String {
    if first == last {
        return format!("{} {}", month_name(first), first.year);
    }
    let joint = if first.next() == last { "and" } else { "to" };
    let begin = if first.year == last.year {
        month_name(first).to_owned()
    } else {
        format!("{} {}", month_name(first), first.year)
    };
    format!("{begin} {joint} {} {}", month_name(last), last.year)
}

/// A day: `31 January 2025`.
pub(crate) fn day(day: NaiveDate) -> String {
    use chrono::Datelike as _;
    format!(
        "{} {} {}",
        day.day(),
        month_name(Month::of(day)),
        day.year()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_that_follow_each_other_are_drawn_together() {
        let of = |numbers: &[u32]| {
            let all: Vec<Month> = numbers
                .iter()
                .map(|n| Month {
                    year: 2025 + i32::try_from((n - 1) / 12).unwrap(),
                    month: (n - 1) % 12 + 1,
                })
                .collect();
            months(&all)
        };
        assert_eq!(of(&[3]), "March 2025");
        assert_eq!(of(&[3, 4]), "March and April 2025");
        assert_eq!(of(&[3, 4, 5, 7]), "March to May 2025 and July 2025");
        assert_eq!(of(&[12, 13]), "December 2025 and January 2026");
    }

    #[test]
    fn lists_read_as_sentences() {
        assert_eq!(list(&["a", "b", "c"]), "a, b and c");
        assert_eq!(counted(1, "file", "files"), "1 file");
        assert_eq!(counted(12_345, "file", "files"), "12,345 files");
    }
}
