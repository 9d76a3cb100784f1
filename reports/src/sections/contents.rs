//! The contents page, and the sections that are not part of this pack.

use crate::block::{Block, CONTENTS, Heading, HeadingLevel, Label, Paragraph, ParagraphKind, Span};

pub fn blocks() -> Vec<Block> {
    vec![
        Block::PageBreak,
        Block::Heading(Heading {
            level: HeadingLevel::Section,
            text: "Contents".into(),
            label: Label::new(CONTENTS),
        }),
        Block::Contents,
        Block::Paragraph(Paragraph {
            kind: ParagraphKind::Note,
            spans: vec![Span::text("Section 1 is the cover.")],
        }),
    ]
}
