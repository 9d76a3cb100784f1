//! Section 2: limitations first, then what is in and out of scope.

use std::collections::{BTreeMap, BTreeSet};

use super::writer::SectionWriter;
use crate::block::{Block, Column, Span};
use crate::charts::{Chart, CoverageMatrix};
use crate::figures::coverage_holes;
use crate::pack::AuditPack;
use crate::wording::{count, counted, list, period, shortened};

/// Rows of the coverage chart on one page; more are drawn as further charts.
const MATRIX_ROWS: usize = 40;
/// Kinds of records with holes that are named; the chart shows all.
const PRINTED_HOLES: usize = 30;
/// Services listed before the rest is left to the attachment.
const LISTED_SERVICES: usize = 60;

pub fn blocks(input: &AuditPack) -> Vec<Block> {
    let mut section = SectionWriter::new(2, "Scope and limitations");
    limitations(&mut section, input);
    coverage(&mut section, input);
    in_scope(&mut section, input);
    section.part("Out of scope");
    if input.scope.out_of_scope.is_empty() {
        section.say(
            "Nothing was declared out of scope. Deployments to environments that are not classed \
             as production are no subjects; section 6 counts them.",
        );
    }
    for sentence in &input.scope.out_of_scope {
        section.say(sentence.as_str());
    }
    section.finish()
}

fn limitations(section: &mut SectionWriter, input: &AuditPack) {
    section.part("Limitations");
    let holes = coverage_holes(input);
    let caveats = &input.coverage.caveats;
    let limitations = &input.scope.limitations;
    let off = &input.scope.switched_off;
    let none = caveats.is_empty() && holes.is_empty() && limitations.is_empty() && off.is_empty();
    if none && !input.coverage.rows.is_empty() {
        section.say(
            "No month of the period was found without coverage. What an import declared without \
             proof is marked in the chart below.",
        );
    }
    for sentence in caveats {
        section.callout("Not covered.", sentence.as_str());
    }
    for one in off {
        section.callout("Limitation.", one.sentence.as_str());
    }
    for sentence in limitations {
        section.callout("Limitation.", sentence.as_str());
    }
    if !holes.is_empty() {
        section.say(
            "The months below have no complete evidence of the named kind. What depends on it is \
             reported as insufficient evidence.",
        );
        for hole in holes.iter().take(PRINTED_HOLES) {
            section.say(hole.as_str());
        }
        let rest = holes.len().saturating_sub(PRINTED_HOLES) as u64;
        if rest > 0 {
            section.note(format!(
                "{} more are marked in the chart below.",
                count(rest)
            ));
        }
    }
    section.say(
        "Where evidence is missing, cut or too coarse to decide, the outcome is insufficient \
         evidence. It is never counted as passed. Hashes prove that nothing changed since \
         import; they do not prove that a source told the truth.",
    );
}

fn coverage(section: &mut SectionWriter, input: &AuditPack) {
    section.part("Coverage by month");
    let coverage = &input.coverage;
    if coverage.rows.is_empty() || coverage.months.is_empty() {
        section.callout(
            "Missing.",
            "No coverage was recorded, so this pack cannot tell which months the evidence \
             covers. Import the exports with the days that they cover.",
        );
        return;
    }
    for rows in coverage.rows.chunks(MATRIX_ROWS) {
        let matrix = CoverageMatrix {
            months: coverage.months.clone(),
            rows: rows.to_vec(),
        };
        let height = matrix.height();
        section.figure(
            Chart::CoverageMatrix(matrix),
            height,
            "Coverage by kind of record and month. Declared means that the person who imported \
             the file said so; no independent count proves it.",
        );
    }
}

fn in_scope(section: &mut SectionWriter, input: &AuditPack) {
    section.part("In scope");
    section.spans(vec![
        "Production deployments from ".into(),
        period(input.identity.period).into(),
        format!(
            ", both days included, in the zone {}.",
            input.identity.workspace_zone
        )
        .into(),
    ]);
    for sentence in &input.scope.in_scope {
        section.say(sentence.as_str());
    }
    let mut services: BTreeMap<&str, (BTreeSet<&str>, u64)> = BTreeMap::new();
    for deployment in &input.population.deployments {
        let (environments, number) = services.entry(&deployment.service).or_default();
        environments.insert(&deployment.environment);
        *number += 1;
    }
    if services.is_empty() {
        section.callout(
            "Missing.",
            "No production deployment was found in the period. Check that the deployment log was \
             imported and that its environments are classed as production.",
        );
        return;
    }
    let number = services.len();
    let rows = services
        .into_iter()
        .take(LISTED_SERVICES)
        .map(|(service, (environments, deployments))| {
            let environments: Vec<String> = environments.into_iter().map(str::to_owned).collect();
            vec![
                shortened(service, 80).into(),
                list(&environments).into(),
                Span::text(count(deployments)).into(),
            ]
        })
        .collect();
    let rest = number.saturating_sub(LISTED_SERVICES) as u64;
    let caption = if rest == 0 {
        "Services and environments with production deployments in the period.".to_owned()
    } else {
        format!(
            "Services and environments with production deployments in the period; {} more in \
             attachment population.csv.",
            counted(rest, "service", "services")
        )
    };
    section.table(
        vec![
            Column::share("Service", 2.0),
            Column::share("Environments", 2.0),
            Column::number("Deployments", 80.0),
        ],
        rows,
        &caption,
    );
}
