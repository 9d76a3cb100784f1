//! The pen: pages, structure nodes, marked content and lines of text.

use std::collections::BTreeMap;

use super::Geometry;
use super::addresses;
use super::lines::{Line, ResolvedSpan, Target, break_lines};
use crate::block::{Document, Label, Span, Words};
use crate::fonts::Shaper;
use crate::scene::{
    Child, Goal, LinkArea, Mark, Node, NodeId, OutlineEntry, Page, Paint, Role, Scene,
};
use crate::theme::{self, TextSize};

/// Page (from 0) and height of each label.
pub type Labels = BTreeMap<Label, Place>;

/// A place in the document. Heights are whole points, so that two rounds compare equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Page from 0.
    pub page: usize,
    /// Height in points.
    pub y: u16,
}

/// Writes blocks onto pages from top to bottom.
pub struct Flow<'a> {
    pub(super) shaper: &'a mut Shaper,
    pub(super) geometry: Geometry,
    pub(super) y: f32,
    known: &'a Labels,
    labels: Labels,
    pages: Vec<Page>,
    nodes: Vec<Node>,
    outline: Vec<OutlineEntry>,
}

/// The root of the structure tree.
pub const ROOT: NodeId = 0;

impl<'a> Flow<'a> {
    pub fn new(shaper: &'a mut Shaper, geometry: Geometry, known: &'a Labels) -> Self {
        Self {
            shaper,
            geometry,
            y: geometry.top,
            known,
            labels: Labels::new(),
            pages: vec![Page::default()],
            nodes: vec![Node {
                role: Role::Document,
                children: Vec::new(),
            }],
            outline: Vec::new(),
        }
    }

    pub(super) fn page_index(&self) -> usize {
        self.pages.len() - 1
    }

    fn page(&mut self) -> &mut Page {
        if self.pages.is_empty() {
            self.pages.push(Page::default());
        }
        let last = self.pages.len() - 1;
        &mut self.pages[last]
    }

    pub(super) fn new_page(&mut self) {
        self.pages.push(Page::default());
        self.y = self.geometry.top;
    }

    pub(super) fn at_top(&self) -> bool {
        self.y <= self.geometry.top + 0.5
    }

    pub(super) fn room(&self) -> f32 {
        self.geometry.bottom - self.y
    }

    /// Starts a new page unless `height` points fit on this one.
    pub(super) fn ensure(&mut self, height: f32) {
        if height > self.room() && !self.at_top() {
            self.new_page();
        }
    }

    pub(super) fn node(&mut self, role: Role, parent: NodeId) -> NodeId {
        let id = self.nodes.len();
        self.nodes.push(Node {
            role,
            children: Vec::new(),
        });
        self.nodes[parent].children.push(Child::Node(id));
        id
    }

    pub(super) fn place_label(&mut self, label: &Label, y: f32) {
        let place = Place {
            page: self.page_index(),
            y: y.max(0.0) as u16,
        };
        self.labels.insert(label.clone(), place);
    }

    pub(super) fn outline(&mut self, level: u8, title: &str, y: f32) {
        let page = self.page_index();
        let title = title.replace('\n', " ");
        self.outline.push(OutlineEntry {
            level,
            title,
            page,
            y,
        });
    }

    /// Paints real content of a node.
    pub(super) fn content(&mut self, node: NodeId, paints: impl IntoIterator<Item = Paint>) {
        let page_index = self.page_index();
        let page = self.page();
        let number = page.marked;
        page.marked += 1;
        page.paints.push(Paint::Begin(Mark::Content(node)));
        page.paints.extend(paints);
        page.paints.push(Paint::End);
        self.nodes[node].children.push(Child::Content {
            page: page_index,
            number,
        });
    }

    /// Paints what carries no meaning: rules, grounds, repeated heads.
    pub(super) fn artifact(&mut self, mark: Mark, paints: impl IntoIterator<Item = Paint>) {
        let page = self.page();
        page.paints.push(Paint::Begin(mark));
        page.paints.extend(paints);
        page.paints.push(Paint::End);
    }

    pub(super) fn rule(
        &mut self,
        from: (f32, f32),
        to: (f32, f32),
        width: f32,
        colour: theme::Rgb,
    ) {
        let line = Paint::Line {
            points: vec![from, to],
            width,
            colour,
        };
        self.artifact(Mark::Layout, [line]);
    }

    /// Puts in page numbers, makes every character visible, and gives addresses their links.
    pub(super) fn resolve(&mut self, spans: &[Span]) -> Vec<ResolvedSpan> {
        let mut resolved = Vec::with_capacity(spans.len());
        for span in spans {
            let words = match &span.words {
                Words::Literal(words) => self.shaper.visible(span.face, words).into_owned(),
                Words::PageOf(label) => self.page_number(label),
            };
            let whole = ResolvedSpan {
                words,
                face: span.face,
                tone: span.tone,
                target: span.target.clone().map(Target::Place),
            };
            match &whole.target {
                Some(_) => resolved.push(whole),
                None => split_at_addresses(whole, &mut resolved),
            }
        }
        resolved
    }

    /// The page of a label as readers count; unknown in the first round.
    pub(super) fn page_number(&self, label: &Label) -> String {
        self.known
            .get(label)
            .map_or_else(|| "00".to_owned(), |place| (place.page + 1).to_string())
    }

