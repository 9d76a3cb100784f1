//! How each kind of block is placed; tables have a file of their own.

use std::cell::RefCell;

use plotters::drawing::IntoDrawingArea as _;

use super::ContentsEntry;
use super::flow::{Flow, ROOT};
use super::keep::{DefinitionGrid, HeadingSize, leads_in};
use crate::block::{
    Block, Callout, Definitions, Figure, Frame, Heading, HeadingLevel, Paragraph, ParagraphKind,
    SignOff, Span, Tone, Typeface,
};
use crate::charts::scene_backend::{PIXELS_PER_POINT, SceneBackend};
use crate::charts::{Canvas, Chart};
use crate::error::ReportError;
use crate::scene::{Mark, NodeId, Paint, Role};
use crate::theme;

/// Running text is not set wider than this, in points: long lines are hard to follow.
pub(super) const MEASURE: f32 = 440.0;
/// Between a drawing or table and its caption, and below the caption, in points.
pub(super) const CAPTION_GAPS: (f32, f32) = (4.0, 10.0);
/// Between two terms of a list, in points.
pub(super) const BETWEEN_TERMS: f32 = 4.5;

impl Flow<'_> {
    pub(super) fn block(
        &mut self,
        block: &Block,
        rest: &[Block],
        contents: &[ContentsEntry],
    ) -> Result<(), ReportError> {
        match block {
            Block::Title {
                kicker,
                title,
                subtitle,
            } => self.title(kicker, title, subtitle),
            Block::Heading(heading) => self.heading(heading, rest),
            Block::Paragraph(paragraph) => self.paragraph(paragraph, rest),
            Block::Definitions(definitions) => self.definitions(definitions),
            Block::Table(table) => return self.table(table),
            Block::Figure(figure) => return self.figure(figure),
            Block::Callout(callout) => self.callout(callout),
            Block::SignOffs(lines) => self.sign_offs(lines),
            Block::Contents => self.contents(contents),
            Block::PageBreak => {
                if !self.at_top() {
                    self.new_page();
                }
            }
            Block::Gap(height) => self.y += height,
        }
        Ok(())
    }

    pub(super) fn column(&self) -> (f32, f32) {
        (self.geometry.left, self.geometry.text_width())
    }

    fn title(&mut self, kicker: &str, title: &str, subtitle: &str) {
        let kicker = Span {
            face: Typeface::Strong,
            ..Span::text(kicker).toned(Tone::Accent)
        };
        self.text(Role::Paragraph, ROOT, &[kicker], self.column(), theme::BODY);
        self.y += 8.0;
        let y = self.y;
        self.text(
            Role::Heading(1),
            ROOT,
            &[Span::strong(title)],
            self.column(),
            theme::TITLE,
        );
        self.outline(1, title, y);
        self.y += 8.0;
        self.text(
            Role::Paragraph,
            ROOT,
            &[subtitle.into()],
            self.column(),
            theme::SUBTITLE,
        );
        self.y += 26.0;
    }

    fn heading(&mut self, heading: &Heading, rest: &[Block]) {
        let HeadingSize {
            size,
            level,
            before,
            after,
        } = HeadingSize::of(heading.level);
        let own = before + self.heading_height(heading) + after;
        let keep = self.height_kept(rest);
        self.ensure(own + keep);
        if !self.at_top() {
            self.y += before;
        }
        let y = self.y;
        self.place_label(&heading.label, y - 8.0);
        self.outline(level, &heading.text, y - 8.0);
        let words = [Span::strong(heading.text.as_str())];
        self.text(Role::Heading(level), ROOT, &words, self.column(), size);
        self.y += after;
    }

    fn paragraph(&mut self, paragraph: &Paragraph, rest: &[Block]) {
        let (left, width) = self.column();
        if leads_in(rest) {
            let keep = self.paragraph_height(paragraph) + self.height_kept(rest);
            self.ensure(keep);
        }
        let (size, after, spans) = match paragraph.kind {
            ParagraphKind::Body => (theme::BODY, 6.5, paragraph.spans.clone()),
            ParagraphKind::Note => (
                theme::NOTE,
                6.0,
                paragraph
                    .spans
                    .iter()
                    .map(|span| match span.tone {
                        Tone::Ink => span.clone().toned(Tone::Muted),
                        _ => span.clone(),
                    })
                    .collect(),
            ),
        };
        self.text(
            Role::Paragraph,
            ROOT,
            &spans,
            (left, width.min(MEASURE)),
            size,
        );
        self.y += after;
    }

    pub(super) fn caption(&mut self, parent: NodeId, words: &str) {
        let (left, width) = self.column();
        self.y += CAPTION_GAPS.0;
        let words = [Span::muted(words)];
        self.text(
            Role::Caption,
            parent,
            &words,
            (left, width.min(MEASURE)),
            theme::NOTE,
        );
        self.y += CAPTION_GAPS.1;
    }

    fn definitions(&mut self, definitions: &Definitions) {
        let DefinitionGrid {
            pad,
            term_x,
            term_width,
            body_x,
            body_width,
        } = self.definition_grid(definitions.frame);
        let size = theme::BODY;
        let keep = self.definitions_kept(definitions);
        self.ensure(keep);
        let list = self.node(Role::List, ROOT);
        let mut frame_top = self.y;
        self.y += pad;
        for (index, (term, description)) in definitions.items.iter().enumerate() {
            let term = self.resolve(&[Span::muted(term.as_str())]);
            let body = self.resolve(description);
            let term_lines = self.lines(&term, size, term_width);
            let body_lines = self.lines(&body, size, body_width);
            let count = term_lines.len().max(body_lines.len());
            if index > 0 {
                self.y += BETWEEN_TERMS;
            }
            let item = self.node(Role::ListItem, list);
            let label = self.node(Role::ListLabel, item);
            let text = self.node(Role::ListBody, item);
            for row in 0..count {
                let needed = size.leading * if row == 0 { count.min(3) as f32 } else { 1.0 };
                if self.y + needed + pad > self.geometry.bottom && !self.at_top() {
                    self.frame(definitions.frame, frame_top, self.y + pad);
                    self.new_page();
                    frame_top = self.y;
                    self.y += pad;
                }
                let top = self.y;
                if let Some(line) = term_lines.get(row) {
                    self.put_line(label, &term, line, (term_x, top), size);
                }
                if let Some(line) = body_lines.get(row) {
                    self.put_line(text, &body, line, (body_x, top), size);
                }
                self.y += size.leading;
            }
        }
        self.y += pad;
        self.frame(definitions.frame, frame_top, self.y);
        self.y += 11.0;
    }

    fn frame(&mut self, frame: Frame, top: f32, bottom: f32) {
        if frame == Frame::Open {
            return;
        }
        let (left, right) = (self.geometry.left, self.geometry.right);
        let corners = [
            (left, top),
            (right, top),
            (right, bottom),
            (left, bottom),
            (left, top),
        ];
        let line = Paint::Line {
            points: corners.to_vec(),
            width: 0.6,
            colour: theme::RULE,
        };
        self.artifact(Mark::Layout, [line]);
    }

    fn figure(&mut self, figure: &Figure) -> Result<(), ReportError> {
        let caption = self.caption_height(&figure.caption);
        self.ensure(figure.height + caption);
        let (left, width) = self.column();
        let frame = [left, self.y, width, figure.height];
        self.drawing(ROOT, &figure.chart, frame)?;
        self.y += figure.height;
        if figure.caption.is_empty() {
            self.y += 6.0;
        } else {
            self.caption(ROOT, &figure.caption);
        }
        Ok(())
    }

    /// Draws a chart at left, top, width, height.
    pub(super) fn drawing(
        &mut self,
        parent: NodeId,
        chart: &Chart,
        frame: [f32; 4],
    ) -> Result<(), ReportError> {
        let mut paints = Vec::new();
        let backend = SceneBackend {
            shaper: RefCell::new(self.shaper),
            paints: &mut paints,
            frame,
        };
        let area = backend.into_drawing_area();
        chart
            .draw(&Canvas::new(&area, PIXELS_PER_POINT))
            .map_err(|error| ReportError::Chart(error.to_string()))?;
        drop(area);
        if paints.is_empty() {
            return Ok(());
        }
        let role = Role::Figure {
            alternative: chart.alternative(),
            frame: [frame[0], frame[1], frame[0] + frame[2], frame[1] + frame[3]],
        };
        let node = self.node(role, parent);
        self.content(node, paints);
        Ok(())
    }

    fn callout(&mut self, callout: &Callout) {
        let (left, width) = self.column();
        let mut spans = vec![Span::strong(format!("{} ", callout.lead))];
        spans.extend(callout.spans.iter().cloned());
        let spans = self.resolve(&spans);
        let size = theme::BODY;
        let lines = self.lines(&spans, size, width - 16.0);
        self.ensure(size.leading * lines.len().min(4) as f32 + 8.0);
        let node = self.node(Role::Paragraph, ROOT);
        let mut remaining = lines.as_slice();
        while !remaining.is_empty() {
            let fitting = (((self.room() - 8.0) / size.leading) as usize).max(1);
            let (now, later) = remaining.split_at(fitting.min(remaining.len()));
            let height = now.len() as f32 * size.leading + 8.0;
            let bar = Paint::Rect {
                frame: [left, self.y, 2.4, height],
                colour: theme::CAUTION,
            };
            self.artifact(Mark::Layout, [bar]);
            for (index, line) in now.iter().enumerate() {
                let top = self.y + 4.0 + index as f32 * size.leading;
                self.put_line(node, &spans, line, (left + 14.0, top), size);
            }
            self.y += height;
            remaining = later;
            if !remaining.is_empty() {
                self.new_page();
            }
        }
        self.y += 9.0;
    }

    fn sign_offs(&mut self, sign_offs: &[SignOff]) {
        let (left, width) = self.column();
        let gap = 22.0;
        let each = (width - gap * (sign_offs.len().saturating_sub(1)) as f32)
            / sign_offs.len().max(1) as f32;
        self.ensure(78.0);
        self.y += 40.0;
        let top = self.y;
        let mut lowest = top;
        for (index, sign_off) in sign_offs.iter().enumerate() {
            let x = left + (each + gap) * index as f32;
            self.rule((x, top), (x + each, top), 0.6, theme::INK);
            self.y = top + 5.0;
            for words in &sign_off.lines {
                let spans = [Span::text(words.as_str())];
                self.text(Role::Paragraph, ROOT, &spans, (x, each), theme::NOTE);
            }
            lowest = lowest.max(self.y);
        }
        self.y = lowest + 10.0;
    }

    fn contents(&mut self, entries: &[ContentsEntry]) {
        let list = self.node(Role::Contents, ROOT);
        let (left, width) = self.column();
        let size = theme::BODY;
        for entry in entries {
            let (indent, before, face) = match entry.level {
                HeadingLevel::Section => (0.0, 5.0, Typeface::Strong),
                HeadingLevel::Part | HeadingLevel::Item => (14.0, 0.0, Typeface::Text),
            };
            let link = |words: String, face| Span {
                face,
                ..Span::link(words, entry.label.clone()).toned(Tone::Ink)
            };
            let number = self.page_number(&entry.label);
            let number = self.resolve(&[link(number, Typeface::Text)]);
            let words = self.resolve(&[link(entry.text.clone(), face)]);
            let number_lines = self.lines(&number, size, 60.0);
            let lines = self.lines(&words, size, width - indent - 50.0);
            self.ensure(before + size.leading * lines.len() as f32);
            if !self.at_top() {
                self.y += before;
            }
            let item = self.node(Role::ContentsItem, list);
            let text = self.node(Role::Paragraph, item);
            self.put_lines(text, &words, &lines, left + indent, size);
            let Some(number_line) = number_lines.first() else {
                continue;
            };
            let top = self.y - size.leading;
            let number_x = left + width - number_line.width;
            let start = left + indent + lines.last().map_or(0.0, |line| line.width) + 6.0;
            let y = top + size.leading * 0.72;
            if start < number_x - 12.0 {
                self.rule((start, y), (number_x - 6.0, y), 0.3, theme::HAIRLINE);
            }
            self.put_line(text, &number, number_line, (number_x, top), size);
        }
        self.y += 8.0;
    }
}
