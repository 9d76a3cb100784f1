//! Section 7: what was tested, against which clause, with which parameters.

use std::collections::BTreeMap;

use super::writer::SectionWriter;
use crate::block::{Block, Cell, Column, Span, Tone};
use crate::pack::{AuditPack, Control, Extent, Interpretation, PolicyVersion};
use crate::wording::{day, list};

pub fn blocks(input: &AuditPack) -> Vec<Block> {
    let mut section = SectionWriter::new(7, "Control matrix");
    if input.controls.is_empty() {
        section.callout("Missing.", "No control was evaluated.");
        return section.finish();
    }
    section.say(
        "Each control tests one sentence of the policy. A requirement of a framework is marked \
         partial where the test proves only a part of it; the reason follows below.",
    );
    section.table(
        vec![
            Column::fixed("Control", 48.0),
            Column::share("Name", 2.0),
            Column::fixed("Severity", 48.0),
            Column::share("Clauses", 1.0),
            Column::share("Supports", 2.6),
        ],
        input.controls.iter().map(row).collect(),
        "Controls of this pack.",
    );
    let requirements = by_requirement(&input.controls);
    if !requirements.is_empty() {
        section.part("By requirement of a framework");
        section.say(
            "The same, asked the other way round. No control here proves a whole requirement by itself \
             unless it is marked full; what each proves of it follows with the control.",
        );
        section.table(
            vec![
                Column::share("Requirement", 1.0),
                Column::share("Supported by", 3.0),
            ],
            requirements,
            "Requirements that controls of this pack support.",
        );
    }
    if !input.identity.policy.versions.is_empty() {
        section.part("Versions of the policy");
        section.say(
            "A deployment is judged by the version that was in force when it began; the period and the \
             policy by the one in force at the end of the period.",
        );
    }
    for version in &input.identity.policy.versions {
        section.item(format!("Version {} {}", version.number, version.days));
        section.definitions(of_version(version));
    }
    section.part("Each control");
    for control in &input.controls {
        section.item(format!("{} {}", control.id, control.name));
        section.definitions(facts(control));
    }
    section.finish()
}

fn row(control: &Control) -> Vec<Cell> {
    let clauses: Vec<String> = control
        .clauses
        .iter()
        .map(|clause| clause.id.clone())
        .collect();
    let tags: Vec<String> = control
        .frameworks
        .iter()
        .map(|tag| match tag.extent {
            Extent::Full => format!("{} (full)", tag.requirement),
            Extent::Partial(_) => format!("{} (partial)", tag.requirement),
        })
        .collect();
    vec![
        Span::mono(control.id.as_str()).into(),
        control.name.as_str().into(),
        control.severity.words().into(),
        list(&clauses).into(),
        tags.join("; ").into(),
    ]
}

/// For each requirement, by framework and number, the controls that support it.
fn by_requirement(controls: &[Control]) -> Vec<Vec<Cell>> {
    let mut supported: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for control in controls {
        for tag in &control.frameworks {
            let extent = match tag.extent {
                Extent::Full => "full",
                Extent::Partial(_) => "partial",
            };
            let by = supported.entry(&tag.requirement).or_default();
            by.push(format!("{} {} ({extent})", control.id, control.name));
        }
    }
    supported
        .into_iter()
        .map(|(requirement, by)| vec![requirement.into(), by.join("; ").into()])
        .collect()
}

fn facts(control: &Control) -> Vec<(String, Vec<Span>)> {
    let mut facts = Vec::new();
    for clause in &control.clauses {
        let words = format!("{}: “{}”", clause.id, clause.words.trim());
        facts.push(("Clause".into(), vec![Span::text(words)]));
    }
    if control.clauses.is_empty() {
        facts.push((
            "Clause".into(),
            vec![Span::text("none recorded").toned(Tone::Caution)],
        ));
    }
    if let Some(stricter) = &control.stricter_than_policy {
        facts.push((
            "Stricter".into(),
            vec![
                Span::strong("Stricter than the policy's words. "),
                Span::text(stricter.as_str()),
            ],
        ));
    }
    let parameters: Vec<String> = control
        .parameters
        .iter()
        .map(|parameter| format!("{} = {}", parameter.name, parameter.value))
        .collect();
    let parameters = if parameters.is_empty() {
        "none".into()
    } else {
        parameters.join("; ")
    };
    facts.push(("Parameters".into(), vec![Span::text(parameters)]));
    for interpretation in &control.interpretations {
        facts.push((
            "Interpretation".into(),
            vec![Span::text(words(interpretation))],
        ));
    }
    for tag in &control.frameworks {
        if let Extent::Partial(reason) = &tag.extent {
            facts.push((
                "Supports in part".into(),
                vec![Span::text(format!("{}: {reason}", tag.requirement))],
            ));
        }
    }
    facts.push((
        "Test".into(),
        vec![Span::text(format!(
            "version {}, severity {}",
            control.version,
            control.severity.words()
        ))],
    ));
    facts
}

fn of_version(version: &PolicyVersion) -> Vec<(String, Vec<Span>)> {
    let mut facts = vec![
        ("Reason".into(), vec![Span::text(version.reason.as_str())]),
        (
            "Recorded".into(),
            vec![Span::text(version.recorded.as_str())],
        ),
        ("SHA-256".into(), vec![Span::mono(version.sha256.as_str())]),
    ];
    for difference in &version.differences {
        facts.push(("Differs".into(), vec![Span::text(difference.as_str())]));
    }
    facts
}

fn words(interpretation: &Interpretation) -> String {
    match (&interpretation.decided_by, interpretation.since) {
        (Some(by), Some(since)) => {
            format!(
                "{} (decided by {by}, since {})",
                interpretation.text,
                day(since)
            )
        }
        (Some(by), None) => format!("{} (decided by {by})", interpretation.text),
        (None, Some(since)) => {
            format!(
                "{} (since {}; no decision of the policy owner is recorded)",
                interpretation.text,
                day(since)
            )
        }
        (None, None) => {
            format!(
                "{} (default; no decision of the policy owner is recorded)",
                interpretation.text
            )
        }
    }
}
