//! Pages of the scene as printpdf operations.

use std::collections::BTreeMap;

use printpdf::{
    Actions, BorderArray, Codepoint, Color, ColorArray, Destination, DictItem, HighlightingMode,
    Line, LinePoint, LinkAnnotation, Mm, Op, PaintMode, PdfDocument, PdfFontHandle, PdfPage,
    PdfSaveOptions, Point, Polygon, PolygonRing, Pt, Rect, TextItem, TextMatrix, WindingOrder,
};

use super::embedding::{Embedded, embed};
use crate::error::ReportError;
use crate::fonts::FontId;
use crate::scene::{GlyphRun, Goal, LinkArea, Mark, Paint, Scene};
use crate::theme::Rgb;

/// Writes all pages.
///
/// # Errors
///
/// Where a font cannot be embedded, or the writer warns of lost content.
pub fn write(scene: &Scene) -> Result<lopdf::Document, ReportError> {
    let mut document = PdfDocument::new(&scene.info.title);
    let fonts = embed(scene, &mut document)?;
    let (width, height) = scene.size;
    for page in &scene.pages {
        let mut sheet = Sheet {
            fonts: &fonts,
            height,
            ops: Vec::new(),
            marked: 0,
        };
        for paint in &page.paints {
            sheet.paint(paint)?;
        }
        for link in &page.links {
            sheet.link(link);
        }
        document.pages.push(PdfPage::new(
            Mm::from(Pt(width)),
            Mm::from(Pt(height)),
            sheet.ops,
        ));
    }
    let mut warnings = Vec::new();
    let finished = document.to_lopdf_document(&PdfSaveOptions::default(), &mut warnings);
    match warnings.first() {
        Some(warning) => Err(ReportError::PageWriter(format!("{warning:?}"))),
        None => Ok(finished),
    }
}

struct Sheet<'a> {
    fonts: &'a BTreeMap<FontId, Embedded>,
    height: f32,
    ops: Vec<Op>,
    marked: i64,
}

