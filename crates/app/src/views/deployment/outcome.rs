//! One outcome, explained: its sentence, its facts with their places, and what would change it.

use changeproof_controls::context::{Context, Detail};
use changeproof_controls::{Control, registry};
use changeproof_domain::outcome::{Fact, Judgement, Outcome};
use changeproof_domain::snapshot::Snapshot;

use crate::lacking::lacks;
use crate::months::capital;
use crate::record_names;
use crate::results::Explained;
use crate::views::catalogue::{family_of, parameters};
use crate::views::origin::Origin;
use crate::wire::view::deployment::{FactView, OutcomeView};

/// The outcome of a control on the deployment at that position.
pub(super) fn view(
    explained: &Explained,
    position: usize,
    control: usize,
    judgement: Judgement,
) -> OutcomeView {
    let control = registry()[control];
    let lacking = || missing(explained, position, control);
    outcome_view(&explained.loaded.snapshot, control, judgement, &lacking)
}

/// The outcome of a control on what is no deployment. Its sentence names what is missing.
pub(super) fn other_view(
    explained: &Explained,
    control: &Control,
    judgement: Judgement,
) -> OutcomeView {
    outcome_view(&explained.loaded.snapshot, control, judgement, &Vec::new)
}

fn outcome_view(
    snapshot: &Snapshot,
    control: &Control,
    judgement: Judgement,
    lacking: &dyn Fn() -> Vec<String>,
) -> OutcomeView {
    OutcomeView {
        control: control.id.to_owned(),
        name: control.name.to_owned(),
        severity: control.severity.label().to_owned(),
        family: family_of(control).to_owned(),
        outcome: judgement.outcome,
        overlays: judgement.overlays.iter().collect(),
        rule: control.checks.to_owned(),
        version: control.version,
        parameters: parameters(control, &snapshot.parameters),
        clauses: control
            .clauses
            .iter()
            .map(|clause| (*clause).to_owned())
            .collect(),
        facts: judgement
            .facts
            .iter()
            .map(|fact| fact_view(snapshot, fact))
            .collect(),
        what_would_change: what_would_change(control, judgement.outcome, lacking),
        reason: judgement.reason,
    }
}

fn fact_view(snapshot: &Snapshot, fact: &Fact) -> FactView {
    let source = snapshot.source_of(fact.record);
    FactView {
        record: snapshot.name(fact.record),
        record_label: capital(&record_names::name(snapshot, fact.record)),
        field: fact.field.clone(),
        field_label: field_label(&fact.field),
        value: fact.value.clone(),
        file: source.file.clone(),
        place: snapshot.place(fact.record, &fact.field, fact.own_place.as_deref()),
        origin: Origin::of_fact(snapshot, fact).text(),
    }
}

/// A field in words: `reviews[0].submitted_at` is `Review 1, submitted at`.
fn field_label(field: &str) -> String {
    if field.is_empty() {
        return "The record".to_owned();
    }
    let parts: Vec<String> = field.split('.').map(part_label).collect();
    capital(&parts.join(", "))
}

fn part_label(part: &str) -> String {
    let (name, rest) = part.split_once('[').unwrap_or((part, ""));
    let words = name.replace('_', " ");
    match rest.strip_suffix(']') {
        Some(number) => match number.parse::<u64>() {
            Ok(number) => {
                let one = words.strip_suffix('s').unwrap_or(&words);
                format!("{one} {}", number.saturating_add(1))
            }
            Err(_) => words,
        },
        None => words,
    }
}

/// What the remedy says for failures, and for insufficient evidence.
fn remedies(control: &Control) -> (&'static str, &'static str) {
    const OPEN: &str = "Insufficient evidence:";
    let (fail, open) = control
        .remedy
        .split_once(OPEN)
        .unwrap_or((control.remedy, ""));
    let fail = fail.trim();
    (
        fail.strip_prefix("Fail:").unwrap_or(fail).trim(),
        open.trim(),
    )
}

/// What would change an outcome. Only what the control itself and the coverage say.
fn what_would_change(
    control: &Control,
    outcome: Outcome,
    lacking: &dyn Fn() -> Vec<String>,
) -> Option<String> {
    let (fail, open) = remedies(control);
    match outcome {
        Outcome::Pass | Outcome::NotApplicable => None,
        Outcome::Pending => Some(format!(
            "The deadline lies ahead. It passes once what is asked for is done in time and imported \
             ({}); after the deadline it fails.",
            evidence(control)
        )),
        Outcome::Fail => Some(format!(
            "Only evidence that exists and was not imported would change this: {}. An exception \
             approved now would be retroactive and would not close this finding. To do: {}",
            evidence(control),
            uncapital(fail)
        )),
        Outcome::InsufficientEvidence => {
            let mut sentences = lacking();
            if !open.is_empty() {
                sentences.push(format!("To do: {}", uncapital(open)));
            }
            Some(sentences.join(" "))
        }
    }
}

/// The evidence that a control needs, to stand within a sentence.
fn evidence(control: &Control) -> String {
    uncapital(control.evidence.trim_end_matches('.'))
}

/// The words with a small first letter, unless it belongs to a name.
fn uncapital(words: &str) -> String {
    let mut letters = words.chars();
    match (letters.next(), words.chars().nth(1)) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => words.to_owned(),
    }
}

/// Which of the records that the control needs for this deployment are missing.
fn missing(explained: &Explained, position: usize, control: &Control) -> Vec<String> {
    let snapshot = &explained.loaded.snapshot;
    let id = explained.subjects[position];
    let context = Context::new(snapshot, id, explained.as_of(), Detail::OutcomeOnly);
    let lacks = lacks(&context, control);
    lacks.iter().map(|lack| lack.sentence(&context)).collect()
}

#[cfg(test)]
mod tests {
    use changeproof_controls::catalogue;

    use super::*;

    #[test]
    fn fields_are_named_in_words() {
        assert_eq!(
            field_label("reviews[0].submitted_at"),
            "Review 1, submitted at"
        );
        assert_eq!(field_label("commits[]"), "Commits");
        assert_eq!(field_label("commits[11].authors[0]"), "Commit 12, author 1");
        assert_eq!(field_label("merge_commit"), "Merge commit");
        assert_eq!(field_label(""), "The record");
    }

    #[test]
    fn every_control_says_what_to_do_about_a_failure_and_about_missing_evidence() {
        for control in catalogue() {
            let (fail, open) = remedies(control);
            assert!(!fail.is_empty(), "{}: {}", control.id, control.remedy);
            assert!(!open.is_empty(), "{}: {}", control.id, control.remedy);
            assert!(!fail.contains(':'), "{}: {fail}", control.id);
        }
    }

    #[test]
    fn a_name_keeps_its_capitals() {
        assert_eq!(uncapital("Pull requests"), "pull requests");
        assert_eq!(uncapital("CI runs"), "CI runs");
    }
}
