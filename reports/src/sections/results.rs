//! Section 8: outcomes by control, by month and by service, and what the figures say.

use super::writer::SectionWriter;
use super::{result_items, result_others};
use crate::block::{Block, Cell, Column, Span};
use crate::charts::{Chart, MonthTally, MonthTrend, OutcomeBar, OutcomeLegend};
use crate::figures::{Figures, Tally, not_fully_evaluated, service_of, worst_first};
use crate::outcome::{Outcome, Overlay};
use crate::pack::AuditPack;
use crate::wording::{count, counted, month, percent, shortened};

/// Height of a bar in a table, in points.
const BAR: f32 = 8.5;
/// Services in the table; `results.csv` holds all.
const PRINTED_SERVICES: usize = 60;

pub fn blocks(input: &AuditPack, figures: &Figures) -> Vec<Block> {
    let mut section = SectionWriter::new(8, "Results by control");
    if input.results.is_empty() {
        section.callout(
            "Missing.",
            "No control was evaluated for the period, so there is no outcome to report.",
        );
        return section.finish();
    }
    section.say(
        "Nothing was sampled: each result below is of one control for one subject. Rates are over \
         fail, insufficient evidence and pass; they leave out what is pending or not applicable. \
         The worst case counts insufficient evidence as failed.",
    );
    not_evaluated(&mut section, input);
    section.drawing(Chart::OutcomeLegend(OutcomeLegend), 12.0);
    by_control(&mut section, input, figures);
    what_the_figures_say(&mut section, input, figures);
    trend(&mut section, figures);
    by_service(&mut section, figures);
    overlays(&mut section, figures);
    result_others::add(&mut section, input, figures);
    result_items::add(&mut section, input, figures);
    section.finish()
}

/// Names controls that lack a result for some deployment.
fn not_evaluated(section: &mut SectionWriter, input: &AuditPack) {
    let lacking = not_fully_evaluated(input);
    if lacking.is_empty() {
        return;
    }
    let all = input.population.deployments.len() as u64;
    let named: Vec<String> = lacking
        .into_iter()
        .map(|(control, number)| {
            format!(
                "{} for {} of {}",
                input.controls[control].id,
                count(number),
                count(all)
            )
        })
        .collect();
    section.callout(
        "Not evaluated for every deployment.",
        format!("Results exist of {}.", crate::wording::list(&named)),
    );
}

/// Figures of a tally for the last four columns of a table.
fn tally_cells(tally: Tally) -> Vec<Cell> {
    let number = |number| {
        if number == 0 {
            "–".to_owned()
        } else {
            count(number)
        }
    };
    let rate = |rate: Option<f64>| rate.map_or_else(|| "–".to_owned(), percent);
    vec![
        Cell::Drawing {
            chart: Chart::OutcomeBar(OutcomeBar { tally }),
            height: BAR,
        },
        number(tally.fail).into(),
        number(tally.insufficient).into(),
        rate(tally.fail_rate()).into(),
        rate(tally.worst_case_rate()).into(),
    ]
}

fn tally_columns() -> Vec<Column> {
    vec![
        Column::fixed("Outcomes", 140.0),
        Column::number("Fail", 38.0),
        Column::number("Insuff.", 44.0),
        Column::number("Fail rate", 50.0),
        Column::number("Worst case", 60.0),
    ]
}

