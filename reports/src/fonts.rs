//! Bundled fonts and text shaping with a fallback for each character.

mod shaper;

pub use shaper::Shaper;

use rustybuzz::Face;

use crate::error::ReportError;

/// A bundled font.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FontId {
    /// Inter, weight 400.
    Text,
    /// Inter, weight 600.
    Strong,
    /// JetBrains Mono.
    Mono,
    /// DejaVu Sans: symbols, Arabic, Hebrew and more.
    Symbols,
    /// NanumSquare: Korean.
    Korean,
    /// Droid Sans Fallback: Chinese and Japanese.
    EastAsian,
}

impl FontId {
    /// All fonts in a fixed order.
    pub const ALL: [Self; 6] = [
        Self::Text,
        Self::Strong,
        Self::Mono,
        Self::Symbols,
        Self::Korean,
        Self::EastAsian,
    ];

    /// PostScript name, as embedded.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "Inter-Regular",
            Self::Strong => "Inter-SemiBold",
            Self::Mono => "JetBrainsMono-Regular",
            Self::Symbols => "DejaVuSans",
            Self::Korean => "NanumSquareR",
            Self::EastAsian => "DroidSansFallback",
        }
    }

    /// The font file.
    #[must_use]
    pub const fn data(self) -> &'static [u8] {
        match self {
            Self::Text => include_bytes!("../fonts/Inter-Regular.ttf"),
            Self::Strong => include_bytes!("../fonts/Inter-SemiBold.ttf"),
            Self::Mono => include_bytes!("../fonts/JetBrainsMono-Regular.ttf"),
            Self::Symbols => include_bytes!("../fonts/DejaVuSans.ttf"),
            Self::Korean => include_bytes!("../fonts/NanumSquareR.ttf"),
            Self::EastAsian => include_bytes!("../fonts/DroidSansFallback.ttf"),
        }
    }

    /// Position in [`FontId::ALL`].
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }

    /// Opens the font.
    ///
    /// # Errors
    ///
    /// Only where the build is broken.
    pub fn face(self) -> Result<Face<'static>, ReportError> {
        Face::from_slice(self.data(), 0).ok_or(ReportError::Font(self.name()))
    }
}
