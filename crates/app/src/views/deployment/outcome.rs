//! One outcome, explained: its sentence, its facts with their places, and what would change it.

use changeproof_controls::attesting::names;
use changeproof_controls::context::{Context, Detail};
use changeproof_controls::{Control, question_of, registry};
use changeproof_domain::outcome::{Fact, Judgement};
use changeproof_domain::policy::Version;
use changeproof_domain::snapshot::Snapshot;

use crate::months::capital;
use crate::record_names;
use crate::results::Explained;
use crate::views::catalogue::{family_of, parameters};
use crate::views::origin::Origin;
use crate::what_would_change::{of_control_alone, what_would_change};
use crate::wire::attestation::AskedView;
use crate::wire::view::deployment::{FactView, OutcomeView};

/// The outcome of a control on the deployment at that position.
pub(super) fn view(
    explained: &Explained,
    position: usize,
    control: usize,
    judgement: Judgement,
) -> OutcomeView {
    let control = registry()[control];
    let change = what_would_change(explained, position, control, judgement.outcome);
    let version = explained.version(position);
    let asked = asked(explained, position, control);
    let view = outcome_view(
        &explained.loaded.snapshot,
        version,
        control,
        judgement,
        change,
    );
    OutcomeView { asked, ..view }
}

/// The outcome of a control on what is no deployment, at a position of what else was judged. Its
/// sentence names what is missing.
pub(super) fn other_view(
    explained: &Explained,
    position: usize,
    judgement: Judgement,
) -> OutcomeView {
    let control = explained.others.judged[position].control;
    let change = of_control_alone(control, judgement.outcome);
    let version = explained.other_version(position);
    outcome_view(
        &explained.loaded.snapshot,
        version,
        control,
        judgement,
        change,
    )
}

fn outcome_view(
    snapshot: &Snapshot,
    policy: &Version,
    control: &Control,
    judgement: Judgement,
    what_would_change: Option<String>,
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
        parameters: parameters(control, &policy.parameters),
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
        what_would_change,
        asked: None,
        reason: judgement.reason,
    }
}

/// What the control asks of a person's judgement on the deployment at that position.
fn asked(explained: &Explained, position: usize, control: &Control) -> Option<AskedView> {
    let question = question_of(control.id)?;
    let snapshot = &explained.loaded.snapshot;
    let (subject, as_of) = (explained.subjects[position], explained.as_of());
    let cx = Context::new(snapshot, subject, as_of, Detail::OutcomeOnly);
    Some(AskedView {
        question: question.to_owned(),
        subjects: names(&cx, control.id),
    })
}

fn fact_view(snapshot: &Snapshot, fact: &Fact) -> FactView {
    let (source, _) = snapshot.origin_of(fact.record, &fact.field);
    let source = &snapshot.sources[source.index()];
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

#[cfg(test)]
mod tests {
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
}
