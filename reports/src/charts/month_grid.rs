//! Columns of months beside the names of rows.

use plotters_backend::DrawingBackend;

use super::canvas::{Anchor, Canvas, DrawError};
use crate::pack::Month;
use crate::{theme, wording};

/// The height of the names of months, in points.
pub const HEAD: f64 = 14.0;
/// The least room for the name of a month, in points.
const NAME: f64 = 24.0;

/// Names the months that have room for their name, behind `labels` points for the names of rows; answers the width of
/// a column.
pub fn heads<DB: DrawingBackend>(
    canvas: &Canvas<'_, DB>,
    months: &[Month],
    labels: f64,
) -> Result<f64, DrawError<DB>> {
    let (width, _) = canvas.size();
    let slot = (width - labels) / months.len().max(1) as f64;
    let named = (NAME / slot).ceil().max(1.0) as usize;
    for (index, month) in months.iter().enumerate().step_by(named) {
        let at = (labels + slot * (index as f64 + 0.5), HEAD / 2.0);
        let words = wording::month_short(*month);
        canvas.text(&words, at, 7.2, Anchor::Middle, theme::MUTED)?;
    }
    Ok(slot)
}
