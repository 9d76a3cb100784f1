//! From a total, step by step, to what is left of it.

use plotters_backend::DrawingBackend;

use super::canvas::{Anchor, Canvas, DrawError};
use crate::{theme, wording};

/// What a step does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepKind {
    /// A total: the bar starts at zero.
    Total,
    /// Taken away from what is left.
    Minus,
}

/// A step.
#[derive(Debug, Clone)]
pub struct WaterfallStep {
    /// Words at its left.
    pub label: String,
    /// Its size.
    pub amount: u64,
    /// What it does.
    pub kind: StepKind,
}

/// A waterfall of horizontal bars.
#[derive(Debug, Clone)]
pub struct Waterfall {
    /// What is counted, such as `rows`.
    pub unit: String,
    /// Steps from top to bottom.
    pub steps: Vec<WaterfallStep>,
}

const LABELS: f64 = 190.0;
const FIGURES: f64 = 60.0;
const ROW: f64 = 17.0;
const BAR: f64 = 9.0;
/// Letters that fit in the label column at its size.
const LABEL_LETTERS: usize = 44;

impl Waterfall {
    /// The height in points that the steps need.
    #[must_use]
    pub fn height(&self) -> f32 {
        (self.steps.len() as f64 * ROW + 2.0) as f32
    }

    pub(super) fn alternative(&self) -> String {
        let steps: Vec<String> = self
            .steps
            .iter()
            .map(|step| {
                let sign = match step.kind {
                    StepKind::Total => "",
                    StepKind::Minus => "minus ",
                };
                format!("{}: {sign}{}", step.label, wording::count(step.amount))
            })
            .collect();
        format!("Waterfall of {}. {}.", self.unit, steps.join("; "))
    }

    pub(super) fn draw<DB: DrawingBackend>(
        &self,
        canvas: &Canvas<'_, DB>,
    ) -> Result<(), DrawError<DB>> {
        let (width, _) = canvas.size();
        let largest = self
            .steps
            .iter()
            .map(|step| step.amount)
            .max()
            .unwrap_or(0)
            .max(1) as f64;
        let room = width - LABELS - FIGURES;
        let length = |amount: u64| room * amount as f64 / largest;
        let mut left_over = 0_u64;
        for (index, step) in self.steps.iter().enumerate() {
            let top = index as f64 * ROW;
            let middle = top + ROW / 2.0;
            let label = wording::shortened(&step.label, LABEL_LETTERS);
            let (sign, start) = match step.kind {
                StepKind::Total => {
                    left_over = step.amount;
                    ("", 0)
                }
                StepKind::Minus => {
                    left_over = left_over.saturating_sub(step.amount);
                    ("− ", left_over)
                }
            };
            let bar = [
                LABELS + length(start),
                middle - BAR / 2.0,
                if step.amount > 0 {
                    length(step.amount).max(1.2)
                } else {
                    0.0
                },
                BAR,
            ];
            let figure = format!("{sign}{}", wording::count(step.amount));
            match step.kind {
                StepKind::Total => {
                    canvas.strong(&label, (0.0, middle), 8.0, Anchor::Start, theme::INK)?;
                    canvas.strong(&figure, (width, middle), 8.0, Anchor::End, theme::INK)?;
                    canvas.fill(bar, theme::CALENDAR[2])?;
                }
                StepKind::Minus => {
                    canvas.text(&label, (8.0, middle), 8.0, Anchor::Start, theme::INK)?;
                    canvas.text(&figure, (width, middle), 8.0, Anchor::End, theme::INK)?;
                    if step.amount > 0 {
                        canvas.fill(bar, theme::CALENDAR[0])?;
                        canvas.outline(bar, 0.5, theme::CALENDAR[2])?;
                    }
                }
            }
            let end = top + ROW;
            canvas.line(&[(0.0, end), (width, end)], 0.4, theme::HAIRLINE)?;
        }
        Ok(())
    }
}
