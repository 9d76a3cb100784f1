//! Blocks to pages: places every block, repeats until page numbers settle.

mod addresses;
mod blocks;
mod flow;
mod furniture;
mod keep;
mod lines;
mod table;

use flow::{Flow, Labels};

use crate::block::{Block, CONTENTS, Document, Heading, HeadingLevel, Label};
use crate::error::ReportError;
use crate::fonts::Shaper;
use crate::pack::PageSize;
use crate::scene::Scene;

/// Rounds after which layout gives up; two are usual, since page numbers rarely change lines.
const ROUNDS: usize = 6;

/// Points in a millimetre.
const MILLIMETRE: f32 = 72.0 / 25.4;

/// The part of a page's height, at its foot, in which reading aids take words that recur on
/// several pages for a running footer. Findings recur; a line that begins above is taken as text.
const FOOTER_PART: f32 = 0.12;
/// How far the last line may reach into that part, in points: less than the lowest line of text.
const LAST_LINE: f32 = 7.5;

/// Page edges in points.
#[derive(Debug, Clone, Copy)]
struct Geometry {
    width: f32,
    height: f32,
    left: f32,
    right: f32,
    top: f32,
    bottom: f32,
}

impl Geometry {
    fn of(page_size: PageSize) -> Self {
        let (width, height) = match page_size {
            PageSize::A4 => (210.0 * MILLIMETRE, 297.0 * MILLIMETRE),
            PageSize::Letter => (612.0, 792.0),
        };
        let side = 20.0 * MILLIMETRE;
        Self {
            width,
            height,
            left: side,
            right: width - side,
            // The second line of a table that goes on begins just below the header's part of a page.
            top: 22.5 * MILLIMETRE,
            bottom: height * (1.0 - FOOTER_PART) + LAST_LINE,
        }
    }

    fn text_width(self) -> f32 {
        self.right - self.left
    }
}

/// An entry of the contents.
#[derive(Debug, Clone)]
struct ContentsEntry {
    level: HeadingLevel,
    text: String,
    label: Label,
}

/// Lays a document out.
///
/// # Errors
///
/// Where a chart cannot be drawn or the page numbers do not settle.
pub fn compose(document: &Document) -> Result<Scene, ReportError> {
    let mut shaper = Shaper::new()?;
    let contents: Vec<ContentsEntry> = document
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Heading(heading) if is_listed(heading) => Some(ContentsEntry {
                level: heading.level,
                text: heading.text.clone(),
                label: heading.label.clone(),
            }),
            _ => None,
        })
        .collect();
    let geometry = Geometry::of(document.page_size);
    let mut known = Labels::new();
    for _ in 0..ROUNDS {
        let mut flow = Flow::new(&mut shaper, geometry, &known);
        let mut blocks = document.blocks.as_slice();
        while let [block, rest @ ..] = blocks {
            flow.block(block, rest, &contents)?;
            blocks = rest;
        }
        let (scene, labels) = flow.finish(document);
        if labels == known {
            return Ok(scene);
        }
        known = labels;
    }
    Err(ReportError::Unsettled(ROUNDS))
}

/// Whether a heading stands in the contents.
fn is_listed(heading: &Heading) -> bool {
    match heading.level {
        HeadingLevel::Section | HeadingLevel::Part => heading.label.0 != CONTENTS,
        HeadingLevel::Item => false,
    }
}

