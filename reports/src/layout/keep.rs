//! What stays together on a page: headings with what they head, short tables and lists as a whole.
//!
//! Heights are measured as the blocks will be placed; nothing here paints.

use super::blocks::{BETWEEN_TERMS, CAPTION_GAPS, MEASURE};
use super::flow::Flow;
use crate::block::{
    Block, Callout, Definitions, Frame, Heading, HeadingLevel, Paragraph, ParagraphKind, Span,
};
use crate::theme::{self, TextSize};

/// Tables of at most so many rows stay whole where they fit on a page.
pub const SHORT_TABLE: usize = 8;
/// Lists of at most so many lines stay whole where they fit on a page.
const SHORT_LIST: usize = 16;
/// The part of a page that a short table may fill to stay whole: a higher one would leave too
/// much of the page before it white.
pub const SHORT_PART: f32 = 0.4;

/// How a heading is set.
pub struct HeadingSize {
    pub size: TextSize,
    /// Level in the structure.
    pub level: u8,
    /// Distance above, in points.
    pub before: f32,
    /// Distance below, in points.
    pub after: f32,
}

impl HeadingSize {
    pub const fn of(level: HeadingLevel) -> Self {
        let (size, level, before, after) = match level {
            HeadingLevel::Section => (theme::SECTION, 1, 20.0, 8.0),
            HeadingLevel::Part => (theme::PART, 2, 14.0, 5.0),
            HeadingLevel::Item => (theme::ITEM, 3, 11.0, 4.0),
        };
        Self {
            size,
            level,
            before,
            after,
        }
    }
}

/// Where the two columns of a list stand.
pub struct DefinitionGrid {
    /// Distance above and below, in points.
    pub pad: f32,
    pub term_x: f32,
    pub term_width: f32,
    pub body_x: f32,
    pub body_width: f32,
}

/// Whether a paragraph before these blocks only leads in to what follows: a table, a list, a
/// drawing, or the first of many alike.
pub fn leads_in(rest: &[Block]) -> bool {
    match rest.first() {
        Some(Block::Table(_) | Block::Figure(_) | Block::Definitions(_)) => true,
        Some(Block::Heading(heading)) => heading.level == HeadingLevel::Item,
        Some(_) | None => false,
    }
}

impl Flow<'_> {
    /// The height that must follow a heading on its page: the next block as far as it is kept
    /// whole, with what that one leads in to.
    pub(super) fn height_kept(&mut self, rest: &[Block]) -> f32 {
        let mut kept = 0.0;
        for (index, block) in rest.iter().enumerate() {
            let after = &rest[index + 1..];
            let (height, goes_on) = match block {
                Block::Heading(heading) => {
                    let HeadingSize { before, after, .. } = HeadingSize::of(heading.level);
                    (before + self.heading_height(heading) + after, true)
                }
                Block::Paragraph(paragraph) => (self.paragraph_height(paragraph), leads_in(after)),
                Block::Callout(callout) => (self.callout_height(callout), leads_in(after)),
                Block::Definitions(definitions) => (self.definitions_kept(definitions), false),
                Block::Table(table) => (self.table_kept(table), false),
                Block::Figure(figure) => {
                    let caption = self.caption_height(&figure.caption);
                    // A legend belongs to the drawing or table that follows.
                    let is_legend = figure.caption.is_empty();
                    (figure.height + caption, is_legend && leads_in(after))
                }
                Block::SignOffs(_) => (78.0, false),
                Block::Title { .. } | Block::Contents => (48.0, false),
                Block::Gap(height) => (*height, true),
                Block::PageBreak => (0.0, false),
            };
            kept += height;
            if !goes_on {
                break;
            }
        }
        // What fills more than a page cannot stay together anyway.
        kept.min(self.geometry.bottom - self.geometry.top)
    }

    fn height_of(&mut self, spans: &[Span], size: TextSize, width: f32) -> f32 {
        let spans = self.resolve(spans);
        self.lines(&spans, size, width).len() as f32 * size.leading
    }

    pub(super) fn heading_height(&mut self, heading: &Heading) -> f32 {
        let size = HeadingSize::of(heading.level).size;
        let width = self.column().1;
        self.height_of(&[Span::strong(heading.text.as_str())], size, width)
    }

    /// The height of a paragraph; of a long one, as much as must stand before a page ends.
    pub(super) fn paragraph_height(&mut self, paragraph: &Paragraph) -> f32 {
        let (size, after) = match paragraph.kind {
            ParagraphKind::Body => (theme::BODY, 6.5),
            ParagraphKind::Note => (theme::NOTE, 6.0),
        };
        let width = self.column().1.min(MEASURE);
        let height = self.height_of(&paragraph.spans, size, width);
        height.min(6.0 * size.leading) + after
    }

    fn callout_height(&mut self, callout: &Callout) -> f32 {
        let mut spans = vec![Span::strong(format!("{} ", callout.lead))];
        spans.extend(callout.spans.iter().cloned());
        let width = self.column().1 - 16.0;
        let height = self.height_of(&spans, theme::BODY, width);
        height.min(6.0 * theme::BODY.leading) + 17.0
    }

    /// The height of a caption with its distances.
    pub(super) fn caption_height(&mut self, words: &str) -> f32 {
        if words.is_empty() {
            return 6.0;
        }
        let width = self.column().1.min(MEASURE);
        CAPTION_GAPS.0 + self.height_of(&[Span::muted(words)], theme::NOTE, width) + CAPTION_GAPS.1
    }

    pub(super) fn definition_grid(&self, frame: Frame) -> DefinitionGrid {
        let (left, width) = self.column();
        let (inset, pad) = match frame {
            Frame::Boxed => (12.0, 11.0),
            Frame::Open => (0.0, 0.0),
        };
        let term_width = 92.0;
        let gap = 12.0;
        DefinitionGrid {
            pad,
            term_x: left + inset,
            term_width,
            body_x: left + inset + term_width + gap,
            body_width: width - 2.0 * inset - term_width - gap,
        }
    }

    /// The height of a short list, or of the first lines of a long one.
    pub(super) fn definitions_kept(&mut self, definitions: &Definitions) -> f32 {
        let grid = self.definition_grid(definitions.frame);
        let size = theme::BODY;
        let mut lines = 0;
        for (term, body) in &definitions.items {
            let term = self.resolve(&[Span::muted(term.as_str())]);
            let body = self.resolve(body);
            let term = self.lines(&term, size, grid.term_width).len();
            lines += term.max(self.lines(&body, size, grid.body_width).len());
            if lines > SHORT_LIST {
                return 2.0 * grid.pad + 3.0 * size.leading;
            }
        }
        let gaps = definitions.items.len().saturating_sub(1) as f32 * BETWEEN_TERMS;
        2.0 * grid.pad + lines as f32 * size.leading + gaps
    }
}
