//! Production deployments by day: columns are weeks, rows are Monday to Sunday, gaps outlined.

use chrono::{Datelike as _, Days, NaiveDate};
use plotters_backend::DrawingBackend;

use super::canvas::{Anchor, Canvas, DrawError};
use crate::pack::Month;
use crate::{theme, wording};

/// One day of the calendar.
#[derive(Debug, Clone, Copy)]
pub struct CalendarDay {
    /// The day.
    pub day: NaiveDate,
    /// Production deployments.
    pub deployments: u64,
    /// Whether the day lies in a run without deployments that is too long.
    pub gap: bool,
}

/// Deployments by day.
#[derive(Debug, Clone)]
pub struct DeploymentCalendar {
    /// Every day of the period, in order.
    pub days: Vec<CalendarDay>,
}

/// Weeks side by side; longer periods take several bands.
const WEEKS: usize = 54;
const LABELS: f64 = 22.0;
const HEAD: f64 = 11.0;
const LEGEND: f64 = 15.0;
const LARGEST_CELL: f64 = 8.4;
const BAND_GAP: f64 = 6.0;

impl DeploymentCalendar {
    /// The height in points that the calendar needs at any usual page width.
    #[must_use]
    pub fn height(&self) -> f32 {
        let bands = self.weeks().div_ceil(WEEKS).max(1) as f64;
        (bands * (HEAD + 7.0 * LARGEST_CELL + BAND_GAP) + LEGEND) as f32
    }

    fn first_monday(&self) -> Option<NaiveDate> {
        let first = self.days.first()?.day;
        let back = u64::from(first.weekday().num_days_from_monday());
        first.checked_sub_days(Days::new(back))
    }

    fn weeks(&self) -> usize {
        let (Some(monday), Some(last)) = (self.first_monday(), self.days.last()) else {
            return 0;
        };
        usize::try_from((last.day - monday).num_days() / 7 + 1).unwrap_or(0)
    }

    fn busiest(&self) -> u64 {
        self.days
            .iter()
            .map(|day| day.deployments)
            .max()
            .unwrap_or(0)
    }

    pub(super) fn alternative(&self) -> String {
        let total: u64 = self.days.iter().map(|day| day.deployments).sum();
        let quiet = self.days.iter().filter(|day| day.deployments == 0).count();
        let gaps = self.days.iter().filter(|day| day.gap).count();
        format!(
            "Calendar of {} days with {} deployments; {} days without any, {} of them in runs that \
             are marked as gaps; at most {} on one day.",
            wording::count(self.days.len() as u64),
            wording::count(total),
            wording::count(quiet as u64),
            wording::count(gaps as u64),
            wording::count(self.busiest()),
        )
    }

    pub(super) fn draw<DB: DrawingBackend>(
        &self,
        canvas: &Canvas<'_, DB>,
    ) -> Result<(), DrawError<DB>> {
        let (width, _) = canvas.size();
        let Some(monday) = self.first_monday() else {
            return Ok(());
        };
        let columns = self.weeks().clamp(1, WEEKS);
        let cell = ((width - LABELS) / columns as f64).min(LARGEST_CELL + 0.6);
        let side = cell - 1.0;
        let band = HEAD + 7.0 * LARGEST_CELL + BAND_GAP;
        let busiest = self.busiest();
        let mut named: Option<(Month, f64)> = None;
        for day in &self.days {
            let week = usize::try_from((day.day - monday).num_days() / 7).unwrap_or(0);
            let top = (week / WEEKS) as f64 * band;
            let left = LABELS + (week % WEEKS) as f64 * cell;
            let row = f64::from(day.day.weekday().num_days_from_monday());
            let month = Month::of(day.day);
            let starts = named.is_none_or(|(last, _)| last != month);
            let clear = named.is_none_or(|(_, at)| left < at || left - at >= 18.0);
            if starts && clear {
                let words = wording::month_short(month);
                let at = (left, top + HEAD / 2.0 - 1.0);
                canvas.text(&words, at, 6.8, Anchor::Start, theme::MUTED)?;
                named = Some((month, left));
            }
            let frame = [
                left,
                top + HEAD + row * LARGEST_CELL,
                side,
                LARGEST_CELL - 1.0,
            ];
            let colour = match level(day.deployments, busiest) {
                None => theme::EMPTY_CELL,
                Some(level) => theme::CALENDAR[level],
            };
            canvas.fill(frame, colour)?;
            if day.gap {
                canvas.outline(frame, 0.8, theme::CAUTION)?;
            }
        }
        let bands = self.weeks().div_ceil(WEEKS).max(1);
        for index in 0..bands {
            for (row, words) in [(0.0, "Mon"), (2.0, "Wed"), (4.0, "Fri")] {
                let y = index as f64 * band + HEAD + (row + 0.5) * LARGEST_CELL - 0.5;
                canvas.text(words, (0.0, y), 6.8, Anchor::Start, theme::MUTED)?;
            }
        }
        self.legend(canvas, bands as f64 * band + LEGEND / 2.0 - 3.0, busiest)
    }

    fn legend<DB: DrawingBackend>(
        &self,
        canvas: &Canvas<'_, DB>,
        y: f64,
        busiest: u64,
    ) -> Result<(), DrawError<DB>> {
        let mut left = LABELS;
        let mut entry = |words: &str, colour, gap: bool| {
            let frame = [left, y - 3.7, 7.4, 7.4];
            canvas.fill(frame, colour)?;
            if gap {
                canvas.outline(frame, 0.8, theme::CAUTION)?;
            }
            canvas.text(words, (left + 11.0, y), 7.0, Anchor::Start, theme::MUTED)?;
            left += 11.0 + 3.8 * words.chars().count() as f64 + 12.0;
            Ok::<(), DrawError<DB>>(())
        };
        entry("none", theme::EMPTY_CELL, false)?;
        for (index, (from, to)) in level_ranges(busiest).into_iter().enumerate() {
            let words = match (from, to) {
                (from, to) if from > to => continue,
                (from, to) if from == to => wording::count(from),
                (from, to) => format!("{}–{}", wording::count(from), wording::count(to)),
            };
            entry(&words, theme::CALENDAR[index], false)?;
        }
        if self.days.iter().any(|day| day.gap) {
            entry("in a gap", theme::EMPTY_CELL, true)?;
        }
        Ok(())
    }
}

/// Number of deployments at which each shade begins and ends; unused shades are empty ranges.
fn level_ranges(busiest: u64) -> [(u64, u64); 3] {
    let step = busiest.div_ceil(3).max(1);
    [1, 2, 3].map(|level| ((level - 1) * step + 1, (level * step).min(busiest)))
}

fn level(deployments: u64, busiest: u64) -> Option<usize> {
    level_ranges(busiest)
        .iter()
        .position(|(from, to)| (*from..=*to).contains(&deployments))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_of_deployments_has_one_shade() {
        for busiest in 1..40 {
            for deployments in 1..=busiest {
                assert!(
                    level(deployments, busiest).is_some(),
                    "{deployments} of {busiest} has a shade"
                );
            }
            assert_eq!(level(0, busiest), None, "a quiet day is empty");
        }
    }
}
