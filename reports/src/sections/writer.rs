//! Collects the blocks of one section and numbers its tables and figures.

use super::section_label;
use crate::block::{
    Block, Callout, Cell, Column, Definitions, Density, Figure, Frame, Heading, HeadingLevel,
    Label, Paragraph, ParagraphKind, Span, Table,
};
use crate::charts::Chart;

/// One section being written.
pub struct SectionWriter {
    number: u8,
    headings: u32,
    tables: u32,
    figures: u32,
    blocks: Vec<Block>,
}

impl SectionWriter {
    /// Begins a section on a new page.
    pub fn new(number: u8, title: &str) -> Self {
        let heading = Heading {
            level: HeadingLevel::Section,
            text: format!("{number} {title}"),
            label: section_label(number),
        };
        Self {
            number,
            headings: 0,
            tables: 0,
            figures: 0,
            blocks: vec![Block::PageBreak, Block::Heading(heading)],
        }
    }

    /// Begins a section on the page of what stands before it.
    pub fn following(number: u8, title: &str) -> Self {
        let mut section = Self::new(number, title);
        section
            .blocks
            .retain(|block| !matches!(block, Block::PageBreak));
        section
    }

    /// The blocks.
    pub fn finish(self) -> Vec<Block> {
        self.blocks
    }

    /// A part of the section.
    pub fn part(&mut self, title: impl Into<String>) {
        self.heading(HeadingLevel::Part, title.into());
    }

    /// A part that other places lead to.
    pub fn part_at(&mut self, title: String, label: Label) {
        self.blocks.push(Block::Heading(Heading {
            level: HeadingLevel::Part,
            text: title,
            label,
        }));
    }

    /// One of many alike in a part.
    pub fn item(&mut self, title: impl Into<String>) {
        self.heading(HeadingLevel::Item, title.into());
    }

    fn heading(&mut self, level: HeadingLevel, text: String) {
        self.headings += 1;
        let label = Label::new(format!("section-{}-{}", self.number, self.headings));
        self.blocks
            .push(Block::Heading(Heading { level, text, label }));
    }

    /// A paragraph of plain words.
    pub fn say(&mut self, words: impl Into<String>) {
        self.spans(vec![Span::text(words)]);
    }

    /// A paragraph.
    pub fn spans(&mut self, spans: Vec<Span>) {
        self.blocks.push(Block::Paragraph(Paragraph {
            kind: ParagraphKind::Body,
            spans,
        }));
    }

    /// A remark in small type.
    pub fn note(&mut self, words: impl Into<String>) {
        self.remark(vec![Span::text(words)]);
    }

    /// A remark in small type, of several spans.
    pub fn remark(&mut self, spans: Vec<Span>) {
        self.blocks.push(Block::Paragraph(Paragraph {
            kind: ParagraphKind::Note,
            spans,
        }));
    }

    /// A remark that must not be missed.
    pub fn callout(&mut self, lead: &str, words: impl Into<String>) {
        self.blocks.push(Block::Callout(Callout {
            lead: lead.into(),
            spans: vec![Span::text(words)],
        }));
    }

    /// Terms with descriptions.
    pub fn definitions(&mut self, items: Vec<(String, Vec<Span>)>) {
        self.blocks.push(Block::Definitions(Definitions {
            frame: Frame::Open,
            items,
        }));
    }

    /// A table with its caption, which gets a number.
    pub fn table(&mut self, columns: Vec<Column>, rows: Vec<Vec<Cell>>, caption: &str) {
        self.any_table(Density::Normal, columns, rows, caption);
    }

    /// A long list with its caption, which gets a number.
    pub fn dense_table(&mut self, columns: Vec<Column>, rows: Vec<Vec<Cell>>, caption: &str) {
        self.any_table(Density::Dense, columns, rows, caption);
    }

    fn any_table(
        &mut self,
        density: Density,
        columns: Vec<Column>,
        rows: Vec<Vec<Cell>>,
        caption: &str,
    ) {
        self.tables += 1;
        let caption = Some(format!("Table {}.{} {caption}", self.number, self.tables));
        self.blocks.push(Block::Table(Table {
            columns,
            rows,
            caption,
            density,
        }));
    }

    /// A drawing with its caption, which gets a number.
    pub fn figure(&mut self, chart: Chart, height: f32, caption: &str) {
        self.figures += 1;
        let caption = format!("Figure {}.{} {caption}", self.number, self.figures);
        self.blocks.push(Block::Figure(Figure {
            chart,
            height,
            caption,
        }));
    }

    /// A drawing without number and caption, such as a legend.
    pub fn drawing(&mut self, chart: Chart, height: f32) {
        self.blocks.push(Block::Figure(Figure {
            chart,
            height,
            caption: String::new(),
        }));
    }
}
