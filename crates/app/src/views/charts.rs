//! Charts for the screens: those of the packs, as SVG, with the same figures as a table.

use std::collections::BTreeMap;

use changeproof_domain::outcome::Outcome;
use changeproof_reports::charts::{
    Chart, DeploymentCalendar, MonthTally, MonthTrend, OutcomeBar, svg,
};
use changeproof_reports::figures::{Tally, calendar_of};
use changeproof_reports::pack::{CalendarRule, Month, Period};
use chrono::NaiveDate;

use crate::months::capital;
use crate::wire::view::chart::ChartView;
use crate::wire::view::overview::OutcomeCounts;
use crate::words::{counted, day, grouped, list, month_id};

/// The size of a stacked bar, in points.
const BAR: (f64, f64) = (180.0, 9.0);
/// The size of the chart by month.
const TREND: (f64, f64) = (252.0, 132.0);
/// The width of the calendar.
const CALENDAR: f64 = 500.0;

/// The same counts, as the packs tally them.
pub(super) fn tally(counts: OutcomeCounts) -> Tally {
    Tally {
        fail: counts.fail,
        insufficient: counts.insufficient_evidence,
        pending: counts.pending,
        pass: counts.pass,
        not_applicable: counts.not_applicable,
    }
}

fn chart(chart: &Chart, size: (f64, f64), alternative: String, table: Table) -> ChartView {
    ChartView {
        svg: svg(chart, &alternative, size),
        alternative,
        columns: table.columns,
        rows: table.rows,
    }
}

struct Table {
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

fn columns(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// Outcomes of something as one stacked bar, with its noun such as `deployment`, `deployments`.
pub(super) fn bar(counts: OutcomeCounts, (one, many): (&str, &str)) -> ChartView {
    let tally = tally(counts);
    let row = |outcome: Outcome| vec![outcome.label().to_owned(), counts.of(outcome).to_string()];
    let table = Table {
        columns: columns(&["Outcome", &capital(many)]),
        rows: Outcome::ALL.into_iter().map(row).collect(),
    };
    let parts: Vec<String> = Outcome::ALL
        .into_iter()
        .map(|outcome| (counts.of(outcome), outcome.label().to_lowercase()))
        .filter(|(count, _)| *count > 0)
        .map(|(count, words)| format!("{} {words}", grouped(count)))
        .collect();
    let alternative = if parts.is_empty() {
        format!("The bar is empty: there are no {many}.")
    } else {
        format!("{}: {}.", counted(tally.total(), one, many), list(&parts))
    };
    let bar = Chart::OutcomeBar(OutcomeBar { tally });
    chart(&bar, BAR, alternative, table)
}

/// Share of a rate in words, as `5.7 %`.
fn percent(rate: Option<f64>) -> String {
    rate.map_or_else(|| "–".to_owned(), changeproof_reports::wording::percent)
}

/// The fail rate and the worst case by month.
pub(super) fn by_month(months: &[(Month, OutcomeCounts)]) -> ChartView {
    let row = |(month, counts): &(Month, OutcomeCounts)| {
        let tally = tally(*counts);
        vec![
            month_id(*month),
            counts.fail.to_string(),
            counts.insufficient_evidence.to_string(),
            counts.pending.to_string(),
            counts.pass.to_string(),
            counts.not_applicable.to_string(),
            percent(tally.fail_rate()),
            percent(tally.worst_case_rate()),
        ]
    };
    let table = Table {
        columns: columns(&[
            "Month",
            "Fail",
            "Insufficient evidence",
            "Pending",
            "Pass",
            "Not applicable",
            "Fail rate",
            "Worst case",
        ]),
        rows: months.iter().map(row).collect(),
    };
    let months = months.iter().map(|(month, counts)| MonthTally {
        month: *month,
        tally: tally(*counts),
    });
    let trend = MonthTrend {
        months: months.collect(),
    };
    let trend = Chart::MonthTrend(trend);
    let alternative = trend.alternative();
    chart(&trend, TREND, alternative, table)
}

/// Deployments per day, with gaps.
pub(super) fn calendar(
    counts: &BTreeMap<NaiveDate, u64>,
    period: Period,
    known_until: NaiveDate,
    rule: &CalendarRule,
) -> ChartView {
    let (days, gaps) = calendar_of(counts, period, known_until, rule);
    let with = days.iter().filter(|of| of.deployments > 0 || of.gap);
    let table = Table {
        columns: columns(&["Day", "Deployments", "In a gap"]),
        rows: with
            .map(|of| {
                vec![
                    of.day.to_string(),
                    of.deployments.to_string(),
                    if of.gap { "yes" } else { "no" }.to_owned(),
                ]
            })
            .collect(),
    };
    let calendar = DeploymentCalendar { days };
    let height = f64::from(calendar.height());
    let calendar = Chart::DeploymentCalendar(calendar);
    let mut alternative = calendar.alternative();
    for gap in gaps {
        alternative.push_str(&format!(
            " No deployment on {} working days from {} to {}.",
            grouped(u64::from(gap.working_days)),
            day(gap.from),
            day(gap.to)
        ));
    }
    chart(&calendar, (CALENDAR, height), alternative, table)
}
