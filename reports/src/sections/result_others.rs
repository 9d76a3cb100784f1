//! Section 8: what was judged beside deployments, each result with its sentence and its facts.

use super::writer::SectionWriter;
use super::{result_facts, result_items};
use crate::block::{Cell, Column};
use crate::outcome::Outcome;
use crate::pack::{AuditPack, ControlResult, Subject};

/// Results printed; the attachments hold all.
const PRINTED: usize = 150;

/// Adds the table, the worst results first. Nothing where there is no such result.
pub fn add(section: &mut SectionWriter, input: &AuditPack) {
    let mut results: Vec<&ControlResult> = input
        .results
        .iter()
        .filter(|result| matches!(result.subject, Subject::Other { .. }))
        .collect();
    if results.is_empty() {
        return;
    }
    results.sort_by_key(|result| {
        let worst_first = Outcome::ALL.iter().position(|of| *of == result.outcome);
        (worst_first, result.control)
    });
    section.part("Results on imports, policy and the period as a whole");
    section.say(
        "These controls judge no deployment: each result is about one imported file, one exception, the \
         policy or the period. They count in the table by control, and in no other figure.",
    );
    section.say(result_facts::HOW_TO_READ);
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
        &format!("Results on what is no deployment, worst first.{more}"),
    );
}