fn by_control(section: &mut SectionWriter, input: &AuditPack, figures: &Figures) {
    let (with, without): (Vec<usize>, Vec<usize>) =
        figures.worst_first.iter().partition(|control| {
            let tally = figures.by_control[**control];
            tally.fail + tally.insufficient > 0
        });
    let mut table = |controls: &[usize], caption: &str| {
        if controls.is_empty() {
            return;
        }
        let mut columns = vec![Column::fixed("Control", 46.0), Column::share("Name", 1.0)];
        columns.extend(tally_columns());
        let rows = controls
            .iter()
            .map(|control| {
                let of = &input.controls[*control];
                let mut row: Vec<Cell> =
                    vec![Span::mono(of.id.as_str()).into(), of.name.as_str().into()];
                row.extend(tally_cells(figures.by_control[*control]));
                row
            })
            .collect();
        section.table(columns, rows, caption);
    };
    table(
        &with,
        &format!(
            "Outcomes of {} with a failure or insufficient evidence. Solid = fail, hatched = \
             insufficient evidence, dotted = pending, light = pass, outline = not applicable.",
            counted(with.len() as u64, "control", "controls")
        ),
    );
    table(
        &without,
        &format!(
            "Outcomes of {} without failure and without insufficient evidence.",
            counted(without.len() as u64, "control", "controls")
        ),
    );
}

fn what_the_figures_say(section: &mut SectionWriter, input: &AuditPack, figures: &Figures) {
    section.part("What the figures say of deployments");
    let total = figures.total;
    if total.judged() == 0 {
        section.say("No result on a deployment was judged: all are pending or not applicable.");
    }
    let worst = worst_first(input, &figures.of_deployments);
    match worst
        .first()
        .map(|control| (*control, figures.of_deployments[*control]))
    {
        Some((control, tally)) if tally.fail > 0 => {
            section.say(most_frequent(input, control, tally));
        }
        _ => section.say(format!(
            "No control failed for any deployment. {} could not be judged.",
            counted(total.insufficient, "result", "results")
        )),
    }
    let mut unjudged: Vec<(usize, u64)> = (0..input.controls.len())
        .map(|control| (control, figures.of_deployments[control].insufficient))
        .filter(|(_, insufficient)| *insufficient > 0)
        .collect();
    unjudged.sort_by_key(|(control, insufficient)| (std::cmp::Reverse(*insufficient), *control));
    if let Some((control, most)) = unjudged.first() {
        let control = &input.controls[*control];
        section.say(format!(
            "{} without sufficient evidence, over {}; the most, {}, for {} {}. Their number shows \
             how far the true rates may lie from the fail rates above.",
            counted(total.insufficient, "result is", "results are"),
            counted(unjudged.len() as u64, "control", "controls"),
            count(*most),
            control.id,
            control.name
        ));
    }
    if total.pending > 0 {
        section.say(format!(
            "{} pending: a deadline had not passed when the results were judged.",
            counted(total.pending, "result is", "results are")
        ));
    }
    if let Some((first, second)) = halves(&figures.by_month) {
        section.say(format!(
            "Over all controls the fail rate was {} in the first half of the months with results \
             and {} in the second half.",
            percent(first),
            percent(second)
        ));
    }
}

fn most_frequent(input: &AuditPack, control: usize, tally: Tally) -> String {
    let mut services: std::collections::BTreeMap<&str, u64> = std::collections::BTreeMap::new();
    let (mut excepted, mut afterwards) = (0_u64, 0_u64);
    let failures = input
        .results
        .iter()
        .filter(|result| result.control == control && result.is_counted_failure());
    for result in failures {
        let Some(service) = service_of(input, result) else {
            continue;
        };
        *services.entry(service).or_insert(0) += 1;
        excepted += u64::from(result.overlays.contains(&Overlay::Excepted));
        afterwards += u64::from(result.overlays.contains(&Overlay::ExceptedRetroactive));
    }
    let of = &input.controls[control];
    let mut words = format!(
        "The most frequent failure is {} {}: {} of {} judged",
        of.id,
        of.name,
        count(tally.fail),
        count(tally.judged())
    );
    let top = services
        .iter()
        .max_by_key(|(name, number)| (**number, std::cmp::Reverse(**name)));
    if let Some((service, number)) = top {
        let service = shortened(service, 60);
        words.push_str(&format!(", {} of them of {service}", count(*number)));
    }
    words.push('.');
    if excepted + afterwards > 0 {
        words.push_str(&format!(
            " {} covered by an exception approved beforehand; {} by one approved afterwards, \
             which counts as unexcepted.",
            counted(excepted, "is", "are"),
            count(afterwards)
        ));
    }
    words
}

