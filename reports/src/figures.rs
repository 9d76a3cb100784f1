//! Figures derived from results: tallies, rates, months, services, gaps.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike as _, Days, NaiveDate, Weekday};
use serde::Serialize;

use crate::charts::{CalendarDay, MonthTally};
use crate::outcome::{Outcome, Overlay};
use crate::pack::{
    AuditPack, CalendarRule, ControlResult, CoverageRow, CoverageState, Month, Period, Severity,
    Subject,
};
use crate::wording;

/// Numbers of outcomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Tally {
    /// Fail.
    pub fail: u64,
    /// Insufficient evidence.
    pub insufficient: u64,
    /// Pending.
    pub pending: u64,
    /// Pass.
    pub pass: u64,
    /// Not applicable.
    pub not_applicable: u64,
}

impl Tally {
    /// Counts one more.
    pub const fn add(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Fail => self.fail += 1,
            Outcome::InsufficientEvidence => self.insufficient += 1,
            Outcome::Pending => self.pending += 1,
            Outcome::Pass => self.pass += 1,
            Outcome::NotApplicable => self.not_applicable += 1,
        }
    }

    /// The number of one outcome.
    #[must_use]
    pub const fn of(self, outcome: Outcome) -> u64 {
        match outcome {
            Outcome::Fail => self.fail,
            Outcome::InsufficientEvidence => self.insufficient,
            Outcome::Pending => self.pending,
            Outcome::Pass => self.pass,
            Outcome::NotApplicable => self.not_applicable,
        }
    }

    /// Both together.
    #[must_use]
    pub const fn and(self, other: Tally) -> Tally {
        Tally {
            fail: self.fail + other.fail,
            insufficient: self.insufficient + other.insufficient,
            pending: self.pending + other.pending,
            pass: self.pass + other.pass,
            not_applicable: self.not_applicable + other.not_applicable,
        }
    }

    /// All outcomes together.
    #[must_use]
    pub const fn total(self) -> u64 {
        self.judged() + self.pending + self.not_applicable
    }

    /// What the rates are over: fail, insufficient evidence and pass.
    #[must_use]
    pub const fn judged(self) -> u64 {
        self.fail + self.insufficient + self.pass
    }

    /// Fail over judged, from 0 to 1; `None` where nothing was judged.
    #[must_use]
    pub fn fail_rate(self) -> Option<f64> {
        (self.judged() > 0).then(|| self.fail as f64 / self.judged() as f64)
    }

    /// Fail and insufficient evidence over judged, from 0 to 1. Insufficient evidence is never
    /// counted as passed.
    #[must_use]
    pub fn worst_case_rate(self) -> Option<f64> {
        (self.judged() > 0).then(|| (self.fail + self.insufficient) as f64 / self.judged() as f64)
    }
}

/// Everything the results section says.
#[derive(Debug, Clone)]
pub struct Figures {
    /// Tally of each control, in the order of the input, without results on change records and without findings
    /// that returned after a rollback, as in all tallies here.
    pub by_control: Vec<Tally>,
    /// The same of its results on change records that were carried out without a deployment: no rate of
    /// deployments holds them.
    pub of_records: Vec<Tally>,
    /// The same of its results on deployments.
    pub of_deployments: Vec<Tally>,
    /// Positions of the controls, worst first.
    pub worst_first: Vec<usize>,
    /// Tally of each month of the period.
    pub by_month: Vec<MonthTally>,
    /// Tally of each service, worst first.
    pub by_service: Vec<(String, Tally)>,
    /// All outcomes of deployments.
    pub total: Tally,
    /// Deployments with at least one failed control.
    pub deployments_with_failure: u64,
    /// Deployments with at least one failed critical control.
    pub deployments_critical_fail: u64,
    /// Deployments with insufficient evidence for some control, and no failure.
    pub deployments_not_judged: u64,
    /// Deployments of which something passed, and nothing failed, lacks evidence or is pending.
    pub deployments_passed: u64,
    /// Number of results on deployments for each outcome and overlay.
    pub overlays: Marks,
}

/// The service of a result; none where it is about no deployment.
#[must_use]
pub fn service_of<'a>(input: &'a AuditPack, result: &ControlResult) -> Option<&'a str> {
    match &result.subject {
        Subject::Deployment(index) => Some(input.population.deployments[*index].service.as_str()),
        Subject::Other { .. } => None,
    }
}

/// Positions of the controls by their tallies, worst first.
#[must_use]
pub fn worst_first(input: &AuditPack, tallies: &[Tally]) -> Vec<usize> {
    let mut controls: Vec<usize> = (0..tallies.len()).collect();
    controls.sort_by_key(|control| {
        let tally = tallies[*control];
        let id = input.controls[*control].id.as_str();
        (std::cmp::Reverse((tally.fail, tally.insufficient)), id)
    });
    controls
}

/// Numbers of results on deployments for each outcome and overlay.
type Marks = BTreeMap<(Overlay, Outcome), u64>;

