//! Controls by month: where failures and missing evidence lie.

use plotters_backend::DrawingBackend;

use super::canvas::{Anchor, Box4, Canvas, DrawError};
use super::month_grid::{HEAD, heads};
use crate::figures::Tally;
use crate::outcome::Outcome;
use crate::pack::Month;
use crate::{theme, wording};

/// A control with its outcomes in each month.
#[derive(Debug, Clone)]
pub struct HeatRow {
    /// The control.
    pub label: String,
    /// One for each month.
    pub months: Vec<Tally>,
}

/// Controls by month. A cell names its failures, and is darker the more of what was judged failed; without
/// failures it names what could not be judged.
#[derive(Debug, Clone)]
pub struct HeatMap {
    /// The months.
    pub months: Vec<Month>,
    /// The controls.
    pub rows: Vec<HeatRow>,
}

const LABELS: f64 = 52.0;
const ROW: f64 = 13.2;
const LEGEND: f64 = 20.0;
const FIGURE: f64 = 7.0;

/// Up to which fail rate each shade stands; above the last, the darkest.
const SHADES: [f64; 2] = [0.05, 0.25];

/// What a cell shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Heat {
    /// Nothing was judged.
    Nothing,
    /// All that was judged passed.
    Passed,
    /// No failure, and so much that could not be judged.
    Unjudged(u64),
    /// So many failures, in a shade.
    Failed(u64, usize),
}

fn heat(tally: Tally) -> Heat {
    match (tally.fail_rate(), tally.insufficient) {
        (None, _) => Heat::Nothing,
        (Some(rate), _) if tally.fail > 0 => {
            let shade = SHADES.iter().position(|most| rate <= *most);
            Heat::Failed(tally.fail, shade.unwrap_or(SHADES.len()))
        }
        (Some(_), 0) => Heat::Passed,
        (Some(_), number) => Heat::Unjudged(number),
    }
}

impl HeatMap {
    /// The height in points that the rows need.
    #[must_use]
    pub fn height(&self) -> f32 {
        (HEAD + ROW * self.rows.len() as f64 + LEGEND) as f32
    }

    pub(super) fn alternative(&self) -> String {
        let rows: Vec<String> = self
            .rows
            .iter()
            .map(|row| {
                let mut parts = Vec::new();
                for (month, tally) in self.months.iter().zip(&row.months) {
                    let month = wording::month(*month);
                    match heat(*tally) {
                        Heat::Nothing | Heat::Passed => {}
                        Heat::Unjudged(number) => {
                            parts.push(format!("{number} not judged in {month}"));
                        }
                        Heat::Failed(number, _) => {
                            parts.push(format!("{number} failed in {month}"))
                        }
                    }
                }
                match parts.is_empty() {
                    true => format!("{}: no failure.", row.label),
                    false => format!("{}: {}.", row.label, parts.join(", ")),
                }
            })
            .collect();
        format!("Controls by month. {}", rows.join(" "))
    }

    pub(super) fn draw<DB: DrawingBackend>(
        &self,
        canvas: &Canvas<'_, DB>,
    ) -> Result<(), DrawError<DB>> {
        let slot = heads(canvas, &self.months, LABELS)?;
        for (index, row) in self.rows.iter().enumerate() {
            let top = HEAD + ROW * index as f64;
            let middle = top + ROW / 2.0;
            canvas.text(&row.label, (0.0, middle), 7.8, Anchor::Start, theme::INK)?;
            for (column, tally) in row.months.iter().enumerate() {
                let left = LABELS + slot * column as f64;
                let frame = [left + 0.8, top + 1.2, slot - 1.6, ROW - 2.4];
                cell(canvas, frame, heat(*tally))?;
            }
        }
        self.legend(canvas)
    }

    fn legend<DB: DrawingBackend>(&self, canvas: &Canvas<'_, DB>) -> Result<(), DrawError<DB>> {
        let y = HEAD + ROW * self.rows.len() as f64 + LEGEND / 2.0 + 2.0;
        let percent = |rate: f64| format!("{:.0}\u{a0}%", rate * 100.0);
        let marks = [
            (
                Heat::Failed(0, 0),
                format!("failed, up to {}", percent(SHADES[0])),
            ),
            (Heat::Failed(0, 1), format!("up to {}", percent(SHADES[1]))),
            (Heat::Failed(0, 2), "more".to_owned()),
            (Heat::Unjudged(0), "none failed, some not judged".to_owned()),
            (Heat::Passed, "all passed".to_owned()),
            (Heat::Nothing, "nothing judged".to_owned()),
        ];
        let mut left = 0.0;
        for (of, words) in marks {
            cell(canvas, [left, y - 4.0, 14.0, 8.0], of)?;
            canvas.text(&words, (left + 18.0, y), 7.2, Anchor::Start, theme::MUTED)?;
            left += 18.0 + 3.6 * words.chars().count() as f64 + 10.0;
        }
        Ok(())
    }
}

fn cell<DB: DrawingBackend>(
    canvas: &Canvas<'_, DB>,
    frame: Box4,
    heat: Heat,
) -> Result<(), DrawError<DB>> {
    let [x, y, width, height] = frame;
    let figure = |number: u64, colour| match number {
        0 => Ok(()),
        number => {
            let at = (x + width / 2.0, y + height / 2.0);
            canvas.strong(&wording::count(number), at, FIGURE, Anchor::Middle, colour)
        }
    };
    match heat {
        Heat::Nothing => canvas.outline(frame, 0.4, theme::HAIRLINE),
        Heat::Passed => canvas.fill(frame, theme::HEAT_PASSED),
        Heat::Unjudged(number) => {
            canvas.outcome(frame, Outcome::InsufficientEvidence)?;
            if number > 0 {
                // A plain patch under the figure, so that the hatching does not cross it.
                let patch = 5.0 + 4.2 * wording::count(number).chars().count() as f64;
                let left = x + (width - patch) / 2.0;
                let fill = theme::outcome_fill(Outcome::InsufficientEvidence);
                canvas.fill([left, y + 0.6, patch, height - 1.2], fill)?;
            }
            figure(number, theme::INK)
        }
        Heat::Failed(number, shade) => {
            canvas.fill(frame, theme::HEAT_FAILED[shade])?;
            let ink = match shade {
                0 | 1 => theme::INK,
                _ => theme::PAPER,
            };
            figure(number, ink)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_tells_failures_before_what_was_not_judged() {
        let tally = |fail, insufficient, pass| Tally {
            fail,
            insufficient,
            pass,
            not_applicable: 9,
            ..Tally::default()
        };
        assert_eq!(heat(tally(0, 0, 0)), Heat::Nothing);
        assert_eq!(heat(tally(0, 0, 7)), Heat::Passed);
        assert_eq!(heat(tally(0, 3, 7)), Heat::Unjudged(3));
        assert_eq!(heat(tally(1, 0, 99)), Heat::Failed(1, 0));
        assert_eq!(heat(tally(1, 5, 4)), Heat::Failed(1, 1));
        assert_eq!(heat(tally(5, 0, 5)), Heat::Failed(5, 2));
    }
}
