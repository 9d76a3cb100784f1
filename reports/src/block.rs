//! The block model: what a section is made of, before any page is thought of.

use chrono::{DateTime, Utc};

use crate::charts::Chart;
use crate::outcome::Outcome;
use crate::pack::PageSize;

/// A place that can be linked to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Label(pub String);

impl Label {
    /// A label from its words.
    pub fn new(words: impl Into<String>) -> Self {
        Self(words.into())
    }
}

/// Face of a span.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Typeface {
    /// Running text.
    Text,
    /// Emphasis.
    Strong,
    /// Identifiers, hashes, paths.
    Mono,
}

/// Tone of a span.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Normal.
    Ink,
    /// Secondary.
    Muted,
    /// Kicker.
    Accent,
    /// Caution.
    Caution,
    /// The colour of an outcome.
    Outcome(Outcome),
}

/// The words of a span.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Words {
    /// Given words; a line feed is a hard break.
    Literal(String),
    /// The page number of a label.
    PageOf(Label),
}

/// A stretch of text of one look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Words.
    pub words: Words,
    /// Face.
    pub face: Typeface,
    /// Tone.
    pub tone: Tone,
    /// Where a click leads.
    pub target: Option<Label>,
}

impl Span {
    /// Running text.
    pub fn text(words: impl Into<String>) -> Self {
        Self {
            words: Words::Literal(words.into()),
            face: Typeface::Text,
            tone: Tone::Ink,
            target: None,
        }
    }

    /// Emphasised text.
    pub fn strong(words: impl Into<String>) -> Self {
        Self {
            face: Typeface::Strong,
            ..Self::text(words)
        }
    }

    /// An identifier, hash or path.
    pub fn mono(words: impl Into<String>) -> Self {
        Self {
            face: Typeface::Mono,
            ..Self::text(words)
        }
    }

    /// Secondary text.
    pub fn muted(words: impl Into<String>) -> Self {
        Self::text(words).toned(Tone::Muted)
    }

    /// Text that leads to a label.
    pub fn link(words: impl Into<String>, target: Label) -> Self {
        Self {
            tone: Tone::Accent,
            target: Some(target),
            ..Self::text(words)
        }
    }

    /// The page number of a label, as a link.
    #[must_use]
    pub fn page_of(target: Label) -> Self {
        Self {
            words: Words::PageOf(target.clone()),
            face: Typeface::Text,
            tone: Tone::Accent,
            target: Some(target),
        }
    }

    /// An outcome: mark and word in its colour.
    #[must_use]
    pub fn outcome(outcome: Outcome) -> Self {
        Self {
            face: Typeface::Strong,
            ..Self::text(format!("{}\u{a0}{}", outcome.mark(), outcome.words()))
                .toned(Tone::Outcome(outcome))
        }
    }

    /// The same span in another tone.
    #[must_use]
    pub fn toned(self, tone: Tone) -> Self {
        Self { tone, ..self }
    }
}

impl From<&str> for Span {
    fn from(words: &str) -> Self {
        Self::text(words)
    }
}

impl From<String> for Span {
    fn from(words: String) -> Self {
        Self::text(words)
    }
}

/// The label of the contents page, which does not list itself.
pub const CONTENTS: &str = "contents";

/// Level of a heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeadingLevel {
    /// A numbered section.
    Section,
    /// A part of a section.
    Part,
    /// One of many alike in a part, such as a file or a control; not in the contents.
    Item,
}

/// A heading.
#[derive(Debug, Clone)]
pub struct Heading {
    /// Level.
    pub level: HeadingLevel,
    /// Words with the number.
    pub text: String,
    /// Label for links.
    pub label: Label,
}

/// What a paragraph is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParagraphKind {
    /// Running text.
    Body,
    /// A remark in small type.
    Note,
}

/// A paragraph.
#[derive(Debug, Clone)]
pub struct Paragraph {
    /// What it is for.
    pub kind: ParagraphKind,
    /// Words.
    pub spans: Vec<Span>,
}

/// Whether a list of definitions has a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frame {
    /// A box around it.
    Boxed,
    /// None.
    Open,
}

/// Terms with their descriptions, in two columns.
#[derive(Debug, Clone)]
pub struct Definitions {
    /// Frame.
    pub frame: Frame,
    /// Term and description.
    pub items: Vec<(String, Vec<Span>)>,
}

/// Alignment in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Words.
    Left,
    /// Figures.
    Right,
}

/// Width of a column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Width {
    /// Points.
    Points(f32),
    /// A share of what other columns leave.
    Share(f32),
    /// As wide as the widest cell needs, up to so many points.
    Content(f32),
}

