//! How the values of options are read.

use changeproof_app::what_if::Trial;
use changeproof_domain::outcome::Outcome;
use changeproof_domain::source::DeclaredCoverage;
use changeproof_domain::time::{Moment, Timestamp};
use chrono::NaiveDate;

pub(crate) fn date(text: &str) -> Result<NaiveDate, String> {
    text.parse()
        .map_err(|_| "give a date such as 2025-01-31".to_owned())
}

pub(crate) fn time(text: &str) -> Result<Timestamp, String> {
    let moment = text.parse::<Moment>();
    moment
        .map(|moment| moment.at)
        .map_err(|_| "give a time with its zone, such as 2025-03-01T10:00:00Z".to_owned())
}

pub(crate) fn covers(text: &str) -> Result<DeclaredCoverage, String> {
    let wrong = || "give two dates, such as 2025-01-01..2025-12-31".to_owned();
    let (from, to) = text.split_once("..").ok_or_else(wrong)?;
    let from = from.trim().parse().map_err(|_| wrong())?;
    let to = to.trim().parse().map_err(|_| wrong())?;
    if to < from {
        return Err("the first date lies behind the last; give the earlier one first".to_owned());
    }
    Ok(DeclaredCoverage { from, to })
}

pub(crate) fn repository(text: &str) -> Result<String, String> {
    match text.split_once('/') {
        Some((owner, name)) if !owner.is_empty() && !name.is_empty() => Ok(text.to_owned()),
        _ => Err("give the owner and the name, such as example/api".to_owned()),
    }
}

pub(crate) fn trial(text: &str) -> Result<Trial, String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok(Trial {
            name: name.to_owned(),
            value: value.to_owned(),
        }),
        _ => Err("give a parameter and its value, such as reviewers=2".to_owned()),
    }
}

pub(crate) fn outcome(text: &str) -> Result<Outcome, String> {
    Outcome::from_id(text.trim()).ok_or_else(|| {
        let known: Vec<&str> = Outcome::ALL.iter().map(|outcome| outcome.id()).collect();
        format!("outcomes are {}", known.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coverage_is_two_dates_in_order() {
        let read = covers("2025-01-01..2025-12-31").unwrap();
        assert_eq!(read.to_string(), "2025-01-01..2025-12-31");
        for text in [
            "2025-01-01",
            "2025-12-31..2025-01-01",
            "a..b",
            "2025-01-01..2025-02-30",
        ] {
            assert!(covers(text).is_err(), "{text}");
        }
    }
}
