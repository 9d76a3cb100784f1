//! Section 15: what of the policy no control tests.

use super::writer::SectionWriter;
use crate::block::{Block, Column, Span};
use crate::pack::AuditPack;

pub fn blocks(input: &AuditPack) -> Vec<Block> {
    let mut section = SectionWriter::new(15, "Clause parts that no test covers");
    if input.untested.is_empty() {
        section.callout(
            "Missing.",
            "No list of untested parts was made, so this pack cannot tell what of the policy stays open.",
        );
        return section.finish();
    }
    section.say(
        "Nothing in this pack proves these parts of the policy. Whoever relies on them has to ask for other \
         evidence.",
    );
    let rows = input
        .untested
        .iter()
        .map(|one| {
            vec![
                Span::mono(one.clause.as_str()).into(),
                one.part.as_str().into(),
                one.instead.as_str().into(),
            ]
        })
        .collect();
    section.table(
        vec![
            Column::fixed("Clause", 62.0),
            Column::share("Not tested", 1.0),
            Column::share("Shown by", 1.0),
        ],
        rows,
        "Parts of clauses that no outcome of this pack proves.",
    );
    section.finish()
}
