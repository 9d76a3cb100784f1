//! Turns words into glyphs, and shows every character that no font holds by its number.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;
use std::str::FromStr as _;

use rustybuzz::{Face, Feature, UnicodeBuffer};

use super::FontId;
use crate::block::Typeface;
use crate::error::ReportError;
use crate::scene::{Glyph, GlyphRun};

/// Entries after which the cache of shaped words starts anew; bounds its memory.
const CACHE_LIMIT: usize = 20_000;

/// Shapes words with the bundled fonts.
pub struct Shaper {
    faces: Vec<Face<'static>>,
    features: Vec<Feature>,
    cache: [HashMap<String, Rc<Vec<GlyphRun>>>; 3],
    replaced: BTreeSet<char>,
}

impl Shaper {
    /// Opens the bundled fonts.
    ///
    /// # Errors
    ///
    /// Only where the build is broken.
    pub fn new() -> Result<Self, ReportError> {
        let faces = FontId::ALL
            .iter()
            .map(|font| font.face())
            .collect::<Result<_, _>>()?;
        Ok(Self {
            faces,
            // Tabular figures, so that columns of numbers line up.
            features: Feature::from_str("tnum").into_iter().collect(),
            cache: Default::default(),
            replaced: BTreeSet::new(),
        })
    }

