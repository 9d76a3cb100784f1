//! The policy's versions: which of them was in force when.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::{ControlOff, Profile, built_in};
use crate::parameters::Parameters;
use crate::time::Timestamp;

/// What controls take as given while a version of the policy is in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// 1 for the built-in profile.
    pub number: u32,
    /// The policy's name.
    pub name: String,
    /// The first day in force; none where it always was.
    pub from: Option<NaiveDate>,
    /// The parameters.
    pub parameters: Parameters,
    /// Days without work beside Saturday and Sunday.
    pub holidays: BTreeSet<NaiveDate>,
    /// Controls that are not tested, by id.
    pub controls_off: BTreeMap<String, ControlOff>,
    /// When it was recorded, where something had been evaluated by then: what it makes better before
    /// that instant is backdated.
    pub recorded_late: Option<Timestamp>,
}

impl Version {
    /// From a profile.
    pub fn of(number: u32, profile: &Profile) -> Version {
        Version {
            number,
            name: profile.name.clone(),
            from: profile.effective_from,
            parameters: profile.parameters.clone(),
            holidays: profile.holidays.keys().copied().collect(),
            controls_off: profile.controls_off.clone(),
            recorded_late: None,
        }
    }
}

/// All versions of the policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    first: Version,
    /// Those after it, each with its first instant; the latest last.
    later: Vec<(Timestamp, Version)>,
}

impl Policy {
    /// The built-in profile alone.
    pub fn built_in() -> Policy {
        Policy::starting_with(Version::of(1, built_in()))
    }

    /// The built-in profile with other parameters, always in force.
    pub fn with(parameters: Parameters) -> Policy {
        let mut policy = Policy::built_in();
        policy.first.parameters = parameters;
        policy
    }

    /// A version that was in force before all others.
    pub fn starting_with(first: Version) -> Policy {
        Policy {
            first,
            later: Vec::new(),
        }
    }

    /// Adds a version that is in force from its first day on, in the company's zone. One that begins on
    /// the same day as the one before takes its place from that day on.
    pub fn add(&mut self, version: Version, zone: Tz) {
        let begins = version
            .from
            .map_or(Timestamp(i64::MIN), |day| Timestamp::start_of(day, zone));
        self.later.push((begins, version));
        self.later
            .sort_by_key(|(begins, version)| (*begins, version.number));
    }

    /// The version in force at an instant.
    pub fn at(&self, instant: Timestamp) -> &Version {
        let mut later = self.later.iter().rev();
        later
            .find(|(begins, _)| *begins <= instant)
            .map_or(&self.first, |(_, version)| version)
    }

    /// The version that was in force at an instant as far as it had been recorded by then, where that is
    /// another one.
    pub fn as_recorded_at(&self, instant: Timestamp) -> Option<&Version> {
        if self.later.is_empty() {
            return None;
        }
        let recorded = |version: &Version| version.recorded_late.is_none_or(|at| at <= instant);
        let mut later = self.later.iter().rev();
        let then = later
            .find(|(begins, version)| *begins <= instant && recorded(version))
            .map_or(&self.first, |(_, version)| version);
        (then.number != self.at(instant).number).then_some(then)
    }

    /// The version in force last.
    pub fn newest(&self) -> &Version {
        self.later
            .last()
            .map_or(&self.first, |(_, version)| version)
    }

    /// All of them, the first in force first.
    pub fn versions(&self) -> impl Iterator<Item = &Version> {
        std::iter::once(&self.first).chain(self.later.iter().map(|(_, version)| version))
    }

    /// Whether there is but one.
    pub fn is_single(&self) -> bool {
        self.later.is_empty()
    }

    /// The version of that number.
    pub fn version(&self, number: u32) -> Option<&Version> {
        self.versions().find(|version| version.number == number)
    }

    /// Those that were in force at some time from one instant to another, with the first day of each
    /// and its last day before the next; the first first.
    pub fn between(&self, from: Timestamp, to: Timestamp) -> Vec<InForce<'_>> {
        let mut all: Vec<InForce<'_>> = Vec::new();
        for version in self.versions() {
            if let Some(before) = all.last_mut() {
                before.until = version.from.and_then(|day| day.pred_opt());
            }
            all.push(InForce {
                version,
                until: None,
            });
        }
        let begins = |at: usize| match at {
            0 => Timestamp(i64::MIN),
            _ => self.later[at - 1].0,
        };
        let ends = |at: usize| {
            self.later
                .get(at)
                .map_or(Timestamp(i64::MAX), |next| next.0)
        };
        let count = all.len();
        let within =
            (0..count).map(|at| begins(at) <= to && ends(at) > from && begins(at) < ends(at));
        let within: Vec<bool> = within.collect();
        let mut within = within.into_iter();
        all.retain(|_| within.next().unwrap_or(false));
        all
    }

    /// The holidays: each day that the version in force on it names.
    pub fn holidays(&self, zone: Tz) -> BTreeSet<NaiveDate> {
        let of = |version: &Version| {
            let days = version.holidays.iter().copied();
            let number = version.number;
            days.filter(move |day| self.at(Timestamp::start_of(*day, zone)).number == number)
                .collect::<Vec<_>>()
        };
        self.versions().flat_map(of).collect()
    }

    /// The same with other parameters in every version.
    ///
    /// # Errors
    ///
    /// What the change says.
    pub fn with_each<E>(
        &self,
        mut change: impl FnMut(&Parameters) -> Result<Parameters, E>,
    ) -> Result<Policy, E> {
        let mut changed = self.clone();
        changed.first.parameters = change(&self.first.parameters)?;
        for (_, version) in &mut changed.later {
            version.parameters = change(&version.parameters)?;
        }
        Ok(changed)
    }
}

