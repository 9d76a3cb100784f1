//! Breaks spans into lines: UAX #14 opportunities, emergency breaks in over-long words, and
//! visual order of right-to-left words.

use std::collections::BTreeMap;
use std::rc::Rc;

use unicode_bidi::{BidiInfo, Level};
use unicode_linebreak::{BreakOpportunity, linebreaks};

use crate::block::{Label, Tone, Typeface};
use crate::fonts::Shaper;
use crate::scene::{Glyph, GlyphRun};
use crate::theme::{self, TextSize};

/// Where a click leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A place in this document.
    Place(Label),
    /// An address outside, as a URI.
    Address(String),
}

/// A span whose words are known and can be shown.
#[derive(Debug, Clone)]
pub struct ResolvedSpan {
    /// Words.
    pub words: String,
    /// Face.
    pub face: Typeface,
    /// Tone.
    pub tone: Tone,
    /// Where a click leads.
    pub target: Option<Target>,
}

/// The part of a line that belongs to one span.
#[derive(Debug, Clone)]
pub struct Segment {
    /// Position of the span.
    pub span: usize,
    /// Glyphs in visual order.
    pub runs: Vec<GlyphRun>,
    /// Width in points.
    pub width: f32,
}

/// One line.
#[derive(Debug, Clone, Default)]
pub struct Line {
    /// Parts from left to right.
    pub segments: Vec<Segment>,
    /// Width in points without trailing space.
    pub width: f32,
}

struct Piece {
    runs: Rc<Vec<GlyphRun>>,
    span: usize,
    width: f32,
    trailing: f32,
    /// Level of each run: odd ones are read from right to left.
    levels: Vec<Level>,
    /// Points in an em.
    scale: f32,
    breakable: bool,
    hard: bool,
}

/// Breaks spans into lines of at most `width` points.
pub fn break_lines(
    shaper: &mut Shaper,
    spans: &[ResolvedSpan],
    size: TextSize,
    width: f32,
) -> Vec<Line> {
    let pieces = pieces(shaper, spans, size, width);
    let mut lines = Vec::new();
    let mut start = 0;
    while start < pieces.len() {
        let end = line_end(&pieces, start, width);
        lines.push(assemble(&pieces[start..end]));
        start = end;
    }
    lines
}

fn line_end(pieces: &[Piece], start: usize, width: f32) -> usize {
    let mut used = 0.0;
    let mut last = start + 1;
    for (index, piece) in pieces.iter().enumerate().skip(start) {
        used += piece.width;
        if used - piece.trailing > width + 0.01 && index > start {
            return last;
        }
        if piece.breakable {
            last = index + 1;
        }
        if piece.hard {
            return index + 1;
        }
    }
    pieces.len()
}

fn pieces(shaper: &mut Shaper, spans: &[ResolvedSpan], size: TextSize, width: f32) -> Vec<Piece> {
    let all: String = spans.iter().map(|span| span.words.as_str()).collect();
    let breaks: BTreeMap<usize, bool> = linebreaks(&all)
        .map(|(at, kind)| (at, kind == BreakOpportunity::Mandatory && at != all.len()))
        .collect();
    let levels = right_to_left_levels(&all);
    let mut pieces = Vec::new();
    let mut base = 0;
    for (index, span) in spans.iter().enumerate() {
        let end = base + span.words.len();
        let mut start = base;
        let inner = breaks.range(base + 1..end.max(base + 1)).map(|(at, _)| *at);
        for at in inner.chain(std::iter::once(end)) {
            let token = all[start..at].trim_end_matches('\n');
            let hard = breaks.get(&at).copied().unwrap_or(false);
            let breakable = breaks.contains_key(&at);
            let scale = theme::face_size(span.face, size.size);
            let mut piece = |from: usize, runs: Rc<Vec<GlyphRun>>, breakable, hard, trailing| {
                let em: f32 = runs.iter().map(|run| run.width).sum();
                pieces.push(Piece {
                    width: em * scale,
                    levels: run_levels(levels.as_deref(), from, &runs),
                    runs,
                    span: index,
                    trailing,
                    scale,
                    breakable,
                    hard,
                });
            };
            let whole = shaper.width(span.face, token) * scale;
            let bare = shaper.width(span.face, token.trim_end()) * scale;
            if bare > width {
                let parts = emergency_parts(shaper, span.face, token, width / scale);
                let count = parts.len();
                let mut from = start;
                for (part_index, part) in parts.into_iter().enumerate() {
                    let last = part_index + 1 == count;
                    let runs = shaper.shape(span.face, part);
                    piece(from, runs, breakable || !last, hard && last, 0.0);
                    from += part.len();
                }
            } else if !token.is_empty() || hard {
                let runs = shaper.shape(span.face, token);
                piece(start, runs, breakable, hard, whole - bare);
            }
            start = at;
        }
        base = end;
    }
    pieces
}

