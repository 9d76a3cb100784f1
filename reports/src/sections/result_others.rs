//! Section 8: what was judged beside deployments, each result with its sentence and its facts.

use super::writer::SectionWriter;
use super::{result_facts, result_items};
use std::collections::BTreeSet;

use crate::block::{Cell, Column, Span};
use crate::figures::Figures;
use crate::outcome::Outcome;
use crate::pack::{AuditPack, ControlResult, Subject};
use crate::wording::{count, counted};

/// Results printed; the attachments hold all.
const PRINTED: usize = 150;

/// Adds the tables, the worst results first. Nothing where there is no such result.
pub fn add(section: &mut SectionWriter, input: &AuditPack, figures: &Figures) {
    let of = |records: bool| -> Vec<&ControlResult> {
        let results = input.results.iter();
        let others = results.filter(|result| matches!(result.subject, Subject::Other { .. }));
        others
            .filter(|result| result.subject.is_change_record() == records)
            .collect()
    };
    let (others, of_records) = (of(false), of(true));
    if !others.is_empty() {
        section.part("Results on imports, policy and the period as a whole");
        section.say(
            "These controls judge no deployment: each result is about one imported file, one exception, \
             the policy or the period. They count in the table by control, and in no other figure.",
        );
        section.say(result_facts::HOW_TO_READ);
        table(
            section,
            input,
            others,
            "Results on what is no deployment, worst first.",
        );
    }
    if !of_records.is_empty() {
        on_records(section, input, figures, of_records);
    }
}

/// What was judged of change records that were carried out without a deployment.
fn on_records(
    section: &mut SectionWriter,
    input: &AuditPack,
    figures: &Figures,
    mut results: Vec<&ControlResult>,
) {
    let keys: BTreeSet<_> = results.iter().map(|result| key(&result.subject)).collect();
    section.part("Results on change records without a deployment");
    section.say(format!(
        "Not every change is deployed. {} closed as carried out, and no production deployment named {}. \
         Each is judged by itself for its category, contents, approvals and emergency. Where a deployment may \
         have carried it out after all, nothing can be told. These results count in this table, and in no \
         rate of deployments.",
        counted(keys.len() as u64, "change record was", "change records were"),
        if keys.len() == 1 { "it" } else { "them" },
    ));
    let controls: Vec<usize> = (0..input.controls.len())
        .filter(|control| figures.of_records[*control].total() > 0)
        .collect();
    let rows = controls.iter().map(|control| {
        let (named, tally) = (&input.controls[*control], figures.of_records[*control]);
        let mut row: Vec<Cell> = vec![
            Span::mono(named.id.as_str()).into(),
            named.name.as_str().into(),
        ];
        row.extend(Outcome::ALL.map(|outcome| Cell::from(count(tally.of(outcome)))));
        row
    });
    let mut columns = vec![Column::fixed("Control", 46.0), Column::share("Name", 1.0)];
    columns.extend(Outcome::ALL.map(|outcome| {
        Column::number(
            match outcome {
                Outcome::Fail => "Fail",
                Outcome::InsufficientEvidence => "Insuff.",
                Outcome::Pending => "Pending",
                Outcome::Pass => "Pass",
                Outcome::NotApplicable => "Not appl.",
            },
            48.0,
        )
    }));
    section.table(
        columns,
        rows.collect(),
        "Results on change records without a deployment.",
    );
    results.retain(|result| match result.outcome {
        Outcome::Fail | Outcome::InsufficientEvidence | Outcome::Pending => true,
        Outcome::Pass | Outcome::NotApplicable => false,
    });
    if results.is_empty() {
        return;
    }
    section.say(result_facts::HOW_TO_READ);
    let heading = "Change records without a deployment: failures, then what could not be told, then what is \
                   pending.";
    table(section, input, results, heading);
}

/// Source and id of a subject.
fn key(subject: &Subject) -> Option<(&str, &str)> {
    match subject {
        Subject::Deployment(_) => None,
        Subject::Other { source, id, .. } => Some((source, id)),
    }
}

fn table(
    section: &mut SectionWriter,
    input: &AuditPack,
    mut results: Vec<&ControlResult>,
    heading: &str,
) {
    results.sort_by_key(|result| {
        let worst_first = Outcome::ALL.iter().position(|of| *of == result.outcome);
        (worst_first, result.control)
    });
    let rows: Vec<Vec<Cell>> = results
        .iter()
        .take(PRINTED)
        .map(|result| {
            let mut row = result_items::row(input, result);
            row.insert(0, input.controls[result.control].id.as_str().into());
            row
        })
        .collect();
    let more = result_items::not_printed(results.len().saturating_sub(PRINTED) as u64);
    section.dense_table(
        vec![
            Column::fixed("Control", 46.0),
            Column::content("Subject", 120.0),
            Column::content("Outcome", 72.0),
            Column::share("Finding and facts", 1.0),
        ],
        rows,
        &format!("{heading}{more}"),
    );
}
