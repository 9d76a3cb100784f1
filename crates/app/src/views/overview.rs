//! Overview: are we ready for the audit?

use std::collections::BTreeMap;

use changeproof_controls::{Severity, find, registry};
use changeproof_domain::calendar::Calendar;
use changeproof_domain::outcome::Outcome;
use changeproof_reports::pack::{CalendarRule, Month};
use changeproof_store::OtherOutcome;
use chrono::NaiveDate;

use super::evaluated::Evaluated;
use super::findings::age_days;
use super::index::category_bit;
use super::{OpenWorkspace, charts};
use crate::error::AppError;
use crate::months::known_period;
use crate::ports::Ports;
use crate::wire::view::findings::AgeBand;
use crate::wire::view::overview::{
    ControlRow, CriticalFigures, EmergencyFigures, FindingAges, OtherRow, OutcomeCounts,
    OverviewView, ServiceRow,
};

impl OpenWorkspace {
    /// The figures of the open period.
    ///
    /// # Errors
    ///
    /// [`AppError::NotEvaluated`] where nothing was imported, [`AppError::Cancelled`], or what the
    /// store says.
    pub fn overview(&self, ports: &Ports<'_>) -> Result<OverviewView, AppError> {
        let evaluated = self.evaluated()?;
        if let Some(made) = evaluated.overview.get() {
            return Ok(made.clone());
        }
        ports.check_cancelled()?;
        let made = overview(&evaluated)?;
        Ok(evaluated.overview.get_or_init(|| made).clone())
    }
}

fn overview(evaluated: &Evaluated) -> Result<OverviewView, AppError> {
    let controls = by_control(evaluated);
    let period = evaluated.period();
    let report_period = changeproof_reports::pack::Period {
        from: period.from,
        to: period.to,
    };
    // The calendar that records are matched and judged with.
    let calendar = Calendar::new(evaluated.zone);
    let rule = CalendarRule {
        holidays: calendar.holidays.iter().copied().collect(),
        ..CalendarRule::default()
    };
    let as_of = evaluated.evaluation.head.as_of.date_in(evaluated.zone);
    Ok(OverviewView {
        critical: critical(evaluated),
        coverage: evaluated.coverage()?,
        by_month: charts::by_month(&by_month(evaluated)),
        calendar: charts::calendar(&by_day(evaluated), report_period, as_of, &rule),
        services: services(evaluated),
        findings: ages(evaluated),
        emergencies: emergencies(evaluated),
        others: others(evaluated),
        controls: control_rows(controls),
    })
}

/// How many of each outcome on deployments, by control in the registry's order.
pub(super) fn by_control(evaluated: &Evaluated) -> Vec<OutcomeCounts> {
    let mut counts = vec![OutcomeCounts::default(); registry().len()];
    for row in &*evaluated.rows {
        for (control, counts) in counts.iter_mut().enumerate() {
            if let Some(outcome) = row.verdicts.counted(control) {
                counts.add(outcome, 1);
            }
        }
    }
    counts
}

/// Worst first, as in the packs.
fn control_rows(counts: Vec<OutcomeCounts>) -> Vec<ControlRow> {
    let mut rows: Vec<ControlRow> = registry()
        .iter()
        .zip(counts)
        .map(|(control, counts)| ControlRow {
            control: control.id.to_owned(),
            name: control.name.to_owned(),
            severity: control.severity.label().to_owned(),
            fail_rate: charts::tally(counts).fail_rate(),
            worst_case_rate: charts::tally(counts).worst_case_rate(),
            bar: charts::bar(counts, ("result", "results")),
            counts,
        })
        .collect();
    rows.sort_by(|a, b| {
        let key = |row: &ControlRow| (row.counts.fail, row.counts.insufficient_evidence);
        key(b).cmp(&key(a)).then_with(|| a.control.cmp(&b.control))
    });
    rows
}

fn critical(evaluated: &Evaluated) -> CriticalFigures {
    let critical: Vec<usize> = (0..registry().len())
        .filter(|at| registry()[*at].severity == Severity::Critical)
        .collect();
    let mut figures = CriticalFigures {
        deployments: evaluated.rows.len() as u64,
        ..CriticalFigures::default()
    };
    for row in &*evaluated.rows {
        let outcomes = critical.iter().filter_map(|at| row.verdicts.get(*at));
        let worst = outcomes.map(|(outcome, _)| outcome).reduce(Outcome::worse);
        *match worst {
            Some(Outcome::Fail) => &mut figures.failed,
            Some(Outcome::InsufficientEvidence) => &mut figures.undecided,
            Some(Outcome::Pending) => &mut figures.pending,
            Some(Outcome::Pass | Outcome::NotApplicable) | None => &mut figures.met,
        } += 1;
    }
    figures
}

