//! Fonts reduced to the glyphs in use, registered under fixed names.

use std::collections::{BTreeMap, BTreeSet};

use printpdf::{FontId as PdfFontId, FontMetrics, ParsedFont, PdfDocument, PdfFont};
use rustybuzz::ttf_parser::GlyphId;
use subsetter::GlyphRemapper;

use crate::error::ReportError;
use crate::fonts::FontId;
use crate::scene::{Paint, Scene};

/// An embedded font.
pub struct Embedded {
    /// Its name in the document.
    pub id: PdfFontId,
    /// Old glyph numbers to new ones.
    pub glyphs: GlyphRemapper,
    /// Advance by new glyph number in thousandths of an em, cut to whole numbers as they are
    /// written.
    pub widths: Vec<i64>,
}

/// Embeds the fonts that a scene uses.
///
/// # Errors
///
/// Where a font cannot be reduced.
pub fn embed(
    scene: &Scene,
    document: &mut PdfDocument,
) -> Result<BTreeMap<FontId, Embedded>, ReportError> {
    let mut used: BTreeMap<FontId, BTreeSet<u16>> = BTreeMap::new();
    for paint in scene.pages.iter().flat_map(|page| &page.paints) {
        if let Paint::Text { run, .. } = paint {
            used.entry(run.font)
                .or_default()
                .extend(run.glyphs.iter().map(|glyph| glyph.id));
        }
    }
    used.into_iter()
        .map(|(font, glyphs)| Ok((font, embed_font(font, &glyphs, document)?)))
        .collect()
}

fn embed_font(
    font: FontId,
    used: &BTreeSet<u16>,
    document: &mut PdfDocument,
) -> Result<Embedded, ReportError> {
    let glyph_ids: Vec<u16> = used.iter().copied().collect();
    let glyphs = GlyphRemapper::new_from_glyphs_sorted(&glyph_ids);
    let subset =
        subsetter::subset(font.data(), 0, &glyphs).map_err(|error| ReportError::Subset {
            name: font.name(),
            reason: error.to_string(),
        })?;
    let face = font.face()?;
    let units = u16::try_from(face.units_per_em()).unwrap_or(1000);
    let advances: BTreeMap<u16, u16> = glyph_ids
        .iter()
        .filter_map(|old| {
            Some((
                glyphs.get(*old)?,
                face.glyph_hor_advance(GlyphId(*old)).unwrap_or(0),
            ))
        })
        .collect();
    let widths = (0..glyphs.num_gids())
        .map(|new| {
            let advance = advances.get(&new).copied().unwrap_or(0);
            // The page writer cuts widths in the same way; see `pages::codepoints`.
            (f32::from(advance) * 1000.0 / f32::from(units)) as i64
        })
        .collect();
    let bounds = face.global_bounding_box();
    let mut parsed = ParsedFont::with_glyph_data(
        subset,
        0,
        Some(format!("{}+{}", subset_tag(font, &glyph_ids), font.name())),
        BTreeMap::new(),
        advances,
        units,
        FontMetrics {
            ascent: face.ascender(),
            descent: face.descender(),
        },
    );
    parsed.pdf_font_metrics.units_per_em = units;
    parsed.pdf_font_metrics.x_min = bounds.x_min;
    parsed.pdf_font_metrics.y_min = bounds.y_min;
    parsed.pdf_font_metrics.x_max = bounds.x_max;
    parsed.pdf_font_metrics.y_max = bounds.y_max;
    parsed.pdf_font_metrics.us_weight_class = face.weight().to_number();
    // A fixed name: the writer's own would come from a counter of the process.
    let id = PdfFontId(format!("F{}", font.index()));
    document
        .resources
        .fonts
        .map
        .insert(id.clone(), PdfFont::new(parsed));
    Ok(Embedded { id, glyphs, widths })
}

/// Six letters that name the subset (ISO 32000-1, 9.6.4), derived from its glyphs.
fn subset_tag(font: FontId, glyphs: &[u16]) -> String {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64 ^ font.index() as u64;
    for glyph in glyphs {
        hash = (hash ^ u64::from(*glyph)).wrapping_mul(0x0100_0000_01b3);
    }
    (0..6)
        .map(|place| char::from(b'A' + ((hash >> (place * 8)) % 26) as u8))
        .collect()
}