/// A version while it is in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InForce<'p> {
    /// The version.
    pub version: &'p Version,
    /// The last day before the next one; none where there is no next one.
    pub until: Option<NaiveDate>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Moment;

    fn at(text: &str) -> Timestamp {
        text.parse::<Moment>().unwrap().at
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn version(number: u32, from: &str) -> Version {
        Version {
            number,
            from: Some(day(from)),
            ..Version::of(1, built_in())
        }
    }

    fn policy(versions: &[(u32, &str)]) -> Policy {
        let mut policy = Policy::built_in();
        for (number, from) in versions {
            policy.add(version(*number, from), Tz::Europe__Berlin);
        }
        policy
    }

    #[test]
    fn a_version_is_in_force_from_the_first_instant_of_its_day_in_the_companys_zone() {
        let policy = policy(&[(2, "2025-07-01")]);
        let number = |text| policy.at(at(text)).number;
        assert_eq!(number("2025-06-30T21:59:59Z"), 1, "still June in Berlin");
        assert_eq!(number("2025-06-30T22:00:00Z"), 2, "July in Berlin");
        assert_eq!(number("1999-01-01T00:00:00Z"), 1, "the first always was");
    }

    #[test]
    fn a_version_that_was_recorded_late_leaves_the_one_before_in_sight() {
        let mut policy = Policy::built_in();
        let mut second = version(2, "2025-03-01");
        second.recorded_late = Some(at("2025-06-01T00:00:00Z"));
        policy.add(second, Tz::Europe__Berlin);
        let before = |text| policy.as_recorded_at(at(text)).map(|one| one.number);
        assert_eq!(before("2025-02-01T00:00:00Z"), None, "not in force yet");
        assert_eq!(before("2025-04-01T00:00:00Z"), Some(1));
        assert_eq!(
            before("2025-07-01T00:00:00Z"),
            None,
            "it was recorded by then"
        );
    }

    #[test]
    fn a_version_of_the_same_day_takes_the_place_of_the_one_before() {
        let policy = policy(&[(2, "2025-07-01"), (3, "2025-07-01")]);
        assert_eq!(policy.at(at("2025-07-01T12:00:00Z")).number, 3);
        let all = policy.between(at("2025-01-01T00:00:00Z"), at("2025-12-31T00:00:00Z"));
        let told: Vec<_> = all
            .iter()
            .map(|one| (one.version.number, one.until))
            .collect();
        assert_eq!(
            told,
            [(1, Some(day("2025-06-30"))), (3, None)],
            "version 2 was never in force"
        );
    }

    #[test]
    fn only_versions_that_reach_into_the_time_are_told() {
        let policy = policy(&[(2, "2025-07-01"), (3, "2026-01-01")]);
        let numbers = |from, to| {
            let all = policy.between(at(from), at(to));
            all.iter().map(|one| one.version.number).collect::<Vec<_>>()
        };
        assert_eq!(numbers("2025-01-01T00:00:00Z", "2025-03-31T00:00:00Z"), [1]);
        assert_eq!(
            numbers("2025-01-01T00:00:00Z", "2025-12-31T00:00:00Z"),
            [1, 2]
        );
        assert_eq!(numbers("2025-08-01T00:00:00Z", "2025-09-30T00:00:00Z"), [2]);
    }

    #[test]
    fn a_holiday_counts_where_the_version_in_force_on_it_names_it() {
        let mut policy = Policy::built_in();
        policy.first.holidays = [day("2025-05-01"), day("2025-12-25")].into();
        let mut second = version(2, "2025-07-01");
        second.holidays = [day("2025-05-02"), day("2025-12-26")].into();
        policy.add(second, Tz::Europe__Berlin);
        assert_eq!(
            policy.holidays(Tz::Europe__Berlin),
            [day("2025-05-01"), day("2025-12-26")].into()
        );
    }
}