impl Sheet<'_> {
    fn point(&self, (x, y): (f32, f32)) -> Point {
        Point {
            x: Pt(x),
            y: Pt(self.height - y),
        }
    }

    fn corner(&self, at: (f32, f32)) -> LinePoint {
        LinePoint {
            p: self.point(at),
            bezier: false,
        }
    }

    fn paint(&mut self, paint: &Paint) -> Result<(), ReportError> {
        match paint {
            Paint::Begin(mark) => self.begin(*mark),
            Paint::End => self.ops.push(Op::EndMarkedContent),
            Paint::Rect {
                frame: [left, top, width, height],
                colour,
            } => {
                self.ops.push(Op::SetFillColor { col: rgb(*colour) });
                let rectangle = Rect {
                    x: Pt(*left),
                    y: Pt(self.height - top - height),
                    width: Pt(*width),
                    height: Pt(*height),
                    mode: Some(PaintMode::Fill),
                    winding_order: None,
                };
                self.ops.push(Op::DrawRectangle { rectangle });
            }
            Paint::Polygon { points, colour } => {
                self.ops.push(Op::SetFillColor { col: rgb(*colour) });
                let points = points.iter().map(|at| self.corner(*at)).collect();
                let polygon = Polygon {
                    rings: vec![PolygonRing { points }],
                    mode: PaintMode::Fill,
                    winding_order: WindingOrder::NonZero,
                };
                self.ops.push(Op::DrawPolygon { polygon });
            }
            Paint::Line {
                points,
                width,
                colour,
            } => {
                self.ops.push(Op::SetOutlineColor { col: rgb(*colour) });
                self.ops.push(Op::SetOutlineThickness { pt: Pt(*width) });
                let points = points.iter().map(|at| self.corner(*at)).collect();
                self.ops.push(Op::DrawLine {
                    line: Line {
                        points,
                        is_closed: false,
                    },
                });
            }
            Paint::Text {
                run,
                size,
                at,
                colour,
            } => return self.text(run, *size, *at, *colour),
        }
        Ok(())
    }

    fn begin(&mut self, mark: Mark) {
        let name = |words: &str| DictItem::Name(words.as_bytes().to_vec());
        let mut map = BTreeMap::new();
        let tag = match mark {
            Mark::Content(_) => {
                map.insert("MCID".to_owned(), DictItem::Int(self.marked));
                self.marked += 1;
                "P"
            }
            Mark::Layout => {
                map.insert("Type".to_owned(), name("Layout"));
                "Artifact"
            }
            Mark::Header | Mark::Footer => {
                map.insert("Type".to_owned(), name("Pagination"));
                let subtype = if mark == Mark::Header {
                    "Header"
                } else {
                    "Footer"
                };
                map.insert("Subtype".to_owned(), name(subtype));
                "Artifact"
            }
        };
        self.ops.push(Op::BeginMarkedContentWithProperties {
            tag: tag.into(),
            properties: DictItem::Dict { map },
        });
    }

    fn text(
        &mut self,
        run: &GlyphRun,
        size: f32,
        at: (f32, f32),
        colour: Rgb,
    ) -> Result<(), ReportError> {
        let embedded = self
            .fonts
            .get(&run.font)
            .ok_or(ReportError::Font(run.font.name()))?;
        let codepoints = codepoints(run, embedded)?;
        let matrix = TextMatrix::Raw([1.0, 0.0, 0.0, 1.0, at.0, self.height - at.1]);
        self.ops.extend([
            Op::StartTextSection,
            Op::SetFillColor { col: rgb(colour) },
            Op::SetFont {
                font: PdfFontHandle::External(embedded.id.clone()),
                size: Pt(size),
            },
            Op::SetTextMatrix { matrix },
            Op::ShowText {
                items: vec![TextItem::GlyphIds(codepoints)],
            },
            Op::EndTextSection,
        ]);
        Ok(())
    }

    fn link(&mut self, link: &LinkArea) {
        let [left, top, right, bottom] = link.frame;
        let area = Rect {
            x: Pt(left),
            y: Pt(self.height - bottom),
            width: Pt(right - left),
            height: Pt(bottom - top),
            mode: None,
            winding_order: None,
        };
        let action = match &link.goal {
            Goal::Page { page, y } => Actions::go_to(Destination::Xyz {
                page: page + 1,
                left: Some(0.0),
                top: Some(self.height - y),
                zoom: None,
            }),
            Goal::Address(uri) => Actions::uri(uri.clone()),
        };
        let annotation = LinkAnnotation::new(
            area,
            action,
            Some(BorderArray::Solid([0.0, 0.0, 0.0])),
            Some(ColorArray::Transparent),
            Some(HighlightingMode::Invert),
        );
        self.ops.push(Op::LinkAnnotation { link: annotation });
    }
}

/// Glyphs under their new numbers. Widths are written as whole thousandths; what this loses,
/// and what kerning moves, is put right by offsets, so that no drift builds up along a line.
fn codepoints(run: &GlyphRun, embedded: &Embedded) -> Result<Vec<Codepoint>, ReportError> {
    let mut drift = 0.0_f32;
    let mut last_start = usize::MAX;
    run.glyphs
        .iter()
        .map(|glyph| {
            let id = embedded
                .glyphs
                .get(glyph.id)
                .ok_or(ReportError::Font(run.font.name()))?;
            let written = embedded.widths.get(usize::from(id)).copied().unwrap_or(0);
            drift += written as f32 - glyph.advance * 1000.0;
            let offset = if drift.abs() >= 1.0 {
                drift.round()
            } else {
                0.0
            };
            drift -= offset;
            // Only the first glyph of a cluster carries its text.
            let words = if glyph.range.start == last_start {
                ""
            } else {
                run.text.get(glyph.range.clone()).unwrap_or_default()
            };
            last_start = glyph.range.start;
            Ok(Codepoint::with_cid(id, offset, words.to_owned()))
        })
        .collect()
}

fn rgb(colour: Rgb) -> Color {
    let part = |channel: u8| (f32::from(channel) / 255.0 * 1000.0).round() / 1000.0;
    Color::Rgb(printpdf::Rgb {
        r: part(colour.0),
        g: part(colour.1),
        b: part(colour.2),
        icc_profile: None,
    })
}
