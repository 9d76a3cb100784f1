//! Names of time zones, for the forms.

use chrono_tz::{TZ_VARIANTS, Tz};

/// First parts of names that are kept for old programs only, or that read backwards (`Etc/GMT+5` is
/// five hours west of Greenwich).
const LEFT_OUT: [&str; 7] = [
    "Brazil", "Canada", "Chile", "Etc", "Mexico", "SystemV", "US",
];

/// All zones that a form offers: UTC first, then by name.
pub fn names() -> Vec<String> {
    let by_place = TZ_VARIANTS.iter().map(|zone| zone.name()).filter(|name| {
        name.split_once('/')
            .is_some_and(|(first, _)| !LEFT_OUT.contains(&first))
    });
    let mut names: Vec<String> = by_place.map(str::to_owned).collect();
    names.sort();
    names.insert(0, "UTC".to_owned());
    names
}

/// The computer's zone, where it can be told.
pub fn of_system() -> Option<String> {
    let name = iana_time_zone::get_timezone().ok()?;
    let zone: Tz = name.parse().ok()?;
    match zone {
        // How Debian names it.
        Tz::Etc__UTC | Tz::UTC | Tz::Etc__UCT => Some("UTC".to_owned()),
        _ => Some(zone.name().to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_offer_utc_first_and_no_backward_names() {
        let names = names();
        assert_eq!(names[0], "UTC");
        assert!(names.iter().any(|name| name == "Europe/Berlin"));
        assert!(!names.iter().any(|name| name.starts_with("Etc/")));
    }
}