/// Fail rates of the first and second half of the months that have judged results.
fn halves(months: &[MonthTally]) -> Option<(f64, f64)> {
    let judged: Vec<Tally> = months
        .iter()
        .map(|month| month.tally)
        .filter(|tally| tally.judged() > 0)
        .collect();
    if judged.len() < 4 {
        return None;
    }
    let rate = |tallies: &[Tally]| {
        let fail: u64 = tallies.iter().map(|tally| tally.fail).sum();
        let all: u64 = tallies.iter().map(|tally| tally.judged()).sum();
        fail as f64 / all as f64
    };
    let (first, second) = judged.split_at(judged.len() / 2);
    Some((rate(first), rate(second)))
}

fn trend(section: &mut SectionWriter, figures: &Figures) {
    section.part("Trend by month");
    if figures
        .by_month
        .iter()
        .all(|month| month.tally.judged() == 0)
    {
        section.callout(
            "Missing.",
            "No result of the period was judged, so there is no trend.",
        );
        return;
    }
    let months = figures.by_month.clone();
    section.figure(
        Chart::MonthTrend(MonthTrend { months }),
        150.0,
        "Fail rate (solid) and worst-case rate (with the hatched part) over all controls, by \
         month of the deployment. The figure above a column is the worst case.",
    );
    let empty: Vec<String> = figures
        .by_month
        .iter()
        .filter(|month| month.tally.judged() == 0)
        .map(|of| month(of.month))
        .collect();
    if !empty.is_empty() {
        section.note(format!(
            "Nothing was judged in {}.",
            crate::wording::list(&empty)
        ));
    }
}

fn by_service(section: &mut SectionWriter, figures: &Figures) {
    section.part("By service");
    if figures.by_service.is_empty() {
        section.callout("Missing.", "No result names a service.");
        return;
    }
    let mut columns = vec![Column::share("Service", 1.0)];
    columns.extend(tally_columns());
    let rows = figures
        .by_service
        .iter()
        .take(PRINTED_SERVICES)
        .map(|(service, tally)| {
            let mut row: Vec<Cell> = vec![shortened(service, 120).into()];
            row.extend(tally_cells(*tally));
            row
        })
        .collect();
    let rest = figures.by_service.len().saturating_sub(PRINTED_SERVICES) as u64;
    let more = if rest == 0 {
        String::new()
    } else {
        format!(
            " {} more in attachment results.csv.",
            counted(rest, "service", "services")
        )
    };
    section.table(
        columns,
        rows,
        &format!("Results of all controls by service, most failures first.{more}"),
    );
}

fn overlays(section: &mut SectionWriter, figures: &Figures) {
    if figures.overlays.is_empty() {
        return;
    }
    section.part("What stands beside outcomes");
    section.say("These marks never replace an outcome; they say what it rests on.");
    let rows = Overlay::ALL
        .into_iter()
        .filter_map(|overlay| {
            let counts: Vec<String> = Outcome::ALL
                .into_iter()
                .filter_map(|outcome| {
                    let number = figures.overlays.get(&(overlay, outcome))?;
                    Some(format!("{} {}", count(*number), outcome.words()))
                })
                .collect();
            (!counts.is_empty()).then(|| {
                vec![
                    Span::strong(overlay.words()).into(),
                    overlay.meaning().into(),
                    counts.join(", ").into(),
                ]
            })
        })
        .collect();
    section.table(
        vec![
            Column::fixed("Mark", 90.0),
            Column::share("Meaning", 2.0),
            Column::share("Results", 1.2),
        ],
        rows,
        "Results on deployments that carry a mark, counted apart.",
    );
}