/// All outcomes of the deployments of each month.
fn by_month(evaluated: &Evaluated) -> Vec<(Month, OutcomeCounts)> {
    let as_of = evaluated.evaluation.head.as_of;
    let period = known_period(evaluated.period(), as_of, evaluated.zone);
    let months = Month::within(changeproof_reports::pack::Period {
        from: period.from,
        to: period.to,
    });
    let mut counts: BTreeMap<Month, OutcomeCounts> = months
        .into_iter()
        .map(|month| (month, OutcomeCounts::default()))
        .collect();
    for row in &*evaluated.rows {
        let month = Month::of(row.at.date_in(evaluated.zone));
        if let Some(counts) = counts.get_mut(&month) {
            counts.add_row(&row.verdicts);
        }
    }
    counts.into_iter().collect()
}

fn by_day(evaluated: &Evaluated) -> BTreeMap<NaiveDate, u64> {
    let mut counts = BTreeMap::new();
    for row in &*evaluated.rows {
        *counts.entry(row.at.date_in(evaluated.zone)).or_insert(0) += 1;
    }
    counts
}

/// Services by the worst outcomes of their deployments, worst first.
fn services(evaluated: &Evaluated) -> Vec<ServiceRow> {
    let index = &evaluated.index;
    let mut counts = vec![OutcomeCounts::default(); index.services.names.len()];
    for row in 0..evaluated.rows.len() {
        let at = usize::try_from(index.services.of[row]).unwrap_or(usize::MAX);
        if let Some(counts) = counts.get_mut(at) {
            counts.add(index.worst_outcome(row), 1);
        }
    }
    let mut rows: Vec<ServiceRow> = index
        .services
        .names
        .iter()
        .zip(counts)
        .map(|(service, counts)| ServiceRow {
            service: service.clone(),
            bar: charts::bar(counts, ("deployment", "deployments")),
            counts,
        })
        .collect();
    rows.sort_by_key(|row| {
        let counts = row.counts;
        std::cmp::Reverse((counts.fail, counts.insufficient_evidence))
    });
    rows
}

/// Failed outcomes by severity and age of their deployments.
fn ages(evaluated: &Evaluated) -> Vec<FindingAges> {
    let as_of = evaluated.evaluation.head.as_of;
    [Severity::Critical, Severity::High, Severity::Medium]
        .into_iter()
        .map(|severity| {
            let controls: Vec<usize> = (0..registry().len())
                .filter(|at| registry()[*at].severity == severity)
                .collect();
            let mut ages = FindingAges {
                severity: severity.label().to_owned(),
                under_7_days: 0,
                to_30_days: 0,
                over_30_days: 0,
            };
            for row in &*evaluated.rows {
                let verdicts = controls.iter().filter_map(|at| row.verdicts.get(*at));
                let fails = verdicts.filter(|(outcome, _)| *outcome == Outcome::Fail);
                let count = fails.count() as u64;
                *match AgeBand::of(age_days(row.at, as_of)) {
                    AgeBand::Under7Days => &mut ages.under_7_days,
                    AgeBand::To30Days => &mut ages.to_30_days,
                    AgeBand::Over30Days => &mut ages.over_30_days,
                } += count;
            }
            ages
        })
        .collect()
}

fn emergencies(evaluated: &Evaluated) -> EmergencyFigures {
    let [emergency, unknown] = ["emergency", "unknown"].map(|name| category_bit(name).unwrap_or(0));
    let control = registry().iter().position(|control| control.id == "EMG-04");
    let mut figures = EmergencyFigures {
        deployments: 0,
        reviews: OutcomeCounts::default(),
        unknown_category: 0,
    };
    for (row, bits) in evaluated.rows.iter().zip(&evaluated.index.categories) {
        figures.unknown_category += u32::from(bits & unknown != 0);
        if bits & emergency != 0 {
            figures.deployments += 1;
            if let Some((outcome, _)) = control.and_then(|at| row.verdicts.get(at)) {
                figures.reviews.add(outcome, 1);
            }
        }
    }
    figures
}

/// Outcomes on what is no deployment, the worst first. Of change records those that something is to be done
/// about: there may be many.
fn others(evaluated: &Evaluated) -> Vec<OtherRow> {
    let is_settled = |one: &OtherOutcome| match one.outcome {
        Outcome::Pass | Outcome::NotApplicable => one.kind == "change_record",
        Outcome::Fail | Outcome::InsufficientEvidence | Outcome::Pending => false,
    };
    let row = |one: &OtherOutcome| {
        let control = find(&one.control).filter(|_| !is_settled(one))?;
        let row = OtherRow {
            control: control.id.to_owned(),
            name: control.name.to_owned(),
            severity: control.severity.label().to_owned(),
            outcome: one.outcome,
            kind: one.kind.clone(),
            id: one.id.clone(),
            subject: one.name.clone(),
        };
        Some(((one.outcome.rank(), control.severity), row))
    };
    let mut rows: Vec<_> = evaluated.others.iter().filter_map(row).collect();
    rows.sort_by_key(|(worst, _)| *worst);
    rows.into_iter().map(|(_, row)| row).collect()
}
