//! What the patterns of the outcomes mean.

use plotters_backend::DrawingBackend;

use super::canvas::{Anchor, Canvas, DrawError};
use crate::outcome::Outcome;
use crate::theme;

/// A row of patterns with their words.
#[derive(Debug, Clone, Copy, Default)]
pub struct OutcomeLegend;

impl OutcomeLegend {
    pub(super) fn alternative(self) -> String {
        "Legend: fail is solid, insufficient evidence hatched, pending dotted, pass light, not \
         applicable outlined."
            .into()
    }

    pub(super) fn draw<DB: DrawingBackend>(
        self,
        canvas: &Canvas<'_, DB>,
    ) -> Result<(), DrawError<DB>> {
        let (_, height) = canvas.size();
        let mut left = 0.0;
        for outcome in Outcome::ALL {
            canvas.outcome([left, height / 2.0 - 4.0, 14.0, 8.0], outcome)?;
            let at = (left + 18.0, height / 2.0);
            canvas.text(outcome.words(), at, 7.6, Anchor::Start, theme::INK)?;
            // Widest letters of the face are about two thirds of its size.
            left += 18.0 + 3.9 * outcome.words().len() as f64 + 18.0;
        }
        Ok(())
    }
}
