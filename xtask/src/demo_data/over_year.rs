//! What is true of the year as a whole: whether it was quiet for too long, and how often emergencies were called.
//!
//! Counted from the stories as they are told, by the words of the policy profile and never by a control.

use std::collections::BTreeSet;

use super::calendar::{Moment, is_business_day};
use super::export::registers::{Told, told};
use super::story::{Category, Story};
use super::truth::{Control, Outcome};

/// Business days without a deployment that are never too many.
const QUIET_DAYS: usize = 5;
/// So many times the median run of quiet days are not too many either.
const QUIET_MEDIANS: usize = 3;
/// Of fewer changes no share of emergencies is told.
const CHANGES_AT_LEAST: usize = 20;
/// So many emergencies at one service within `REPEAT_DAYS` are too many.
const REPEATS: usize = 3;
const REPEAT_DAYS: i64 = 90;
/// The category as a record's history writes it.
const TO_EMERGENCY: &str = "Emergency";

/// What was deployed into production over the year.
#[derive(Debug, Default)]
pub struct OverYear {
    /// The days on which a judged deployment began.
    deployed: BTreeSet<String>,
    /// Each emergency: its service, and when it was deployed.
    emergencies: Vec<(usize, Moment)>,
    /// Changes that were deployed, at least and at most.
    at_least: usize,
    at_most: usize,
    /// Whether some deployment or record does not tell its changes or its category.
    is_in_doubt: bool,
}

impl OverYear {
    /// Takes in a story at a service.
    pub fn note(&mut self, service: usize, story: &Story) {
        let judged: Vec<_> = story
            .deployments
            .iter()
            .filter_map(|deployment| Some((deployment, &deployment.truth.as_ref()?.1)))
            .collect();
        let Some((first, _)) = judged.first() else {
            return;
        };
        for (deployment, truth) in &judged {
            self.deployed.insert(deployment.started.day_text());
            let told = [Control::Trc01, Control::Trc02, Control::Cat01];
            self.is_in_doubt |= told.iter().any(|control| {
                !matches!(
                    truth.of(*control),
                    Some(Outcome::Pass | Outcome::Fail | Outcome::NotApplicable)
                )
            });
        }
        let is_new = story.tickets.iter().all(|ticket| !ticket.already_written);
        self.at_least += usize::from(is_new && !story.changes.is_empty());
        self.at_most += story.changes.len() + story.tickets.len() + judged.len();
        // One that was only called so afterwards was none when it was deployed.
        let called = story.tickets.iter().filter(|ticket| {
            let mut edits = ticket.edits.iter();
            ticket.category == Category::Emergency && edits.all(|edit| edit.to != TO_EMERGENCY)
        });
        let called = called.map(|_| (service, first.started));
        self.emergencies.extend(called);
    }

    /// What the controls on the period must say; nothing where the stories do not decide it.
    pub fn truth(&self, year: i64) -> Vec<Told> {
        let quiet = match self.was_too_quiet(year) {
            true => Outcome::Fail,
            false => Outcome::Pass,
        };
        let emergencies = self
            .emergencies()
            .map(|outcome| told("EMG-05", "", outcome));
        emergencies
            .into_iter()
            .chain([told("POP-02", "", quiet)])
            .collect()
    }

    fn was_too_quiet(&self, year: i64) -> bool {
        // Quiet business days before, between and after the days with deployments.
        let mut runs = vec![0];
        let mut day = Moment::midnight(year, 1, 1);
        while day.date().0 == year {
            if self.deployed.contains(&day.day_text()) {
                runs.push(0);
            } else if let Some(run) = runs.last_mut()
                && is_business_day(day)
            {
                *run += 1;
            }
            day = day.plus_days(1);
        }
        let ends = runs.len() - 1;
        let mut between: Vec<usize> = runs.get(1..ends).unwrap_or_default().to_vec();
        between.sort_unstable();
        // Of an even number the median is the mean of the two in the middle.
        let middle = |at: usize| between.get(at).copied().unwrap_or(0);
        let twice_median = middle(between.len() / 2) + middle(between.len().saturating_sub(1) / 2);
        let usual = QUIET_DAYS.max(QUIET_MEDIANS * twice_median / 2);
        runs.iter().any(|run| *run > usual)
    }

    fn emergencies(&self) -> Option<Outcome> {
        if self.at_most < CHANGES_AT_LEAST {
            return Some(Outcome::NotApplicable);
        }
        if self.at_least < CHANGES_AT_LEAST {
            return None;
        }
        let within = REPEAT_DAYS * 24 * 60;
        let is_repeated = self.emergencies.iter().any(|(service, first)| {
            let near = self.emergencies.iter().filter(|(other, at)| {
                other == service && at >= first && at.minutes_since(*first) <= within
            });
            near.count() >= REPEATS
        });
        let count = self.emergencies.len();
        // One in ten is not too many.
        if is_repeated || (count * 10 > self.at_most && !self.is_in_doubt) {
            Some(Outcome::Fail)
        } else if count * 10 <= self.at_least && !self.is_in_doubt {
            Some(Outcome::Pass)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deployed_on(days: &[(i64, i64)]) -> OverYear {
        let days = days
            .iter()
            .map(|(month, day)| Moment::midnight(2025, *month, *day));
        OverYear {
            deployed: days.map(Moment::day_text).collect(),
            ..OverYear::default()
        }
    }

    #[test]
    fn five_business_days_without_a_deployment_are_not_too_many() {
        // Every Monday and Friday of the year.
        let mut days: Vec<(i64, i64)> = Vec::new();
        let mut day = Moment::midnight(2025, 1, 3);
        while day.date().0 == 2025 {
            if matches!(day.weekday(), 0 | 4) {
                days.push((day.date().1, day.date().2));
            }
            day = day.plus_days(1);
        }
        let without = |left_out: &[(i64, i64)]| {
            let days = days.iter().copied().filter(|day| !left_out.contains(day));
            deployed_on(&days.collect::<Vec<_>>()).was_too_quiet(2025)
        };
        assert!(!without(&[]));
        assert!(!without(&[(3, 14)]), "four days and the Friday");
        assert!(without(&[(3, 14), (3, 17), (3, 21)]));
    }

    #[test]
    fn a_year_in_which_nothing_was_deployed_was_too_quiet() {
        assert!(deployed_on(&[]).was_too_quiet(2025));
    }

    fn called(emergencies: &[(usize, i64)], changes: usize) -> Option<Outcome> {
        let at = |days: i64| Moment::midnight(2025, 1, 1).plus_days(days);
        let over_year = OverYear {
            emergencies: emergencies
                .iter()
                .map(|(of, days)| (*of, at(*days)))
                .collect(),
            at_least: changes,
            at_most: changes,
            ..OverYear::default()
        };
        over_year.emergencies()
    }

    #[test]
    fn emergencies_are_too_many_by_their_share_or_at_one_service() {
        assert_eq!(called(&[], 19), Some(Outcome::NotApplicable));
        assert_eq!(called(&[(0, 1), (1, 1)], 20), Some(Outcome::Pass));
        assert_eq!(called(&[(0, 1), (1, 1), (2, 1)], 20), Some(Outcome::Fail));
        assert_eq!(
            called(&[(0, 1), (0, 50), (0, 91)], 400),
            Some(Outcome::Fail)
        );
        assert_eq!(
            called(&[(0, 1), (0, 50), (0, 92)], 400),
            Some(Outcome::Pass)
        );
    }
}
