//! Pages as a writer-neutral scene: positioned glyphs, shapes, links and a structure tree.
//!
//! Coordinates are points from the top left corner of the page, y downwards.

use std::ops::Range;

use crate::block::DocumentInfo;
use crate::fonts::FontId;
use crate::theme::Rgb;

/// Position of a node in [`Scene::nodes`].
pub type NodeId = usize;

/// One glyph of a run; lengths are in em.
#[derive(Debug, Clone)]
pub struct Glyph {
    /// Glyph number in the font.
    pub id: u16,
    /// Advance.
    pub advance: f32,
    /// Bytes of the run's text that the glyph stands for.
    pub range: Range<usize>,
}

/// Glyphs of one font, ready to be placed.
#[derive(Debug, Clone)]
pub struct GlyphRun {
    /// The font.
    pub font: FontId,
    /// The text behind the glyphs, for search and reading aloud.
    pub text: String,
    /// The glyphs in visual order.
    pub glyphs: Vec<Glyph>,
    /// Sum of the advances in em.
    pub width: f32,
}

/// What a stretch of page content is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Running header, or the repeated head of a table.
    Header,
    /// Running footer.
    Footer,
    /// Rules and grounds.
    Layout,
    /// Real content of a structure node.
    Content(NodeId),
}

/// One painting operation.
#[derive(Debug, Clone)]
pub enum Paint {
    /// Opens a stretch of content.
    Begin(Mark),
    /// Closes it.
    End,
    /// Text with its baseline start.
    Text {
        /// The glyphs.
        run: GlyphRun,
        /// Size in points.
        size: f32,
        /// Start of the baseline.
        at: (f32, f32),
        /// Colour.
        colour: Rgb,
    },
    /// A filled rectangle: left, top, width, height.
    Rect {
        /// Left, top, width, height.
        frame: [f32; 4],
        /// Colour.
        colour: Rgb,
    },
    /// A stroked line.
    Line {
        /// Corners.
        points: Vec<(f32, f32)>,
        /// Width in points.
        width: f32,
        /// Colour.
        colour: Rgb,
    },
    /// A filled polygon.
    Polygon {
        /// Corners.
        points: Vec<(f32, f32)>,
        /// Colour.
        colour: Rgb,
    },
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq)]
pub enum Goal {
    /// A place in the document.
    Page {
        /// Page from 0.
        page: usize,
        /// Height on that page.
        y: f32,
    },
    /// An address outside.
    Address(String),
}

/// A link.
#[derive(Debug, Clone)]
pub struct LinkArea {
    /// Left, top, right, bottom.
    pub frame: [f32; 4],
    /// Where it leads.
    pub goal: Goal,
    /// Words for those who hear the page.
    pub description: String,
}

/// One page.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// What is painted, in order.
    pub paints: Vec<Paint>,
    /// Links on the page.
    pub links: Vec<LinkArea>,
    /// How many stretches of real content were opened so far.
    pub marked: usize,
}

/// Role of a structure node.
#[derive(Debug, Clone, PartialEq)]
pub enum Role {
    /// The root.
    Document,
    /// A heading with its level, from 1.
    Heading(u8),
    /// A paragraph.
    Paragraph,
    /// A caption.
    Caption,
    /// A table.
    Table,
    /// Its head.
    TableHead,
    /// Its body.
    TableBody,
    /// A row.
    TableRow,
    /// A head cell of a column.
    ColumnHead,
    /// A head cell of a row.
    RowHead,
    /// A data cell.
    DataCell,
    /// A drawing with its alternative text and frame (left, top, right, bottom).
    Figure {
        /// Alternative text.
        alternative: String,
        /// Left, top, right, bottom.
        frame: [f32; 4],
    },
    /// A link.
    Link,
    /// The contents.
    Contents,
    /// An entry of the contents.
    ContentsItem,
    /// A list of terms with their descriptions.
    List,
    /// A term with its description.
    ListItem,
    /// A term.
    ListLabel,
    /// A description.
    ListBody,
}

/// A part of a node, in reading order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Child {
    /// Another node.
    Node(NodeId),
    /// The n-th stretch of real content on a page.
    Content {
        /// Page from 0.
        page: usize,
        /// Number of the stretch on that page.
        number: usize,
    },
    /// The n-th link on a page.
    Link {
        /// Page from 0.
        page: usize,
        /// Number of the link on that page.
        number: usize,
    },
}

/// A node of the structure tree.
#[derive(Debug, Clone)]
pub struct Node {
    /// What it is.
    pub role: Role,
    /// Its parts.
    pub children: Vec<Child>,
}

/// An entry of the outline.
#[derive(Debug, Clone)]
pub struct OutlineEntry {
    /// Level from 1.
    pub level: u8,
    /// Words.
    pub title: String,
    /// Page from 0.
    pub page: usize,
    /// Height on the page.
    pub y: f32,
}

/// A laid out document.
#[derive(Debug)]
pub struct Scene {
    /// Page width and height in points.
    pub size: (f32, f32),
    /// Pages.
    pub pages: Vec<Page>,
    /// Structure nodes; the first is the root.
    pub nodes: Vec<Node>,
    /// Outline.
    pub outline: Vec<OutlineEntry>,
    /// Title, author, dates.
    pub info: DocumentInfo,
}