/// Cuts a word that fits on no line, between glyph clusters.
fn emergency_parts<'t>(
    shaper: &mut Shaper,
    face: Typeface,
    token: &'t str,
    width: f32,
) -> Vec<&'t str> {
    let mut advances: BTreeMap<usize, f32> = BTreeMap::new();
    let mut offset = 0;
    for run in shaper.shape(face, token).iter() {
        for glyph in &run.glyphs {
            *advances.entry(offset + glyph.range.start).or_insert(0.0) += glyph.advance;
        }
        offset += run.text.len();
    }
    let mut parts = Vec::new();
    let mut start = 0;
    let mut used = 0.0;
    for (at, advance) in advances {
        if used + advance > width && at > start {
            parts.push(&token[start..at]);
            start = at;
            used = 0.0;
        }
        used += advance;
    }
    parts.push(&token[start..]);
    parts
}

fn right_to_left_levels(all: &str) -> Option<Vec<Level>> {
    let may_be_rtl = all
        .chars()
        .any(|c| matches!(u32::from(c), 0x590..=0x8ff | 0xfb1d..=0xfeff));
    if !may_be_rtl {
        return None;
    }
    Some(BidiInfo::new(all, Some(Level::ltr())).levels).filter(|levels| !levels.is_empty())
}

/// Level of each run of a piece that starts at a byte of the paragraph.
fn run_levels(levels: Option<&[Level]>, from: usize, runs: &[GlyphRun]) -> Vec<Level> {
    let Some(levels) = levels else {
        return vec![Level::ltr(); runs.len()];
    };
    runs.iter()
        .scan(from, |at, run| {
            let level = levels.get(*at).copied().unwrap_or_else(Level::ltr);
            *at += run.text.len();
            Some(level)
        })
        .collect()
}

fn assemble(pieces: &[Piece]) -> Line {
    let full: f32 = pieces.iter().map(|piece| piece.width).sum();
    let trailing = pieces.last().map_or(0.0, |piece| piece.trailing);
    let mut line = Line {
        segments: Vec::new(),
        width: full - trailing,
    };
    let runs: Vec<(&Piece, &GlyphRun)> = pieces
        .iter()
        .flat_map(|piece| piece.runs.iter().map(move |run| (piece, run)))
        .collect();
    let levels: Vec<Level> = pieces
        .iter()
        .flat_map(|piece| piece.levels.iter().copied())
        .collect();
    let order = if levels.iter().any(|level| level.is_rtl()) {
        BidiInfo::reorder_visual(&levels)
    } else {
        (0..runs.len()).collect()
    };
    for index in order {
        let (piece, run) = runs[index];
        if line
            .segments
            .last()
            .is_none_or(|segment| segment.span != piece.span)
        {
            line.segments.push(Segment {
                span: piece.span,
                runs: Vec::new(),
                width: 0.0,
            });
        }
        if let Some(segment) = line.segments.last_mut() {
            segment.width += run.width * piece.scale;
            append(&mut segment.runs, run, levels[index]);
        }
    }
    line
}

/// Joins left-to-right runs of the same font, so that a line is few text operations.
fn append(runs: &mut Vec<GlyphRun>, run: &GlyphRun, level: Level) {
    match runs.last_mut() {
        Some(last) if last.font == run.font && level.is_ltr() => {
            let offset = last.text.len();
            last.text.push_str(&run.text);
            last.width += run.width;
            last.glyphs.extend(run.glyphs.iter().map(|glyph| Glyph {
                range: glyph.range.start + offset..glyph.range.end + offset,
                ..glyph.clone()
            }));
        }
        _ => runs.push(run.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(words: &str, width: f32) -> Vec<String> {
        let mut shaper = Shaper::new().unwrap();
        let span = ResolvedSpan {
            words: words.into(),
            face: Typeface::Text,
            tone: Tone::Ink,
            target: None,
        };
        break_lines(&mut shaper, &[span], theme::BODY, width)
            .into_iter()
            .map(|line| {
                line.segments
                    .iter()
                    .flat_map(|segment| &segment.runs)
                    .map(|run| run.text.as_str())
                    .collect()
            })
            .collect()
    }

    #[test]
    fn words_break_at_spaces_and_nothing_is_lost() {
        let words = "The first approval came after the deployment began.";
        let broken = lines(words, 90.0);
        assert!(broken.len() > 2, "90 points hold only part of the sentence");
        assert_eq!(broken.concat(), words);
    }

    #[test]
    fn a_word_wider_than_the_line_is_cut_and_nothing_is_lost() {
        let hash = "5b0d9c1e77aa41f0".repeat(8);
        let broken = lines(&hash, 80.0);
        assert!(broken.len() > 5, "the hash takes several lines");
        assert_eq!(broken.concat(), hash);
    }

    #[test]
    fn a_line_feed_is_a_hard_break() {
        assert_eq!(lines("one\ntwo", 300.0), ["one", "two"]);
    }

    #[test]
    fn every_line_fits_the_width() {
        let mut shaper = Shaper::new().unwrap();
        let span = ResolvedSpan {
            words: "監査証拠 ".repeat(40) + &"x".repeat(300),
            face: Typeface::Text,
            tone: Tone::Ink,
            target: None,
        };
        for line in break_lines(&mut shaper, &[span], theme::BODY, 120.0) {
            assert!(line.width <= 120.1, "{} is too wide", line.width);
        }
    }

    #[test]
    fn words_of_a_right_to_left_language_are_placed_from_right_to_left() {
        let line = lines("x שלום עולם y", 300.0).concat();
        assert_eq!(line, "x עולם שלום y");
    }
}