/// What is counted elsewhere counts by that mark alone.
fn count_marks(marks: &mut Marks, result: &ControlResult) {
    let returned = result.overlays.contains(&Overlay::Returned);
    let counted = { result.overlays.iter() }.filter(|of| !returned || **of == Overlay::Returned);
    for overlay in counted {
        *marks.entry((*overlay, result.outcome)).or_insert(0) += 1;
    }
}

impl Figures {
    /// The tally of a control with its results on change records.
    #[must_use]
    pub fn whole(&self, control: usize) -> Tally {
        self.by_control[control].and(self.of_records[control])
    }

    /// Counts the results of a pack whose input has been checked.
    #[must_use]
    pub fn of(input: &AuditPack) -> Self {
        let mut by_control = vec![Tally::default(); input.controls.len()];
        let mut of_deployments = by_control.clone();
        let mut of_records = by_control.clone();
        let mut by_service: BTreeMap<&str, Tally> = BTreeMap::new();
        let mut by_month: BTreeMap<Month, Tally> = Month::within(input.identity.period)
            .into_iter()
            .map(|month| (month, Tally::default()))
            .collect();
        let mut total = Tally::default();
        let mut overlays = Marks::new();
        let deployments = input.population.deployments.len();
        let mut critical = vec![false; deployments];
        let mut failed = vec![false; deployments];
        let mut unjudged = vec![false; deployments];
        let mut pending = vec![false; deployments];
        let mut passed = vec![false; deployments];
        for result in &input.results {
            if result.subject.is_change_record() {
                of_records[result.control].add(result.outcome);
                continue;
            }
            // What is no deployment counts by control alone.
            let Subject::Deployment(index) = result.subject else {
                by_control[result.control].add(result.outcome);
                continue;
            };
            count_marks(&mut overlays, result);
            match result.outcome {
                Outcome::Fail => {
                    failed[index] = true;
                    let severity = input.controls[result.control].severity;
                    critical[index] |= severity == Severity::Critical;
                }
                Outcome::InsufficientEvidence => unjudged[index] = true,
                Outcome::Pending => pending[index] = true,
                Outcome::Pass => passed[index] = true,
                Outcome::NotApplicable => {}
            }
            // It is counted at the first deployment of the same changes.
            if result.overlays.contains(&Overlay::Returned) {
                continue;
            }
            by_control[result.control].add(result.outcome);
            let deployment = &input.population.deployments[index];
            of_deployments[result.control].add(result.outcome);
            total.add(result.outcome);
            by_service
                .entry(deployment.service.as_str())
                .or_default()
                .add(result.outcome);
            if let Some(tally) = by_month.get_mut(&Month::of(deployment.local_day)) {
                tally.add(result.outcome);
            }
        }
        let worst_first = worst_first(input, &by_control);
        let mut by_service: Vec<(String, Tally)> = by_service
            .into_iter()
            .map(|(name, tally)| (name.to_owned(), tally))
            .collect();
        by_service.sort_by_key(|(_, tally)| std::cmp::Reverse((tally.fail, tally.insufficient)));
        let count = |flags: &[bool]| flags.iter().filter(|flag| **flag).count() as u64;
        let not_judged: Vec<bool> = unjudged
            .iter()
            .zip(&failed)
            .map(|(unjudged, failed)| *unjudged && !failed)
            .collect();
        let all_passed: Vec<bool> = (0..deployments)
            .map(|of| passed[of] && !failed[of] && !unjudged[of] && !pending[of])
            .collect();
        Self {
            by_control,
            of_records,
            of_deployments,
            worst_first,
            by_month: by_month
                .into_iter()
                .map(|(month, tally)| MonthTally { month, tally })
                .collect(),
            by_service,
            total,
            deployments_with_failure: count(&failed),
            deployments_critical_fail: count(&critical),
            deployments_not_judged: count(&not_judged),
            deployments_passed: count(&all_passed),
            overlays,
        }
    }
}

/// Months that the evidence does not cover, one sentence for each row of the matrix that has any.
#[must_use]
pub fn coverage_holes(input: &AuditPack) -> Vec<String> {
    let months_in = |row: &CoverageRow, wanted: CoverageState| -> Vec<Month> {
        let months = input.coverage.months.iter().zip(&row.states);
        months
            .filter(|(_, state)| **state == wanted)
            .map(|(month, _)| *month)
            .collect()
    };
    input
        .coverage
        .rows
        .iter()
        .filter_map(|row| {
            let parts: Vec<String> = [CoverageState::Uncovered, CoverageState::Partial]
                .into_iter()
                .filter_map(|state| {
                    let months = months_in(row, state);
                    (!months.is_empty())
                        .then(|| format!("{} in {}", state.words(), wording::month_runs(&months)))
                })
                .collect();
            (!parts.is_empty()).then(|| format!("{}: {}.", row.name(), parts.join("; ")))
        })
        .collect()
}

