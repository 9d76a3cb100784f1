//! How lists, months and counts are written on the screens and in what they keep.

use changeproof_reports::pack::Month;
pub(crate) use changeproof_reports::wording::{count as grouped, list};
use changeproof_reports::wording::{month_name, runs};
use chrono::NaiveDate;

/// A count with its noun: `1 file`, `1,200 files`.
pub(crate) fn counted(number: u64, one: &str, many: &str) -> String {
    format!(
        "{} {}",
        grouped(number),
        if number == 1 { one } else { many }
    )
}

/// A month as queries name it: `2025-03`.
pub(crate) fn month_id(month: Month) -> String {
    format!("{:04}-{:02}", month.year, month.month)
}

/// Months with runs drawn together: `March and April 2025`, `March to May 2025 and July 2025`.
pub(crate) fn months(months: &[Month]) -> String {
    let written: Vec<String> = runs(months).into_iter().map(run).collect();
    list(&written)
}

fn run((first, last): (Month, Month)) -> String {
    if first == last {
        return format!("{} {}", month_name(first.month), first.year);
    }
    let joint = if first.next() == last { "and" } else { "to" };
    let begin = if first.year == last.year {
        month_name(first.month).to_owned()
    } else {
        format!("{} {}", month_name(first.month), first.year)
    };
    format!("{begin} {joint} {} {}", month_name(last.month), last.year)
}

/// A day: `31 January 2025`.
pub(crate) fn day(day: NaiveDate) -> String {
    use chrono::Datelike as _;
    format!("{} {} {}", day.day(), month_name(day.month()), day.year())
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
