//! The running header and footer.

use super::flow::{Flow, baseline};
use super::lines::ResolvedSpan;
use crate::block::{Furniture, Tone, Typeface};
use crate::scene::{Mark, Paint};
use crate::theme;

/// Top of the header's line, from the top of the page.
const HEADER: f32 = 30.0;
/// The rule under the header.
const HEADER_RULE: f32 = 50.0;
/// The rule over the footer, from the bottom of the page.
const FOOTER_RULE: f32 = 58.0;
/// Top of the footer's line, from the bottom of the page.
const FOOTER: f32 = 52.0;

impl Flow<'_> {
    pub(super) fn furniture(&mut self, words: &Furniture, page: usize, pages: usize) -> Vec<Paint> {
        let geometry = self.geometry;
        let (left, right) = (geometry.left, geometry.right);
        let id = self.margin_words(&words.header_id, Typeface::Mono, right - left);
        let room = right - left - id.1 - 16.0;
        let header = self.margin_words(&words.header, Typeface::Text, room);
        let number = self.margin_words(&format!("Page {page} of {pages}"), Typeface::Text, 200.0);
        let footer = self.margin_words(
            &words.footer,
            Typeface::Text,
            right - left - number.1 - 16.0,
        );
        let bottom = geometry.height;
        let mut paints = vec![Paint::Begin(Mark::Header)];
        place(&mut paints, header.0, left, HEADER);
        place(&mut paints, id.0, right - id.1, HEADER);
        paints.push(rule(left, right, HEADER_RULE));
        paints.push(Paint::End);
        paints.push(Paint::Begin(Mark::Footer));
        paints.push(rule(left, right, bottom - FOOTER_RULE));
        place(&mut paints, footer.0, left, bottom - FOOTER);
        place(&mut paints, number.0, right - number.1, bottom - FOOTER);
        paints.push(Paint::End);
        paints
    }

    /// One line of margin text with its width, cut with an ellipsis where it is too long.
    fn margin_words(&mut self, words: &str, face: Typeface, room: f32) -> (Vec<Paint>, f32) {
        let words = self.shaper.visible(face, words).replace('\n', " ");
        let size = theme::FURNITURE.size;
        let em = theme::face_size(face, size);
        let mut fitting = words.clone();
        while self.shaper.width(face, &fitting) * em > room && fitting.chars().count() > 1 {
            let keep = fitting.chars().count().saturating_sub(2);
            fitting = fitting
                .chars()
                .take(keep)
                .collect::<String>()
                .trim_end()
                .to_owned()
                + "…";
        }
        let width = self.shaper.width(face, &fitting) * em;
        let span = ResolvedSpan {
            words: fitting,
            face,
            tone: Tone::Muted,
            target: None,
        };
        let spans = [span];
        let lines = self.lines(&spans, theme::FURNITURE, f32::MAX);
        let paints = lines
            .first()
            .map(|line| Flow::line_paints(&spans, line, 0.0, 0.0, size))
            .unwrap_or_default();
        (paints, width)
    }
}

fn place(paints: &mut Vec<Paint>, words: Vec<Paint>, x: f32, top: f32) {
    let line = baseline(top, theme::FURNITURE);
    paints.extend(words.into_iter().map(|paint| match paint {
        Paint::Text {
            run,
            size,
            at,
            colour,
        } => Paint::Text {
            run,
            size,
            at: (at.0 + x, at.1 + line),
            colour,
        },
        other => other,
    }));
}

fn rule(left: f32, right: f32, y: f32) -> Paint {
    Paint::Line {
        points: vec![(left, y), (right, y)],
        width: 0.4,
        colour: theme::RULE,
    }
}