/// Controls that have results for some deployments but not for all: position, deployments with
/// a result. A control whose subjects are no deployments is left out.
#[must_use]
pub fn not_fully_evaluated(input: &AuditPack) -> Vec<(usize, u64)> {
    let deployments = input.population.deployments.len();
    let mut seen = vec![BTreeSet::new(); input.controls.len()];
    for result in &input.results {
        if let Subject::Deployment(index) = result.subject {
            seen[result.control].insert(index);
        }
    }
    seen.into_iter()
        .map(|deployments| deployments.len())
        .enumerate()
        .filter(|(_, evaluated)| *evaluated > 0 && *evaluated < deployments)
        .map(|(control, evaluated)| (control, evaluated as u64))
        .collect()
}

/// A run of working days without a deployment that is longer than the rule allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarGap {
    /// First working day without a deployment.
    pub from: NaiveDate,
    /// Last one.
    pub to: NaiveDate,
    /// Working days in the run.
    pub working_days: u32,
    /// The recorded explanation that covers the whole run.
    pub explanation: Option<String>,
}

/// Deployments per day over the whole period, and the gaps among them.
#[must_use]
pub fn calendar(input: &AuditPack) -> (Vec<CalendarDay>, Vec<CalendarGap>) {
    let mut counts: BTreeMap<NaiveDate, u64> = BTreeMap::new();
    for deployment in &input.population.deployments {
        *counts.entry(deployment.local_day).or_insert(0) += 1;
    }
    let known_until = input.identity.as_of.date_naive();
    let rule = &input.population.calendar;
    calendar_of(&counts, input.identity.period, known_until, rule)
}

/// Every day of a period with its deployments, and the gaps among them. A day after `known_until`
/// cannot have a deployment yet.
#[must_use]
pub fn calendar_of(
    counts: &BTreeMap<NaiveDate, u64>,
    period: Period,
    known_until: NaiveDate,
    rule: &CalendarRule,
) -> (Vec<CalendarDay>, Vec<CalendarGap>) {
    let seen = Period {
        from: period.from,
        to: period.to.min(known_until),
    };
    let gaps = gaps(counts, seen, rule);
    let days = days(period)
        .map(|day| CalendarDay {
            day,
            deployments: counts.get(&day).copied().unwrap_or(0),
            gap: gaps.iter().any(|gap| (gap.from..=gap.to).contains(&day)),
        })
        .collect();
    (days, gaps)
}

fn days(period: Period) -> impl Iterator<Item = NaiveDate> {
    std::iter::successors(Some(period.from), |day| day.checked_add_days(Days::new(1)))
        .take_while(move |day| *day <= period.to)
}

fn gaps(
    counts: &BTreeMap<NaiveDate, u64>,
    period: Period,
    rule: &CalendarRule,
) -> Vec<CalendarGap> {
    let is_working = |day: NaiveDate| {
        !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !rule.holidays.contains(&day)
    };
    let mut gaps = Vec::new();
    let mut run: Option<CalendarGap> = None;
    let mut close = |run: Option<CalendarGap>| {
        let Some(mut gap) = run else { return };
        if gap.working_days > rule.quiet_working_days {
            gap.explanation = rule
                .explanations
                .iter()
                .find(|known| known.from <= gap.from && known.to >= gap.to)
                .map(|known| known.text.clone());
            gaps.push(gap);
        }
    };
    for day in days(period) {
        if counts.contains_key(&day) {
            close(run.take());
        } else if is_working(day) {
            let gap = run.get_or_insert(CalendarGap {
                from: day,
                to: day,
                working_days: 0,
                explanation: None,
            });
            gap.to = day;
            gap.working_days += 1;
        }
    }
    close(run);
    gaps
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2025, month, day).unwrap()
    }

    #[test]
    fn rates_leave_out_what_is_pending_or_not_applicable() {
        let tally = Tally {
            fail: 1,
            insufficient: 1,
            pending: 50,
            pass: 8,
            not_applicable: 100,
        };
        assert_eq!(tally.fail_rate(), Some(0.1));
        assert_eq!(tally.worst_case_rate(), Some(0.2));
    }

    #[test]
    fn nothing_judged_has_no_rate() {
        assert_eq!(
            Tally {
                pending: 3,
                ..Tally::default()
            }
            .fail_rate(),
            None
        );
    }

    #[test]
    fn a_run_of_more_than_five_working_days_is_a_gap() {
        // Monday 3 March to Tuesday 11 March 2025: six working days between two deployments.
        let counts = BTreeMap::from([(day(3, 3), 1), (day(3, 12), 1)]);
        let period = Period {
            from: day(3, 3),
            to: day(3, 12),
        };
        let found = gaps(&counts, period, &CalendarRule::default());
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].from, found[0].to, found[0].working_days),
            (day(3, 4), day(3, 11), 6)
        );
    }

    #[test]
    fn holidays_are_no_working_days() {
        let counts = BTreeMap::from([(day(3, 3), 1), (day(3, 12), 1)]);
        let period = Period {
            from: day(3, 3),
            to: day(3, 12),
        };
        let rule = CalendarRule {
            holidays: vec![day(3, 5)],
            ..CalendarRule::default()
        };
        assert!(
            gaps(&counts, period, &rule).is_empty(),
            "five working days are no gap"
        );
    }
}
