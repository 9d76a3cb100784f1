//! Drawing in points on any plotters backend, with the patterns that tell outcomes apart
//! without colour.

use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind};
use plotters::element::{PathElement, Rectangle, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color as _, FontStyle, IntoFont as _, RGBColor, ShapeStyle};
use plotters_backend::DrawingBackend;

use crate::outcome::Outcome;
use crate::theme::{self, Rgb};

/// What a backend reports when it cannot draw.
pub type DrawError<DB> = DrawingAreaErrorKind<<DB as DrawingBackend>::ErrorType>;

/// Distance of hatch lines and dots in points.
const PATTERN_STEP: f64 = 2.6;

/// Where text stands relative to its point; always centred in height.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// The text begins at the point.
    Start,
    /// The text is centred on the point.
    Middle,
    /// The text ends at the point.
    End,
}

/// A drawing area with its unit.
pub struct Canvas<'a, DB: DrawingBackend> {
    area: &'a DrawingArea<DB, Shift>,
    pixels_per_point: f64,
}

/// A rectangle in points: left, top, width, height.
pub type Box4 = [f64; 4];

impl<'a, DB: DrawingBackend> Canvas<'a, DB> {
    /// A canvas over the whole area.
    #[must_use]
    pub const fn new(area: &'a DrawingArea<DB, Shift>, pixels_per_point: f64) -> Self {
        Self {
            area,
            pixels_per_point,
        }
    }

    /// Width and height in points.
    #[must_use]
    pub fn size(&self) -> (f64, f64) {
        let (width, height) = self.area.dim_in_pixel();
        (
            f64::from(width) / self.pixels_per_point,
            f64::from(height) / self.pixels_per_point,
        )
    }

    fn pixel(&self, x: f64, y: f64) -> (i32, i32) {
        let round = |points: f64| (points * self.pixels_per_point).round() as i32;
        (round(x), round(y))
    }

    fn stroke(&self, width: f64, colour: Rgb) -> ShapeStyle {
        ShapeStyle {
            color: RGBColor(colour.0, colour.1, colour.2).to_rgba(),
            filled: false,
            stroke_width: (width * self.pixels_per_point).round().max(1.0) as u32,
        }
    }

    /// A filled rectangle.
    pub(crate) fn fill(&self, frame: Box4, colour: Rgb) -> Result<(), DrawError<DB>> {
        let [x, y, width, height] = frame;
        let style = RGBColor(colour.0, colour.1, colour.2).filled();
        let corners = [self.pixel(x, y), self.pixel(x + width, y + height)];
        self.area.draw(&Rectangle::new(corners, style))
    }

    /// The outline of a rectangle; the stroke stays inside.
    pub(crate) fn outline(
        &self,
        frame: Box4,
        stroke: f64,
        colour: Rgb,
    ) -> Result<(), DrawError<DB>> {
        let [x, y, width, height] = frame;
        let half = stroke / 2.0;
        let (left, top) = (x + half, y + half);
        let (right, bottom) = (x + (width - half).max(half), y + (height - half).max(half));
        self.line(
            &[
                (left, top),
                (right, top),
                (right, bottom),
                (left, bottom),
                (left, top),
            ],
            stroke,
            colour,
        )
    }

    /// A line through points.
    pub(crate) fn line(
        &self,
        points: &[(f64, f64)],
        width: f64,
        colour: Rgb,
    ) -> Result<(), DrawError<DB>> {
        let points: Vec<_> = points.iter().map(|(x, y)| self.pixel(*x, *y)).collect();
        self.area
            .draw(&PathElement::new(points, self.stroke(width, colour)))
    }

    /// Words on one line.
    pub(crate) fn text(
        &self,
        words: &str,
        at: (f64, f64),
        size: f64,
        anchor: Anchor,
        colour: Rgb,
    ) -> Result<(), DrawError<DB>> {
        self.styled_text(words, at, size, anchor, colour, FontStyle::Normal)
    }

    /// Emphasised words on one line.
    pub(crate) fn strong(
        &self,
        words: &str,
        at: (f64, f64),
        size: f64,
        anchor: Anchor,
        colour: Rgb,
    ) -> Result<(), DrawError<DB>> {
        self.styled_text(words, at, size, anchor, colour, FontStyle::Bold)
    }

    fn styled_text(
        &self,
        words: &str,
        at: (f64, f64),
        size: f64,
        anchor: Anchor,
        colour: Rgb,
        style: FontStyle,
    ) -> Result<(), DrawError<DB>> {
        let horizontal = match anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        let font = ("Inter", size * self.pixels_per_point)
            .into_font()
            .style(style);
        let ink = RGBColor(colour.0, colour.1, colour.2);
        let style = plotters::style::TextStyle::from(font)
            .color(&ink)
            .pos(Pos::new(horizontal, VPos::Center));
        self.area
            .draw(&Text::new(words.to_owned(), self.pixel(at.0, at.1), style))
    }

    /// A cell in the pattern of an outcome: solid, hatched, dotted, light, outlined.
    pub(crate) fn outcome(&self, frame: Box4, outcome: Outcome) -> Result<(), DrawError<DB>> {
        let ink = theme::outcome_ink(outcome);
        self.fill(frame, theme::outcome_fill(outcome))?;
        match outcome {
            Outcome::Fail | Outcome::Pass => Ok(()),
            Outcome::InsufficientEvidence => self.hatch(frame, ink),
            Outcome::Pending => {
                self.dots(frame, ink)?;
                self.outline(frame, 0.4, ink)
            }
            Outcome::NotApplicable => self.outline(frame, 0.4, ink),
        }
    }

    /// Diagonal lines within a rectangle.
    pub(crate) fn hatch(&self, frame: Box4, colour: Rgb) -> Result<(), DrawError<DB>> {
        let [x, y, width, height] = frame;
        let mut offset = PATTERN_STEP / 2.0;
        while offset < width + height {
            // The line u + v = offset, clipped to the rectangle.
            let (u0, u1) = ((offset - height).max(0.0), offset.min(width));
            self.line(
                &[(x + u0, y + offset - u0), (x + u1, y + offset - u1)],
                0.9,
                colour,
            )?;
            offset += PATTERN_STEP;
        }
        Ok(())
    }

    fn dots(&self, frame: Box4, colour: Rgb) -> Result<(), DrawError<DB>> {
        const DOT: f64 = 0.9;
        let [x, y, width, height] = frame;
        let mut row = y + 1.0;
        while row + DOT <= y + height {
            let mut column = x + 1.0;
            while column + DOT <= x + width {
                self.fill([column, row, DOT, DOT], colour)?;
                column += PATTERN_STEP;
            }
            row += PATTERN_STEP;
        }
        Ok(())
    }
}
