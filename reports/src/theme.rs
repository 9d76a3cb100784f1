//! Colours, sizes and distances of the printed page.

use crate::block::{Tone, Typeface};
use crate::outcome::Outcome;

/// An opaque sRGB colour. Packs use no transparency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rgb(pub u8, pub u8, pub u8);

/// Text.
pub const INK: Rgb = Rgb(0x14, 0x20, 0x2b);
/// Secondary text.
pub const MUTED: Rgb = Rgb(0x56, 0x64, 0x6f);
/// Kicker, links.
pub const ACCENT: Rgb = Rgb(0x0d, 0x6b, 0x66);
/// Hair lines between rows.
pub const HAIRLINE: Rgb = Rgb(0xd5, 0xda, 0xdf);
/// Frames, header and footer rules.
pub const RULE: Rgb = Rgb(0xc6, 0xcd, 0xd3);
/// Caution.
pub const CAUTION: Rgb = Rgb(0x8f, 0x5a, 0x00);
/// Paper.
pub const PAPER: Rgb = Rgb(0xff, 0xff, 0xff);
/// Empty cells of calendars.
pub const EMPTY_CELL: Rgb = Rgb(0xee, 0xf1, 0xf3);
/// Calendar cells from few to many.
pub const CALENDAR: [Rgb; 3] = [
    Rgb(0xc5, 0xdd, 0xd9),
    Rgb(0x8b, 0xba, 0xb5),
    Rgb(0x3d, 0x86, 0x80),
];

/// Cells of a heat map in which all passed.
pub const HEAT_PASSED: Rgb = Rgb(0xe4, 0xef, 0xe8);
/// Cells of a heat map with failures, from few to many.
pub const HEAT_FAILED: [Rgb; 3] = [
    Rgb(0xf4, 0xcf, 0xca),
    Rgb(0xe0, 0x8f, 0x86),
    Rgb(0xa3, 0x22, 0x1a),
];

/// Fill of an outcome in charts; text uses [`outcome_ink`].
#[must_use]
pub const fn outcome_fill(outcome: Outcome) -> Rgb {
    match outcome {
        Outcome::Fail => Rgb(0xb3, 0x26, 0x1e),
        Outcome::InsufficientEvidence => Rgb(0xf6, 0xe4, 0xc0),
        Outcome::Pending => Rgb(0xe6, 0xee, 0xfa),
        Outcome::Pass => Rgb(0x93, 0xbd, 0xa3),
        Outcome::NotApplicable => PAPER,
    }
}

/// Colour of an outcome's word, its hatching or its outline.
#[must_use]
pub const fn outcome_ink(outcome: Outcome) -> Rgb {
    match outcome {
        Outcome::Fail => Rgb(0xb3, 0x26, 0x1e),
        Outcome::InsufficientEvidence => CAUTION,
        Outcome::Pending => Rgb(0x2a, 0x5e, 0xa8),
        Outcome::Pass => Rgb(0x2c, 0x7a, 0x4b),
        Outcome::NotApplicable => Rgb(0x64, 0x70, 0x7a),
    }
}

/// Colour of a tone of text.
#[must_use]
pub const fn tone(tone: Tone) -> Rgb {
    match tone {
        Tone::Ink => INK,
        Tone::Muted => MUTED,
        Tone::Accent => ACCENT,
        Tone::Caution => CAUTION,
        Tone::Outcome(outcome) => outcome_ink(outcome),
    }
}

/// Size and line height of a kind of text, in points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TextSize {
    /// Size.
    pub size: f32,
    /// Distance of baselines.
    pub leading: f32,
}

impl TextSize {
    const fn new(size: f32, leading: f32) -> Self {
        Self { size, leading }
    }
}

/// The title on the cover.
pub const TITLE: TextSize = TextSize::new(25.0, 30.0);
/// The line under the title.
pub const SUBTITLE: TextSize = TextSize::new(12.0, 17.0);
/// Heading of a section.
pub const SECTION: TextSize = TextSize::new(15.0, 20.0);
/// Heading of a part of a section.
pub const PART: TextSize = TextSize::new(10.5, 14.5);
/// Heading of one of many alike.
pub const ITEM: TextSize = TextSize::new(9.2, 13.2);
/// Running text.
pub const BODY: TextSize = TextSize::new(9.2, 13.2);
/// Table cells.
pub const CELL: TextSize = TextSize::new(8.4, 11.6);
/// Dense table cells.
pub const DENSE: TextSize = TextSize::new(7.4, 10.0);
/// Captions and notes.
pub const NOTE: TextSize = TextSize::new(7.8, 11.0);
/// Header and footer.
pub const FURNITURE: TextSize = TextSize::new(7.6, 10.0);

/// The mono face looks larger than the text face; this factor evens them.
pub const MONO_SCALE: f32 = 0.9;

/// Size of a face within a text size.
#[must_use]
pub fn face_size(face: Typeface, size: f32) -> f32 {
    match face {
        Typeface::Text | Typeface::Strong => size,
        Typeface::Mono => size * MONO_SCALE,
    }
}
