//! Outcomes of one control or one service as one stacked bar, worst first.

use plotters_backend::DrawingBackend;

use super::canvas::{Canvas, DrawError};
use crate::figures::Tally;
use crate::outcome::Outcome;
use crate::wording;

/// The narrowest part in points: one failure among thousands must still be seen.
const NARROWEST: f64 = 2.4;
/// White between parts in points.
const BETWEEN: f64 = 0.6;

/// Outcomes as one stacked bar.
#[derive(Debug, Clone, Copy)]
pub struct OutcomeBar {
    /// The outcomes.
    pub tally: Tally,
}

impl OutcomeBar {
    pub(super) fn alternative(&self) -> String {
        wording::bar(self.tally)
    }

    pub(super) fn draw<DB: DrawingBackend>(
        &self,
        canvas: &Canvas<'_, DB>,
    ) -> Result<(), DrawError<DB>> {
        let (width, height) = canvas.size();
        let mut left = 0.0;
        for (outcome, part) in widths(self.tally, width) {
            canvas.outcome([left, 0.0, part, height], outcome)?;
            left += part + BETWEEN;
        }
        Ok(())
    }
}

/// Widths of the parts that are not empty; they fill `width` with the white between them.
fn widths(tally: Tally, width: f64) -> Vec<(Outcome, f64)> {
    let parts: Vec<(Outcome, f64)> = Outcome::ALL
        .into_iter()
        .map(|outcome| (outcome, tally.of(outcome) as f64))
        .filter(|(_, count)| *count > 0.0)
        .collect();
    let total: f64 = parts.iter().map(|(_, count)| count).sum();
    let room = width - BETWEEN * (parts.len().saturating_sub(1)) as f64;
    let is_narrow = |count: f64| room * count / total < NARROWEST;
    let narrow = parts.iter().filter(|(_, count)| is_narrow(*count)).count() as f64 * NARROWEST;
    let wide: f64 = parts
        .iter()
        .map(|(_, count)| count)
        .filter(|count| !is_narrow(**count))
        .sum();
    parts
        .into_iter()
        .map(|(outcome, count)| {
            let part = if is_narrow(count) {
                NARROWEST
            } else {
                (room - narrow) * count / wide
            };
            (outcome, part)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_failure_among_thousands_is_still_visible() {
        let tally = Tally {
            fail: 1,
            pass: 20_000,
            ..Tally::default()
        };
        let parts = widths(tally, 140.0);
        assert_eq!(parts[0], (Outcome::Fail, NARROWEST));
    }

    #[test]
    fn the_parts_fill_the_bar() {
        let tally = Tally {
            fail: 3,
            insufficient: 1,
            pending: 40,
            pass: 900,
            not_applicable: 7,
        };
        let parts = widths(tally, 140.0);
        let filled: f64 = parts.iter().map(|(_, part)| part).sum::<f64>() + BETWEEN * 4.0;
        assert!((filled - 140.0).abs() < 1e-9, "{filled} is the whole width");
    }

    #[test]
    fn no_results_draw_nothing() {
        assert!(widths(Tally::default(), 140.0).is_empty());
    }
}