/// Characters of a document that no bundled font holds, or that would act unseen.
///
/// # Errors
///
/// Only where the build is broken.
pub fn replaced_characters<'t>(
    texts: impl Iterator<Item = &'t str>,
) -> Result<Vec<char>, ReportError> {
    let mut shaper = Shaper::new()?;
    for text in texts {
        let _ = shaper.visible(crate::block::Typeface::Text, text);
    }
    Ok(shaper.replaced().collect())
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::block::{Cell, Column, Density, DocumentInfo, Furniture, Table};
    use crate::scene::{Mark, Paint, Role};

    fn document(blocks: Vec<Block>) -> Document {
        Document {
            page_size: PageSize::A4,
            info: DocumentInfo {
                title: "Title".into(),
                author: "Author".into(),
                subject: "Subject".into(),
                creator: "Creator".into(),
                document_id: "id".into(),
                created_at: DateTime::UNIX_EPOCH,
            },
            furniture: Furniture {
                header: "Header".into(),
                header_id: "ID".into(),
                footer: "Footer".into(),
            },
            blocks,
        }
    }

    fn table(rows: Vec<Vec<Cell>>) -> Document {
        document(vec![Block::Table(Table {
            columns: vec![Column::share("Name", 1.0), Column::share("Words", 2.0)],
            rows,
            caption: Some("Table 1".into()),
            density: Density::Normal,
        })])
    }

    /// The words on each page, with what they are.
    fn words(scene: &Scene) -> Vec<Vec<(Mark, String)>> {
        scene
            .pages
            .iter()
            .map(|page| {
                let mut mark = Mark::Layout;
                let mut words = Vec::new();
                for paint in &page.paints {
                    match paint {
                        Paint::Begin(now) => mark = *now,
                        Paint::Text { run, .. } => words.push((mark, run.text.clone())),
                        _ => {}
                    }
                }
                words
            })
            .collect()
    }

    #[test]
    fn the_head_of_a_table_is_repeated_on_every_page_as_an_artifact() {
        let rows = (0..120)
            .map(|row| vec![format!("row {row}").into(), "x".into()])
            .collect();
        let pages = words(&compose(&table(rows)).unwrap());
        assert!(pages.len() > 2, "120 rows take more than two pages");
        let heads: Vec<bool> = pages
            .iter()
            .map(|page| page.contains(&(Mark::Header, "Name".into())))
            .collect();
        assert!(!heads[0], "the first head is content");
        assert!(
            heads[1..].iter().all(|head| *head),
            "all others are artifacts"
        );
    }

    #[test]
    fn every_row_of_a_long_table_is_on_some_page_once_and_in_order() {
        let rows = (0..200)
            .map(|row| vec![format!("row{row}").into(), "x".into()])
            .collect();
        let pages = words(&compose(&table(rows)).unwrap());
        let found: Vec<String> = pages
            .concat()
            .into_iter()
            .map(|(_, words)| words)
            .filter(|words| words.starts_with("row"))
            .collect();
        let expected: Vec<String> = (0..200).map(|row| format!("row{row}")).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_row_that_fits_on_a_page_is_not_cut() {
        let lines = |row: usize| {
            (0..7)
                .map(|line| format!("r{row}l{line}\n"))
                .collect::<String>()
        };
        let rows = (0..60)
            .map(|row| vec![format!("row {row}").into(), lines(row).into()])
            .collect();
        let pages = words(&compose(&table(rows)).unwrap());
        for row in 0..60 {
            let on: Vec<usize> = pages
                .iter()
                .enumerate()
                .filter(|(_, page)| {
                    page.iter()
                        .any(|(_, words)| words.starts_with(&format!("r{row}l")))
                })
                .map(|(index, _)| index)
                .collect();
            assert_eq!(on.len(), 1, "row {row} is on one page");
        }
    }

    #[test]
    fn a_row_higher_than_a_page_goes_on_and_loses_nothing() {
        let lines: String = (0..150).map(|line| format!("line{line}\n")).collect();
        let scene = compose(&table(vec![vec!["long".into(), lines.into()]])).unwrap();
        let found = words(&scene)
            .concat()
            .into_iter()
            .filter(|(_, words)| words.starts_with("line"))
            .count();
        assert_eq!(found, 150);
        let rows = scene
            .nodes
            .iter()
            .filter(|node| node.role == Role::TableRow)
            .count();
        assert_eq!(rows, 2, "the head and one row, however many pages");
    }

    #[test]
    fn the_footer_counts_pages_and_knows_how_many_there_are() {
        let pages = words(
            &compose(&document(vec![
                "one".into(),
                Block::PageBreak,
                "two".into(),
            ]))
            .unwrap(),
        );
        let footers: Vec<bool> = (1..=2)
            .map(|number| {
                pages[number - 1].contains(&(Mark::Footer, format!("Page {number} of 2")))
            })
            .collect();
        assert_eq!(footers, [true, true]);
    }

    /// Lines of text and a heading with a table whose head would stand alone on the page.
    fn heading_before(rows: usize, lines: usize) -> Vec<Vec<(Mark, String)>> {
        let mut blocks: Vec<Block> = (0..lines).map(|_| "filler".into()).collect();
        blocks.push(Block::Heading(Heading {
            level: HeadingLevel::Item,
            text: "Heading".into(),
            label: Label::new("heading"),
        }));
        let rows = (0..rows)
            .map(|row| vec![format!("row {row}").into(), "x\nx\nx".into()])
            .collect();
        blocks.extend(table(rows).blocks);
        words(&compose(&document(blocks)).unwrap())
    }

    /// The page of the first words that are the given ones.
    fn page_of(pages: &[Vec<(Mark, String)>], wanted: &str) -> Option<usize> {
        pages.iter().position(|page| {
            page.iter()
                .any(|(mark, words)| matches!(mark, Mark::Content(_)) && words == wanted)
        })
    }

    #[test]
    fn a_heading_stands_on_the_page_of_the_first_row_below_it() {
        for lines in 20..40 {
            let pages = heading_before(60, lines);
            assert_eq!(
                page_of(&pages, "Heading"),
                page_of(&pages, "row 0"),
                "after {lines} lines"
            );
        }
    }

    #[test]
    fn a_short_table_is_not_divided() {
        for lines in 20..40 {
            let pages = heading_before(5, lines);
            let first = page_of(&pages, "Heading");
            assert!(first.is_some(), "the heading is on some page");
            for row in 0..5 {
                let page = page_of(&pages, &format!("row {row}"));
                assert_eq!(page, first, "row {row} after {lines} lines");
            }
        }
    }

    #[test]
    fn an_address_in_words_leads_to_that_address() {
        let scene = compose(&document(vec!["Ask ana@clicki.example for it.".into()])).unwrap();
        let links = &scene.pages[0].links;
        assert_eq!(links.len(), 1);
        assert_eq!(
            links[0].goal,
            crate::scene::Goal::Address("mailto:ana@clicki.example".into())
        );
    }

    #[test]
    fn text_stays_within_the_page() {
        let hostile = "W".repeat(4000);
        let scene = compose(&table(vec![vec![hostile.clone().into(), hostile.into()]])).unwrap();
        for paint in scene.pages.iter().flat_map(|page| &page.paints) {
            if let Paint::Text { run, size, at, .. } = paint {
                assert!(
                    at.0 + run.width * size <= scene.size.0 - 20.0,
                    "text ends on the page"
                );
                assert!(at.1 < scene.size.1, "text stands on the page");
            }
        }
    }

    impl From<&str> for Block {
        fn from(words: &str) -> Self {
            Self::Paragraph(crate::block::Paragraph {
                kind: crate::block::ParagraphKind::Body,
                spans: vec![words.into()],
            })
        }
    }
}