/// A column of a table.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its head.
    pub head: String,
    /// Its width.
    pub width: Width,
    /// Alignment of its cells.
    pub align: Align,
}

impl Column {
    /// A column of words that takes a share of the width.
    #[must_use]
    pub fn share(head: &str, share: f32) -> Self {
        Self {
            head: head.into(),
            width: Width::Share(share),
            align: Align::Left,
        }
    }

    /// A column of words of fixed width in points.
    #[must_use]
    pub fn fixed(head: &str, points: f32) -> Self {
        Self {
            head: head.into(),
            width: Width::Points(points),
            align: Align::Left,
        }
    }

    /// A column of words as wide as its cells need, up to so many points.
    #[must_use]
    pub fn content(head: &str, most: f32) -> Self {
        Self {
            head: head.into(),
            width: Width::Content(most),
            align: Align::Left,
        }
    }

    /// A column of figures of fixed width in points.
    #[must_use]
    pub fn number(head: &str, points: f32) -> Self {
        Self {
            head: head.into(),
            width: Width::Points(points),
            align: Align::Right,
        }
    }
}

/// A cell of a table.
#[derive(Debug, Clone)]
pub enum Cell {
    /// Words.
    Words(Vec<Span>),
    /// A small drawing of the given height in points.
    Drawing {
        /// The drawing.
        chart: Chart,
        /// Height in points.
        height: f32,
    },
}

impl From<Span> for Cell {
    fn from(span: Span) -> Self {
        Self::Words(vec![span])
    }
}

impl From<Vec<Span>> for Cell {
    fn from(spans: Vec<Span>) -> Self {
        Self::Words(spans)
    }
}

impl From<&str> for Cell {
    fn from(words: &str) -> Self {
        Self::Words(vec![words.into()])
    }
}

impl From<String> for Cell {
    fn from(words: String) -> Self {
        Self::Words(vec![words.into()])
    }
}

/// Type size of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Density {
    /// For tables that are read.
    Normal,
    /// For long lists.
    Dense,
}

/// A table whose head is repeated on each page.
#[derive(Debug, Clone)]
pub struct Table {
    /// Columns.
    pub columns: Vec<Column>,
    /// Rows; each has as many cells as there are columns. The first cell names the row.
    pub rows: Vec<Vec<Cell>>,
    /// Caption below.
    pub caption: Option<String>,
    /// Type size.
    pub density: Density,
}

/// A drawing with its caption.
#[derive(Debug, Clone)]
pub struct Figure {
    /// The drawing.
    pub chart: Chart,
    /// Height in points.
    pub height: f32,
    /// Caption below.
    pub caption: String,
}

/// A remark that must not be missed.
#[derive(Debug, Clone)]
pub struct Callout {
    /// Its first words, set strong.
    pub lead: String,
    /// The rest.
    pub spans: Vec<Span>,
}

/// A line for a signature.
#[derive(Debug, Clone)]
pub struct SignOff {
    /// Words under the line.
    pub lines: Vec<String>,
}

/// A block.
#[derive(Debug, Clone)]
pub enum Block {
    /// The title of the document.
    Title {
        /// Small words above.
        kicker: String,
        /// The title.
        title: String,
        /// The line below.
        subtitle: String,
    },
    /// A heading.
    Heading(Heading),
    /// A paragraph.
    Paragraph(Paragraph),
    /// Terms with descriptions.
    Definitions(Definitions),
    /// A table.
    Table(Table),
    /// A drawing.
    Figure(Figure),
    /// A remark that must not be missed.
    Callout(Callout),
    /// Lines for signatures, side by side.
    SignOffs(Vec<SignOff>),
    /// The list of all headings with their pages.
    Contents,
    /// A new page.
    PageBreak,
    /// Empty height in points.
    Gap(f32),
}

/// Title, author and dates of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentInfo {
    /// Title.
    pub title: String,
    /// Author.
    pub author: String,
    /// Subject.
    pub subject: String,
    /// Application and version.
    pub creator: String,
    /// Stable id of the document.
    pub document_id: String,
    /// Date of creation.
    pub created_at: DateTime<Utc>,
}

/// Words in the margins of every page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Furniture {
    /// Top left.
    pub header: String,
    /// Top right, in mono.
    pub header_id: String,
    /// Bottom left; the page number stands at the right.
    pub footer: String,
}

/// A document ready for layout.
#[derive(Debug, Clone)]
pub struct Document {
    /// Paper.
    pub page_size: PageSize,
    /// Title, author, dates.
    pub info: DocumentInfo,
    /// Margins.
    pub furniture: Furniture,
    /// Content.
    pub blocks: Vec<Block>,
}