    pub(super) fn lines(
        &mut self,
        spans: &[ResolvedSpan],
        size: TextSize,
        width: f32,
    ) -> Vec<Line> {
        break_lines(self.shaper, spans, size, width)
    }

    /// The paints of a line without its structure, for artifacts.
    pub(super) fn line_paints(
        spans: &[ResolvedSpan],
        line: &Line,
        x: f32,
        baseline: f32,
        size: f32,
    ) -> Vec<Paint> {
        let mut paints = Vec::new();
        let mut left = x;
        for segment in &line.segments {
            let span = &spans[segment.span];
            push_runs(&mut paints, span, segment, &mut left, baseline, size);
        }
        paints
    }

    /// Puts a line whose top is `top` into a node.
    pub(super) fn put_line(
        &mut self,
        node: NodeId,
        spans: &[ResolvedSpan],
        line: &Line,
        (x, top): (f32, f32),
        size: TextSize,
    ) {
        let baseline = baseline(top, size);
        let mut left = x;
        for segment in &line.segments {
            let span = &spans[segment.span];
            let start = left;
            let mut paints = Vec::new();
            push_runs(&mut paints, span, segment, &mut left, baseline, size.size);
            let link = span
                .target
                .as_ref()
                .and_then(|target| self.goal(target, &span.words));
            let holder = match link {
                None => node,
                Some((goal, description)) => {
                    let link = self.node(Role::Link, node);
                    let page_index = self.page_index();
                    let page = self.page();
                    let number = page.links.len();
                    page.links.push(LinkArea {
                        frame: [start, top, left, top + size.leading],
                        goal,
                        description,
                    });
                    self.nodes[link].children.push(Child::Link {
                        page: page_index,
                        number,
                    });
                    link
                }
            };
            self.content(holder, paints);
        }
    }

    /// Where a target leads, with words for those who hear the page; a place is unknown in the
    /// first round.
    fn goal(&self, target: &Target, words: &str) -> Option<(Goal, String)> {
        match target {
            Target::Place(label) => {
                let place = self.known.get(label)?;
                let goal = Goal::Page {
                    page: place.page,
                    y: f32::from(place.y),
                };
                Some((goal, format!("{}, page {}", words.trim(), place.page + 1)))
            }
            Target::Address(uri) => {
                let what = if uri.starts_with("mailto:") {
                    "E-mail address"
                } else {
                    "Web address"
                };
                Some((
                    Goal::Address(uri.clone()),
                    format!("{what} {}", words.trim()),
                ))
            }
        }
    }

    /// Puts lines below each other, over as many pages as they need.
    pub(super) fn put_lines(
        &mut self,
        node: NodeId,
        spans: &[ResolvedSpan],
        lines: &[Line],
        x: f32,
        size: TextSize,
    ) {
        for line in lines {
            self.ensure(size.leading);
            let top = self.y;
            self.put_line(node, spans, line, (x, top), size);
            self.y += size.leading;
        }
    }

    /// Breaks and puts a text; its first two lines stay together.
    pub(super) fn text(
        &mut self,
        role: Role,
        parent: NodeId,
        spans: &[Span],
        (x, width): (f32, f32),
        size: TextSize,
    ) -> NodeId {
        let spans = self.resolve(spans);
        let lines = self.lines(&spans, size, width);
        self.ensure(size.leading * lines.len().min(2) as f32);
        let node = self.node(role, parent);
        self.put_lines(node, &spans, &lines, x, size);
        node
    }

    /// Adds header and footer, and ends the layout.
    pub fn finish(mut self, document: &Document) -> (Scene, Labels) {
        let count = self.pages.len();
        for index in 0..count {
            let paints = self.furniture(&document.furniture, index + 1, count);
            self.pages[index].paints.extend(paints);
        }
        let scene = Scene {
            size: (self.geometry.width, self.geometry.height),
            pages: self.pages,
            nodes: self.nodes,
            outline: self.outline,
            info: document.info.clone(),
        };
        (scene, self.labels)
    }
}

/// Makes each address in a span a span of its own, which leads there.
fn split_at_addresses(span: ResolvedSpan, to: &mut Vec<ResolvedSpan>) {
    let found = addresses::find(&span.words);
    let part = |words: &str, target| ResolvedSpan {
        words: words.to_owned(),
        target,
        ..span.clone()
    };
    let mut start = 0;
    for address in found {
        if address.range.start > start {
            to.push(part(&span.words[start..address.range.start], None));
        }
        let words = &span.words[address.range.clone()];
        to.push(part(words, Some(Target::Address(address.uri))));
        start = address.range.end;
    }
    if start == 0 {
        to.push(span);
    } else if start < span.words.len() {
        to.push(part(&span.words[start..], None));
    }
}

/// The baseline of a line whose top is `top`: capitals look centred in the leading.
pub fn baseline(top: f32, size: TextSize) -> f32 {
    top + size.leading / 2.0 + size.size * 0.35
}

fn push_runs(
    paints: &mut Vec<Paint>,
    span: &ResolvedSpan,
    segment: &super::lines::Segment,
    left: &mut f32,
    baseline: f32,
    size: f32,
) {
    let size = theme::face_size(span.face, size);
    for run in &segment.runs {
        let at = (*left, baseline);
        *left += run.width * size;
        paints.push(Paint::Text {
            run: run.clone(),
            size,
            at,
            colour: theme::tone(span.tone),
        });
    }
}
