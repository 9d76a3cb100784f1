//! Section 6: how accepted rows became the population, and what it consists of.

use std::collections::{BTreeMap, BTreeSet};

use super::writer::SectionWriter;
use crate::block::{Block, Cell, Column, Span};
use crate::charts::{Chart, StepKind, Waterfall, WaterfallStep};
use crate::pack::{AuditPack, Deployment, Month};
use crate::wording::{
    count, counted, hash_groups, instant_short, month_name_short, month_runs, short_revision,
    shortened,
};

/// Deployments printed; `population.csv` holds all.
const PRINTED: usize = 150;
/// Rows of service and category printed; `population.csv` holds all.
const PRINTED_GROUPS: usize = 120;
/// Change records, and pull requests, printed of a deployment.
const PRINTED_LINKS: usize = 4;
/// Months that fit side by side.
const MONTHS_IN_A_TABLE: usize = 12;

pub fn blocks(input: &AuditPack) -> Vec<Block> {
    let mut section = SectionWriter::new(6, "Population");
    reconciliation(&mut section, input);
    groups(&mut section, input);
    members(&mut section, input);
    section.finish()
}

fn reconciliation(section: &mut SectionWriter, input: &AuditPack) {
    section.part("Reconciliation");
    let population = &input.population;
    let found = population.deployments.len() as u64;
    section.say(
        "Every accepted deployment row is either a subject of this pack or taken out for one of \
         the reasons below.",
    );
    let mut steps = vec![WaterfallStep {
        label: "Accepted deployment rows".into(),
        amount: population.accepted_rows,
        kind: StepKind::Total,
    }];
    steps.extend(population.reductions.iter().map(|reduction| WaterfallStep {
        label: reduction.reason.clone(),
        amount: reduction.rows,
        kind: StepKind::Minus,
    }));
    steps.push(WaterfallStep {
        label: "Production deployments (population)".into(),
        amount: found,
        kind: StepKind::Total,
    });
    let chart = Waterfall {
        unit: "deployment rows".into(),
        steps,
    };
    let height = chart.height();
    section.figure(
        Chart::Waterfall(chart),
        height,
        "From accepted deployment rows to the population.",
    );
    let taken: u64 = population
        .reductions
        .iter()
        .map(|reduction| reduction.rows)
        .sum();
    let expected = population.accepted_rows.checked_sub(taken);
    if expected != Some(found) {
        section.callout(
            "Does not reconcile.",
            format!(
                "{} accepted rows less {} taken out are not the {} of the population.",
                count(population.accepted_rows),
                count(taken),
                counted(found, "deployment", "deployments")
            ),
        );
    }
    let hash = if population.hash.is_empty() {
        Span::muted("not recorded")
    } else {
        Span::mono(hash_groups(&population.hash))
    };
    section.definitions(vec![("Population hash".into(), vec![hash])]);
}

fn groups(section: &mut SectionWriter, input: &AuditPack) {
    section.part("By service, category and month");
    if input.population.deployments.is_empty() {
        section.callout("Missing.", "There is no production deployment to count.");
        return;
    }
    let mut counts: BTreeMap<(&str, &str), BTreeMap<Month, u64>> = BTreeMap::new();
    for deployment in &input.population.deployments {
        let category = deployment.category.as_deref().unwrap_or("unknown");
        *counts
            .entry((&deployment.service, category))
            .or_default()
            .entry(Month::of(deployment.local_day))
            .or_insert(0) += 1;
    }
    let months = Month::within(input.identity.period);
    let tables: Vec<&[Month]> = months.chunks(MONTHS_IN_A_TABLE).collect();
    for months in &tables {
        let mut columns = vec![
            Column::share("Service", 1.6),
            Column::share("Category", 1.0),
        ];
        columns.extend(
            months
                .iter()
                .map(|month| Column::number(month_name_short(*month), 25.0)),
        );
        columns.push(Column::number("All", 34.0));
        let mut rows: Vec<Vec<Cell>> = counts
            .iter()
            .take(PRINTED_GROUPS)
            .map(|((service, category), by_month)| {
                group_row(service, category, months, |month| {
                    by_month.get(&month).copied().unwrap_or(0)
                })
            })
            .collect();
        rows.push(group_row("All", "", months, |month| {
            counts
                .values()
                .filter_map(|by_month| by_month.get(&month))
                .sum()
        }));
        let span = month_runs(months);
        let rest = counts.len().saturating_sub(PRINTED_GROUPS) as u64;
        let caption = if rest == 0 {
            format!("Production deployments by service, category of the change and month, {span}.")
        } else {
            format!(
                "Production deployments by service, category and month, {span}; {} more rows can \
                 be counted in attachment population.csv. The last row counts all.",
                count(rest)
            )
        };
        section.dense_table(columns, rows, &caption);
    }
}

