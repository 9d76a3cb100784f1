//! Section 11: each control with failures, as a finding that management answers.

use std::collections::BTreeMap;

use super::section_label;
use super::writer::SectionWriter;
use crate::block::{Block, Span, Tone};
use crate::figures::{Figures, service_of};
use crate::outcome::{Outcome, Overlay};
use crate::pack::{AuditPack, Control, Subject};
use crate::wording::{count, counted, list_up_to, percent, shortened};

/// Services named before the rest is counted.
const NAMED_SERVICES: usize = 5;
/// What stands where nobody recorded anything.
const NOT_RECORDED: &str = "not recorded";

pub fn blocks(input: &AuditPack, figures: &Figures) -> Vec<Block> {
    let mut section = SectionWriter::new(11, "Deviations");
    if input.results.is_empty() {
        section.callout(
            "Missing.",
            "No control was evaluated, so no deviation is known.",
        );
        return section.finish();
    }
    let failed: Vec<usize> = figures
        .worst_first
        .iter()
        .copied()
        .filter(|control| figures.whole(*control).fail > 0)
        .collect();
    let unjudged: u64 = (0..input.controls.len())
        .map(|control| figures.whole(control).insufficient)
        .sum();
    section.spans(vec![
        format!(
            "{} at least one failure. What could not be judged, {}, is no deviation and no pass: section ",
            counted(failed.len() as u64, "control has", "controls have"),
            counted(unjudged, "result", "results")
        )
        .into(),
        Span::link("8", section_label(8)),
        " lists it.".into(),
    ]);
    if failed.is_empty() {
        section.say("No control failed.");
    }
    for control in failed {
        one(&mut section, input, figures, control);
    }
    section.finish()
}

fn one(section: &mut SectionWriter, input: &AuditPack, figures: &Figures, control: usize) {
    let named = &input.controls[control];
    section.part(format!("{} {}", named.id, named.name));
    let tally = figures.whole(control);
    let follow_up = named.follow_up.as_ref();
    let told = |words: Option<&String>| match words {
        Some(words) => vec![Span::text(words.as_str())],
        None => vec![Span::text(NOT_RECORDED).toned(Tone::Caution)],
    };
    let rate = tally.fail_rate().map_or_else(String::new, |rate| {
        format!(", {} of what was judged", percent(rate))
    });
    let returned = input.results.iter().filter(|result| {
        result.control == control
            && result.outcome == Outcome::Fail
            && result.overlays.contains(&Overlay::Returned)
    });
    let returned = match returned.count() as u64 {
        0 => String::new(),
        number => format!(
            " {} with the same changes after a rollback, not counted again.",
            counted(number, "failure returned", "failures returned")
        ),
    };
    let condition = format!(
        "{} of {} judged failed{rate}; severity {}.{returned}",
        count(tally.fail),
        count(tally.judged()),
        named.severity.words()
    );
    section.definitions(vec![
        ("Condition".into(), vec![condition.into()]),
        ("Criterion".into(), vec![criterion(named).into()]),
        (
            "Cause".into(),
            told(follow_up.and_then(|one| one.cause.as_ref())),
        ),
        ("Effect".into(), vec![named.effect.as_str().into()]),
        ("Extent".into(), vec![extent(input, control).into()]),
        (
            "Compensating control".into(),
            vec![compensating(input, control).into()],
        ),
        (
            "Management's response".into(),
            told(follow_up.and_then(|one| one.response.as_ref())),
        ),
        (
            "Due".into(),
            told(follow_up.and_then(|one| one.due.as_ref())),
        ),
    ]);
}

fn criterion(control: &Control) -> String {
    let clauses: Vec<String> = control
        .clauses
        .iter()
        .map(|clause| format!("{}: {}", clause.id, clause.words))
        .collect();
    format!("{} Tested as: {}", clauses.join(" "), control.criterion)
}

fn extent(input: &AuditPack, control: usize) -> String {
    let failures = input
        .results
        .iter()
        .filter(|result| result.control == control && result.is_counted_failure());
    let mut services: BTreeMap<&str, u64> = BTreeMap::new();
    let (mut others, mut first, mut last) = (0_u64, None, None);
    for result in failures {
        match service_of(input, result) {
            Some(service) => *services.entry(service).or_default() += 1,
            None => others += 1,
        }
        if let Subject::Deployment(at) = result.subject {
            let day = input.population.deployments[at].local_day;
            first = Some(first.map_or(day, |known: chrono::NaiveDate| known.min(day)));
            last = Some(last.map_or(day, |known: chrono::NaiveDate| known.max(day)));
        }
    }
    let mut by_number: Vec<(&str, u64)> = services.into_iter().collect();
    by_number.sort_by_key(|(name, number)| (std::cmp::Reverse(*number), *name));
    let named: Vec<String> = by_number
        .iter()
        .map(|(name, number)| format!("{} ({})", shortened(name, 60), count(*number)))
        .collect();
    let mut words = Vec::new();
    if !named.is_empty() {
        words.push(format!(
            "Deployments of {}",
            list_up_to(&named, NAMED_SERVICES)
        ));
    }
    if others > 0 {
        words.push(format!("{} on what is no deployment", count(others)));
    }
    let days = match (first, last) {
        (Some(first), Some(last)) if first != last => format!(", from {first} to {last}"),
        (Some(only), _) => format!(", on {only}"),
        (None, _) => String::new(),
    };
    format!("{}{days}.", words.join(" and "))
}

fn compensating(input: &AuditPack, control: usize) -> String {
    let marked = |overlay: Overlay| {
        let results = input.results.iter();
        let of = results.filter(|result| {
            result.control == control
                && result.is_counted_failure()
                && result.overlays.contains(&overlay)
        });
        of.count() as u64
    };
    let (before, after) = (
        marked(Overlay::Excepted),
        marked(Overlay::ExceptedRetroactive),
    );
    match (before, after) {
        (0, 0) => "None is recorded: no exception covers any of these failures.".to_owned(),
        (before, after) => format!(
            "{} covered by an exception that was approved beforehand; {} by one approved afterwards, which cures \
             nothing. Section 12 lists them.",
            counted(before, "failure is", "failures are"),
            count(after)
        ),
    }
}
