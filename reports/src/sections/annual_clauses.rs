//! The annual review pack on clauses: what was decided on each, and old and new text.

use std::collections::BTreeMap;

use super::annual::LETTERS;
use super::word_differences;
use super::writer::SectionWriter;
use crate::block::{Block, Cell, Column, Span, Tone};
use crate::figures::{Figures, Tally};
use crate::pack::{AnnualPack, AuditPack, ClauseDecided};
use crate::wording::{count, shortened};

pub fn clauses(input: &AnnualPack) -> Vec<Block> {
    let mut section = SectionWriter::new(4, "Clause decisions");
    let Some(review) = &input.review else {
        section.callout(
            "Missing.",
            "Without a review no clause was decided. The table gives what a review would look at: each clause with what \
             its controls came to.",
        );
        in_force(&mut section, &input.evidence);
        return section.finish();
    };
    let rows = review.clauses.iter().map(|one| -> Vec<Cell> {
        let decision = match one.decision.as_deref() {
            Some("keep") => Span::text("keep"),
            Some(other) => Span::strong(other.to_owned()),
            None => Span::text("not decided").toned(Tone::Caution),
        };
        vec![
            Span::mono(one.clause.id.as_str()).into(),
            decision.into(),
            shortened(one.reason.as_deref().unwrap_or("–"), 300).into(),
            one.by.as_deref().unwrap_or("–").into(),
        ]
    });
    section.dense_table(
        vec![
            Column::fixed("Clause", 58.0),
            Column::content("Decision", 62.0),
            Column::share("Reason", 1.0),
            Column::content("By", 130.0),
        ],
        rows.collect(),
        "What becomes of each clause. Attachment clauses.csv holds them with their words.",
    );
    section.finish()
}

/// The clauses that controls test, with what these came to.
fn in_force(section: &mut SectionWriter, evidence: &AuditPack) {
    let figures = Figures::of(evidence);
    let mut clauses: BTreeMap<&str, (&str, Vec<&str>, Tally)> = BTreeMap::new();
    for (at, control) in evidence.controls.iter().enumerate() {
        for clause in &control.clauses {
            let of =
                clauses
                    .entry(&clause.id)
                    .or_insert((&clause.words, Vec::new(), Tally::default()));
            of.1.push(&control.id);
            of.2 = of.2.and(figures.whole(at));
        }
    }
    let rows = clauses
        .into_iter()
        .map(|(id, (words, controls, tally))| -> Vec<Cell> {
            vec![
                Span::mono(id).into(),
                shortened(words, 200).into(),
                controls.join(", ").into(),
                count(tally.fail).into(),
                count(tally.insufficient).into(),
            ]
        });
    section.dense_table(
        vec![
            Column::fixed("Clause", 58.0),
            Column::share("Words in short", 1.4),
            Column::share("Controls", 0.9),
            Column::number("Failures", 48.0),
            Column::number("Not judged", 56.0),
        ],
        rows.collect(),
        "Clauses that controls test, with failures and what could not be judged.",
    );
}

pub fn texts(input: &AnnualPack) -> Vec<Block> {
    let mut section = SectionWriter::following(5, "Old and new text");
    let Some(review) = &input.review else {
        section.say("Without a review there is no new text.");
        between_versions(&mut section, &input.evidence);
        return section.finish();
    };
    let differs = |one: &&ClauseDecided| {
        one.decision
            .as_deref()
            .is_some_and(|decision| decision != "keep")
            || one
                .new_words
                .as_ref()
                .is_some_and(|words| *words != one.clause.words)
    };
    let changed: Vec<&ClauseDecided> = review.clauses.iter().filter(differs).collect();
    let none = changed.is_empty() && review.new_clauses.is_empty();
    if review.drafted.is_none() {
        section.callout("Missing.", "The new text is not drafted yet.");
    } else if none {
        section.say("Every clause keeps its words.");
    }
    if !none {
        let mut rows: Vec<Vec<Cell>> = changed.into_iter().map(old_and_new).collect();
        rows.extend(review.new_clauses.iter().map(|new| -> Vec<Cell> {
            vec![
                Span::mono(new.id.as_str()).into(),
                Span::muted("new clause").into(),
                Span::strong(new.words.as_str()).into(),
            ]
        }));
        section.dense_table(
            vec![
                Column::fixed("Clause", 58.0),
                Column::share("Old", 1.0),
                Column::share("New", 1.0),
            ],
            rows,
            "Clauses with other words. Words that only one of the texts has are set strong.",
        );
    }
    if !review.differences.is_empty() {
        section.part("What differs in the draft, in sentences");
        for sentence in &review.differences {
            section.say(shortened(sentence, LETTERS));
        }
    }
    between_versions(&mut section, &input.evidence);
    section.finish()
}

fn old_and_new(one: &ClauseDecided) -> Vec<Cell> {
    let id: Cell = Span::mono(one.clause.id.as_str()).into();
    let gone = one.decision.as_deref() == Some("delete");
    match &one.new_words {
        Some(new) => {
            let (old, new) = word_differences::marked(&one.clause.words, new);
            vec![id, old.into(), new.into()]
        }
        None if gone => vec![
            id,
            Span::strong(one.clause.words.as_str()).into(),
            Span::muted("the clause goes").into(),
        ],
        None => vec![
            id,
            one.clause.words.as_str().into(),
            Span::text("not drafted yet").toned(Tone::Caution).into(),
        ],
    }
}

/// What differed between the versions that were in force within the period.
fn between_versions(section: &mut SectionWriter, evidence: &AuditPack) {
    let versions = &evidence.identity.policy.versions;
    let later: Vec<_> = versions
        .iter()
        .filter(|one| !one.differences.is_empty())
        .collect();
    if versions.len() < 2 || later.is_empty() {
        return;
    }
    section.part("Versions in force within the period");
    for one in later {
        section.spans(vec![
            Span::strong(format!("Version {}, {}. ", one.number, one.days)),
            shortened(&one.differences.join(" "), 900).into(),
        ]);
    }
}
