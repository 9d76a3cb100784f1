//! Which months each kind of record covers: full, declared, in part, not at all.

use plotters_backend::DrawingBackend;

use super::canvas::{Anchor, Canvas, DrawError};
use super::month_grid::{HEAD, heads};
use crate::pack::{CoverageRow, CoverageState, Month};
use crate::{theme, wording};

/// Coverage by kind of record and month.
#[derive(Debug, Clone)]
pub struct CoverageMatrix {
    /// The months.
    pub months: Vec<Month>,
    /// The rows.
    pub rows: Vec<CoverageRow>,
}

const LABELS: f64 = 178.0;
const ROW: f64 = 14.0;
const LEGEND: f64 = 18.0;
const LABEL_LETTERS: usize = 40;

impl CoverageMatrix {
    /// The height in points that the rows need.
    #[must_use]
    pub fn height(&self) -> f32 {
        (HEAD + ROW * self.rows.len() as f64 + LEGEND) as f32
    }

    pub(super) fn alternative(&self) -> String {
        let rows: Vec<String> = self.rows.iter().map(|row| self.sentence(row)).collect();
        format!("Coverage by month. {}", rows.join(" "))
    }

    fn sentence(&self, row: &CoverageRow) -> String {
        let name = row.name();
        let parts: Vec<String> = [
            CoverageState::Covered,
            CoverageState::Declared,
            CoverageState::Partial,
            CoverageState::Uncovered,
        ]
        .into_iter()
        .filter_map(|state| {
            let months: Vec<Month> = self
                .months
                .iter()
                .zip(&row.states)
                .filter(|(_, of)| **of == state)
                .map(|(month, _)| *month)
                .collect();
            (!months.is_empty())
                .then(|| format!("{} in {}", state.words(), wording::month_runs(&months)))
        })
        .collect();
        format!("{name}: {}.", parts.join("; "))
    }

    pub(super) fn draw<DB: DrawingBackend>(
        &self,
        canvas: &Canvas<'_, DB>,
    ) -> Result<(), DrawError<DB>> {
        let slot = heads(canvas, &self.months, LABELS)?;
        for (index, row) in self.rows.iter().enumerate() {
            let top = HEAD + ROW * index as f64;
            let words = wording::shortened(&row.name(), LABEL_LETTERS);
            canvas.text(
                &words,
                (0.0, top + ROW / 2.0),
                7.8,
                Anchor::Start,
                theme::INK,
            )?;
            for (column, state) in row.states.iter().enumerate() {
                let left = LABELS + slot * column as f64;
                cell(
                    canvas,
                    [left + 0.8, top + 2.0, slot - 1.6, ROW - 4.0],
                    *state,
                )?;
            }
        }
        let y = HEAD + ROW * self.rows.len() as f64 + LEGEND / 2.0;
        let mut left = LABELS - 18.0;
        for state in [
            CoverageState::Covered,
            CoverageState::Declared,
            CoverageState::Partial,
            CoverageState::Uncovered,
        ] {
            cell(canvas, [left, y - 4.0, 14.0, 8.0], state)?;
            canvas.text(
                state.words(),
                (left + 18.0, y),
                7.2,
                Anchor::Start,
                theme::MUTED,
            )?;
            left += 18.0 + 3.7 * state.words().len() as f64 + 14.0;
        }
        Ok(())
    }
}

fn cell<DB: DrawingBackend>(
    canvas: &Canvas<'_, DB>,
    frame: [f64; 4],
    state: CoverageState,
) -> Result<(), DrawError<DB>> {
    match state {
        CoverageState::Covered => canvas.fill(frame, theme::CALENDAR[2]),
        CoverageState::Declared => {
            canvas.fill(frame, theme::CALENDAR[0])?;
            canvas.outline(frame, 0.4, theme::CALENDAR[2])
        }
        CoverageState::Partial => {
            canvas.hatch(frame, theme::CAUTION)?;
            canvas.outline(frame, 0.4, theme::CAUTION)
        }
        CoverageState::Uncovered => canvas.outline(frame, 0.9, theme::CAUTION),
    }
}
