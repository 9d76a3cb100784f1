//! Section 8, second half: failures of deployments, and those without sufficient evidence, each with its
//! sentence and the places of its facts.

use super::result_facts;
use super::writer::SectionWriter;
use crate::block::{Cell, Column, Span};
use crate::figures::Figures;
use crate::outcome::Outcome;
use crate::pack::{AuditPack, ControlResult, Subject};
use crate::wording::{count, counted, instant_short, list, shortened};

/// Failures printed for a control; the attachments hold all.
const PRINTED_FAILURES: usize = 100;
/// Items without sufficient evidence printed for a control. Most lack the same thing, so a few
/// show what is missing; the attachments hold all.
const PRINTED_UNJUDGED: usize = 20;

pub fn add(section: &mut SectionWriter, input: &AuditPack, figures: &Figures) {
    let of_control = |control: usize, outcome: Outcome| {
        input.results.iter().filter(move |result| {
            matches!(result.subject, Subject::Deployment(_))
                && result.control == control
                && result.outcome == outcome
        })
    };
    section.part("Failures, and items without sufficient evidence");
    let listed = |control: usize| {
        let tally = figures.of_deployments[control];
        tally.fail + tally.insufficient
    };
    if (0..input.controls.len()).all(|control| listed(control) == 0) {
        section.say("No deployment has any.");
        return;
    }
    section.say(result_facts::HOW_TO_READ);
    for control in &figures.worst_first {
        let tally = figures.of_deployments[*control];
        let listed = listed(*control);
        if listed == 0 {
            continue;
        }
        let named = &input.controls[*control];
        let found: Vec<String> = [Outcome::Fail, Outcome::InsufficientEvidence]
            .into_iter()
            .filter(|outcome| tally.of(*outcome) > 0)
            .map(|outcome| format!("{} {}", count(tally.of(outcome)), outcome.words()))
            .collect();
        section.item(format!("{} {}: {}", named.id, named.name, list(&found)));
        let failures = of_control(*control, Outcome::Fail).take(PRINTED_FAILURES);
        let unjudged = of_control(*control, Outcome::InsufficientEvidence).take(PRINTED_UNJUDGED);
        let rows: Vec<Vec<Cell>> = failures
            .chain(unjudged)
            .map(|result| row(input, result))
            .collect();
        let more = not_printed(listed.saturating_sub(rows.len() as u64));
        let order = match (tally.fail, tally.insufficient) {
            (_, 0) => "failures, in time order.",
            (0, _) => "items without sufficient evidence, in time order.",
            _ => "failures in time order, then items without sufficient evidence.",
        };
        section.dense_table(
            vec![
                Column::content("Subject", 120.0),
                Column::content("Outcome", 72.0),
                Column::share(&format!("Finding and facts, {}", named.id), 1.0),
            ],
            rows,
            &format!("{}: {order}{more}", named.id),
        );
    }
}

/// Where the results are that a table leaves out, to stand behind its heading; nothing where it holds all.
pub(super) fn not_printed(rest: u64) -> String {
    if rest == 0 {
        return String::new();
    }
    format!(
        " {} not printed here: all are in attachments results.csv and results.json.",
        counted(rest, "more is", "more are")
    )
}

/// A result with its subject, sentence and facts.
pub(super) fn row(input: &AuditPack, result: &ControlResult) -> Vec<Cell> {
    let mut outcome = vec![Span::outcome(result.outcome)];
    for overlay in &result.overlays {
        outcome.push(Span::muted(format!("\n{}", overlay.words())));
    }
    vec![
        subject(input, &result.subject).into(),
        outcome.into(),
        finding(result).into(),
    ]
}

fn subject(input: &AuditPack, subject: &Subject) -> Vec<Span> {
    match subject {
        Subject::Deployment(index) => {
            let deployment = &input.population.deployments[*index];
            vec![
                Span::strong(shortened(&deployment.service, 80)),
                Span::mono(format!("\n{}", shortened(&deployment.id, 60))),
                Span::muted(format!("\n{}", instant_short(deployment.started_at))),
            ]
        }
        Subject::Other { kind, name, at, .. } => {
            let mut spans = vec![
                Span::strong(kind.replace('_', " ")),
                Span::mono(format!("\n{}", shortened(name, 60))),
            ];
            if let Some(at) = at {
                spans.push(Span::muted(format!("\n{}", instant_short(*at))));
            }
            spans
        }
    }
}

fn finding(result: &ControlResult) -> Vec<Span> {
    let mut spans = vec![Span::text(result.reason.as_str())];
    spans.extend(result_facts::spans(&result.facts));
    spans
}