fn group_row(
    service: &str,
    category: &str,
    months: &[Month],
    number: impl Fn(Month) -> u64,
) -> Vec<Cell> {
    let figure = |number| {
        if number == 0 {
            "–".to_owned()
        } else {
            count(number)
        }
    };
    let mut row: Vec<Cell> = vec![
        shortened(service, 60).into(),
        shortened(category, 40).into(),
    ];
    row.extend(months.iter().map(|month| figure(number(*month)).into()));
    let all = months.iter().map(|month| number(*month)).sum();
    row.push(Span::strong(figure(all)).into());
    row
}

fn members(section: &mut SectionWriter, input: &AuditPack) {
    let deployments = &input.population.deployments;
    if deployments.is_empty() {
        return;
    }
    section.part("The production deployments");
    let rest = deployments.len().saturating_sub(PRINTED) as u64;
    if rest > 0 {
        section.say(format!(
            "The first {} in time order; the other {} are in attachments population.csv and \
             population.json.",
            count(PRINTED as u64),
            count(rest)
        ));
    }
    // One environment for all says nothing in every row, so it is said once.
    let environments: BTreeSet<&str> = deployments
        .iter()
        .map(|deployment| deployment.environment.as_str())
        .collect();
    let is_one = environments.len() == 1;
    let mut columns = vec![
        Column::content("Id", 110.0),
        Column::content("Service", 110.0),
    ];
    if !is_one {
        columns.push(Column::content("Environment", 80.0));
    }
    columns.extend([
        Column::content("Revision", 90.0),
        Column::content("Started", 100.0),
        Column::content("Category", 70.0),
        Column::share("Records and pull requests", 1.0),
        Column::content("Deployed by", 90.0),
    ]);
    let caption = match environments.first() {
        Some(environment) if is_one => format!(
            "Production deployments in time order; all are of the environment {}.",
            shortened(environment, 80)
        ),
        Some(_) | None => "Production deployments in time order.".to_owned(),
    };
    let rows = deployments
        .iter()
        .take(PRINTED)
        .map(|deployment| member(deployment, is_one))
        .collect();
    section.dense_table(columns, rows, &caption);
}

fn member(deployment: &Deployment, is_one_environment: bool) -> Vec<Cell> {
    let missing = || Span::muted("none");
    let links: Vec<String> = [&deployment.change_records, &deployment.pull_requests]
        .into_iter()
        .filter(|links| !links.is_empty())
        .map(|links| links_up_to(links, PRINTED_LINKS))
        .collect();
    let links = if links.is_empty() {
        missing()
    } else {
        Span::text(links.join("\n"))
    };
    let mut cells: Vec<Cell> = vec![
        Span::mono(shortened(&deployment.id, 80)).into(),
        shortened(&deployment.service, 80).into(),
    ];
    if !is_one_environment {
        cells.push(shortened(&deployment.environment, 40).into());
    }
    cells.extend([
        Span::mono(short_revision(&deployment.revision)).into(),
        instant_short(deployment.started_at).into(),
        shortened(deployment.category.as_deref().unwrap_or("unknown"), 40).into(),
        links.into(),
        deployment
            .deployer
            .as_deref()
            .map_or_else(missing, |name| Span::text(shortened(name, 60)))
            .into(),
    ]);
    cells
}

/// Names one after the other, and how many more there are.
fn links_up_to(links: &[String], limit: usize) -> String {
    let names: Vec<String> = links
        .iter()
        .take(limit)
        .map(|link| shortened(link, 60))
        .collect();
    match links.len().saturating_sub(limit) as u64 {
        0 => names.join(", "),
        more => format!("{} and {} more", names.join(", "), count(more)),
    }
}