    /// Characters that were shown by their number so far, in code point order.
    pub fn replaced(&self) -> impl Iterator<Item = char> + '_ {
        self.replaced.iter().copied()
    }

    /// The words as they can be shown: what no font holds, and what would act unseen (control
    /// characters, direction overrides), appears as its code point, such as `[U+1F680]`.
    pub fn visible<'t>(&mut self, typeface: Typeface, words: &'t str) -> Cow<'t, str> {
        if words
            .chars()
            .all(|c| c == '\n' || self.treatment(typeface, c) == Treatment::Show)
        {
            return Cow::Borrowed(words);
        }
        let words = words.replace("\r\n", "\n");
        let mut shown = String::with_capacity(words.len() + 16);
        for c in words.chars() {
            if c == '\n' {
                shown.push(c);
                continue;
            }
            match self.treatment(typeface, c) {
                Treatment::Show => shown.push(c),
                Treatment::Space => shown.push(' '),
                Treatment::Omit => {}
                Treatment::Number => {
                    self.replaced.insert(c);
                    shown.push_str(&format!("[U+{:04X}]", u32::from(c)));
                }
            }
        }
        Cow::Owned(shown)
    }

    /// Shapes words without line breaks. Call [`Shaper::visible`] on them first.
    pub fn shape(&mut self, typeface: Typeface, words: &str) -> Rc<Vec<GlyphRun>> {
        let slot = typeface as usize;
        if let Some(runs) = self.cache[slot].get(words) {
            return Rc::clone(runs);
        }
        let mut parts: Vec<(FontId, String)> = Vec::new();
        for c in words.chars() {
            let font = self.font_for(typeface, c).unwrap_or(chain(typeface)[0]);
            match parts.last_mut() {
                Some((last, part)) if *last == font => part.push(c),
                _ => parts.push((font, c.to_string())),
            }
        }
        let runs: Vec<GlyphRun> = parts
            .into_iter()
            .map(|(font, part)| self.shape_part(font, part))
            .collect();
        let runs = Rc::new(runs);
        if self.cache[slot].len() >= CACHE_LIMIT {
            self.cache[slot].clear();
        }
        self.cache[slot].insert(words.to_owned(), Rc::clone(&runs));
        runs
    }

    /// Width of words in em of the face.
    pub fn width(&mut self, typeface: Typeface, words: &str) -> f32 {
        self.shape(typeface, words)
            .iter()
            .map(|run| run.width)
            .sum()
    }

    fn shape_part(&self, font: FontId, text: String) -> GlyphRun {
        let face = &self.faces[font.index()];
        let em = face.units_per_em() as f32;
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(&text);
        buffer.guess_segment_properties();
        let shaped = rustybuzz::shape(face, &self.features, buffer);
        let infos = shaped.glyph_infos();
        let starts: BTreeSet<usize> = infos.iter().map(|info| info.cluster as usize).collect();
        let glyphs: Vec<Glyph> = infos
            .iter()
            .zip(shaped.glyph_positions())
            .map(|(info, position)| {
                let start = info.cluster as usize;
                let end = starts
                    .range(start + 1..)
                    .next()
                    .copied()
                    .unwrap_or(text.len());
                Glyph {
                    // A TrueType font holds at most 65,535 glyphs.
                    id: u16::try_from(info.glyph_id).unwrap_or(0),
                    advance: position.x_advance as f32 / em,
                    range: start..end,
                }
            })
            .collect();
        let width = glyphs.iter().map(|glyph| glyph.advance).sum();
        GlyphRun {
            font,
            text,
            glyphs,
            width,
        }
    }

    fn font_for(&self, typeface: Typeface, c: char) -> Option<FontId> {
        chain(typeface).iter().copied().find(|font| {
            self.faces[font.index()]
                .glyph_index(c)
                .is_some_and(|glyph| glyph.0 != 0)
        })
    }

    fn treatment(&self, typeface: Typeface, c: char) -> Treatment {
        match c {
            '\t' => Treatment::Space,
            // Joiners, selectors and soft hyphens have no look of their own.
            '\u{ad}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{fe00}'..='\u{fe0f}' => {
                Treatment::Omit
            }
            // These change the order of what is read, or hide: always shown.
            '\u{200b}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2028}'
            | '\u{2029}'
            | '\u{2066}'..='\u{2069}'
            | '\u{feff}' => Treatment::Number,
            c if c.is_control() => Treatment::Number,
            c if self.font_for(typeface, c).is_some() => Treatment::Show,
            _ => Treatment::Number,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Treatment {
    Show,
    Space,
    Omit,
    Number,
}

/// The fonts asked in turn for a face.
const fn chain(typeface: Typeface) -> [FontId; 5] {
    use FontId::{EastAsian, Korean, Mono, Strong, Symbols, Text};
    match typeface {
        Typeface::Text => [Text, Symbols, EastAsian, Korean, Mono],
        Typeface::Strong => [Strong, Symbols, EastAsian, Korean, Mono],
        Typeface::Mono => [Mono, Text, Symbols, EastAsian, Korean],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_without_a_glyph_is_shown_by_its_number_and_reported() {
        let mut shaper = Shaper::new().unwrap();
        assert_eq!(shaper.visible(Typeface::Text, "ship 🚀"), "ship [U+1F680]");
        assert_eq!(shaper.replaced().collect::<Vec<_>>(), ['🚀']);
    }

    #[test]
    fn a_direction_override_is_shown_and_not_obeyed() {
        let mut shaper = Shaper::new().unwrap();
        assert_eq!(shaper.visible(Typeface::Mono, "a\u{202e}b"), "a[U+202E]b");
    }

    #[test]
    fn accents_greek_cyrillic_hebrew_and_east_asian_text_have_glyphs_in_every_face() {
        let mut shaper = Shaper::new().unwrap();
        for typeface in [Typeface::Text, Typeface::Strong, Typeface::Mono] {
            for words in [
                "Élan ő ř",
                "Ελληνικά",
                "Кириллица",
                "שלום",
                "مرحبا",
                "監査証拠 한글",
            ] {
                assert_eq!(shaper.visible(typeface, words), words);
                let runs = shaper.shape(typeface, words);
                assert!(
                    runs.iter()
                        .flat_map(|run| &run.glyphs)
                        .all(|glyph| glyph.id != 0),
                    "{words} has no missing glyph in {typeface:?}"
                );
            }
        }
    }

    #[test]
    fn the_ranges_of_a_right_to_left_run_cover_its_text() {
        let mut shaper = Shaper::new().unwrap();
        let runs = shaper.shape(Typeface::Text, "שלום");
        let mut bytes: Vec<usize> = runs[0]
            .glyphs
            .iter()
            .flat_map(|glyph| glyph.range.clone())
            .collect();
        bytes.sort_unstable();
        assert_eq!(bytes, (0.."שלום".len()).collect::<Vec<_>>());
    }
}
