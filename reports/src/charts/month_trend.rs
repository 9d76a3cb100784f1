//! FAIL rate and worst-case rate by month, as stacked columns.

use plotters_backend::DrawingBackend;

use super::canvas::{Anchor, Canvas, DrawError};
use crate::figures::Tally;
use crate::outcome::Outcome;
use crate::pack::Month;
use crate::{theme, wording};

/// Outcomes of one month.
#[derive(Debug, Clone, Copy)]
pub struct MonthTally {
    /// The month.
    pub month: Month,
    /// Its outcomes.
    pub tally: Tally,
}

/// FAIL rate (solid) with the insufficient evidence on top (hatched), month by month.
#[derive(Debug, Clone)]
pub struct MonthTrend {
    /// The months in order.
    pub months: Vec<MonthTally>,
}

const AXIS: f64 = 34.0;
const HEAD: f64 = 12.0;
const FOOT: f64 = 16.0;
const LABEL: f64 = 7.2;

impl MonthTrend {
    pub(super) fn alternative(&self) -> String {
        let months: Vec<String> = self
            .months
            .iter()
            .map(|month| {
                let tally = month.tally;
                let name = wording::month(month.month);
                match (tally.fail_rate(), tally.worst_case_rate()) {
                    (Some(fail), Some(worst)) => format!(
                        "In {name} {} of the judged results failed, and {} in the worst case.",
                        wording::percent(fail),
                        wording::percent(worst)
                    ),
                    _ => format!("In {name} nothing was judged."),
                }
            })
            .collect();
        format!(
            "Column chart of the fail rate by month. {}",
            months.join(" ")
        )
    }

    pub(super) fn draw<DB: DrawingBackend>(
        &self,
        canvas: &Canvas<'_, DB>,
    ) -> Result<(), DrawError<DB>> {
        let (width, height) = canvas.size();
        let worst = self
            .months
            .iter()
            .filter_map(|month| month.tally.worst_case_rate());
        let top = axis_top(worst.fold(0.0, f64::max));
        let floor = height - FOOT;
        let y_of = |rate: f64| floor - (floor - HEAD) * rate / top;
        for step in 0..=4 {
            let rate = top * f64::from(step) / 4.0;
            let y = y_of(rate);
            let rule = if step == 0 {
                theme::INK
            } else {
                theme::HAIRLINE
            };
            canvas.line(&[(AXIS, y), (width, y)], 0.4, rule)?;
            let words = wording::percent(rate);
            canvas.text(&words, (AXIS - 4.0, y), LABEL, Anchor::End, theme::MUTED)?;
        }
        let slot = (width - AXIS) / self.months.len().max(1) as f64;
        let column = (slot * 0.56).min(30.0);
        // With many months only some are named.
        let named = (28.0 / slot).ceil().max(1.0) as usize;
        for (index, month) in self.months.iter().enumerate() {
            let centre = AXIS + slot * (index as f64 + 0.5);
            if index % named == 0 {
                let words = wording::month_short(month.month);
                let at = (centre, floor + 8.0);
                canvas.text(&words, at, LABEL, Anchor::Middle, theme::MUTED)?;
            }
            let (Some(fail), Some(worst)) =
                (month.tally.fail_rate(), month.tally.worst_case_rate())
            else {
                continue;
            };
            let left = centre - column / 2.0;
            let (fail_y, worst_y) = (y_of(fail), y_of(worst));
            if worst > fail {
                let frame = [left, worst_y, column, fail_y - worst_y];
                canvas.outcome(frame, Outcome::InsufficientEvidence)?;
            }
            if fail > 0.0 {
                canvas.outcome([left, fail_y, column, floor - fail_y], Outcome::Fail)?;
            }
            if slot >= 26.0 {
                let words = wording::percent(worst);
                let at = (centre, worst_y - 5.0);
                canvas.text(&words, at, LABEL, Anchor::Middle, theme::INK)?;
            }
        }
        Ok(())
    }
}

/// The next round rate at or above the largest one; at least one per cent.
fn axis_top(rate: f64) -> f64 {
    const ROUND: [f64; 9] = [0.01, 0.02, 0.04, 0.08, 0.12, 0.2, 0.4, 0.6, 0.8];
    ROUND.into_iter().find(|top| rate <= *top).unwrap_or(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axis_ends_at_a_round_rate_above_the_largest() {
        assert_eq!(
            [0.0, 0.031, 0.2, 0.99].map(axis_top),
            [0.01, 0.04, 0.2, 1.0]
        );
    }
}
